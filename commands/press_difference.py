"""What differs between two revisions: what was taken out and what was put in is said, not coloured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.chat.document import Block, Inline, para, strong
from bot.chat.say import Msg, Say, msg
from bot.chat.text import is_rtl, strip_controls
from bot.press.content import Variant
from bot.press.difference import Change, Kind, Part, Run, runs
from bot.press.tongues import language_name
from bot.press.values import Quorum

PARTS: Final[Mapping[Part, Msg]] = MappingProxyType(
    {
        Part.TITLE: msg("Rubrik"),
        Part.BODY: msg("Text"),
        Part.QUORUM: msg("Signeras av"),
        Part.INFORMED: msg("Informeras"),
        Part.CHANNELS: msg("Kanaler"),
        Part.PURPOSE: msg("Syfte"),
        Part.TARGET_GROUP: msg("Målgrupp"),
        Part.CONTACT: msg("Presskontakt"),
        Part.SPOKESPERSON: msg("Talesperson"),
        Part.CHECKED_BY: msg("Faktakontroll"),
        Part.EMBARGO: msg("Embargo till"),
        Part.EXPIRES: msg("Gäller till"),
    }
)
_WORDS: Final = re.compile(r"\s*\S+\s*")
_AROUND: Final = 6
"""Words that are shown before and after what was changed."""
_SPARED: Final = 4
"""For so few words nothing is left out."""
_TEXTS: Final = frozenset({Part.TITLE, Part.BODY, Part.LOCAL})


def part_name(part: Part, whose: str, names: Mapping[str, str], say: Say) -> str:
    """What of the message it is: ``Text``, ``Lokalt för Nacka kommun``, ``På somaliska``."""
    if part is Part.LOCAL:
        return say("Lokalt för {actor}", actor=names.get(whose, whose))
    if part is Part.VARIANT:
        return say("På {language}", language=language_name(whose, say.language))
    return say.term(PARTS[part])


def differences(changed: Sequence[Change], names: Mapping[str, str], say: Say) -> list[Block | Inline]:
    """Each part that differs, under its name."""
    found: list[Block | Inline] = []
    for one in changed:
        name = part_name(one.part, one.whose, names, say)
        if one.part is Part.VARIANT:
            found += _variant(name, one, say)
        elif one.part in _TEXTS:
            found.append(_compared(name, one.before or "", one.after or "", say))
        else:
            found.append(_replaced(name, one, names, say))
    return found


def value_words(part: Part, value: Any, names: Mapping[str, str], say: Say) -> str:
    """A part that is no text, as people read it; empty where there is none."""
    match value:
        case None:
            return ""
        case datetime():
            return say.when(value)
        case Quorum():
            return quorum_words(value, names, say)
        case tuple() if part is Part.CHANNELS:
            return say.list([names.get(f"channel:{one}", one) for one in value])
        case tuple():
            return say.list([names.get(one, one) for one in value])
        case _:
            return names.get(f"function:{value}", str(value)) if part is Part.CONTACT else str(value)


def quorum_words(quorum: Quorum, names: Mapping[str, str], say: Say) -> str:
    """``Stockholms stad; minst 2 av Nacka kommun och Solna stad; veto för polisen``."""

    def named(actors: Iterable[str]) -> str:
        return say.list([names.get(one, one) for one in actors])

    found = [named(quorum.required)] if quorum.required else []
    if quorum.among:
        found.append(
            say.count(
                "minst en av {actors}", "minst {n} av {actors}", quorum.least, actors=named(quorum.among)
            )
        )
    if quorum.veto:
        found.append(say("veto för {actors}", actors=named(quorum.veto)))
    return "; ".join(found)


def _compared(name: str, before: str, after: str, say: Say) -> Block:
    if not before:
        return para(strong(name), ". ", say("Tillagt:"), " ", _shown(after))
    if not after:
        return para(strong(name), ". ", say("Borttaget:"), " ", _shown(before))
    return para(strong(name), ". ", _marked(runs(before, after), say))


def _marked(found: Sequence[Run], say: Say) -> str:
    """``… är [borttaget: öppna] [tillagt: stängda] i dag …``, with a few words around."""
    said = ""
    for number, one in enumerate(found):
        text = strip_controls(one.text)
        if one.kind is Kind.SAME:
            said += _around(text, first=number == 0, last=number == len(found) - 1)
            continue
        if _is_the_lesser_blank(found, number):
            continue
        words = _shown(text) or (say("radbrytning") if "\n" in text else say("blanksteg"))
        head = say("[borttaget:") if one.kind is Kind.REMOVED else say("[tillagt:")
        apart = "" if not said or said[-1].isspace() else " "
        said += f"{apart}{head} {words}]" + text[len(text.rstrip()) :]
    return said


def _is_the_lesser_blank(found: Sequence[Run], number: int) -> bool:
    """True for one of two blanks, of which one took the other's place, when the other says more."""
    one = found[number]
    at = number + 1 if one.kind is Kind.REMOVED else number - 1
    other = found[at] if 0 <= at < len(found) else one
    if (
        Kind.SAME in {one.kind, other.kind}
        or one.kind is other.kind
        or one.text.strip()
        or other.text.strip()
    ):
        return False
    return ("\n" in one.text, one.kind is Kind.ADDED) < ("\n" in other.text, other.kind is Kind.ADDED)


def _around(text: str, *, first: bool, last: bool) -> str:
    """What stayed, cut to a few words where it is long; the start and the end of the whole have one side."""
    words = _WORDS.findall(text)
    after = words[:_AROUND] if not first else []
    before = words[-_AROUND:] if not last else []
    if len(words) <= len(after) + len(before) + _SPARED or (first and last):
        return text
    return "".join(after).rstrip() + (" … " if after else "… ") + "".join(before).lstrip()


def _shown(text: str) -> str:
    """People's own words with their line breaks; isolated when they run from right to left."""
    plain = strip_controls(text).strip()
    return f"\u2068{plain}\u2069" if is_rtl(plain) else plain


def _replaced(name: str, one: Change, names: Mapping[str, str], say: Say) -> Block:
    before = value_words(one.part, one.before, names, say)
    after = value_words(one.part, one.after, names, say)
    if not before:
        return para(strong(name), ". ", say("Tillagt: {after}.", after=after))
    if not after:
        return para(strong(name), ". ", say("Borttaget: {before}.", before=before))
    return para(strong(name), ". ", say("Var: {before}. Är nu: {after}.", before=before, after=after))


def _variant(name: str, one: Change, say: Say) -> list[Block | Inline]:
    """A language that is wanted, written, changed, ready or taken away."""
    before = one.before if isinstance(one.before, Variant) else None
    after = one.after if isinstance(one.after, Variant) else None
    if one.after is None:
        return [para(strong(name), ". ", say("Språket är borttaget."))]
    if after is None:
        return [para(strong(name), ". ", say("Språket är önskat, men inte skrivet."))]
    found: list[Block | Inline] = []
    old, new = (f"{one.title}\n{one.body}" if one is not None else "" for one in (before, after))
    if old != new:
        found.append(_compared(name, old, new, say))
    if after.ready != (before is not None and before.ready):
        told = say("Nu markerat som färdigt.") if after.ready else say("Inte längre markerat som färdigt.")
        found.append(para(strong(name), ". ", told))
    return found
