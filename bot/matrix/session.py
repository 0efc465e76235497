"""The bot's login: made once, its device kept, and no start with keys that the homeserver does not know."""

from __future__ import annotations

import fcntl
import glob
import secrets
import string
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Self

import structlog

from bot.clock import Clock
from bot.errors import Fault
from bot.matrix.client import GuardedClient
from bot.matrix.errors import LoggedOut, MatrixError, Rejected
from bot.matrix.identity import Identity
from bot.matrix.tables_account import MatrixAccount
from bot.matrix.whose import account_of
from bot.metrics import Metrics
from bot.store.engine import Store

_FORBIDDEN = 403


@dataclass(frozen=True)
class Login:
    """Whom to log in as, and where nio's key store lies."""

    homeserver: str
    user_id: str
    directory: Path
    pickle_key: str
    device_name: str = "rocbot"


class Session:
    """An open login. ``client`` is ready to sync; ``identity`` is the cross-signing side of it."""

    def __init__(self, login: Login, store: Store, clock: Clock, metrics: Metrics | None = None) -> None:
        self._login = login
        self._store = store
        self._clock = clock
        self._lock: TextIOWrapper | None = None
        self.client = GuardedClient(
            login.homeserver,
            login.user_id,
            directory=login.directory,
            pickle_key=login.pickle_key,
            metrics=metrics,
        )
        self.identity = Identity(self.client, store, clock)

    @classmethod
    async def open(cls, login: Login, store: Store, clock: Clock, metrics: Metrics | None = None) -> Self:
        """Go on with the device that ``first`` logged in.

        Raises:
            Fault: an operator must act; its sentence says how.
            Unreachable: the homeserver is away.
        """
        session = cls(login, store, clock, metrics)
        try:
            await session._resume(await session._known_account())
            await session.identity.check()
        except BaseException:
            await session.close()
            raise
        return session

    @classmethod
    async def first(cls, login: Login, store: Store, clock: Clock, password: str) -> Self:
        """Log in if that has not been done, or is no longer good; the device stays the same one.

        The identity is not looked at: ``session.identity.init`` or ``adopt`` follows.
        """
        session = cls(login, store, clock)
        try:
            account = await session._account() or await session._name_device()
            if account.access_token is None or not await session._still_good(account.access_token):
                account = await session._log_in(account.device_id, password)
            await session._resume(account)
        except BaseException:
            await session.close()
            raise
        return session

    @classmethod
    async def renew(cls, login: Login, store: Store, clock: Clock, password: str) -> Self:
        """Log in as a new device and sign it: what a restored database needs, for the old key store is gone.

        The old device is logged out, so that nobody goes on writing to it.
        """
        session = cls(login, store, clock)
        try:
            old = await session._account()
            named = await session._name_device()
            account = await session._log_in(named.device_id, password)
            session._forget_other_devices(account.device_id)
            await session._resume(account)
            await session.identity.check()
            if old is not None and old.access_token is not None:
                await session._log_out(old.access_token)
        except BaseException:
            await session.close()
            raise
        return session

    async def close(self) -> None:
        await self.client.close()
        if self._lock is not None:
            self._lock.close()

    async def _resume(self, account: MatrixAccount) -> None:
        self._take_lock()
        client = self.client
        client.resume(account.device_id, account.access_token or "", known=account.keys_offered)
        try:
            who = await client.call("GET", "/account/whoami")
            if (who.get("user_id"), who.get("device_id")) != (client.user_id, client.device_id):
                raise Fault("matrix.logged_out", user_id=client.user_id)
        except LoggedOut:
            raise Fault("matrix.logged_out", user_id=client.user_id) from None
        await self._compare_keys()
        await self._save(account.device_id, account.access_token, keys_offered=True)
        await client.keys_upload()

    def _forget_other_devices(self, device_id: str) -> None:
        prefix = glob.escape(f"{self._login.user_id}_")
        for file in self._login.directory.glob(f"{prefix}*.db*"):
            if not file.name.startswith(f"{self._login.user_id}_{device_id}."):
                file.unlink()

    async def _compare_keys(self) -> None:
        client = self.client
        answer = await client.call("POST", "/keys/query", {"device_keys": {client.user_id: []}})
        devices = answer.get("device_keys", {}).get(client.user_id, {})
        if client.device_id not in devices:
            # The device has been made anew on the homeserver; its keys are offered once more.
            client.olm.account.shared = False
            return
        ours = {f"{kind}:{client.device_id}": key for kind, key in client.olm.account.identity_keys.items()}
        if devices[client.device_id].get("keys") != ours:
            raise Fault("matrix.key_store_mismatch", directory=str(self._login.directory))

    def _take_lock(self) -> None:
        self._login.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (self._login.directory / "in-use.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Fault("matrix.key_store_in_use", directory=str(self._login.directory)) from None

    async def _log_in(self, device_id: str, password: str) -> MatrixAccount:
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._login.user_id},
            "password": password,
            "device_id": device_id,
            "initial_device_display_name": self._login.device_name,
        }
        try:
            answer = await self.client.call("POST", "/login", body)
        except Rejected as error:
            if error.status != _FORBIDDEN:
                raise
            if (found := await self._named_there(password)) is not None:
                raise Fault("matrix.other_server", found=found, user_id=self._login.user_id) from None
            raise Fault("matrix.password_refused", user_id=self._login.user_id) from None
        return await self._save(device_id, str(answer["access_token"]))

    async def _named_there(self, password: str) -> str | None:
        """What the homeserver calls the account of that name, when the part after the colon is wrong."""
        name = self._login.user_id[1:].partition(":")[0]
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": name},
            "password": password,
        }
        try:
            answer = await self.client.call("POST", "/login", body)
        except MatrixError:
            return None
        await self._log_out(str(answer.get("access_token")))
        found = answer.get("user_id")
        return found if isinstance(found, str) and found != self._login.user_id else None

    async def _still_good(self, token: str) -> bool:
        self.client.access_token = token
        try:
            await self.client.call("GET", "/account/whoami")
        except LoggedOut:
            return False
        finally:
            self.client.access_token = ""
        return True

    async def _log_out(self, token: str) -> None:
        ours, self.client.access_token = self.client.access_token, token
        try:
            await self.client.call("POST", "/logout", {})
        except MatrixError as error:
            structlog.get_logger().info("matrix.old_device_left", error=type(error).__name__)
        finally:
            self.client.access_token = ours

    async def _account(self) -> MatrixAccount | None:
        async with self._store.read() as session:
            return await account_of(session, self._login.user_id)

    async def _known_account(self) -> MatrixAccount:
        account = await self._account()
        if account is None or account.access_token is None:
            raise Fault("matrix.not_initialised")
        return account

    async def _name_device(self) -> MatrixAccount:
        letters = "".join(secrets.choice(string.ascii_uppercase) for _ in range(10))
        return await self._save(f"ROCBOT{letters}", None)

    async def _save(
        self, device_id: str, token: str | None, *, keys_offered: bool | None = None
    ) -> MatrixAccount:
        async with self._store.begin() as session:
            row = await session.get(MatrixAccount, self._login.user_id, with_for_update=True)
            if row is None:
                row = MatrixAccount(user_id=self._login.user_id, created_at=self._clock.now())
                session.add(row)
            if row.device_id != device_id:
                row.keys_offered = False
            row.device_id, row.access_token = device_id, token
            if keys_offered is not None:
                row.keys_offered = keys_offered
            return row
