"""The bot's edge to Matrix alone, without commands: what it takes in is read from the inbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.clock import SystemClock
from bot.demo.homeserver import Account
from bot.matrix.edge import Listeners, MatrixEdge, Rules
from bot.matrix.room_state import Change
from bot.matrix.sealed import Unreadable
from bot.matrix.session import Login, Session
from bot.matrix.trust import TrustKeeper
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxRow, InboxState
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import StrictClient

PATIENCE = 20.0

NioPerson = Callable[[str], Awaitable[NioClient]]
"""Makes an account with a light client."""


def keep_everything(text: str) -> tuple[str, tuple[str, ...]]:
    """A screen that drops nothing."""
    return text, ()


@dataclass
class EdgeBot:
    """An account whose edge can be started and stopped over and over, with one store and one key store."""

    url: str
    account: Account
    store: Store
    directory: Path
    registered: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    """Rooms that the register wants encrypted."""
    screen: Callable[[str], tuple[str, tuple[str, ...]]] = keep_everything
    unreadable_after: timedelta = timedelta(seconds=60)
    timeline_limit: int = 100
    changes: list[Change] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)
    started: bool = False

    @property
    def user_id(self) -> str:
        return self.account.user_id

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MatrixEdge]:
        """The edge, until the block ends; then it is cancelled where it stands."""
        session = await self._open()
        try:
            edge = self._build(session)
            await edge.load()
            task = asyncio.create_task(edge.run())
            try:
                await until(lambda: edge.intake.sync_age is not None)
                yield edge
            finally:
                if task.done():
                    await task
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        finally:
            await session.close()

    async def _open(self) -> Session:
        login = Login(self.url, self.account.user_id, self.directory, "a pickle key")
        if self.started:
            return await Session.open(login, self.store, SystemClock(), self.metrics)
        session = await Session.first(login, self.store, SystemClock(), self.account.password)
        await session.identity.init(self.account.password)
        self.started = True
        await session.close()
        return await self._open()

    def _build(self, session: Session) -> MatrixEdge:
        return MatrixEdge(
            client=session.client,
            trust=TrustKeeper(session.client, SystemClock()),
            store=self.store,
            clock=SystemClock(),
            metrics=self.metrics,
            bell=Bell(),
            rules=Rules(
                is_registered=self.registered.__contains__,
                is_named=self.named.__contains__,
                must_encrypt=self.secret.__contains__,
                screen=self.screen,
                decline_reason="Boten talar bara med registrerade personer.",
                unreadable_after=lambda: self.unreadable_after,
                timeline_limit=self.timeline_limit,
                sync_timeout_ms=5_000,
            ),
            listeners=Listeners(
                on_changes=self._on_changes, on_replaced=self._on_replaced, on_unreadable=self._on_unreadable
            ),
        )

    async def _on_changes(self, _session: AsyncSession, changes: Sequence[Change]) -> None:
        self.changes += [replace(change) for change in changes]

    async def _on_replaced(self, _session: AsyncSession, old: str, new: str) -> None:
        self.replaced.append((old, new))

    async def _on_unreadable(self, _session: AsyncSession, message: Unreadable) -> None:
        self.unreadable.append(message)

    async def ask(
        self, method: str, where: str, body: object = None, token: str | None = None
    ) -> dict[str, Any]:
        """A request as the bot's account (on the device that registering gave it), or as somebody else.

        A ``body`` that is a string is sent as it stands.
        """
        data = body if isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token or self.account.access_token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, f"{self.url}/_matrix/client/v3{where}", data=data) as response,
        ):
            answer: dict[str, Any] = await response.json()
            return answer

    async def rows(self, state: InboxState | None = None) -> Sequence[InboxRow]:
        """The inbox, in order."""
        statement = select(InboxRow).order_by(InboxRow.id)
        if state is not None:
            statement = statement.where(InboxRow.state == state)
        async with self.store.read() as session:
            return (await session.scalars(statement)).all()

    async def texts(self) -> list[str]:
        """What has been said to the bot and waits for an answer."""
        return [row.payload["text"] for row in await self.rows(InboxState.NEW) if row.payload]

    async def wait_rows(
        self, count: int, state: InboxState | None = None, seconds: float = PATIENCE
    ) -> Sequence[InboxRow]:
        """The rows, when there are so many."""
        async with asyncio.timeout(seconds):
            while len(rows := await self.rows(state)) < count:  # noqa: ASYNC110 - the inbox does not call
                await asyncio.sleep(0.02)
        return rows

    async def wait_texts(self, count: int, seconds: float = PATIENCE) -> list[str]:
        """The texts, when there are so many."""
        async with asyncio.timeout(seconds):
            while len(texts := await self.texts()) < count:  # noqa: ASYNC110 - the inbox does not call
                await asyncio.sleep(0.02)
        return texts


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)


async def chat_with(bot: EdgeBot, who: StrictClient) -> str:
    """A direct chat that the bot has joined."""
    bot.registered.add(who.user_id)
    room = await who.create_dm(bot.user_id)
    await who.wait_member(room, bot.user_id)
    return room
