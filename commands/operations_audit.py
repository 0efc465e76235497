"""What the operations room is told when cases, or the clock that moves them, stand still."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.cases.auditor import Why
from bot.chat.declare import NoticeView
from bot.chat.document import Document, doc
from bot.chat.say import Say, msg

Fields = Mapping[str, Any]

_WHY: Final = MappingProxyType(
    {
        Why.NO_CLOCK: msg("Ingen tid är satt för nästa larm."),
        Why.OVERDUE: msg("Nästa steg skulle ha skett men har inte skett."),
        Why.TOO_FAR: msg("Nästa steg är satt för långt fram i tiden. Klockan kan ha ställts om."),
        Why.UNSENT: msg("Larmet har väntat i mer än två minuter på att skickas."),
    }
)


def _stands(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{reference} står still. {why} Be ROC ringa enheten, och se i loggen vad som är fel.",
            reference=fields["reference"],
            why=say.term(_WHY[fields["why"]]),
        )
    )


def _all_stand(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{number} ärenden står still, bland dem {references}. Be ROC ringa enheterna, och se i loggen "
            "vad som är fel.",
            number=fields["number"],
            references=say.list(fields["references"]),
        )
    )


def _moves(fields: Fields, say: Say) -> Document:
    return doc(say("{reference} rör sig igen.", reference=fields["reference"]))


def _all_move(fields: Fields, say: Say) -> Document:
    return doc(say("{number} ärenden rör sig igen.", number=fields["number"]))


def _ticker_stands(_fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Det som ska ske på klockslag har stannat: inget larm går vidare av sig självt. "
            "Starta om rocbot, och be ROC följa de öppna ärendena så länge."
        )
    )


def _ticker_back(_fields: Fields, say: Say) -> Document:
    return doc(say("Det som ska ske på klockslag går igen."))


AUDIT_NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "drift.case_stands": _stands,
        "drift.cases_stand": _all_stand,
        "drift.case_moves": _moves,
        "drift.cases_move": _all_move,
        "drift.ticker_stands": _ticker_stands,
        "drift.ticker_back": _ticker_back,
    }
)
