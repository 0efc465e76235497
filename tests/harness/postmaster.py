"""A real mail server on loopback that misbehaves on order."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "rocbot@samverkan.example", "ett påhittat lösenord"


@dataclass(frozen=True)
class Trouble:
    """At a step: an answer with a code, or none at all. ``hangs``: says nothing for so many seconds first.

    Steps: CONNECT EHLO AUTH NOOP MAIL RCPT DATA (before the text), TEXT (in its middle), END (after it).
    ``taken``: at END, the mail is kept all the same.
    """

    step: str
    code: int | None = None
    taken: bool = False
    hangs: float = 0.0


@dataclass(frozen=True)
class Mail:
    to: str
    sender: str
    raw: bytes
    encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.raw, policy=cast(Any, default)))

    @property
    def text(self) -> str:
        """The part that is plain text."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""


@dataclass
class Postmaster:
    """``taken``: all mails that it answers for. ``tls``: for STARTTLS, or from the start with ``wrapped``."""

    tls: ssl.SSLContext | None = None
    wrapped: bool = False
    login: bool = True
    utf8: bool = True
    taken: list[Mail] = field(default_factory=list)
    troubles: deque[Trouble] = field(default_factory=deque)
    steps: Counter[str] = field(default_factory=Counter)
    watch: Callable[[str], None] = lambda _step: None
    """Called at each step that it comes to, and with ``TAKEN`` once it answers for a mail."""
    side_by_side: int = 0
    most: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Talk(self), "127.0.0.1", self.port, ssl=self.tls if self.wrapped else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def to(self, address: str) -> list[Mail]:
        return [one for one in self.taken if one.to == address]

    async def meet(self, step: str, talk: SMTP) -> str | None:
        """What is answered instead, if there is trouble at this step."""
        self.steps[step] += 1
        self.watch(step)
        if not self.troubles or self.troubles[0].step != step:
            return None
        trouble = self.troubles.popleft()
        await asyncio.sleep(trouble.hangs)
        if trouble.code is None:
            if isinstance(talk.transport, asyncio.WriteTransport):
                talk.transport.abort()
            return "451 never said"
        return f"{trouble.code} trouble on order"


class _Handler:
    def __init__(self, master: Postmaster) -> None:
        self._master = master

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        trouble = await self._master.meet("EHLO", server)
        return [trouble] if trouble else responses

    async def handle_NOOP(self, server: SMTP, *_: object) -> str:  # noqa: N802
        return await self._master.meet("NOOP", server) or "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if trouble := await self._master.meet("MAIL", server):
            return trouble
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Sequence[str]
    ) -> str:
        if trouble := await self._master.meet("RCPT", server):
            return trouble
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        master = self._master
        trouble = master.troubles[0] if master.troubles and master.troubles[0].step == "END" else None
        if trouble is None or trouble.taken:
            (to,) = envelope.rcpt_tos
            content = envelope.original_content or b""
            login = session.auth_data.login.decode() if session.auth_data else None
            secure = session.ssl is not None or master.wrapped
            master.taken.append(Mail(to, str(envelope.mail_from), content, secure, login))
            master.watch("TAKEN")
        return await master.meet("END", server) or "250 OK"


class _Talk(SMTP):
    def __init__(self, master: Postmaster) -> None:
        self._master = master
        starts_tls = master.tls is not None and not master.wrapped
        with warnings.catch_warnings():
            # A login without encryption is what some tests are about.
            warnings.simplefilter("ignore")
            self._begin(master, starts_tls=starts_tls)

    def _begin(self, master: Postmaster, *, starts_tls: bool) -> None:
        super().__init__(
            _Handler(master),
            enable_SMTPUTF8=master.utf8,
            tls_context=master.tls if starts_tls else None,
            require_starttls=starts_tls,
            auth_required=master.login,
            auth_require_tls=starts_tls,
            authenticator=_known,
            hostname="mail.invalid",
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        again = self.session is not None
        super().connection_made(transport)
        if not again:
            self._master.side_by_side += 1
            self._master.most = max(self._master.most, self._master.side_by_side)

    def connection_lost(self, error: Exception | None) -> None:
        self._master.side_by_side -= 1
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self._master.troubles and self._master.troubles[0].step == "CONNECT":
            answer = await self._master.meet("CONNECT", self)
            await self.push(answer or "")
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if trouble := await self._master.meet("AUTH", self):
            await self.push(trouble)
            return
        await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if trouble := await self._master.meet("DATA", self):
            await self.push(trouble)
            return
        if self._master.troubles and self._master.troubles[0].step == "TEXT":
            await self.push("354 go on")
            await self._reader.read(10)
            await self._master.meet("TEXT", self)
            return
        await super().smtp_DATA(arg)


def _known(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
) -> AuthResult:
    well = data.login.decode() == USER and data.password.decode() == PASSWORD
    return AuthResult(success=well, handled=False, auth_data=data)
