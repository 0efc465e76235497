"""The edge to Matrix put together: what ``app.py`` builds, runs and asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.clock import Clock
from bot.matrix.batch import Batch
from bot.matrix.client import GuardedClient
from bot.matrix.courtesy import Courtesy
from bot.matrix.directs import DirectChats
from bot.matrix.files import FileDesk
from bot.matrix.intake import Intake
from bot.matrix.joining import Doorman
from bot.matrix.opening import Opener
from bot.matrix.room_admin import RoomAdmin
from bot.matrix.room_state import Change
from bot.matrix.rooms import RoomDirectory
from bot.matrix.sealed import SealedMessages, Unreadable
from bot.matrix.sender import MatrixSender
from bot.matrix.sifting import FileCommand, Screen, Sieve, no_files
from bot.matrix.trust import TrustKeeper
from bot.matrix.writing import Writer
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox_queries import TakenEvent


async def _nothing(_session: AsyncSession, *_: object) -> None:
    """What happens when nobody listens."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the rest of the bot decides for the edge, asked from memory at each event."""

    is_registered: Callable[[str], bool]
    is_named: Callable[[str], bool] = lambda _room: False
    """Whether the register names a room."""
    must_encrypt: Callable[[str], bool] = lambda _room: False
    """Whether a room is meant to be encrypted whatever its state says."""
    screen: Screen
    file_command: FileCommand = no_files
    other_bots: frozenset[str] = frozenset()
    decline_reason: str = ""
    unreadable_after: Callable[[], timedelta] = lambda: timedelta(seconds=60)
    """After how long the sender of an unreadable message is asked to send it again."""
    timeline_limit: int = 100
    sync_timeout_ms: int = 30_000


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who is told. The first three are called in the transaction that stores what they are told of."""

    on_changes: Callable[[AsyncSession, Sequence[Change]], Awaitable[None]] = _nothing
    on_replaced: Callable[[AsyncSession, str, str], Awaitable[None]] = _nothing
    on_unreadable: Callable[[AsyncSession, Unreadable], Awaitable[None]] = _nothing
    on_taken: Callable[[Sequence[TakenEvent]], None] = lambda _events: None


class MatrixEdge:
    """Everything between the homeserver and the inbox, and from the outbox back.

    Attributes:
        rooms: What is known of rooms (``chat``'s RoomView).
        sender: The outbox's Sender.
        intake: The sync loop and its age.
        courtesy: Read receipts and typing.
        files: Files that people sent, fetched and opened.
        admin: Rooms made, joined and reported on.
        doorman: Invites and upgrades.
    """

    def __init__(
        self,
        *,
        client: GuardedClient,
        trust: TrustKeeper,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        bell: Bell,
        rules: Rules,
        listeners: Listeners | None = None,
        rooms: RoomDirectory | None = None,
    ) -> None:
        """``rooms``: a directory that others hold already; one is made when there is none."""
        told = listeners or Listeners()
        self._client = client
        self._trust = trust
        self._rules = rules
        client.olm.may_have_keys = rules.is_registered
        opener = Opener(client.olm, trust)
        self.rooms = rooms or RoomDirectory(client.user_id, must_encrypt=rules.must_encrypt)
        self.courtesy = Courtesy(client)
        self.admin = RoomAdmin(client)
        self.doorman = Doorman(
            client=client,
            directory=self.rooms,
            is_registered=rules.is_registered,
            is_named=rules.is_named,
            decline_reason=rules.decline_reason,
        )
        self._directs = DirectChats(client=client, directory=self.rooms, store=store, clock=clock)
        self.files = FileDesk(client)
        self.sender = MatrixSender(
            client=client,
            directory=self.rooms,
            directs=self._directs,
            trust=trust,
            is_registered=rules.is_registered,
        )
        self.intake = Intake(
            client=client,
            store=store,
            directory=self.rooms,
            sieve=Sieve(
                client=client,
                opener=opener,
                trust=trust,
                clock=clock,
                metrics=metrics,
                is_registered=rules.is_registered,
                screen=rules.screen,
                other_bots=rules.other_bots,
                file_command=rules.file_command,
            ),
            sealed=SealedMessages(
                client=client,
                opener=opener,
                store=store,
                clock=clock,
                on_unreadable=told.on_unreadable,
                patience=rules.unreadable_after,
            ),
            trust=trust,
            clock=clock,
            bell=bell,
            writer=Writer(
                store=store,
                directory=self.rooms,
                trust=trust,
                clock=clock,
                device=(client.user_id, client.device_id),
                on_changes=told.on_changes,
                on_replaced=told.on_replaced,
            ),
            on_taken=told.on_taken,
            on_rooms=self._rooms_changed,
            timeline_limit=rules.timeline_limit,
            sync_timeout_ms=rules.sync_timeout_ms,
        )

    async def load(self) -> None:
        """Read what the last run left; before ``run``, and before anybody asks for rooms."""
        await self.intake.load()
        self._client.olm.add_changed_users(self._people())
        self.doorman.reconsider()

    async def run(self) -> None:
        """Everything, until cancelled.

        Raises:
            ExceptionGroup: of LoggedOut or Fault, when an operator must mend something first.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.intake.run(), name="matrix.intake")
            tasks.create_task(self.doorman.run(), name="matrix.doorman")
            tasks.create_task(self.courtesy.run(), name="matrix.courtesy")
            tasks.create_task(self._directs.run(), name="matrix.directs")

    def _people(self) -> set[str]:
        """Registered people whose devices we may write to; their keys are asked for at start."""
        members: Iterable[str] = (who for room in self.rooms.rooms() for who in room.members)
        return {who for who in members if who != self._client.user_id and self._rules.is_registered(who)}

    def _rooms_changed(self, batch: Batch) -> None:
        self.doorman.notice(batch)
