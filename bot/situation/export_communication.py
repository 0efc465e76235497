"""The communicative part of a lägesbild as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.press.facts import Communication, MessageAhead, MessageOut, QuestionAsked, RumourHeard, Truth
from bot.situation.export_values import named, utc
from bot.situation.names import Names

_BEFORE: Final[Mapping[Truth, str]] = MappingProxyType(
    {
        Truth.FALSE: "FALSKT",
        Truth.MISLEADING: "VILSELEDANDE",
        Truth.UNCONFIRMED: "OBEKRÄFTAT",
        Truth.TRUE: "SANT",
    }
)
"""In Swedish, as names and texts are: what a claim says is not to be taken from the file without it."""


def communication_json(told: Communication, names: Names) -> dict[str, Any]:
    """By docs/lagesbild.schema.json."""
    return {
        "questions": {"open": told.asked, "newest": [_question(one, names) for one in told.questions]},
        "rumours": {"followed": told.heard, "widest": [_rumour(one, names) for one in told.rumours]},
        "planned": [_ahead(one, names) for one in told.ahead],
        "published": [_out(one, names) for one in told.out],
    }


def _question(one: QuestionAsked, names: Names) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "asker": one.asker.value,
        "owner": named(one.owner, names.actor(one.owner)),
        "raised_at": utc(one.raised_at),
        "words": one.words,
    }


def _rumour(one: RumourHeard, names: Names) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "status": one.truth.value,
        "spread": one.spread.value,
        "claim": f"{_BEFORE[one.truth]}: {one.claim}",
        "owner": named(one.owner, names.actor(one.owner)),
        "answer": one.answer,
    }


def _ahead(one: MessageAhead, names: Names) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "owner": named(one.owner, names.actor(one.owner)),
        "at": utc(one.at),
        "signed": one.signed,
        "title": one.title,
    }


def _out(one: MessageOut, names: Names) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "owner": named(one.owner, names.actor(one.owner)),
        "at": utc(one.at),
        "state": one.state.value,
        "title": one.title,
    }
