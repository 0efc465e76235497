"""``!lägesbild export``: the latest picture or an extract, to be taken into another system."""

from __future__ import annotations

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.errors import Refusal
from bot.situation.asking import find_reports, homes
from bot.situation.audience import audience_of
from bot.situation.desk import Desk
from bot.situation.names import names
from bot.situation.past_pictures import past_picture
from bot.situation.statements import Exported, narrowest, of_reports, of_version
from bot.situation.suppress import spoken
from bot.situation.values import Audience
from bot.situation.wanted import PictureNumber, Wanted

MOST = 1000
"""Reports in one file."""


class ExportPicture:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: Wanted, number: PictureNumber | None) -> Outcome:
        """What the picture or the extract says, as far as both the person and the room may hear it.

        Raises:
            Refusal: ``picture.no_picture``, ``picture.none_yet``, ``picture.nothing_found``.
        """
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        called = names(snapshot)
        if number is None and wanted.anything:
            found = await find_reports(call.session, wanted, sight, homes(snapshot), most=MOST)
            if not found.total:
                raise Refusal("picture.nothing_found").told_to(sight.answer_to)
            reports = [one.report for one in found.reports]
            value = Exported(
                narrowest(sight.audience, reports),
                call.now,
                called,
                tuple(of_reports(reports)),
                asked=wanted,
                total=found.total,
                reports=len(reports),
            )
            return Outcome(value, answer_to=sight.answer_to)
        picture = await past_picture(call.session, number, sight, call.place)
        if picture is None:
            code = "picture.none_yet" if number is None else "picture.no_picture"
            text = "" if number is None else number.reference
            raise Refusal(code, text=text).told_to(sight.answer_to)
        version, inputs = picture.version, picture.inputs
        cases = spoken(inputs.cases, Audience.SSR, inputs.threshold) if version.cases else {}
        value = Exported(
            sight.audience, call.now, called, tuple(of_version(version)), version=version, cases=cases
        )
        return Outcome(value, answer_to=sight.answer_to)
