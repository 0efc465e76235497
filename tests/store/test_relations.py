"""How a message says what it edits, answers or reacts to."""

from bot.store.outbox import OutboxKind
from bot.store.relations import OWN_ID, Related, event_type, final_content

TEXT = {"msgtype": "m.text", "body": "Hej", "formatted_body": "<b>Hej</b>", OWN_ID: "t1"}


def test_a_message_that_refers_to_nothing_stays_as_it_is() -> None:
    assert final_content(OutboxKind.MESSAGE, TEXT, Related()) == TEXT


def test_a_message_in_a_thread_falls_back_to_a_reply_to_the_root() -> None:
    assert final_content(OutboxKind.MESSAGE, TEXT, Related(thread="$root"))["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$root"},
    }


def test_a_reply_in_a_thread_is_no_fallback() -> None:
    relation = final_content(OutboxKind.MESSAGE, TEXT, Related(thread="$root", reply="$asked"))[
        "m.relates_to"
    ]
    assert relation["m.in_reply_to"] == {"event_id": "$asked"}
    assert relation["is_falling_back"] is False


def test_a_reply_outside_of_a_thread() -> None:
    assert final_content(OutboxKind.MESSAGE, TEXT, Related(reply="$asked"))["m.relates_to"] == {
        "m.in_reply_to": {"event_id": "$asked"}
    }


def test_an_edit_carries_the_new_content_and_calls_nobody_again() -> None:
    mentions = {"user_ids": ["@jour:test"]}
    sent = final_content(
        OutboxKind.EDIT, {**TEXT, "m.mentions": mentions}, Related(edits="$old", thread="$root")
    )
    assert sent["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$old"}
    assert sent["m.new_content"]["body"] == "Hej"
    assert sent["m.new_content"]["m.mentions"] == mentions
    assert OWN_ID not in sent["m.new_content"]
    assert sent["body"] == "* Hej"
    assert sent["formatted_body"] == "* <b>Hej</b>"
    assert sent["m.mentions"] == {}
    assert sent[OWN_ID] == "t1"


def test_a_reaction_and_a_redaction() -> None:
    assert final_content(OutboxKind.REACTION, {"key": "✅"}, Related(about="$1")) == {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": "$1", "key": "✅"}
    }
    assert final_content(OutboxKind.REDACTION, {"reason": "fel"}, Related(about="$1")) == {
        "redacts": "$1",
        "reason": "fel",
    }
    assert final_content(OutboxKind.REDACTION, {}, Related(about="$1")) == {"redacts": "$1"}


def test_the_event_type_follows_from_the_kind() -> None:
    assert [event_type(kind) for kind in OutboxKind] == [
        "m.room.message",
        "m.room.message",
        "m.reaction",
        "m.room.redaction",
        "m.room.pinned_events",
    ]
