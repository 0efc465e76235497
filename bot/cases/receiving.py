"""Sending a case on by hand: which units may get it, and why it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.actors.facts import fold
from bot.cases.entries import Destination
from bot.cases.folder import Folder
from bot.cases.standing import Standing
from bot.chat.declare import Choice
from bot.duty.facts import UnitEntry, UnitKind, units

REASONS: Final = ("no_answer", "wrong_unit", "busy", "shift")
_MOST: Final = 9


def reason_given(folder: Folder, own: Standing, reason: str | None, *, own_too: bool = False) -> str | None:
    """The reason; whoever takes a case from others has to say why, and with ``own_too`` the unit as well.

    Raises:
        Refusal: ``case.why`` asks for it.
    """
    case = folder.case
    if reason is not None:
        return reason
    if case.unit is None and (own.roc or own.tib):
        return "no_answer"
    if not own_too and (own.holds or not (own.roc or own.tib)):
        return None
    choices = [Choice(one, one) for one in REASONS]
    raise folder.refusal("case.why", asks="reason", choices=choices, reference=case.reference)


def named(known: Iterable[UnitEntry], text: str) -> tuple[UnitEntry, ...]:
    """The units that a name or short name means; several when only their beginnings or parts are alike."""
    wanted, known = fold(text), tuple(known)
    exact = tuple(one for one in known if wanted in {fold(one.id), fold(one.name)})
    return exact or tuple(one for one in known if wanted and wanted in fold(one.name))


def receiver(folder: Folder, typed: str | None, now: datetime) -> UnitEntry:
    """The unit that is to get the case.

    Raises:
        Refusal: ``case.same_unit``, ``case.other_side``, ``case.real_unit`` or ``case.exercise_unit`` for
            one that cannot; ``case.to_whom`` asks for one that can.
    """
    known = units(folder.snapshot)
    near = named(known, typed) if typed else ()
    fit = tuple(one for one in near if obstacle(folder, one) is None)
    if len(fit) == 1:
        return fit[0]
    if near and not fit:
        fields = {"reference": folder.case.reference, "unit": near[0].name}
        raise folder.refusal(obstacle(folder, near[0]) or "case.to_whom", **fields)
    duty = folder.desk.duty
    offered = fit or [one for one in known if obstacle(folder, one) is None and duty.is_open(one, now)]
    choices = [Choice(one.id, one.name) for one in offered[:_MOST]]
    raise folder.refusal("case.to_whom", asks="to", choices=choices, text=(typed or "")[:40])


def obstacle(folder: Folder, unit: UnitEntry) -> str | None:
    """Why the case cannot go to the unit, as a refusal's code."""
    case = folder.case
    if unit.id == case.unit:
        return "case.same_unit"
    if unit.exercise and not case.exercise:
        return "case.exercise_unit"
    if folder.alone.drill and not unit.exercise:
        return "case.real_unit"
    if (unit.kind is UnitKind.POLIS) != (case.to == Destination.POLIS):
        return "case.other_side"
    return None


def kommun_of(folder: Folder, unit: UnitEntry) -> str | None:
    """The kommun whose hours count there."""
    kept = folder.case.details or {}
    return next((kept[key] for key in ("residence", "found") if kept.get(key) in unit.kommuner), None)
