"""The kernel's own refusals in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.declare import ProblemView
from bot.chat.document import Document, bullets, code, doc
from bot.chat.message import Role, RoomClass, Trust
from bot.chat.say import Say
from bot.chat.words import role_name, room_name, trust_sentence

Fields = Mapping[str, Any]


def _line(path: Sequence[str]) -> str:
    return f"!{' '.join(path)}"


def _near(fields: Fields, say: Say) -> Document:
    near = [code(_line(path)) for path in fields["near"]]
    if not near:
        return doc(say.rich("Skriv {help} för det du kan göra här.", help=code(say("!hjälp"))))
    return doc(say("Menade du något av det här?"), bullets(near))


def _unknown(fields: Fields, say: Say) -> Document:
    return doc(say("Jag känner inte till ”{word}”.", word=fields["word"])) + _near(fields, say)


def _not_understood(fields: Fields, say: Say) -> Document:
    return doc(say("Jag förstod inte det.")) + _near(fields, say)


def _verb(fields: Fields, say: Say) -> Document:
    if not fields["verbs"]:
        return doc(say("Det finns inget under !{group} som du kan göra här.", group=fields["group"]))
    return doc(say("Vad vill du göra?"), bullets(code(_line(path)) for path in fields["verbs"]))


def _role(fields: Fields, say: Say) -> Document:
    names = [role_name(Role(role), say) for role in fields["roles"]]
    yours = [role_name(Role(role), say) for role in fields["yours"]]
    rule = _of_unit(names, say) if fields["belongs"] else _who_may(names, say, on_duty=fields["on_duty"])
    if fields["on_duty"] and fields.get("member"):
        return doc(rule) + _instead_of(fields["in_place"], say)
    if not yours:
        return doc(rule, say("Du har ingen roll i registret."))
    return doc(rule, say("Din roll är {roles}.", roles=say.list(yours)))


def _instead_of(names: Sequence[str], say: Say) -> Document:
    """For one of the unit's people who is not on duty: who is, and how to be."""
    if names:
        now = say("Jouren i din enhet har just nu {names}.", names=say.list(names))
    else:
        now = say("Ingen har jouren i din enhet just nu.")
    return doc(now, say.rich("Ska du ha den i stället: skriv {take}.", take=code("!jour ta")))


def _who_may(names: Sequence[str], say: Say, *, on_duty: bool) -> str:
    if not names:
        return say("Det här får bara den göra som har jour just nu.")
    roles = say.list(names, either=True)
    if on_duty:
        return say("Det här får bara den göra som har jour just nu, eller rollen {roles}.", roles=roles)
    return say("Det här får bara den göra som har rollen {roles}.", roles=roles)


def _of_unit(names: Sequence[str], say: Say) -> str:
    if not names:
        return say("Det här får bara den göra som hör till en enhet.")
    roles = say.list(names, either=True)
    return say("Det här får bara den göra som hör till en enhet, eller har rollen {roles}.", roles=roles)


def _room(fields: Fields, say: Say) -> Document:
    rooms = [room_name(RoomClass(sort), say) for sort in fields["rooms"]]
    return doc(say("Det går inte i det här rummet. Skriv i {rooms}.", rooms=say.list(rooms, either=True)))


def _clear(fields: Fields, say: Say) -> Document:
    if fields["here"] is RoomClass.DIREKT:
        return doc(
            say("Den här chatten är inte krypterad, så jag gör inget med det du skriver."),
            say("Öppna en ny, krypterad direktchatt med mig."),
        )
    return doc(
        say(
            "Rummet är inte krypterat, så jag gör inget med det du skriver. Be en administratör kryptera det."
        )
    )


def _device(fields: Fields, say: Say) -> Document:
    return doc(say("Det här kräver en signerad enhet."), trust_sentence(Trust(fields["trust"]), say))


def _unknown_key(fields: Fields, say: Say) -> Document:
    wrong = say.rich(
        "Jag känner inte till {key} (tecken {at}).", key=code(f"{fields['key']}:"), at=fields["at"] + 1
    )
    if fields["near"]:
        return doc(wrong, say.rich("Menade du {key}?", key=code(f"{fields['near']}:")))
    if not fields["known"]:
        return doc(wrong)
    return doc(wrong, say("De här går att ange: {keys}.", keys=say.list(fields["known"])))


def _twice(fields: Fields, say: Say) -> Document:
    key = code(f"{fields['key']}:")
    return doc(
        say.rich("{key} står två gånger med olika värden (tecken {at}).", key=key, at=fields["at"] + 1)
    )


def _extra(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Jag vet inte vad ”{word}” hör till (tecken {at}).", word=fields["word"][:40], at=fields["at"] + 1
        )
    )


def _not_listed(fields: Fields, say: Say) -> Document:
    labels = [say.term(choice.label) for choice in fields["choices"]]
    return doc(say("Det ska vara {choices}.", choices=say.list(labels, either=True)))


def _not_number(fields: Fields, say: Say) -> Document:
    return doc(
        say("Det ska vara ett tal mellan {least} och {most}.", least=fields["least"], most=fields["most"])
    )


