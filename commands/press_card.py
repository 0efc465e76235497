"""A joint message as it stands: its status card, and who has signed it. Said in words, never in colours."""

from __future__ import annotations

from typing import Final

from bot.chat.document import Block, Document, Inline, Para, Text, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.press.pictures import MessagePicture, Seat
from bot.press.values import HeldWhy, State, Verdict
from commands.case_mark import mark
from commands.press_publish_words import how_far
from commands.press_words import state_word

_WAITS_FOR_A_TIME: Final = frozenset({State.CIRCULATED, State.APPROVED, State.HELD, State.MISSED})


def marked(document: Document, say: Say, picture: MessagePicture) -> Document:
    """The document with ``ÖVNING`` first, when the message is one of an exercise."""
    return mark(document, say, exercise=picture.exercise)


def card(picture: MessagePicture, say: Say) -> Document:
    """The message's status: whose it is, how far it has come, who has signed, when it is to be out."""
    lines: list[Block | Inline] = [head(picture, say), revision_line(picture, say)]
    if picture.corrects:
        lines.append(say("Det rättar {reference}.", reference=picture.corrects))
    lines += [Para((one,)) for one in times(picture, say)]
    if picture.seats and picture.state is not State.DRAFT:
        lines += matrix(picture, say)
    elif picture.seats:
        lines += who_must(picture, say)
    if picture.looking:
        lines.append(say("Tittar på det: {people}.", people=say.list(picture.looking)))
    if picture.channels:
        lines.append(say("Kanaler: {channels}.", channels=say.list(picture.channels)))
    lines += unsaid(picture, say)
    return marked(doc(*lines), say, picture)


def head(picture: MessagePicture, say: Say) -> Para:
    """Which message it is, whose, and how far it has come."""
    named = (strong(picture.reference), *((" ", strong(picture.title)) if picture.title else ()))
    state = state_word(picture.state, say)
    return para(*named, ". ", say("Ägare: {owner}. Läge: {state}.", owner=picture.owner, state=state))


def revision_line(picture: MessagePicture, say: Say) -> Text:
    """Which text it is about: its number, what people compare, and who wrote it."""
    return say.rich(
        "Revision {revision}, kontrollsumma {hash}, av {name} {at}.",
        revision=picture.revision,
        hash=code(picture.short_hash),
        name=picture.made_by,
        at=say.time(picture.made_at),
    )


def matrix(picture: MessagePicture, say: Say) -> list[Block | Inline]:
    """Who has approved, who has not, and what is needed: one line for each organisation."""
    found: list[Block | Inline] = [
        summary(picture, say),
        bullets(seat_line(one, picture, say) for one in picture.seats),
    ]
    return [*found, *rules(picture, say)]


def summary(picture: MessagePicture, say: Say) -> str:
    """How far the signing has come, in one line."""
    if picture.blocked:
        return say(
            "Stoppat tills det finns en ny revision: {actors} har avslagit.", actors=say.list(picture.blocked)
        )
    if picture.complete:
        return say("Alla underskrifter som behövs finns.")
    approved = sum(one.verdict is Verdict.APPROVED for one in picture.seats)
    return say.count(
        "{approved} av en aktör har godkänt.",
        "{approved} av {n} aktörer har godkänt.",
        len(picture.seats),
        approved=approved,
    )


def seat_line(seat: Seat, picture: MessagePicture, say: Say) -> str:
    """What one organisation has said of this revision."""
    at = say.time(seat.at) if seat.at is not None else ""
    if seat.verdict is Verdict.APPROVED:
        return say("{actor}: har godkänt ({name}, {at}).", actor=seat.name, name=seat.by or "", at=at)
    if seat.verdict is Verdict.REJECTED and seat.reason and picture.content is not None:
        return say(
            "{actor}: har avslagit ({name}, {at}). Skäl: {reason}",
            actor=seat.name,
            name=seat.by or "",
            at=at,
            reason=seat.reason,
        )
    if seat.verdict is Verdict.REJECTED:
        return say("{actor}: har avslagit ({name}, {at}).", actor=seat.name, name=seat.by or "", at=at)
    if not seat.required:
        return say("{actor}: har inte svarat.", actor=seat.name)
    return say("{actor}: har inte godkänt än.", actor=seat.name)


