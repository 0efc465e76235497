"""What people write of a review: a language or the section that was shown, a section, and its code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from bot.chat.converters import OneOf
from bot.chat.declare import Call, Choice
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.find_language import Found, find_language
from bot.guidance.languages import languages
from bot.guidance.review_shown import CODE
from bot.guidance.review_values import Asked
from bot.guidance.review_walk import reviewed_by
from bot.guidance.values import Section
from commands.guide_args import section_label

_SHOWN: Final = re.compile(r"([a-z]{2,3})/(\w+)/([0-9a-f]{20,64})")
_CODE: Final = re.compile(r"[0-9a-fA-F]{6,64}")
_WORD: Final = re.compile(r"\S+")
_OTHERS: Final = (
    (Section.ORO, ("tecken", "varningstecken", "worry")),
    (Section.GANGEN, ("gäng", "gangs")),
    (Section.VIKTIGAST, ("råd", "advice")),
    (Section.HJALP, ("help",)),
    (Section.RAM, ("rubriker", "hjälpnummer", "frame")),
)


class ReviewedLanguage:
    """A language of the guide, or what an answered message showed (``so/oro/3f9a...``)."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> Asked:
        found = _SHOWN.fullmatch(text.strip())
        if found is not None and found[2] in set(Section) and found[1] in {one.code for one in languages()}:
            return Asked(found[1], Section(found[2]), found[3])
        meant = find_language(text)
        if isinstance(meant, Found):
            return Asked(meant.language.code)
        raise Refusal("review.language", text=text[:40], choices=await self.choices(call))

    async def choices(self, call: Call) -> Sequence[Choice]:
        return tuple(Choice(one.code, one.swedish) for one in reviewed_by(call.caller))


class ReviewCode:
    """Six figures and letters, as they stand at the section; blanks do not matter."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        plain = re.sub(r"[\s-]", "", text)
        if _CODE.fullmatch(plain) is None:
            raise Refusal("review.no_such_code", text=text[:40], length=CODE)
        return plain

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def any_section() -> OneOf[Section]:
    """One of the five; what stands around the text is reviewed too."""
    return OneOf({section: (section_label(section), *others) for section, others in _OTHERS})


def reviewed_language_ends(text: str) -> int:
    """How many letters are the language: up to a section; none where it was left out."""
    found = (word.start() for word in _WORD.finditer(text) if _is_section(word[0]))
    return next(found, len(text))


def _is_section(word: str) -> bool:
    known = {fold(name) for section, others in _OTHERS for name in (section.value, *others)}
    return fold(word).strip(".,") in known
