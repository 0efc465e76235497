"""The one message about a case in each room, edited in place as the case goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.cases.picture import CaseDetails, CasePicture
from bot.cases.states import State
from bot.chat.document import Document, Para, code, doc, para, strong
from bot.chat.say import Say
from commands import case_words as words

Fields = Mapping[str, Any]


def raiser(fields: Fields, say: Say) -> Document:
    """For the one who raised it: who is alarmed and why, and from when on who has it."""
    picture: CasePicture = fields["picture"]
    details: CaseDetails | None = fields["details"]
    head = para(strong(picture.reference), ". ", _to_raiser(say, picture, details))
    if picture.state in {State.RAISED, State.ALARMED, State.SEEN}:
        flags = [para(line) for line in _flags(say, details)]
        return doc(para(say.term(words.DANGER)), head, *flags, *words.late(say, picture))
    return doc(head)


def _to_raiser(say: Say, picture: CasePicture, details: CaseDetails | None) -> str:
    unit = words.unit(say, picture)
    match picture.state:
        case State.RAISED | State.ALARMED if picture.unit is None:
            return say("Ingen enhet har svarat. TiB och ROC är larmade och söker någon. Ring själv också.")
        case State.RAISED | State.ALARMED:
            reason = words.why(say, details).rstrip(".") if details else ""
            if picture.reached_at is None:
                return say(
                    "Larmar {unit}, därför: {reason}. {until}",
                    unit=unit,
                    reason=reason,
                    until=_next(say, picture),
                )
            return say(
                "{unit} är larmad {at}, därför: {reason}. {until}",
                unit=unit,
                at=say.time(picture.reached_at),
                reason=reason,
                until=_next(say, picture),
            )
        case State.SEEN:
            return say(
                "{unit} har sett larmet {at}, men ingen har tagit ärendet. {until}",
                unit=unit,
                at=words.at(say, picture.seen_at),
                until=words.until(say, picture),
            )
        case State.TAKEN:
            function = details.call_back.name if details and details.call_back else say("dig")
            return say(
                "{unit} har tagit ärendet {at} och ringer {function}.",
                unit=unit,
                at=words.at(say, picture.taken_at),
                function=function,
            )
        case _:
            return state_line(say, picture)


def _next(say: Say, picture: CasePicture) -> str:
    if picture.due_at is None:
        return ""
    return say("Utan svar {due} larmas nästa.", due=say.time(picture.due_at))


def _flags(say: Say, details: CaseDetails | None) -> list[str]:
    """What was not known, so that it can be said on the phone when it is."""
    flags = details.flags if details else ()
    said = {
        "residence.unknown": say("Hemkommunen är okänd. Säg den till socialtjänsten när du vet den."),
        "age.unknown": say("Åldern är okänd, så ärendet går samma väg som för ett barn."),
        "fallback": say("Ingen rad i tabellen passar ärendet. Driften får veta det."),
    }
    return [sentence for flag, sentence in said.items() if flag in flags]


def alarm(fields: Fields, say: Say) -> Document:
    """For the unit that is alarmed, with what it has to know as long as it has to know it."""
    picture: CasePicture = fields["picture"]
    details: CaseDetails | None = fields["details"]
    head = _unit_head(say, fields)
    if details is None:
        return doc(head)
    return doc(head, *words.late(say, picture), words.facts(say, details), *_what_to_answer(say, fields))


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
    return doc(roc_line(say, fields["picture"]))


def roc_line(say: Say, picture: CasePicture) -> str:
    return f"{picture.reference} · {words.unit(say, picture)} · {state(say, picture)}"


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
