"""The lägesbild says what is asked, rumoured, planned and published: to each audience what it may know."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.actors.facts import ActorEntry
from bot.press.communicative import Communication, communication
from bot.press.tables import ChannelRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelKind, ChannelState, State
from bot.register.load import Loaded
from bot.situation.compile import compile_version
from bot.situation.pictures import inputs_of
from bot.situation.values import Audience
from bot.store.engine import Store
from tests.press.day import ALDER, HOLM, NORD, PressDay, example
from tests.press.talk import ASKED, CLAIM, QUESTION, RUMOUR
from tests.situation import day as situation
from tests.situation.day import HED, LUND, NACKA_POLIS, ROC, SSR
from tests.situation.past import files
from tests.situation.posting import DUE, a_round, approved, pictures, postings, reported, until, versions

MINUTE = timedelta(minutes=1)
READY, AFTER = DUE - 10 * MINUTE, DUE + 5 * MINUTE


class Day(PressDay, situation.Day):
    """Communicators at work on a day with rounds."""

    async def open(self, loaded: Loaded | None = None) -> Day:
        await super().open(loaded or example())
        return self


@pytest.fixture
async def day(store: Store) -> Day:
    return await Day(store).open()


async def told(day: Day, *, since: datetime | None = None, exercise: bool = False) -> Communication:
    async with day.store.begin() as session:
        snapshot = await day.register.current(session)
        return await communication(session, snapshot, day.clock.now(), since=since, exercise=exercise)


async def out(day: Day, row: MessageRow, *, public: bool = True, state: str = ChannelState.SENT) -> None:
    """It is on a channel."""
    now = day.clock.now()
    async with day.store.begin() as session:
        publication = PublicationRow(
            message_id=row.id,
            act=Act.PUBLISH,
            revision=1,
            hash="-",
            state="done",
            due_at=now,
            prepared_at=now,
        )
        session.add(publication)
        await session.flush()
        session.add(
            ChannelRow(
                publication_id=publication.id,
                channel="flodet",
                kind=ChannelKind.FEED,
                public=public,
                exercise=False,
                state=state,
            )
        )


async def everybody(day: Day) -> tuple[str, ...]:
    return tuple((await day.snapshot()).of(ActorEntry))


async def test_questions_without_an_answer_are_counted_and_the_newest_come_first(day: Day) -> None:
    for number in range(1, 36):
        await day.type(NORD, f"!fråga ny Fråga nummer {number}? från:media")
    await day.type(NORD, "!fråga svar FR-0035 för:intern Ja.")
    await day.type(NORD, "!fråga stäng FR-0034")
    found = await told(day)
    assert (found.asked, len(found.questions)) == (33, 30)
    assert [one.reference for one in found.questions[:2]] == ["FR-0033", "FR-0032"]


async def test_rumours_come_with_what_is_known_and_answered_until_they_are_closed(day: Day) -> None:
    await day.type(NORD, f"{RUMOUR} ägare:Nacka")
    await day.type(NORD, "!rykte ny något annat var:nätet spridning:stor")
    await day.type(ALDER, "!rykte svar RY-0001 De är öppna. status:falskt")
    first, second = (await told(day)).rumours
    assert (first.reference, first.answer) == ("RY-0002", None)
    assert (second.truth, second.claim, second.answer, second.answered_by) == (
        "false", CLAIM, "De är öppna.", "nacka",
    )  # fmt: skip
    await day.type(ALDER, "!rykte stäng RY-0001")
    assert (await told(day)).heard == 1


async def test_what_is_planned_within_two_days_is_told_with_its_owner_and_time(day: Day) -> None:
    now = day.clock.now()
    hours = {
        State.CIRCULATED: 1, State.APPROVED: 2, State.SCHEDULED: 3,
        State.HELD: 4, State.MISSED: 5, State.STOPPED: 6,
    }  # fmt: skip
    for state, ahead in hours.items():
        await day.put(state, publish_at=now + timedelta(hours=ahead), title=f"Titel {state}")
    await day.put(State.DRAFT)
    await day.put(State.SCHEDULED, publish_at=now + timedelta(hours=48))
    await day.put(State.SCHEDULED, publish_at=now + timedelta(hours=48, minutes=1))
    found = (await told(day)).ahead
    assert [(one.reference, one.signed) for one in found] == [
        ("BU-0001", False), ("BU-0002", False), ("BU-0003", True), ("BU-0008", True),
    ]  # fmt: skip
    assert {one.owner for one in found} == {"stockholm"}


async def test_a_title_is_for_all_actors_only_when_it_is_circulated_to_all(day: Day) -> None:
    soon = day.clock.now() + timedelta(hours=1)
    await day.put(State.SCHEDULED, publish_at=soon, title="Bara för parterna")
    await day.put(State.SCHEDULED, publish_at=soon, title="För alla", informed=await everybody(day))
    found = await told(day)
    assert [one.title for one in found.ahead] == ["Bara för parterna", "För alla"]
    assert [one.title for one in found.for_everybody().ahead] == [None, "För alla"]


async def test_what_was_published_since_then_is_told_and_open_titles_to_all(day: Day) -> None:
    now = day.clock.now()
    embargo = now + timedelta(hours=1)
    for hours, public, until_then in (
        (30, True, None),
        (3, True, None),
        (2, False, None),
        (1, True, embargo),
    ):
        at, title = now - timedelta(hours=hours), f"Titel {hours}"
        row = await day.put(State.PUBLISHED, published_at=at, title=title, embargo_until=until_then)
        await out(day, row, public=public)
    found = await told(day, since=now - timedelta(hours=29))
    assert [one.title for one in found.out] == ["Titel 3", "Titel 2", "Titel 1"]
    assert [one.title for one in found.for_everybody().out] == ["Titel 3", None, None]
    assert len((await told(day)).out) == 3
    await day.pass_by(hours=2)
    assert [one.open for one in (await told(day, since=now - timedelta(hours=29))).out] == [True, False, True]


async def test_a_retraction_is_told_though_it_was_published_long_ago(day: Day) -> None:
    now = day.clock.now()
    days = timedelta(days=3)
    await day.put(State.RETRACTED, published_at=now - days, ended_at=now - MINUTE)
    await day.put(State.RETRACTED, published_at=now - days, ended_at=now - days)
    (one,) = (await told(day)).out
    assert (one.reference, one.state, one.at) == ("BU-0001", State.RETRACTED, now - MINUTE)


async def test_exercises_and_the_real_thing_never_meet(day: Day) -> None:
    now = day.clock.now()
    for real in (False, True):
        more = "" if real else " övning:ja"
        await day.type(NORD, f"{RUMOUR}{more}")
        await day.type(NORD, f"{QUESTION}{more}")
        await day.put(State.SCHEDULED, exercise=not real, publish_at=now + MINUTE)
        await day.put(State.PUBLISHED, exercise=not real, published_at=now - MINUTE)
    for exercise, names in (
        (True, {"RY-0001", "FR-0001", "BU-0001", "BU-0002"}),
        (False, {"RY-0002", "FR-0002", "BU-0003", "BU-0004"}),
    ):
        found = await told(day, exercise=exercise)
        shown = {one.reference for one in found.questions} | {one.reference for one in found.rumours}
        shown |= {one.reference for one in found.ahead} | {one.reference for one in found.out}
        assert shown == names
        assert (found.asked, found.heard) == (1, 1)


async def _typed(day: Day) -> None:
    await day.type(NORD, f"{RUMOUR} status:falskt")
    await day.type(NORD, "!rykte svar RY-0001 Skolorna är öppna.")
    await day.type(HOLM, f"{QUESTION} ägare:Nacka")
    await day.put(State.SCHEDULED, publish_at=DUE + timedelta(hours=2), title="Hemlig rubrik")


async def test_the_reviewed_picture_has_it_for_roc_and_for_all_actors(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await _typed(day)
    await until(day, READY)
    await approved(day)
    await until(day, AFTER)
    (roc,), (ssr,) = pictures(day, ROC), pictures(day, SSR)
    for text in (roc, ssr):
        assert "\nKommunikation\n" in text
        assert (
            f"RY-0001, FALSKT: {CLAIM}. Spridning: ökande. Svar från Stockholms stad: Skolorna är öppna."
            in text
        )
        assert ASKED in text
        assert "17:00, Stockholms stad, BU-0001" in text
    assert "Hemlig rubrik (" not in ssr
    assert "BU-0001: Hemlig rubrik" in roc
    assert "Hemlig rubrik" not in ssr
    for text in pictures(day, NACKA_POLIS):
        assert CLAIM not in text
        assert "Kommunikation" not in text


async def test_what_changes_after_the_compilation_does_not_go_out_unreviewed(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await _typed(day)
    await until(day, READY)
    await day.type(NORD, "!rykte svar RY-0001 Ett svar som ingen har granskat.")
    await day.type(NORD, "!rykte ny ett senare rykte var:nätet spridning:stor")
    await approved(day)
    await until(day, AFTER)
    (ssr,) = pictures(day, SSR)
    assert "Skolorna är öppna." in ssr
    assert "ingen har granskat" not in ssr
    assert "senare rykte" not in ssr


async def test_a_picture_that_nobody_reviewed_has_numbers_and_times_and_no_words(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await _typed(day)
    await until(day, AFTER)
    assert await postings(day)
    for room in (ROC, SSR):
        (text,) = pictures(day, room)
        assert "En fråga väntar på svar." in text
        assert "Ett rykte följs." in text
        assert "17:00, Stockholms stad, BU-0001" in text
        for words in (CLAIM, "Skolorna", ASKED, "Hemlig rubrik", "Sprid inte"):
            assert words not in text


async def test_the_next_picture_tells_what_came_out_since_this_one_was_compiled(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await until(day, READY)
    row = await day.put(State.PUBLISHED, published_at=day.clock.now(), title="Mitt emellan")
    await out(day, row)
    await approved(day)
    await until(day, AFTER)
    later = DUE + timedelta(hours=6)
    await a_round(day, later)
    await until(day, later - 10 * MINUTE)
    await approved(day)
    await until(day, later + 5 * MINUTE)
    assert ["Mitt emellan" in text for text in pictures(day, SSR)] == [False, True]


async def test_an_exercise_round_has_the_exercise_alone(day: Day) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, "!rykte ny påhittat i övningen var:nätet spridning:stor övning:ja")
    await a_round(day, day.clock.now() + timedelta(hours=4), exercise=True)
    await day.pass_by(hours=4, minutes=5)
    told_in = [one.communication for row in await versions(day) if (one := inputs_of(row)).exercise]
    assert told_in
    for found in told_in:
        assert found is not None
        assert [one.claim for one in found.rumours] == ["påhittat i övningen"]


async def test_a_picture_frozen_before_there_was_any_still_opens_without_the_section(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await _typed(day)
    await until(day, READY)
    async with day.store.begin() as session:
        (row,) = await versions(day)
        session.add(row)
        frozen: dict[str, Any] = dict(row.inputs or {})
        del frozen["communication"]
        row.inputs = frozen
    await approved(day)
    await until(day, AFTER)
    (ssr,) = pictures(day, SSR)
    assert "Kommunikation" not in ssr
    (row,) = await versions(day)
    assert compile_version(inputs_of(row), Audience.ROC).communication is None


async def test_the_files_have_it_with_the_status_before_each_claim(day: Day) -> None:
    await reported(day, "Oro i centrum.")
    await a_round(day)
    await _typed(day)
    await until(day, READY)
    await approved(day)
    await until(day, AFTER)
    for form in ("text", "csv", "json"):
        (body,) = await files(day, await day.type(HED, f"!lägesbild export format:{form}"))
        text = body.decode()
        assert text.count(CLAIM) == text.count(f"FALSKT: {CLAIM}") == 1
        assert ASKED in text
        assert "BU-0001" in text
        assert "Hemlig rubrik" not in text
    (body,) = await files(day, await day.type(LUND, "!lägesbild export format:json", ROC))
    found = json.loads(body)["communication"]
    assert found["planned"][0]["title"] == "Hemlig rubrik"
    assert found["rumours"]["widest"][0]["status"] == "false"
