"""Reports and the rounds they are asked for in: which picture they stand in, and who is writing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import inputs_of
from bot.situation.rounds import RoundState
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import Level, Part, ReportKind
from tests.situation.day import AKTOR_NACKA, AKTOR_POLIS, BRO, HED, LILJA, LUND, ROC, SSR, Day, Said, direct
from tests.situation.test_report_changes import edit, publish, write
from tests.situation.test_reports import standing


async def opened(day: Day) -> None:
    """Until the round of the day has been asked for: three hours before 15:00."""
    await day.pass_by(hours=4, minutes=1)


def request(day: Day, room: str) -> Said:
    return next(said for said in day.heard(room) if "LB-1121-1" in said.body)


async def rounds(day: Day) -> list[RoundRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(RoundRow).order_by(RoundRow.due_at)))


async def answer_of(day: Day, actor: str) -> str | None:
    async with day.store.begin() as session:
        found = select(RoundActor.answer).join(RoundRow, RoundRow.id == RoundActor.round_id)
        wanted = found.where(RoundActor.actor == actor, RoundActor.answer.is_not(None))
        return await session.scalar(wanted.order_by(RoundRow.due_at).limit(1))


async def close(day: Day) -> None:
    """The round closes at this moment."""
    async with day.store.begin() as session:
        row = (await session.scalars(select(RoundRow).where(RoundRow.reference == "LB-1121-1"))).one()
        row.state, row.closed_at = RoundState.CLOSED.value, day.clock.now()


async def test_a_report_says_in_which_picture_it_will_stand(day: Day) -> None:
    await opened(day)
    (answer, *_) = await day.type(HED, "!lägesbild rapport Bråk vid centrum")
    assert "Den kommer med i LB-1121-1, som går ut 15:00." in answer.body
    assert await answer_of(day, "nacka") == ReportKind.REPORT


async def test_a_reply_to_the_request_is_a_report_without_any_command(day: Day) -> None:
    await opened(day)
    asked = request(day, AKTOR_POLIS)
    (answer, *_) = await day.answer(LILJA, "Skottlossning i Orminge.\nBehov: fler vuxna\nNivå: 2", asked)
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Skottlossning i Orminge.", Part.NEED: "fler vuxna"}
    assert (found.actor, found.level) == ("polis", Level.SERIOUS)
    assert "R-1121-1" in answer.body


async def test_a_reply_that_begins_with_the_verb_is_one_too(day: Day) -> None:
    await opened(day)
    await day.answer(LILJA, "rapport: Lugnt i kväll nivå:0", request(day, AKTOR_POLIS))
    (found,) = await standing(day)
    assert (found.parts, found.level) == ({Part.EVENT: "Lugnt i kväll"}, Level.NORMAL)


async def test_a_reply_with_a_wrong_value_is_asked_for_again_and_answers_the_round(day: Day) -> None:
    await opened(day)
    await day.answer(LILJA, "Bråk vid torget kommun:Atlantis", request(day, AKTOR_POLIS))
    await day.type(LILJA, "kommun:Nacka", AKTOR_POLIS)
    (found,) = await standing(day)
    assert found.kommuner == ("0182",)
    assert await answer_of(day, "polis") == ReportKind.REPORT


@pytest.mark.parametrize("text", ["ok", "tack", "👍"])
async def test_thanks_for_the_request_are_no_report(day: Day, text: str) -> None:
    await opened(day)
    await day.answer(LILJA, text, request(day, AKTOR_POLIS))
    assert await standing(day) == []


async def test_one_that_comes_as_the_round_closes_stands_in_the_next_and_is_told_so(day: Day) -> None:
    await opened(day)
    await close(day)
    (answer, *_) = await day.type(HED, "!lägesbild rapport Bråk vid centrum")
    following = next(row for row in await rounds(day) if row.state == RoundState.PLANNED)
    assert "LB-1121-1 har redan stängt" in answer.body
    assert following.reference in answer.body
    closed = next(row for row in await rounds(day) if row.state == RoundState.CLOSED)
    assert closed.closed_at is not None
    assert (await day.report()).reported_at > closed.closed_at


async def test_a_correction_after_the_round_closed_is_still_taken_up_by_it(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Bråk vid centrum")
    await publish(day)
    await opened(day)
    await close(day)
    (answer, *_) = await day.type(HED, "!lägesbild rätta R-1121-1 nivå:2")
    assert "Den kommer med i LB-1121-1, som går ut 15:00." in answer.body


async def test_the_same_as_before_answers_the_next_round_with_nothing_new(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Lugnt i kväll nivå:0")
    await publish(day)
    await opened(day)
    (answer,) = await day.type(HED, "!lägesbild rapport Lugnt i kväll nivå:0")
    assert "Den har jag redan" in answer.body
    assert [row.kind for row in await day.reports()] == [ReportKind.REPORT, ReportKind.NOTHING]


async def test_whoever_begins_is_told_that_a_colleague_is_writing(day: Day) -> None:
    await opened(day)
    first = await day.type(BRO, "!lägesbild rapport")
    assert len(first) == 1
    await day.pass_by(minutes=2)
    said = await day.type(HED, "!lägesbild rapport")
    assert [one.room for one in said] == [direct(HED)] * 2
    assert "Vad har hänt" in said[0].body
    assert said[1].body == "Bro, ersättare i Nacka (fiktiv) skriver redan sedan 12:01."


async def test_nobody_is_writing_once_the_report_is_there(day: Day) -> None:
    await opened(day)
    await day.type(BRO, "!lägesbild rapport", AKTOR_NACKA)
    await day.type(BRO, "Händelse: Bråk\nKommun: Nacka\nNivå: 1\nFör: roc", AKTOR_NACKA)
    said = await day.type(HED, "!lägesbild rapport", AKTOR_NACKA)
    assert [one.body for one in said if "skriver redan" in one.body] == []


async def test_roc_hears_of_a_report_before_the_round_is_over(day: Day) -> None:
    await opened(day)
    await day.type(HED, "!lägesbild rapport Bråk vid centrum")
    assert any("Bråk vid centrum" in said.body for said in day.heard(ROC))


async def test_once_the_picture_is_out_an_edit_is_answered_with_how_to_correct(day: Day) -> None:
    await write(day)
    await day.pass_by(hours=6, minutes=31)
    await day.type(LUND, "!lägesbild publicera", ROC)
    await day.pass_by(minutes=30)
    assert any("Bråk vid centrum" in said.body for said in day.heard(SSR))
    (answer,) = await edit(day, "!lägesbild rapport Lugnt igen")
    assert "!lägesbild rätta R-1121-1" in answer.body


async def test_in_the_second_of_closing_it_stands_in_the_one_that_the_answer_names(day: Day) -> None:
    await day.pass_by(hours=6, minutes=29)
    day.clock.advance(timedelta(minutes=1))
    (before, *_) = await write(day)
    await day.tick()
    (after, *_) = await day.type(LILJA, "!lägesbild rapport Lugnt")
    assert "kommer med i LB-1121-1, som går ut 15:00" in before.body
    assert "LB-1121-1 har redan stängt" in after.body
    async with day.store.begin() as session:
        (picture,) = await session.scalars(select(PictureRow))
    assert [one.reference for one in inputs_of(picture).reports] == ["R-1121-1"]
