"""The words that all views of a case share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from babel import Locale

from bot.cases.end_case import CloseReason, WithdrawReason
from bot.cases.entries import AgeBand, Gang, Urgency
from bot.cases.linked import Linked, LinkKind
from bot.cases.picture import CaseDetails, CasePicture, Phone
from bot.cases.states import State, Verb
from bot.chat.document import Block, Bullets, Para, bullets, code, para
from bot.chat.say import Say, msg
from commands.case_args import NEEDED

DANGER: Final = msg("Fara för liv: ring 112.")
_LATE: Final = timedelta(minutes=5)

AGES: Final = MappingProxyType(
    {
        AgeBand.UNDER_15: msg("under 15 år"),
        AgeBand.FROM_15: msg("15–17 år"),
        AgeBand.FROM_18: msg("18–20 år"),
        AgeBand.FROM_21: msg("21 år eller äldre"),
        AgeBand.UNKNOWN: msg("okänd"),
    }
)
GANGS: Final = MappingProxyType({Gang.YES: msg("ja"), Gang.NO: msg("nej"), Gang.UNKNOWN: msg("vet ej")})
URGENCIES: Final = MappingProxyType(
    {Urgency.NOW: msg("nu (akut)"), Urgency.TODAY: msg("idag"), Urgency.OFFICE: msg("nästa kontorstid")}
)
STATES: Final = MappingProxyType(
    {
        State.RAISED: msg("ny"),
        State.ALARMED: msg("larmad"),
        State.SEEN: msg("sedd"),
        State.TAKEN: msg("tagen"),
        State.IN_CONTACT: msg("kontakt"),
        State.CLOSED: msg("avslutad"),
        State.WITHDRAWN: msg("återtagen"),
    }
)
VERBS: Final = MappingProxyType(
    {
        Verb.SEE: "ok",
        Verb.TAKE: "tar",
        Verb.CONTACT: "ringt",
        Verb.ESCALATE: "eskalera",
        Verb.HAND_OVER: "överlämna",
        Verb.CLOSE: "avsluta",
        Verb.WITHDRAW: "återta",
    }
)
"""What people write; the same in every language."""
KINDS: Final = MappingProxyType(
    {
        LinkKind.SAME: msg("samma barn eller händelse"),
        LinkKind.RELATED: msg("hör ihop"),
        LinkKind.TOGETHER: msg("båda ska ta ärendet"),
    }
)
REASONS: Final = MappingProxyType(
    {
        CloseReason.DONE.value: msg("klart"),
        CloseReason.ELSEWHERE.value: msg("någon annan har tagit över"),
        CloseReason.DUPLICATE.value: msg("samma som ett annat ärende"),
        CloseReason.MISTAKE.value: msg("larmet var fel"),
        WithdrawReason.NOT_NEEDED.value: msg("behövs inte längre"),
        WithdrawReason.OTHER_WAY.value: msg("vi har fått kontakt på annat sätt"),
        "silent": msg("ingen tog ärendet i tid"),
        "unreached": msg("larmet nådde ingen i tjänst"),
        "refused": msg("larmet kunde inte skickas"),
        "busy": msg("hinner inte"),
        "wrong_unit": msg("fel enhet"),
        "no_answer": msg("ingen svarar"),
        "shift": msg("passet är slut"),
        LinkKind.SAME: msg("samma barn eller händelse"),
        LinkKind.RELATED: msg("hör ihop"),
    }
)


def reason(say: Say, code_of_reason: str | None) -> str:
    return say.term(REASONS.get(code_of_reason or "", ""))


def unit(say: Say, picture: CasePicture) -> str:
    """The unit's name; at the end of the chain those who look for one, or nobody in an exercise."""
    if picture.unit is None and picture.drill:
        return say("slutet av övningens kedja")
    return picture.unit.name if picture.unit else say("TiB och ROC")


def following(say: Say, picture: CasePicture) -> str:
    return picture.next_unit or say("TiB och ROC")


def lasted(say: Say, span: timedelta) -> str:
    """``4 min``, ``1 h 5 min``."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return say("mindre än 1 min")
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return say("{minutes} min", minutes=minutes)
    return say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def at(say: Say, moment: datetime | None) -> str:
    return say.time(moment) if moment else ""


def call_back(say: Say, phone: Phone | None) -> str:
    """``RLC, 08-465 004 01``; a case without a number is answered in the raiser's direct chat."""
    if phone is None:
        return say("numret saknas, fråga polisens ledningscentral")
    return f"{phone.name}, {phone.number}" if phone.number else phone.name


