"""A picture is handed over before its message, again after a crash, and its message is sent once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.attachment import AttachmentRow, attachment_of
from bot.store.engine import Store
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_queries import erase_old
from bot.work.sender import Obstacle, Refused, RetryAfter
from tests.work.postbox import AT, Wire, running, say, settled, until

PNG = b"\x89PNG and more"
CONTENT = {"msgtype": "m.image", "body": "Karta", "filename": "karta.png", "info": {"mimetype": "image/png"}}


async def picture(session: AsyncSession, **fields: Any) -> OutboxRow:
    return await say(session, "", content=CONTENT, attachment=PNG, **fields)


async def deliver(store: Store, wire: Wire) -> None:
    async with running(store, wire):
        await until(lambda: settled(store))


def images(wire: Wire) -> list[Mapping[str, Any]]:
    return [content for _, _, content in wire.took.values() if content.get("msgtype") == "m.image"]


async def test_a_picture_is_handed_over_first_and_its_message_names_it(store: Store) -> None:
    wire = Wire()
    async with store.begin() as session:
        first = await say(session, "Två luckor")
        await picture(session, thread_id=first.id)
    await deliver(store, wire)
    assert wire.uploads == [("!a:test", "karta.png", PNG)]
    (content,) = images(wire)
    assert content["url"] == "mxc://test/1"
    assert content["m.relates_to"]["event_id"] == f"${first.txn_id}"
    assert wire.said() == ["Två luckor", "Karta"]


async def test_what_was_handed_over_is_not_handed_over_again_when_sending_fails(store: Store) -> None:
    wire = Wire(objections={"Karta": [RetryAfter(0.01, Obstacle.SERVER), RetryAfter(0.01, Obstacle.LIMITED)]})
    async with store.begin() as session:
        await picture(session)
    await deliver(store, wire)
    assert len(wire.uploads) == 1
    assert wire.attempts == ["Karta"] * 3


@pytest.mark.parametrize("obstacle", [Obstacle.LIMITED, Obstacle.SERVER, Obstacle.CONNECTION])
async def test_an_upload_that_fails_is_tried_again_in_order(store: Store, obstacle: Obstacle) -> None:
    wire = Wire(objections={"karta.png": [RetryAfter(0.05, obstacle)]})
    async with store.begin() as session:
        await picture(session)
        await say(session, "efter")
    await deliver(store, wire)
    assert wire.said() == ["Karta", "efter"]


async def test_what_the_homeserver_will_not_have_is_refused_and_told(store: Store) -> None:
    wire = Wire(objections={"karta.png": [Refused("too_large")]})
    async with store.begin() as session:
        row = await picture(session)
        await say(session, "efter")
    await deliver(store, wire)
    assert images(wire) == []
    assert set(wire.said()) == {"efter", f"refused {row.id} too_large"}


async def test_a_crash_after_the_upload_uploads_again_and_sends_one_event(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    async with store.begin() as session:
        row = await picture(session)
    died = asyncio.Event()

    async def dying(*_: Any) -> None:
        died.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("bot.work.attach.hold", dying)
        async with running(store, wire):
            async with asyncio.timeout(10):
                await died.wait()
    assert len(wire.uploads) == 1
    await deliver(store, wire)
    assert len(wire.uploads) == 2
    (content,) = images(wire)
    assert content["url"] == "mxc://test/2"
    assert list(wire.took) == [row.txn_id]


async def test_a_crash_after_the_event_sends_the_same_event_with_the_same_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    async with store.begin() as session:
        await picture(session)
    died = asyncio.Event()

    async def dying(*_: Any) -> bool:
        died.set()
        await asyncio.Event().wait()
        return False

    with monkeypatch.context() as patch:
        patch.setattr("bot.work.settle.Settlement.sent", dying)
        async with running(store, wire), asyncio.timeout(10):
            await died.wait()
    await deliver(store, wire)
    assert len(wire.uploads) == 1
    assert wire.attempts == ["Karta", "Karta"]
    assert len(wire.took) == 1


async def test_bytes_are_sealed_in_the_database_and_gone_when_the_text_is(store: Store) -> None:
    async with store.begin() as session:
        row = await picture(session)
        assert await attachment_of(session, row.id) == PNG
        stored = await session.scalar(text("SELECT body FROM attachment"))
        assert PNG not in bytes(stored)
    await deliver(store, Wire())
    async with store.begin() as session:
        sent = (await session.scalars(select(OutboxRow))).one()
        assert sent.state == OutboxState.SENT
        assert sent.sent_at is not None
        await erase_old(session, AT)
        assert await attachment_of(session, row.id) == PNG
        await erase_old(session, sent.sent_at.replace(year=sent.sent_at.year + 1))
        assert (await session.scalars(select(AttachmentRow))).all() == []


async def test_a_picture_whose_bytes_are_gone_is_refused(store: Store) -> None:
    wire = Wire()
    async with store.begin() as session:
        row = await picture(session)
        await session.execute(text("DELETE FROM attachment"))
    await deliver(store, wire)
    assert wire.said() == [f"refused {row.id} attachment.gone"]
