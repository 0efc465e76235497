"""What is said when a verb on a case cannot be carried out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.cases.picture import CaseDetails, CasePicture
from bot.cases.states import OPEN, State, Verb
from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.say import Say, msg
from bot.chat.text import BETWEEN
from commands import case_cards as cards
from commands import case_words as words
from commands.case_mark import marked_notice

Fields = Mapping[str, Any]

_INSTEAD: Final = MappingProxyType(
    {
        (State.RAISED, Verb.CONTACT): msg("Ingen har tagit ärendet än. Be dem som ringde att svara tar."),
        (State.ALARMED, Verb.CONTACT): msg("Ingen har tagit ärendet än. Be dem som ringde att svara tar."),
        (State.SEEN, Verb.CONTACT): msg("Ingen har tagit ärendet än. Be dem som ringde att svara tar."),
        (State.TAKEN, Verb.TAKE): msg("Ska någon annan ta över: skriv överlämna."),
        (State.TAKEN, Verb.CLOSE): msg("Skriv ringt först, när ni har talats vid."),
        (State.IN_CONTACT, Verb.WITHDRAW): msg("Ni har redan kontakt. Skriv avsluta när det är klart."),
        (State.IN_CONTACT, Verb.ESCALATE): msg(
            "Ni har redan kontakt. Ska en annan enhet ta över: skriv överlämna."
        ),
        (State.RAISED, Verb.CLOSE): msg("Behövs ärendet inte längre: skriv återta."),
        (State.ALARMED, Verb.CLOSE): msg("Behövs ärendet inte längre: skriv återta."),
        (State.SEEN, Verb.CLOSE): msg("Behövs ärendet inte längre: skriv återta."),
    }
)
_WHO: Final = MappingProxyType(
    {
        Verb.SEE: msg(
            "Bara de i tjänst i den larmade enheten kan svara på larmet; TiB när ingen enhet har gjort det."
        ),
        Verb.TAKE: msg(
            "Bara de i tjänst i den larmade enheten kan ta ärendet; TiB när ingen enhet har gjort det."
        ),
        Verb.CONTACT: msg("Bara den som larmade och enheten som har ärendet kan notera kontakt."),
        Verb.CLOSE: msg("Bara den som larmade och enheten som har ärendet kan avsluta det."),
        Verb.REOPEN: msg("Bara den som larmade och enheten som har ärendet kan öppna det igen."),
        Verb.WITHDRAW: msg("Bara den som larmade kan återta ärendet."),
        Verb.ESCALATE: msg("Bara enheten som har ärendet, ROC och TiB kan skicka det vidare."),
        Verb.HAND_OVER: msg("Bara enheten som har ärendet, ROC och TiB kan lämna över det."),
    }
)


def _state(fields: Fields, say: Say) -> Document:
    """The state, who brought it there, and what can be done instead."""
    picture: CasePicture = fields["picture"]
    if fields["verb"] is Verb.REOPEN and picture.state in OPEN:
        return doc(say("{reference} är öppet, så det behöver inte öppnas igen.", reference=picture.reference))
    found = doc(_holder(picture, say))
    instead = _INSTEAD.get((picture.state, fields["verb"]))
    if fields["verb"] is Verb.TAKE and not fields["movable"]:
        return found
    return found + doc(say.term(instead)) if instead else found


def _holder(picture: CasePicture, say: Say) -> str:
    if picture.state is State.TAKEN:
        return say(
            "{reference} är redan taget av {name}, {unit}, {at}.",
            reference=picture.reference,
            name=picture.taken_by or "",
            unit=words.unit(say, picture),
            at=words.at(say, picture.taken_at),
        )
    return say("{reference}: {state}", reference=picture.reference, state=cards.state_line(say, picture))


def _elsewhere(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say("Larmet har gått vidare till {unit}.", unit=words.unit(say, picture)),
        say.rich("Kan ni ändå ta ärendet, svara {take}.", take=code("tar")),
    )


def _not_yours(fields: Fields, say: Say) -> Document:
    return doc(say.term(_WHO[fields["verb"]]))


def _which(fields: Fields, say: Say) -> Document:
    """The kernel keeps the numbers: an answer picks one of them."""
    found = zip(fields["pictures"], fields["details"], strict=True)
    return doc(
        say("Vilket ärende? Svara med siffran framför."),
        numbered(_choice(picture, details, say) for picture, details in found),
    )


def _choice(picture: CasePicture, details: CaseDetails | None, say: Say) -> str:
    """With what tells it from another one, where that may stand."""
    line = cards.roc_line(say, picture)
    if details is None:
        return line
    told = say(
        "hemkommun {kommun}, {age}, larmat {at}",
        kommun=details.residence,
        age=say.term(words.AGES[details.age]),
        at=say.time(picture.raised_at),
    )
    return f"{line}{BETWEEN}{told}"


def _too_late(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say(
            "{reference}: {state} Det är för sent att ångra. Behövs hjälp igen: skriv ärende ny.",
            reference=picture.reference,
            state=cards.state_line(say, picture),
        )
    )


def _why(fields: Fields, say: Say) -> Document:
    question = say("Varför ska {reference} vidare? Svara med siffran framför.", reference=fields["reference"])
    return doc(question, numbered(words.reason(say, choice.text) for choice in fields["choices"]))


def _why_withdraw(fields: Fields, say: Say) -> Document:
    reference = fields["picture"].reference
    question = say("Varför återtar du {reference}? Svara med siffran framför.", reference=reference)
    return doc(question, numbered(words.reason(say, choice.text) for choice in fields["choices"]))


def _to_whom(fields: Fields, say: Say) -> Document:
    choices = [choice.label for choice in fields["choices"]]
    if not choices:
        return doc(say("Ingen enhet som kan ta ärendet har öppet nu. Skriv till: och enhetens namn."))
    if fields["text"]:
        head = say("Vilken enhet menar du med {text}? Svara med siffran framför.", text=fields["text"])
    else:
        head = say("Till vilken enhet? Svara med siffran framför, eller med enhetens namn.")
    return doc(head, numbered(choices))


def _none(_: Fields, say: Say) -> Document:
    return doc(
        say("Det finns inget öppet ärende här som det kan gälla. Skriv numret, till exempel IA-2026-0412-K7.")
    )


def _reference(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Jag kan inte läsa numret {text}. Skriv det som i meddelandet, till exempel IA-2026-0412-K7.",
            text=fields["text"],
        )
    )


def _unknown(fields: Fields, say: Say) -> Document:
    if fields.get("latest"):
        return doc(say("Det finns inget ärende som du ska se."))
    if not fields["text"]:
        return doc(say("Det är inget ärende som du ska se."))
    return doc(say("Jag hittar inget ärende {text} som du ska se.", text=fields["text"]))


def _place(fields: Fields, say: Say) -> Document:
    if fields["several"]:
        return doc(say("Det kan vara {names}.", names=say.list(fields["several"], either=True)))
    return doc(
        say(
            "{text} är ingen kommun i länet. Skriv kommunens namn, okänd eller annat län.",
            text=fields["text"],
        )
    )


_VIEWS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "case.state": _state,
        "case.not_yours": _not_yours,
        "case.which": _which,
        "case.too_late": _too_late,
        "case.none": _none,
        "case.reference": _reference,
        "case.unknown": _unknown,
        "case.place": _place,
        "case.elsewhere": _elsewhere,
        "case.to_own": lambda _, say: doc(
            say("Polisen larmar socialtjänsten, inte polisen. Ska jag larma den? Svara med siffran framför."),
            numbered([say("socialtjänsten")]),
        ),
        "case.same_unit": lambda fields, say: doc(
            say("Den enheten har redan {reference}.", reference=fields["reference"])
        ),
        "case.why": _why,
        "case.why_withdraw": _why_withdraw,
        "case.to_whom": _to_whom,
        "case.other_side": lambda fields, say: doc(
            say(
                "{unit} kan inte ta {reference}: det går inte över mellan polis och socialtjänst. "
                "Be den som larmade skapa ett nytt.",
                unit=fields["unit"],
                reference=fields["reference"],
            )
        ),
        "case.real_unit": lambda fields, say: doc(
            say(
                "{reference} är en övning, och {unit} är en riktig enhet. Lämna över till en övningsenhet.",
                reference=fields["reference"],
                unit=fields["unit"],
            )
        ),
        "case.exercise_unit": lambda fields, say: doc(
            say(
                "{unit} är bara till för övningar. {reference} är på riktigt.",
                reference=fields["reference"],
                unit=fields["unit"],
            )
        ),
        "case.no_exercise_unit": lambda _, say: doc(
            say("Registret har ingen övningsenhet som passar, så jag har inte larmat någon."),
            say.rich(
                "Be driften lägga in en, eller skriv {real}: då frågar jag först.",
                real=code("enheter:riktiga"),
            ),
        ),
        "case.age": lambda _, say: doc(say("Skriv åldern som ett tal, eller okänd.")),
        "case.language": lambda fields, say: doc(
            say("Jag känner inte språket {text}. Skriv språkets namn, ja eller nej.", text=fields["text"])
        ),
        "case.call_back": lambda fields, say: doc(
            say("Registret har inget nummer som heter {text}.", text=fields["text"])
        ),
        "case.unit": lambda fields, say: doc(
            say("Registret har ingen enhet som heter så, eller flera: {text}.", text=fields["text"])
        ),
    }
)
PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {code_of: view if code_of == "case.which" else marked_notice(view) for code_of, view in _VIEWS.items()}
)
