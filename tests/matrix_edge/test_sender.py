"""What the homeserver answers, and what the outbox is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.store.engine import Store
from bot.work.sender import Obstacle, Refused, RetryAfter
from tests.matrix_edge.stubbed import ANNA, ROOM, answer, joined, scene
from tests.matrix_identity.people import Person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SEND = f"/rooms/{ROOM}/send/m.room.message/t1"
WORDS = {"msgtype": "m.text", "body": "hej"}


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, (Obstacle.LIMITED, 1.5)),
        (502, "bad gateway", (Obstacle.SERVER, None)),
        (500, {"errcode": "M_UNKNOWN"}, (Obstacle.SERVER, None)),
        (200, "no json", (Obstacle.SERVER, None)),
        (200, {}, (Obstacle.SERVER, None)),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, (Obstacle.CONNECTION, None)),
    ],
)
async def test_what_passes_is_tried_again(
    tmp_path: Path, store: Store, status: int, body: Any, expected: tuple[Obstacle, float | None]
) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA, encrypted=False)))
        now.stub.answer(SEND, body, status)
        with pytest.raises(RetryAfter) as later:
            await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")
        assert (later.value.obstacle, later.value.seconds) == expected


@pytest.mark.parametrize(
    ("status", "errcode", "code"),
    [
        (403, "M_FORBIDDEN", "M_FORBIDDEN"),
        (404, "M_NOT_FOUND", "M_NOT_FOUND"),
        (413, "M_TOO_LARGE", "too_large"),
        (400, "M_" + "X" * 200, "M_" + "X" * 62),
    ],
)
async def test_what_does_not_pass_is_refused(
    tmp_path: Path, store: Store, status: int, errcode: str, code: str
) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA, encrypted=False)))
        now.stub.answer(SEND, {"errcode": errcode}, status)
        with pytest.raises(Refused) as never:
            await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")
        assert never.value.code == code


async def test_a_homeserver_that_is_gone_is_no_refusal(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA, encrypted=False)))
        now.client.homeserver = "http://127.0.0.1:9"
        with pytest.raises(RetryAfter) as later:
            await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")
        assert later.value.obstacle is Obstacle.CONNECTION


async def test_a_room_that_was_left_gets_nothing(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        await now.take({"next_batch": "s2", "rooms": {"leave": {ROOM: {}}}})
        with pytest.raises(Refused, match=r"room\.not_joined"):
            await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")


async def test_a_key_that_could_not_be_handed_over_holds_the_message_back(
    tmp_path: Path, store: Store
) -> None:
    anna = Person(ANNA)
    phone = anna.device("TELEFON")
    phone.account.generate_one_time_keys(1)
    key_id, key = next(iter(phone.account.one_time_keys.items()))
    offered = phone.signed({"key": key.to_base64()})
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        claimed = {ANNA: {"TELEFON": {f"signed_curve25519:{key_id}": offered}}}
        now.stub.answer("/keys/claim", {"one_time_keys": claimed})
        now.stub.refuse("/sendToDevice", 500)
        with pytest.raises(RetryAfter):
            await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")
        assert now.stub.asked_for(f"/rooms/{ROOM}/send") == []
        where = f"/rooms/{ROOM}/send/m.room.encrypted/t1"
        now.stub.answer(where, {"event_id": "$sent"})
        sent = await now.edge.sender.send(ROOM, "m.room.message", WORDS, "t1")
        assert sent.event_id == "$sent"
        assert sent.reached == {ANNA}
        (body,) = now.stub.asked_for(where)
        assert set(body) == {"algorithm", "sender_key", "ciphertext", "session_id", "device_id"}


async def test_reactions_and_redactions_go_as_matrix_wants_them(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.introduce(Person(ANNA))
        relation = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "✅"}}
        now.stub.answer(f"/rooms/{ROOM}/send/m.reaction/t1", {"event_id": "$r"})
        now.stub.answer(f"/rooms/{ROOM}/redact/$x/t2", {"event_id": "$d"})
        sender = now.edge.sender
        assert (await sender.send(ROOM, "m.reaction", relation, "t1")).event_id == "$r"
        redaction = {"redacts": "$x", "reason": "flyttat"}
        assert (await sender.send(ROOM, "m.room.redaction", redaction, "t2")).event_id == "$d"
        assert now.stub.asked_for(f"/rooms/{ROOM}/redact") == [{"reason": "flyttat"}]


async def test_a_receipt_tells_of_the_newest_and_drops_what_is_not_wanted(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path, store) as now:
        courtesy = now.edge.courtesy
        courtesy.receipt(ROOM, "$ett")
        courtesy.receipt(ROOM, "$två")
        courtesy.typing(ROOM, on=True)
        courtesy.typing(ROOM, on=False)
        await courtesy._send_receipt()
        assert [path for _, path, _ in now.stub.asked if "receipt" in path] == [
            f"/rooms/{ROOM}/receipt/m.read/$två"
        ]
        assert not courtesy._typing
