"""The bot's own cross-signing identity: made once, kept sealed, never replaced by itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from bot.errors import Fault
from bot.matrix import secret_storage
from bot.matrix.http import Homeserver
from bot.matrix.own_keys import own_device_keys
from bot.matrix.recovery import RecoveryKey
from bot.matrix.signing import SigningKey, decode, encode, is_signed
from bot.matrix.tables_account import OwnIdentity
from bot.matrix.uia import with_password
from bot.store.engine import Store

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_SEED_BYTES = 32
USAGES = ("master", "self_signing", "user_signing")


@dataclass(frozen=True, repr=False)
class Seeds:
    """The three secret seeds."""

    master: bytes
    self_signing: bytes
    user_signing: bytes

    @classmethod
    def new(cls) -> Seeds:
        return cls(*(os.urandom(_SEED_BYTES) for _ in USAGES))

    def key(self, usage: str) -> SigningKey:
        return SigningKey(getattr(self, usage))

    def described(self, usage: str, user_id: str) -> dict[str, Any]:
        """The public key object, signed by the master key unless it is the master key."""
        public = self.key(usage).public
        bare = {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}
        return bare if usage == "master" else self.key("master").sign(bare, user_id)


class OwnIdentityView:
    """What the homeserver says we are, held against the seeds that we keep; changes nothing."""

    def __init__(self, client: Homeserver, store: Store) -> None:
        self._client = client
        self._store = store

    async def signs(self, device_id: str) -> bool:
        """Whether our device bears our signature.

        Raises:
            Fault: no identity has been made, or the homeserver has another one, or none any more.
        """
        seeds = await self._sound_seeds()
        user = self._client.user_id
        described = _of(await self._query(), "device_keys", user, device_id)
        return is_signed(described, user, *[seeds.key("self_signing").public] * 2)

    async def _sound_seeds(self) -> Seeds:
        seeds, public = await self._seeds(), await self._public()
        if seeds is None:
            raise Fault("matrix.identity_unknown" if public.get("master") else "matrix.not_initialised")
        self._compare(seeds, public, complete=True)
        return seeds

    def _compare(self, seeds: Seeds, public: dict[str, str], *, complete: bool) -> None:
        if complete and not public.get("master"):
            raise Fault("matrix.identity_missing")
        for usage in USAGES:
            if public.get(usage) not in {None, seeds.key(usage).public}:
                raise Fault("matrix.identity_changed")

    async def _public(self) -> dict[str, str]:
        """The public key of each usage that the homeserver holds for us."""
        answer, user = await self._query(), self._client.user_id
        keys = {usage: _of(answer, f"{usage}_keys", user).get("keys") for usage in USAGES}
        return {usage: str(next(iter(found.values()))) for usage, found in keys.items() if found}

    async def _query(self) -> dict[str, Any]:
        return await self._client.call("POST", "/keys/query", {"device_keys": {self._client.user_id: []}})

    async def _seeds(self) -> Seeds | None:
        async with self._store.read() as session:
            row = await session.get(OwnIdentity, self._client.user_id)
        return None if row is None else Seeds(*(decode(getattr(row, usage)) for usage in USAGES))


class Identity(OwnIdentityView):
    """Makes, takes over and checks the identity."""

    def __init__(self, client: GuardedClient, store: Store, clock: Clock) -> None:
        super().__init__(client, store)
        self._client: GuardedClient = client
        self._clock = clock

    async def init(self, password: str) -> str | None:
        """Make the identity and have it accepted; safe to repeat after any interruption.

        Returns:
            The recovery key, until ``recovery_shown`` has been called.

        Raises:
            Fault: the homeserver has another identity for us; nothing was changed.
        """
        seeds = await self._seeds()
        public = await self._public()
        if seeds is None:
            if public.get("master"):
                raise Fault("matrix.identity_unknown")
            seeds = Seeds.new()
            await self._keep(seeds, RecoveryKey.new())
        self._compare(seeds, public, complete=False)
        if any(public.get(usage) is None for usage in USAGES):
            user = self._client.user_id
            body = {f"{usage}_key": seeds.described(usage, user) for usage in USAGES}
            await with_password(self._client, "/keys/device_signing/upload", body, password)
        await self._sign_device(seeds)
        written = await self._recovery_key()
        if written is not None:
            await secret_storage.write(self._client, RecoveryKey.read(written), _secrets(seeds))
        return written

    async def recovery_shown(self) -> None:
        """Forget the recovery key: a person has it now."""
        async with self._store.begin() as session:
            row = await session.get(OwnIdentity, self._client.user_id, with_for_update=True)
            if row is not None:
                row.recovery_key = None

    async def check(self) -> None:
        """Hold the homeserver's word against ours, and sign our device if its signature is missing.

        Raises:
            Fault: no identity has been made, or the homeserver has another one, or none any more.
        """
        await self._sign_device(await self._sound_seeds())

    async def adopt(self, recovery_key: str) -> None:
        """Fetch the seeds from the homeserver's secret storage, when our database was lost.

        Raises:
            Fault: the key is mistyped, is another one, or opens seeds that are not of this identity.
        """
        found = await secret_storage.read(self._client, RecoveryKey.read(recovery_key))
        try:
            seeds = Seeds(*(decode(found[usage]) for usage in USAGES))
            self._compare(seeds, await self._public(), complete=True)
        except (KeyError, ValueError) as error:
            raise Fault("matrix.recovery_incomplete") from error
        await self._keep(seeds, None)
        await self._sign_device(seeds)

    async def _sign_device(self, seeds: Seeds) -> None:
        client = self._client
        user, device = client.user_id, client.device_id
        answer = await self._query()
        self_signing, master = seeds.key("self_signing"), seeds.key("master")
        signed_device = is_signed(_of(answer, "device_keys", user, device), user, *[self_signing.public] * 2)
        ed25519 = client.olm.account.identity_keys["ed25519"]
        signed_master = is_signed(_of(answer, "master_keys", user), user, device, ed25519)
        if signed_device and signed_master:
            return
        bare = own_device_keys(client)
        described = seeds.described("master", user)
        by_device = {user: {f"ed25519:{device}": client.olm.sign_json(described)}}
        body = {
            user: {
                device: self_signing.sign(bare, user),
                master.public: {**described, "signatures": by_device},
            }
        }
        answer = await client.call("POST", "/keys/signatures/upload", body)
        if answer.get("failures"):
            raise Fault("matrix.signature_refused")

    async def _recovery_key(self) -> str | None:
        async with self._store.read() as session:
            row = await session.get(OwnIdentity, self._client.user_id)
        return None if row is None else row.recovery_key

    async def _keep(self, seeds: Seeds, recovery: RecoveryKey | None) -> None:
        async with self._store.begin() as session:
            await session.merge(
                OwnIdentity(
                    user_id=self._client.user_id,
                    **_secrets(seeds),
                    recovery_key=recovery.text() if recovery else None,
                    created_at=self._clock.now(),
                )
            )


def _secrets(seeds: Seeds) -> dict[str, str]:
    return {usage: encode(getattr(seeds, usage)) for usage in USAGES}


def _of(answer: dict[str, Any], *path: str) -> dict[str, Any]:
    found: Any = answer
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
