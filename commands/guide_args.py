"""What people write after ``!gängsnack``: a language in many words, then perhaps a section and a kommun."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.actors.facts import find_kommun
from bot.chat.converters import OneOf
from bot.chat.declare import Arg, Call, Choice
from bot.chat.say import msg
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.find_language import LONGEST, Found, Unknown, find_language, is_name
from bot.guidance.take_along import Form
from bot.guidance.values import Section
from commands.need_args import OneKommun

_SECTIONS: Final = (
    (Section.ORO, msg("oro och varningstecken"), ("tecken", "varningstecken", "worry", "signs")),
    (Section.GANGEN, msg("vad gängen vill"), ("gäng", "gang", "gangs")),
    (Section.VIKTIGAST, msg("du är viktigast"), ("råd", "advice")),
    (Section.HJALP, msg("här finns hjälp"), ("stöd", "help")),
)
_FORMS: Final = (
    (Form.PDF, msg("pdf"), ("sida", "page", "papper", "på papper", "utskrift", "print")),
    (Form.SMS, msg("sms"), ("text message",)),
    (Form.MAIL, msg("mejl"), ("mail", "e-post", "epost", "email")),
    (Form.TEXT, msg("text"), ("ren text", "plain")),
    (Form.BESIDE, msg("jämför"), ("sida vid sida", "bredvid svenska", "compare", "side by side")),
)
_WORD: Final = re.compile(r"\S+")
_PIECE: Final = re.compile(r"[^\s,;/+&]+")
_BETWEEN: Final = frozenset(("och", "and", "samt", "eller", "or", "som", "as", "ett", "tack"))
_WORDS: Final = 5
"""Of one value at most: the longest names of languages."""
_SHORTEST: Final = 4
"""Letters, of a name that is misspelt: shorter words are near too many."""
_BEFORE_KOMMUN: Final = re.compile(r"^(?:i|för|till|in|for|kommun)\s+", re.IGNORECASE)


def one_section() -> OneOf[Section]:
    """One of the four parts; what stands around them is no section that anybody asks for."""
    return OneOf({section: (label, *others) for section, label, others in _SECTIONS})


class OneForm(OneOf[Form]):
    """What it is made into to take along: one thing at a time."""

    def __init__(self) -> None:
        super().__init__({form: (label, *others) for form, label, others in _FORMS})

    async def read(self, text: str, call: Call) -> Form:
        meant = {form for one in _values(text) if (form := _form(text[one.start : one.end])) is not None}
        if len(meant) > 1:
            choices = tuple(Choice(label, label) for form, label, _ in _FORMS if form in meant)
            raise Refusal("guide.one_form", choices=choices)
        for form in meant:
            return form
        return await super().read(text, call)


def section_label(section: Section) -> str:
    """Its name, marked for translation; of RAM too."""
    return next((label for one, label, _ in _SECTIONS if one is section), msg("rubriker och hjälpnummer"))


class NearKommun(OneKommun):
    """A kommun, with the word that people say before it."""

    async def read(self, text: str, call: Call) -> str:
        return await super().read(_BEFORE_KOMMUN.sub("", text) or text, call)


def language_ends(text: str) -> int:
    """How many letters are the language: a name as long as can be, or all up to a section or a kommun."""
    # what is longer is no name, and would be looked at again for each of its words
    words = [*_WORD.finditer(text, 0, LONGEST)]
    for word in reversed(words):
        if is_name(text[: word.end()]):
            return word.end()
    for word in words[1:]:
        rest = text[word.start() :]
        if _is_section(word[0]) or _is_kommun(rest[: kommun_ends(rest)].rstrip()):
            return word.start()
        form = form_ends(rest)
        if form and (not rest[form:].strip() or _is_kommun(rest[form:].strip())):
            return word.start()
    return len(text)


@dataclass(frozen=True)
class _Value:
    """Of the argument ``name``; ``start`` and ``end`` in the text."""

    name: str
    start: int
    end: int


def in_any_order(text: str) -> Mapping[str, tuple[int, int]]:
    """Where language, section, format and kommun stand; nothing unless every word belongs to one of them.

    Several languages, or several formats, are one value, from the first to the last of them.
    """
    found: dict[str, tuple[int, int]] = {}
    for one in _values(text):
        if one.name in found and one.name not in {"language", "form"}:
            return {}
        start, _ = found.get(one.name, (one.start, one.end))
        found[one.name] = start, one.end
    return found


def languages_in(text: str) -> tuple[str, ...]:
    """The names of the languages in it, as they were written, each language once."""
    found: dict[str, str] = {}
    for one in _values(text):
        if one.name == "language":
            name = text[one.start : one.end]
            meant = find_language(name)
            found.setdefault(meant.language.code if isinstance(meant, Found) else fold(name), name)
    return tuple(found.values())


def _values(text: str) -> Sequence[_Value]:
    """Each value that the text is made of; none when there is anything else in it."""
    # what is longer is no list of names, and would be looked at for each of its words
    words = [*_PIECE.finditer(text)] if len(text) <= 2 * LONGEST else []
    found, at = [], 0
    while at < len(words):
        start, ends = words[at].start(), [word.end() for word in words[at : at + _WORDS]]
        named = ((name, end) for end in reversed(ends) if (name := _named(text[start:end])))
        name, end = next(named, ("", ends[0]))
        if name:
            found.append(_Value(name, start, end))
        elif fold(words[at][0]).strip(".!?:") not in _BETWEEN:
            return ()
        at += ends.index(end) + 1
    return found


def _named(text: str) -> str:
    """Which argument it is a value of, letter for letter or misspelt; empty when of none."""
    bare = text.strip(".!?:")
    if is_name(bare):
        return "language"
    if _form(bare) is not None:
        return "form"
    if _is_section(bare):
        return "section"
    if _is_kommun(bare) or _is_nearly_kommun(bare):
        return "kommun"
    # as somebody types it: "ett somaliskt sms"
    typed = len(bare) >= _SHORTEST and bare.isalpha() and isinstance(find_language(bare), Found)
    return "language" if typed else ""


def section_ends(text: str) -> int:
    """One word, if it is a section."""
    first = _WORD.match(text)
    return first.end() if first is not None and _is_section(first[0]) else 0


def form_ends(text: str) -> int:
    """What it is to be made into, if that stands first: "jämför Nacka"."""
    words = [*_WORD.finditer(text, 0, LONGEST)]
    return next((word.end() for word in reversed(words) if _form(text[: word.end()])), 0)


def kommun_ends(text: str) -> int:
    """All up to what it is to be made into: "Upplands Väsby sms"."""
    last = _WORD.finditer(text, max(0, len(text) - LONGEST))
    return next((word.start() for word in last if _form(text[word.start() :])), len(text))


def _form(text: str) -> Form | None:
    """The one that it names, with nothing beside it."""
    if len(text) > LONGEST:
        return None
    known = {fold(name): form for form, _, others in _FORMS for name in (form.value, *others)}
    return known.get(fold(" ".join(text.split()).rstrip(",.;!")))


def _is_section(word: str) -> bool:
    known = {fold(name) for section, _, others in _SECTIONS for name in (section.value, *others)}
    return fold(word) in known


def _is_kommun(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    try:
        find_kommun(_BEFORE_KOMMUN.sub("", text))
    except Refusal:
        return False
    return True


def _is_nearly_kommun(word: str) -> bool:
    """Whether one could be offered in its place, and no language."""
    if not _SHORTEST <= len(word) <= LONGEST or not word.replace("-", "").isalpha():
        return False
    meant = find_language(word)
    if not isinstance(meant, Unknown) or meant.other is not None or meant.near:
        return False
    try:
        find_kommun(word)
    except Refusal as refusal:
        return bool(refusal.fields.get("suggestions") or refusal.fields.get("choices"))
    return True


SECTION: Final = Arg(
    name="section",
    key="avsnitt",
    aliases=("section", "del"),
    convert=one_section(),
    summary=msg("bara ett avsnitt av den korta texten: oro, gängen, viktigast eller hjälp"),
    required=False,
    question=msg("Vilket avsnitt menar du?"),
    example="oro",
)
