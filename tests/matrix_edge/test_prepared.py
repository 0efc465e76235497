"""What is sealed ahead of its moment is sent as it lies there, or sealed anew: everybody reads it, once."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import vodozemac

from bot.matrix.premade import Premade, Shelf, Under
from bot.store.engine import Store
from bot.work.sender import Refused, RetryAfter
from tests.matrix_edge.stubbed import ANNA, ROOM, Scene, answer, joined, member, scene
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import Peer, sync
from tests.matrix_identity.test_device_keys import claimed

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BO = "@bo:x"
KIND = "m.room.message"
WORDS: Mapping[str, Any] = {"msgtype": "m.text", "body": "Skolorna är öppna", "com.rocbot.id": "t1"}
TO_DEVICE = "/sendToDevice"


class Reader:
    """A device that opens what the bot shares with it, and what it says with that."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self._olm: vodozemac.Session | None = None
        self._taken = 0
        self.keys: dict[str, vodozemac.InboundGroupSession] = {}

    def take_keys(self, now: Scene) -> None:
        """What has been sent to this device since the last time."""
        bodies = now.stub.asked_for(TO_DEVICE)
        for body in bodies[self._taken :]:
            content = body["messages"].get(self.peer.user_id, {}).get(self.peer.device_id)
            if content is not None:
                self._take(content)
        self._taken = len(bodies)

    def _take(self, content: Mapping[str, Any]) -> None:
        theirs = vodozemac.Curve25519PublicKey.from_base64(content["sender_key"])
        message = content["ciphertext"][self.peer.curve25519]
        opening = vodozemac.PreKeyMessage.from_base64(message["body"])
        if self._olm is None:
            self._olm, plain = self.peer.account.create_inbound_session(theirs, opening)
        else:
            plain = self._olm.decrypt(opening.to_any())
        key = json.loads(plain)["content"]
        self.keys[key["session_id"]] = vodozemac.InboundGroupSession(vodozemac.SessionKey(key["session_key"]))

    def reads(self, sealed: Mapping[str, Any]) -> str | None:
        """The body, or None for who cannot read it."""
        if (key := self.keys.get(sealed["session_id"])) is None:
            return None
        try:
            opened = key.decrypt(vodozemac.MegolmMessage.from_base64(sealed["ciphertext"]))
        except vodozemac.MegolmDecryptionException:
            return None
        body: str = json.loads(opened.plaintext)["content"]["body"]
        return body


class Room:
    """One encrypted room on the stub, with the people in it."""

    def __init__(self, now: Scene) -> None:
        self.now = now
        self.people: dict[str, Person] = {}
        self.readers: dict[str, Reader] = {}

    async def enter(self, user_id: str, device: str = "TELEFON") -> Reader:
        """Somebody comes in with a device."""
        person = self.people.setdefault(user_id, Person(user_id))
        reader = Reader(person.device(device))
        self.readers[device] = reader
        self._describe()
        self.now.registered.add(user_id)
        await self.now.take(answer(f"s-{user_id}-{device}", member(user_id)))
        self.now.client.take(sync(f"d-{user_id}-{device}", device_lists={"changed": [user_id]}))
        return reader

    def _describe(self) -> None:
        merged: dict[str, Any] = {}
        for person in self.people.values():
            for key, value in person.answer().items():
                merged.setdefault(key, {}).update(value)
        stub = self.now.stub
        stub._answers["/keys/query"].clear()
        stub._answers["/keys/claim"].clear()
        stub.answer("/keys/query", merged)
        stub.answer("/keys/claim", claimed(*(reader.peer for reader in self.readers.values())))

    async def send(self, txn_id: str = "t1", words: Mapping[str, Any] = WORDS) -> dict[str, Any]:
        """What the homeserver was given."""
        where = f"/rooms/{ROOM}/send/m.room.encrypted/{txn_id}"
        self.now.stub.answer(where, {"event_id": f"${txn_id}"})
        await self.now.edge.sender.send(ROOM, KIND, words, txn_id)
        for reader in self.readers.values():
            reader.take_keys(self.now)
        sealed: dict[str, Any] = self.now.stub.asked_for(where)[-1]
        return sealed

    async def prepare(self, txn_id: str = "t1", words: Mapping[str, Any] = WORDS) -> bool:
        return await self.now.edge.sender.prepare(ROOM, KIND, words, txn_id)

    def index(self) -> int:
        """How many messages the room's key has sealed."""
        found: int = self.now.client.olm.outbound_group_sessions[ROOM].message_index
        return found


@pytest.fixture
async def room(tmp_path: Path, store: Store) -> AsyncIterator[Room]:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s0", state=joined()))
        yield Room(now)


def index_of(sealed: Mapping[str, Any]) -> int:
    """At which step of the ratchet it was sealed: field 1 of the Megolm message."""
    raw = b64decode(sealed["ciphertext"] + "=" * (-len(sealed["ciphertext"]) % 4))
    assert raw[:2] == b"\x03\x08"
    return raw[2]


