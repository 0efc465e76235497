"""A homeserver that says what a test wants it to say, and remembers what it was asked."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import vodozemac
from aiohttp import web

from bot.matrix.client import GuardedClient
from bot.matrix.signing import canonical, encode

BOT = "@rocbot:x"


class Stub:
    """Answers in the order they were put in, the last one again and again; `{}` where nothing was put in."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.types: dict[str, str] = {}
        self.queries: dict[str, str] = {}
        """By path, of the last request."""
        self.url = ""
        self._refusals: list[tuple[str, int]] = []
        self._answers: defaultdict[str, deque[tuple[int, Any]]] = defaultdict(deque)

    def answer(self, path: str, body: Any, status: int = 200) -> None:
        self._answers[path].append((status, body))

    def refuse(self, prefix: str, status: int) -> None:
        """Refuse the next request whose path begins so."""
        self._refusals.append((prefix, status))

    def asked_for(self, path: str) -> list[Any]:
        return [body for _, asked, body in self.asked if asked.startswith(path)]

    async def _serve(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/_matrix/client/v3")
        raw = await request.read()
        asked = json.loads(raw) if raw and request.content_type == "application/json" else raw or None
        self.asked.append((request.method, path, asked))
        self.types[path], self.queries[path] = request.content_type, request.query_string
        for refusal in self._refusals:
            if path.startswith(refusal[0]):
                self._refusals.remove(refusal)
                return web.Response(text="refused", status=refusal[1])
        queue = self._answers[path]
        status, body = (queue.popleft() if len(queue) > 1 else queue[0]) if queue else (200, {})
        if isinstance(body, str):
            return web.Response(text=body, status=status)
        return web.json_response(body, status=status)


@asynccontextmanager
async def stub_server() -> AsyncIterator[Stub]:
    stub = Stub()
    application = web.Application(client_max_size=2**24)
    application.router.add_route("*", "/{path:.*}", stub._serve)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    stub.url = f"http://127.0.0.1:{port}"
    try:
        yield stub
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bot_client(directory: Path, url: str = "http://127.0.0.1:9") -> AsyncIterator[GuardedClient]:
    """The bot's device, its keys kept in `directory`."""
    client = GuardedClient(url, BOT, directory=directory, pickle_key="not secret")
    client.resume("BOTDEVICE", "token", known=False)
    try:
        yield client
    finally:
        await client.close()


class Peer:
    """Somebody else's device, made of vodozemac alone."""

    def __init__(self, user_id: str, device_id: str = "PEER") -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.account = vodozemac.Account()
        self.curve25519 = self.account.curve25519_key.to_base64()
        self.ed25519 = self.account.ed25519_key.to_base64()

    def first_message(self, client: GuardedClient, one_time_key: str, payload: bytes) -> dict[str, Any]:
        """An Olm message that opens a session by consuming a one-time key of the bot's."""
        ours = client.olm.account.identity_keys["curve25519"]
        session = self.account.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(ours),
            vodozemac.Curve25519PublicKey.from_base64(one_time_key),
        )
        kind, ciphertext = session.encrypt(payload).to_parts()
        return self.event(client, {"type": kind, "body": encode(ciphertext)})

    def event(self, client: GuardedClient, message: dict[str, Any]) -> dict[str, Any]:
        ours = client.olm.account.identity_keys["curve25519"]
        return {
            "type": "m.room.encrypted",
            "sender": self.user_id,
            "content": {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": self.curve25519,
                "ciphertext": {ours: message},
            },
        }

    def room_key(self, client: GuardedClient, room_id: str, key: vodozemac.GroupSession) -> bytes:
        payload = {
            "sender": self.user_id,
            "sender_device": self.device_id,
            "keys": {"ed25519": self.ed25519},
            "recipient": client.user_id,
            "recipient_keys": {"ed25519": client.olm.account.identity_keys["ed25519"]},
            "type": "m.room_key",
            "content": {
                "algorithm": "m.megolm.v1.aes-sha2",
                "room_id": room_id,
                "session_id": key.session_id,
                "session_key": key.session_key.to_base64(),
            },
        }
        return json.dumps(payload).encode()

    def device_keys(self) -> dict[str, Any]:
        keys = {
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "device_id": self.device_id,
            "user_id": self.user_id,
            "keys": {
                f"curve25519:{self.device_id}": self.curve25519,
                f"ed25519:{self.device_id}": self.ed25519,
            },
        }
        return self.signed(keys)

    def signed(self, value: dict[str, Any]) -> dict[str, Any]:
        signature = self.account.sign(canonical(value)).to_base64()
        return {**value, "signatures": {self.user_id: {f"ed25519:{self.device_id}": signature}}}


def sync(token: str, *to_device: Any, **more: Any) -> dict[str, Any]:
    return {
        "next_batch": token,
        "to_device": {"events": list(to_device)},
        "device_one_time_keys_count": {"signed_curve25519": 50},
        **more,
    }


def one_time_key(client: GuardedClient) -> str:
    """A fresh one-time key of the bot's, stored as uploaded keys are."""
    account = client.olm.account
    account.generate_one_time_keys(1)
    key = next(iter(account.one_time_keys["curve25519"].values()))
    account.mark_keys_as_published()
    client.olm.save_account()
    return str(key)
