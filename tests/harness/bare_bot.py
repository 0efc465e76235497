"""The least that a bot can be, to measure ours against: bare matrix-nio, answers `!status`, keeps nothing.

Run with `python -m tests.harness.bare_bot --homeserver URL --user ID --password WORD`; it prints `ready`
when it listens.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nio
from nio.store import SqliteMemoryStore

COMMAND = "!status"
ANSWER = "All is well."
_POLL_MS = 30_000
_START_SECONDS = 30.0


async def run(homeserver: str, user: str, password: str) -> None:
    """Answer for ever."""
    config = nio.AsyncClientConfig(store=SqliteMemoryStore, store_sync_tokens=False, encryption_enabled=True)
    client = nio.AsyncClient(homeserver, user, store_path="unused", config=config)

    async def on_message(room: nio.MatrixRoom, event: nio.RoomMessageText) -> None:
        if event.sender == client.user_id or event.body != COMMAND:
            return
        await client.update_receipt_marker(room.room_id, event.event_id)
        content = {
            "msgtype": "m.notice",
            "body": ANSWER,
            "m.relates_to": {"m.in_reply_to": {"event_id": event.event_id}},
        }
        await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    async def on_invite(room: nio.MatrixRoom, _event: nio.InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def on_first_sync() -> None:
        await client.synced.wait()
        print("ready", flush=True)  # noqa: T201

    client.add_event_callback(on_message, nio.RoomMessageText)
    client.add_event_callback(on_invite, nio.InviteMemberEvent)
    login = await client.login(password, device_name="bare bot")
    if not isinstance(login, nio.LoginResponse):
        sys.exit(str(login))
    limits = {"presence": {"types": []}, "room": {"timeline": {"limit": 1000}}}
    await asyncio.gather(on_first_sync(), client.sync_forever(_POLL_MS, sync_filter=limits, full_state=True))


@asynccontextmanager
async def bare_bot(homeserver: str, user: str, password: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own, listening."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.harness.bare_bot", "--homeserver", homeserver, "--user", user, "--password", password),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_START_SECONDS):
            line = await process.stdout.readline()
        if line.strip() != b"ready":
            raise RuntimeError("the bare bot did not start")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser()
    for name in ("homeserver", "user", "password"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.homeserver, arguments.user, arguments.password))


if __name__ == "__main__":
    main()
