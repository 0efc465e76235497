"""Who is told of a report: ROC of what is for ROC, the actor's own room of everything of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToRoom
from bot.register.section import Snapshot
from bot.situation.desk import REPORT, Desk, duty_officers
from bot.situation.report_values import Told
from bot.situation.values import Audience
from bot.store.event_ref import STATUS, status_row
from bot.store.outbox import Priority

NOTE: Final = "note"


def about(reference: str, purpose: str = NOTE) -> About:
    return About(REPORT, reference, purpose)


async def cards(
    session: AsyncSession, desk: Desk, told: Told, written_in: str, *, calling: bool = True
) -> list[Notice]:
    """The report's message in each room that hears of it, written the first time and then edited.

    ``written_in``: the room of the report's own message: the actor's own needs no second telling. A room
    that has been told goes on being told, so that a report made narrower no longer stands there.
    ``calling``: one that cannot wait calls the duty officers.
    """
    snapshot = await desk.snapshot(session)
    found = []
    for room, own in _rooms(snapshot, told.report.actor):
        known = await status_row(session, REPORT, told.report.reference, room) is not None
        hears = own or told.report.audience is not Audience.OWN
        if (own and room == written_in and not known) or not (hears or known):
            continue
        safe = await desk.rooms.safe(session, room)
        if own and not safe:
            continue
        call = _called(snapshot, told) if calling and not own else ()
        found.append(_card(told, room, bare=not safe, hidden=not hears, again=known, call=call))
    return found


def calls(rooms: Iterable[Notice]) -> bool:
    """Whether somebody is called by one of them: an edit calls nobody."""
    return any(one.mention and not one.fields.get("again") for one in rooms)


def urgent_now(told: Told, rooms: Iterable[Notice]) -> list[Notice]:
    """A report that has become urgent calls the duty officers where its message is only edited."""
    return [
        Notice(
            "report.urgent",
            card.target,
            {"told": told},
            about(told.report.reference),
            mention=card.mention,
            priority=Priority.ANSWER,
        )
        for card in rooms
        if card.mention and card.fields["again"]
    ]


def _card(told: Told, room: str, *, bare: bool, hidden: bool, again: bool, call: tuple[str, ...]) -> Notice:
    return Notice(
        kind="report.card",
        target=ToRoom(room),
        fields={"told": told, "bare": bare, "hidden": hidden, "again": again},
        about=about(told.report.reference, STATUS),
        mention=call,
        status=True,
    )


def _called(snapshot: Snapshot, told: Told) -> tuple[str, ...]:
    report = told.report
    stands = told.withdrawn_at is None and told.replaced_by is None and report.audience is not Audience.OWN
    return duty_officers(snapshot) if report.urgent and stands and not report.exercise else ()


def _rooms(snapshot: Snapshot, actor: str) -> Iterator[tuple[str, bool]]:
    """Each room with whether it is the actor's own."""
    for entry in rooms_of(snapshot, RoomClass.ROC):
        if (room := room_id(snapshot, entry)) is not None:
            yield room, False
    for entry in rooms_of(snapshot, RoomClass.AKTOR):
        if entry.owner == actor and (room := room_id(snapshot, entry)) is not None:
            yield room, True
