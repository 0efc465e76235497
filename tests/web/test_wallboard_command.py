"""``!tavla``: a link for whoever is registered, in the direct chat and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.engine import Store
from bot.web.wallboard_link import Links
from tests.situation.day import FORS, HED, ROC, SSR, Day, direct
from tests.web.walls import KEY

ADDRESS = "https://tavla.example.net"


class WithBoard(Day):
    links = Links(KEY, ADDRESS)


def link_in(body: str) -> str:
    return body.partition(f"({ADDRESS}/tavla#")[2].partition(")")[0]


@pytest.fixture
async def day(store: Store) -> Day:
    return await WithBoard(store).open()


async def test_everyone_registered_gets_a_link_of_their_own_that_ends_when_the_register_says(
    day: Day,
) -> None:
    (said,) = await day.type(FORS, "!tavla")
    found = Links(KEY, ADDRESS).read(link_in(said.body))
    assert said.room == direct(FORS)
    assert (found.user_id, found.until) == (FORS, day.clock.now() + timedelta(hours=12))
    assert "Den fungerar till 20:00." in said.body


async def test_asked_for_in_a_wider_room_the_link_stands_in_the_direct_chat_alone(day: Day) -> None:
    for room in (ROC, SSR):
        said = await day.type(HED, "!tavla", room)
        assert [one.room for one in said if ADDRESS in one.body] == [direct(HED)]
        assert [one.body for one in day.heard(room) if ADDRESS in one.body] == []


async def test_somebody_whom_the_register_does_not_know_gets_no_link(day: Day) -> None:
    said = await day.type("@okand:localhost", "!tavla", ROC)
    assert [one for one in said if ADDRESS in one.body] == []


async def test_without_a_public_address_the_answer_says_what_the_operator_is_to_set(store: Store) -> None:
    day = await Day(store).open()
    (said,) = await day.type(HED, "!tavla")
    assert "web.public_url" in said.body
