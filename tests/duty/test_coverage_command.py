"""``!jour täckning`` and what operations hear of holes, from the words typed to the words that come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assembly import all_sections
from bot.cases import coverage_desk
from bot.cases.certificate import Certificate
from bot.cases.coverage_desk import Coverage
from bot.cases.coverage_watch import CoverageWatch
from bot.duty.entries import RosterEntry, UnitEntry
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.register.section import Entry
from bot.store.engine import Store
from tests.cases.night import ALM, DRIFT, KVIST, LEDNING, ROC, ZONE, Night, changed, direct, example
from tests.harness.clock import MovableClock

BEREDSKAP = "beredskap-lanet"
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DAYS = 45
"""So far is looked ahead here, to be quick."""


def beredskap(**changes: Any) -> Loaded:
    """The example with another beredskap."""
    unit = example().entries[UnitEntry][BEREDSKAP]
    return changed(unit={BEREDSKAP: UnitEntry.model_validate({**unit.model_dump(by_alias=True), **changes})})


def closed_on(*days: str) -> Loaded:
    return beredskap(
        open=[{"days": list(days), "closed": True}, {"days": ["alla"], "from": "08:00", "to": "08:00"}]
    )


class Desk:
    """A night with the watch over coverage beside it, which no other night has."""

    def __init__(self, store: Store) -> None:
        self.night = Night(store, MovableClock(START))
        self.start()

    def start(self) -> None:
        self.watch = self.another()

    def another(self) -> CoverageWatch:
        clock = self.night.clock
        return CoverageWatch(self.night.core.register, Coverage(clock, DAYS), clock, ZONE)

    async def load(self, loaded: Loaded) -> None:
        async with self.night.store.begin() as session:
            sections = all_sections(self.night.clock)
            await apply_register(session, loaded, sections, at=self.night.clock.now(), actor="test")

    async def look(self) -> list[str]:
        """What the operations room hears when the watch does all that is due."""
        before = len(self.night.news(DRIFT))
        while await self._due():
            async with self.night.store.begin() as session:
                now = self.night.clock.now()
                notices = await self.watch.carry_out(session, now)
                await self.night.core.post.notify(session, notices or (), now)
            await self.watch.settled()
        await self.night.deliver()
        return self.night.news(DRIFT)[before:]

    async def _due(self) -> bool:
        async with self.night.store.read() as session:
            due = await self.watch.next_due(session)
        return due is not None and due <= self.night.clock.now()

    async def wait(self, **span: float) -> list[str]:
        """What is heard after a while in which the watch looked twice."""
        await self.look()
        self.night.clock.advance(timedelta(**span))
        return await self.look()


@pytest.fixture
async def desk(store: Store) -> Desk:
    found = Desk(store)
    await found.night.open()
    return found


async def test_a_whole_register_is_not_spoken_of(desk: Desk) -> None:
    assert await desk.wait(minutes=1) == []


async def test_a_change_that_opens_a_hole_alarms_operations_once(desk: Desk) -> None:
    await desk.wait(minutes=1)
    await desk.load(closed_on("2026-12-24"))
    (said,) = await desk.wait(minutes=1)
    assert "Ny lucka i täckningen" in said or "nya luckor i täckningen" in said
    assert "24 december" in said
    assert "alla enheter är stängda" in said
    assert await desk.wait(hours=1) == []
    assert await desk.wait(days=1) == []


async def test_a_hole_that_is_mended_is_told_in_a_line(desk: Desk) -> None:
    await desk.load(closed_on("2026-12-24"))
    await desk.wait(minutes=1)
    await desk.load(example())
    (said,) = await desk.wait(minutes=1)
    assert "lagad" in said
    assert "24 december" in said


async def test_another_hole_is_told_and_the_known_ones_are_not_told_again(desk: Desk) -> None:
    await desk.load(closed_on("2026-12-24"))
    await desk.wait(minutes=1)
    await desk.load(closed_on("2026-12-24", "2027-01-04"))
    (said,) = await desk.wait(minutes=1)
    assert "4 januari" in said
    assert "december" not in said


async def test_a_gap_of_every_week_is_not_news_each_time_that_one_more_comes_into_sight(desk: Desk) -> None:
    await desk.load(closed_on("tis"))
    (said,) = await desk.wait(minutes=1)
    assert "gånger till, sist" in said
    for _ in range(3):
        assert await desk.wait(days=3) == []


async def test_a_hole_that_comes_into_sight_for_the_first_time_is_told(desk: Desk) -> None:
    await desk.load(closed_on("2027-01-20"))
    assert await desk.wait(minutes=1) == []
    told = [said for _ in range(3) for said in await desk.wait(days=3)]
    assert len(told) == 1
    assert "20 januari" in told[0]


async def test_after_a_restart_nothing_is_told_again_and_the_night_is_kept(desk: Desk) -> None:
    await desk.load(closed_on("2026-12-24"))
    assert len(await desk.wait(minutes=1)) == 1
    desk.night.restart(desk.night.store)
    desk.start()
    assert await desk.wait(minutes=1) == []
    assert await desk.wait(days=3) == []


async def test_two_bots_on_one_database_tell_it_once(desk: Desk) -> None:
    other = desk.another()
    await desk.load(closed_on("2026-12-24"))
    heard = []
    for watch in (desk.watch, other):
        async with desk.night.store.begin() as session:
            await watch.next_due(session)
    desk.night.clock.advance(timedelta(minutes=1))
    for watch in (desk.watch, other):
        async with desk.night.store.begin() as session:
            await watch.carry_out(session, desk.night.clock.now())
    for watch in (desk.watch, other):
        await watch.settled()
        async with desk.night.store.begin() as session:
            heard.append(await watch.carry_out(session, desk.night.clock.now()))
    assert [len(notices or ()) for notices in heard] == [1, 0]


async def test_a_proof_that_fails_is_told_and_tried_again_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Certificate:
        raise ArithmeticError

    with monkeypatch.context() as patch:
        patch.setattr(coverage_desk, "prove", broken)
        with pytest.raises(ArithmeticError):
            await desk.wait(minutes=1)
    await desk.load(closed_on("2026-12-24"))
    assert await desk.wait(minutes=1) == []
    assert len(await desk.wait(minutes=5)) == 1


async def test_a_roster_changes_nothing_for_a_room_that_is_bound(desk: Desk) -> None:
    coverage = desk.night.core.coverage
    snapshot = await desk.night.snapshot()
    row = next(iter(snapshot.of(RosterEntry).values()))
    other: Mapping[str, Entry] = {row.id: row.model_copy(update={"people": ("@jour-hall:localhost",)})}
    before = coverage.fingerprint(snapshot)
    assert before == coverage.fingerprint(example().snapshot(3))
    assert before != coverage.fingerprint(changed(roster=other).snapshot(3))


async def test_the_centre_gets_the_certificate_on_one_page_with_its_picture(desk: Desk) -> None:
    said = await desk.night.type(KVIST, "!jour täckning")
    page = said[0].body
    assert "Täckningen är hel: det finns alltid någon som svarar." in page
    assert "26 kommuner och " in page
    assert "version 1" in page
    assert "mottagning" in page
    assert len(page.splitlines()) < 30
    assert said[1].content["msgtype"] == "m.image"
    assert "Täckningen är hel" in said[1].body


async def test_the_page_names_the_holes_with_time_kommuner_kinds_and_cause(desk: Desk) -> None:
    await desk.load(closed_on("2026-12-24"))
    page = (await desk.night.type(KVIST, "!duty coverage"))[0].body
    assert "luckor." in page
    assert "24 december" in page
    assert "Nacka" in page
    assert "till socialtjänsten nu (akut)" in page
    assert "alla enheter är stängda" in page
    assert "!jour nu kommun:Nacka vid:2026-12-24 03:00" in page


@pytest.mark.parametrize("room", ["!ssr:localhost", "!kommunikation:localhost", LEDNING])
async def test_in_a_wide_room_page_and_picture_go_to_the_asker_alone(desk: Desk, room: str) -> None:
    said = await desk.night.type(KVIST, "!jour täckning", room)
    apart = [one for one in said if "Täckningen" in one.body]
    assert [one.room for one in apart] == [direct(KVIST)] * 2
    assert "m.image" in {one.content["msgtype"] for one in apart}


async def test_in_the_centres_room_the_page_stands_while_no_stranger_is_there(desk: Desk) -> None:
    assert {one.room for one in await desk.night.type(KVIST, "!jour täckning", ROC)} == {ROC}
    desk.night.hall.joined[ROC].add("@okand:localhost")
    said = await desk.night.type(KVIST, "!jour täckning", ROC)
    assert {one.room for one in said if "Täckningen" in one.body} == {direct(KVIST)}


async def test_somebody_in_a_unit_has_no_use_for_it(desk: Desk) -> None:
    said = await desk.night.type(ALM, "!jour täckning")
    assert "Täckningen" not in said[0].body
