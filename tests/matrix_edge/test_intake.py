"""The intake on a stub homeserver and a real database: once, with the token, screened before it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Trust
from bot.matrix.room_state import Change, ChangeKind
from bot.store.engine import Store
from bot.store.inbox import InboxState
from tests.matrix_edge.stubbed import ANNA, ROOM, Speaker, answer, event, joined, member, scene
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import BOT, sync


@pytest.fixture
def anna() -> Person:
    return Person(ANNA)


def screen(words: str) -> tuple[str, tuple[str, ...]]:
    return (words.replace("1919", "…"), ("personnummer",)) if "1919" in words else (words, ())


def holds(directory: Path, words: bytes) -> bool:
    """Whether any database file has these words in it."""
    return any(words in file.read_bytes() for file in directory.glob("rocbot.db*"))


async def test_words_are_stored_with_the_token_that_has_passed_them(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", phone.says("!status"), to_device=[key]))
        (row,) = await now.rows()
        assert (row.state, row.sender, row.device_id, row.trust, row.encrypted) == (
            InboxState.NEW,
            ANNA,
            "TELEFON",
            Trust.SIGNED,
            True,
        )
        assert row.payload == {"text": "!status", "reply_to": None, "thread_root": None, "msgtype": "m.text"}
        assert await now.token() == "s1"
        assert [taken.event_id for taken in now.taken] == [row.event_id]


async def test_an_answer_that_comes_again_is_stored_once(tmp_path: Path, store: Store, anna: Person) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        again = answer("s1", phone.says("en gång"), to_device=[key])
        await now.take(again)
        await now.take(again)
        assert await now.texts() == ["en gång"]


async def test_what_must_not_be_stored_is_dropped_first_also_when_its_key_comes_late(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store, screen=screen) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", phone.says("sent 1919")))
        assert [row.state for row in await now.rows()] == [InboxState.SEALED]
        await now.take(answer("s2", phone.says("i tid 1919"), to_device=[key]))
        rows = await now.rows()
        assert [(row.state, row.screened) for row in rows] == [(InboxState.NEW, "personnummer")] * 2
        assert await now.texts() == ["sent …", "i tid …"]
        assert [row.trust for row in rows] == [Trust.SIGNED] * 2
    assert not holds(tmp_path, b"1919")


async def test_a_slow_or_failing_database_costs_time_and_no_words(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    failures = [OperationalError("", None, Exception("away"))] * 2

    async def fail(_session: AsyncSession, _changes: Sequence[Change]) -> None:
        if failures and not armed:
            raise failures.pop()

    armed = [True]
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store, on_changes=fail) as now:
        await now.introduce(anna)
        armed.clear()
        key = phone.share(now.client)
        await now.take(answer("s1", member("@bo:x"), phone.says("ändå"), to_device=[key]))
        assert await now.texts() == ["ändå"]
        assert await now.token() == "s1"
        assert now.edge.rooms.members(ROOM) == {ANNA, "@bo:x"}


async def test_a_faulty_listener_does_not_keep_words_out(tmp_path: Path, store: Store, anna: Person) -> None:
    async def fail(session: AsyncSession, _changes: Sequence[Change]) -> None:
        await session.execute(text("INSERT INTO sync_state VALUES ('x', 'x', 'half', '2026-01-01')"))
        raise ZeroDivisionError

    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store, on_changes=fail) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", member("@bo:x"), phone.says("ändå"), to_device=[key]))
        assert await now.texts() == ["ändå"]
        async with store.read() as session:
            assert await session.scalar(text("SELECT count(*) FROM sync_state")) == 1


async def test_a_listener_that_breaks_the_database_does_not_keep_words_out(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    async def fail(session: AsyncSession, _changes: Sequence[Change]) -> None:
        await session.execute(text("INSERT INTO sync_state (device_id) VALUES ('half a row')"))

    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store, on_changes=fail) as now:
        key = phone.share(now.client)
        now.registered.add(ANNA)
        now.stub.answer("/keys/query", anna.answer())
        await now.take(answer("s1", phone.says("ändå"), state=joined(ANNA), to_device=[key]))
        assert await now.texts() == ["ändå"]
        assert await now.token() == "s1"


async def test_the_first_sync_of_all_takes_no_old_commands(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        now.edge.intake._token = None
        now.registered.add(ANNA)
        old = event("m.room.message", {"msgtype": "m.text", "body": "!ärende ny"})
        await now.take(answer("s0", old, state=joined(ANNA, encrypted=False)))
        assert await now.rows() == []
        fresh = event("m.room.message", {"msgtype": "m.text", "body": "!status"})
        await now.take(answer("s1", fresh))
        assert await now.texts() == ["!status"]


async def test_notices_bots_strangers_and_itself_are_ignored(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    def said(sender: str, msgtype: str = "m.text") -> dict[str, Any]:
        return event("m.room.message", {"msgtype": msgtype, "body": "hej"}, sender=sender)

    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        now.registered.add("@annan-bot:x")
        await now.take(
            answer("s1", said(BOT), said(ANNA, "m.notice"), said("@annan-bot:x"), said("@eve:x"), said(ANNA))
        )
        assert [row.sender for row in await now.rows()] == [ANNA]
        assert [now.ignored(why) for why in ("notice", "bot", "unregistered")] == [1, 1, 1]


async def test_what_stays_shut_is_given_back_once_and_never_run_later(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        shut = phone.says("för sent")
        await now.take(answer("s1", shut))
        sealed = now.edge.intake._sealed
        await sealed.ask()
        (request,) = now.stub.asked_for("/sendToDevice/m.room_key_request")
        assert request["messages"][ANNA]["TELEFON"]["body"]["session_id"] == phone.key.session_id
        now.clock.advance(timedelta(seconds=59))
        await sealed.lapse()
        assert now.unreadable == []
        now.clock.advance(timedelta(seconds=2))
        await sealed.lapse()
        await sealed.lapse()
        assert [message.event_id for message in now.unreadable] == [shut["event_id"]]
        await now.take(sync("s2", key))
        (row,) = await now.rows()
        assert (row.state, row.payload) == (InboxState.LAPSED, None)
        assert now.metrics.unreadable._value.get() == 1


async def test_what_stands_in_clear_beside_a_shut_message_is_screened(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store, screen=lambda text: (text.replace("hemligt", ""), ("x",))) as now:
        await now.introduce(anna)
        shut = phone.says("hej")
        relation = {"rel_type": "hemligt", "event_id": "hem\nligt", "key": "är hemligt"}
        shut["content"] |= {"m.relates_to": {**relation, "m.in_reply_to": {"event_id": "hem\nligt"}}}
        await now.take(answer("s1", shut))
        (row,) = await now.rows()
        assert row.payload is not None
        assert row.payload["content"]["m.relates_to"] == {"key": "är "}


async def test_what_was_shut_before_a_restart_gets_its_key_after_it(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", phone.says("över natten")))
    async with scene(tmp_path, store) as now:
        now.registered.add(ANNA)
        now.stub.answer("/keys/query", anna.answer())
        now.clock.advance(timedelta(hours=8))
        assert now.edge.rooms.members(ROOM) == {ANNA}
        await now.take(sync("s2", key))
        assert await now.texts() == ["över natten"]


async def test_a_gap_is_waited_for_while_the_homeserver_is_away(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    def said(body: str) -> dict[str, Any]:
        return event("m.room.message", {"msgtype": "m.text", "body": body})

    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        seen = said("ett")
        await now.take(answer("s1", seen))
        where = f"/rooms/{ROOM}/messages"
        now.stub.answer(where, "bad gateway", 502)
        now.stub.answer(where, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 10}, 429)
        now.stub.answer(where, {"chunk": [said("tre"), said("två")], "end": "p2"})
        now.stub.answer(where, {"chunk": [seen, said("noll")], "end": "p3"})
        async with asyncio.timeout(10):
            await now.take(answer("s2", said("fyra"), prev_batch="p1"))
        assert await now.texts() == ["ett", "två", "tre", "fyra"]


async def test_people_come_and_go_as_the_state_says(tmp_path: Path, store: Store, anna: Person) -> None:
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        await now.take(answer("s1", member("@bo:x", "invite"), member("@cia:x")))
        assert now.edge.rooms.members(ROOM) == {ANNA, "@bo:x", "@cia:x"}
        await now.take(answer("s2", member(ANNA, "leave"), member("@bo:x")))
        kinds = [(change.kind, change.user_id) for change in now.changes[-4:]]
        assert kinds == [
            (ChangeKind.INVITED, "@bo:x"),
            (ChangeKind.JOINED, "@cia:x"),
            (ChangeKind.LEFT, ANNA),
            (ChangeKind.JOINED, "@bo:x"),
        ]
    async with scene(tmp_path, store) as now:
        assert now.edge.rooms.members(ROOM) == {"@bo:x", "@cia:x"}
        assert now.edge.rooms.encrypted(ROOM)
        await now.take(sync("s3", rooms={"leave": {ROOM: {}}}))
        assert now.edge.rooms.members(ROOM) == frozenset()
        assert now.edge.rooms.encrypted(ROOM)


async def test_the_patience_with_a_shut_message_is_the_one_in_force_when_it_comes(
    tmp_path: Path, store: Store, anna: Person
) -> None:
    phone = Speaker(anna.device("TELEFON"))
    patience = [timedelta(seconds=60)]
    async with scene(tmp_path, store, unreadable_after=lambda: patience[0]) as now:
        await now.introduce(anna)
        phone.share(now.client)
        patience[0] = timedelta(minutes=10)
        await now.take(answer("s1", phone.says("långsamt")))
        for told in (0, 1):
            now.clock.advance(timedelta(minutes=6))
            await now.edge.intake._sealed.lapse()
            assert len(now.unreadable) == told
