"""What was sealed ahead of its moment is read by those who are in the room then, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.test_edge_rooms import named_room, words
from tests.harness.edge import EdgeBot, until
from tests.harness.strict_client import Person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
KIND = "m.room.message"
WELL_SEALED = {"colour": "none", "reason": None}


async def sealed_at(bot: EdgeBot, room: str, event_id: str) -> dict[str, Any]:
    """What the homeserver has of it."""
    content: dict[str, Any] = (await bot.ask("GET", f"/rooms/{room}/event/{event_id}"))["content"]
    return content


async def test_a_message_that_lay_ready_is_read_after_what_was_said_later(
    bot: EdgeBot, person: Person
) -> None:
    nord = await person("nord")
    async with bot.running() as edge:
        room = await named_room(bot, edge, nord)
        assert await edge.sender.prepare(room, KIND, words("gemensamt"), "p1")
        assert await edge.sender.prepare(room, KIND, words("på engelska"), "p2")
        await edge.sender.send(room, KIND, words("emellan"), "u1")
        for txn_id, body in (("p2", "på engelska"), ("p1", "gemensamt")):
            sent = await edge.sender.send(room, KIND, words(body), txn_id)
            heard = await nord.wait_for(event_id=sent.event_id)
            assert (heard.body, heard.encrypted, heard.shield) == (body, True, WELL_SEALED)
            again = await edge.sender.send(room, KIND, words(body), txn_id)
            assert again.event_id == sent.event_id
        assert edge.sender.prepared == 0


async def test_who_comes_in_before_the_moment_reads_it(bot: EdgeBot, person: Person) -> None:
    nord, ost = await person("nord"), await person("ost")
    bot.registered.add(ost.user_id)
    async with bot.running() as edge:
        room = await named_room(bot, edge, nord)
        assert await edge.sender.prepare(room, KIND, words("gemensamt"), "p1")
        await nord.invite(room, ost.user_id)
        await ost.join(room)
        await until(lambda: ost.user_id in edge.rooms.members(room))
        sent = await edge.sender.send(room, KIND, words("gemensamt"), "p1")
        assert sent.reached == {nord.user_id, ost.user_id}
        for reader in (nord, ost):
            heard = await reader.wait_for(event_id=sent.event_id)
            assert (heard.body, heard.shield) == ("gemensamt", WELL_SEALED)


async def test_who_has_left_before_the_moment_has_no_key_to_it(bot: EdgeBot, person: Person) -> None:
    nord, ost = await person("nord"), await person("ost")
    bot.registered.add(ost.user_id)
    async with bot.running() as edge:
        room = await named_room(bot, edge, nord)
        await nord.invite(room, ost.user_id)
        await ost.join(room)
        await until(lambda: ost.user_id in edge.rooms.members(room))
        assert await edge.sender.prepare(room, KIND, words("gemensamt"), "p1")
        session = edge.sender._client.room_session(room)
        await ost.leave(room)
        await until(lambda: ost.user_id not in edge.rooms.members(room))
        sent = await edge.sender.send(room, KIND, words("gemensamt"), "p1")
        assert sent.reached == {nord.user_id}
        assert (await nord.wait_for(event_id=sent.event_id)).body == "gemensamt"
        assert (await sealed_at(bot, room, sent.event_id))["session_id"] != session


async def test_after_a_restart_it_is_sealed_when_it_is_sent(bot: EdgeBot, person: Person) -> None:
    nord = await person("nord")
    async with bot.running() as edge:
        room = await named_room(bot, edge, nord)
        assert await edge.sender.prepare(room, KIND, words("gemensamt"), "p1")
        session = edge.sender._client.room_session(room)
    async with bot.running() as edge:
        assert edge.sender.prepared == 0
        sent = await edge.sender.send(room, KIND, words("gemensamt"), "p1")
        heard = await nord.wait_for(event_id=sent.event_id)
        assert (heard.body, heard.shield) == ("gemensamt", WELL_SEALED)
        assert (await sealed_at(bot, room, sent.event_id))["session_id"] != session
