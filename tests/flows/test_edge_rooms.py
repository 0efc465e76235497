"""Who may hear the bot, where it goes, and that it never speaks in clear where it should not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.matrix.edge import MatrixEdge
from bot.matrix.room_state import ChangeKind
from bot.work.sender import Obstacle, Refused, RetryAfter
from tests.harness.edge import EdgeBot, chat_with, until
from tests.harness.strict_client import Person, StrictClient

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def words(body: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body}


async def named_room(bot: EdgeBot, edge: MatrixEdge, owner: StrictClient, **more: Any) -> str:
    """A room of the register's that the bot has joined."""
    bot.registered.add(owner.user_id)
    room = await owner.create_room(name="enhet", **more)
    bot.named.add(room)
    await owner.invite(room, bot.user_id)
    await owner.wait_member(room, bot.user_id)
    await until(lambda: owner.user_id in edge.rooms.members(room))
    return room


async def test_a_stranger_in_the_room_gets_no_key(bot: EdgeBot, person: Person) -> None:
    jour, stranger = await person("jour"), await person("okand")
    async with bot.running() as edge:
        room = await named_room(bot, edge, jour)
        await jour.invite(room, stranger.user_id)
        await stranger.join(room)
        await until(lambda: stranger.user_id in edge.rooms.members(room))
        sent = await edge.sender.send(room, "m.room.message", words("bara för registrerade"), "s1")
        assert (await jour.wait_for(event_id=sent.event_id)).body == "bara för registrerade"
        assert sent.reached == {jour.user_id}
        unread = await stranger.wait_for(event_id=sent.event_id)
        assert unread.body is None or unread.decryption_failure
        assert "registrerade" not in str(unread)
        joined = {change.user_id for change in bot.changes if change.kind is ChangeKind.JOINED}
        assert stranger.user_id in joined
        # What a stranger says is not for the bot.
        await stranger.send_text(room, "!ärende ny")
        await jour.send_text(room, "tar")
        assert await bot.wait_texts(1) == ["tar"]


async def test_who_has_left_cannot_read_what_is_said_after(bot: EdgeBot, person: Person) -> None:
    jour, other = await person("jour"), await person("kollega")
    bot.registered.add(other.user_id)
    async with bot.running() as edge:
        room = await named_room(bot, edge, jour)
        await jour.invite(room, other.user_id)
        await other.join(room)
        await until(lambda: other.user_id in edge.rooms.members(room))
        first = await edge.sender.send(room, "m.room.message", words("båda hör"), "l1")
        assert first.reached == {jour.user_id, other.user_id}
        await other.wait_for(body="båda hör")
        client = edge.sender._client
        before = client.olm.outbound_group_sessions[room].id
        await other.leave(room)
        await until(lambda: other.user_id not in edge.rooms.members(room))
        second = await edge.sender.send(room, "m.room.message", words("en hör"), "l2")
        assert second.reached == {jour.user_id}
        assert client.olm.outbound_group_sessions[room].id != before
        # Taken off the register, but still in the room.
        bot.registered.discard(jour.user_id)
        third = await edge.sender.send(room, "m.room.message", words("ingen hör"), "l3")
        assert third.reached == frozenset()
        assert not (await jour.wait_for(event_id=third.event_id)).body


async def test_encryption_that_is_taken_away_is_kept_all_the_same(bot: EdgeBot, person: Person) -> None:
    jour = await person("jour")
    async with bot.running() as edge:
        room = await named_room(bot, edge, jour)
        await jour.send_state(room, "m.room.encryption", {})
        await until(lambda: any(change.kind is ChangeKind.UNENCRYPTED for change in bot.changes))
        await edge.sender.send(room, "m.room.message", words("fortfarande hemligt"), "e1")
    async with bot.running() as edge:
        await edge.sender.send(room, "m.room.message", words("efter omstart"), "e2")
    answer = await bot.ask("GET", f"/rooms/{room}/messages?dir=b&limit=20")
    kinds = [event["type"] for event in answer["chunk"] if event["sender"] == bot.user_id]
    assert kinds.count("m.room.encrypted") == 2
    assert "m.room.message" not in kinds
    assert "hemligt" not in str(answer)


