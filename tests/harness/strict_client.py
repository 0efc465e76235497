"""A person's Matrix client as the tests use it: matrix-js-sdk in its own process (tests/strict_client)."""

import asyncio
import base64
import itertools
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.harness.events import Event, EventLog
from tests.harness.node import node

PROGRAM = Path(__file__).parents[1] / "strict_client" / "client.mjs"
_LONGEST_LINE = 2**24
_ANSWER_SECONDS = 60.0
_STOP_SECONDS = 5.0

AccountName = Callable[[str], str]
Person = Callable[[str], Awaitable["StrictClient"]]

_EVENT_FIELDS = frozenset(field.name for field in fields(Event)) - {"kind"}


class StrictClientError(Exception):
    """An operation that the client or the homeserver refused."""

    def __init__(self, op: str, error: dict[str, Any]) -> None:
        super().__init__(f"{op}: {error['message']}")
        self.errcode: str | None = error.get("errcode")
        self.status: int | None = error.get("status")
        self.retry_after_ms: int | None = error.get("retry_after_ms")


@dataclass(frozen=True, slots=True)
class DeviceTrust:
    """What the client thinks of a device; a device that it does not know has everything False."""

    known: bool
    signed_by_owner: bool = False
    cross_signing_verified: bool = False
    local_verified: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True)
class UserTrust:
    """What the client thinks of a user's identity; `needs_approval` is the warning that it has changed."""

    has_keys: bool
    known: bool
    verified: bool
    was_verified: bool
    needs_approval: bool
    master_key: str | None


