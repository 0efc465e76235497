"""What ``!jour byt``, ``ta`` and ``ångra`` answer, and what those are told whose duty they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView, ProblemView
from bot.chat.document import Block, Document, bullets, code, doc, numbered, para
from bot.chat.say import Say
from bot.duty.desk import Changed
from bot.duty.overrides import OverrideKind
from bot.duty.schedule import Shift
from bot.duty.stints import Stint
from commands.duty_words import at_most, ends, period

Fields = Mapping[str, Any]


def show_changed(value: Changed, say: Say) -> Document:
    blocks: list[Block] = [para(_headline(value, say))]
    if value.undone or value.kind != OverrideKind.TA:
        blocks.append(bullets(at_most([_shift(one, value, say) for one in value.shifts], say)))
    if value.displaced:
        blocks.append(para(_displaced(value, say)))
    blocks.append(para(_told(value, say)))
    if not value.undone:
        undo = code(f"!jour ångra {value.number}")
        blocks.append(para(say.rich("Blev det fel, skriv {undo}.", undo=undo)))
    return doc(*blocks)


def _headline(value: Changed, say: Say) -> str:
    if value.undone:
        return say("Byte {number} är borttaget. Jour i {unit} nu:", number=value.number, unit=value.unit)
    if value.kind == OverrideKind.TA:
        return say(
            "Du har jouren i {unit} från nu till {end} (byte {number}).",
            unit=value.unit,
            end=say.time(value.end),
            number=value.number,
        )
    return say("Bytet är gjort (byte {number}). Jour i {unit}:", number=value.number, unit=value.unit)


def _shift(one: Shift, value: Changed, say: Say) -> str:
    names = [value.names.get(user_id, user_id) for user_id in one.crew.people]
    people = say.list(names) if one.crew.named and names else say("ingen på schemat, alla larmas")
    return say(
        "{start}–{end}: {people}", start=say.when(one.start), end=ends(one.start, one.end, say), people=people
    )


def _displaced(value: Changed, say: Say) -> str:
    if len(value.displaced) == 1:
        return say(
            "Det går före byte {number}, som gjordes tidigare och gäller samma tid.",
            number=value.displaced[0],
        )
    numbers = say.list(value.displaced)
    return say("Det går före byte {numbers}, som gjordes tidigare och gäller samma tid.", numbers=numbers)


def _told(value: Changed, say: Say) -> str:
    names = [value.names.get(one, one) for one in value.told]
    if not names:
        return say("Ingen annans pass ändras, så jag meddelar ingen.")
    return say("Jag har meddelat {names}.", names=say.list(names))


def _swapped(fields: Fields, say: Say) -> Document:
    named = {"by": fields["by"], "unit": fields["unit"], "number": fields["number"]}
    if fields["undone"]:
        head = say("{by} har tagit tillbaka byte {number} av jouren i {unit}.", **named)
    elif fields["kind"] == OverrideKind.TA:
        head = say("{by} har tagit över jouren i {unit} (byte {number}).", **named)
    else:
        head = say("{by} har ändrat jouren i {unit} (byte {number}).", **named)
    blocks = [para(head), *_own(fields["won"], fields["lost"], say)]
    if fields["undone"]:
        return doc(*blocks, say("Stämmer det inte, prata med {by}.", by=fields["by"]))
    undo = code(f"!jour ångra {fields['number']}")
    wrong = say.rich(
        "Stämmer det inte, prata med {by}. Bytet tas bort med {undo}.", by=fields["by"], undo=undo
    )
    return doc(*blocks, wrong)


def _own(won: Iterable[Stint], lost: Iterable[Stint], say: Say) -> Iterator[Block]:
    if lines := [period(stint, None, say) for stint in won]:
        yield para(say("Du har jour:"))
        yield bullets(at_most(lines, say))
    if lines := [period(stint, None, say) for stint in lost]:
        yield para(say("Du har inte längre jour:"))
        yield bullets(at_most(lines, say))


def _gone(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Byte {number} av jouren i {unit} räknas inte längre: {person} finns inte i registret eller hör "
            "inte till enheten. Jouren följer schemat i stället. Byt igen om någon annan ska ha den.",
            number=fields["number"],
            unit=fields["unit"],
            person=fields["person"],
        )
    )


def _person(fields: Fields, say: Say) -> Document:
    names = [one.label for one in fields["choices"]]
    if fields["several"]:
        return doc(say("Det finns flera som heter så: {names}.", names=say.list(names)))
    if not names:
        return doc(say("Jag hittar ingen som heter ”{text}”.", text=fields["text"]))
    return doc(
        say(
            "Jag hittar ingen som heter ”{text}”. I enheten finns {names}.",
            text=fields["text"],
            names=say.list(names),
        )
    )


def _none(fields: Fields, say: Say) -> Document:
    sentence = say(
        "{name} har ingen jour i {unit} mellan {start} och {end}.",
        name=fields["name"],
        unit=fields["unit"],
        start=say.when(fields["start"]),
        end=say.when(fields["end"]),
    )
    if fields["next"] is None:
        return doc(sentence)
    return doc(sentence, say("Nästa pass är {turn}.", turn=period(fields["next"], None, say)))


def _twice(fields: Fields, say: Say) -> Document:
    return doc(
        say("Klockan {wall} finns två gånger den natten. Vilken menar du?", wall=fields["wall"]),
        numbered(say.term(choice.label) for choice in fields["choices"]),
    )


def _skipped(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Klockan {wall} finns inte den natten: klockan ställs fram. Menade du {instead}?",
            wall=fields["wall"],
            instead=fields["instead"],
        ),
        numbered(say.term(choice.label) for choice in fields["choices"]),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"duty.swapped": _swapped, "duty.swap_gone": _gone}
)

PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "duty.person": _person,
        "duty.none": _none,
        "duty.twice": _twice,
        "duty.skipped": _skipped,
        "duty.same": lambda fields, say: doc(
            say("{name} har redan passet. Skriv med: och den som ska ta det.", name=fields["name"])
        ),
        "duty.already": lambda fields, say: doc(
            say("{name} har redan jouren i {unit} den tiden.", name=fields["name"], unit=fields["unit"])
        ),
        "duty.not_in_unit": lambda fields, say: doc(
            say(
                "{name} hör inte till {unit} och kan inte ha jour där. Be den som sköter registret.",
                name=fields["name"],
                unit=fields["unit"],
            )
        ),
        "duty.not_your_unit": lambda fields, say: doc(
            say("Jouren i {unit} ändras av dem som hör till enheten.", unit=fields["unit"])
        ),
        "duty.order": lambda fields, say: doc(
            say(
                "Slutet, {end}, ligger inte efter början, {start}. Skriv en senare sluttid.",
                end=say.when(fields["end"]),
                start=say.when(fields["start"]),
            )
        ),
        "duty.long": lambda fields, say: doc(
            say(
                "Ett byte kan gälla högst {days} dagar. Dela upp det, eller ändra schemat i registret.",
                days=fields["days"],
            )
        ),
        "duty.no_change": lambda fields, say: doc(
            say("Det finns inget byte {number}.", number=fields["number"])
            if fields["number"] is not None
            else say("Du har inget byte att ta tillbaka. Skriv numret om det är någon annans.")
        ),
        "duty.undone": lambda fields, say: doc(
            say(
                "Byte {number} är redan borttaget, {time}.",
                number=fields["number"],
                time=say.time(fields["at"]),
            )
        ),
        "duty.over": lambda fields, say: doc(
            say(
                "Byte {number} tog slut {time} och kan inte tas tillbaka.",
                number=fields["number"],
                time=say.time(fields["end"]),
            )
        ),
    }
)
