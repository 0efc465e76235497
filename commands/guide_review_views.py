"""What a reviewer reads: how far a language has come, and a section in Swedish and in the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import (
    Block,
    Document,
    Heading,
    Inline,
    Numbered,
    Para,
    bullets,
    code,
    doc,
    para,
    strong,
)
from bot.chat.say import Say
from bot.guidance.languages import SOURCE, Language
from bot.guidance.lix import LIMIT, lix_of
from bot.guidance.review_shown import Row, Shown
from bot.guidance.review_values import Approved, Changed, Hint, Reviewer, TakenBack, Walk
from bot.guidance.tongue import Tongue
from bot.guidance.values import ReviewState, Section
from commands.guide_review_slots import filled_in, slots
from commands.guide_words import both_names, name_of, section_name, state_name

Fields = Mapping[str, Any]
_SAMPLES: Final = (0, 1, 2, 3, 11, 100, 1_000_000)
"""Numbers of which every plural category of CLDR that whole numbers have in our languages has one."""


def walked(value: Walk | Hint, say: Say) -> Document:
    if isinstance(value, Hint):
        return _hint(value, say)
    if value.language.code == SOURCE:
        return _swedish(value, say)
    head = para(strong(say("Granskning: {language}", language=both_names(value.language, say))))
    return doc(head, _sections(value, say), *_next(value, say))


def _hint(value: Hint, say: Say) -> Document:
    head = say(
        "Det räknas inte som ett godkännande av {language}, {section}.",
        language=name_of(value.language, say),
        section=section_name(value.section, say),
    )
    how = say.rich("Är översättningen rätt: svara {approve} på den.", approve=code(say("godkänn")))
    return doc(head, how, _if_wrong(say))


def _if_wrong(say: Say) -> str:
    return say("Är något fel: låt bli att godkänna, och säg till administratören vilken rad det är.")


def _swedish(value: Walk, say: Say) -> Document:
    head = say("Den svenska texten är källan och behöver inget godkännande.")
    ease = say("Läsbarheten är ett LIX-värde. Det ska vara under {limit}.", limit=LIMIT)
    lines = bullets(
        say("{section}: LIX {lix}", section=section_name(one, say), lix=lix_of(one)) for one in Section
    )
    if value.shown is not None:
        return doc(head, ease, lines, say("Avsnittet står i nästa meddelande."))
    example = code(f"!gängsnack granska {SOURCE} avsnitt:{Section.ORO}")
    return doc(head, ease, lines, say.rich("Läs ett avsnitt med {example}.", example=example))


def _sections(value: Walk, say: Say) -> Block:
    lines = []
    for section, one in value.sections.items():
        said = state_name(one.state, say)
        by = _by(value.reviewers[section], say) if one.state is ReviewState.REVIEWED else ""
        name = section_name(section, say)
        lines.append(
            say("{section}: {state} {by}", section=name, state=said, by=by)
            if by
            else say("{section}: {state}", section=name, state=said)
        )
    return bullets(lines)


def _by(found: Sequence[Reviewer], say: Say) -> str:
    """``av Palm (Huddinge) måndag 23 november 09:00``, the newest of them."""
    if not found:
        return ""
    one = found[0]
    return say("av {name} ({actor}) {at}", name=one.name, actor=one.organisation, at=say.when(one.at))


def _next(value: Walk, say: Say) -> Iterator[Inline]:
    one = value.shown
    if one is None:
        yield _nothing_waits(value, say)
        return
    name, section = name_of(value.language, say), section_name(one.section, say)
    yield say(
        "Nu: {section}. Först kommer den svenska texten, sedan {language}. Läs dem rad för rad.",
        section=section,
        language=name,
    )
    if one.standing.missing:
        yield say.count(
            "En rad är inte översatt, så avsnittet kan inte godkännas än.",
            "{n} rader är inte översatta, så avsnittet kan inte godkännas än.",
            len(one.standing.missing),
        )
    elif any(row.was for row in one.rows) and one.standing.changed:
        yield say(
            "Den svenska texten har ändrats sedan den översattes. "
            "Översättningen behöver göras om innan den kan godkännas."
        )
    elif one.standing.changed:
        yield say(
            "Översättaren är osäker på raderna med frågetecken framför. "
            "De behöver bli klara innan avsnittet kan godkännas."
        )
    else:
        yield say.rich(
            "Är översättningen rätt: svara {approve} på den, eller skriv {command}.",
            approve=code(say("godkänn")),
            command=code(command(one)),
        )
        yield _if_wrong(say)


def _nothing_waits(value: Walk, say: Say) -> str:
    name = name_of(value.language, say)
    if not value.left:
        return say("Alla avsnitt på {language} är granskade.", language=name)
    return say.count(
        "Inget avsnitt på {language} väntar på granskning. Ett behöver översättas först.",
        "Inget avsnitt på {language} väntar på granskning. {n} behöver översättas först.",
        value.left,
        language=name,
    )


def command(one: Shown) -> str:
    return f"!gängsnack godkänn {one.texts.language} avsnitt:{one.section} kod:{one.code}"


def _changed(value: Changed, say: Say) -> Document:
    one = value.walk.shown
    rows = one.rows if one else ()
    head = say(
        "Inget är godkänt. Texten har ändrats sedan den visades: {language}, {section}.",
        language=name_of(value.walk.language, say),
        section=section_name(value.section, say),
    )
    count = say.count(
        "En rad är ändrad. Den är utmärkt i meddelandena som följer, med den nya koden.",
        "{n} rader är ändrade. De är utmärkta i meddelandena som följer, med den nya koden.",
        sum(bool(row.was or row.were) for row in rows),
    )
    return doc(head, count, *_next(value.walk, say))


def approved(value: Approved | Changed, say: Say) -> Document:
    if isinstance(value, Changed):
        return _changed(value, say)
    walk = value.walk
    fields: dict[str, str | int] = {
        "language": name_of(walk.language, say),
        "section": section_name(value.section, say),
        "code": value.code,
    }
    if value.repeated:
        head = say("Du har redan godkänt {language}, {section}, kod {code}. Inget ändras.", **fields)
    else:
        head = say("Godkänt: {language}, {section}, kod {code}.", **fields)
    lines: list[Block | Inline] = [head]
    if value.others:
        lines.append(say("Det har {names} också gjort.", names=say.list([one.name for one in value.others])))
    if not value.repeated:
        lines.append(say("Det gäller tills texten ändras. Skriv !ångra för att ta tillbaka det."))
    return doc(*lines, *_next(walk, say))


def taken_back(value: TakenBack, say: Say) -> Document:
    head = say(
        "Ditt godkännande är tillbakataget: {language}, {section}.",
        language=name_of(value.language, say),
        section=section_name(value.section, say),
    )
    if value.others:
        return doc(
            head, say("{names} har också godkänt texten.", names=say.list([one.name for one in value.others]))
        )
    return doc(head, say("Avsnittet: {state}.", state=state_name(value.state, say)))


def waiting(fields: Fields, say: Say) -> Document:
    language: Language = fields["language"]
    sections: Sequence[Section] = fields["sections"]
    return doc(
        say.rich(
            "Gängsnacket på {language}: granska {sections}. Skriv {command}.",
            language=name_of(language, say),
            sections=say.list([section_name(one, say) for one in sections]),
            command=code(f"!gängsnack granska {language.code}"),
        )
    )


def _source(fields: Fields, _: Say) -> Document:
    """In Swedish, whoever reads it; ``swedish`` says it."""
    one: Shown = fields["shown"]
    swedish: Say = fields["swedish"]
    head = swedish(
        "{section} – LIX {lix} – {code}",
        section=section_name(one.section, swedish),
        lix=lix_of(one.section),
        code=one.code,
    )
    rows = Numbered(tuple(Para(tuple(_swedish_row(row, swedish))) for row in one.rows))
    return doc(Heading(head), *filled_in(one.rows, swedish), rows)


def _swedish_row(row: Row, swedish: Say) -> Iterator[Inline]:
    yield slots(" / ".join(filter(None, (row.line.text, row.line.many))))
    if row.was:
        yield "\n"
        yield swedish("Förut: {text}", text=slots(" / ".join(row.was)))


def _text(fields: Fields, _: Say) -> Document:
    """In the language under review and in nothing else; the code is a name."""
    one: Shown = fields["shown"]
    tongue: Tongue = fields["tongue"]
    head = f"{tongue.language.own} – {tongue.isolate(one.code)}"
    rows = tuple(Para(tuple(_row(row, tongue))) for row in one.rows)
    return doc(Heading(tongue.paragraph(head)), Numbered(rows))


def _row(row: Row, tongue: Tongue) -> Iterator[Inline]:
    """What was shown before stands above, marked with a minus."""
    if row.were:
        yield from _forms(row, row.were, tongue, "− ")
        yield "\n"
    unsure = row.line.key in tongue.texts.entries and tongue.texts.entries[row.line.key].fuzzy
    yield from _forms(row, row.forms, tongue, "+ " if row.were else "? " if unsure and not row.was else "")


def _forms(row: Row, forms: Sequence[str], tongue: Tongue, mark: str) -> Iterator[str]:
    if not forms:
        yield f"{mark}–"
        return
    plural = tongue.language.locale.plural_form
    for at, (category, form) in enumerate(zip(tongue.language.forms, forms, strict=False)):
        sample = next((number for number in _SAMPLES if plural(number) == category), "…")
        number = f"{tongue.isolate(f'n={sample}')} " if row.line.many else ""
        yield f"{chr(10) if at else ''}{mark}{tongue.paragraph(number + _isolated(form, tongue))}"


def _isolated(text: str, tongue: Tongue) -> str:
    """Where values are filled in, their names stand; they turn nothing around."""
    return slots(text, tongue.isolate)


def _damaged(fields: Fields, say: Say) -> Document:
    language: Language = fields["language"]
    return doc(
        say(
            "Översättningen till {language} som importerades {at} går inte att läsa. "
            "Den som följer med programmet gäller i stället.",
            language=name_of(language, say),
            at=say.when(fields["at"]),
        ),
        say.rich("Importera den igen: {command}.", command=code(f"rocbot guide import {language.code}.po")),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"guide.review_source": _source, "guide.review_text": _text, "guide.damaged": _damaged}
)