def rules(picture: MessagePicture, say: Say) -> list[Block | Inline]:
    """What is needed beside that each of the named approves; nothing when that is all."""
    content = picture.content
    if content is None:
        return []
    found: list[Block | Inline] = []
    names = picture.names
    if content.quorum.among:
        among = say.list([names.get(one, one) for one in content.quorum.among])
        found.append(
            say.count(
                "Minst en av {actors} ska godkänna.",
                "Minst {n} av {actors} ska godkänna.",
                picture.least,
                actors=among,
            )
        )
    if content.quorum.veto:
        veto = [names.get(one, one) for one in content.quorum.veto]
        found.append(say("{actors} kan stoppa budskapet genom att avslå.", actors=say.list(veto)))
    return found


def who_must(picture: MessagePicture, say: Say) -> list[Block | Inline]:
    """Of a draft: who will be asked."""
    required = [one.name for one in picture.seats if one.required]
    ask = say("Ska godkännas av {actors}.", actors=say.list(required))
    return [*([ask] if required else []), *rules(picture, say)]


def times(picture: MessagePicture, say: Say) -> list[Inline]:
    """When it is to be out or was, until when it is held back, and how long it holds."""
    found: list[Inline] = []
    if picture.held_at is not None and picture.state is State.HELD:
        found.append(held_line(picture, say))
    if picture.published_at is not None:
        found.append(say("Ute sedan {at}.", at=say.when(picture.published_at)))
        found += [how_far(one, say) for one in picture.published]
        if picture.replaced_by is not None:
            found.append(say("Nu gäller {reference} i stället.", reference=picture.replaced_by))
    elif picture.publish_at is not None:
        found.append(planned(picture, say))
    elif picture.state in _WAITS_FOR_A_TIME:
        found.append(say("Ingen tid för publicering är vald."))
    if picture.sign_by is not None and picture.state is State.CIRCULATED:
        found.append(say("Svar behövs senast {at}.", at=say.time(picture.sign_by)))
    if picture.embargo_until is not None and picture.embargo_until > say.now:
        found.append(
            say(
                "Embargo till {at}: en överenskommelse mellan myndigheterna, inget skydd.",
                at=say.when(picture.embargo_until),
            )
        )
    if picture.expires_at is not None:
        found.append(say("Gäller till {at}.", at=say.when(picture.expires_at)))
    return found


def planned(picture: MessagePicture, say: Say) -> str:
    """The time that is wished for is kept while the signing is not done; it says so."""
    at = say.exact(picture.publish_at or picture.made_at)
    match picture.state:
        case State.SCHEDULED:
            return say("Publiceras {at}.", at=at)
        case State.CIRCULATED | State.DRAFT | State.APPROVED:
            return say("Önskad tid är {at}. Inget går ut förrän alla som ska har godkänt.", at=at)
        case State.HELD:
            return say("Tiden var {at}. Inget går ut förrän pausen är släppt.", at=at)
        case State.MISSED:
            return say("Det skulle ha gått ut {at}, men gjorde det inte.", at=at)
        case State.STOPPED:
            return say("Det skulle ha gått ut {at}. Det är stoppat.", at=at)
        case _:
            return say("Tiden är {at}.", at=at)


def held_line(picture: MessagePicture, say: Say) -> str:
    at = say.time(picture.held_at or picture.made_at)
    match picture.held_why:
        case HeldWhy.MODE:
            return say("Pausat {at}, för att samverkansläget ändrades.", at=at)
        case HeldWhy.ALL:
            return say(
                "Pausat {at} av {name}, tillsammans med alla andra.", at=at, name=picture.held_by or ""
            )
        case _:
            return say("Pausat {at} av {name}.", at=at, name=picture.held_by or "")


def unsaid(picture: MessagePicture, say: Say) -> list[Block | Inline]:
    """Why there is no text, where there is none."""
    if picture.content is not None:
        return []
    if not picture.seats:
        return [say("Texten är raderad.")]
    show = code(f"!budskap visa {picture.reference}")
    return [
        say("Texten visas inte här: i rummet finns någon som registret inte känner."),
        say.rich("Skriv {show} i direktchatten för att läsa den.", show=show),
    ]
