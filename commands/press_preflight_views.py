"""How the trial before a message's time went, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, bullets, code
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.preflight_checks import FaultFound, Wrong
from bot.press.values import State
from commands.press_plan_words import language_list
from commands.press_publish_words import why
from commands.press_sign_words import marked, said_of

_FAULTS: Final[Mapping[Wrong, Callable[[FaultFound, Say], str]]] = MappingProxyType(
    {
        Wrong.UNSURE: lambda _, say: say("Jag kan inte se just nu om godkännandena gäller."),
        Wrong.ORIGINAL: lambda one, say: say(
            "Det rättar {names}, som inte går att rätta längre.", names=one.what
        ),
        Wrong.EXPIRED: lambda _, say: say("Budskapet hinner sluta gälla innan det går ut."),
        Wrong.VMA: lambda _, say: say(
            "Texten ser ut som ett VMA. Ett sådant går bara ut genom SOS Alarm. Ändra texten."
        ),
        Wrong.UNSIGNED: lambda one, say: (
            say("{actor} har inte godkänt det.", actor=one.what)
            if one.what
            else say("Ingen annan organisation än ägaren har godkänt det.")
        ),
        Wrong.REJECTED: lambda one, say: say("{actor} har avslagit det.", actor=one.what),
        Wrong.SHORT: lambda one, say: say(
            "Godkännandet från {actor} blir för gammalt innan det går ut.", actor=one.what
        ),
        Wrong.CHANNEL_GONE: lambda one, say: say(
            "Kanalen {channel} finns inte i registret, så dit går inget.", channel=one.what
        ),
        Wrong.NO_ANSWER: lambda one, say: say(
            "{channel}: jag fick inget svar när jag prövade kanalen.", channel=one.what
        ),
        Wrong.TRIAL: lambda one, say: say("{channel}: {why}.", channel=one.what, why=why(one.more, say)),
        Wrong.ROOM_UNKNOWN: lambda one, say: say(
            "{channel}: adressen {room} leder inte till något rum.", channel=one.what, room=one.more
        ),
        Wrong.ROOM_AWAY: lambda one, say: say(
            "{channel}: jag är inte med i rummet {room}.", channel=one.what, room=one.more
        ),
        Wrong.ROOM_UNSAFE: lambda one, say: say(
            "{channel}: rummet {room} är inte krypterat, eller så finns någon där som registret inte känner.",
            channel=one.what,
            room=one.more,
        ),
        Wrong.TOO_LONG: lambda one, say: say("{channel}: texten är för lång för kanalen.", channel=one.what),
        Wrong.LINK: lambda one, say: say(
            "Länken {link} går inte att följa tryggt. Den ska börja med https://.", link=one.what
        ),
        Wrong.LANGUAGE: lambda one, say: say(
            "Texten är inte klar på {languages}.", languages=language_list([one.what], say)
        ),
        Wrong.GUIDE: lambda one, say: say(
            "Texten till föräldrar på {languages} är inte längre den som är granskad.",
            languages=language_list([one.what], say),
        ),
        Wrong.CONTACT_GONE: lambda one, say: say(
            "Presskontakten {contact} finns inte i registret.", contact=one.what
        ),
        Wrong.CONTACT_OLD: lambda one, say: say(
            "Numret till {contact} kontrollerades senast {day}. Ring det och se att någon svarar.",
            contact=one.what,
            day=say.day(date.fromisoformat(one.more)),
        ),
    }
)


def _preflight(fields: Mapping[str, Any], say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    found: Sequence[FaultFound] = fields["faults"]
    message = said_of(picture, say)
    at = say.clock(picture.publish_at) if picture.publish_at is not None else ""
    if not found:
        if fields["again"]:
            return marked(picture, say, say("Nu är allt klart för {message} {at}.", message=message, at=at))
        head = say("Allt är klart för {message} {at}: kanalerna svarar.", message=message, at=at)
        return marked(picture, say, head)
    lines: list[Block | Inline] = [
        say.count(
            "En sak är inte som den ska inför {message} {at}:",
            "{n} saker är inte som de ska inför {message} {at}:",
            len(found),
            message=message,
            at=at,
        ),
        bullets(_FAULTS[one.wrong](one, say) for one in found),
    ]
    if picture.state is not State.SCHEDULED or _keeps_back(found):
        lines.append(say("Som det är nu går det inte ut."))
    else:
        lines.append(
            say.rich(
                "Det går ut ändå, dit det går. Stoppa det med {stop} om det ska vänta.",
                stop=code(f"!budskap stopp {picture.reference}"),
            )
        )
    return marked(picture, say, *lines)


def _keeps_back(found: Sequence[FaultFound]) -> bool:
    """True when nothing at all goes out as long as it stays so."""
    signing = {Wrong.UNSIGNED, Wrong.REJECTED, Wrong.SHORT}
    stops = {*signing, Wrong.LANGUAGE, Wrong.EXPIRED, Wrong.GUIDE, Wrong.ORIGINAL}
    return any(one.wrong in stops for one in found)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"message.preflight": _preflight})
