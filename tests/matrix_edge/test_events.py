"""What people's clients send, and what the inbox keeps of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.matrix.batch import read_batch
from bot.matrix.events import Ignored, Taken, read, without_quote
from bot.matrix.room_state import DIRECT, MARKER, Change, ChangeKind, RoomState, fold
from bot.matrix.rooms import RoomDirectory
from bot.store.inbox import InboxKind
from tests.matrix_edge.stubbed import ANNA, ROOM, event
from tests.matrix_identity.stub import BOT

NEW = "!ny:x"


def message(body: str, **relation: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"msgtype": "m.text", "body": body}
    if relation:
        content["m.relates_to"] = relation
    return event("m.room.message", content)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("> <@rocbot:x> Vem ringer de upp?\n> 1) RLC\n\n1", "1"),
        ("> <@rocbot:x> en rad\n\ntar\n\noch mer", "tar\n\noch mer"),
        ("> * <@rocbot:x> vinkar\n\nok", "ok"),
        ("> ett citat som någon själv skrev", "> ett citat som någon själv skrev"),
        ("tar", "tar"),
        ("> <@rocbot:x> bara citat", ""),
    ],
)
def test_the_quotation_before_a_reply_is_not_what_was_said(body: str, kept: str) -> None:
    assert without_quote(body) == kept
    found = read(message(body, **{"m.in_reply_to": {"event_id": "$x"}}))
    assert isinstance(found, Taken)
    assert (found.payload["text"], found.payload["reply_to"]) == (kept, "$x")


def test_a_quotation_in_what_answers_nothing_stays() -> None:
    found = read(message("> <@anna:x> sa så\n\noch jag?"))
    assert isinstance(found, Taken)
    assert found.payload["text"].startswith("> <@anna:x>")


@pytest.mark.parametrize(("falling_back", "reply_to"), [(True, None), (False, "$y"), (None, "$y")])
def test_a_reply_in_a_thread_is_told_from_the_threads_own_order(
    falling_back: object, reply_to: str | None
) -> None:
    relation: dict[str, Any] = {
        "rel_type": "m.thread",
        "event_id": "$rot",
        "m.in_reply_to": {"event_id": "$y"},
    }
    if falling_back is not None:
        relation["is_falling_back"] = falling_back
    found = read(message("tar", **relation))
    assert isinstance(found, Taken)
    assert (found.payload["thread_root"], found.payload["reply_to"]) == ("$rot", reply_to)


def test_a_picture_is_told_of_but_its_name_is_no_command() -> None:
    found = read(event("m.room.message", {"msgtype": "m.image", "body": "!ärende ny", "url": "mxc://x/y"}))
    assert isinstance(found, Taken)
    assert (found.payload["text"], found.payload["msgtype"]) == ("", "m.image")


def test_an_edit_of_a_notice_is_ignored_like_the_notice() -> None:
    content = {
        "msgtype": "m.notice",
        "body": "* x",
        "m.new_content": {"msgtype": "m.notice", "body": "x"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"},
    }
    assert read(event("m.room.message", content)) == Ignored("notice")


def test_a_redaction_is_read_in_old_and_new_rooms() -> None:
    for found in (
        read(event("m.room.redaction", {"redacts": "$x"})),
        read(event("m.room.redaction", {}, redacts="$x")),
    ):
        assert found == Taken(InboxKind.REDACTION, {"redacts": "$x"})


def test_what_was_redacted_before_we_saw_it_is_no_fault() -> None:
    gone = event("m.room.message", {}, unsigned={"redacted_because": {}})
    assert read(gone) == Ignored("redacted")


def state(kind: str, content: dict[str, Any], key: str = "", sender: str = ANNA) -> dict[str, Any]:
    return event(kind, content, sender=sender, state_key=key)


def test_encryption_never_goes_away() -> None:
    room, changes = fold(
        RoomState(ROOM),
        [
            state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
            state("m.room.encryption", {}),
            state("m.room.encryption", {"algorithm": "m.megolm.v9"}),
        ],
        BOT,
    )
    assert room.encrypted
    assert [change.kind for change in changes] == [
        ChangeKind.ENCRYPTED,
        ChangeKind.UNENCRYPTED,
        ChangeKind.UNENCRYPTED,
    ]


def test_only_the_bots_own_mark_counts() -> None:
    content = {MARKER: "m1", DIRECT: ANNA}
    mine, _ = fold(RoomState(ROOM), [state("m.room.create", content, sender=BOT)], BOT)
    assert (mine.marker, mine.made_for, mine.direct) == ("m1", ANNA, True)
    theirs, _ = fold(RoomState(ROOM), [state("m.room.create", content)], BOT)
    assert (theirs.marker, theirs.made_for, theirs.direct) == (None, None, False)


def test_a_direct_chat_of_the_bots_own_is_never_taken_for_one_in_clear() -> None:
    """A sync that ends between a room's creation and its encryption once let an alarm out in clear."""
    content = {MARKER: "a-mark", DIRECT: ANNA}
    half, _ = fold(RoomState(ROOM), [state("m.room.create", content, sender=BOT)], BOT)
    theirs, _ = fold(RoomState(ROOM), [state("m.room.create", content)], BOT)
    assert (half.encrypted, theirs.encrypted) == (True, False)


