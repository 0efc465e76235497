"""Killed at any commit from the closing to the last room, a picture is posted once in every room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import pytest

from bot.clock import Clock
from bot.draw.picture import Picture
from bot.draw.sheet import Drawing
from bot.situation.painter import Painter
from bot.store.audit import verify
from bot.store.engine import Store
from tests.faults.conftest import NewDatabase
from tests.faults.desk import Desk, Fate, Line, Pause, Story, Told, never, once_at, over_and_over
from tests.situation.day import LEDNING, LUND, MORNING, NACKA_POLIS, ROC, SSR, Day
from tests.situation.posting import postings, reported, versions
from tests.stores import data_keys

ROOMS = (ROC, LEDNING, SSR, NACKA_POLIS)
OPENED, CLOSED = Pause(4 * 60), Pause(2 * 60 + 35)
"""From the morning until the actors are asked, and from there to just after reports are due."""
_STORIES: dict[str, Story] = {
    "reviewed and posted": (
        OPENED,
        CLOSED,
        Line(LUND, "!lägesbild publicera"),
        Pause(24.5),
    ),
    "nobody reviews, posted without text, reviewed later": (
        OPENED,
        CLOSED,
        Pause(25),
        Line(LUND, "!lägesbild publicera"),
        Pause(3),
    ),
    "away from before the closing until an hour after its time": (Pause(8 * 60),),
    "posted, then corrected": (
        OPENED,
        CLOSED,
        Line(LUND, "!lägesbild publicera"),
        Pause(24.5),
        Line(LUND, "!lägesbild rättelse orsak:fel uppgift"),
        Line(LUND, "ja"),
        Pause(3),
    ),
}
STORIES = {name: (Pause(1), *story) for name, story in _STORIES.items()}
"""The rounds are planned before anything falls due."""
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


async def played(new_day: NewDatabase, story: Story, fate: Fate) -> tuple[End, Desk]:
    url = await new_day()
    store = Store(url, data_keys())
    day = Day(store)
    await day.fill()
    assert day.clock.now() == MORNING
    await reported(day, "Oro vid centrum.")

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


def check(name: str, end: End) -> None:
    """What the story comes to when nothing happens to it."""
    number = sum(state != "working" for _, state, _ in end.versions)
    assert end.versions == POSTED[name]
    assert end.posted == Counter({(room, "sent", name == LATE): number for room in ROOMS})
    assert end.maps == Counter({room: number for room in ROOMS if room != NACKA_POLIS})
    assert end.pins == Counter(dict.fromkeys(ROOMS, number))
    assert max(end.told.new.values()) == 1


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_over_and_over_posts_each_picture_once(name: str, new_day: NewDatabase) -> None:
    undisturbed, calm = await played(new_day, STORIES[name], never)
    check(name, undisturbed)
    disturbed, desk = await played(new_day, STORIES[name], over_and_over(4))
    assert desk.deaths > calm.commits / 5
    assert disturbed == undisturbed


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_once_at_any_commit_posts_each_picture_once(
    name: str, backend: str, new_day: NewDatabase
) -> None:
    """Before every fifth commit of the first story on SQLite, else of some: each takes a day."""
    undisturbed, _ = await played(new_day, STORIES[name], never)
    for number in count(1, 5 if backend == "sqlite" and name == next(iter(STORIES)) else 17):
        disturbed, desk = await played(new_day, STORIES[name], once_at(number))
        assert disturbed == undisturbed, number
        if not desk.deaths:
            break
    assert number > 25
