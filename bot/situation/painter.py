"""Draws the maps ahead of their posting, outside any transaction and off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import exists, or_, select, update

from bot.clock import Clock
from bot.draw.picture import Picture, picture_of
from bot.draw.sheet import Drawing
from bot.situation.compile import compile_version
from bot.situation.compiled import Version
from bot.situation.desk import Register
from bot.situation.freeze import from_json
from bot.situation.names import Names, names
from bot.situation.picture_tables import PictureImage, PictureRow, PostingRow
from bot.situation.pictures import PictureState, history
from bot.situation.tables import RoundRow
from bot.situation.values import Audience, Level
from bot.store.engine import Store
from bot.store.upsert import insert_new

HISTORY_DAYS: Final = 14
_EVERY: Final = 2.0
_AFTER_FAULT: Final = 60.0
_LATELY: Final = timedelta(days=1)
"""A map that could not be drawn for longer is not sent after a picture that nobody reads any more."""
_SHOWN: Final = (PictureState.WORKING, PictureState.REVIEWED, PictureState.PUBLISHED)
_AUDIENCES: Final = (Audience.ROC, Audience.SSR)

Draw = Callable[[Version, Mapping[str, Sequence[Level | None]], Names], Drawing]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Wanted:
    picture_id: int
    compiled_at: datetime
    audience: Audience
    version: int
    inputs: Mapping[str, Any]
    past: Mapping[str, Sequence[Level | None]]
    names: Names


class Painter:
    """Runs beside everything else: no text waits for it longer than it says itself.

    ``draw`` knows how the map looks. A picture that can't be drawn is tried again a minute later.
    """

    def __init__(self, store: Store, register: Register, draw: Draw, clock: Clock) -> None:
        self._store = store
        self._register = register
        self._draw = draw
        self._clock = clock
        self._failed: dict[int, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self.paint():
                    pass
            except Exception as error:  # noqa: BLE001 - the next picture is drawn all the same
                log.warning("painter.again", error=type(error).__name__)
            await asyncio.sleep(_EVERY)

    async def paint(self) -> bool:
        """Draw the next map that is missing; False when none is."""
        wanted = await self._next()
        if wanted is None:
            return False
        try:
            drawn = await asyncio.to_thread(self._drawn, wanted)
        except Exception as error:  # noqa: BLE001 - the text goes out without a map
            log.error("picture not drawn", picture=wanted.picture_id, error=type(error).__name__)  # noqa: TRY400
            self._failed[wanted.picture_id] = self._clock.monotonic()
            return True
        self._failed.pop(wanted.picture_id, None)
        await self._keep(wanted, drawn)
        return True

    def _drawn(self, wanted: _Wanted) -> Picture:
        # Without free text, whichever version goes out: nothing on a map was written by anybody.
        version = compile_version(
            from_json(wanted.inputs), wanted.audience, version=wanted.version, held=True
        )
        return picture_of(self._draw(version, wanted.past, wanted.names))

    async def _next(self) -> _Wanted | None:
        now = self._clock.monotonic()
        resting = [one for one, at in self._failed.items() if now - at < _AFTER_FAULT]
        missing = [
            ~exists().where(PictureImage.picture_id == PictureRow.id, PictureImage.audience == one)
            for one in _AUDIENCES
        ]
        async with self._store.read() as session:
            row = await session.scalar(
                select(PictureRow)
                .where(
                    PictureRow.state.in_(_SHOWN),
                    PictureRow.compiled_at > self._clock.now() - _LATELY,
                    PictureRow.inputs.is_not(None),
                    PictureRow.id.not_in(resting),
                    or_(*missing),
                )
                .order_by(PictureRow.id.desc())
                .limit(1)
            )
            if row is None or row.inputs is None:
                return None
            have = set(
                await session.scalars(select(PictureImage.audience).where(PictureImage.picture_id == row.id))
            )
            audience = next(one for one in _AUDIENCES if one.value not in have)
            wall = await session.scalar(select(RoundRow.wall).where(RoundRow.id == row.round_id))
            past = await history(session, audience, HISTORY_DAYS, date.fromisoformat((wall or "")[:10]))
            known = names(await self._register.current(session))
        return _Wanted(row.id, row.compiled_at, audience, row.version, row.inputs, past, known)

    async def _keep(self, wanted: _Wanted, drawn: Picture) -> None:
        """Unless the picture was compiled anew meanwhile."""
        same = select(PictureRow.id).where(
            PictureRow.id == wanted.picture_id, PictureRow.compiled_at == wanted.compiled_at
        )
        async with self._store.begin() as session:
            if await session.scalar(same.with_for_update()) is None:
                return
            image = {
                "picture_id": wanted.picture_id,
                "audience": wanted.audience.value,
                "png": drawn.png,
                "svg": drawn.svg,
                "width": drawn.width,
                "height": drawn.height,
            }
            await insert_new(session, PictureImage, PictureImage.id, [image])
            # The texts that wait for it need not wait longer; one that waits for its room does.
            await session.execute(
                update(PostingRow)
                .where(
                    PostingRow.picture_id == wanted.picture_id,
                    PostingRow.audience == wanted.audience,
                    PostingRow.state == "waiting",
                    PostingRow.told_at.is_(None),
                )
                .values(look_at=self._clock.now())
            )