def in_room(room_id: str, *events: dict[str, Any]) -> dict[str, Any]:
    return {"rooms": {"join": {room_id: {"timeline": {"events": list(events)}}}}}


@pytest.mark.parametrize("tombstone_first", [True, False])
def test_an_heir_inherits_what_the_old_room_was_meant_to_be(*, tombstone_first: bool) -> None:
    directory = RoomDirectory(BOT)
    directory.adopt([RoomState(ROOM, "join", {BOT: "join"}, encrypted=True, direct=True)])
    tombstone = in_room(ROOM, state("m.room.tombstone", {"replacement_room": NEW}))
    entering = in_room(
        NEW,
        state("m.room.create", {"predecessor": {"room_id": ROOM}}),
        state("m.room.member", {"membership": "join"}, BOT, BOT),
    )
    heirs = []
    for raw in (tombstone, entering) if tombstone_first else (entering, tombstone):
        batch = read_batch(raw, directory)
        heirs += batch.heirs
        directory.adopt(batch.rooms.values())
    assert heirs == [(ROOM, NEW)]
    assert directory.successor(ROOM) == NEW
    new = directory.state(NEW)
    assert new is not None
    assert (new.encrypted, new.direct) == (True, True)
    # Told once: the same tombstone again is no news.
    assert read_batch(tombstone, directory).heirs == []


def test_a_room_that_only_claims_to_be_an_heir_inherits_nothing() -> None:
    directory = RoomDirectory(BOT)
    directory.adopt([RoomState(ROOM, "join", {BOT: "join"}, encrypted=True)])
    claim = in_room(NEW, state("m.room.create", {"predecessor": {"room_id": ROOM}}))
    batch = read_batch(claim, directory)
    assert batch.heirs == []
    assert not batch.rooms[NEW].encrypted
    assert directory.successor(ROOM) == ROOM


async def test_who_was_just_invited_counts_although_the_sync_lags() -> None:
    directory = RoomDirectory(BOT)
    directory.adopt([RoomState(ROOM, "join", {BOT: "join"}, encrypted=True, direct=True, made_for=ANNA)])
    assert directory.direct_room(ANNA) is None
    directory.expect(ROOM, ANNA)
    # The first sync of a new room can come before its invites are in it.
    directory.adopt([RoomState(ROOM, "join", {BOT: "join"}, encrypted=True, direct=True, made_for=ANNA)])
    assert directory.members(ROOM) == {ANNA}
    assert directory.direct_room(ANNA) == ROOM
    assert directory.deserted_room(ANNA) is None
    directory.adopt([RoomState(ROOM, "join", {BOT: "join", ANNA: "invite"}, encrypted=True, direct=True)])
    directory.adopt([RoomState(ROOM, "join", {BOT: "join"}, encrypted=True, direct=True, made_for=ANNA)])
    assert directory.members(ROOM) == frozenset()
    assert directory.deserted_room(ANNA) is not None


def test_members_count_once_and_profiles_are_no_change() -> None:
    room, changes = fold(
        RoomState(ROOM),
        [
            state("m.room.member", {"membership": "invite"}, ANNA),
            state("m.room.member", {"membership": "join"}, ANNA),
            state("m.room.member", {"membership": "join", "displayname": "Anna"}, ANNA),
            state("m.room.member", {"membership": "ban"}, ANNA),
            state("m.room.member", {"membership": "leave"}, "@okand:x"),
        ],
        BOT,
    )
    assert room.members == {}
    assert changes == [
        Change(ChangeKind.INVITED, ROOM, ANNA),
        Change(ChangeKind.JOINED, ROOM, ANNA),
        Change(ChangeKind.LEFT, ROOM, ANNA),
    ]