class StrictClient(EventLog):
    """One logged-in device.

    `strict` means: it is cross-signed, and neither sends to nor reads from devices that are not.
    """

    user_id: str
    device_id: str
    access_token: str

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self._process = process
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._complaints: deque[str] = deque(maxlen=40)
        self._readers = [asyncio.create_task(self._read()), asyncio.create_task(self._read_complaints())]

    @classmethod
    async def start(
        cls,
        homeserver: str,
        user: str,
        password: str,
        *,
        strict: bool = True,
        cross_sign: bool | None = None,
        secrets: dict[str, Any] | None = None,
    ) -> Self:
        """Log in on a new device.

        `cross_sign` is as `strict` unless said. It makes new keys for the account unless `secrets` holds
        those of another device (`export_secrets`): a second device without them would replace the identity.
        """
        process = await asyncio.create_subprocess_exec(
            node(),
            PROGRAM,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        client = cls(process)
        try:
            login = await client.call(
                "login",
                homeserver=homeserver,
                user=user,
                password=password,
                strict=strict,
                cross_sign=strict if cross_sign is None else cross_sign,
                secrets=secrets,
            )
        except BaseException:
            await client.close()
            raise
        client.user_id, client.device_id = login["user_id"], login["device_id"]
        client.access_token = login["access_token"]
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int:
        """The client's process id."""
        return self._process.pid

    async def close(self) -> None:
        """End the client's process; the device stays logged in."""
        if self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        await asyncio.gather(*self._readers)

    async def call(self, op: str, **request: Any) -> dict[str, Any]:
        """Ask for one operation of operations.mjs and give its result."""
        assert self._process.stdin is not None
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        present = {name: value for name, value in request.items() if value is not None}
        self._process.stdin.write(json.dumps({"id": number, "op": op, **present}).encode() + b"\n")
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                line = await answer
        finally:
            del self._answers[number]
        if not line["ok"]:
            raise StrictClientError(op, line["error"])
        result: dict[str, Any] = line["result"]
        return result

    # Rooms

    async def create_dm(self, user: str, *, encrypted: bool = True, **more: Any) -> str:
        """A direct chat to which `user` is invited; gives the room id."""
        return str((await self.call("create_dm", user=user, encrypted=encrypted, **more))["room"])

    async def create_room(
        self,
        *,
        name: str | None = None,
        invites: list[str] | None = None,
        encrypted: bool = True,
        topic: str | None = None,
        preset: str | None = None,
        history_visibility: str | None = None,
        initial_state: list[dict[str, Any]] | None = None,
        power_levels: dict[str, Any] | None = None,
    ) -> str:
        """A room; gives its id."""
        answer = await self.call(
            "create_room",
            name=name,
            invites=invites,
            encrypted=encrypted,
            topic=topic,
            preset=preset,
            history_visibility=history_visibility,
            initial_state=initial_state,
            power_levels=power_levels,
        )
        return str(answer["room"])

    async def join(self, room: str) -> str:
        """Join by id or alias; returns when the room's state is known."""
        return str((await self.call("join", room=room))["room"])

    async def leave(self, room: str) -> None:
        await self.call("leave", room=room)

    async def invite(self, room: str, user: str) -> None:
        await self.call("invite", room=room, user=user)

    async def kick(self, room: str, user: str, reason: str | None = None) -> None:
        await self.call("kick", room=room, user=user, reason=reason)

    async def wait_member(self, room: str, user: str, membership: str = "join") -> None:
        """Wait until this client knows of the membership: what it sends next is encrypted for that user."""
        await self.call("wait_member", room=room, user=user, membership=membership)

    async def members(self, room: str) -> dict[str, str]:
        """Membership by user id, asked of the homeserver."""
        members: dict[str, str] = (await self.call("members", room=room))["members"]
        return members

    async def state(self, room: str, type: str, state_key: str = "") -> dict[str, Any] | None:  # noqa: A002
        """The content of one state event, asked of the homeserver."""
        answer = await self.call("state", room=room, type=type, state_key=state_key)
        content: dict[str, Any] | None = answer["content"]
        return content

    async def send_state(self, room: str, type: str, content: dict[str, Any], state_key: str = "") -> str:  # noqa: A002
        answer = await self.call("send_state", room=room, type=type, content=content, state_key=state_key)
        return str(answer["event_id"])

    # Messages; each gives the event id

    async def send_text(
        self,
        room: str,
        body: str,
        *,
        formatted_body: str | None = None,
        reply_to: str | None = None,
        thread: str | None = None,
        msgtype: str | None = None,
        mentions: dict[str, Any] | None = None,
        txn_id: str | None = None,
    ) -> str:
        """A message, encrypted when the room is; `thread` is the event id of the thread's root."""
        answer = await self.call(
            "send_text",
            room=room,
            body=body,
            formatted_body=formatted_body,
            reply_to=reply_to,
            thread=thread,
            msgtype=msgtype,
            mentions=mentions,
            txn_id=txn_id,
        )
        return str(answer["event_id"])

    async def send_raw(
        self,
        room: str,
        content: dict[str, Any],
        *,
        type: str = "m.room.message",  # noqa: A002
        txn_id: str | None = None,
    ) -> str:
        """Any event, encrypted when the room is."""
        answer = await self.call("send_raw", room=room, type=type, content=content, txn_id=txn_id)
        return str(answer["event_id"])

    async def send_edit(self, room: str, target: str, body: str, *, formatted_body: str | None = None) -> str:
        answer = await self.call(
            "send_edit", room=room, target=target, body=body, formatted_body=formatted_body
        )
        return str(answer["event_id"])

    async def send_redaction(self, room: str, target: str, reason: str | None = None) -> str:
        return str((await self.call("send_redaction", room=room, target=target, reason=reason))["event_id"])

    async def send_file(
        self,
        room: str,
        data: bytes,
        body: str,
        *,
        mimetype: str,
        filename: str | None = None,
        msgtype: str = "m.file",
    ) -> str:
        """A file, encrypted when the room is; with a ``filename``, ``body`` is its caption."""
        answer = await self.call(
            "send_file",
            room=room,
            data=base64.b64encode(data).decode(),
            body=body,
            mimetype=mimetype,
            filename=filename,
            msgtype=msgtype,
        )
        return str(answer["event_id"])

    async def download(self, message: Event) -> bytes:
        """The file that a message brought, decrypted and checked."""
        return base64.b64decode((await self.call("download", content=message.content))["data"])

    async def send_reaction(self, room: str, target: str, key: str) -> str:
        return str((await self.call("send_reaction", room=room, target=target, key=key))["event_id"])

    async def send_receipt(self, room: str, target: str) -> None:
        await self.call("send_receipt", room=room, target=target)

    async def send_typing(self, room: str, *, typing: bool) -> None:
        await self.call("send_typing", room=room, typing=typing)

    async def history(self, room: str, limit: int = 1000) -> list[Event]:
        """The room's messages, read anew from the homeserver, oldest first."""
        answer = await self.call("history", room=room, limit=limit)
        return [_event(line) for line in answer["messages"]]

    async def wait_sync(self) -> None:
        """Wait until two more syncs are handled (up to a minute when nothing happens)."""
        await self.call("wait_sync")

    # Keys and trust

    async def devices(self, user: str) -> list[str]:
        """The user's device ids."""
        devices: list[str] = (await self.call("devices", user=user))["devices"]
        return devices

    async def device_trust(self, user: str, device: str) -> DeviceTrust:
        return DeviceTrust(**await self.call("device_trust", user=user, device=device))

    async def user_trust(self, user: str) -> UserTrust:
        return UserTrust(**await self.call("user_trust", user=user))

    async def export_secrets(self) -> dict[str, Any]:
        """The private cross-signing keys, to start another device of the same user with."""
        secrets: dict[str, Any] = (await self.call("export_secrets"))["secrets"]
        return secrets

    async def pin_identity(self, user: str) -> None:
        """Accept a user's changed identity."""
        await self.call("pin_identity", user=user)

    async def verify_user(self, user: str) -> None:
        """Take the user's present identity for theirs, as after comparing emoji."""
        await self.call("verify_user", user=user)

    async def rotate(self, room: str) -> None:
        """Throw away the room's outbound session: the next message has a new key."""
        await self.call("rotate", room=room)

    async def new_identity(self) -> None:
        """Replace the own cross-signing keys."""
        await self.call("new_identity")

    async def logout(self) -> None:
        await self.call("logout")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for text in self._process.stdout:
            line = json.loads(text)
            if "event" in line:
                if line["event"] != "ready":
                    self.append(_event(line))
            elif (answer := self._answers.get(line["id"])) is not None and not answer.done():
                answer.set_result(line)
        await asyncio.sleep(0)  # what it complained about last
        reason = "the strict client has ended\n" + "".join(self._complaints)
        self.end(reason)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError(reason))

    async def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        async for text in self._process.stderr:
            self._complaints.append(text.decode(errors="replace"))


def _event(line: dict[str, Any]) -> Event:
    known = {name: value for name, value in line.items() if name in _EVENT_FIELDS}
    return Event(kind=line["event"], receipt_type=line.get("kind"), **known)
