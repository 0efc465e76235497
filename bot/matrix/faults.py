"""What an operator reads when the bot's login or identity needs a hand: one line for each code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "matrix.not_initialised": "the bot has never logged in: run `rocbot init`",
        "matrix.logged_out": (
            "the homeserver no longer knows the login of {user_id}: run `rocbot init` to log in again "
            "as the same device"
        ),
        "matrix.password_refused": "the homeserver refused the password: see matrix.password_file",
        "matrix.key_store_missing": (
            "the key store in {directory} is gone, but the homeserver knows this device: put it back, or run "
            "`rocbot restore` to go on as a new device"
        ),
        "matrix.key_store_mismatch": (
            "the key store in {directory} belongs to another device than the one the homeserver knows: "
            "put the right one back, or run `rocbot restore` to go on as a new device"
        ),
        "matrix.key_store_in_use": "another rocbot is using the key store in {directory}",
        "matrix.key_store_failed": "the key store {path} cannot be written: {error}",
        "matrix.identity_unknown": (
            "the homeserver has a cross-signing identity for the bot whose secrets are not in our database: "
            "run `rocbot init` with the recovery key, or restore the database from a backup"
        ),
        "matrix.identity_changed": (
            "the bot's cross-signing identity on the homeserver is not ours: somebody has reset it; "
            "find out who, then restore it or run `rocbot init` with its recovery key"
        ),
        "matrix.identity_missing": (
            "the homeserver has lost the bot's cross-signing identity: run `rocbot init` to give it "
            "the same again"
        ),
        "matrix.signature_refused": "the homeserver refused the signature of the bot's own device",
        "matrix.recovery_key_mistyped": (
            "this is not a recovery key: compare it with what `rocbot init` showed"
        ),
        "matrix.recovery_key_wrong": "this is a recovery key, but not the one of this account",
        "matrix.recovery_incomplete": (
            "the homeserver does not hold everything that the recovery key should open"
        ),
    }
)
