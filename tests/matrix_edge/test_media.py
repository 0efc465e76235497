"""What is attached leaves sealed wherever the room is or was meant to be encrypted, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nio.crypto.attachments import decrypt_attachment

from bot.store.engine import Store
from bot.work.sender import Obstacle, Refused, RetryAfter
from tests.matrix_edge.stubbed import ANNA, ROOM, Scene, answer, joined, scene

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UPLOAD, CONFIG = "/_matrix/media/v3/upload", "/_matrix/client/v1/media/config"
PNG = b"\x89PNG sekret karta"
CONTENT = {"msgtype": "m.image", "body": "Karta", "filename": "karta.png", "info": {"mimetype": "image/png"}}


async def upload(now: Scene, body: bytes = PNG) -> dict[str, Any]:
    return dict(await now.edge.sender.upload(ROOM, CONTENT, body))


async def test_in_an_encrypted_room_only_sealed_bytes_without_a_name_leave(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(UPLOAD, {"content_uri": "mxc://x/ett"})
        file = (await upload(now))["file"]
        (sent,) = now.stub.asked_for(UPLOAD)
        assert b"karta" not in sent
        assert b"PNG" not in sent
        assert now.stub.types[UPLOAD] == "application/octet-stream"
        assert now.stub.queries[UPLOAD] == ""
        assert (file["v"], file["url"]) == ("v2", "mxc://x/ett")
        assert (file["key"]["alg"], file["key"]["ext"]) == ("A256CTR", True)
        assert decrypt_attachment(sent, file["key"]["k"], file["hashes"]["sha256"], file["iv"]) == PNG


async def test_every_upload_has_a_key_of_its_own(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(UPLOAD, {"content_uri": "mxc://x/ett"})
        one, two = await upload(now), await upload(now)
        assert one["file"]["key"]["k"] != two["file"]["key"]["k"]
        assert one["file"]["iv"] != two["file"]["iv"]


async def test_a_room_open_to_all_gets_the_file_as_it_is(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA, encrypted=False)))
        now.stub.answer(UPLOAD, {"content_uri": "mxc://x/ett"})
        assert await upload(now) == {"url": "mxc://x/ett"}
        assert now.stub.asked_for(UPLOAD) == [PNG]
        assert now.stub.types[UPLOAD] == "image/png"
        assert now.stub.queries[UPLOAD] == "filename=karta.png"


async def test_nothing_is_uploaded_to_a_room_that_is_meant_to_be_encrypted(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path, store, must_encrypt=lambda _room: True) as now:
        await now.take(answer("s1", state=joined(ANNA, encrypted=False)))
        with pytest.raises(Refused, match=r"room\.unencrypted"):
            await upload(now)
        assert now.stub.asked_for(UPLOAD) == []


async def test_what_was_uploaded_in_clear_is_not_named_in_a_room_encrypted_since(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        with pytest.raises(Refused, match=r"attachment\.unencrypted"):
            await now.edge.sender.send(ROOM, "m.room.message", {**CONTENT, "url": "mxc://x/ett"}, "t1")


async def test_a_room_that_was_left_or_is_unknown_gets_no_upload(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        with pytest.raises(RetryAfter):
            await upload(now)
        await now.take(answer("s1", state=joined(ANNA)))
        await now.take({"next_batch": "s2", "rooms": {"leave": {ROOM: {}}}})
        with pytest.raises(Refused, match=r"room\.not_joined"):
            await upload(now)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, (Obstacle.LIMITED, 2.5)),
        (502, "bad gateway", (Obstacle.SERVER, None)),
        (500, {"errcode": "M_UNKNOWN"}, (Obstacle.SERVER, None)),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, (Obstacle.CONNECTION, None)),
    ],
)
async def test_an_upload_that_may_pass_later_is_tried_again(
    tmp_path: Path, store: Store, status: int, body: Any, expected: tuple[Obstacle, float | None]
) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(UPLOAD, body, status)
        with pytest.raises(RetryAfter) as later:
            await upload(now)
        assert (later.value.obstacle, later.value.seconds) == expected


@pytest.mark.parametrize("uri", [None, "https://x/y", 7])
async def test_an_answer_without_an_address_is_no_upload(tmp_path: Path, store: Store, uri: Any) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(UPLOAD, {"content_uri": uri})
        with pytest.raises(RetryAfter):
            await upload(now)


async def test_what_is_too_large_is_refused_by_name(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(UPLOAD, {"errcode": "M_TOO_LARGE"}, 413)
        with pytest.raises(Refused, match="too_large"):
            await upload(now)


async def test_what_is_over_the_limit_is_not_even_begun(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(CONFIG, {"m.upload.size": 600_000})
        with pytest.raises(Refused, match="too_large"):
            await upload(now, bytes(600_001))
        assert now.stub.asked_for(UPLOAD) == []


async def test_a_homeserver_that_names_no_limit_is_tried(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.take(answer("s1", state=joined(ANNA)))
        now.stub.answer(CONFIG, {"errcode": "M_UNRECOGNIZED"}, 404)
        now.stub.answer(UPLOAD, {"content_uri": "mxc://x/ett"})
        assert (await upload(now, bytes(2_000_000)))["file"]["url"] == "mxc://x/ett"
