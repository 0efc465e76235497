"""One line of a lägesbild: what is said, and behind it who says it, how sure and how old it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.chat.document import Inline, Para, para, strong
from bot.chat.say import Say
from bot.chat.text import clean
from bot.situation.compiled import Line
from bot.situation.names import Names
from bot.situation.values import Part
from commands.picture_terms import CONFIDENCES, PARTS, place_name

_SHORT: Final = 100
"""Signs of a line among the changes; the whole stands under its theme."""
_MOST_PLACES: Final = 3
_DAY: Final = timedelta(days=1)


def line(one: Line, as_of: datetime, names: Names, say: Say, *, short: bool = False) -> Para:
    """``Nacka: Två skottlossningar. (R-1121-4, Nacka kommun, socialjouren, bekräftat, 13:40)``."""
    head = places(one.kommuner, names, say)
    if one.part is not Part.EVENT:
        head = f"{head}, {say.term(PARTS[one.part])}"
    words = cut(clean(one.words)) if short else clean(one.words)
    said: list[Inline] = [strong(f"{head}:"), f" {words} ({source(one, as_of, names, say)})"]
    if one.late:
        said = [strong(say("Försenat?")), " ", *said]
        said.append(f" {say('Ingen har berättat vad det blev av det.')}")
    return para(*said)


def actor_name(actor: str, names: Names) -> str:
    """What stands before the comma in the register's name: lists and sources have commas of their own."""
    return names.actor(actor).partition(",")[0]


def source(one: Line, as_of: datetime, names: Names, say: Say) -> str:
    """Where it comes from, in short; all of it is a line of the report that is named first."""
    said = [
        one.report,
        actor_name(one.actor, names),
        clean(one.source),
        say.term(CONFIDENCES[one.confidence]),
    ]
    said.append(aged(one.observed_at, as_of, say) if one.carried else near(one.observed_at, as_of, say))
    if one.corrects:
        said.append(say("rättar {reference}", reference=one.corrects))
    if one.also:
        said.append(say("samma händelse: {references}", references=say.list(one.also)))
    return ", ".join(filter(None, said))


def aged(moment: datetime, as_of: datetime, say: Say) -> str:
    """``från i går 13:40, 26 tim gammal``."""
    return say("från {time}, {age} gammal", time=near(moment, as_of, say), age=age(moment, as_of, say))


def age(moment: datetime, as_of: datetime, say: Say) -> str:
    passed = max(as_of - moment, timedelta())
    hours = int(passed.total_seconds() // 3600)
    if not hours:
        return say("{n} min", n=int(passed.total_seconds() // 60))
    if passed < 2 * _DAY:
        return say("{n} tim", n=hours)
    return say.count("{n} dygn", "{n} dygn", passed.days)


def near(moment: datetime, as_of: datetime, say: Say) -> str:
    """As seen from the picture's own day, while that is the reader's too; later with the date."""
    day = say.local(as_of).date()
    if day != say.local(say.now).date():
        return say.when(moment)
    if (told := say.local(moment).date()) == day:
        return say.clock(moment)
    if told == day - _DAY:
        return say("i går {clock}", clock=say.clock(moment))
    return say.when(moment)


def places(codes: tuple[str, ...], names: Names, say: Say) -> str:
    if len(codes) > _MOST_PLACES:
        return say.count("{n} kommun", "{n} kommuner", len(codes))
    found = say.list([place_name(code, names, say) for code in codes])
    return found[:1].upper() + found[1:]


def cut(words: str, longest: int = _SHORT) -> str:
    """As much as stands before a blank, and a mark that there is more."""
    if len(words) <= longest:
        return words
    at = words.rfind(" ", longest // 2, longest)
    return f"{words[: at if at > 0 else longest].rstrip(' ,;:–-')} …"