def late(say: Say, picture: CasePicture) -> tuple[Para, ...]:
    """A case that came in after downtime says how old it is."""
    if picture.raised_at - picture.sent_at < _LATE:
        return ()
    sentence = say(
        "Skickat {sent}, kom fram {arrived}.",
        sent=at(say, picture.sent_at),
        arrived=at(say, picture.raised_at),
    )
    return (para(sentence),)


def language_name(say: Say, code_of_language: str) -> str:
    if code_of_language == NEEDED:
        return say("ja, språket är inte känt")
    names: Mapping[str, str] = Locale.parse(say.language).languages
    return names.get(code_of_language, code_of_language)


def why(say: Say, details: CaseDetails) -> str:
    """The register's words for the row that chose the unit, or whose turn had passed."""
    found = details.reason
    match found.code:
        case "route":
            return found.text or ""
        case "next":
            return say("Nästa efter {unit}", unit=found.after or "")
        case "fallback":
            return say("Ingen rad i tabellen passar, så enheten som tar resten larmas")
        case "handover":
            return say("Ärendet är överlämnat hit")
        case "exercise":
            return say("En enhet för övningar")
        case _:
            return say("Ingen enhet har tagit ärendet")


def not_rung(say: Say) -> str:
    """Where an exercise shows a real number."""
    return say("Ring inte på riktigt: säg till övningsledaren, eller spela samtalet.")


def facts(say: Say, details: CaseDetails, *, exercise: bool) -> Bullets:
    """What the unit needs to know, each with its name."""
    back = say("Ring upp: {function}", function=call_back(say, details.call_back))
    lines = [
        say("Ålder: {age}", age=say.term(AGES[details.age])),
        say("Hemkommun: {kommun}", kommun=details.residence),
        say("Påträffad: {kommun}", kommun=details.found),
        say("Koppling till gäng: {gang}", gang=say.term(GANGS[details.gang])),
        say("Brådska: {urgency}", urgency=say.term(URGENCIES[details.urgency])),
    ]
    if details.interpreter:
        lines.append(say("Tolk: {language}", language=language_name(say, details.interpreter)))
    lines += [
        f"{back}. {not_rung(say)}" if exercise else back,
        say("Därför ni: {reason}", reason=why(say, details)),
    ]
    if details.reason.passed_by is not None:
        lines.append(_passed(say, details.reason.passed_by, details.reason.passed_why))
    return bullets(lines)


def _passed(say: Say, before: str, why_passed: str | None) -> str:
    if said := reason(say, why_passed):
        return say("Skickat vidare från {unit}: {reason}", unit=before, reason=said)
    return say("Skickat vidare från {unit}", unit=before)


def links(say: Say, found: Sequence[Linked]) -> tuple[Para, ...]:
    """The cases that it hangs together with."""
    return tuple(
        para(
            say("Kopplat till {reference}: {kind}.", reference=one.reference, kind=say.term(KINDS[one.kind]))
        )
        for one in found
    )


def phones(say: Say, found: tuple[Phone, ...], *, exercise: bool) -> tuple[Block, ...]:
    listed = bullets(
        say("{unit}: {number}", unit=phone.name, number=phone.number or say("inget nummer i registret"))
        for phone in found
    )
    return (listed, para(not_rung(say))) if exercise else (listed,)


def answer_with(say: Say) -> Para:
    return para(
        say.rich(
            "Svara {take} om du tar ärendet, {seen} om du bara har sett larmet.",
            take=code("tar"),
            seen=code("ok"),
        )
    )


def until(say: Say, picture: CasePicture) -> str:
    """What the clock does next."""
    if picture.due_at is None:
        return ""
    if picture.drill and picture.next_unit is None:
        return say(
            "Utan svar {due} är övningens kedja slut. TiB larmas inte.",
            due=say.time(picture.due_at + timedelta(seconds=picture.due_left)),
        )
    if picture.state is State.SEEN:
        return say(
            "Klockan står still till {resume}. Utan svar {due} larmas {next}.",
            resume=say.time(picture.due_at),
            due=say.time(picture.due_at + timedelta(seconds=picture.due_left)),
            next=following(say, picture),
        )
    return say("Utan svar {due} larmas {next}.", due=say.time(picture.due_at), next=following(say, picture))
