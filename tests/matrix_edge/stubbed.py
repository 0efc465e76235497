"""The edge on a stub homeserver, and people whose devices are made of vodozemac alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import vodozemac
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.matrix.client import GuardedClient
from bot.matrix.edge import Listeners, MatrixEdge, Rules
from bot.matrix.room_state import Change
from bot.matrix.sealed import Unreadable
from bot.matrix.trust import TrustKeeper
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxRow, InboxState
from bot.store.inbox_queries import TakenEvent
from bot.store.sync_state import sync_token
from tests.harness.clock import MovableClock
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import BOT, Peer, Stub, bot_client, one_time_key, stub_server, sync

ROOM = "!rum:x"
ANNA = "@anna:x"


class Speaker(Peer):
    """A device that writes encrypted messages."""

    def __init__(self, peer: Peer) -> None:
        self.__dict__.update(peer.__dict__)
        self.key = vodozemac.GroupSession()
        self._numbers = count(1)

    def rotate(self) -> None:
        self.key = vodozemac.GroupSession()

    def share(self, client: GuardedClient, room_id: str = ROOM) -> dict[str, Any]:
        """The to-device message that brings the room key, from where the ratchet now is."""
        return self.first_message(client, one_time_key(client), self.room_key(client, room_id, self.key))

    def says(self, body: str, room_id: str = ROOM, **more: Any) -> dict[str, Any]:
        content = {"msgtype": "m.text", "body": body}
        return self.seals({"type": "m.room.message", "content": content, "room_id": room_id}, **more)

    def seals(self, inner: Any, **more: Any) -> dict[str, Any]:
        text = inner if isinstance(inner, str) else json.dumps(inner)
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "sender_key": self.curve25519,
            "device_id": self.device_id,
            "session_id": self.key.session_id,
            "ciphertext": self.key.encrypt(text.encode()).to_base64(),
        }
        return event("m.room.encrypted", content, sender=self.user_id, **more)


_numbers = count(1)


def event(kind: str, content: Any, *, sender: str = ANNA, **more: Any) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "type": kind,
        "event_id": f"$event{number}",
        "sender": sender,
        "origin_server_ts": 1_775_000_000_000 + number,
        "content": content,
        **more,
    }


def member(user_id: str, membership: str = "join", **more: Any) -> dict[str, Any]:
    return event("m.room.member", {"membership": membership}, sender=user_id, state_key=user_id, **more)


def answer(
    token: str,
    *events: Any,
    room_id: str = ROOM,
    state: Sequence[Any] = (),
    to_device: Sequence[Any] = (),
    prev_batch: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A sync answer with one joined room."""
    timeline = {"events": list(events), "limited": prev_batch is not None, "prev_batch": prev_batch}
    section = {"state": {"events": list(state)}, "timeline": timeline}
    return sync(token, *to_device, rooms={"join": {room_id: section}}, **more)


def joined(*user_ids: str, encrypted: bool = True) -> list[dict[str, Any]]:
    """The state of a room when the bot has just come into it."""
    secret = event("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, state_key="")
    return [member(BOT), *(member(user) for user in user_ids), *([secret] if encrypted else [])]


@dataclass
class Scene:
    """The edge, and everything it told."""

    edge: MatrixEdge
    client: GuardedClient
    stub: Stub
    store: Store
    clock: MovableClock
    metrics: Metrics
    registered: set[str]
    changes: list[Change] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    taken: list[TakenEvent] = field(default_factory=list)

    async def take(self, raw: dict[str, Any]) -> None:
        await self.edge.intake.take(self.client.take(raw))

    async def rows(self) -> list[InboxRow]:
        async with self.store.read() as session:
            return [*await session.scalars(select(InboxRow).order_by(InboxRow.id))]

    async def texts(self) -> list[str]:
        return [
            row.payload["text"] for row in await self.rows() if row.state == InboxState.NEW and row.payload
        ]

    async def token(self) -> str | None:
        async with self.store.read() as session:
            return await sync_token(session, self.client.device_id)

    def ignored(self, why: str) -> float:
        return float(self.metrics.events_ignored.labels(why)._value.get())

    async def introduce(self, *people: Person) -> None:
        """Let the homeserver describe these people, and the bot be in a room with them."""
        merged: dict[str, Any] = {}
        for person in people:
            for key, value in person.answer().items():
                merged.setdefault(key, {}).update(value)
        self.stub.answer("/keys/query", merged)
        self.registered |= {person.user_id for person in people}
        await self.take(answer("s0", state=joined(*(person.user_id for person in people))))


@asynccontextmanager
async def scene(
    directory: Path,
    store: Store,
    *,
    screen: Callable[[str], tuple[str, tuple[str, ...]]] = lambda text: (text, ()),
    unreadable_after: Callable[[], timedelta] = lambda: timedelta(seconds=60),
    on_changes: Any = None,
    must_encrypt: Callable[[str], bool] = lambda _room: False,
) -> AsyncIterator[Scene]:
    async with stub_server() as stub, bot_client(directory, stub.url) as client:
        clock, metrics, registered = MovableClock(), Metrics(), set[str]()
        client.metrics = metrics

        async def changed(session: AsyncSession, changes: Sequence[Change]) -> None:
            found.changes += changes
            if on_changes:
                await on_changes(session, changes)

        async def replaced(_session: AsyncSession, old: str, new: str) -> None:
            found.replaced.append((old, new))

        async def unreadable(_session: AsyncSession, message: Unreadable) -> None:
            found.unreadable.append(message)

        edge = MatrixEdge(
            client=client,
            trust=TrustKeeper(client, clock),
            store=store,
            clock=clock,
            metrics=metrics,
            bell=Bell(),
            rules=Rules(
                is_registered=registered.__contains__,
                must_encrypt=must_encrypt,
                screen=screen,
                other_bots=frozenset({"@annan-bot:x"}),
                unreadable_after=unreadable_after,
            ),
            listeners=Listeners(
                on_changes=changed,
                on_replaced=replaced,
                on_unreadable=unreadable,
                on_taken=lambda events: found.taken.extend(events),  # noqa: PLW0108 - found comes later
            ),
        )
        found = Scene(edge, client, stub, store, clock, metrics, registered)
        await edge.load()
        # What an earlier first sync left: from here on everything that is said counts.
        if await found.token() is None:
            await found.take(sync("start"))
        yield found
