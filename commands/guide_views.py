"""What is said when the guide is handed out: to whoever asked, in the bot's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, bullets, code, doc, file, para, strong
from bot.chat.say import Say
from bot.guidance.hand_out import HandedOut, Offer, Offers
from bot.guidance.official import LinkState, Official
from bot.guidance.showable import Showing
from bot.guidance.values import ReviewState, Section
from commands.guide_leaf import leaf
from commands.guide_words import both_names, name_of, section_name, standing, state_name


def answer(value: Any, say: Say) -> Document:
    """Of whatever ``!gängsnack`` leads to."""
    return _VIEWS[type(value)](value, say)


def _handed(value: HandedOut, say: Say) -> Document:
    name = name_of(value.language, say)
    blocks: list[Block | Inline] = [
        para(strong(say("Gängsnacket på {language}", language=both_names(value.language, say)))),
        *_guide(value.official, name, say),
        *_text(value, say),
    ]
    if value.kommun is None:
        blocks.append(
            say.rich(
                "Skriv till {example} så står kommunens egen hjälp med.", example=code(say("kommun:Nacka"))
            )
        )
    if value.leaf:
        blocks.append(say("Nästa meddelande är på {language}. Det går att skicka vidare.", language=name))
    else:
        blocks.append(say("Det finns inget att visa på {language} än.", language=name))
    guide = value.official
    if guide is not None and guide.body is not None:
        alt = say("Den officiella guiden Gängsnacket på {language}.", language=name)
        blocks.append(file(guide.name, "application/pdf", guide.body, alt))
    return doc(*blocks)


def _guide(guide: Official | None, name: str, say: Say) -> list[Block | Inline]:
    if guide is None:
        return [say("Den officiella guiden på {language} är inte inlagd än.", language=name)]
    entry = guide.entry
    lines: list[Block | Inline] = [
        say(
            "Den officiella guiden: {title}, {edition}, från {source}.",
            title=entry.title,
            edition=entry.edition,
            source=entry.source,
        ),
        say(
            "Länk: {url} Kontrollerad {date} av {who}.",
            url=entry.url,
            date=say.day(entry.checked_at),
            who=entry.checked_by,
        ),
    ]
    if guide.body is None:
        lines.append(say("Filen är inte inlagd än. Använd länken."))
    if guide.too_old:
        lines.append(say("Det var länge sedan någon kontrollerade guiden. Titta på den innan du lämnar den."))
    if guide.link is LinkState.BROKEN:
        lines.append(say("Länken svarar inte just nu."))
    if guide.link is LinkState.OTHER:
        lines.append(say("På länken ligger nu en annan fil än den som jag har."))
    return lines


def _text(value: HandedOut, say: Say) -> list[Block | Inline]:
    """How far each section of the short text has come, and what is not shown."""
    told = [
        para(section_name(section, say), ": ", standing(value.states[section], showing, say), ".")
        for section, showing in value.sections.items()
        if section is not Section.RAM or showing is not Showing.PLAIN
    ]
    lines: list[Block | Inline] = [say("Vår korta stödtext:"), bullets(told)]
    if Showing.WITHHELD in value.sections.values():
        if not value.drafts_allowed:
            lines.append(say("Utkast visas inte."))
        elif not value.alone:
            lines.append(say("Utkast visas bara i en direktchatt med mig."))
    return lines


def _offers(value: Offers, say: Say) -> Document:
    return doc(
        say("Gängsnacket finns på de här språken:"),
        bullets(_offer(one, say) for one in value.languages),
        say.rich("Skriv till exempel {line}.", line=code(say("!gängsnack somaliska kommun:Nacka"))),
    )


def _offer(one: Offer, say: Say) -> Para:
    if one.official is None:
        guide = say("guiden är inte inlagd")
    elif one.official.body is None:
        guide = say("guiden som länk")
    else:
        guide = say("guiden som fil")
    return para(
        code(one.language.code),
        " ",
        both_names(one.language, say),
        ": ",
        guide,
        "; ",
        say("kort text: {state}", state=state_name(_worst(one), say)),
        ".",
    )


def _worst(one: Offer) -> ReviewState:
    """The state of the section that is furthest from being reviewed."""
    order = (ReviewState.MISSING, ReviewState.DRAFT, ReviewState.OUTDATED, ReviewState.REVIEWED)
    return min(one.states.values(), key=order.index)


_VIEWS: Final[Mapping[type, Callable[[Any, Say], Document]]] = MappingProxyType(
    {HandedOut: _handed, Offers: _offers}
)
"""By the value of the outcome."""

NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"guide.text": lambda fields, _say: leaf(fields["leaf"])}
)
