"""That a joint message stands still, and that it moves again: to the operations room and to its owner."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from bot.press.watch import Why

Fields = Mapping[str, Any]


def _why(fields: Fields, say: Say) -> str:
    match Why(fields["why"]):
        case Why.NO_TIME:
            return say("Det är schemalagt men har ingen tid.")
        case Why.OVERDUE:
            return say("Dess tid har passerat, och det har inte gått ut.")
        case Why.UNSETTLED:
            return say("Det är på väg ut sedan länge, och alla kanaler har inte svarat.")
        case Why.UNRELEASED:
            return say("Det är förberett men har inte släppts.")


def _stands(fields: Fields, say: Say) -> Document:
    head = say("Budskapet {reference} står still.", reference=fields["reference"])
    return doc(" ".join((head, _why(fields, say))), say("Se efter i loggen vad som hindrar publiceringen."))


def _owner_stands(fields: Fields, say: Say) -> Document:
    reference = fields["reference"]
    head = say("{reference} står still. {why}", reference=reference, why=_why(fields, say))
    return doc(
        head,
        say("Driften har fått veta det. Räkna inte med att det går ut."),
        say.rich(
            "{show} visar läget. Stoppa det med {stop} om det inte längre ska ut.",
            show=code(f"!budskap visa {reference}"),
            stop=code(f"!budskap stopp {reference}"),
        ),
    )


def _many(fields: Fields, say: Say) -> Document:
    head = say.count("Ett budskap står still.", "{n} budskap står still, bland dem dessa:", fields["number"])
    return doc(head, say.list(fields["references"]))


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "drift.message_stands": _stands,
        "drift.messages_stand": _many,
        "drift.message_moves": lambda fields, say: doc(
            say("Budskapet {reference} rör sig igen.", reference=fields["reference"])
        ),
        "drift.messages_move": lambda fields, say: doc(
            say.count("Ett budskap rör sig igen.", "{n} budskap rör sig igen.", fields["number"])
        ),
        "message.stands": _owner_stands,
        "message.moves": lambda fields, say: doc(
            say("{reference} rör sig igen.", reference=fields["reference"])
        ),
    }
)
