"""What stands around the text for parents: notices, names of contacts, the words of page and SMS."""

from __future__ import annotations

from typing import Final

from bot.guidance.values import Line

TITLE: Final = Line("ram.titel", "Kort stödtext för föräldrar", note="Not the name of the official guide.")
DRAFT: Final = Line(
    "ram.utkast", "Det här är ett utkast. Ingen har granskat översättningen.", note="Stands above a draft."
)
OUTDATED: Final = Line(
    "ram.inaktuell",
    "Den svenska texten har ändrats. Den här översättningen är äldre.",
    note="Stands above a translation whose Swedish has changed.",
)
REVIEWED: Final = Line(
    "ram.granskad", "Granskad %(date)s av %(organisation)s.", note="The translation was reviewed."
)
NO_TEXT: Final = Line("ram.text_saknas", "Den korta texten finns inte på det här språket än.")
PARTLY: Final = Line(
    "ram.del_saknas",
    "En del av texten finns inte på det här språket än.",
    note="Stands where some parts of the short text are there, and others are not.",
)
NO_GUIDE: Final = Line("ram.guide_saknas", "Den officiella guiden finns inte här på det här språket än.")
GUIDE: Final = Line(
    "ram.guide",
    "Här är den officiella guiden %(title)s.",
    note="%(title)s: Gängsnacket, the name of the guide by the county boards and the police.",
)
LINK: Final = Line("ram.lank", "Guiden på nätet: %(url)s", note="%(url)s: a web address.")
CHECKED: Final = Line(
    "ram.kontrollerad", "Kontrollerad %(date)s.", note="A person has checked that it is right."
)
SCAN: Final = Line("ram.skanna", "Skanna koden för att läsa hela guiden.", note="Beside a QR code, in print.")
PRINTED: Final = Line("ram.utskrift", "Utskriven %(date)s. Nummer kan ändras.", note="At the foot of a page.")
IN_KOMMUN: Final = Line(
    "ram.kommun", "Hjälp i %(kommun)s", note="A heading. %(kommun)s: a municipality, such as Nacka."
)
NATIONAL: Final = Line("ram.landet", "Hjälp i hela landet", note="A heading, above national helplines.")
NONE_LOCAL: Final = Line(
    "ram.inga_lokala", "Här finns inga nummer till %(kommun)s än.", note="%(kommun)s: a municipality."
)
VERIFIED: Final = Line(
    "ram.dagar",
    "Numren kontrollerades för %(n)s dag sedan.",
    many="Numren kontrollerades för %(n)s dagar sedan.",
    note="Counted from the oldest check of the phone numbers shown.",
)
VERIFIED_TODAY: Final = Line(
    "ram.dagar_idag", "Numren kontrollerades i dag.", note="Said where it would be 0 days ago."
)
ALWAYS: Final = Line("ram.dygnet", "Öppet dygnet runt", note="Beside a phone number.")
OPEN: Final = Line("ram.oppet", "Öppet nu, till %(time)s", note="%(time)s: as 17:00, or with a weekday.")
OPENS: Final = Line("ram.oppnar", "Stängt nu, öppnar %(time)s", note="%(time)s: as måndag 08:00.")
HOURS_UNKNOWN: Final = Line("ram.tider_okanda", "Vi vet inte när de svarar", note="Beside a phone number.")
SMS: Final = Line(
    "ram.sms",
    "Orolig för ett barn? Fara nu: %(emergency)s. Läs mer: %(url)s",
    note="A text message to a phone: keep it short.",
)
SMS_KOMMUN: Final = Line(
    "ram.sms_kommun",
    "Orolig för ett barn? Fara nu: %(emergency)s. Socialtjänsten i %(kommun)s: %(number)s. Läs mer: %(url)s",
    note="A text message to a phone: keep it short.",
)
MAIL_SUBJECT: Final = Line("ram.amne", "Stöd till dig som är förälder", note="The subject of a mail.")

KINDS: Final = (
    Line("ram.nod", "Nödnumret", note="The emergency number, 112."),
    Line("ram.polis", "Polisen, när det inte är bråttom"),
    Line(
        "ram.lamna_polis",
        "Fråga polisen om hjälp att lämna ett gäng",
        note="Followed by a colon, a name and a number.",
    ),
    Line("ram.lamna_kommun", "Kommunens hjälp till den som vill lämna ett gäng"),
    Line("ram.soc", "Socialtjänsten, på dagtid", note="The social services of the municipality."),
    Line(
        "ram.socialjour",
        "Socialjouren, när socialtjänsten har stängt",
        note="The social services' emergency unit, at night and at weekends.",
    ),
    Line("ram.oro", "Anmäl oro för ett barn", note="To the social services."),
    Line("ram.foralder", "Råd och stöd till föräldrar"),
    Line("ram.barn", "Stöd till dig som är under 18 år"),
    Line("ram.vuxna", "Stöd till vuxna som är oroliga för ett barn"),
    Line("ram.brottsoffer", "Stöd till den som har utsatts för brott"),
    Line("ram.vald", "Stöd till den som utsätts för våld av någon nära"),
    Line("ram.heder", "Stöd mot hedersvåld och förtryck", note="Honour-related violence and oppression."),
    Line("ram.vard", "Råd om vård"),
    Line("ram.falt", "Personal som möter unga ute på kvällarna", note="Outreach youth workers."),
)
"""What a contact is for: the part of the key after the dot is what the register calls it."""
KIND_NAMES: Final = tuple(line.key.partition(".")[2] for line in KINDS)

FRAME: Final = (
    TITLE,
    DRAFT,
    OUTDATED,
    REVIEWED,
    NO_TEXT,
    PARTLY,
    NO_GUIDE,
    GUIDE,
    LINK,
    CHECKED,
    SCAN,
    PRINTED,
    IN_KOMMUN,
    NATIONAL,
    NONE_LOCAL,
    VERIFIED,
    VERIFIED_TODAY,
    ALWAYS,
    OPEN,
    OPENS,
    HOURS_UNKNOWN,
    SMS,
    SMS_KOMMUN,
    MAIL_SUBJECT,
    *KINDS,
)
"""All of it, for the catalogues."""


def kind_line(kind: str) -> Line:
    """How a kind of contact is called.

    Raises:
        KeyError: there is none of that name.
    """
    found = {one.key.partition(".")[2]: one for one in KINDS}
    return found[kind]
