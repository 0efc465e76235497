"""A picture that the bot drew is seen by a strict client, sealed on its way, in the thread of its text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.document import doc, picture
from bot.chat.outcome import Notice
from bot.chat.pack import attached, contents
from bot.clock import SystemClock
from bot.draw.bars import Bar, BarGroup, Bars, draw_bars
from bot.matrix.edge import MatrixEdge
from bot.metrics import Metrics
from bot.store.event_ref import remember
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_queries import queue
from bot.work.delivery import Delivery
from bot.work.outbox import OutboxRunner
from bot.work.settle import Settlement
from tests.harness.edge import EdgeBot, chat_with
from tests.harness.events import Event
from tests.harness.strict_client import Person, StrictClient
from tests.work.postbox import post, until

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ALT = "Svarstider: hälften tagna inom 4 min."
TIMES = Bars(
    "Svarstider, april 2026",
    "hälften inom",
    "nio av tio inom",
    (BarGroup("Socialjouren Stockholm", (Bar("från larm till tagen", 240, 720, "31 st"),)),),
)


async def say(bot: EdgeBot, room: str, body: bytes | None = None) -> bytes:
    """Queue words and a picture after them; the picture."""
    now = SystemClock().now()
    drawn = await asyncio.to_thread(draw_bars, TIMES)
    document = doc("Hälften togs inom 4 min.", picture("svarstider.png", drawn, ALT))
    async with bot.store.begin() as session:
        words = await queue(
            session, target=room, kind=OutboxKind.MESSAGE, content=contents(document)[0], now=now
        )
        ((content, png),) = attached(document)
        await queue(
            session,
            target=room,
            kind=OutboxKind.MESSAGE,
            content=content,
            now=now,
            thread_id=words.id,
            attachment=png if body is None else body,
        )
    return drawn.png


async def pin(bot: EdgeBot, edge: MatrixEdge, room: str, body: str) -> str:
    """Say something about the weather that takes the place of what was pinned of it, if it may; its event."""
    now = SystemClock().now()
    async with bot.store.begin() as session:
        said = await queue(
            session, target=room, kind=OutboxKind.MESSAGE, content=contents(doc(body))[0], now=now
        )
        await remember(session, "weather", body, "picture", outbox_id=said.id)
        await queue(session, target=room, kind=OutboxKind.PIN, content={}, now=now, edits_id=said.id)
    await send_all(bot, edge)
    async with bot.store.read() as session:
        return str((await session.get_one(OutboxRow, said.id)).event_id)


async def tell_nobody(_session: AsyncSession, _row: OutboxRow, _code: str) -> Sequence[Notice]:
    return ()


async def send_all(bot: EdgeBot, edge: MatrixEdge) -> None:
    """Run the outbox on the edge until everything is settled."""
    clock, metrics = SystemClock(), Metrics()
    settlement = Settlement(bot.store, {}, post, tell_nobody, clock, metrics)
    delivery = Delivery(bot.store, edge.sender, settlement, clock, "DEVICE")
    task = asyncio.create_task(OutboxRunner(bot.store, delivery, Bell(), clock, metrics).run())

    async def settled() -> bool:
        async with bot.store.read() as session:
            queued = select(func.count()).where(OutboxRow.state == OutboxState.QUEUED)
            return await session.scalar(queued) == 0

    try:
        await until(settled)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def stored(bot: EdgeBot, polis: StrictClient, mxc: str) -> bytes:
    """What lies on the homeserver, as it would be without the key."""
    where = urlsplit(mxc)
    url = f"{bot.url}/_matrix/client/v1/media/download/{where.netloc}{where.path}"
    headers = {"Authorization": f"Bearer {polis.access_token}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as response:
        assert response.status == 200
        return await response.read()


async def heard_picture(polis: StrictClient, room: str) -> Event:
    return await polis.wait_for(lambda event: event.msgtype == "m.image", room=room)


async def test_the_picture_is_downloaded_decrypted_and_the_one_that_was_drawn(
    bot: EdgeBot, person: Person
) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        room = await chat_with(bot, polis)
        png = await say(bot, room)
        await send_all(bot, edge)
        words = await polis.wait_for(body_contains="Hälften togs", room=room)
        heard = await heard_picture(polis, room)
        assert heard.encrypted
        assert heard.shield == {"colour": "none", "reason": None}
        assert heard.thread_root == words.event_id
        assert heard.body == ALT
        content = heard.content or {}
        assert content["filename"] == "svarstider.png"
        assert content["info"] == {
            "mimetype": "image/png",
            "size": len(png),
            "w": 1125,
            "h": content["info"]["h"],
        }
        assert "url" not in content
        assert await polis.download(heard) == png
        on_server = await stored(bot, polis, content["file"]["url"])
        assert len(on_server) == len(png)
        assert b"PNG" not in on_server[:16]


async def test_in_a_room_open_to_all_the_picture_lies_open_too(bot: EdgeBot, person: Person) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        bot.registered.add(polis.user_id)
        room = await polis.create_room(encrypted=False)
        bot.named.add(room)
        await polis.invite(room, bot.user_id)
        await polis.wait_member(room, bot.user_id)
        png = await say(bot, room)
        await send_all(bot, edge)
        heard = await heard_picture(polis, room)
        assert "file" not in (heard.content or {})
        assert await polis.download(heard) == png


async def test_a_picture_that_the_homeserver_finds_too_large_leaves_its_words(
    bot: EdgeBot, person: Person
) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        room = await chat_with(bot, polis)
        await say(bot, room, bytes(53_000_000))
        await send_all(bot, edge)
        await polis.wait_for(body_contains="Hälften togs", room=room)
        async with bot.store.read() as session:
            refused = select(OutboxRow.error).where(OutboxRow.state == OutboxState.REFUSED)
            assert (await session.scalars(refused)).all() == ["too_large"]


async def test_the_newest_is_pinned_beside_what_people_pinned_and_said_where_the_bot_may_not(
    bot: EdgeBot, person: Person
) -> None:
    polis = await person("polis")
    async with bot.running() as edge:
        bot.registered.add(polis.user_id)
        rooms = []
        for power in (50, 0):
            levels = {"users": {bot.user_id: power}}
            room = await polis.create_room(power_levels=levels)
            bot.named.add(room)
            await polis.invite(room, bot.user_id)
            await polis.wait_member(room, bot.user_id)
            rooms.append(room)
        may, may_not = rooms
        own = await polis.send_text(may, "Eget")
        await polis.send_state(may, "m.room.pinned_events", {"pinned": [own]})
        first = await pin(bot, edge, may, "Regn")
        assert await polis.state(may, "m.room.pinned_events") == {"pinned": [own, first]}
        second = await pin(bot, edge, may, "Sol")
        assert await polis.state(may, "m.room.pinned_events") == {"pinned": [own, second]}
        assert (await polis.wait_for(body_contains="Sol", room=may)).encrypted

        await pin(bot, edge, may_not, "Dis")
        await polis.wait_for(body_contains="Dis", room=may_not)
        assert not await polis.state(may_not, "m.room.pinned_events")
        async with bot.store.read() as session:
            refused = select(OutboxRow.kind, OutboxRow.error).where(OutboxRow.state == OutboxState.REFUSED)
            assert [tuple(row) for row in await session.execute(refused)] == [("pin", "M_FORBIDDEN")]
