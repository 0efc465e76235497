"""What the one who used a verb is answered."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from bot.cases.hand_over import Shut
from bot.cases.results import Answer, Happening, Listed, Shown
from bot.cases.states import State, Verb
from bot.chat.document import Bullets, Document, Inline, bullets, code, doc, para, strong
from bot.chat.say import Say, msg
from bot.chat.text import BETWEEN
from commands import case_cards as cards
from commands import case_raiser as raiser_card
from commands import case_words as words
from commands import law

_DONE: Final = MappingProxyType(
    {
        "raise": msg("skapat"),
        Verb.REACH: msg("larmet kom fram"),
        Verb.SEE: msg("sett"),
        Verb.RESUME: msg("klockan går igen"),
        Verb.TAKE: msg("taget"),
        Verb.CONTACT: msg("kontakt"),
        "remind": msg("påmint"),
        Verb.LAPSE: msg("larmat igen, ingen kontakt"),
        Verb.ESCALATE: msg("vidare till nästa"),
        Verb.HAND_OVER: msg("överlämnat"),
        Verb.CLOSE: msg("avslutat"),
        Verb.WITHDRAW: msg("återtaget"),
        "link": msg("kopplat"),
        "unlink": msg("kopplingen borttagen"),
        Verb.REOPEN: msg("öppnat igen"),
    }
)


def raised(value: Answer, say: Say) -> Document:
    fields = {"details": value.details, "partner_details": value.partner_details, "hint": value.hint}
    return raiser_card.raiser({"picture": value.picture, **fields}, say)


def seen(value: Answer, say: Say) -> Document:
    picture = value.picture
    if value.done:
        sentence = say(
            "Noterat: {name} har sett {reference}. {until}",
            name=picture.seen_by or "",
            reference=picture.reference,
            until=words.until(say, picture),
        )
    elif picture.state is State.SEEN:
        sentence = say(
            "{reference} är redan sett av {name}. {until}",
            reference=picture.reference,
            name=picture.seen_by or "",
            until=words.until(say, picture),
        )
    else:
        sentence = say(
            "Klockan har redan stått still en gång för det här larmet om {reference}. {until}",
            reference=picture.reference,
            until=words.until(say, picture),
        )
    return doc(sentence, say.rich("Svara {take} om du tar ärendet.", take=code("tar")))


def taken(value: Answer, say: Say) -> Document:
    picture = value.picture
    if picture.unit is None:
        head = say(
            "{name} har tagit {reference}. Hitta en enhet som svarar.",
            name=picture.taken_by or "",
            reference=picture.reference,
        )
        ask = say.rich("Skriv {hand_over} när du har den.", hand_over=code("överlämna till:enhet"))
        return doc(head, ask)
    head = say("{name} har tagit {reference}.", name=picture.taken_by or "", reference=picture.reference)
    lines: list[Inline] = [head]
    if picture.exercise:
        lines.append(words.not_rung(say))
    elif value.details is not None:
        lines.append(say("Ring {function}.", function=words.call_back(say, value.details.call_back)))
    ask = say.rich(
        "Svara {contact} när ni har talats vid, senast {due}.",
        contact=code("ringt"),
        due=words.at(say, picture.due_at),
    )
    return doc(*lines, ask) + _law(value, say)


def contacted(value: Answer, say: Say) -> Document:
    picture = value.picture
    line = say("{reference}: {state}", reference=picture.reference, state=cards.state_line(say, picture))
    return doc(line, say.rich("Svara {close} när det är klart.", close=code("avsluta"))) + _law(value, say)


def _law(value: Answer, say: Say) -> Document:
    return doc(law.hint(say, value.hint)) if value.hint else doc()


def shut(value: Shut, say: Say) -> Document:
    """Before a closed unit is alarmed."""
    if value.opens_at is None:
        closed = say("{unit} har stängt.", unit=value.unit)
    else:
        closed = say("{unit} har stängt och öppnar {opens}.", unit=value.unit, opens=say.time(value.opens_at))
    if value.picture.drill and value.picture.next_unit is None:
        after = say("Utan svar {due} är övningens kedja slut.", due=say.time(value.answer_by))
    else:
        following = words.following(say, value.picture)
        after = say("Utan svar {due} larmas {next}.", due=say.time(value.answer_by), next=following)
    return doc(
        closed, after, say("Ska jag lämna över {reference} dit ändå?", reference=value.picture.reference)
    )


def moved(value: Answer, say: Say) -> Document:
    """Escalated or handed over."""
    picture = value.picture
    if picture.unit is None and picture.drill:
        return doc(
            say(
                "{reference}: övningens kedja är slut. TiB larmas inte. {until}",
                reference=picture.reference,
                until=words.until(say, picture),
            )
        )
    return doc(
        say(
            "{reference} går vidare. Larmar {unit}. {until}",
            reference=picture.reference,
            unit=words.unit(say, picture),
            until=words.until(say, picture),
        )
    )


def ended(value: Answer, say: Say) -> Document:
    picture = value.picture
    legs = [picture] if picture.partner is None else [picture, picture.partner]
    found = doc(
        *(
            say("{reference}: {state}", reference=one.reference, state=cards.state_line(say, one))
            for one in legs
        )
    )
    if picture.state is not State.CLOSED:
        return found
    undo = code(say("!ångra"))
    return found + doc(say.rich("Blev det fel? Skriv {undo} inom tio minuter.", undo=undo))


def reopened(value: Answer, say: Say) -> Document:
    return cards.reopened(value.picture, say)


def shown(value: Shown, say: Say) -> Document:
    picture = value.picture
    head = para(
        strong(picture.reference), BETWEEN, words.unit(say, picture), BETWEEN, cards.state(say, picture)
    )
    found = doc(head, *words.late(say, picture))
    if picture.partner is not None:
        found += doc(raiser_card.both(say, picture), cards.roc_line(say, picture.partner))
    if value.details is not None:
        found += doc(words.facts(say, value.details, exercise=picture.exercise))
    found += doc(*words.links(say, value.links))
    found += doc(_history(value.history, say))
    verbs = [words.VERBS[Verb(verb)] for verb in value.may if verb in words.VERBS]
    if verbs:
        found += doc(say("Du kan svara: {verbs}.", verbs=say.list(verbs, either=True)))
    return found


def _history(history: Sequence[Happening], say: Say) -> Bullets:
    return bullets(_happening(one, say) for one in history)


def _happening(one: Happening, say: Say) -> str:
    parts = [
        say.time(one.at),
        say.term(_DONE.get(one.verb, "")),
        one.unit,
        one.actor,
        words.reason(say, one.reason),
    ]
    return BETWEEN.join(part for part in parts if part)


def listed(value: Listed, say: Say) -> Document:
    if not value.cases:
        return doc(say("Inga öppna ärenden som du ska se."))
    lines = [cards.roc_line(say, picture) for picture in value.cases]
    found = doc(bullets(lines))
    if value.more:
        found += doc(say("Det finns fler. Jag visar de {count} senaste.", count=len(lines)))
    return found
