"""Sentences that both the answer and the news in the rooms say about a message's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel import Locale

from bot.chat.document import Inline, Text, code
from bot.chat.say import Say
from bot.press.halt import Halted
from bot.press.held_tell import Cause
from bot.press.pause import Paused
from bot.press.schedule import TimeGiven
from bot.press.values import State
from commands.press_sign_words import said_of


def language_list(codes: Iterable[str], say: Say) -> str:
    """Names of languages, in the reader's own."""
    names: Mapping[str, str] = Locale.parse(say.language).languages
    return say.list([names.get(one, one) for one in codes])


def out_at(given: TimeGiven, say: Say) -> str:
    """The time it was given, and whether it will hold."""
    picture, reach = given.picture, given.reach
    message, at = said_of(picture, say), say.exact(reach.when.at)
    if picture.state is not State.SCHEDULED:
        return _wished(given, say)
    if reach.when.at_once:
        return say("{message} går ut nu.", message=message)
    if given.before is not None:
        before = say.exact(given.before)
        return say("Ny tid för {message}: {at}. Den var {before}.", message=message, at=at, before=before)
    return say("{message} går ut {at}.", message=message, at=at)


def _wished(given: TimeGiven, say: Say) -> str:
    reach, message = given.reach, said_of(given.picture, say)
    at = say.exact(reach.when.at)
    if reach.lacking:
        return say(
            "{message} är tänkt att gå ut {at}. {actors} har inte godkänt det. Är det inte gjort då går "
            "inget ut, och ni får veta det.",
            message=message,
            at=at,
            actors=say.list(reach.lacking),
        )
    return say(
        "{message} är tänkt att gå ut {at}. Är det inte godkänt då går inget ut, och ni får veta det.",
        message=message,
        at=at,
    )


def paused_line(value: Paused, say: Say) -> str:
    """What is kept back, and what was to happen."""
    message = said_of(value.picture, say)
    if value.dropped and value.at is not None:
        return say(
            "{message} har inte längre någon tid. Den var {at}.", message=message, at=say.exact(value.at)
        )
    if value.at is not None:
        return say("{message} är pausat. Det skulle gå ut {at}.", message=message, at=say.exact(value.at))
    return say("{message} är pausat.", message=message)


def held_back(reference: str, say: Say) -> Text:
    return say.rich(
        "Det går inte ut förrän någon släpper det: {line}", line=code(f"!budskap släpp {reference}")
    )


def halted_lines(halted: Halted, reference: str, say: Say) -> list[Inline]:
    """What was spared, and what is out already."""
    out = say.count(
        "En adress har det redan, eller kan ha fått det.",
        "{n} adresser har det redan, eller kan ha fått det.",
        halted.out,
    )
    spared = say.count("En adress får det inte.", "{n} adresser får det inte.", halted.spared)
    back = say.rich("Ta tillbaka det som är ute: {line}", line=code(f"!budskap återkalla {reference}"))
    return [" ".join((spared, out) if halted.spared else (out,)), back]


def all_paused_head(number: int, say: Say) -> str:
    return say.count("Ett budskap är pausat.", "{n} budskap är pausade.", number)


def cause_line(cause: Cause, say: Say) -> str:
    """Why, where there is more to say than that somebody did it. Of a VMA we only know that there is one."""
    match cause:
        case Cause.VMA:
            return say("Skäl: ett VMA har gått ut. Följ det och din organisations rutin.")
        case Cause.EVENT:
            return say("Skäl: en allvarlig händelse.")
        case Cause.MODE:
            return say("Skäl: samverkansläget har ändrats.")
        case Cause.OTHER:
            return say("Skäl: se över om budskapen fortfarande passar.")
