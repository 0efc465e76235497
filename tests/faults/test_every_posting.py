"""Killed at any commit from the closing to the last room, a picture is posted once in every room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.clock import Clock
from bot.draw.picture import Picture
from bot.draw.sheet import Drawing
from bot.situation.painter import Painter
from bot.store.audit import verify
from bot.store.engine import Store
from tests.faults.conftest import BEFORE_CLOSING, NewDatabase
from tests.faults.desk import Desk, Fate, Line, Pause, Story, Told, each, never, over_and_over
from tests.harness.clock import MovableClock
from tests.situation.day import LEDNING, LUND, NACKA_POLIS, ROC, SSR, Day
from tests.situation.posting import postings, versions
from tests.stores import opened

ROOMS = (ROC, LEDNING, SSR, NACKA_POLIS)
CLOSED = Pause(1.5)
"""To just after reports are due."""
STORIES: dict[str, Story] = {
    "reviewed and posted": (
        CLOSED,
        Line(LUND, "!lägesbild publicera"),
        Pause(30),
    ),
    "nobody reviews, posted without text, reviewed later": (
        CLOSED,
        Pause(30),
        Line(LUND, "!lägesbild publicera"),
        Pause(3),
    ),
    "away from before the closing until an hour after its time": (Pause(91),),
    "posted, then corrected": (
        CLOSED,
        Line(LUND, "!lägesbild publicera"),
        Pause(30),
        Line(LUND, "!lägesbild rättelse orsak:fel uppgift"),
        Line(LUND, "ja"),
        Pause(3),
    ),
}
POSTED = {
    "reviewed and posted": [(1, "published", False)],
    "nobody reviews, posted without text, reviewed later": [(1, "superseded", True), (2, "published", False)],
    "away from before the closing until an hour after its time": [
        (1, "published", True),
        (2, "working", False),
    ],
    "posted, then corrected": [(1, "superseded", False), (2, "published", False)],
}
LATE = "away from before the closing until an hour after its time"


STRIDE = 5
_CALM: dict[tuple[str, str], tuple[End, int]] = {}


class QuickPainter(Painter):
    """Draws in no time."""

    def _drawn(self, wanted: object) -> Picture:
        assert wanted is not None
        return Picture("<svg/>", b"drawn", 30, 10)


@dataclass(frozen=True)
class End:
    """What is left of a story when it has been played."""

    told: Told
    posted: Counter[tuple[str, str, bool]]
    versions: list[tuple[int, str, bool]]
    maps: Counter[str]
    pins: Mapping[str, int]


async def played(new_round: NewDatabase, story: Story, fate: Fate) -> tuple[End, Desk]:
    url = await new_round()
    store = opened(url)
    day = Day(store, MovableClock(BEFORE_CLOSING))
    await day.fill()

    def painter(opened: Store) -> Painter:
        return QuickPainter(opened, day.register, _no_map, _clock(day))

    desk = Desk(day, url, painter)
    await desk.play(story, fate)
    async with store.read() as session:
        assert (await verify(session)).broken is None
    rows = await postings(day)
    assert len({(row.picture_id, row.room) for row in rows}) == len(rows)
    took = desk.homeserver.took.values()
    told = desk.homeserver.told()
    # Whether a late text has its map with it or after it is a matter of who was first.
    new = Counter(
        {said: number for said, number in told.new.items() if not said[1].startswith("Kartan till")}
    )
    end = End(
        Told(new, told.cards),
        Counter((row.room, row.state, row.late) for row in rows),
        [(row.version, row.state, row.held) for row in await versions(day)],
        Counter(room for room, content in took if content.get("msgtype") == "m.image"),
        Counter(room for room, content in took if "pin" in content),
    )
    await store.dispose()
    return end, desk


def _no_map(*_: object) -> Drawing:
    raise AssertionError


def _clock(day: Day) -> Clock:
    return day.clock


async def calm(name: str, backend: str, new_round: NewDatabase) -> tuple[End, int]:
    """What nothing happened to, and its commits: played once for all who compare with it."""
    if (name, backend) not in _CALM:
        undisturbed, desk = await played(new_round, STORIES[name], never)
        check(name, undisturbed)
        _CALM[name, backend] = undisturbed, desk.commits
    return _CALM[name, backend]


def check(name: str, end: End) -> None:
    """What the story comes to when nothing happens to it."""
    number = sum(state != "working" for _, state, _ in end.versions)
    assert end.versions == POSTED[name]
    assert end.posted == Counter({(room, "sent", name == LATE): number for room in ROOMS})
    assert end.maps == Counter({room: number for room in ROOMS if room != NACKA_POLIS})
    assert end.pins == Counter(dict.fromkeys(ROOMS, number))
    assert max(end.told.new.values()) == 1


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_over_and_over_posts_each_picture_once(
    name: str, backend: str, new_round: NewDatabase
) -> None:
    undisturbed, commits = await calm(name, backend, new_round)
    disturbed, desk = await played(new_round, STORIES[name], over_and_over(4))
    assert desk.deaths > commits / 5
    assert disturbed == undisturbed


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_before_any_other_commit_posts_each_picture_once(
    name: str, backend: str, new_round: NewDatabase
) -> None:
    """Each life brings the story ``STRIDE - 1`` commits on, and dies before the next.

    A sample, as a day of the bot takes seconds: every fourth commit on SQLite, and on PostgreSQL those in the
    middle between them.
    """
    undisturbed, commits = await calm(name, backend, new_round)
    first = 1 if backend == "sqlite" else 3
    disturbed, desk = await played(new_round, STORIES[name], each(STRIDE, first))
    assert desk.deaths > commits / STRIDE - 1
    assert disturbed == undisturbed
