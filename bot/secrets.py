"""Secrets come from files or the environment; those that can be made up are made by ``init``."""

from __future__ import annotations

import base64
import os
import re
import secrets as entropy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.errors import Fault

_DATA_KEY = re.compile(r"data-key\.(\d{1,3})$")
_KEY_BYTES = 32
_WEBHOOK = re.compile(r"webhook-([a-z0-9-]{1,48})")
SHORTEST_SECRET = 16
"""Characters of a webhook's secret: what is shorter can be guessed."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """``data_keys`` by number: the highest seals, all open (see ``store.keyring``)."""

    data_keys: Mapping[int, bytes]
    pickle_key: str
    signing_key: bytes


def make_missing(settings: Settings) -> list[str]:
    """Create the secret files that do not exist yet; returns the names of those that were made."""
    directory = settings.secrets_directory
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    if not _data_key_files(directory) and "ROCBOT_DATA_KEY" not in os.environ:
        made.append(_write(directory / "data-key.1"))
    for name, variable in (("pickle-key", "ROCBOT_PICKLE_KEY"), ("signing-key", "ROCBOT_SIGNING_KEY")):
        if variable not in os.environ and not (directory / name).exists():
            made.append(_write(directory / name))
    return made


def add_data_key(settings: Settings) -> str:
    """Make the next data key, which seals from the next start on; its file's name.

    Raises:
        Fault: ``secret.in_environment``, where no file can be added to.
    """
    if "ROCBOT_DATA_KEY" in os.environ:
        raise Fault("secret.in_environment", name="ROCBOT_DATA_KEY")
    directory = settings.secrets_directory
    newest = max((number for number, _ in _data_key_files(directory)), default=0)
    return _write(directory / f"data-key.{newest + 1}")


def load_secrets(settings: Settings) -> Secrets:
    """Read them all.

    Raises:
        Fault: ``secret.missing`` or ``secret.malformed`` with the file's or variable's name.
    """
    directory = settings.secrets_directory
    return Secrets(
        data_keys=_data_keys(directory),
        pickle_key=base64.b64encode(_one(directory / "pickle-key", "ROCBOT_PICKLE_KEY")).decode(),
        signing_key=_one(directory / "signing-key", "ROCBOT_SIGNING_KEY"),
    )


def secret_files(settings: Settings) -> list[Path]:
    """The files from which secrets are read, the environment's left out; some may be missing."""
    directory = settings.secrets_directory
    files = [path for _, path in _data_key_files(directory)] if "ROCBOT_DATA_KEY" not in os.environ else []
    for name, variable in (("pickle-key", "ROCBOT_PICKLE_KEY"), ("signing-key", "ROCBOT_SIGNING_KEY")):
        if variable not in os.environ:
            files.append(directory / name)
    for given, file in (
        (settings.matrix.password, settings.matrix.password_file),
        (settings.channels.secret, settings.channels.secret_file),
        (settings.mail.password, settings.mail.password_file),
    ):
        if given is None and file is not None:
            files.append(file)
    return [*files, *webhook_files(settings).values()]


def webhook_files(settings: Settings) -> Mapping[str, Path]:
    """The files of webhooks' secrets, by the channel's id."""
    directory = settings.webhooks.secrets or settings.secrets_directory
    if not directory.is_dir():
        return {}
    matches = [(_WEBHOOK.fullmatch(path.name), path) for path in sorted(directory.iterdir())]
    return {match[1]: path for match, path in matches if match}


def webhook_secret(settings: Settings, channel: str) -> bytes | None:
    """What a channel's requests are signed with, as it is now; None when there is none worth the name.

    A webhook may be added or its secret changed while the bot runs.
    """
    found = os.environ.get(f"ROCBOT_WEBHOOK_{channel.replace('-', '_').upper()}")
    if found is None:
        directory = settings.webhooks.secrets or settings.secrets_directory
        try:
            found = _read(directory / f"webhook-{channel}")
        except Fault:
            return None
    return found.encode() if len(found) >= SHORTEST_SECRET else None


def load_password(settings: Settings) -> str:
    """The account's password: needed by ``init`` and ``restore``, not by ``run``."""
    if settings.matrix.password is not None:
        return settings.matrix.password.get_secret_value()
    if settings.matrix.password_file is None:
        raise Fault("secret.missing", name="matrix.password_file")
    return _read(settings.matrix.password_file)


def load_channel_secret(settings: Settings) -> str:
    """What the second channel's gateway knows us by.

    Raises:
        Fault: ``secret.missing``.
    """
    if settings.channels.secret is not None:
        return settings.channels.secret.get_secret_value()
    if settings.channels.secret_file is None:
        raise Fault("secret.missing", name="channels.secret_file")
    if not (secret := _read(settings.channels.secret_file)):
        raise Fault("secret.missing", name="channels.secret_file")
    return secret


def load_mail_password(settings: Settings) -> str:
    """What the mail server knows us by; empty where it asks for no login.

    Raises:
        Fault: ``secret.missing``.
    """
    mail = settings.mail
    if not mail.user:
        return ""
    if mail.password is not None:
        return mail.password.get_secret_value()
    if mail.password_file is None or not (secret := _read(mail.password_file)):
        raise Fault("secret.missing", name="mail.password_file")
    return secret


def _data_keys(directory: Path) -> dict[int, bytes]:
    if "ROCBOT_DATA_KEY" in os.environ:
        return {1: _decode(os.environ["ROCBOT_DATA_KEY"], "ROCBOT_DATA_KEY")}
    found = {number: _decode(_read(path), str(path)) for number, path in _data_key_files(directory)}
    if not found:
        raise Fault("secret.missing", name=str(directory / "data-key.1"))
    return found


def _data_key_files(directory: Path) -> list[tuple[int, Path]]:
    if not directory.is_dir():
        return []
    matches = [(_DATA_KEY.match(path.name), path) for path in sorted(directory.iterdir())]
    return [(int(match[1]), path) for match, path in matches if match]


def _one(path: Path, variable: str) -> bytes:
    if variable in os.environ:
        return _decode(os.environ[variable], variable)
    return _decode(_read(path), str(path))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Fault("secret.missing", name=str(path)) from error


def _decode(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Fault("secret.malformed", name=name)
    return key


def _write(path: Path) -> str:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(base64.b64encode(entropy.token_bytes(_KEY_BYTES)).decode() + "\n")
    return str(path)