def _settled(fields: Fields, say: Say) -> Document:
    found = doc(say.rich("{command} går inte att ångra.", command=code(_line(fields["path"]))))
    return found + doc(say.term(fields["instead"])) if fields["instead"] else found


def _time_unreadable(_: Fields, say: Say) -> Document:
    return doc(say("Skriv en tid som 22:30, imorgon 07:00, 2026-12-24 06:00 eller om 20 min."))


def _time_gap(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Klockan {wall} finns inte den natten: klockan ställs fram. Menade du {instead}?",
            wall=fields["wall"],
            instead=fields["instead"],
        )
    )


def _unregistered(fields: Fields, say: Say) -> Document:
    contact = fields.get("contact", "")
    unknown = say("Jag känner inte igen dig, så jag kan inte göra något åt dig.")
    if not contact:
        return doc(unknown, say("Be den som sköter registret i din organisation att lägga till dig."))
    return doc(unknown, say("Be {contact} att lägga till dig.", contact=contact))


def _too_long(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Meddelandet är för långt: {length} tecken. Jag läser högst {limit}. Inget är gjort.",
            length=fields["length"],
            limit=fields["limit"],
        ),
        say("Korta av det, eller dela upp det i flera meddelanden."),
    )


def _reply_unknown(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Jag vet inte vad ”{word}” gäller: meddelandet du svarade på hittar jag inte. "
            "Skriv kommandot med referensen.",
            word=fields["word"],
        )
    )


def _reply_unclear(fields: Fields, say: Say) -> Document:
    return doc(
        say.rich(
            "Jag är inte säker på vad du menar, så inget är gjort. Menar du {verb}, skriv bara det.",
            verb=code(fields["verb"]),
        )
    )


PROBLEMS: Mapping[str, ProblemView] = {
    "access.role": _role,
    "access.room": _room,
    "access.clear": _clear,
    "access.clear_message": lambda _, say: doc(
        say("Meddelandet kom okrypterat i ett krypterat rum, så jag gör inget med det. Skicka det igen.")
    ),
    "access.device": _device,
    "access.unregistered": _unregistered,
    "arg.unknown_key": _unknown_key,
    "arg.twice": _twice,
    "arg.extra": _extra,
    "change.other": lambda fields, say: doc(
        say.rich(
            "Den nya texten är inte {command}. Vill du något annat: skriv det i ett nytt meddelande.",
            command=code(_line(fields["path"])),
        )
    ),
    "command.unknown": _unknown,
    "command.verb": _verb,
    "plain.not_understood": _not_understood,
    "reply.unknown": _reply_unknown,
    "reply.unclear": _reply_unclear,
    "limit.wait": lambda fields, say: doc(
        say(
            "Det kommer väldigt många meddelanden från dig. Fram till {until} läser jag bara det som gäller "
            "ärenden. Fastnar en knapp, eller kör ett skript?",
            until=say.clock(fields["until"]),
        )
    ),
    "question.none": lambda _, say: doc(say("Ingen fråga väntar på svar, så det finns inget att avbryta.")),
    "question.closed": lambda _, say: doc(say("Den frågan är inte öppen längre.")),
    "question.not_yours": lambda _, say: doc(say("Den frågan gällde någon annan. Bara den kan svara.")),
    "file.another": lambda fields, say: doc(
        say.rich(
            "Jag frågar om filen som du skickade {sent}. Svara på det först, eller skriv {cancel}. "
            "Skicka sedan den här filen igen.",
            sent=say.time(fields["sent"]),
            cancel=code(say("avbryt")),
        )
    ),
    "text.none": lambda _, say: doc(
        say("Jag läser bara text, inte bilder, filer, ljud eller platser. Inget är gjort.")
    ),
    "text.too_long": _too_long,
    "value.not_listed": _not_listed,
    "value.not_number": _not_number,
    "value.too_long": lambda fields, say: doc(
        say("Det är för långt: högst {longest} tecken.", longest=fields["longest"])
    ),
    "time.unreadable": _time_unreadable,
    "time.ahead": lambda fields, say: doc(say("{at} har inte varit än.", at=say.when(fields["at"]))),
    "time.past_unreadable": lambda _, say: doc(
        say("Skriv en tid som har varit, som 14:10, igår 22:30, 2026-11-21 06:00 eller för 20 min sedan.")
    ),
    "time.gap": _time_gap,
    "time.overlap": lambda fields, say: doc(
        say("Klockan {wall} finns två gånger den natten. Vilken menar du?", wall=fields["wall"])
    ),
    "time.past": lambda fields, say: doc(say("{at} har redan varit.", at=say.when(fields["at"]))),
    "undo.settled": _settled,
    "undo.nothing": lambda _, say: doc(say("Det finns inget av dig att ångra.")),
    "kernel.fault": lambda fields, say: doc(
        say(
            "Något gick fel hos mig och inget är gjort. Driften vet om det. Ange {reference} om du ringer.",
            reference=fields["reference"],
        )
    ),
}
