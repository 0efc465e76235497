"""What is said of a message that was written or changed: to its author, and to all who take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, code, doc
from bot.chat.say import Say
from bot.press.checks import Advice
from bot.press.difference import Change, Part
from bot.press.pictures import MessagePicture
from bot.press.revise import Revised
from bot.press.tongues import language_name
from bot.press.values import State
from bot.press.write import Written
from commands.case_mark import mark
from commands.press_card import card, marked
from commands.press_difference import differences
from commands.press_stuck import stuck_lines
from commands.press_write_words import begins_as_exercise, doubtful

Fields = Mapping[str, Any]


def written(value: Written, say: Say) -> Document:
    """The card of the draft, what is worth a word, and what comes next."""
    return card(value.picture, say) + doc(*slips(value.picture, say), *next_steps(value, say))


def next_steps(value: Written, say: Say) -> list[Block | Inline]:
    """What is worth a word, and what its owner does with the draft."""
    reference = value.picture.reference
    lines = counsel(value.advice, say)
    if value.wanted:
        lines.append(
            say.rich(
                "Tiden är inte satt. Skriv {schedule} när budskapet är på remiss.",
                schedule=code(f"!budskap schemalägg {reference} {value.wanted}"),
            )
        )
    lines += [
        say.rich("Läs igenom det med {show}.", show=code(f"!budskap visa {reference}")),
        say.rich(
            "Skicka det till dem som ska godkänna med {send}. Till dess ser bara ni det.",
            send=code(f"!budskap skicka {reference}"),
        ),
    ]
    return lines


def slips(picture: MessagePicture, say: Say) -> list[Block | Inline]:
    """Lines of the text that may have been meant as headings of ours."""
    if picture.content is None:
        return []
    return [
        say(
            "Raden som börjar med {written}: är en del av texten. Menade du {heading}:?",
            written=written,
            heading=heading,
        )
        for written, heading in doubtful(picture.content.body)
    ]


def no_exercise(picture: MessagePicture, changed: Sequence[Change], say: Say) -> list[Block | Inline]:
    """A new title that speaks of an exercise makes none of a real message."""
    title = picture.title or ""
    if picture.exercise or all(one.part is not Part.TITLE for one in changed):
        return []
    if not begins_as_exercise(title):
        return []
    return [
        say(
            "Rubriken talar om en övning, men {reference} är ingen övning och går ut på riktigt. "
            "Det bestämdes när budskapet skrevs och går inte att ändra.",
            reference=picture.reference,
        ),
        say.rich(
            "Ska det vara en övning: stoppa det med {stop} och skriv ett nytt med {new}.",
            stop=code(f"!budskap stopp {picture.reference}"),
            new=code("!budskap ny övning:ja"),
        ),
    ]


def counsel(found: Advice, say: Say) -> list[Block | Inline]:
    """What was taken, and ought to be looked at."""
    lines: list[Block | Inline] = []
    if found.nobody:
        silent = say.list(found.nobody, either=True)
        lines.append(say("I registret finns ingen som får godkänna för {actors}.", actors=silent))
    lines += [
        say(
            "Formuleringen {id} skulle ha setts över {day}. Är den aktuell?",
            id=one.id,
            day=say.day(one.review_at),
        )
        for one in found.overdue
    ]
    if found.unready:
        languages = say.list([language_name(one, say.language) for one in found.unready])
        lines.append(say("Inte färdigt än på {languages}.", languages=languages))
    return lines


def revised(value: Revised, say: Say) -> Document:
    """To who made the change."""
    lines = _revision(value, say)
    picture = value.picture
    if any(one.part is Part.BODY for one in value.changes):
        lines += slips(picture, say)
    lines += [*counsel(value.advice, say), *no_exercise(picture, value.changes, say)]
    if value.stuck is not None:
        undo = "!ångra" if value.stuck.back == value.before else None
        lines += stuck_lines(value.stuck, picture.reference, say, undo)
    if picture.state is State.DRAFT:
        lines.append(say("Det är ett utkast, som bara ni ser."))
    else:
        lines.append(say("De som deltar har fått veta vad som är ändrat."))
    return marked(doc(*lines), say, picture)


def _revision(value: Revised, say: Say) -> list[Block | Inline]:
    picture = value.picture
    lines: list[Block | Inline] = [
        say.rich(
            "{reference} har en ny revision, {revision}, av {name}. Kontrollsumma {hash}.",
            reference=code(picture.reference),
            revision=picture.revision,
            name=picture.made_by,
            hash=code(picture.short_hash),
        )
    ]
    if value.voided:
        lines.append(_voided(value, say))
    if value.untimed is not None:
        lines.append(
            say(
                "Budskapet var pausat. Tiden {at} gäller inte längre; välj en ny när alla har godkänt.",
                at=say.when(value.untimed),
            )
        )
    elif picture.publish_at is not None:
        lines.append(say("Den önskade tiden är kvar: {at}.", at=say.when(picture.publish_at)))
    return [*lines, *differences(value.changes, value.names, say)]


def _voided(value: Revised, say: Say) -> str:
    actors = say.list(value.voided)
    if len(value.voided) == 1:
        return say(
            "Godkännandet från {actors} gäller inte längre: det gällde revision {before}.",
            actors=actors,
            before=value.before,
        )
    return say(
        "Godkännandena från {actors} gäller inte längre: de gällde revision {before}.",
        actors=actors,
        before=value.before,
    )


def _revised(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    value: Revised = fields["revised"]
    show = code(f"!budskap visa {picture.reference}")
    unsignable = stuck_lines(value.stuck, picture.reference, say) if value.stuck is not None else []
    if picture.content is None:
        lines: list[Block | Inline] = [
            say(
                "{reference} har en ny revision, {revision}.",
                reference=picture.reference,
                revision=picture.revision,
            ),
            say.rich("Skriv {show} i direktchatten för att läsa den.", show=show),
            *unsignable,
        ]
        return marked(doc(*lines), say, picture)
    lines = _revision(value, say)
    if picture.state is State.CIRCULATED:
        approve = code(f"!budskap godkänn {picture.reference} rev {picture.revision}")
        lines.append(
            say.rich("Läs hela texten med {show}. Godkänn med {approve}.", show=show, approve=approve)
        )
    return marked(doc(*lines, *unsignable), say, picture)


def _left(fields: Fields, say: Say) -> Document:
    said = say(
        "Ni deltar inte längre i {reference}: ägaren har ändrat vilka som deltar.",
        reference=fields["reference"],
    )
    return mark(doc(said), say, exercise=fields["exercise"])


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"message.revised": _revised, "message.left": _left}
)
