"""Ciphertext that is not what it seems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.chat.message import Trust
from bot.store.engine import Store
from bot.store.inbox import InboxState
from tests.matrix_edge.stubbed import ANNA, ROOM, Speaker, answer, event, scene
from tests.matrix_identity.people import Person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EVE = "@eve:x"


async def test_words_under_a_false_name_are_not_taken(tmp_path: Path, store: Store) -> None:
    anna, eve = Person(ANNA), Person(EVE)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna, eve)
        key = phone.share(now.client)
        said = phone.says("tar")
        replayed = {**said, "sender": EVE, "event_id": "$eve1"}
        await now.take(answer("s1", replayed, said, to_device=[key]))
        assert [row.sender for row in await now.rows()] == [ANNA]
        assert now.ignored("forged") == 1


async def test_words_said_once_are_not_said_again_by_the_homeserver(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        said = phone.says("avsluta")
        await now.take(answer("s1", said, {**said, "event_id": "$again"}, to_device=[key]))
        assert await now.texts() == ["avsluta"]
    async with scene(tmp_path, store) as later:
        await later.introduce(anna)
        await later.take(answer("s2", {**said, "event_id": "$and-again"}, to_device=[key]))
        assert await later.texts() == ["avsluta"]


async def test_words_from_another_room_are_not_taken_here(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", phone.says("annorstädes", "!annat:x"), to_device=[key]))
        assert await now.rows() == []
        assert now.ignored("forged") == 1


async def test_a_client_that_no_longer_names_its_device_is_heard(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        said = phone.says("hör du?")
        del said["content"]["sender_key"], said["content"]["device_id"]
        await now.take(answer("s1", said, to_device=[key]))
        (row,) = await now.rows()
        assert (row.state, row.device_id, row.trust) == (InboxState.NEW, "TELEFON", Trust.SIGNED)


async def test_the_device_that_an_event_names_proves_nothing(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    anna.device("SIGNERAD")
    other = Speaker(anna.device("OSIGNERAD", signed=False))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = other.share(now.client)
        said = other.says("tar")
        said["content"]["device_id"] = "SIGNERAD"
        await now.take(answer("s1", said, to_device=[key]))
        (row,) = await now.rows()
        assert (row.device_id, row.trust) == ("OSIGNERAD", Trust.UNSIGNED)


async def test_a_changed_identity_is_seen_when_words_are_taken(tmp_path: Path, store: Store) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        await now.take(answer("s1", phone.says("före"), to_device=[key]))
        anna.new_identity()
        now.stub._answers["/keys/query"].clear()
        now.stub.answer("/keys/query", anna.answer())
        lists: dict[str, Any] = {"changed": [ANNA]}
        await now.take(answer("s2", phone.says("efter"), device_lists=lists))
        assert [row.trust for row in await now.rows()] == [Trust.SIGNED, Trust.CHANGED]


async def test_words_in_clear_are_marked_so(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        await now.introduce(Person(ANNA))
        await now.take(answer("s1", event("m.room.message", {"msgtype": "m.text", "body": "öppet"})))
        (row,) = await now.rows()
        assert (row.encrypted, row.trust, row.room_id) == (False, Trust.NONE, ROOM)


REPLY = {"m.in_reply_to": {"event_id": "$larm"}}
FALSE = {"m.in_reply_to": {"event_id": "$annat-larm"}}


@pytest.mark.parametrize(
    ("sealed", "in_clear", "taken"),
    [
        (REPLY, FALSE, "$larm"),
        (REPLY, None, "$larm"),
        (None, REPLY, "$larm"),
        ("left out", REPLY, "$larm"),
        ({}, REPLY, "$larm"),
        (None, None, None),
    ],
)
async def test_what_a_reply_answers_is_taken_from_the_sealed_words_where_they_say_it(
    tmp_path: Path, store: Store, sealed: Any, in_clear: Any, taken: str | None
) -> None:
    anna = Person(ANNA)
    phone = Speaker(anna.device("TELEFON"))
    async with scene(tmp_path, store) as now:
        await now.introduce(anna)
        key = phone.share(now.client)
        content = {"msgtype": "m.text", "body": "tar", "m.relates_to": sealed}
        if sealed == "left out":
            del content["m.relates_to"]
        said = phone.seals({"type": "m.room.message", "content": content, "room_id": ROOM})
        if in_clear is not None:
            said["content"]["m.relates_to"] = in_clear
        await now.take(answer("s1", said, to_device=[key]))
        (row,) = await now.rows()
        assert row.payload is not None
        assert row.payload["reply_to"] == taken


async def test_what_the_bot_says_carries_what_it_answers_inside_too(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path, store) as now:
        sealed: list[dict[str, Any]] = []

        def seal(_room: str, event: dict[str, Any]) -> dict[str, Any]:
            sealed.append(event)
            return {"ciphertext": "x"}

        now.client.olm.group_encrypt = seal
        shown = now.client.seal(ROOM, "m.room.message", {"body": "x", "m.relates_to": REPLY})
    assert shown["m.relates_to"] == REPLY
    assert sealed[0]["content"]["m.relates_to"] == REPLY
