"""What the others are told: that they are asked, what was said, and what holds no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.seats import Stuck
from bot.press.signed import Left
from bot.press.stand_in import StandIn
from bot.press.values import State, VoidWhy
from bot.press.weigh import Lapsed
from commands.case_mark import mark
from commands.press_card import unsaid
from commands.press_sign_views import blocking
from commands.press_sign_words import (
    altered_lines,
    approval_line,
    how,
    marked,
    said_of,
    when_out,
    who_is_left,
)
from commands.press_stuck import stuck_lines
from commands.press_text import languages, text_blocks

Fields = Mapping[str, Any]


def _circulated(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    asked = say(
        "{owner} ber om godkännande av {reference}, revision {n}.",
        owner=picture.owner,
        reference=picture.reference,
        n=picture.revision,
    )
    lines: list[Block | Inline] = [asked]
    if picture.sign_by is not None:
        lines.append(say("Svar behövs senast {at}.", at=say.time(picture.sign_by)))
    lines += [how(picture, say), *unsaid(picture, say)]
    if picture.content is None:
        return marked(picture, say, *lines)
    content = picture.content
    text = [*text_blocks(content, picture.names, say), *languages(content, say)]
    return marked(picture, say, *lines, *text)


def _informed(fields: Fields, say: Say) -> Document:
    """In the room of an actor that is told, and not asked."""
    picture: MessagePicture = fields["picture"]
    head = say(
        "{owner} har skickat {reference}, revision {n}, på remiss. Ni får det för kännedom.",
        owner=picture.owner,
        reference=picture.reference,
        n=picture.revision,
    )
    if picture.content is None:
        return marked(picture, say, head, *unsaid(picture, say))
    text = [*text_blocks(picture.content, picture.names, say), *languages(picture.content, say)]
    return marked(picture, say, head, *text)


def _remind(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    at = say.time(picture.sign_by or say.now)
    who = {"actor": fields["actor"], "message": said_of(picture, say), "n": picture.revision, "at": at}
    if fields["overdue"]:
        head = say("{actor} har inte svarat om {message}, revision {n}. Svaret behövdes {at}.", **who)
    else:
        head = say("{actor} har inte svarat om {message}, revision {n}. Svar behövs senast {at}.", **who)
    return marked(picture, say, head, how(picture, say))


def _overdue(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    left: Left = fields["left"]
    stuck: Stuck | None = fields["stuck"]
    head = say("Tiden för att godkänna {message} är ute.", message=said_of(picture, say))
    lines: list[Block | Inline] = [head]
    if picture.blocked:
        lines.append(
            say("{actors} har avslagit, och det finns ingen ny revision.", actors=say.list(picture.blocked))
        )
    else:
        lines.append(f"{who_is_left(left, say)} {say('De har fått veta det.')}")
        if stuck is not None:
            lines += stuck_lines(stuck, picture.reference, say)
    if picture.publish_at is not None and picture.publish_at > say.now:
        lines.append(say("Är det inte godkänt {at} går det inte ut.", at=say.exact(picture.publish_at)))
    return marked(picture, say, *lines)


def _expiring(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    head = say(
        "Godkännandet från {actor} av {message} gäller bara till {at}.",
        actor=fields["actor"],
        message=said_of(picture, say),
        at=say.time(fields["at"]),
    )
    renew = say.rich("Ge det igen: läs texten och skriv {command}.", command=code(approval_line(picture)))
    return marked(picture, say, head, renew)


def _rejected(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    head = say(
        "{actor} ({name}) har avslagit {message}, revision {n}.",
        actor=fields["actor"],
        name=fields["by"],
        message=said_of(picture, say),
        n=picture.revision,
    )
    lines: list[Block | Inline] = [head]
    if picture.content is not None:
        lines.append(say("Skäl: {reason}", reason=fields["reason"]))
    lines.append(blocking(say, blocks=fields["blocks"]))
    return marked(picture, say, *lines)


def _withdrawn(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    head = say(
        "{actor} ({name}) har tagit tillbaka sitt godkännande av {message}, revision {n}.",
        actor=fields["actor"],
        name=fields["by"],
        message=said_of(picture, say),
        n=picture.revision,
    )
    lines: list[Block | Inline] = [head]
    if fields["fell"]:
        lines.append(say("Det är inte längre godkänt och publiceras inte som det står nu."))
    return marked(picture, say, *lines)


def _signed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    short: Sequence[str] = fields["short"]
    lines: list[Block | Inline] = [
        say(
            "Alla som behövs har godkänt {message}, revision {n}.",
            message=said_of(picture, say),
            n=picture.revision,
        ),
        when_out(picture, say),
    ]
    if picture.state is not State.SCHEDULED:
        plan = code(f"!budskap schemalägg {picture.reference} 15:00")
        lines.append(say.rich("{owner} väljer en tid med {command}.", owner=picture.owner, command=plan))
    if short:
        lines.append(
            say(
                "Godkännandet från {actors} blir för gammalt före dess och behöver ges igen.",
                actors=say.list(short),
            )
        )
    return marked(picture, say, *lines)


def _lapsed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    lapsed: Sequence[Lapsed] = fields["lapsed"]
    message, lines = said_of(picture, say), list[Block | Inline]()
    if fields["fell"]:
        lines.append(
            say("{message} är inte längre godkänt och publiceras inte som det står nu.", message=message)
        )
    else:
        lines.append(say("Ett godkännande av {message} gäller inte längre.", message=message))
    if lapsed:
        lines.append(bullets(_reason(one, say) for one in lapsed))
    if (stuck := fields["stuck"]) is not None:
        return marked(picture, say, *lines, *stuck_lines(stuck, picture.reference, say))
    lines.append(
        say.rich(
            "Den som får godkänna: läs texten och skriv {command}.", command=code(approval_line(picture))
        )
    )
    return marked(picture, say, *lines)


def _reason(one: Lapsed, say: Say) -> str:
    match one.why:
        case VoidWhy.EXPIRED:
            until = say.time(one.until or say.now)
            return say(
                "{actor}: godkännandet från {name} gällde till {until}.",
                actor=one.name,
                name=one.by,
                until=until,
            )
        case VoidWhy.AUTHOR:
            return say("{actor}: {name} har skrivit texten.", actor=one.name, name=one.by)
        case VoidWhy.DEVICE:
            return say(
                "{actor}: enheten som {name} godkände från är inte längre betrodd.",
                actor=one.name,
                name=one.by,
            )
        case VoidWhy.ELSEWHERE:
            return say(
                "{actor}: {name} har godkänt för en annan aktör, och en persons ja räknas för en av dem. "
                "Någon annan behöver godkänna.",
                actor=one.name,
                name=one.by,
            )
        case _:
            return say("{actor}: {name} får inte längre godkänna.", actor=one.name, name=one.by)


def _altered(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    return marked(picture, say, *altered_lines(picture, say))


def _altered_alarm(fields: Fields, say: Say) -> Document:
    head = say(
        "{reference}, revision {n}: texten i databasen är inte den som signerades. Den publiceras inte. "
        "Ta reda på vem som har ändrat i databasen.",
        reference=fields["reference"],
        n=fields["revision"],
    )
    return mark(doc(head), say, exercise=fields["exercise"])


def _stand_in_made(fields: Fields, say: Say) -> Document:
    one: StandIn = fields["one"]
    until = say.when(one.until)
    if not fields["you"]:
        return doc(
            say(
                "{name} får godkänna budskap för {actor} till {until}, utsedd av {by}.",
                name=one.person,
                actor=one.actor,
                until=until,
                by=one.by,
            )
        )
    return doc(
        say("Du får godkänna budskap för {actor} till {until}.", actor=one.actor, until=until),
        say("{by} har utsett dig till ersättare.", by=one.by),
        say.rich("Skriv {mine} för att se vad som väntar.", mine=code("!mina")),
    )


def _stand_in_ended(fields: Fields, say: Say) -> Document:
    one: StandIn = fields["one"]
    if fields["you"]:
        return doc(say("Du är inte längre ersättare för {actor}.", actor=one.actor))
    return doc(say("{name} är inte längre ersättare för {actor}.", name=one.person, actor=one.actor))


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "message.circulated": _circulated,
        "message.informed": _informed,
        "message.remind": _remind,
        "message.overdue": _overdue,
        "message.expiring": _expiring,
        "message.rejected": _rejected,
        "message.withdrawn": _withdrawn,
        "message.signed": _signed,
        "message.lapsed": _lapsed,
        "message.altered": _altered,
        "message.altered_alarm": _altered_alarm,
        "stand_in.made": _stand_in_made,
        "stand_in.ended": _stand_in_ended,
    }
)
