"""Each defect of matrix-nio that the client is guarded against, as a stranger or a bad day would bring it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import structlog
import vodozemac

from bot.errors import Fault
from bot.matrix.errors import LoggedOut, RateLimited, Rejected, Unreachable
from tests.matrix_identity.stub import Peer, bot_client, one_time_key, stub_server, sync

ROOM = "!rum:x"


async def test_a_consumed_one_time_key_is_gone_after_a_restart(tmp_path: Path) -> None:
    anna, key = Peer("@anna:x"), vodozemac.GroupSession()
    async with bot_client(tmp_path) as client:
        message = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        assert client.take(sync("s1", message)).new_keys == {(ROOM, key.session_id)}
    async with bot_client(tmp_path) as again:
        opened = vodozemac.PreKeyMessage.from_base64(
            message["content"]["ciphertext"][again.olm.account.identity_keys["curve25519"]]["body"]
        )
        with pytest.raises(vodozemac.SessionCreationException):
            again.olm.account.create_inbound_session(anna.curve25519, opened)


async def test_a_room_key_is_on_disk_before_the_sync_is_handed_over(tmp_path: Path) -> None:
    anna, key = Peer("@anna:x"), vodozemac.GroupSession()
    async with bot_client(tmp_path) as client:
        message = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        client.take(sync("s1", message))
        with sqlite3.connect(client.store.database_path) as other:
            found = other.execute("SELECT session_id FROM megolminboundsessions").fetchall()
        other.close()
        assert found == [(key.session_id,)]


async def test_the_same_sync_can_be_taken_twice(tmp_path: Path) -> None:
    anna, key = Peer("@anna:x"), vodozemac.GroupSession()
    async with bot_client(tmp_path) as client:
        message = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        client.take(sync("s1", message))
        assert client.take(sync("s1", message)).next_batch == "s1"
        assert client.olm.inbound_group_store.get(ROOM, anna.curve25519, key.session_id)


async def test_an_unknown_one_time_key_costs_only_its_own_message(tmp_path: Path) -> None:
    eve, anna, key = Peer("@eve:x"), Peer("@anna:x"), vodozemac.GroupSession()
    stray = vodozemac.Account()
    stray.generate_one_time_keys(1)
    unknown = next(iter(stray.one_time_keys.values())).to_base64()
    async with bot_client(tmp_path) as client:
        bad = eve.first_message(client, unknown, b'{"x":1}')
        good = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        answer = client.take(sync("s1", bad, good))
        assert answer.new_keys == {(ROOM, key.session_id)}
        assert client.drops.counts == {"olm": 1}


MALFORMED: list[Any] = [
    None,
    7,
    "text",
    [],
    {},
    {"type": "m.room.encrypted"},
    {"type": 5, "sender": "@eve:x", "content": {}},
    {"type": "m.room.encrypted", "sender": "@eve:x", "content": []},
    {"type": "m.room.encrypted", "sender": "@eve:x", "content": {"algorithm": 5}},
    {"type": "m.room_key_request", "sender": "@eve:x", "content": {"action": "request"}},
    {"type": "m.room_key_request", "sender": "@eve:x", "content": {"action": {}, "body": 3}},
    {"type": "m.key.verification.start", "sender": "@eve:x", "content": {"transaction_id": "t"}},
    {
        "type": "m.room.encrypted",
        "sender": {"a": 1},
        "content": {"algorithm": "m.olm.v1.curve25519-aes-sha2"},
    },
]


@pytest.mark.parametrize("body", ["", "!", "AAAA", "é", "A" * 60_000])
@pytest.mark.parametrize("kind", [0, 1, 2, -1])
async def test_malformed_olm_messages_never_raise(tmp_path: Path, kind: int, body: str) -> None:
    eve = Peer("@eve:x")
    async with bot_client(tmp_path) as client:
        assert client.take(sync("s1", eve.event(client, {"type": kind, "body": body}))).next_batch == "s1"


@pytest.mark.parametrize("event", MALFORMED, ids=repr)
async def test_malformed_to_device_events_never_raise(tmp_path: Path, event: Any) -> None:
    anna, key = Peer("@anna:x"), vodozemac.GroupSession()
    async with bot_client(tmp_path) as client:
        good = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        assert client.take(sync("s1", event, good)).new_keys == {(ROOM, key.session_id)}


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"[]", b"{}", b"null", b'{"type":"m.room_key"}'])
async def test_nonsense_inside_a_good_olm_message_never_raises(tmp_path: Path, payload: bytes) -> None:
    eve = Peer("@eve:x")
    async with bot_client(tmp_path) as client:
        message = eve.first_message(client, one_time_key(client), payload)
        assert client.take(sync("s1", message)).new_keys == frozenset()


async def test_what_is_dropped_is_logged_without_its_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot_client(tmp_path) as client:
        with structlog.testing.capture_logs() as lines:
            client.take(sync("s1", {"type": "hemligt", "sender": "@eve:x", "content": "hemligt"}, "hemligt"))
        assert len(lines) == 2
        assert "hemligt" not in repr(lines) + caplog.text


@pytest.mark.parametrize("counts", [{"signed_curve25519": 0}, {}])
async def test_a_drained_pool_of_one_time_keys_is_filled_again(
    tmp_path: Path, counts: dict[str, int]
) -> None:
    async with stub_server() as stub, bot_client(tmp_path, stub.url) as client:
        stub.answer("/keys/upload", {"one_time_key_counts": {"signed_curve25519": 50}})
        await client.keys_upload()
        client.take(sync("s1", device_one_time_keys_count=counts))
        await client.upkeep()
        first, second = stub.asked_for("/keys/upload")
        assert len(first["one_time_keys"]) == len(second["one_time_keys"]) == 50
        assert not first["one_time_keys"].keys() & second["one_time_keys"].keys()
        client.take(sync("s2"))
        await client.upkeep()
        assert len(stub.asked_for("/keys/upload")) == 2


async def test_keys_are_stored_before_they_are_offered(tmp_path: Path) -> None:
    async with stub_server() as stub:
        async with bot_client(tmp_path, stub.url) as client:
            stub.answer("/keys/upload", "gone", status=502)
            with pytest.raises(Unreachable):
                await client.keys_upload()
            offered = stub.asked_for("/keys/upload")[0]["one_time_keys"]
        async with bot_client(tmp_path, stub.url) as again:
            kept = again.olm.account.one_time_keys["curve25519"]
            assert {f"signed_curve25519:{key}" for key in kept} == offered.keys()


async def test_keys_that_the_homeserver_refuses_are_not_offered_for_ever(tmp_path: Path) -> None:
    async with stub_server() as stub, bot_client(tmp_path, stub.url) as client:
        stub.answer("/keys/upload", {"errcode": "M_UNKNOWN", "error": "already exists"}, status=400)
        stub.answer("/keys/upload", {"one_time_key_counts": {"signed_curve25519": 50}})
        with pytest.raises(Rejected):
            await client.keys_upload()
        await client.keys_upload()
        first, second = stub.asked_for("/keys/upload")
        assert not first["one_time_keys"].keys() & second["one_time_keys"].keys()


async def test_a_fallback_key_is_offered_when_the_homeserver_has_none(tmp_path: Path) -> None:
    async with stub_server() as stub, bot_client(tmp_path, stub.url) as client:
        stub.answer("/keys/upload", {"one_time_key_counts": {"signed_curve25519": 50}})
        await client.keys_upload()
        client.take(sync("s1", device_unused_fallback_key_types=["signed_curve25519"]))
        await client.upkeep()
        client.take(sync("s2", device_unused_fallback_key_types=[]))
        await client.upkeep()
        first, second = stub.asked_for("/keys/upload")
        (key,) = second["fallback_keys"].values()
        assert key["fallback"] is True
        assert key not in first["fallback_keys"].values()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, "<html>inloggning krävs</html>", Unreachable),
        (200, [], Unreachable),
        (200, {"rooms": {}}, Unreachable),
        (200, {"next_batch": 7}, Unreachable),
        (502, "bad gateway", Unreachable),
        (500, {"errcode": "M_UNKNOWN"}, Unreachable),
        (404, "not here", Unreachable),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, RateLimited),
        (401, {"errcode": "M_UNKNOWN_TOKEN", "soft_logout": False}, LoggedOut),
        (403, {"errcode": "M_FORBIDDEN"}, Rejected),
    ],
)
async def test_a_bad_answer_to_a_sync_is_an_error_of_a_known_kind(
    tmp_path: Path, status: int, body: Any, error: type[Exception]
) -> None:
    async with stub_server() as stub, bot_client(tmp_path, stub.url) as client:
        stub.answer("/sync", body, status=status)
        with pytest.raises(error):
            await client.sync_once("s0", 0)
        assert client.next_batch == ""


async def test_the_homeservers_wait_is_told(tmp_path: Path) -> None:
    async with stub_server() as stub, bot_client(tmp_path, stub.url) as client:
        stub.answer("/sync", {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, status=429)
        with pytest.raises(RateLimited) as caught:
            await client.sync_once("s0", 0)
        assert caught.value.retry_after == 1.5


async def test_nobody_listening_is_unreachable(tmp_path: Path) -> None:
    async with bot_client(tmp_path) as client:
        with pytest.raises(Unreachable):
            await client.sync_once(None, 0)


@pytest.mark.parametrize(
    "part",
    [
        {"to_device": None},
        {"to_device": {"events": {}}},
        {"device_lists": []},
        {"device_lists": {"changed": "@anna:x", "left": [1]}},
        {"device_one_time_keys_count": []},
        {"device_one_time_keys_count": {"signed_curve25519": "50"}},
        {"device_unused_fallback_key_types": "none"},
        {"rooms": [], "presence": 3, "account_data": None},
    ],
    ids=repr,
)
async def test_odd_parts_of_a_sync_do_not_spoil_the_rest(tmp_path: Path, part: dict[str, Any]) -> None:
    async with bot_client(tmp_path) as client:
        assert client.take({"next_batch": "s1", **part}).next_batch == "s1"


async def test_a_failing_disk_is_not_taken_for_a_malformed_event(tmp_path: Path) -> None:
    anna, key = Peer("@anna:x"), vodozemac.GroupSession()
    async with bot_client(tmp_path) as client:
        message = anna.first_message(client, one_time_key(client), anna.room_key(client, ROOM, key))
        client.store.database.execute_sql("PRAGMA query_only = 1")
        with pytest.raises(Fault) as caught:
            client.take(sync("s1", message))
        assert caught.value.code == "matrix.key_store_failed"
        assert client.next_batch == ""
