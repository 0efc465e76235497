"""New messages about a case: what needs somebody's attention, and what they wait to hear."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.cases.picture import CasePicture, Phone
from bot.cases.states import State, Verb
from bot.chat.declare import NoticeView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from commands import case_alarms as alarms
from commands import case_cards as cards
from commands import case_raiser as raiser_card
from commands import case_words as words
from commands.case_mark import marked_notice

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
        *_both(picture, say),
        say.rich("Svara {contact} när ni har talats vid.", contact=code("ringt")),
    )


def _both(picture: CasePicture, say: Say) -> tuple[str, ...]:
    """What the other one has done whose case it is as well."""
    other = picture.partner
    if other is None or other.state is State.WITHDRAWN:
        return ()
    if other.taken:
        return (say("Båda har nu tagit ärendet."),)
    return (
        say(
            "Båda ska ta ärendet: {unit} har inte tagit {reference} än.",
            unit=words.unit(say, other),
            reference=other.reference,
        ),
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
    if fields["before"] is None and _picture(fields).drill:
        return say("Övningens larm börjar om.")
    match reason:
        case "silent":
            return _silent(say, before, fields["answered"])
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


def _silent(say: Say, unit: str, answered: Verb | None) -> str:
    match answered:
        case Verb.TAKE:
            return say("{unit} hade tagit ärendet, men ingen kontakt är noterad.", unit=unit)
        case Verb.SEE:
            return say("{unit} har sett larmet, men ingen har tagit ärendet.", unit=unit)
        case _:
            return say("Ingen hos {unit} svarade i tid.", unit=unit)


def _moved_on(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    unit, why = words.unit(say, picture), words.reason(say, fields["reason"])
    if why:
        sentence = say(
            "{reference} har gått vidare till {unit}: {reason}.",
            reference=picture.reference,
            unit=unit,
            reason=why,
        )
    else:
        sentence = say("{reference} har gått vidare till {unit}.", reference=picture.reference, unit=unit)
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
    before, why = _before(fields, say), words.reason(say, fields["reason"])
    if why:
        moved = say(
            "{reference} är överlämnat från {before}: {reason}.",
            reference=picture.reference,
            before=before,
            reason=why,
        )
    else:
        moved = say("{reference} är överlämnat från {before}.", reference=picture.reference, before=before)
    alarm = say("Larmar {unit}. {until}", unit=words.unit(say, picture), until=words.until(say, picture))
    return doc(f"{moved} {alarm}")


def _alike(fields: Fields, say: Say) -> Document:
    sentence = say(
        "{reference} liknar {others}. Är det samma barn eller händelse?",
        reference=_picture(fields).reference,
        others=say.list(fields["others"]),
    )
    return doc(sentence, say.rich("Svara {link} om de hör ihop.", link=code("koppla")))


def _alike_roc(fields: Fields, say: Say) -> Document:
    """The centre cannot tell whether they are the same: it knows reference, unit and state alone."""
    return doc(
        say(
            "{reference} kan höra ihop med {others}; enheterna avgör.",
            reference=_picture(fields).reference,
            others=say.list(fields["others"], either=True),
        )
    )


def _alike_colleague(fields: Fields, say: Say) -> Document:
    sentence = say(
        "{reference} liknar {others}, som en kollega har larmat om.",
        reference=_picture(fields).reference,
        others=say.list(fields["others"]),
    )
    return doc(
        sentence,
        say.rich(
            "Är det samma barn eller händelse: säg det när de ringer, eller skriv {withdraw}.",
            withdraw=code("återta skäl:dubblett"),
        ),
    )


def _linked(fields: Fields, say: Say) -> Document:
    names = {"reference": _picture(fields).reference, "other": fields["other"]}
    if fields["removed"]:
        return doc(say("{reference} och {other} är inte kopplade längre.", **names))
    kind = say.term(words.KINDS[fields["kind"]])
    return doc(say("{reference} och {other} är kopplade: {kind}. Inget annat ändras.", kind=kind, **names))


def _ended(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    line = say("{reference}: {state}", reference=picture.reference, state=cards.state_line(say, picture))
    if picture.state is State.WITHDRAWN:
        return doc(line, say("Den som larmade tog tillbaka ärendet. Ni behöver inte göra något."))
    return doc(line)


_VIEWS: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "case.raiser": raiser_card.raiser,
        "case.alarm": cards.alarm,
        "case.alarm_bare": cards.alarm_bare,
        "case.roc": cards.roc,
        "case.alarm_again": alarms.alarm_again,
        "case.alarm_end": alarms.alarm_end,
        "case.end_roc": alarms.end_roc,
        "case.end_raiser": alarms.end_raiser,
        "case.unsafe": alarms.unsafe,
        "case.absent": alarms.absent,
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
        "case.alike": _alike,
        "case.alike_roc": _alike_roc,
        "case.alike_colleague": _alike_colleague,
        "case.linked": _linked,
    }
)
NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {kind: marked_notice(view) for kind, view in _VIEWS.items()}
)
