"""Postings keep apart: rounds side by side, rooms that change, what was taken out, exercises."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select

from bot.actors.bindings import bind
from bot.actors.entries import RoomEntry
from bot.chat.message import RoomClass
from bot.register.apply import apply_register
from bot.situation.picture_tables import PictureImage
from tests.situation.day import AKTOR_NACKA, HED, LEDNING, LUND, ROC, SSR, Day, changed, example
from tests.situation.posting import (
    DUE,
    a_round,
    approved,
    changed_to,
    corrected_to,
    pictures,
    postings,
    reported,
    until,
    versions,
)

MINUTE = timedelta(minutes=1)
_HELD = {
    "round": r"FROM situation_round\s+WHERE situation_round.exercise",
    "number": "INTO situation_counter",
    "audit": "FROM audit_head",
}
"""What a transaction that takes a report holds, and by what it is seen."""
LED = "#ledning:localhost"


async def becomes(day: Day, room_class: RoomClass) -> None:
    """The leadership's room is of another sort in the register from now on."""
    key, entry = next(
        (key, entry) for key, entry in example().snapshot().of(RoomEntry).items() if entry.alias == LED
    )
    loaded = changed(room={key: entry.model_copy(update={"room_class": room_class})})
    async with day.store.begin() as session:
        await apply_register(session, loaded, day.sections, at=day.clock.now(), actor="test")


async def test_an_approved_picture_goes_out_whole_though_the_next_round_has_closed(day: Day) -> None:
    first = await a_round(day)
    second = await a_round(day, DUE + 10 * MINUTE)
    await reported(day, "Oro vid centrum.")
    await until(day, DUE - 25 * MINUTE)
    await approved(day)
    await until(day, DUE + 5 * MINUTE)
    (body,) = pictures(day, SSR)
    assert first in body
    assert "Oro vid centrum." in body
    await until(day, DUE + 15 * MINUTE)
    assert second in pictures(day, SSR)[1]


async def test_of_two_under_review_the_one_that_goes_out_first_is_meant_and_then_the_other(day: Day) -> None:
    first = await a_round(day)
    second = await a_round(day, DUE + 10 * MINUTE)
    await until(day, DUE - 10 * MINUTE)
    for reference in (first, second):
        said = await approved(day)
        assert any(f"{reference} är godkänd" in one.body for one in said)


async def test_a_report_changed_while_two_rounds_are_reviewed_stops_neither(day: Day) -> None:
    await a_round(day)
    await a_round(day, DUE + 10 * MINUTE)
    report = await reported(day, "Oro vid centrum.")
    await until(day, DUE - MINUTE)
    await changed_to(day, report, "Lugnt vid centrum.")
    await until(day, DUE + 15 * MINUTE)
    assert len(pictures(day, SSR)) == 2


async def test_a_round_that_is_passed_over_waits_for_no_review(day: Day) -> None:
    await a_round(day)
    await until(day, DUE - 10 * MINUTE)
    await a_round(day, DUE + timedelta(hours=4))
    day.clock.advance(timedelta(hours=6))
    await day.tick()
    assert [(row.version, row.state) for row in await versions(day)] == [
        (1, "superseded"),
        (1, "published"),
        (2, "working"),
    ]


async def test_what_was_taken_out_stays_out_of_a_correction(day: Day) -> None:
    reference = await a_round(day)
    report = await reported(day, "Planterat namn.", level=3)
    await until(day, DUE + 5 * MINUTE)
    await day.type(LUND, f"!lägesbild stryk {report.reference} orsak:går att känna igen")
    async with day.store.begin() as session:
        held, whole = await versions(day)
        image = {"svg": "-", "width": 1, "height": 1}
        for one in (held, whole):
            session.add(PictureImage(picture_id=one.id, audience="ssr", png=b"old", **image))
    await day.type(LUND, f"!lägesbild rättelse {reference} orsak:fel siffra")
    await day.type(LUND, "ja")
    await day.pass_by(minutes=3)
    for room in (ROC, LEDNING, SSR):
        assert len(pictures(day, room)) == 2
        assert "Planterat namn." not in "".join(pictures(day, room, edits=True))
    async with day.store.begin() as session:
        rows = await versions(day)
        assert rows[-1].state == "published"
        kept = [row.picture_id for row in (await session.scalars(select(PictureImage))).all()]
    assert kept == [rows[0].id]


async def test_two_addresses_of_one_room_get_one_picture_for_the_wider_of_them(day: Day) -> None:
    await a_round(day)
    async with day.store.begin() as session:
        await bind(session, LED, SSR, at=day.clock.now())
    await reported(day, "Bara för ROC.", audience="roc")
    await until(day, DUE - 10 * MINUTE)
    await approved(day)
    await until(day, DUE + 5 * MINUTE)
    (body,) = pictures(day, SSR)
    assert "Bara för ROC." not in body
    assert "Bara för ROC." in pictures(day, ROC)[0]


