"""A throw-away Synapse on loopback: one process, SQLite, no federation."""

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

from bot.demo.limits import WIDE_LIMITS, WIDE_LOGIN

SERVER_NAME = "localhost"
DEFAULT_PYTHON = Path(__file__).parents[2] / ".venv-synapse" / "bin" / "python"

# Synapse ends with the process that started it, even a killed one (PR_SET_PDEATHSIG; only Linux has it).
_LAUNCHER = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != int(sys.argv.pop(1)):
        sys.exit("the parent is gone")
else:
    del sys.argv[1]
from synapse.app.homeserver import main
main()
"""

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_POLL_SECONDS = 0.03
_TAIL_LINES = 40


class HomeserverError(Exception):
    """Synapse did not start, did not stop, or refused an administrative request."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the homeserver made it, with the device that registering gave it."""

    user_id: str
    password: str
    access_token: str
    device_id: str


class Homeserver:
    """One Synapse and its data in `directory`; `stop` and `start` restart it in place.

    `limits=True` leaves Synapse's own limits on messages, joins, invites and rooms in force; logins and
    registrations stay unlimited, as one address makes them all.
    """

    server_name = SERVER_NAME

    def __init__(
        self, directory: Path, *, python: Path | None = None, limits: bool = False, port: int | None = None
    ) -> None:
        self.directory = directory
        self.port = port if port is not None else free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._python = python if python is not None else DEFAULT_PYTHON
        self._limits = limits
        self._shared_secret = secrets.token_hex(16)
        self._process: asyncio.subprocess.Process | None = None
        self._admin: Account | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def pid(self) -> int:
        """The process id of the running Synapse."""
        if self._process is None:
            raise HomeserverError("the homeserver is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start Synapse on its port with the data of `directory`, and wait until it answers."""
        if self.running:
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        config = self.directory / "homeserver.json"
        if not config.exists():
            self._write_config(config)
        if not self._python.exists():
            raise HomeserverError(f"no Synapse at {self._python}: run `make setup`")
        with self._output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                self._python,
                "-c",
                _LAUNCHER,
                str(os.getpid()),
                "--config-path",
                config,
                cwd=self.directory,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            await self._wait_until_ready(self._process)
        except BaseException:
            await self.stop(kill=True)
            raise

    async def stop(self, *, kill: bool = False) -> None:
        """End the process, politely or (`kill`) at once; the data stays."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def pause(self) -> None:
        """Freeze the process: connections open and are not answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on."""
        os.kill(self.pid, signal.SIGCONT)

    def logs(self) -> str:
        """What Synapse has logged (warnings and worse) and printed."""
        files = (self.directory / "homeserver.log", self._output)
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> Account:
        """Make an account through the shared secret."""
        path = "/_synapse/admin/v1/register"
        nonce = (await self._request("GET", path))["nonce"]
        parts = (nonce, localpart, password, "admin" if admin else "notadmin")
        mac = hmac.new(self._shared_secret.encode(), "\0".join(parts).encode(), hashlib.sha1)
        body = {"nonce": nonce, "username": localpart, "password": password, "admin": admin}
        answer = await self._request("POST", path, {**body, "mac": mac.hexdigest()})
        return Account(answer["user_id"], password, answer["access_token"], answer["device_id"])

    async def override_ratelimit(self, user_id: str) -> None:
        """Take the message limit off one account."""
        await self.admin_request(
            "POST",
            f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/override_ratelimit",
            {"messages_per_second": 0, "burst_count": 0},
        )

    async def admin_request(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask Synapse's admin API as an administrator made for it."""
        if self._admin is None:
            name = f"admin-{secrets.token_hex(4)}"
            self._admin = await self.register(name, secrets.token_hex(16), admin=True)
        return await self._request(method, path, body, token=self._admin.access_token)

    async def _request(
        self, method: str, path: str, body: object = None, *, token: str | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        async with (
            aiohttp.ClientSession(self.url, headers=headers) as session,
            session.request(method, path, json=body) as response,
        ):
            answer: dict[str, Any] = await response.json()
            if not response.ok:
                raise HomeserverError(f"{method} {path}: {response.status} {answer}")
            return answer

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(self.url, timeout=timeout) as session:
            while time.monotonic() < deadline:
                if process.returncode is not None:
                    raise HomeserverError(f"Synapse ended with {process.returncode}:\n{self._tail()}")
                try:
                    async with session.get("/_matrix/client/versions") as response:
                        if response.ok:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(_POLL_SECONDS)
        raise HomeserverError(f"Synapse did not answer within {_START_SECONDS:.0f} s:\n{self._tail()}")

    @property
    def _output(self) -> Path:
        return self.directory / "output.log"

    def _tail(self) -> str:
        return "\n".join(self.logs().splitlines()[-_TAIL_LINES:])

    def _write_config(self, path: Path) -> None:
        # JSON is YAML, which is what Synapse reads.
        log_config = self.directory / "log.json"
        log_config.write_text(json.dumps(self._log_config()))
        path.write_text(json.dumps(self._config(log_config), indent=1))

    def _config(self, log_config: Path) -> dict[str, Any]:
        return {
            "server_name": SERVER_NAME,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(self.directory / "homeserver.pid"),
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "tls": False,
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.directory / "homeserver.db")}},
            "log_config": str(log_config),
            "media_store_path": str(self.directory / "media"),
            "signing_key_path": str(self.directory / "signing.key"),
            "registration_shared_secret": self._shared_secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "bcrypt_rounds": 4,
            "report_stats": False,
            "presence": {"enabled": False},
            "send_federation": False,
            "federation_domain_whitelist": [],
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "url_preview_enabled": False,
            "enable_metrics": False,
            "user_directory": {"enabled": False},
            "require_membership_for_aliases": False,
            **WIDE_LOGIN,
            **({} if self._limits else WIDE_LIMITS),
        }

    def _log_config(self) -> dict[str, Any]:
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "filename": str(self.directory / "homeserver.log"),
                    "formatter": "line",
                }
            },
            "root": {"level": "WARNING", "handlers": ["file"]},
        }


# Below the ports of outgoing connections: one of those could take it while Synapse starts.
def free_port() -> int:
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
