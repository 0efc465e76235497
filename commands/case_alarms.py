"""Messages that call somebody: alarms that come again, the end of the chain, reminders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cases.picture import CasePicture
from bot.chat.document import Document, code, doc, para, strong
from bot.chat.say import Say
from commands import case_words as words

Fields = Mapping[str, Any]


def alarm_again(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    sentence = say(
        "Nytt larm om {reference} till {unit}. {until}",
        reference=picture.reference,
        unit=words.unit(say, picture),
        until=words.until(say, picture),
    )
    return doc(sentence, words.answer_with(say))


def alarm_end(fields: Fields, say: Say) -> Document:
    """To the TiB: no details, everybody's number, and what taking it means here."""
    picture: CasePicture = fields["picture"]
    head = say("Ingen enhet har tagit {reference}.", reference=picture.reference)
    ask = say.rich(
        "Hitta någon som svarar och skriv {hand_over}. Svara {take} så att andra ser att du gör det. "
        "Utan svar {due} larmas alla från början igen.",
        hand_over=code("överlämna till:enhet"),
        take=code("tar"),
        due=words.at(say, picture.due_at),
    )
    return doc(
        para(strong(head)),
        para(ask),
        para(say("Nummer:")),
        *words.phones(say, fields["phones"], exercise=picture.exercise),
    )


def end_roc(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    head = say("Ingen enhet har tagit {reference}. TiB är larmad. Ring:", reference=picture.reference)
    return doc(para(strong(head)), *words.phones(say, fields["phones"], exercise=picture.exercise))


def end_raiser(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    if picture.drill:
        sentence = say(
            "Ingen enhet har tagit {reference}. TiB larmas inte i en övning. Larmen börjar om {due}.",
            reference=picture.reference,
            due=words.at(say, picture.due_at),
        )
        return doc(sentence, say.rich("Skriv {withdraw} när övningen är slut.", withdraw=code("återta")))
    sentence = say(
        "Ingen enhet har tagit {reference}. TiB och ROC är larmade. "
        "Larmen börjar om {due}. Ring själv under tiden:",
        reference=picture.reference,
        due=words.at(say, picture.due_at),
    )
    return doc(
        para(say.term(words.DANGER)),
        para(sentence),
        *words.phones(say, fields["phones"], exercise=picture.exercise),
    )


def unsafe(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say(
            "Rummet {room} har medlemmar som registret inte känner, eller är inte krypterat. "
            "Uppgifterna om {reference} gick till direktchattarna hos dem i tjänst i stället. "
            "Kör rocbot rooms för att se vad som är fel.",
            room=fields["room_id"],
            reference=picture.reference,
        )
    )


def absent(fields: Fields, say: Say) -> Document:
    """To operations, who hear of no case: only who has to be let in."""
    return doc(
        say(
            "{people} har jour men har inte gått in i {room}. Jag larmar direkt i stället. "
            "Bjud in dem igen och be dem tacka ja.",
            people=say.list(fields["people"]),
            room=fields["room_id"],
        )
    )


def resumed(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say(
            "{reference} är sett men inte taget, och klockan går igen. {until}",
            reference=picture.reference,
            until=words.until(say, picture),
        ),
        words.answer_with(say),
    )


def remind(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say(
            "Har du fått kontakt i {reference}? Annars larmas enheten igen {due}.",
            reference=picture.reference,
            due=words.at(say, picture.due_at),
        ),
        say.rich(
            "Svara {contact} när ni har talats vid, eller {escalate} om du inte hinner.",
            contact=code("ringt"),
            escalate=code("eskalera"),
        ),
    )


def also(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    if picture.unit is None:
        return doc(say("Ett ärende rör er kommun: {reference}. Ring ROC.", reference=picture.reference))
    return doc(
        say(
            "Ett ärende rör er kommun: {reference}. {unit} har det, telefon {number}.",
            reference=picture.reference,
            unit=picture.unit.name,
            number=picture.unit.number or say("saknas i registret"),
        )
    )