async def test_what_was_prepared_is_what_is_sent(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    assert room.now.edge.sender.prepared == 1
    other = await room.send("t2", {"msgtype": "m.text", "body": "annat"})
    shared = len(room.now.stub.asked_for(TO_DEVICE))
    sealed = await room.send()
    assert (index_of(sealed), index_of(other)) == (0, 1)
    assert anna.reads(sealed) == WORDS["body"]
    assert anna.reads(other) == "annat"
    assert len(room.now.stub.asked_for(TO_DEVICE)) == shared == 1
    assert room.now.edge.sender.prepared == 0


async def test_to_prepare_it_again_changes_nothing(room: Room) -> None:
    await room.enter(ANNA)
    for _ in range(3):
        assert await room.prepare()
    assert room.index() == 1
    assert index_of(await room.send()) == 0


async def test_who_came_in_between_reads_it_and_it_is_sealed_anew(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    bo = await room.enter(BO, "PLATTA")
    sealed = await room.send()
    assert index_of(sealed) == 1
    assert (anna.reads(sealed), bo.reads(sealed)) == (WORDS["body"], WORDS["body"])


async def test_who_got_the_key_with_another_message_in_between_reads_it_too(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    bo = await room.enter(BO, "PLATTA")
    await room.send("t2", {"msgtype": "m.text", "body": "annat"})
    sealed = await room.send()
    assert index_of(sealed) == 2
    assert (anna.reads(sealed), bo.reads(sealed)) == (WORDS["body"], WORDS["body"])


async def test_who_left_in_between_cannot_read_it(room: Room) -> None:
    anna, bo = await room.enter(ANNA), await room.enter(BO, "PLATTA")
    assert await room.prepare()
    bo.take_keys(room.now)
    await room.now.take(answer("s9", member(BO, "leave")))
    sealed = await room.send()
    assert bo.keys
    assert sealed["session_id"] not in bo.keys
    assert (anna.reads(sealed), bo.reads(sealed)) == (WORDS["body"], None)


async def test_who_was_struck_off_the_register_in_between_cannot_read_it(room: Room) -> None:
    anna, bo = await room.enter(ANNA), await room.enter(BO, "PLATTA")
    assert await room.prepare()
    room.now.registered.discard(BO)
    sealed = await room.send()
    assert (anna.reads(sealed), bo.reads(sealed)) == (WORDS["body"], None)


async def test_other_words_under_the_same_id_are_sealed_anew(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    sealed = await room.send(words={**WORDS, "body": "Skolorna är stängda"})
    assert anna.reads(sealed) == "Skolorna är stängda"


async def test_after_a_look_again_it_is_good_for_those_who_are_there_now(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    bo = await room.enter(BO, "PLATTA")
    assert await room.prepare()
    asked = len(room.now.stub.asked)
    sealed = await room.send()
    assert index_of(sealed) == 1
    assert [path for _, path, _ in room.now.stub.asked[asked:]] == [f"/rooms/{ROOM}/send/m.room.encrypted/t1"]
    assert (anna.reads(sealed), bo.reads(sealed)) == (WORDS["body"], WORDS["body"])


async def test_what_the_homeserver_did_not_take_goes_again_as_the_same_bytes(room: Room) -> None:
    anna = await room.enter(ANNA)
    assert await room.prepare()
    where = f"/rooms/{ROOM}/send/m.room.encrypted/t1"
    room.now.stub.refuse(where, 502)
    with pytest.raises(RetryAfter):
        await room.now.edge.sender.send(ROOM, KIND, WORDS, "t1")
    sealed = await room.send()
    assert room.now.stub.asked_for(where) == [sealed, sealed]
    assert anna.reads(sealed) == WORDS["body"]


async def test_what_is_forgotten_is_sealed_anew(room: Room) -> None:
    await room.enter(ANNA)
    assert await room.prepare()
    room.now.edge.sender.forget(["t1", "never there"])
    assert room.now.edge.sender.prepared == 0
    assert index_of(await room.send()) == 1


async def test_what_cannot_be_prepared_is_sent_all_the_same(room: Room) -> None:
    anna = await room.enter(ANNA)
    room.now.stub.refuse(TO_DEVICE, 500)
    assert not await room.prepare()
    assert anna.reads(await room.send()) == WORDS["body"]


async def test_an_open_room_a_room_left_and_what_is_too_large_have_nothing_ready(room: Room) -> None:
    sender, words = room.now.edge.sender, {"msgtype": "m.text", "body": "x" * 60_000}
    assert not await sender.prepare("!okant:x", KIND, WORDS, "t1")
    await room.now.take(answer("s1", room_id="!oppet:x", state=joined(ANNA, encrypted=False)))
    assert not await sender.prepare("!oppet:x", KIND, WORDS, "t1")
    await room.enter(ANNA)
    assert not await sender.prepare(ROOM, KIND, words, "t1")
    with pytest.raises(Refused, match="too_large"):
        await sender.send(ROOM, KIND, words, "t1")
    await room.now.take({"next_batch": "s2", "rooms": {"leave": {ROOM: {}}}})
    assert not await sender.prepare(ROOM, KIND, WORDS, "t1")
    assert sender.prepared == 0


def test_there_is_an_end_to_how_much_lies_ready(backend: str) -> None:
    assert backend
    under = Under(b"", "key", frozenset())
    shelf = Shelf(most=3, most_bytes=100)
    assert all(shelf.put(name, Premade(under, {}, 10)) for name in "abc")
    assert not shelf.put("d", Premade(under, {}, 10))
    assert shelf.put("a", Premade(under, {}, 80))
    assert not shelf.put("b", Premade(under, {}, 11))
    shelf.forget(["a"])
    assert shelf.put("d", Premade(under, {}, 90))
    assert len(shelf) == 2
