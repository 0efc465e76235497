"""The closed lists of a case: what they are called, and what else people write for it."""

from __future__ import annotations

from bot.cases.end_case import CloseReason, WithdrawReason
from bot.cases.entries import Destination, Gang, Urgency
from bot.cases.linked import LinkKind
from bot.chat.converters import OneOf
from bot.chat.say import msg


def gang() -> OneOf[Gang]:
    return OneOf(
        {
            Gang.YES: (msg("ja"), "j", "yes", "y"),
            Gang.NO: (msg("nej"), "n", "no"),
            Gang.UNKNOWN: (msg("vet ej"), "vet inte", "okänt", "okänd", "oklart", "unknown", "?"),
        }
    )


def urgency() -> OneOf[Urgency]:
    return OneOf(
        {
            Urgency.NOW: (msg("nu (akut)"), "akut", "genast", "now", "omedelbart"),
            Urgency.TODAY: (msg("idag"), "i dag", "today", "ikväll", "i natt", "inatt"),
            Urgency.OFFICE: (msg("nästa kontorstid"), "office", "imorgon", "i morgon", "nästa vardag"),
        }
    )


def destination() -> OneOf[Destination | None]:
    """None: whoever is usually alarmed."""
    return OneOf(
        {
            Destination.SOCIALTJANST: (
                msg("socialtjänsten"),
                "socialtjänst",
                "soc",
                "socialjouren",
                "social",
            ),
            Destination.POLIS: (msg("polisen"), "police"),
            None: (msg("vet ej"), "vet inte", "okänd", "unknown", "?"),
        }
    )


def close_reason() -> OneOf[CloseReason]:
    return OneOf(
        {
            CloseReason.DONE: (msg("klart"), "done", "färdigt"),
            CloseReason.ELSEWHERE: (msg("någon annan har tagit över"), "övertaget", "elsewhere"),
            CloseReason.DUPLICATE: (msg("samma som ett annat ärende"), "dubblett", "duplicate"),
            CloseReason.MISTAKE: (msg("larmet var fel"), "fel", "felaktigt", "mistake"),
        }
    )


def withdraw_reason() -> OneOf[WithdrawReason]:
    return OneOf(
        {
            WithdrawReason.NOT_NEEDED: (msg("behövs inte längre"), "löst", "not needed"),
            WithdrawReason.OTHER_WAY: (msg("vi har fått kontakt på annat sätt"), "annan väg", "other way"),
            WithdrawReason.DUPLICATE: (msg("samma som ett annat ärende"), "dubblett", "duplicate"),
            WithdrawReason.MISTAKE: (msg("larmet var fel"), "fel", "felaktigt", "mistake"),
        }
    )


def move_reason() -> OneOf[str]:
    return OneOf(
        {
            "busy": (msg("hinner inte"), "upptagen", "busy"),
            "wrong_unit": (msg("fel enhet"), "wrong unit", "wrong_unit"),
            "no_answer": (msg("ingen svarar"), "no answer", "no_answer"),
            "shift": (msg("passet är slut"), "skiftbyte", "shift"),
        }
    )


def link_kind() -> OneOf[LinkKind]:
    return OneOf(
        {
            LinkKind.SAME: (msg("samma barn eller händelse"), "samma", "dubblett", "same"),
            LinkKind.RELATED: (msg("hör ihop"), "besläktat", "related"),
        }
    )


def exercise_units() -> OneOf[bool]:
    """True: real ones."""
    return OneOf(
        {
            False: (msg("övningsenheter"), "övning", "exercise"),
            True: (msg("riktiga"), "riktiga enheter", "real"),
        }
    )
