"""Settings of what leaves the bot by other ways than Matrix: telephones, mails, webhooks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

LAST_PORT = 65_535
_SAFE_URL = re.compile(r"https://[^\s/]+(/\S*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?")


def _safe_url(url: str) -> str:
    if url and not _SAFE_URL.fullmatch(url):
        raise PydanticCustomError("url.safe", "https, or this machine")
    return url.rstrip("/")


_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_WAY_OUT = re.compile(r"(mailto:[^\s<>,@]+@|https://)[!-;=?-~]+")
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def _mail_address(address: str) -> str:
    if address and not _MAIL_ADDRESS.fullmatch(address):
        raise PydanticCustomError("mail.address", "no mail address")
    return address


def _way_out(url: str) -> str:
    if not _WAY_OUT.fullmatch(url):
        raise PydanticCustomError("mail.unsubscribe", "mailto or https")
    return url


SafeUrl = Annotated[str, AfterValidator(_safe_url)]
"""What is sent there is read by nobody on the way; empty means none."""


class Part(BaseModel):
    """A table of the settings: what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelSettings(Part):
    """The second channel, to telephones. ``secret`` is for the environment; a file is the usual way."""

    gateway: Literal["", "46elks", "webhook"] = ""
    url: SafeUrl = ""
    user: str = ""
    secret_file: Path | None = None
    secret: SecretStr | None = None
    sender: str = Field(default="", max_length=20)
    answers_url: SafeUrl = ""
    sound_url: SafeUrl = ""
    heartbeat_url: SafeUrl = ""

    @model_validator(mode="after")
    def _whole_or_not_at_all(self) -> Self:
        needed = {
            "url": bool(self.url) or self.gateway == "46elks",
            "user": bool(self.user) or self.gateway == "webhook",
            "secret_file": self.secret is not None or self.secret_file is not None,
            "sender": bool(self.sender),
            "answers_url": bool(self.answers_url),
        }
        missing = [key for key, given in needed.items() if not given]
        if self.gateway and missing:
            raise PydanticCustomError("channels.missing", "incomplete", {"keys": missing})
        return self


class MailSettings(Part):
    """Mails to press lists, through one server. ``password`` is for the environment."""

    host: str = Field(default="", pattern=r"^[A-Za-z0-9.:-]*$", max_length=253)
    port: int = Field(default=587, ge=1, le=LAST_PORT)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    user: str = Field(default="", max_length=200)
    password_file: Path | None = None
    password: SecretStr | None = None
    sender: Annotated[str, AfterValidator(_mail_address)] = ""
    sender_name: str = Field(default="", max_length=100)
    reply_to: Annotated[str, AfterValidator(_mail_address)] = ""
    list_unsubscribe: Annotated[
        tuple[Annotated[str, AfterValidator(_way_out)], ...], Field(max_length=2)
    ] = ()
    hello: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$", max_length=253)
    connections: int = Field(default=8, ge=1, le=50)

    @model_validator(mode="after")
    def _whole_or_not_at_all(self) -> Self:
        needed = {
            "sender": bool(self.sender),
            "list_unsubscribe": bool(self.list_unsubscribe),
            "password_file": not self.user or self.password is not None or self.password_file is not None,
        }
        missing = [key for key, given in needed.items() if not given]
        if self.host and missing:
            raise PydanticCustomError("mail.missing", "incomplete", {"keys": missing})
        if self.host and self.tls == "none" and self.host not in _THIS_MACHINE:
            raise PydanticCustomError("mail.plain", "not encrypted")
        return self


class WebhookSettings(Part):
    """``secrets``: where the files ``webhook-ID`` are; None: with the others."""

    secrets: Path | None = None
    ca_file: Path | None = None
