"""Reports of all 37 actors for one round, and many older ones that no picture holds any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry, kommuner
from bot.register.section import Snapshot
from bot.situation.entries import settings, themes
from bot.situation.tables import ReportRow, RoundRow
from bot.situation.values import Audience, Confidence, Part, ReportKind, ReportState, Trend
from bot.store.engine import Store

EACH = 20
_AT_ONCE = 1_000
_WORDS = (
    "Ungdomar samlas vid centrum på kvällarna, och två butiker har stängt tidigare än de brukar. "
    "Fältgruppen är på plats till klockan 23."
)
_PARTS = tuple(Part)


async def fill(store: Store, snapshot: Snapshot, now: datetime, older: int) -> RoundRow:
    """A round that has closed, with ``EACH`` reports of each actor in it; the round."""
    round_ = RoundRow(
        reference="LB-1121-1",
        wall="2026-11-21T15:00",
        zone="Europe/Stockholm",
        due_at=now + timedelta(minutes=30),
        opens_at=now - timedelta(hours=3),
        closes_at=now,
        mode="ordinary",
        state="open",
    )
    actors = list(snapshot.of(ActorEntry).values())
    past = now - settings(snapshot).forget - timedelta(hours=1)
    async with store.begin() as session:
        # the older ones first, as they came first; over the two years for which they are kept
        span = timedelta(days=700) / max(older, 1)
        await _insert(session, (_row(snapshot, actors, n, past - n * span) for n in range(older, 0, -1)))
        fresh = range(EACH * len(actors))
        await _insert(
            session, (_row(snapshot, actors, older + 1 + n, now - timedelta(seconds=n + 1)) for n in fresh)
        )
        session.add(round_)
        await session.flush()
        session.expunge(round_)
    return round_


async def _insert(session: AsyncSession, rows: Iterator[Mapping[str, Any]]) -> None:
    while some := [*islice(rows, _AT_ONCE)]:
        await session.execute(insert(ReportRow), some)


def _row(snapshot: Snapshot, actors: list[ActorEntry], number: int, at: datetime) -> dict[str, Any]:
    actor = actors[number % len(actors)]
    places = kommuner()
    ids = [theme.id for theme in themes(snapshot)]
    part = _PARTS[number % len(_PARTS)]
    return {
        "reference": f"R-{number}",
        "actor": actor.id,
        "author": "@rapportor:localhost",
        "room_id": "!aktor:localhost",
        "event_id": f"$report-{number}",
        "kind": ReportKind.REPORT,
        "state": ReportState.CURRENT,
        "audience": (Audience.SSR, Audience.ROC, Audience.SSR, Audience.OWN)[number % 4],
        "observed_at": at,
        "reported_at": at,
        "level": number % 4,
        "trend": Trend.SAME,
        "confidence": Confidence.LIKELY,
        "urgent": False,
        "exercise": False,
        "kommuner": [actor.kommun or places[number % len(places)].code],
        "tags": [ids[number % len(ids)]],
        "words": {part.value: _WORDS, Part.EVENT.value: f"{_WORDS} ({number})", "source": "fältgruppen"},
        "digest": f"{number:064d}",
        "flagged": False,
    }
