"""The edge against a real homeserver: nothing that people say is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat.message import Trust
from bot.store.inbox import InboxKind, InboxState
from tests.harness.edge import EdgeBot, NioPerson, chat_with, until
from tests.harness.strict_client import Person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


async def test_a_direct_chat_is_joined_and_what_is_said_is_taken(bot: EdgeBot, person: Person) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        room = await chat_with(bot, polis)
        sent = await polis.send_text(room, "!status")
        assert await bot.wait_texts(1) == ["!status"]
        row = (await bot.rows())[0]
        assert (row.event_id, row.trust, row.device_id) == (sent, Trust.SIGNED, polis.device_id)
        assert edge.rooms.direct_with(room) == polis.user_id
        assert edge.rooms.encrypted(room)
        assert edge.rooms.members(room) == {polis.user_id}

        content = {"msgtype": "m.text", "body": "hej"}
        answer = await edge.sender.send(room, "m.room.message", content, "t1")
        heard = await polis.wait_for(event_id=answer.event_id)
        assert (heard.body, heard.encrypted) == ("hej", True)
        assert answer.reached == {polis.user_id}
        assert heard.shield == {"colour": "none", "reason": None}
        again = await edge.sender.send(room, "m.room.message", content, "t1")
        assert again.event_id == answer.event_id


async def test_replies_threads_edits_reactions_and_redactions_are_told_apart(
    bot: EdgeBot, person: Person
) -> None:
    polis = await person("polis")
    async with bot.running():
        room = await chat_with(bot, polis)
        first = await polis.send_text(room, "!ärende ny")
        await polis.send_text(room, "tar", reply_to=first)
        await polis.send_text(room, "i tråden", thread=first)
        await polis.send_edit(room, first, "!ärende ny ålder:16")
        await polis.send_reaction(room, first, "✅")
        await polis.send_redaction(room, first)
        await polis.send_text(room, "en upplysning", msgtype="m.notice")
        await polis.send_text(room, "sist")
        rows = await bot.wait_rows(7)
    kinds = [row.kind for row in rows]
    assert kinds == [
        *[InboxKind.TEXT] * 3,
        InboxKind.EDIT,
        InboxKind.REACTION,
        InboxKind.REDACTION,
        InboxKind.TEXT,
    ]
    payloads = [row.payload or {} for row in rows]
    assert (payloads[1]["text"], payloads[1]["reply_to"]) == ("tar", first)
    assert (payloads[2]["text"], payloads[2]["thread_root"], payloads[2]["reply_to"]) == (
        "i tråden",
        first,
        None,
    )
    assert payloads[3] == {"text": "!ärende ny ålder:16", "replaces": first}
    assert payloads[4] == {"key": "✅", "relates_to": first}
    assert payloads[5] == {"redacts": first}
    assert payloads[6]["text"] == "sist"
    assert [row.trust for row in rows[4:6]] == [Trust.NONE, Trust.NONE]


@pytest.mark.parametrize("seconds", [1, 131], ids=["1 s", "131 s"])
async def test_sixty_commands_while_away_are_all_taken_once_in_order(
    bot: EdgeBot, light: NioPerson, seconds: int
) -> None:
    """131 s: Synapse answers a repeated sync from its cache for two minutes."""
    jour = await light("jour")
    bot.registered.add(jour.user_id)
    bot.timeline_limit = 20
    async with bot.running() as edge:
        room = await jour.create_room(name="enhet", invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await jour.send_text(room, "nummer 0")
        await bot.wait_texts(1)
    sent = ["nummer 0"]
    for number in range(1, 61):
        if number in {20, 45}:
            await jour.rotate(room)
        await jour.send_text(room, f"nummer {number}")
        sent.append(f"nummer {number}")
    await asyncio.sleep(seconds)
    async with bot.running():
        await bot.wait_texts(61)
        await jour.send_text(room, "efteråt")
        await bot.wait_texts(62)
    assert await bot.texts() == [*sent, "efteråt"]


async def test_a_room_that_was_lively_before_the_bot_came_is_taken_from_its_invite_on(
    bot: EdgeBot, light: NioPerson
) -> None:
    jour = await light("jour")
    bot.registered.add(jour.user_id)
    bot.timeline_limit = 5
    async with bot.running() as edge:
        room = await jour.create_room(name="enhet", encrypted=False)
        for number in range(8):
            await jour.send_text(room, f"före {number}")
        await jour.nio.room_invite(room, bot.user_id)
        for number in range(8):
            await jour.send_text(room, f"sedan {number}")
        assert edge.rooms.members(room) == frozenset()
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await jour.send_text(room, "nu")
        assert await bot.wait_texts(9) == [*(f"sedan {number}" for number in range(8)), "nu"]


async def test_a_message_whose_key_comes_later_is_taken_then(bot: EdgeBot, light: NioPerson) -> None:
    jour = await light("jour")
    bot.registered.add(jour.user_id)
    async with bot.running() as edge:
        room = await jour.create_room(invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await jour.send_text(room, "läsbart")
        await bot.wait_texts(1)
        async with jour.keys_held(room):
            await jour.send_text(room, "nyckeln dröjer")
            sealed = await bot.wait_rows(1, InboxState.SEALED)
        assert await bot.wait_texts(2) == ["läsbart", "nyckeln dröjer"]
    assert [row.id for row in sealed] == [row.id for row in (await bot.rows())[1:]]
    assert bot.unreadable == []


async def test_a_message_that_stays_unreadable_is_given_back_once(bot: EdgeBot, light: NioPerson) -> None:
    jour = await light("jour")
    bot.registered.add(jour.user_id)
    bot.unreadable_after = timedelta(seconds=2)
    async with bot.running() as edge:
        room = await jour.create_room(invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        async with jour.keys_held(room):
            sent = await jour.send_text(room, "aldrig läsbart")
            await until(lambda: bool(bot.unreadable))
        # Its key comes after all, but its sender has been asked to say it again.
        await jour.send_text(room, "en gång till")
        assert await bot.wait_texts(1) == ["en gång till"]
    assert [(message.event_id, message.sender) for message in bot.unreadable] == [(sent, jour.user_id)]
    assert [row.state for row in await bot.rows()] == [InboxState.LAPSED, InboxState.NEW]
    assert (await bot.rows())[0].payload is None
