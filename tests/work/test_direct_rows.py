"""What is for one person alone is looked at again each time it is about to be sent."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.store.engine import Store
from bot.store.outbox import OutboxRow, OutboxState
from bot.work.sender import Obstacle, RetryAfter
from tests.work.postbox import Wire, running, say, settled, until

CHAT, NEW = "!chat:test", "!direct-anna:test"


@dataclass
class Visited(Wire):
    """Somebody comes into the chat while a message to it is being sent."""

    visit: bool = True

    def alone_with(self, room_id: str, person: str) -> bool:
        alone = super().alone_with(room_id, person)
        if self.visit:
            self.crowded.add(CHAT)
            self.visit = False
        return alone


async def test_what_was_queued_for_a_direct_chat_goes_to_a_new_one_when_somebody_came_in(
    store: Store,
) -> None:
    wire = Wire(crowded={CHAT})
    async with store.begin() as session:
        await say(session, "for her alone", CHAT, person="@anna:test")
        await say(session, "for the room", "!a:test")
    async with running(store, wire):
        await until(lambda: settled(store))
    assert wire.said(CHAT) == []
    assert wire.said(NEW) == ["for her alone"]
    assert wire.said("!a:test") == ["for the room"]


async def test_somebody_who_comes_in_at_the_last_moment_does_not_get_it_either(store: Store) -> None:
    wire = Visited()
    async with store.begin() as session:
        await say(session, "for her alone", CHAT, person="@anna:test")
    async with running(store, wire):
        await until(lambda: settled(store))
    assert wire.said(CHAT) == []
    assert wire.said(NEW) == ["for her alone"]


async def test_a_row_that_was_tried_before_is_looked_at_again(store: Store) -> None:
    wire = Wire(objections={"for her alone": [RetryAfter(0.05, Obstacle.SERVER)]})
    async with store.begin() as session:
        await say(session, "for her alone", "@anna:test")
    async with running(store, wire):
        await until(lambda: _tried(wire))
        wire.crowded.add(NEW)
        await until(lambda: _still_queued(store))
        assert wire.said() == []
        wire.crowded.clear()
        await until(lambda: settled(store))
    assert wire.said(NEW) == ["for her alone"]


async def _tried(wire: Wire) -> bool:
    return bool(wire.attempts)


async def _still_queued(store: Store) -> bool:
    async with store.begin() as session:
        row = (await session.scalars(select(OutboxRow))).one()
        return row.state == OutboxState.QUEUED and row.attempts > 1
