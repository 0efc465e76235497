"""``!lägesbild skillnad``: what one picture has that an earlier one had not, as the asker may see both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.errors import Refusal
from bot.situation.audience import Sight, audience_of
from bot.situation.compile import compile_version
from bot.situation.compiled import Version
from bot.situation.desk import Desk
from bot.situation.names import Names, names
from bot.situation.past_list import past_lines
from bot.situation.past_pictures import PastPicture, past_picture
from bot.situation.wanted import PictureNumber


@dataclass(frozen=True)
class Difference:
    """``changes`` of ``after`` are counted from ``before``, whatever the two stood in between."""

    before: Version
    after: Version
    names: Names


class ComparePictures:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, first: PictureNumber | None, second: PictureNumber | None
    ) -> Outcome:
        """The one that was due first is the earlier; with one, it and the latest; with none, the last two.

        Raises:
            Refusal: ``picture.no_picture``, ``picture.only_one``, ``picture.same_twice``.
        """
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        if first is None or second is None:
            first, second = await _latest(call, first or second)
        pair = [await _found(call, one, sight) for one in (first, second)]
        before, after = sorted(pair, key=lambda one: (one.version.due_at, one.version.version))
        found = Difference(before.version, between(before, after), names(snapshot))
        return Outcome(found, answer_to=sight.answer_to)


def between(before: PastPicture, after: PastPicture) -> Version:
    """The later one, with what differs from the earlier one in place of what differed from its own.

    When nobody had reviewed one of the two, no text of either is shown.
    """
    old, new = before.version, after.version
    inputs = replace(
        after.inputs,
        before=before.inputs.reports,
        before_reference=old.reference,
        before_at=old.due_at,
    )
    return compile_version(
        inputs, new.audience, version=new.version, kommun=new.kommun, held=old.held or new.held
    )


async def _latest(call: Call, named: PictureNumber | None) -> tuple[PictureNumber, PictureNumber]:
    lines = await past_lines(call.session, skip=0, most=2)
    newest = [PictureNumber(line.reference, line.version) for line in lines]
    if named is not None and newest:
        return named, newest[0]
    if len(newest) < 2:  # noqa: PLR2004 - a difference is between two
        raise Refusal("picture.only_one", found=newest[0].reference if newest else "")
    return newest[1], newest[0]


async def _found(call: Call, number: PictureNumber, sight: Sight) -> PastPicture:
    found = await past_picture(call.session, number, sight, call.place)
    if found is None:
        raise Refusal("picture.no_picture", text=number.reference).told_to(sight.answer_to)
    return found
