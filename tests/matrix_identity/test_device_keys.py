"""Devices of others: malformed ones harm nobody, changes are not missed, keys reach all who may have them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.matrix.client import GuardedClient
from bot.matrix.errors import Unreachable
from tests.matrix_identity.stub import Peer, Stub, bot_client, stub_server, sync

ROOM = "!rum:x"
ANNA, BO, EVE = "@anna:x", "@bo:x", "@eve:x"


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with stub_server() as stub:
        yield stub


@pytest.fixture
async def client(stub: Stub, tmp_path: Path) -> AsyncIterator[GuardedClient]:
    async with bot_client(tmp_path, stub.url) as client:
        yield client


def devices(*peers: Peer, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for peer in peers:
        found.setdefault(peer.user_id, {})[peer.device_id] = peer.device_keys()
    return {"device_keys": {**found, **more}}


def claimed(*peers: Peer) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for peer in peers:
        peer.account.generate_one_time_keys(1)
        key_id, key = next(iter(peer.account.one_time_keys.items()))
        peer.account.mark_keys_as_published()
        keys.setdefault(peer.user_id, {})[peer.device_id] = {
            f"signed_curve25519:{key_id}": peer.signed({"key": key.to_base64()})
        }
    return {"one_time_keys": keys}


def known(client: GuardedClient, user_id: str) -> set[str]:
    return {device.id for device in client.device_store.active_user_devices(user_id)}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        5,
        [],
        {"A": None},
        {"A": {"user_id": EVE, "device_id": "A", "keys": {"ed25519:A": "!!", "curve25519:A": "!!"}}},
        {"A": {"keys": {}}},
        {"A": Peer(EVE, "B").device_keys()},
        {"A": {**Peer(EVE, "A").device_keys(), "signatures": {EVE: {"ed25519:A": 5}}}},
    ],
    ids=["null", "number", "list", "no device", "no keys", "half", "another's", "broken signature"],
)
async def test_a_strange_device_does_not_hide_the_others(client: GuardedClient, stub: Stub, odd: Any) -> None:
    stub.answer("/keys/query", devices(Peer(ANNA, "A"), **{EVE: odd}))
    await client.keys_query([ANNA, EVE])
    assert known(client, ANNA) == {"A"}
    assert known(client, EVE) == set()


async def test_a_device_that_comes_back_is_used_again(client: GuardedClient, stub: Stub) -> None:
    phone, tablet = Peer(ANNA, "PHONE"), Peer(ANNA, "TABLET")
    for answer in (devices(phone, tablet), devices(tablet), devices(phone, tablet)):
        stub.answer("/keys/query", answer)
    seen = []
    for _ in range(3):
        await client.keys_query([ANNA])
        seen.append(known(client, ANNA))
    assert seen == [{"PHONE", "TABLET"}, {"TABLET"}, {"PHONE", "TABLET"}]


async def test_a_change_told_while_asking_is_asked_about_again(client: GuardedClient, stub: Stub) -> None:
    stub.answer("/keys/query", devices(Peer(ANNA, "A")))
    asking = asyncio.create_task(client.keys_query([ANNA]))
    await asyncio.sleep(0)
    assert client.keys._in_flight == {ANNA}
    client.take(sync("s1", device_lists={"changed": [ANNA]}))
    await asking
    assert not client.keys.fresh(ANNA)
    await client.keys_query()
    assert client.keys.fresh(ANNA)


async def test_a_failed_question_is_not_forgotten(client: GuardedClient, stub: Stub) -> None:
    stub.answer("/keys/query", "gone", status=502)
    with pytest.raises(Unreachable):
        await client.keys_query([ANNA])
    assert client.users_for_key_query == {ANNA}


async def test_somebody_whose_homeserver_is_away_is_asked_about_later(
    client: GuardedClient, stub: Stub
) -> None:
    stub.answer("/keys/query", {"device_keys": {}, "failures": {"x": {}}})
    await client.keys_query([ANNA])
    assert not client.keys.fresh(ANNA)
    assert client.users_for_key_query == set()


async def test_a_room_key_goes_to_each_device_once(client: GuardedClient, stub: Stub) -> None:
    anna, bo = Peer(ANNA, "A"), Peer(BO, "B")
    stub.answer("/keys/query", devices(anna, bo))
    stub.answer("/keys/claim", claimed(anna, bo))
    assert await client.share_room_key(ROOM, [ANNA, BO]) == {(ANNA, "A"), (BO, "B")}
    assert await client.share_room_key(ROOM, [ANNA, BO]) == {(ANNA, "A"), (BO, "B")}
    (sent,) = stub.asked_for("/sendToDevice")
    assert sent["messages"].keys() == {ANNA, BO}
    assert client.seal(ROOM, "m.room.message", {"body": "hej"})["algorithm"] == "m.megolm.v1.aes-sha2"


async def test_people_who_may_not_read_get_no_key(client: GuardedClient, stub: Stub) -> None:
    anna, eve = Peer(ANNA, "A"), Peer(EVE, "E")
    client.olm.may_have_keys = lambda user: user == ANNA
    stub.answer("/keys/query", devices(anna, eve))
    stub.answer("/keys/claim", claimed(anna, eve))
    assert await client.share_room_key(ROOM, [ANNA, EVE]) == {(ANNA, "A")}
    (sent,) = stub.asked_for("/sendToDevice")
    assert sent["messages"].keys() == {ANNA}


async def test_when_somebody_leaves_the_next_message_has_another_key(
    client: GuardedClient, stub: Stub
) -> None:
    anna, bo = Peer(ANNA, "A"), Peer(BO, "B")
    stub.answer("/keys/query", devices(anna, bo))
    stub.answer("/keys/claim", claimed(anna, bo))
    await client.share_room_key(ROOM, [ANNA, BO])
    before = client.seal(ROOM, "m.room.message", {})["session_id"]
    assert await client.share_room_key(ROOM, [ANNA]) == {(ANNA, "A")}
    assert client.seal(ROOM, "m.room.message", {})["session_id"] != before


async def test_a_new_device_gets_the_key_that_is_in_use(client: GuardedClient, stub: Stub) -> None:
    phone, tablet = Peer(ANNA, "PHONE"), Peer(ANNA, "TABLET")
    stub.answer("/keys/query", devices(phone))
    stub.answer("/keys/query", devices(phone, tablet))
    stub.answer("/keys/claim", claimed(phone))
    stub.answer("/keys/claim", claimed(tablet))
    await client.share_room_key(ROOM, [ANNA])
    before = client.seal(ROOM, "m.room.message", {})["session_id"]
    client.take(sync("s1", device_lists={"changed": [ANNA]}))
    assert await client.share_room_key(ROOM, [ANNA]) == {(ANNA, "PHONE"), (ANNA, "TABLET")}
    assert client.seal(ROOM, "m.room.message", {})["session_id"] == before
    assert stub.asked_for("/sendToDevice")[1]["messages"][ANNA].keys() == {"TABLET"}


async def test_a_key_that_the_homeserver_did_not_carry_is_sent_again(
    client: GuardedClient, stub: Stub
) -> None:
    anna = Peer(ANNA, "A")
    stub.answer("/keys/query", devices(anna))
    stub.answer("/keys/claim", claimed(anna))
    stub.refuse("/sendToDevice", 502)
    with pytest.raises(Unreachable):
        await client.share_room_key(ROOM, [ANNA])
    assert await client.share_room_key(ROOM, [ANNA]) == {(ANNA, "A")}


async def test_a_bad_one_time_key_leaves_only_its_own_device_out(client: GuardedClient, stub: Stub) -> None:
    anna, eve = Peer(ANNA, "A"), Peer(EVE, "E")
    stub.answer("/keys/query", devices(anna, eve))
    keys = claimed(anna)
    keys["one_time_keys"] = {
        EVE: {"E": {"signed_curve25519:A": {"key": 5, "signatures": []}}},
        **keys["one_time_keys"],
    }
    stub.answer("/keys/claim", keys)
    assert await client.share_room_key(ROOM, [ANNA, EVE]) == {(ANNA, "A")}


async def test_nobody_gets_an_old_room_key_by_asking(client: GuardedClient, stub: Stub) -> None:
    anna = Peer(ANNA, "A")
    stub.answer("/keys/query", devices(anna))
    stub.answer("/keys/claim", claimed(anna))
    await client.share_room_key(ROOM, [ANNA])
    session = client.seal(ROOM, "m.room.message", {})["session_id"]
    for sender in (ANNA, client.user_id):
        body = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": ROOM,
            "session_id": session,
            "sender_key": client.olm.account.identity_keys["curve25519"],
        }
        content = {"action": "request", "requesting_device_id": "A", "request_id": "1", "body": body}
        client.take(sync("s1", {"type": "m.room_key_request", "sender": sender, "content": content}))
    await client.upkeep()
    assert len(stub.asked_for("/sendToDevice")) == 1


async def test_rooms_served_side_by_side_wait_for_the_same_devices(client: GuardedClient, stub: Stub) -> None:
    anna = Peer(ANNA, "A")
    stub.answer("/keys/query", devices(anna))
    stub.answer("/keys/claim", claimed(anna))
    rooms = [f"!rum{number}:x" for number in range(5)]
    reached = await asyncio.gather(*(client.share_room_key(room, [ANNA]) for room in rooms))
    assert set(reached) == {frozenset({(ANNA, "A")})}
    assert len(stub.asked_for("/keys/query")) == 1
    assert len(stub.asked_for("/keys/claim")) == 1
