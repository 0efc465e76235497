"""Whose device is worth what: identities are pinned, and a change is held until somebody confirms it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Trust
from bot.clock import Clock
from bot.matrix.after_commit import after_commit
from bot.matrix.cross_signing import DeviceView, PersonKeys, read_person
from bot.matrix.tables_account import PersonIdentity

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient


@dataclass(frozen=True)
class IdentityChanged:
    """A person's master key is not the pinned one. ``current`` is None when the identity is gone."""

    user_id: str
    pinned: str
    current: str | None


Told = Callable[[AsyncSession, IdentityChanged], Awaitable[None]]


class TrustKeeper:
    """Reads from memory; writes in the session it is given, and remembers only what was committed.

    The pins are loaded once, by ``load``. After that this process is the only one that changes them.
    """

    def __init__(self, client: GuardedClient, clock: Clock, told: Told | None = None) -> None:
        self._client = client
        self._clock = clock
        self._told = told
        self._people: dict[str, PersonKeys] = {}
        self._pinned: dict[str, str] = {}
        self._current: dict[str, str | None] = {}
        """As the database has it; whoever differs from it in ``_people`` is unsettled."""
        self._unsettled: set[str] = set()
        client.keys_listeners.append(self._take)

    async def load(self, session: AsyncSession) -> None:
        for row in await session.scalars(select(PersonIdentity)):
            self._pinned[row.user_id], self._current[row.user_id] = row.pinned, row.current

    # -- asked of us, from memory

    def of_key(self, user_id: str, curve25519: str, ed25519: str) -> Trust:
        """The worth of a person's device with these keys; UNSIGNED when the person has no such device."""
        return self._worth(user_id, self._person(user_id).with_keys(curve25519, ed25519))

    def of_device(self, user_id: str, device_id: str | None) -> Trust:
        """The worth of a device by its name, which the homeserver could misstate: to show, not to decide."""
        return self._worth(user_id, self._person(user_id).devices.get(device_id or ""))

    def of_person(self, user_id: str) -> Trust:
        """SIGNED: has the pinned identity. CHANGED: another one. UNSIGNED: none, or not asked for yet."""
        if user_id not in self._people:
            return Trust.UNSIGNED
        pinned, current = self._pinned.get(user_id), self._people[user_id].master
        if pinned is not None and current != pinned:
            return Trust.CHANGED
        return Trust.UNSIGNED if current is None else Trust.SIGNED

    def knows(self, user_id: str) -> bool:
        """Whether the homeserver was asked for the person's keys since the start."""
        return user_id in self._people

    def signed_devices(self, user_id: str) -> frozenset[str]:
        """Devices that count as signed; none while the identity is another one than the pinned."""
        if self.of_person(user_id) is not Trust.SIGNED:
            return frozenset()
        return self._person(user_id).signed_devices

    def master_key(self, user_id: str) -> str | None:
        """The person's master key as the homeserver has it now."""
        return self._person(user_id).master

    def _person(self, user_id: str) -> PersonKeys:
        return self._people.get(user_id) or PersonKeys()

    def _worth(self, user_id: str, device: DeviceView | None) -> Trust:
        person = self.of_person(user_id)
        if person is Trust.CHANGED:
            return Trust.CHANGED
        return Trust.SIGNED if device is not None and device.signed else Trust.UNSIGNED

    # -- from the homeserver

    async def refresh(self, user_ids: Iterable[str], *, even_if_fresh: bool = False) -> None:
        """Ask for those whose keys we lack or whose devices have changed since.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: what we knew before still holds.
        """
        keys = self._client.keys
        stale = {
            user for user in user_ids if even_if_fresh or user not in self._people or not keys.fresh(user)
        }
        if stale:
            await self._client.keys_query(stale)

    async def _take(self, answer: dict[str, Any]) -> None:
        told = answer.get("device_keys")
        for user_id in told if isinstance(told, dict) else ():
            person = read_person(answer, user_id)
            self._people[user_id] = person
            if self._current.get(user_id) != person.master:
                self._unsettled.add(user_id)

    # -- into the database

    @property
    def unsettled(self) -> bool:
        """Whether ``settle`` has something to write."""
        return bool(self._unsettled)

    async def settle(self, session: AsyncSession) -> list[IdentityChanged]:
        """Pin who is seen for the first time; tell of each change, once."""
        changes, done = [], sorted(self._unsettled)
        for user_id in done:
            current = self._person(user_id).master
            row = await session.get(PersonIdentity, user_id, with_for_update=True)
            if row is None and current is not None:
                row = self._new(user_id, current, "first_seen")
            elif row is not None and row.current != current:
                row.current, row.changed_at = current, self._clock.now()
                if current != row.pinned:
                    changes.append(IdentityChanged(user_id, row.pinned, current))
            if row is not None:
                self._keep(session, row)
        await self._tell(session, changes)
        after_commit(session, lambda: self._unsettled.difference_update(done))
        return changes

    async def changed(self, session: AsyncSession, user_id: str) -> datetime | None:
        """Since when the person has an identity that nobody has confirmed; None when there is none."""
        row = await session.get(PersonIdentity, user_id)
        current = self._person(user_id).master
        if row is None or current is None or row.pinned == current:
            return None
        return row.changed_at or row.pinned_at

    async def confirm(self, session: AsyncSession, user_id: str, by: str) -> bool:
        """Take the person's present identity for theirs; False when nothing had changed or there is none."""
        row = await session.get(PersonIdentity, user_id, with_for_update=True)
        current = self._person(user_id).master
        if row is None or current is None or row.pinned == current:
            return False
        row.pinned, row.pinned_at, row.source = current, self._clock.now(), "confirmed"
        row.current, row.confirmed_by, row.confirmed_at = current, by, self._clock.now()
        self._keep(session, row)
        return True

    async def pin_from_register(
        self, session: AsyncSession, keys: Mapping[str, str]
    ) -> list[IdentityChanged]:
        """Pin the master keys that the register states. A key that it stated before changes nothing."""
        changes = []
        for user_id, key in keys.items():
            row = await session.get(PersonIdentity, user_id, with_for_update=True)
            if row is not None and row.register_key == key:
                continue
            if row is None:
                row = self._new(user_id, key, "register")
                row.current = self._person(user_id).master
            row.pinned, row.pinned_at, row.source, row.register_key = key, self._clock.now(), "register", key
            self._keep(session, row)
            known = self._people.get(user_id)
            if known is not None and known.master != key:
                changes.append(IdentityChanged(user_id, key, known.master))
        await self._tell(session, changes)
        return changes

    def _new(self, user_id: str, pinned: str, source: str) -> PersonIdentity:
        return PersonIdentity(
            user_id=user_id, pinned=pinned, pinned_at=self._clock.now(), source=source, current=pinned
        )

    def _keep(self, session: AsyncSession, row: PersonIdentity) -> None:
        session.add(row)
        user_id, pinned, current = row.user_id, row.pinned, row.current

        def remember() -> None:
            self._pinned[user_id], self._current[user_id] = pinned, current

        after_commit(session, remember)

    async def _tell(self, session: AsyncSession, changes: Iterable[IdentityChanged]) -> None:
        for change in changes:
            if self._told is not None:
                await self._told(session, change)
