"""The one message about a case in each room, edited in place as the case goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.cases.linked import Linked
from bot.cases.picture import CaseDetails, CasePicture
from bot.cases.states import State
from bot.chat.document import Document, Para, code, doc, para, strong
from bot.chat.say import Say
from bot.chat.text import BETWEEN
from commands import case_words as words
from commands.case_mark import marked

Fields = Mapping[str, Any]


def alarm(fields: Fields, say: Say) -> Document:
    """For the unit that is alarmed, with what it has to know as long as it has to know it."""
    picture: CasePicture = fields["picture"]
    details: CaseDetails | None = fields["details"]
    head = _unit_head(say, fields)
    beside = (*_other_leg(say, picture), *words.links(say, fields.get("links", ())))
    if details is None:
        return doc(head, *beside)
    facts = words.facts(say, details, exercise=picture.exercise)
    return doc(head, *words.late(say, picture), facts, *beside, *_what_to_answer(say, fields))


def alarm_bare(fields: Fields, say: Say) -> Document:
    """While the room has members whom the register does not know."""
    picture: CasePicture = fields["picture"]
    head = _unit_head(say, fields)
    if picture.state in {State.CLOSED, State.WITHDRAWN}:
        return doc(head)
    why = say(
        "Rummet har medlemmar som registret inte känner, eller är inte krypterat. "
        "De i tjänst har fått uppgifterna i sina direktchattar."
    )
    return doc(head, para(why), *_what_to_answer(say, fields))


def _other_leg(say: Say, picture: CasePicture) -> tuple[Para, ...]:
    other = picture.partner
    if other is None or other.unit is None:
        return ()
    return (
        para(
            say(
                "Båda ska ta ärendet: {unit} har sin del, {reference}.",
                unit=other.unit.name,
                reference=other.reference,
            )
        ),
    )


def _unit_head(say: Say, fields: Fields) -> Para:
    picture: CasePicture = fields["picture"]
    return para(strong(picture.reference), ". ", _to_unit(say, picture, here=fields["here"]))


def _to_unit(say: Say, picture: CasePicture, *, here: bool) -> str:
    match picture.state:
        case State.RAISED | State.ALARMED | State.SEEN if not here:
            return say("Larmet har gått vidare, men ingen har tagit ärendet än.")
        case State.RAISED | State.ALARMED:
            return say(
                "Larm till {unit}. {until}", unit=words.unit(say, picture), until=words.until(say, picture)
            )
        case State.SEEN:
            return say(
                "Sett av {name} {at}. {until}",
                name=picture.seen_by or "",
                at=words.at(say, picture.seen_at),
                until=words.until(say, picture),
            )
        case State.TAKEN:
            name = picture.taken_by if here and picture.taken_by else words.unit(say, picture)
            return say("Taget av {name} {at}.", name=name, at=words.at(say, picture.taken_at))
        case _:
            return state_line(say, picture)


def _what_to_answer(say: Say, fields: Fields) -> tuple[Para, ...]:
    picture: CasePicture = fields["picture"]
    match picture.state:
        case State.RAISED | State.ALARMED | State.SEEN if not fields["here"]:
            return (para(say.rich("Kan ni ändå ta ärendet, svara {take}.", take=code("tar"))),)
        case State.RAISED | State.ALARMED | State.SEEN:
            return (words.answer_with(say),)
        case State.TAKEN:
            return (para(say.rich("Svara {contact} när ni har talats vid.", contact=code("ringt"))),)
        case State.IN_CONTACT:
            return (para(say.rich("Svara {close} när det är klart.", close=code("avsluta"))),)
        case _:
            return ()


def roc(fields: Fields, say: Say) -> Document:
    """Reference, unit and state: all that the centre is told."""
    links: Sequence[Linked] = fields.get("links", ())
    return doc(BETWEEN.join([_line(say, fields["picture"]), *(f"+ {one.reference}" for one in links)]))


def roc_line(say: Say, picture: CasePicture) -> str:
    """The same in a list."""
    return marked(_line(say, picture), say, exercise=picture.exercise)


def _line(say: Say, picture: CasePicture) -> str:
    return BETWEEN.join((picture.reference, words.unit(say, picture), state(say, picture)))


def state(say: Say, picture: CasePicture) -> str:
    """The state with its time, as lists show it."""
    since = say.time(_since(picture))
    match picture.state:
        case State.ALARMED if picture.due_at is not None:
            return say("larmad, svar senast {due}", due=say.time(picture.due_at))
        case State.SEEN if picture.due_at is not None:
            return say("sedd {at}, klockan går vidare {resume}", at=since, resume=say.time(picture.due_at))
        case State.IN_CONTACT:
            span = words.lasted(say, _since(picture) - picture.raised_at)
            return say("kontakt {at}, efter {span}", at=since, span=span)
        case _:
            return f"{say.term(words.STATES[picture.state])} {since}"


def _since(picture: CasePicture) -> datetime:
    """When it came into its state."""
    found = {
        State.ALARMED: picture.alarmed_at,
        State.SEEN: picture.seen_at,
        State.TAKEN: picture.taken_at,
        State.IN_CONTACT: picture.contact_at,
        State.CLOSED: picture.ended_at,
        State.WITHDRAWN: picture.ended_at,
    }.get(picture.state)
    return found or picture.raised_at


def state_line(say: Say, picture: CasePicture) -> str:
    """The state in a sentence, for those who know what the case is about."""
    match picture.state:
        case State.IN_CONTACT if picture.contact_at is not None:
            return say(
                "Kontakt med {unit} {at}, efter {span}.",
                unit=words.unit(say, picture),
                at=say.time(picture.contact_at),
                span=words.lasted(say, picture.contact_at - picture.raised_at),
            )
        case State.CLOSED:
            return say(
                "Avslutat {at}: {reason}.",
                at=words.at(say, picture.ended_at),
                reason=words.reason(say, picture.end_reason),
            )
        case State.WITHDRAWN:
            return say(
                "Återtaget {at}: {reason}.",
                at=words.at(say, picture.ended_at),
                reason=words.reason(say, picture.end_reason),
            )
        case _:
            return f"{state(say, picture)}."


def reopened(picture: CasePicture, say: Say) -> Document:
    line = say(
        "{reference} är öppet igen: det avslutades av misstag. {state}",
        reference=picture.reference,
        state=state_line(say, picture),
    )
    return doc(line, say.rich("Svara {close} när det är klart.", close=code("avsluta")))
