"""Reports and pictures put into the database as if they had come and gone out; all of them fictional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.situation.compile import compile_version
from bot.situation.compiled import CaseNumbers, Inputs, ModeState
from bot.situation.freeze import to_json
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import levels_of
from bot.situation.tables import ReportRow, RoundActor, RoundRow
from bot.situation.values import Audience, Confidence, Level, Part, Report, ReportKind, ReportState, Trend
from bot.store.attachment import attachment_of
from tests.cases.night import ZONE
from tests.situation.day import HED, Day, Said

DUE = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
"""15:00 in Stockholm."""
NACKA, HUDDINGE = "0182", "0126"
HOUR = timedelta(hours=1)


def report(number: int, words: str, /, **fields: Any) -> Report:
    """R-1121-number of Nacka, for all actors, two hours before the posting."""
    made = Report(
        id=number,
        reference=f"R-1121-{number}",
        actor="nacka",
        kind=ReportKind.REPORT,
        audience=Audience.SSR,
        observed_at=DUE - 3 * HOUR,
        reported_at=DUE - 2 * HOUR,
        parts={Part.EVENT: words},
        kommuner=(NACKA,),
        level=Level.STRAINED,
        trend=Trend.WORSE,
        confidence=Confidence.CONFIRMED,
        source="fältassistent",
        tags=("skola",),
    )
    return replace(made, **fields)


WIDE = report(1, "Öppet för alla: lugnare vid skolan")
ROC_ONLY = report(2, "Bara för ROC: värvning vid torget", audience=Audience.ROC, level=Level.SERIOUS)
OWN = report(3, "Bara för Nacka: personal saknas", audience=Audience.OWN, level=Level.CRITICAL)
POLICE = report(
    4, "Polisens uppgift om Huddinge", actor="polis", kommuner=(HUDDINGE,), tags=("rekrytering",), level=None
)


async def put(
    day: Day,
    *reports: Report,
    state: ReportState = ReportState.CURRENT,
    author: str = HED,
    published: bool = True,
    corrects: int | None = None,
    same: int | None = None,
) -> None:
    async with day.store.begin() as session:
        for one in reports:
            words = {part.value: text for part, text in one.parts.items()} | {"source": one.source}
            session.add(
                ReportRow(
                    id=one.id, reference=one.reference, actor=one.actor, author=author,
                    room_id="!aktor-nacka:localhost", event_id=f"$r{one.id}", kind=one.kind.value,
                    state=state.value, audience=one.audience.value, observed_at=one.observed_at,
                    reported_at=one.reported_at, level=one.level, trend=one.trend,
                    confidence=one.confidence.value, exercise=one.exercise, kommuner=list(one.kommuner),
                    tags=list(one.tags), words=words, digest=str(one.id), corrects_id=corrects,
                    same_as_id=same, published_at=DUE if published else None,
                )
            )  # fmt: skip


def inputs(*reports: Report, reference: str = "LB-1121-1", due_at: datetime = DUE, **fields: Any) -> Inputs:
    made = Inputs(
        reference=reference,
        due_at=due_at,
        compiled_at=due_at - HOUR / 2,
        mode=ModeState(),
        threshold=5,
        stale=36 * HOUR,
        reports=reports,
        cases=CaseNumbers({"alarmed": 2, "taken": 11}, 3),
        asked=("nacka", "polis"),
        themes=("skola", "rekrytering"),
        home={"nacka": NACKA},
    )
    return replace(made, **fields)


async def publish(
    day: Day, made: Inputs, *, version: int = 1, held: bool = False, answered: Sequence[str] = ("nacka",)
) -> None:
    """The picture went out at its time."""
    local = made.due_at.astimezone(ZONE)
    async with day.store.begin() as session:
        row = RoundRow(
            reference=made.reference, wall=f"{local:%Y-%m-%dT%H:%M}", zone="Europe/Stockholm",
            due_at=made.due_at, opens_at=made.due_at - 3 * HOUR, closes_at=made.due_at - HOUR / 2,
            mode=made.mode.mode.value, exercise=made.exercise, state="posted", posted_at=made.due_at,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        for actor in made.asked:
            at = made.due_at - HOUR if actor in answered else None
            session.add(RoundActor(round_id=row.id, actor=actor, expected=True, reminders=0, answered_at=at))
        levels = {
            audience.value: dict(levels_of(compile_version(made, audience)))
            for audience in (Audience.ROC, Audience.SSR)
        }
        session.add(
            PictureRow(
                round_id=row.id, version=version, state="published", compiled_at=made.compiled_at,
                inputs=to_json(made), held=held, published_at=made.due_at, levels=levels,
            )
        )  # fmt: skip


async def files(day: Day, said: Sequence[Said]) -> list[bytes]:
    """What was attached to these messages."""
    async with day.store.begin() as session:
        found = [await attachment_of(session, int(one.event_id.removeprefix("$out"))) for one in said]
    return [one for one in found if one is not None]


def plain(said: Sequence[Said]) -> str:
    return "\n".join(one.body for one in said)
