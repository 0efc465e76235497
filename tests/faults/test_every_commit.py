"""Killed at any commit of a case's life, the bot says everything once: no alarm is lost, none doubled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest

from bot.store.audit import verify
from tests.cases.night import ALM, CHEF, EK, HALL, LEDNING, LIND, NEW, POLIS, STOCKHOLM, SYDOST, Night
from tests.faults.conftest import NewDatabase
from tests.faults.desk import Desk, Fate, Line, Pause, Story, Told, each, never, once_at, over_and_over
from tests.stores import opened

STRIDE = 8

STORIES: dict[str, Story] = {
    "raised, seen, taken, in contact, closed": (
        Line(EK, NEW),
        Line(ALM, "ok", STOCKHOLM, answers=True),
        Line(ALM, "tar", STOCKHOLM, answers=True),
        Line(ALM, "ringt", STOCKHOLM, answers=True),
        Line(ALM, "!ärende avsluta senaste skäl:klart", STOCKHOLM),
    ),
    "nobody answers, escalated, taken, handed over": (
        Line(EK, NEW),
        Pause(5),
        Line(CHEF, "tar", LEDNING, answers=True),
        Line(CHEF, "!ärende överlämna till:Socialjouren Sydost skäl:fel enhet", LEDNING),
        # it is closed at night, so the bot asks first
        Line(CHEF, "ja", LEDNING),
        Line(HALL, "tar", SYDOST, answers=True),
        Line(HALL, "ringt", SYDOST, answers=True),
    ),
    "two units that both have to take it, taken back": (
        Line(EK, NEW.replace("ålder:16", "ålder:14")),
        Line(ALM, "tar", STOCKHOLM, answers=True),
        Line(LIND, "tar", POLIS, answers=True),
        Line(EK, "!ärende återta skäl:behövs inte längre"),
    ),
    "taken without contact, back to the chain, withdrawn": (
        Line(EK, NEW),
        Line(ALM, "tar", STOCKHOLM, answers=True),
        Pause(15),
        Pause(5),
        Line(EK, "!ärende återta skäl:behövs inte längre"),
    ),
}
EVENTS = {
    "two units that both have to take it, taken back": [
        *("raise", "raise", "reach", "reach"),
        *("take", "take", "withdraw", "withdraw"),
    ],
    "raised, seen, taken, in contact, closed": ["raise", "reach", "see", "take", "contact", "close"],
    "nobody answers, escalated, taken, handed over": [
        *("raise", "reach", "escalate", "take"),
        *("hand_over", "take", "contact"),
    ],
    "taken without contact, back to the chain, withdrawn": [
        *("raise", "reach", "take"),
        *("remind", "lapse", "withdraw"),
    ],
}


@dataclass(frozen=True)
class End:
    """What is left of a story when it has been played."""

    told: Told
    events: list[str]
    alarms: list[str | None]


async def played(new_database: NewDatabase, story: Story, fate: Fate) -> tuple[End, Desk]:
    url = await new_database()
    store = opened(url)
    night = Night(store)
    await night.fill()
    desk = Desk(night, url)
    await desk.play(story, fate)
    async with store.read() as session:
        assert (await verify(session)).broken is None
    end = End(desk.homeserver.told(), await night.events(), await night.alarms())
    await store.dispose()
    return end, desk


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_over_and_over_says_everything_once(
    name: str, new_database: NewDatabase
) -> None:
    undisturbed, calm = await played(new_database, STORIES[name], never)
    assert undisturbed.events == EVENTS[name]
    assert max(undisturbed.told.new.values()) == 1
    disturbed, desk = await played(new_database, STORIES[name], over_and_over(8))
    assert desk.deaths > calm.commits / 9
    assert disturbed == undisturbed


@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_before_any_commit_says_everything_once(
    name: str, backend: str, new_database: NewDatabase
) -> None:
    """Each life brings the story ``STRIDE - 1`` commits on, and dies before the next.

    Played from each of the first ``STRIDE`` on, it has died before every commit; on PostgreSQL, where a
    story has twice as many, before every fourth.
    """
    undisturbed, calm = await played(new_database, STORIES[name], never)
    for first in range(1, STRIDE + 1, 1 if backend == "sqlite" else 4):
        disturbed, desk = await played(new_database, STORIES[name], each(STRIDE, first))
        assert disturbed == undisturbed, first
        assert desk.deaths >= (calm.commits - first) // STRIDE, first


@pytest.mark.wide
@pytest.mark.parametrize("name", STORIES)
async def test_a_bot_that_dies_once_at_any_commit_says_everything_once(
    name: str, new_database: NewDatabase
) -> None:
    """Whoever comes after it lives on: a play for each commit."""
    undisturbed, _ = await played(new_database, STORIES[name], never)
    for number in count(1):
        disturbed, desk = await played(new_database, STORIES[name], once_at(number))
        assert disturbed == undisturbed, number
        if not desk.deaths:
            break
    assert number > 25
