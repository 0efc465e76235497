"""Names of roles, rooms and devices' trust, for sentences."""

from __future__ import annotations

from bot.chat.message import Role, RoomClass, Trust
from bot.chat.say import Say


def role_name(role: Role, say: Say) -> str:
    return {
        Role.POLIS: say("polis"),
        Role.SOCIALJOUR: say("socialjour"),
        Role.ROC: say("ROC"),
        Role.TIB: say("TiB"),
        Role.RAPPORTOR: say("rapportör"),
        Role.KOMMUNIKATOR: say("kommunikatör"),
        Role.GODKANNARE: say("godkännare"),
        Role.GRANSKARE: say("granskare"),
        Role.ADMIN: say("administratör"),
    }[role]


def room_name(room_class: RoomClass, say: Say) -> str:
    return {
        RoomClass.DIREKT: say("direktchatt med mig"),
        RoomClass.ENHET: say("enhetens rum"),
        RoomClass.KOMMUN_POLIS: say("rum för kommun och polis"),
        RoomClass.ROC: say("ROC-rummet"),
        RoomClass.SSR: say("rummet för alla aktörer"),
        RoomClass.KOMMUNIKATION: say("kommunikatörernas rum"),
        RoomClass.AKTOR: say("aktörens rum"),
        RoomClass.LEDNING: say("ledningens rum"),
        RoomClass.DRIFT: say("driftrummet"),
    }[room_class]


def trust_sentence(trust: Trust, say: Say) -> str:
    """What the device is worth, and what to do when it is not enough."""
    return {
        Trust.SIGNED: say("Din enhet är signerad av dig. Allt du har rätt till går att göra från den."),
        Trust.UNSIGNED: say(
            "Din enhet är inte signerad. Det mesta går ändå, men för att ta eller avsluta ett ärende, "
            "godkänna eller publicera ett budskap och ändra jouren krävs en signerad enhet. Öppna "
            "säkerhetsinställningarna i din klient och verifiera enheten med din återställningsnyckel "
            "eller en annan av dina enheter."
        ),
        Trust.CHANGED: say(
            "Din identitet har bytts sedan jag först såg den, och ingen har bekräftat bytet. Den räknas som "
            "osignerad. Ring en administratör och be om bekräftelse."
        ),
        Trust.NONE: say(
            "Meddelandet kom okrypterat, så jag vet inte vilken enhet som skrev. Skriv i ett krypterat rum."
        ),
    }[trust]
