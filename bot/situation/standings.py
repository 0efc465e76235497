"""Who has reported, who has nothing new, and who is silent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.situation.compiled import ActorStanding, Inputs, Standing
from bot.situation.sifting import Sifted, is_fresh
from bot.situation.values import ReportKind


def standings(
    found: Sifted, inputs: Inputs, actors: Iterable[str] | None = None
) -> tuple[ActorStanding, ...]:
    """Those asked in the register's order, then others who have reported; ``actors``: only these.

    An actor whose reports are all for a narrower audience has answered and has nothing for this one:
    that looks like "inget nytt". To call it silent would be untrue, to say more would be telling.
    """
    told = [one for one in inputs.reports if one.exercise == inputs.exercise]
    stood = frozenset(one.reference for one in inputs.before)
    answered = {one.actor for one in told if is_fresh(one, inputs, stood)}
    nothing = [one for one in told if one.kind is ReportKind.NOTHING]
    reported = {one.actor for one in found.reports if is_fresh(one, inputs, found.shown)}
    known = reported | {one.actor for one in nothing if is_fresh(one, inputs, stood)}
    last: dict[str, datetime] = {}
    for one in (*found.reports, *nothing):
        last[one.actor] = max(one.reported_at, last.get(one.actor, one.reported_at))
    others = sorted(known - set(inputs.asked))
    wanted = None if actors is None else set(actors)
    return tuple(
        ActorStanding(actor, _standing(actor, reported, answered), last.get(actor))
        for actor in (*inputs.asked, *others)
        if wanted is None or actor in wanted
    )


def _standing(actor: str, reported: set[str], answered: set[str]) -> Standing:
    if actor in reported:
        return Standing.REPORTED
    return Standing.NOTHING if actor in answered else Standing.MISSING
