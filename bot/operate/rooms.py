"""``rocbot rooms``: what each room of the register should be and is, and the missing ones made."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.actors.bindings import bind
from bot.actors.creation import RoomPlan, plan_creation
from bot.actors.entries import RoomEntry
from bot.actors.facts import has_role, room_id, rooms
from bot.actors.inspect import Finding, Inspection, RoomReport
from bot.assembly import Ground, ground
from bot.chat.message import Role
from bot.duty.facts import people_of
from bot.errors import Fault
from bot.matrix.errors import Rejected
from bot.matrix.room_admin import RoomAdmin
from bot.operate.homeserver import as_the_bot
from bot.operate.screen import Screen
from bot.register.section import Snapshot
from bot.store import audit

_MODERATOR = 50
_SIDE_BY_SIDE = 8


async def show_rooms(config: Path, *, create: bool) -> int:
    """List the rooms; with ``create`` make the missing ones and invite who is absent, then list them.

    Raises:
        Fault: a room must not be used as it is.
    """
    screen = Screen()
    async with ground(config) as base, as_the_bot(base) as client:
        async with base.store.read() as session:
            snapshot = await base.register.current(session)
        if not rooms(snapshot):
            raise Fault("register.none")
        overseer = _Overseer(base, RoomAdmin(client), client.user_id, screen)
        if create:
            snapshot = await overseer.mend(snapshot)
        findings = await overseer.findings(snapshot)
    _show(screen, snapshot, findings)
    if grave := sum(finding.grave for finding in findings):
        raise Fault("rooms.grave", count=grave)
    return 0


@dataclass(frozen=True)
class _Overseer:
    base: Ground
    admin: RoomAdmin
    me: str
    screen: Screen

    async def findings(self, snapshot: Snapshot) -> Sequence[Finding]:
        return Inspection(snapshot, people_of, self.me).rooms(await self._reports(snapshot))

    async def mend(self, snapshot: Snapshot) -> Snapshot:
        """Make what is missing; safe to repeat when it was interrupted."""
        reports = await self._reports(snapshot)
        for entry in rooms(snapshot):
            report = reports[entry.address]
            if report is not None and room_id(snapshot, entry) is None:
                await self._bind(entry.address, report.room_id, "room.found")
        missing = [entry for entry in rooms(snapshot) if reports[entry.address] is None]
        for plan in plan_creation(snapshot, missing, people_of):
            await self._make(snapshot, plan)
        there = {address: report for address, report in reports.items() if report is not None}
        for finding in Inspection(snapshot, people_of, self.me).rooms(there):
            if finding.code == "room.absent":
                invited = await self._invite(there[finding.address].room_id, finding.fields["people"])
                self.screen.line(f"Bjöd in {invited} till {finding.address}")
        async with self.base.store.read() as session:
            return await self.base.register.current(session)

    async def _reports(self, snapshot: Snapshot) -> Mapping[str, RoomReport | None]:
        side_by_side = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def report(entry: RoomEntry) -> RoomReport | None:
            async with side_by_side:
                found = room_id(snapshot, entry) or await self.admin.find(entry.address)
                return await self.admin.report(found) if found else None

        entries = rooms(snapshot)
        reports = await asyncio.gather(*(report(entry) for entry in entries))
        return {entry.address: found for entry, found in zip(entries, reports, strict=True)}

    async def _make(self, snapshot: Snapshot, plan: RoomPlan) -> None:
        admins = {user: _MODERATOR for user in plan.invite if has_role(snapshot, user, Role.ADMIN)}
        made = await self.admin.create(
            name=plan.name,
            alias=plan.alias_localpart,
            topic=plan.topic,
            power=admins or None,
        )
        # Bound before anybody is invited: what comes after may fail and be done again.
        await self._bind(plan.address, made, "room.made")
        invited = await self._invite(made, plan.invite)
        self.screen.line(f"Skapade {plan.address}, bjöd in {invited}")

    async def _invite(self, where: str, people: Sequence[str]) -> int:
        invited = 0
        for user in people:
            try:
                await self.admin.invite(where, user)
                invited += 1
            except Rejected as refusal:
                self.screen.remark(f"obs  {user} gick inte att bjuda in ({refusal.errcode})")
        return invited

    async def _bind(self, address: str, made: str, action: str) -> None:
        now, actor = self.base.clock.now(), f"cli:{getpass.getuser()}"
        async with self.base.store.begin() as session:
            await bind(session, address, made, at=now)
            await audit.append(
                session, at=now, actor=actor, action=action, object=address, fields={"room": made}
            )


def _show(screen: Screen, snapshot: Snapshot, findings: Sequence[Finding]) -> None:
    by_address: dict[str, list[Finding]] = {}
    for finding in findings:
        by_address.setdefault(finding.address, []).append(finding)
    for entry in rooms(snapshot):
        where = room_id(snapshot, entry) or "–"
        screen.line(f"{entry.name} ({entry.room_class.value})  {entry.address}  {where}")
        found = by_address.get(entry.address, [])
        for finding in found:
            screen.line(f"  {'fel' if finding.grave else 'obs'}  {finding.sentence()}")
        if not found:
            screen.line("  ok")
    screen.line()
    screen.line(f"{len(rooms(snapshot))} rum, {len(by_address)} att se till")