async def test_nothing_is_said_in_clear_where_the_register_wants_encryption(
    bot: EdgeBot, person: Person
) -> None:
    jour = await person("jour")
    async with bot.running() as edge:
        room = await named_room(bot, edge, jour, encrypted=False)
        bot.secret.add(room)
        with pytest.raises(Refused, match=r"room\.unencrypted"):
            await edge.sender.send(room, "m.room.message", words("hemligt"), "c1")
        bot.secret.discard(room)
        await edge.sender.send(room, "m.room.message", words("öppet"), "c2")
        await jour.wait_for(body="öppet", encrypted=False)
        with pytest.raises(RetryAfter) as later:
            await edge.sender.send("!nowhere:localhost", "m.room.message", words("vart?"), "c3")
        assert later.value.obstacle is Obstacle.ROOM
        with pytest.raises(Refused, match="too_large"):
            await edge.sender.send(room, "m.room.message", words("x" * 65_000), "c4")


async def test_a_direct_chat_is_opened_once_even_when_killed_while_opening(
    bot: EdgeBot, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    polis = await person("polis")
    bot.registered.add(polis.user_id)
    async with bot.running() as edge:
        # Killed after the homeserver has made the room, before we could note it.
        directs = edge.sender._directs
        monkeypatch.setattr(directs, "_adopt", _die)
        with pytest.raises(asyncio.CancelledError):
            await edge.sender.resolve(polis.user_id)
    async with bot.running() as edge:
        room = await edge.sender.resolve(polis.user_id)
        assert {await edge.sender.resolve(polis.user_id) for _ in range(3)} == {room}
        await edge.sender.send(room, "m.room.message", words("god kväll"), "d1")
        invite = await polis.wait_for(kind="invite", sender=bot.user_id)
        assert (invite.room, invite.direct) == (room, True)
        await polis.join(room)
        assert (await polis.wait_for(body="god kväll")).encrypted
        assert edge.rooms.direct_with(room) == polis.user_id
        assert [found.room_id for found in edge.rooms.rooms()] == [room]


async def test_who_declined_a_direct_chat_is_invited_to_it_again(bot: EdgeBot, person: Person) -> None:
    polis = await person("polis")
    bot.registered.add(polis.user_id)
    async with bot.running() as edge:
        room = await edge.sender.resolve(polis.user_id)
        await polis.wait_for(kind="invite", room=room)
        await polis.leave(room)
        await until(lambda: edge.rooms.direct_with(room) is None)
        mark = polis.mark()
        assert await edge.sender.resolve(polis.user_id) == room
        await polis.wait_for(kind="invite", room=room, since=mark)
        await edge.sender.send(room, "m.room.message", words("viktigt"), "w1")
        await polis.join(room)
        assert (await polis.wait_for(body="viktigt")).encrypted


async def _die(*_: object) -> None:
    raise asyncio.CancelledError


async def test_strangers_are_declined_and_said_why(bot: EdgeBot, person: Person) -> None:
    stranger = await person("okand")
    async with bot.running():
        room = await stranger.create_dm(bot.user_id)
        await stranger.wait_member(room, bot.user_id, "leave")
        state = await stranger.state(room, "m.room.member", bot.user_id)
    assert state is not None
    assert state["reason"] == "Boten talar bara med registrerade personer."


async def test_a_third_person_ends_a_direct_chat(bot: EdgeBot, person: Person) -> None:
    polis, third = await person("polis"), await person("tredje")
    async with bot.running() as edge:
        room = await chat_with(bot, polis)
        await until(lambda: edge.rooms.direct_with(room) == polis.user_id)
        await polis.invite(room, third.user_id)
        await until(lambda: edge.rooms.direct_with(room) is None)
    async with bot.running() as edge:
        assert edge.rooms.members(room) == {polis.user_id, third.user_id}


async def test_an_upgraded_room_is_followed(bot: EdgeBot, person: Person) -> None:
    jour = await person("jour")
    async with bot.running() as edge:
        old = await named_room(bot, edge, jour)
        upgrade = await bot.ask("POST", f"/rooms/{old}/upgrade", {"new_version": "10"}, jour.access_token)
        new = str(upgrade["replacement_room"])
        await jour.invite(new, bot.user_id)
        await until(lambda: bool(bot.replaced))
        assert bot.replaced == [(old, new)]
        await until(lambda: edge.rooms.successor(old) == new)
        assert await edge.sender.resolve(old) == new
        sent = await edge.sender.send(new, "m.room.message", words("vi har flyttat"), "u1")
        assert (await jour.wait_for(event_id=sent.event_id)).encrypted


async def test_a_false_heir_is_left_again(bot: EdgeBot, person: Person) -> None:
    jour = await person("jour")
    async with bot.running() as edge:
        room = await named_room(bot, edge, jour)
        false = await jour.create_room(name="ingen arvinge")
        await jour.send_state(room, "m.room.tombstone", {"body": "flyttat", "replacement_room": false})
        await until(lambda: edge.rooms.state(room).replaced_by == false)  # type: ignore[union-attr]
        await jour.invite(false, bot.user_id)
        await jour.wait_member(false, bot.user_id, "leave")
        assert await edge.sender.resolve(room) == room
    assert bot.replaced == []


async def test_a_room_is_made_as_it_should_be_and_reported_as_it_is(bot: EdgeBot, person: Person) -> None:
    jour, stranger = await person("jour"), await person("okand")
    bot.registered.add(jour.user_id)
    async with bot.running() as edge:
        room = await edge.admin.create(
            name="enhet", alias=f"enhet-{jour.user_id[1:].partition(':')[0]}", invite=[jour.user_id]
        )
        found = await edge.admin.report(room)
        assert (found.encryption, found.history_visibility) == ("m.megolm.v1.aes-sha2", "invited")
        assert (found.join_rule, found.guest_access, found.joined) == ("invite", "forbidden", True)
        assert dict(found.members) == {bot.user_id: "join", jour.user_id: "invite"}
        assert found.alias is not None
        assert await edge.admin.find(found.alias) == room
        assert await edge.admin.find("#finns-inte:localhost") is None
        await edge.admin.invite(room, jour.user_id)
        await edge.admin.invite(room, stranger.user_id)
        await until(lambda: edge.rooms.members(room) == {jour.user_id, stranger.user_id})
        elsewhere = await jour.create_room(name="annat")
        assert not (await edge.admin.report(elsewhere)).joined


async def test_a_room_that_the_register_names_is_entered_when_its_door_is_open(
    bot: EdgeBot, person: Person
) -> None:
    jour = await person("jour")
    bot.registered.add(jour.user_id)
    async with bot.running() as edge:
        room = await jour.create_room(name="enhet", preset="public_chat")
        edge.doorman.reconsider([room])
        await asyncio.sleep(0.2)
        assert edge.rooms.state(room) is None
        bot.named.add(room)
        edge.doorman.reconsider([room])
        await jour.wait_member(room, bot.user_id)


async def test_what_is_taken_gets_a_receipt_and_typing_shows(bot: EdgeBot, person: Person) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        room = await chat_with(bot, polis)
        sent = await polis.send_text(room, "!status")
        await bot.wait_texts(1)
        edge.courtesy.receipt(room, sent)
        edge.courtesy.typing(room, on=True)
        await polis.wait_for(kind="receipt", sender=bot.user_id, event_id=sent)
        await polis.wait_for(kind="typing", sender=bot.user_id, typing=True)
        edge.courtesy.typing(room, on=False)
        await polis.wait_for(kind="typing", sender=bot.user_id, typing=False)
