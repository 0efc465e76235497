"""One compilation, a version for each audience: pure, and made only of what that audience may see."""

from __future__ import annotations

from dataclasses import replace

from bot.press.facts import Communication
from bot.situation.changes import level_changes, text_changes
from bot.situation.compiled import Inputs, ThemeBlock, Version
from bot.situation.levels import levels
from bot.situation.lines import Lines, lines_in
from bot.situation.sifting import near, sift
from bot.situation.standings import standings
from bot.situation.suppress import spoken
from bot.situation.values import Audience


def compile_version(
    inputs: Inputs,
    audience: Audience,
    *,
    version: int = 1,
    kommun: str | None = None,
    held: bool = False,
    corrects: int | None = None,
    reason: str | None = None,
) -> Version:
    """What this audience is told.

    ``kommun``: the local picture of a kommun–polis room: its text is about that kommun and the county, and
    has no numbers of cases; the levels are still those of all, for the map.
    ``held``: levels, who has reported and counts, without a word that anybody wrote.

    Raises:
        ValueError: for ``Audience.OWN``, and for a local picture that is not made of what all may see.
    """
    if kommun is not None and audience is not Audience.SSR:
        raise ValueError(audience)
    everything = sift(inputs, audience)
    found = near(everything, inputs, kommun) if kommun else everything
    lines = Lines(found.reports, inputs, found.shown)
    by_kommun, county = levels(everything.reports, inputs)
    blocks = lines.blocks()
    compared = () if everything.first else level_changes(everything, inputs, kommun)
    actors = None
    if kommun is not None:
        actors = {one.actor for one in found.reports}
        actors |= {actor for actor, code in inputs.home.items() if code == kommun}
    whole = Version(
        reference=inputs.reference,
        version=version,
        audience=audience,
        due_at=inputs.due_at,
        compiled_at=inputs.compiled_at,
        mode=inputs.mode,
        changes=compared if everything.first else (*compared, *text_changes(found, lines)),
        needs=found.needs,
        late=(*(n for n in found.needs if n.late), *(one for one in lines_in(blocks) if one.late)),
        levels=by_kommun,
        county=county,
        themes=blocks,
        standings=standings(found, inputs, actors),
        cases={} if kommun or inputs.exercise else spoken(inputs.cases, audience, inputs.threshold),
        communication=_communication(inputs, audience, kommun),
        before_reference=inputs.before_reference,
        before_at=inputs.before_at,
        kommun=kommun,
        exercise=inputs.exercise,
        corrects=corrects,
        reason=reason,
    )
    if not held:
        return whole
    return replace(
        whole,
        held=True,
        mode=replace(inputs.mode, cause=None),
        changes=compared,
        needs=tuple(replace(one, words="") for one in whole.needs),
        late=tuple(replace(one, words="") for one in whole.needs if one.late),
        themes=tuple(ThemeBlock(block.theme, (), block.events) for block in blocks),
        communication=whole.communication.without_words() if whole.communication else None,
        reason=None,
    )


def _communication(inputs: Inputs, audience: Audience, kommun: str | None) -> Communication | None:
    """None of a local picture: what goes round in one kommun is not spread there by the picture."""
    if inputs.communication is None or kommun is not None:
        return None
    return inputs.communication if audience is Audience.ROC else inputs.communication.for_everybody()
