"""Our own keys on the homeserver: the device's, one-time keys, and a fallback key for when those run out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog

from bot.matrix.errors import Rejected

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_ALGORITHMS = ("m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2")
_ASK_COUNT_EVERY = 3600.0


class OwnKeys:
    """Keeps the homeserver's pool of our keys from running dry."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client
        self._uploading = asyncio.Lock()
        self._wants_fallback = False
        self._count_asked = float("-inf")

    def counted(self, count: int | None, *, wants_fallback: bool) -> None:
        """What a sync said of our keys; 0 is a count like any other."""
        if count is not None:
            self._client.olm.uploaded_key_count = count
            if self._client.metrics is not None:
                self._client.metrics.one_time_keys.set(count)
        self._wants_fallback = wants_fallback

    @property
    def upload_needed(self) -> bool:
        account, count = self._client.olm.account, self._client.olm.uploaded_key_count
        return (
            not account.shared
            or self._wants_fallback
            or (count is not None and count < account.max_one_time_keys // 2)
        )

    async def upkeep(self) -> None:
        """Upload what is lacking; a homeserver that does not tell the count in its syncs is asked for it."""
        now = asyncio.get_running_loop().time()
        if self._client.olm.uploaded_key_count is None and now - self._count_asked > _ASK_COUNT_EVERY:
            self._count_asked = now
            self.counted(await self._put({}), wants_fallback=self._wants_fallback)
        await self.upload()

    async def upload(self) -> None:
        """Offer our device's keys, one-time keys and a fallback key, as far as the homeserver lacks them."""
        async with self._uploading:
            if not self.upload_needed:
                return
            olm = self._client.olm
            body = self._keys_to_offer()
            # Saved before they leave: a key that the homeserver gives out must be known after a crash.
            olm.save_account()
            try:
                count = await self._put(body)
            except Rejected as error:
                # It has these from an attempt whose answer never came; the next round makes new ones.
                structlog.get_logger().warning("matrix.keys_refused", errcode=error.errcode)
                olm.account.mark_keys_as_published()
                olm.save_account()
                raise
            olm.account.shared = True
            olm.account.mark_keys_as_published()
            olm.save_account()
            self.counted(count, wants_fallback=False)

    async def _put(self, body: Mapping[str, Any]) -> int:
        answer = await self._client.call("POST", "/keys/upload", body)
        counts = answer.get("one_time_key_counts")
        return int(counts.get("signed_curve25519", 0)) if isinstance(counts, dict) else 0

    def _keys_to_offer(self) -> dict[str, Any]:
        olm = self._client.olm
        account = olm.account
        body: dict[str, Any] = {}
        if not account.shared:
            body["device_keys"] = own_device_keys(self._client)
        unpublished = len(account.one_time_keys["curve25519"])
        lacking = account.max_one_time_keys - (olm.uploaded_key_count or 0) - unpublished
        if lacking > 0:
            account.generate_one_time_keys(lacking)
        body["one_time_keys"] = {
            f"signed_curve25519:{key_id}": self._signed({"key": key})
            for key_id, key in account.one_time_keys["curve25519"].items()
        }
        inner = account._account  # noqa: SLF001 - nio has no word for fallback keys
        if self._wants_fallback or not account.shared:
            if not inner.fallback_key:
                inner.generate_fallback_key()
            body["fallback_keys"] = {
                f"signed_curve25519:{key_id}": self._signed({"key": key.to_base64(), "fallback": True})
                for key_id, key in inner.fallback_key.items()
            }
        return body

    def _signed(self, key: dict[str, Any]) -> dict[str, Any]:
        client = self._client
        signature = client.olm.sign_json(key)
        return {**key, "signatures": {client.user_id: {f"ed25519:{client.device_id}": signature}}}


def own_device_keys(client: GuardedClient) -> dict[str, Any]:
    """Our device as others see it, signed by itself."""
    olm = client.olm
    keys = olm.account.identity_keys
    device = {
        "algorithms": list(_ALGORITHMS),
        "device_id": client.device_id,
        "user_id": client.user_id,
        "keys": {f"{kind}:{client.device_id}": key for kind, key in keys.items()},
    }
    signature = olm.sign_json(device)
    return {**device, "signatures": {client.user_id: {f"ed25519:{client.device_id}": signature}}}
