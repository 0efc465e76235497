"""Which events are for the bot, opened, read, and cleared of what must never be stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from bot.chat.message import Trust
from bot.clock import Clock
from bot.log import where
from bot.matrix import raw
from bot.matrix.batch import RoomPart
from bot.matrix.client import GuardedClient
from bot.matrix.errors import LoggedOut, MatrixError
from bot.matrix.events import Ignored, TakenFile, read
from bot.matrix.filters import says
from bot.matrix.opening import Opened, Opener, Shut, tidy
from bot.matrix.trust import TrustKeeper
from bot.metrics import Metrics
from bot.store.inbox import InboxKind, InboxState
from bot.store.inbox_queries import TakenEvent

Screen = Callable[[str], tuple[str, tuple[str, ...]]]
"""Gives the text without what must never be stored, and the sorts of what was dropped."""


@dataclass(frozen=True)
class Heard:
    """``text``: what a message with a file says. ``keep``: whether what opens the file is kept with it."""

    text: str
    keep: bool


FileCommand = Callable[[str, str, TakenFile], Heard | None]
"""By room and sender: what a file says; None: it is none of the bot's business."""


def no_files(_room: str, _sender: str, _file: TakenFile) -> Heard | None:
    """None of them is the bot's business."""
    return None


_KNOW_SECONDS = 10.0
_BREATH = 25


@dataclass
class Sifted:
    """``taken`` goes into the inbox; ``nothing`` are sealed messages that turned out not to matter."""

    taken: list[TakenEvent] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.taken or self.nothing)


