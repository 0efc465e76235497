"""Rounds: who is asked and reminded, what counts as an answer, and who is named as missing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select, update

from bot.chat.message import Trust
from bot.situation.entries import Cadence, PictureEntry, ReportingEntry
from bot.situation.rounds import answered, current_round, writing
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import ReportKind, RoundState
from bot.store.inbox import InboxKind
from tests.situation.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    BRO,
    DRIFT,
    EK,
    FORS,
    HED,
    LILJA,
    NORD,
    ROC,
    Day,
    Said,
    changed,
    direct,
)

ASKED = {AKTOR_NACKA, AKTOR_POLIS, AKTOR_STOCKHOLM, direct(FORS)}


async def opened(day: Day) -> Said:
    """Noon in Stockholm has just passed: Nacka's request."""
    await day.pass_by(hours=4, seconds=1)
    return day.heard(AKTOR_NACKA)[0]


async def rounds(day: Day) -> list[RoundRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(RoundRow).order_by(RoundRow.due_at, RoundRow.id)))


async def actor_row(day: Day, actor: str = "nacka") -> RoundActor:
    async with day.store.begin() as session:
        found = await session.scalars(
            select(RoundActor).where(RoundActor.actor == actor).order_by(RoundActor.id.desc()).limit(1)
        )
        return found.one()


async def report(day: Day, actor: str = "nacka", kind: ReportKind = ReportKind.REPORT) -> RoundRow | None:
    """As a report that comes in."""
    async with day.store.begin() as session:
        return await answered(session, actor, kind, day.clock.now())


async def test_every_actor_is_asked_in_its_room_or_in_the_direct_chat_of_its_reporter(day: Day) -> None:
    said = await day.pass_by(hours=4)
    asked = {one.room: one for one in said if "läget hos" in one.body}
    assert asked.keys() == ASKED
    nacka = asked[AKTOR_NACKA]
    assert nacka.mentions == [HED], "the stand-in is left alone at first"
    assert "LB-1121-1" in nacka.body
    assert "Rapporten ska vara inne 14:30. Lägesbilden går ut 15:00." in nacka.body


async def test_an_actor_that_is_not_asked_is_not_missing(day: Day) -> None:
    await opened(day)
    assert "0 av 36 har rapporterat" in day.card(ROC)
    assert "Försvarsmakten" not in day.card(ROC)


async def test_an_actor_that_nobody_answers_for_is_named_as_such_and_nothing_is_sent_nowhere(
    day: Day,
) -> None:
    await opened(day)
    assert "Saknas, och jag når ingen där: Upplands Väsby, Vallentuna" in day.card(ROC)
    assert "Saknas: Stockholm, Nacka, Polismyndigheten och Region Stockholm." in day.card(ROC)
    assert not day.heard(DRIFT)


async def test_who_has_not_come_into_the_room_is_asked_in_the_direct_chat(day: Day) -> None:
    day.hall.joined[AKTOR_NACKA].discard(HED)
    await opened(day)
    assert "läget hos Nacka kommun" in day.heard(direct(HED))[0].body


async def test_a_room_with_a_stranger_is_passed_by(day: Day) -> None:
    day.hall.joined[AKTOR_NACKA].add("@okand:annanstans")
    await day.pass_by(hours=4)
    assert not day.heard(AKTOR_NACKA)
    assert "läget hos Nacka kommun" in day.heard(direct(HED))[0].body


async def test_reminders_come_only_to_those_who_are_silent_and_stand_ins_from_the_first_on(day: Day) -> None:
    await opened(day)
    await report(day, "polis")
    first = await day.pass_by(hours=1, minutes=30)
    reminded = {one.room: one for one in first if "inte hört något" in one.body}
    assert reminded.keys() == ASKED - {AKTOR_POLIS}
    assert reminded[AKTOR_NACKA].mentions == [HED, BRO]
    assert "om 60 minuter" in reminded[AKTOR_NACKA].body
    second = await day.pass_by(minutes=45)
    assert "om 15 minuter" in next(one.body for one in second if one.room == AKTOR_NACKA)
    last = await day.pass_by(minutes=30)
    assert not [one for one in last if "inte hört något" in one.body], "and none after that"


