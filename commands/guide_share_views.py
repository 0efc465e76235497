"""What whoever shares the guide is told: the draft, whom it would reach, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.document import Block, Document, Inline, bullets, doc
from bot.chat.say import Say
from bot.guidance.languages import language
from bot.guidance.values import Section
from bot.press.ways import Way
from bot.press.write import Written
from commands.guide_words import name_of, section_name
from commands.press_card import card
from commands.press_plan_views import way_line
from commands.press_write_views import next_steps


@dataclass(frozen=True)
class GuideShared:
    """``languages``: codes, Swedish first; ``without_guide``: those in which no link to the guide is."""

    written: Written
    languages: tuple[str, ...]
    section: Section | None
    ways: tuple[Way, ...]
    without_guide: tuple[str, ...]


def shared(value: GuideShared, say: Say) -> Document:
    """Whom it reaches stands before what to do with it."""
    names = say.list([name_of(language(one), say) for one in value.languages])
    lines: list[Block | Inline] = []
    if value.section is None:
        lines.append(say("Hela den korta texten, på {languages}.", languages=names))
    else:
        part = section_name(value.section, say)
        lines.append(say("Avsnittet {section}, på {languages}.", section=part, languages=names))
    lines.append(_reach(sum(one.addresses for one in value.ways), say))
    lines.append(bullets(way_line(one, say) for one in value.ways))
    if value.without_guide:
        lacking = say.list([name_of(language(one), say) for one in value.without_guide])
        lines.append(
            say(
                "Registret har ingen officiell guide på {languages}, så där finns ingen länk.",
                languages=lacking,
            )
        )
    return card(value.written.picture, say) + doc(*lines, *next_steps(value.written, say))


def _reach(number: int, say: Say) -> str:
    return say.count("Det går till en mottagare:", "Det går till {n} mottagare:", number)
