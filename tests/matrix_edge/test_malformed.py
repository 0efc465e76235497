"""Whatever anybody sends: the next message is taken all the same, and what is stored can be stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.matrix.batch import read_batch
from bot.matrix.events import Ignored, Taken, read
from bot.matrix.opening import tidy
from bot.matrix.room_state import RoomState, fold
from bot.matrix.rooms import RoomDirectory
from bot.store.engine import Store
from tests.matrix_edge.stubbed import ANNA, ROOM, Speaker, answer, event, scene
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import BOT, sync

DEEP: Any = json.loads("[" * 400 + "]" * 400)
GOOD = {"msgtype": "m.text", "body": "hej"}
EDIT = {"rel_type": "m.replace", "event_id": {}}
MARK = {"rel_type": "m.annotation", "event_id": "$x"}
LEAVE = {"type": "m.room.member", "state_key": ANNA, "content": {"membership": "leave"}}
MALFORMED: list[Any] = [
    None,
    7,
    "text",
    [],
    {},
    {"type": "m.room.message"},
    {"type": ["m.room.message"], "sender": ANNA, "event_id": "$e", "content": GOOD},
    {"type": "m.room.message", "sender": 5, "event_id": "$e", "content": GOOD},
    {"type": "m.room.message", "sender": ANNA, "event_id": None, "content": GOOD},
    {"type": "m.room.message", "sender": ANNA, "event_id": "$" + "e" * 300, "content": GOOD},
    {"type": "m.room.message", "sender": ANNA, "event_id": "$a\nb", "content": GOOD},
    event("m.room.message", None),
    event("m.room.message", "text"),
    event("m.room.message", {"msgtype": "m.text"}),
    event("m.room.message", {"msgtype": 3, "body": "hej"}),
    event("m.room.message", {"msgtype": "m.text", "body": {"a": DEEP}}),
    event("m.room.message", {**GOOD, "m.relates_to": {"rel_type": "m.replace"}}),
    event(
        "m.room.message",
        {**GOOD, "m.relates_to": EDIT, "m.new_content": 7},
    ),
    event("m.reaction", {"m.relates_to": MARK}),
    event("m.reaction", {"m.relates_to": {**MARK, "key": "k" * 9000}}),
    event("m.reaction", {"m.relates_to": DEEP}),
    event("m.room.redaction", {}),
    event("m.room.redaction", {"redacts": 3}, redacts=["$x"]),
    event("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"}),
    event("m.room.encrypted", {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {}}),
    event("m.room.encrypted", {"algorithm": 1, "ciphertext": 2, "session_id": 3, "sender_key": 4}),
    event("m.room.member", {"membership": 7}, state_key="@eve:x"),
    event("m.room.member", DEEP, state_key="@eve:x"),
    event("m.room.member", {"membership": "join"}, state_key=5),
    event("m.room.member", {"membership": "join"}, state_key="no user"),
    event("m.room.encryption", "none", state_key=""),
    event("m.room.tombstone", {"replacement_room": 5}, state_key=""),
    event("m.room.create", {"predecessor": "!x"}, state_key=""),
    event("m.room.message", GOOD, state_key=""),
    event("m.unknown", DEEP),
    event("m.room.message", GOOD, unsigned="none"),
]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_no_event_keeps_the_next_one_out(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        sealed: list[Any] = [
            phone.seals("no json"),
            phone.seals("[" * 90_000),
            phone.seals([1, 2]),
            phone.seals({"room_id": ROOM}),
            phone.seals({"room_id": ROOM, "type": "m.room.message", "content": 5}),
            phone.seals({"room_id": ROOM, "type": "m.room.encrypted", "content": {}}),
            phone.seals(
                {
                    "room_id": ROOM,
                    "type": "m.room.member",
                    "state_key": ANNA,
                    "content": {"membership": "leave"},
                }
            ),
            {**phone.says("utan tid"), "origin_server_ts": "nu"},
            {**phone.says("om tusen år"), "origin_server_ts": 10**18},
            {**phone.says("före Kristus"), "origin_server_ts": -(10**18)},
        ]
        for kept in sealed[-3:]:
            kept["content"] = {**kept["content"], "m.relates_to": DEEP}
        await now.take(answer("s1", *MALFORMED, *sealed, phone.says("sist"), to_device=[key]))
        texts = await now.texts()
        assert texts == ["hej", "utan tid", "om tusen år", "före Kristus", "sist"]
        assert all(row.origin_at <= now.clock.now() for row in await now.rows())
        assert now.edge.rooms.members(ROOM) == {ANNA}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "raw",
    [
        sync("s1", rooms=None),
        sync("s1", rooms={"join": [], "invite": 5, "leave": "x"}),
        sync(
            "s1", rooms={"join": {"no room": {}, "": {}, ROOM: None, "!a:x": {"timeline": 7, "state": [1]}}}
        ),
        sync("s1", rooms={"join": {ROOM: {"timeline": {"events": {}, "limited": "yes", "prev_batch": 5}}}}),
        sync("s1", rooms={"invite": {ROOM: {"invite_state": {"events": [None, 5, {"type": []}]}}}}),
        sync(
            "s1",
            account_data={"events": [{"type": "m.direct", "content": {"@a:x": 5, "@b:x": [[], None, ROOM]}}]},
        ),
        {"next_batch": "s1", "to_device": 3, "device_lists": [], "account_data": "x"},
    ],
    ids=range(7),
)
async def test_no_answer_keeps_the_next_one_out(tmp_path: Path, store: Store, raw: dict[str, Any]) -> None:
    async with scene(tmp_path, store) as now:
        now.registered.add(ANNA)
        await now.take(raw)
        assert await now.token() == "s1"
        await now.take(answer("s2", event("m.room.message", GOOD)))
        assert await now.texts() == ["hej"]


@pytest.mark.parametrize("body", ["\ud800 ensam", "noll \0 i mitten", "\u202e bakvänt", "ö" * 60_000])
async def test_any_words_can_be_stored(tmp_path: Path, store: Store, body: str) -> None:
    async with scene(tmp_path, store) as now:
        now.registered.add(ANNA)
        await now.take(answer("s1", event("m.room.message", {"msgtype": "m.text", "body": body})))
        (stored,) = await now.texts()
        assert len(stored) == len(body)
        stored.encode()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([ANNA, ROOM, "$e"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "content",
                    "event_id",
                    "sender",
                    "state_key",
                    "m.relates_to",
                    "rel_type",
                    "body",
                    "msgtype",
                    "key",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
TYPES = st.sampled_from(
    ["m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.create", "m.room.encrypted"]
)
EVENTS = (
    st.builds(lambda base, kind: {**base, "type": kind}, st.dictionaries(st.text(max_size=5), JSON), TYPES)
    | JSON
)


@given(st.lists(EVENTS, max_size=4), JSON)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_reading_never_raises(events: list[Any], content: Any) -> None:
    directory = RoomDirectory(BOT)
    read_batch({"rooms": {"join": {ROOM: {"timeline": {"events": events}, "state": content}}}}, directory)
    objects = [found for found in events if isinstance(found, dict)]
    fold(RoomState(ROOM), objects, BOT)
    for found in objects:
        assert isinstance(read({**found, "content": content}), Taken | Ignored)
        tidy({**found, "content": content}, ROOM)
