"""What people write after ``!gängsnack``: a language in many words, then perhaps a section and a kommun."""

from __future__ import annotations

import re
from typing import Final

from bot.actors.facts import find_kommun
from bot.chat.converters import OneOf
from bot.chat.declare import Arg, Call
from bot.chat.say import msg
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.find_language import LONGEST, is_name
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
_BEFORE_KOMMUN: Final = re.compile(r"^(?:i|för|till|in|for|kommun)\s+", re.IGNORECASE)


def one_section() -> OneOf[Section]:
    """One of the four parts; what stands around them is no section that anybody asks for."""
    return OneOf({section: (label, *others) for section, label, others in _SECTIONS})


def one_form() -> OneOf[Form]:
    """What it is made into to take along."""
    return OneOf({form: (label, *others) for form, label, others in _FORMS})


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


def kommun_before(text: str) -> tuple[str, str] | None:
    """The language and the kommun's code of "Nacka somaliska"; None when it is not those two."""
    words = text.split()
    for at in range(1, len(words)):
        kommun, language = " ".join(words[:at]), " ".join(words[at:])
        if is_name(language) and _is_kommun(kommun):
            return language, find_kommun(_BEFORE_KOMMUN.sub("", kommun)).code
    return None


def section_ends(text: str) -> int:
    """One word, if it is a section."""
    first = _WORD.match(text)
    return first.end() if first is not None and _is_section(first[0]) else 0


def form_ends(text: str) -> int:
    """What it is to be made into, if that stands first: "jämför Nacka"."""
    words = [*_WORD.finditer(text, 0, LONGEST)]
    return next((word.end() for word in reversed(words) if _form_at(text[: word.end()])), 0)


def kommun_ends(text: str) -> int:
    """All up to what it is to be made into: "Upplands Väsby sms"."""
    last = _WORD.finditer(text, max(0, len(text) - LONGEST))
    return next((word.start() for word in last if _form_at(text[word.start() :])), len(text))


def _form_at(text: str) -> bool:
    """Whether it is that and nothing more."""
    if len(text) > LONGEST:
        return False
    known = {fold(name) for form, _, others in _FORMS for name in (form.value, *others)}
    return fold(" ".join(text.split()).rstrip(",.;!")) in known


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
