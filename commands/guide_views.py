"""What is said when the guide is handed out: to whoever asked, in the bot's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, Strong, bullets, code, doc, file, link, para
from bot.chat.say import Say
from bot.guidance.hand_out import HandedOut, Offer, Offers
from bot.guidance.languages import SOURCE
from bot.guidance.official import LinkState, Official
from bot.guidance.showable import Showing
from bot.guidance.values import ReviewState, Section
from commands.guide_leaf import leaf
from commands.guide_words import both_names, name_of, section_name, standing_words, state_name


def answer(value: Any, say: Say) -> Document:
    """Of whatever ``!gängsnack`` leads to."""
    return _VIEWS[type(value)](value, say)


def _handed(value: HandedOut, say: Say) -> Document:
    name = name_of(value.language, say)
    blocks: list[Block | Inline] = [
        para(Strong(say("Gängsnacket på {language}", language=both_names(value.language, say)))),
        *guide_told(value.official, name, say),
        *how_far(value, say),
        *contacts_told(value, say),
    ]
    blocks += _next(value, name, say)
    return doc(*blocks) if value.leaf else doc(*blocks) + _file(value, say)


def _leaf(fields: Mapping[str, Any], say: Say) -> Document:
    """For parents; with the official guide where it is handed out."""
    handed: HandedOut | None = fields.get("handed")
    text = leaf(fields["leaf"])
    return text if handed is None else text + _file(handed, say)


def _file(value: HandedOut, say: Say) -> Document:
    guide = value.official
    if guide is None or guide.body is None:
        return doc()
    alt = say("Den officiella guiden Gängsnacket på {language}.", language=name_of(value.language, say))
    return doc(file(guide.name, "application/pdf", guide.body, alt))


def _next(value: HandedOut, name: str, say: Say) -> list[Block | Inline]:
    """What to do with the message that follows."""
    if not value.leaf:
        return [say("Det finns inget att visa på {language} än.", language=name)]
    lines: list[Block | Inline] = [say("Nästa meddelande är på {language}.", language=name)]
    if any(one.draft for one in value.sections.values()):
        lines.append(say("Det är ett utkast: låt någon som kan språket läsa det innan du lämnar det vidare."))
    elif any(one.outdated for one in value.sections.values()):
        lines.append(say("Det är äldre än den svenska texten, och det står i det."))
    return lines


def guide_told(guide: Official | None, name: str, say: Say) -> list[Block | Inline]:
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
        say.rich("Länk: {url}", url=link(entry.url)),
        say("Kontrollerad {date} av {who}.", date=say.day(entry.checked_at), who=entry.checked_by),
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


def how_far(value: HandedOut, say: Say) -> list[Block | Inline]:
    """How far each section of the short text has come, and what is not shown."""
    by_words: dict[str, list[str]] = {}
    for section, showing in value.sections.items():
        words = _standing(value, section, showing, say)
        by_words.setdefault(words, []).append(section_name(section, say))
    if len(by_words) == 1:
        lines: list[Block | Inline] = [say("Vår korta stödtext: {state}.", state=next(iter(by_words)))]
    else:
        told = (
            say("{sections}: {state}.", sections=say.list(names), state=words)
            for words, names in by_words.items()
        )
        lines = [say("Vår korta stödtext:"), bullets(told)]
    if Showing.WITHHELD in value.sections.values():
        if not value.drafts_allowed:
            lines.append(say("Utkast visas inte."))
        elif not value.alone:
            lines.append(say("Utkast visas bara i en direktchatt med mig."))
    return lines


def _standing(value: HandedOut, section: Section, showing: Showing, say: Say) -> str:
    its = value.standings[section]
    if value.language.code == SOURCE:
        return say("källtexten, som de andra är översatta från")
    if showing is Showing.PLAIN and its.latest is not None:
        day = say.day(say.local(its.latest.at).date())
        return say(
            "granskad {date} av {organisation}",
            date=day,
            organisation=value.organisations[its.latest.organisation],
        )
    return standing_words(its.state, showing, say)


def contacts_told(value: HandedOut, say: Say) -> list[Block | Inline]:
    """Who has checked the numbers and when, and which are left out."""
    found, lines = value.help, list[Block | Inline]()
    if value.kommun is None and value.helps:
        hint = code(say("kommun:Nacka"))
        lines.append(say.rich("Lägg till {example} så står kommunens egen hjälp med.", example=hint))
    elif value.kommun is not None and found.none_local:
        lines.append(say("Det finns inga nummer till {kommun} i registret.", kommun=value.kommun.name))
    if not value.helps:
        lines.append(say("Hjälpnumren visas inte på det här språket än."))
    elif found.oldest is not None:
        who = dict.fromkeys(one.verified_by for one in found.all if one.verified_by)
        lines.append(
            say(
                "Numren är kontrollerade av {who}, det äldsta {date}.",
                who=say.list(list(who)),
                date=say.day(found.oldest),
            )
        )
    if found.stale:
        names = say.list([one.name for one in found.stale])
        lines.append(say("Visas inte, för ingen har kontrollerat det på länge: {names}.", names=names))
    return lines


def _offers(value: Offers, say: Say) -> Document:
    return doc(
        say("Gängsnacket finns på de här språken:"),
        bullets(_offer(one, say) for one in value.languages),
        say.rich("Skriv till exempel {line}.", line=code(say("!gängsnack somaliska kommun:Nacka"))),
    )


def _offer(one: Offer, say: Say) -> Para:
    if one.entry is None:
        guide = say("guiden är inte inlagd")
    else:
        guide = say("guiden som fil") if one.file else say("guiden som länk")
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

NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"guide.text": _leaf})