async def test_inget_is_enough_and_said_back_with_the_time(day: Day) -> None:
    await opened(day)
    said = await day.type(HED, "!lägesbild inget")
    assert said[0].body == "Inget nytt från Nacka kommun är noterat 12:00."
    row = await day.report()
    assert (row.kind, row.audience, row.actor) == ("nothing", "ssr", "nacka")
    await day.pass_by(seconds=6)
    assert "0 av 36 har rapporterat, 1 inget nytt, 35 saknas." in day.card(ROC)
    assert "Inget nytt: Nacka." in day.card(ROC)


async def test_a_tap_on_the_request_is_inget_and_noted_as_unsigned(day: Day) -> None:
    for key in ("✅", "👍"):
        fresh = await opened(day) if key == "✅" else day.heard(AKTOR_POLIS)[0]
        who = HED if key == "✅" else LILJA
        said = await day.react(who, key, fresh)
        assert "Inget nytt från" in said[-1].body
        assert (await day.report()).flagged


async def test_a_reply_to_the_reminder_is_inget(day: Day) -> None:
    await opened(day)
    await day.pass_by(hours=1, minutes=30)
    reminder = day.heard(AKTOR_NACKA)[-1]
    said = await day.answer(BRO, "Inget nytt att rapportera.", reminder)
    assert said[0].body == "Inget nytt från Nacka kommun är noterat 13:30."
    later = await day.pass_by(hours=1)
    assert not [one for one in later if one.room == AKTOR_NACKA], "no more reminders"


async def test_more_than_inget_is_not_taken_for_nothing(day: Day) -> None:
    request = await opened(day)
    said = await day.answer(HED, "inget allvarligt men två bränder i natt", request)
    assert "skriv rapport" in said[0].body
    assert not await day.reports()
    assert (await actor_row(day)).answer is None


async def test_inget_twice_is_one_and_a_report_after_it_counts(day: Day) -> None:
    request = await opened(day)
    await day.answer(HED, "inget", request)
    again = await day.answer(BRO, "inget", request)
    assert "var redan noterat 12:00" in again[0].body
    assert len(await day.reports()) == 1
    await report(day)
    await day.pass_by(seconds=6)
    assert "1 av 36 har rapporterat, 0 inget nytt" in day.card(ROC)
    late = await day.answer(HED, "inget", request)
    assert "rapporterat tidigare i rundan ligger kvar" in late[0].body
    assert (await actor_row(day)).answer == ReportKind.REPORT


async def test_only_a_reporter_answers_for_an_actor_and_for_no_other(day: Day) -> None:
    request = await opened(day)
    said = await day.type(EK, "!lägesbild inget")
    assert "rollen rapportör" in said[0].body
    other = await day.type(HED, "!lägesbild inget aktör:Huddinge")
    assert other[0].body.startswith("Du är inte rapportör för Huddinge kommun.")
    assert "Du rapporterar för Nacka kommun." in other[0].body
    stranger = await day.answer(LILJA, "inget", request)
    assert "Du är inte rapportör för Nacka kommun." in stranger[0].body
    assert not await day.reports()


async def test_an_unsigned_device_is_taken_and_flagged(day: Day) -> None:
    await opened(day)
    said = await day.type(HED, "!lägesbild inget", trust=Trust.UNSIGNED)
    assert "inte signerad" in said[0].body
    assert (await day.report()).flagged


async def test_a_reminder_is_put_off_by_the_registers_time_or_by_what_is_said(day: Day) -> None:
    await opened(day)
    await day.pass_by(hours=1, minutes=30)
    reminder = day.heard(AKTOR_NACKA)[-1]
    said = await day.answer(HED, "senare", reminder)
    assert said[0].body.startswith("Jag påminner Nacka kommun igen 13:50.")
    said = await day.answer(HED, "om 20 min", reminder)
    assert "igen 13:50" in said[0].body
    said = await day.type(HED, "!lägesbild senare 14:05")
    assert "igen 14:05" in said[0].body
    later = await day.pass_by(minutes=35)
    assert [one.room for one in later if "inte hört något" in one.body] == [AKTOR_NACKA]


async def test_a_reminder_is_never_put_off_past_the_closing(day: Day) -> None:
    await opened(day)
    said = await day.type(HED, "!lägesbild senare 16:00")
    assert "igen 14:25" in said[0].body
    assert "14:30, så längre går det inte att vänta" in said[0].body
    await day.pass_by(hours=2, minutes=26)
    said = await day.type(HED, "!lägesbild senare")
    assert "går inte att skjuta upp mer" in said[0].body


