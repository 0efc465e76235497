"""Looks at what the wallboard shows: the last published picture, and how the present round stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry, kommuner
from bot.register.section import Snapshot
from bot.situation.board import Board, Planned, PlannedHour, Silent
from bot.situation.compile import compile_version
from bot.situation.compiled import KommunLevel, ModeState, Standing, Version
from bot.situation.mode import mode_now
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import inputs_of, latest_number
from bot.situation.rounds import RoundState, asked_actors, current_round
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import COUNTY, Audience

_BEGUN = (RoundState.OPEN, RoundState.CLOSED)


async def _nothing(_session: AsyncSession, _now: datetime) -> Sequence[PlannedHour]:
    return ()


class BoardLook:
    """Keeps the last compiled picture: between two postings only the round and the mode are asked for."""

    def __init__(self, planned: Planned = _nothing) -> None:
        self._planned = planned
        self._compiled: tuple[int, Version] | None = None

    async def board(self, session: AsyncSession, snapshot: Snapshot, now: datetime) -> Board:
        """As all actors may see it. Nothing here is an exercise's."""
        found = bare(await mode_now(session))
        found = replace(found, messages=tuple(await self._planned(session, now)))
        if (version := await self._version(session)) is not None:
            found = of_picture(found, version, _home(snapshot))
        if (round_ := await current_round(session)) is not None:
            found = await _of_round(session, found, round_, snapshot)
        return found

    async def _version(self, session: AsyncSession) -> Version | None:
        number = await latest_number(session)
        if number is None:
            return None
        if self._compiled is None or self._compiled[0] != number:
            row = await session.get_one(PictureRow, number)
            if row.inputs is None:
                return None
            # as if nobody had reviewed it: that version has no free text at all
            version = compile_version(inputs_of(row), Audience.SSR, version=row.version, held=True)
            self._compiled = (row.id, version)
        return self._compiled[1]


def bare(mode: ModeState) -> Board:
    """Before the first picture: the mode alone, without its cause."""
    return Board(
        county=KommunLevel(COUNTY, None),
        levels=tuple(KommunLevel(one.code, None) for one in kommuner()),
        mode=mode.mode,
        mode_since=mode.since,
    )


def of_picture(board: Board, version: Version, home: Mapping[str, str]) -> Board:
    """With what a held version for all actors says; ``home``: the kommun of the actors that are one."""
    missing = (one.actor for one in version.standings if one.standing is Standing.MISSING)
    return replace(
        board,
        county=_without_reports(version.county),
        levels=tuple(_without_reports(one) for one in version.levels),
        picture=version.reference,
        version=version.version,
        picture_at=version.due_at,
        asked=len(version.standings),
        missing=_silent(missing, home),
        cases=version.cases,
    )


async def _of_round(session: AsyncSession, board: Board, round_: RoundRow, snapshot: Snapshot) -> Board:
    board = replace(board, opens_at=round_.opens_at, closes_at=round_.closes_at, next_at=round_.due_at)
    if round_.state not in _BEGUN:
        return board
    asked = await asked_actors(session, snapshot, round_)
    answered = select(RoundActor.actor).where(
        RoundActor.round_id == round_.id, RoundActor.answered_at.is_not(None)
    )
    heard = set(await session.scalars(answered))
    missing = (one for one in asked if one not in heard)
    return replace(board, open=True, asked=len(asked), missing=_silent(missing, _home(snapshot)))


def _silent(actors: Iterable[str], home: Mapping[str, str]) -> tuple[Silent, ...]:
    return tuple(Silent(one, home.get(one)) for one in actors)


def _home(snapshot: Snapshot) -> Mapping[str, str]:
    return {one.id: one.kommun for one in snapshot.of(ActorEntry).values() if one.kommun}


def _without_reports(one: KommunLevel) -> KommunLevel:
    """Without the references of the reports that it follows from."""
    return replace(one, reports=())