async def test_a_room_that_waits_and_becomes_another_sort_hears_no_more_than_that_sort(day: Day) -> None:
    await a_round(day)
    await reported(day, "Bara för ROC.", audience="roc")
    await until(day, DUE - 10 * MINUTE)
    await approved(day)
    day.hall.joined[LEDNING].add("@vem:annan")
    await until(day, DUE + 5 * MINUTE)
    assert pictures(day, LEDNING) == []
    await becomes(day, RoomClass.SSR)
    day.hall.joined[LEDNING].discard("@vem:annan")
    await day.pass_by(minutes=2)
    (body,) = pictures(day, LEDNING)
    assert "Bara för ROC." not in body


async def test_a_room_that_waits_and_gets_no_pictures_any_more_is_not_waited_for(day: Day) -> None:
    await a_round(day)
    await until(day, DUE - 10 * MINUTE)
    day.hall.joined[LEDNING].add("@vem:annan")
    await until(day, DUE + 5 * MINUTE)
    await becomes(day, RoomClass.KOMMUNIKATION)
    day.hall.joined[LEDNING].discard("@vem:annan")
    await day.pass_by(minutes=2)
    assert pictures(day, LEDNING) == []
    assert {row.room: row.state for row in await postings(day)}[LEDNING] == "replaced"


async def test_an_exercise_does_not_take_down_the_real_picture(day: Day) -> None:
    await a_round(day, DUE - timedelta(hours=4))
    await until(day, DUE - timedelta(hours=4) + 5 * MINUTE)
    pinned = list(day.pinned[ROC])
    assert pinned
    await day.type(LUND, "!lägesbild övning post:12:00 aktör:Nacka", ROC)
    await until(day, DUE - timedelta(hours=2))
    assert "ÖVNING" in pictures(day, AKTOR_NACKA)[0]
    assert day.pinned[ROC] == pinned


async def test_a_needs_words_and_the_cause_of_the_mode_can_be_taken_out_as_a_reports_can(day: Day) -> None:
    await day.type(HED, "!samverkansläge begär orsak:planterad orsak")
    await day.type(LUND, "!samverkansläge bekräfta")
    await day.type(HED, "!behov ny Planterat behov för:ssr", AKTOR_NACKA)
    await a_round(day)
    report = await reported(day, "Oro vid centrum.")
    await until(day, DUE - 10 * MINUTE)
    for taken_out in ("BE-0001", "SL-0001"):
        said = await day.type(LUND, f"!lägesbild stryk {taken_out} orsak:går att känna igen")
        assert any(f"{taken_out} är utelämnad" in one.body for one in said)
    await changed_to(day, report, "Lugnt vid centrum.")
    await day.tick()
    await approved(day)
    await until(day, DUE + 5 * MINUTE)
    for room in (ROC, SSR):
        whole = pictures(day, room)[-1]
        assert "lanterat behov" not in whole
        assert "lanterad orsak" not in whole
        assert "BE-0001" in whole
        assert "Lugnt vid centrum." in whole


async def test_everybody_holds_the_round_then_the_numbers_then_the_audit_log(day: Day) -> None:
    """Two who take them in turn would wait for one another until the database ends one of them."""
    await day.tick()
    taken: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        for name, mark in _HELD.items():
            if re.search(mark, statement):
                taken.append(name)

    event.listen(day.store.engine.sync_engine, "before_cursor_execute", note)
    try:
        for line in ("rapport Oro i centrum", "inget", "rapport Lugnt igen"):
            taken.clear()
            await day.type(HED, f"!lägesbild {line}", AKTOR_NACKA)
            held = list(dict.fromkeys(taken))
            assert held == ["round", "number", "audit"], line
    finally:
        event.remove(day.store.engine.sync_engine, "before_cursor_execute", note)


async def test_what_comes_late_and_is_replaced_already_does_not_say_its_old_text_again(day: Day) -> None:
    reference = await a_round(day)
    report = await reported(day, "Fel uppgift.")
    await until(day, DUE - 10 * MINUTE)
    await approved(day)
    day.away = True
    await until(day, DUE + 5 * MINUTE)
    await corrected_to(day, report, "Rätt uppgift.")
    await day.tick()
    await day.type(LUND, f"!lägesbild publicera {reference}")
    await day.pass_by(minutes=5)
    day.away = False
    await day.deliver()
    old, new = pictures(day, SSR)
    assert "Fel uppgift." in old
    assert "Rätt uppgift." in new
    edits = [one.body for one in day.heard(SSR) if one.edits is not None]
    assert [one[:6] for one in edits if "version 2" not in one.splitlines()[0]] == ["ERSATT"]