async def test_what_is_no_time_is_asked_about_and_nothing_is_put_off(day: Day) -> None:
    request = await opened(day)
    before = (await actor_row(day)).remind_at
    said = await day.answer(HED, "om det blir fler bränder behöver vi hjälp", request)
    assert "Är det en rapport: skriv rapport" in said[0].body
    assert (await actor_row(day)).remind_at == before


async def test_nobody_puts_off_what_was_answered_or_is_not_asked(day: Day) -> None:
    said = await day.type(HED, "!lägesbild senare")
    assert "Ingen runda är öppen" in said[0].body
    await opened(day)
    await day.type(HED, "!lägesbild inget")
    said = await day.type(HED, "!lägesbild senare")
    assert "har redan svarat på LB-1121-1 12:00" in said[0].body
    said = await day.type(HED, "!lägesbild senare runda:LB-0101-9")
    assert "Ingen" in said[0].body or "känner inte till" in said[0].body


async def test_roc_has_one_message_of_the_round_that_is_kept_up_to_date(day: Day) -> None:
    await opened(day)
    await report(day, "nacka")
    await report(day, "polis", ReportKind.NOTHING)
    await day.pass_by(hours=2, minutes=30)
    said = [one for one in day.heard(ROC) if "har rapporterat," in one.body]
    assert len({one.edits or one.event_id for one in said}) == 1
    assert "LB-1121-1: 1 av 36 har rapporterat, 1 inget nytt, 34 saknas." in day.card(ROC)
    assert "Rundan stängde 14:30." in day.card(ROC)


async def test_many_answers_at_once_change_the_message_once(day: Day) -> None:
    await opened(day)
    before = len(day.heard(ROC))
    for actor in ("nacka", "polis", "stockholm", "huddinge"):
        await report(day, actor)
    await day.pass_by(seconds=10)
    assert len(day.heard(ROC)) == before + 1


async def test_who_is_writing_now_is_shown_and_told_to_the_next(day: Day) -> None:
    await opened(day)
    async with day.store.begin() as session:
        assert await writing(session, "nacka", BRO, day.clock.now()) is None
    await day.pass_by(minutes=10)
    assert "Skriver nu: Bro, ersättare i Nacka (fiktiv) för Nacka sedan 12:00." in day.card(ROC)
    async with day.store.begin() as session:
        other = await writing(session, "nacka", HED, day.clock.now())
        assert other is not None
        assert other[0] == BRO
        assert await writing(session, "nacka", BRO, day.clock.now()) is None, "not the same one"
    await report(day)
    await day.pass_by(seconds=10)
    assert "Skriver nu" not in day.card(ROC)


async def test_whoever_has_not_written_anything_for_long_is_no_longer_writing(day: Day) -> None:
    await opened(day)
    async with day.store.begin() as session:
        await writing(session, "nacka", BRO, day.clock.now())
    await day.pass_by(minutes=29)
    assert "Skriver nu" in day.card(ROC)
    await day.pass_by(minutes=2)
    assert "Skriver nu" not in day.card(ROC)


async def test_a_report_taken_back_is_silence_again(day: Day) -> None:
    request = await opened(day)
    await day.answer(HED, "Brand i en skola i Sickla.", request, event_id="$brand")
    await day.pass_by(seconds=6)
    assert "1 av 36 har rapporterat" in day.card(ROC)
    removed = {"kind": InboxKind.REDACTION, "relates_to": "$brand", "trust": Trust.NONE, "encrypted": False}
    await day.type(HED, "", AKTOR_NACKA, **removed)
    await day.pass_by(seconds=6)
    assert "0 av 36 har rapporterat, 0 inget nytt, 36 saknas." in day.card(ROC)
    reminded = await day.pass_by(hours=1, minutes=30)
    assert [one.room for one in reminded if "inte hört något från Nacka" in one.body] == [AKTOR_NACKA]


async def test_a_report_taken_back_leaves_what_else_the_actor_has_said(day: Day) -> None:
    request = await opened(day)
    await day.answer(HED, "inget", request)
    await day.answer(HED, "Brand i en skola i Sickla.", request)
    reference = (await day.report()).reference
    await day.type(HED, f"!lägesbild återta {reference}")
    assert (await actor_row(day)).answer == ReportKind.NOTHING


