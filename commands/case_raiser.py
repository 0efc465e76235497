"""The card of the one who raised a case: who is alarmed and why, and from when on who has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cases.picture import CaseDetails, CasePicture
from bot.cases.states import UNTAKEN, State
from bot.chat.document import Document, bullets, doc, para, strong
from bot.chat.say import Say
from commands import case_words as words
from commands import law
from commands.case_cards import state_line

Fields = Mapping[str, Any]


def raiser(fields: Fields, say: Say) -> Document:
    """For the one who raised it: who is alarmed and why, and from when on who has it."""
    picture: CasePicture = fields["picture"]
    details: CaseDetails | None = fields["details"]
    legs = [(picture, details)]
    if picture.partner is not None:
        legs.append((picture.partner, fields["partner_details"]))
    lines = [para(strong(one.reference), ". ", _to_raiser(say, one, known)) for one, known in legs]
    shown = doc(*lines) if len(legs) == 1 else doc(both(say, picture), bullets(lines))
    links = doc(*words.links(say, fields.get("links", ())))
    if (hint := fields.get("hint")) is not None:
        links += doc(law.hint(say, hint))
    if any(one.state in UNTAKEN for one, _ in legs):
        flags = [para(line) for line in _flags(say, details)]
        danger = para(say.term(words.DANGER))
        return doc(danger) + shown + doc(*flags, *words.late(say, picture)) + links
    return shown + links


def both(say: Say, picture: CasePicture) -> str:
    """How far the two have come whose case it is."""
    legs = [one for one in (picture, picture.partner) if one is not None]
    if all(one.taken for one in legs):
        return say("Båda har tagit ärendet.")
    if any(one.state is State.WITHDRAWN for one in legs):
        return say("Ärendet har två delar.")
    return say("Båda ska ta ärendet.")


def _to_raiser(say: Say, picture: CasePicture, details: CaseDetails | None) -> str:
    unit = words.unit(say, picture)
    match picture.state:
        case State.RAISED | State.ALARMED:
            return _alarmed(say, picture, details)
        case State.SEEN:
            return say(
                "{unit} har sett larmet {at}, men ingen har tagit ärendet. {until}",
                unit=unit,
                at=words.at(say, picture.seen_at),
                until=words.until(say, picture),
            )
        case State.TAKEN if picture.unit is None:
            return say(
                "TiB har tagit ärendet {at} och söker en enhet. Ring själv också.",
                at=words.at(say, picture.taken_at),
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


def _alarmed(say: Say, picture: CasePicture, details: CaseDetails | None) -> str:
    unit = words.unit(say, picture)
    if picture.unit is None and picture.drill:
        return say(
            "Ingen har tagit ärendet. TiB larmas inte i en övning. Larmen börjar om {due}; "
            "skriv återta när övningen är slut.",
            due=words.at(say, picture.due_at),
        )
    if picture.unit is None:
        return say("Ingen enhet har tagit ärendet. TiB och ROC är larmade och söker någon. Ring själv också.")
    reason = words.why(say, details).rstrip(".") if details else ""
    if picture.reached_at is None:
        return say(
            "Larmar {unit}, därför: {reason}. {until}", unit=unit, reason=reason, until=_next(say, picture)
        )
    return say(
        "{unit} är larmad {at}, därför: {reason}. {until}",
        unit=unit,
        at=say.time(picture.reached_at),
        reason=reason,
        until=_next(say, picture),
    )


def _next(say: Say, picture: CasePicture) -> str:
    if picture.due_at is None:
        return ""
    if picture.next_unit is None:
        return words.until(say, picture)
    return say("Utan svar {due} larmas nästa.", due=say.time(picture.due_at))


def _flags(say: Say, details: CaseDetails | None) -> list[str]:
    """What was not known, so that it can be said on the phone when it is."""
    flags = details.flags if details else ()
    said = {
        "residence.unknown": say("Hemkommunen är okänd. Säg den till socialtjänsten när du vet den."),
        "age.unknown": say("Åldern är okänd, så ärendet går samma väg som för ett barn."),
        "together.missing": say(
            "Två enheter ska ta ärendet, men den andra finns inte i registret. Ring den."
        ),
        "fallback": say("Ingen rad i tabellen passar ärendet. Driften får veta det."),
    }
    return [sentence for flag, sentence in said.items() if flag in flags]