class Sieve:
    """Judges events one by one: whatever one of them is like, the others are not harmed."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        opener: Opener,
        trust: TrustKeeper,
        clock: Clock,
        metrics: Metrics,
        is_registered: Callable[[str], bool],
        screen: Screen,
        other_bots: frozenset[str] = frozenset(),
        file_command: FileCommand = no_files,
    ) -> None:
        self._client = client
        self._opener = opener
        self._trust = trust
        self._clock = clock
        self._metrics = metrics
        self._is_registered = is_registered
        self._screen = screen
        self._other_bots = other_bots
        self._file_command = file_command
        self._log = structlog.get_logger()

    async def sift(self, parts: Iterable[RoomPart]) -> Sifted:
        """What of these timelines is for the inbox, in their order."""
        wanted = [
            (part.room.room_id, event)
            for part in parts
            for event in part.events
            if says(event.get("type")) and "state_key" not in event and self._from_people(event)
        ]
        await self._know({event["sender"] for _, event in wanted if event["type"] == "m.room.encrypted"})
        sifted = Sifted()
        for number, (room_id, event) in enumerate(wanted):
            if number % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            try:
                taken = self._take(room_id, event)
            except Exception as error:  # noqa: BLE001 - one event must never stop the others
                self._log.error("matrix.event_dropped", room=room_id, **where(error))
                taken = Ignored("malformed")
            if isinstance(taken, Ignored):
                self._count(taken)
            else:
                self._metrics.events_taken.labels(taken.kind).inc()
                sifted.taken.append(taken)
        return sifted

    def settle(self, opened: Sequence[tuple[str, Opened | Ignored]]) -> Sifted:
        """The same judgement for sealed messages that could be opened now."""
        sifted = Sifted()
        for event_id, found in opened:
            taken = self._read_opened(found)
            if isinstance(taken, Ignored):
                self._count(taken)
                sifted.nothing.append(event_id)
            else:
                sifted.taken.append(taken)
        return sifted

    def _from_people(self, event: Mapping[str, Any]) -> bool:
        sender = raw.user(event.get("sender"))
        if sender == self._client.user_id:
            return False
        why = None
        if sender is None:
            why = "malformed"
        elif sender in self._other_bots:
            why = "bot"
        elif not self._is_registered(sender):
            why = "unregistered"
        if why:
            self._count(Ignored(why))
        return why is None

    async def _know(self, senders: Iterable[str]) -> None:
        """Devices of people who wrote just now: their trust is judged when their words are taken."""
        try:
            async with asyncio.timeout(_KNOW_SECONDS):
                await self._trust.refresh(senders)
        except LoggedOut:
            raise
        except (MatrixError, TimeoutError) as error:
            self._log.warning("matrix.devices_unknown", error=type(error).__name__)

    def _take(self, room_id: str, event: Mapping[str, Any]) -> TakenEvent | Ignored:
        if raw.identifier(event.get("event_id")) is None:
            return Ignored("malformed")
        if event["type"] != "m.room.encrypted":
            return self._read(event, room_id, None)
        if "redacted_because" in raw.obj(event, "unsigned"):
            return Ignored("redacted")
        kept = tidy(event, room_id)
        if kept is None:
            return Ignored("malformed")
        found = self._opener.open(kept)
        if isinstance(found, Shut):
            shut = self._cleared(kept)
            return self._row(kept, room_id, InboxKind.TEXT, shut, sealed=True, device_id=found.device_id)
        return self._read_opened(found)

    def _cleared(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The key of a reaction stands in clear beside the ciphertext."""
        relation = raw.obj(kept, "content", "m.relates_to")
        if "key" not in relation:
            return kept
        key, _ = self._screen(relation["key"])
        return {**kept, "content": {**kept["content"], "m.relates_to": {**relation, "key": key}}}

    def _read_opened(self, opened: Opened | Ignored) -> TakenEvent | Ignored:
        if isinstance(opened, Ignored):
            return opened
        return self._read(opened.event, opened.event["room_id"], opened)

    def _read(self, event: Mapping[str, Any], room_id: str, opened: Opened | None) -> TakenEvent | Ignored:
        found = read(event)
        if isinstance(found, Ignored):
            return found
        payload = dict(found.payload)
        if found.file is not None:
            payload |= self._file(room_id, event["sender"], found.file, sealed=opened is not None)
        dropped: list[str] = []
        for key in ("text", "key"):
            if payload.get(key):
                payload[key], sorts = self._screen(payload[key])
                dropped += sorts
        return self._row(
            event,
            room_id,
            found.kind,
            payload,
            trust=opened.trust if opened else Trust.NONE,
            device_id=opened.device_id if opened else None,
            encrypted=opened is not None,
            screened=tuple(dict.fromkeys(dropped)),
            message_key=opened.message_key if opened else None,
        )

    def _file(self, room_id: str, sender: str, file: TakenFile, *, sealed: bool) -> dict[str, Any]:
        """What is kept of a file that the rest of the bot asks for; of any other, nothing."""
        heard = self._file_command(room_id, sender, file)
        if heard is None:
            return {}
        kept = file.kept if heard.keep and sealed else None
        return {"text": heard.text} | ({} if kept is None else {"file": kept})

    def _row(
        self,
        event: Mapping[str, Any],
        room_id: str,
        kind: InboxKind,
        payload: Mapping[str, Any],
        *,
        sealed: bool = False,
        trust: Trust = Trust.UNSIGNED,
        device_id: str | None = None,
        encrypted: bool = True,
        screened: tuple[str, ...] = (),
        message_key: str | None = None,
    ) -> TakenEvent:
        now = self._clock.now()
        return TakenEvent(
            event_id=event["event_id"],
            room_id=room_id,
            sender=event["sender"],
            kind=kind,
            state=InboxState.SEALED if sealed else InboxState.NEW,
            trust=trust,
            payload=payload,
            origin_at=self._origin(event, now),
            received_at=now,
            device_id=device_id,
            encrypted=encrypted,
            screened=screened,
            message_key=message_key,
        )

    @staticmethod
    def _origin(event: Mapping[str, Any], now: datetime) -> datetime:
        """When it was written, as its server says; a time that has not come yet is no time."""
        at = raw.instant(event.get("origin_server_ts"))
        return now if at is None or at > now else at

    def _count(self, ignored: Ignored) -> None:
        if ignored.why == "malformed":
            self._metrics.malformed.labels("timeline").inc()
        self._metrics.events_ignored.labels(ignored.why).inc()