async def test_what_comes_while_a_round_closes_counts_in_the_next(day: Day) -> None:
    await opened(day)
    async with day.store.begin() as closing:
        row = (await closing.scalars(select(RoundRow).where(RoundRow.state == RoundState.OPEN))).one()
        row.state = RoundState.CLOSED
        await closing.flush()
        coming = asyncio.create_task(report(day))
        await asyncio.sleep(0)
    found = await coming
    assert found is not None
    assert found.reference == "LB-1122-1"


async def test_a_round_without_any_report_names_all_as_missing_and_is_not_passed_over(day: Day) -> None:
    await day.pass_by(hours=6, minutes=31)
    assert "0 av 36 har rapporterat, 0 inget nytt, 36 saknas." in day.card(ROC)
    async with day.store.begin() as session:
        found = await current_round(session)
        assert found is not None
        assert found.reference == "LB-1121-1"


async def test_what_is_said_after_the_closing_counts_in_the_next_round(day: Day) -> None:
    request = await opened(day)
    async with day.store.begin() as session:
        await session.execute(
            update(RoundRow).where(RoundRow.reference == "LB-1121-1").values(state=RoundState.CLOSED)
        )
    said = await day.answer(HED, "inget", request)
    assert "LB-1121-1 har stängt, så det räknas i nästa, LB-1122-1." in said[0].body
    day.clock.advance(timedelta(hours=24))
    said = [one for one in await day.tick() if "LB-1122-1" in one.body and one.room == AKTOR_NACKA]
    assert "Ni sa lördag 21 november 12:00 att inget nytt har hänt." in said[0].body


async def test_a_reply_in_the_status_message_of_roc_is_talk(day: Day) -> None:
    await opened(day)
    assert not await day.answer("@roc-kvist:localhost", "inget", day.heard(ROC)[0])
    assert not await day.react("@roc-kvist:localhost", "✅", day.heard(ROC)[0])


async def test_the_request_shows_what_is_carried_forward_from_the_actor(day: Day) -> None:
    await day.type(HED, "!lägesbild inget")
    async with day.store.begin() as session:
        from bot.situation.tables import ReportRow  # noqa: PLC0415 - used here alone

        row = (await session.scalars(select(ReportRow))).one()
        row.kind, row.words = "report", {"event": "Brand i en skola. " * 20}
    request = await opened(day)
    assert "gäller från er sedan tidigare" in request.body
    assert f"{row.reference}, 08:00: Brand i en skola." in request.body
    assert len(request.body) < 700
    assert "Brand" not in day.heard(AKTOR_POLIS)[0].body


async def test_another_register_plans_anew(day: Day) -> None:
    await day.tick()
    walls = [one.wall for one in await rounds(day)]
    assert walls == [f"2026-11-{number}T15:00" for number in (21, 22, 23, 24)]
    entry = PictureEntry(ordinary=(Cadence(at="10:00"), Cadence(at="15:00")))
    await Day.open(day, changed(lagesbild={"lagesbild": entry}))
    await day.tick()
    assert len(await rounds(day)) == 8
    entry = PictureEntry(ordinary=(Cadence(at="10:00"),))
    await Day.open(day, changed(lagesbild={"lagesbild": entry}))
    await day.tick()
    left = [one for one in await rounds(day) if one.state != RoundState.DROPPED]
    assert {one.wall[11:] for one in left} == {"10:00"}


async def test_a_register_that_asks_an_actor_no_more_takes_effect_in_the_next_round(day: Day) -> None:
    await opened(day)
    entry = ReportingEntry(actor="polis", asks=False)
    await Day.open(day, changed(rapportering={"polis": entry}))
    await day.pass_by(minutes=1)
    assert "av 36" in day.card(ROC)
    said = await day.pass_by(hours=24)
    assert any("LB-1122-1: 0 av 35" in one.body for one in said if one.room == ROC)
    assert not [one for one in said if one.room == AKTOR_POLIS and "läget hos" in one.body]


async def test_the_direct_chat_takes_the_bare_word(day: Day) -> None:
    await opened(day)
    said = await day.type(NORD, "inget")
    assert said[0].body == "Inget nytt från Stockholms stad är noterat 12:00."
