"""Our seeds in the homeserver's secret storage, as every Matrix client writes and reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.errors import Fault
from bot.matrix.errors import Rejected
from bot.matrix.http import path
from bot.matrix.recovery import RecoveryKey, seal, unseal

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_DEFAULT = "m.secret_storage.default_key"
_SECRETS = {usage: f"m.cross_signing.{usage}" for usage in ("master", "self_signing", "user_signing")}
_NOT_FOUND = 404


async def write(client: GuardedClient, key: RecoveryKey, secrets: Mapping[str, str]) -> None:
    """Store each secret sealed with ``key``, then name ``key`` as the default; may be repeated."""
    key_id = _id_of(key)
    await _put(client, f"m.secret_storage.key.{key_id}", key.description())
    for usage, secret in secrets.items():
        name = _SECRETS[usage]
        await _put(client, name, {"encrypted": {key_id: seal(key, name, secret)}})
    await _put(client, _DEFAULT, {"key": key_id})


async def read(client: GuardedClient, key: RecoveryKey) -> dict[str, str]:
    """Every secret that ``key`` opens, by usage.

    Raises:
        Fault: the homeserver stores none, or ``key`` is not the key to them.
    """
    key_id = (await _get(client, _DEFAULT)).get("key")
    if not isinstance(key_id, str):
        raise Fault("matrix.recovery_incomplete")
    if not key.fits(await _get(client, f"m.secret_storage.key.{key_id}")):
        raise Fault("matrix.recovery_key_wrong")
    found = {}
    for usage, name in _SECRETS.items():
        encrypted = (await _get(client, name)).get("encrypted")
        try:
            found[usage] = unseal(key, name, encrypted[key_id] if isinstance(encrypted, dict) else {})
        except (KeyError, ValueError) as error:
            raise Fault("matrix.recovery_incomplete") from error
    return found


def _id_of(key: RecoveryKey) -> str:
    # Made from the key, so that a repeated attempt writes the same names.
    return hashlib.sha256(b"rocbot key id" + key.raw).hexdigest()[:32]


async def _put(client: GuardedClient, kind: str, content: Mapping[str, Any]) -> None:
    await client.call("PUT", path("user", client.user_id, "account_data", kind), content)


async def _get(client: GuardedClient, kind: str) -> dict[str, Any]:
    try:
        return await client.call("GET", path("user", client.user_id, "account_data", kind))
    except Rejected as error:
        if error.status != _NOT_FOUND:
            raise
        return {}
