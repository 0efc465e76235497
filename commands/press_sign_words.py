"""Sentences about signing that several views share."""

from __future__ import annotations

from bot.chat.document import Block, Document, Inline, Text, code, doc
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.signed import Left
from bot.press.values import State
from commands.case_mark import mark


def marked(picture: MessagePicture, say: Say, *lines: Block | Inline) -> Document:
    """With ``ÖVNING`` first, when the message is one of an exercise."""
    return mark(doc(*lines), say, exercise=picture.exercise)


def said_of(picture: MessagePicture, say: Say) -> str:
    """The message as it is named in a sentence: reference, and title where that may be said."""
    if picture.title is None:
        return picture.reference
    return say("{reference} ”{title}”", reference=picture.reference, title=picture.title)


def approval_line(picture: MessagePicture) -> str:
    """Exactly what to type."""
    return f"!budskap godkänn {picture.reference} rev {picture.revision}"


def how(picture: MessagePicture, say: Say) -> Text:
    return say.rich(
        "Läs texten och skriv {approve}, eller {reject} och varför.",
        approve=code(approval_line(picture)),
        reject=code(f"!budskap avslå {picture.reference} rev {picture.revision}"),
    )


def when_out(picture: MessagePicture, say: Say) -> str:
    if picture.state is State.SCHEDULED and picture.publish_at is not None:
        return say("Det publiceras {at}.", at=say.exact(picture.publish_at))
    return say("Det har ingen tid för publicering än.")


def altered_lines(picture: MessagePicture, say: Say) -> tuple[Inline, ...]:
    return (
        say(
            "Texten i {reference} stämmer inte med det som signerades. Inget av den publiceras, och inget "
            "godkännande gäller.",
            reference=picture.reference,
        ),
        say("Driften har fått veta det. Skriv texten på nytt, så blir det en ny revision att godkänna."),
    )


def who_is_left(left: Left, say: Say) -> str:
    """Who has still to approve, in one or two sentences."""
    found = [say("Kvar att godkänna: {actors}.", actors=say.list(left.each))] if left.each else []
    if left.some:
        found.append(
            say.count(
                "Det behövs en till av {actors}.",
                "Det behövs {n} till av {actors}.",
                left.number,
                actors=say.list(left.some),
            )
        )
    return " ".join(found)
