"""Settings: one TOML file, the environment over it, secrets in files. Unknown keys are errors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config_outward import LAST_PORT, ChannelSettings, MailSettings, Part, SafeUrl, WebhookSettings
from bot.errors import Fault
from bot.os_words import why
from bot.register.document import syntax_fault
from bot.register.pydantic_faults import explained
from bot.register.sentences import sentence

_EXAMPLE_MARKS = ("example.org", "ÄNDRA-MIG")
_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "port.unknown": "en port är högst 65535",
        "zone.unknown": "det finns ingen sådan tidszon; skriv till exempel Europe/Stockholm",
        "url.safe": "ska vara en adress som börjar med https:// (http:// går bara till den egna maskinen)",
        "channels.missing": "med gateway ska också {keys} anges",
        "mail.missing": "med host ska också {keys} anges",
        "mail.plain": "utan kryptering går det bara till den egna maskinen; välj starttls eller tls",
        "mail.address": "ska vara en e-postadress, till exempel press@samverkan.example",
        "mail.unsubscribe": "ska vara en adress som börjar med mailto: eller https://",
        "path_type": "ska vara en sökväg inom citattecken",
    }
)


def _existing_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except Exception as error:
        raise PydanticCustomError("zone.unknown", "no such time zone") from error
    return name


def _existing_port(listen: str) -> str:
    if listen and int(listen.rpartition(":")[2]) > LAST_PORT:
        raise PydanticCustomError("port.unknown", "no such port")
    return listen


class MatrixSettings(Part):
    """The bot's account. ``password`` is for the environment; a file is the usual way."""

    homeserver: str = Field(pattern=r"^https?://[^\s/]+/?$")
    user_id: str = Field(pattern=r"^@[^:\s]+:[^\s]+$")
    password_file: Path | None = None
    password: SecretStr | None = None
    device_name: str = "rocbot"
    other_bots: tuple[str, ...] = ()
    sync_timeout_s: int = Field(default=30, ge=1, le=120)
    timeline_limit: int = Field(default=100, ge=20, le=1000)
    send_side_by_side: int = Field(default=16, ge=1, le=64)


class StoreSettings(Part):
    """Where the bot keeps its keys, secrets and, unless ``database.url`` says otherwise, its database."""

    directory: Path
    secrets: Path | None = None


class DatabaseSettings(Part):
    """Empty means SQLite in the store directory."""

    url: str | None = Field(default=None, pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://")


class WebSettings(Part):
    """``listen``: address and port of the pages; an empty text turns them off.

    ``public_url``: where the wallboard, the feeds and the calendar are reached from outside.
    """

    listen: Annotated[str, AfterValidator(_existing_port)] = Field(
        default="127.0.0.1:8470", pattern=r"^$|^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$"
    )
    public_url: SafeUrl = ""


class GuidanceSettings(Part):
    """``fonts``: a folder with the typefaces of printed pages; None: where ``make setup`` puts them."""

    fonts: Path | None = None


class TrustSettings(Part):
    """Classes of commands that a device must be signed for; the others are taken and flagged."""

    needs_signed: frozenset[Literal["talk", "case", "duty", "register", "sign_off", "publication"]] = (
        frozenset({"case", "duty", "register", "sign_off", "publication"})
    )


class LimitSettings(Part):
    """``messages_per_minute``: from one person; of what is more, only cases are read. 0: no limit."""

    messages_per_minute: int = Field(default=60, ge=0, le=10_000)


class RetentionSettings(Part):
    """``gallringsbeslut``: the decision that lets the bot remove its messages about erased cases, if any."""

    gallringsbeslut: str = Field(default="", max_length=200)


class LogSettings(Part):
    """Ids only, never content, at any level."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"


class Settings(BaseSettings):
    """Everything an operator can set; ``config.example.toml`` explains each key."""

    model_config = SettingsConfigDict(
        env_prefix="ROCBOT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    matrix: MatrixSettings
    store: StoreSettings
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    channels: ChannelSettings = ChannelSettings()
    mail: MailSettings = MailSettings()
    webhooks: WebhookSettings = WebhookSettings()
    guidance: GuidanceSettings = GuidanceSettings()
    trust: TrustSettings = TrustSettings()
    limits: LimitSettings = LimitSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()
    time_zone: Annotated[str, AfterValidator(_existing_zone)] = "Europe/Stockholm"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite+aiosqlite:///{self.store.directory.resolve()}/rocbot.db"

    @property
    def secrets_directory(self) -> Path:
        return self.store.secrets or self.store.directory / "secrets"


def load_settings(path: Path) -> Settings:
    """Read the file and the environment.

    Raises:
        Fault: ``config.unreadable``, ``config.syntax``, ``config.invalid`` (one line a key) or
            ``config.example_left``.
    """
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except OSError as error:
        raise Fault("config.unreadable", path=str(path), why=why(error)) from error
    except UnicodeDecodeError as error:
        raise Fault("config.syntax", path=str(path), line=1, why=sentence("file.encoding", {}, {})) from error
    except tomllib.TOMLDecodeError as error:
        fault = syntax_fault(path.name, text, str(error))
        found = sentence(fault.code, fault.fields, {})
        raise Fault("config.syntax", path=str(path), line=fault.line, why=found) from error
    left = [key for key, value in _leaves(raw) if any(mark in str(value) for mark in _EXAMPLE_MARKS)]
    if left:
        raise Fault("config.example_left", path=str(path), keys=", ".join(left))

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    try:
        return FromFile()
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in where)}: {sentence(code, fields, _SENTENCES)}"
            for where, code, fields in explained(error, Settings)
        ]
        raise Fault("config.invalid", path=str(path), lines=lines) from None


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
