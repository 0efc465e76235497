"""New messages about a case: what needs somebody's attention, and what they wait to hear."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.cases.picture import CasePicture, Phone
from bot.cases.states import State
from bot.chat.declare import NoticeView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from commands import case_alarms as alarms
from commands import case_cards as cards
from commands import case_words as words

Fields = Mapping[str, Any]


def _picture(fields: Fields) -> CasePicture:
    found: CasePicture = fields["picture"]
    return found


def _seen(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return doc(
        say(
            "{unit} har sett larmet om {reference}, men ingen har tagit ärendet. {until}",
            unit=words.unit(say, picture),
            reference=picture.reference,
            until=words.until(say, picture),
        )
    )


def _seen_unit(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return doc(
        say(
            "{name} har sett larmet om {reference}. {until}",
            name=picture.seen_by or "",
            reference=picture.reference,
            until=words.until(say, picture),
        ),
        words.answer_with(say),
    )


def _taken(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    call_back: Phone | None = fields["call_back"]
    if picture.unit is None:
        return doc(
            say("TiB har tagit {reference} och söker en enhet som svarar.", reference=picture.reference)
        )
    function = call_back.name if call_back else say("dig")
    return doc(
        say(
            "{unit} har tagit {reference} och ringer {function}.",
            unit=picture.unit.name,
            reference=picture.reference,
            function=function,
        ),
        say.rich("Svara {contact} när ni har talats vid.", contact=code("ringt")),
    )


def _taken_unit(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return doc(
        say(
            "{reference} är taget av {name}, {unit}. Ni andra behöver inte göra något.",
            reference=picture.reference,
            name=picture.taken_by or "",
            unit=words.unit(say, picture),
        )
    )


def _contact(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    line = say(
        "{reference}: {state}",
        reference=picture.reference,
        state=cards.state_line(say, picture),
    )
    return doc(line, say.rich("Svara {close} när det är klart.", close=code("avsluta")))


def _escalated(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    alarm = say("Larmar {unit}. {until}", unit=words.unit(say, picture), until=words.until(say, picture))
    return doc(f"{picture.reference}: {_why_on(fields, say)} {alarm}")


def _why_on(fields: Fields, say: Say) -> str:
    before, reason = _before(fields, say), fields["reason"]
    match reason:
        case "silent":
            return say("Ingen hos {unit} svarade i tid.", unit=before)
        case "unreached":
            return say("Larmet nådde ingen i tjänst hos {unit}.", unit=before)
        case "refused":
            return say("Larmet gick inte att skicka till {unit}.", unit=before)
        case None:
            return say("{unit} lämnar ärendet vidare.", unit=before)
        case _:
            return say(
                "{unit} lämnar ärendet vidare: {reason}.", unit=before, reason=words.reason(say, reason)
            )


def _moved_on(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{reference} har gått vidare till {unit}.", reference=picture.reference, unit=words.unit(say, picture)
    )
    late = say.rich("Kan ni ändå ta ärendet, svara {take}.", take=code("tar"))
    return doc(sentence, late)


def _before(fields: Fields, say: Say) -> str:
    before: Phone | None = fields["before"]
    return before.name if before else say("TiB och ROC")


def _lapsed(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return doc(
        say(
            "{reference} var taget, men ingen kontakt är noterad. Larmar {unit} igen. {until}",
            reference=picture.reference,
            unit=words.unit(say, picture),
            until=words.until(say, picture),
        ),
        say.rich(
            "Har ni redan talats vid? Be enheten svara {take} och {contact}.",
            take=code("tar"),
            contact=code("ringt"),
        ),
    )


def _handed_over(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return doc(
        say(
            "{before} har lämnat över {reference}. Larmar {unit}. {until}",
            before=_before(fields, say),
            reference=picture.reference,
            unit=words.unit(say, picture),
            until=words.until(say, picture),
        )
    )


def _ended(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    line = say("{reference}: {state}", reference=picture.reference, state=cards.state_line(say, picture))
    if picture.state is State.WITHDRAWN:
        return doc(line, say("Den som larmade tog tillbaka ärendet. Ni behöver inte göra något."))
    return doc(line)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "case.raiser": cards.raiser,
        "case.alarm": cards.alarm,
        "case.alarm_bare": cards.alarm_bare,
        "case.roc": cards.roc,
        "case.alarm_again": alarms.alarm_again,
        "case.alarm_end": alarms.alarm_end,
        "case.end_roc": alarms.end_roc,
        "case.end_raiser": alarms.end_raiser,
        "case.unsafe": alarms.unsafe,
        "case.seen": _seen,
        "case.seen_unit": _seen_unit,
        "case.taken": _taken,
        "case.taken_unit": _taken_unit,
        "case.contact": _contact,
        "case.escalated": _escalated,
        "case.moved_on": _moved_on,
        "case.resumed": alarms.resumed,
        "case.remind": alarms.remind,
        "case.lapsed": _lapsed,
        "case.handed_over": _handed_over,
        "case.ended": _ended,
        "case.reopened": lambda fields, say: cards.reopened(_picture(fields), say),
        "case.also": alarms.also,
    }
)
