"""One connection to the mail server: logged in ahead, and a mail handed over so that its outcome is known."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from bot.channels.despatch_carrier import Later, Unanswered
from bot.work.sender import Refused

Tls = Literal["starttls", "tls", "none"]

_STARTS_WITH_DOT: Final = re.compile(rb"(?m)^\.")
_PIECE: Final = 65_536
_SOON: Final = 0.005
_GO_ON, _CLOSING, _NEVER, _LAST = 354, 421, 500, 599
_WENT_WELL: Final = range(200, 300)


@dataclass(frozen=True, repr=False)
class MailServer:
    """Where mails are handed in. ``user`` empty: without a login. ``hello``: our name there.

    ``seconds`` bounds each step, ``answer`` the last one, in which the server looks through the mail.
    """

    host: str
    port: int
    tls: Tls
    context: ssl.SSLContext
    user: str = ""
    password: str = ""
    hello: str | None = None
    seconds: float = 10.0
    answer: float = 60.0


class Line:
    """One logged-in connection; it is used by one at a time."""

    def __init__(self, server: MailServer, smtp: aiosmtplib.SMTP, protocol: SMTPProtocol) -> None:
        self._server = server
        self._smtp = smtp
        self._protocol = protocol

    @classmethod
    async def opened(cls, server: MailServer) -> Line:
        """Connect, encrypt and log in.

        Raises:
            Later: ``connection``, ``timeout``, ``tls``, ``login``, or ``smtp_`` and the server's code; it is
                about every mail.
        """
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=server.hello,
            timeout=server.seconds,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            tls_context=server.context,
        )
        try:
            await smtp.connect()
            await smtp.ehlo()
            if server.user:
                await _log_in(smtp, server)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            smtp.close()
            raise Later(_why_not_open(error), everywhere=True) from error
        if smtp.protocol is None:
            raise Later("connection", everywhere=True)
        return cls(server, smtp, smtp.protocol)

    @property
    def open(self) -> bool:
        return self._smtp.is_connected

    async def still_there(self) -> bool:
        """Ask for nothing, so that neither side forgets the other."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._smtp.noop()
        return self.open

    async def hand_over(self, sender: str, to: str, mail: bytes) -> None:
        """Give the server one mail for one recipient.

        Raises:
            Later: it was not taken. Before the end of the text nothing is: the server must not use a part.
            Refused: ``smtp_`` and the code; ``smtputf8`` for an address that the server cannot read.
            Unanswered: the whole text was there, and the answer did not come.
        """
        try:
            await self._envelope(sender, to, len(mail))
            await self._write(_STARTS_WITH_DOT.sub(b"..", mail))
        except (aiosmtplib.SMTPException, OSError) as error:
            self._smtp.close()
            raise Later(_code(error), everywhere=_about_all(error)) from error
        except BaseException:
            self._smtp.close()
            raise
        try:
            code = await self._end()
        except (aiosmtplib.SMTPException, OSError) as error:
            self._smtp.close()
            raise Unanswered(_code(error)) from error
        except BaseException:
            self._smtp.close()
            raise
        if code not in _WENT_WELL:
            await self._turned_down(code)

    async def leave(self) -> None:
        """Say goodbye, if somebody listens."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._smtp.quit(timeout=1.0)
        self._smtp.close()

    async def _envelope(self, sender: str, to: str, size: int) -> None:
        options = [f"SIZE={size}".encode()] if self._smtp.supports_extension("size") else []
        if not to.isascii():
            if not self._smtp.supports_extension("smtputf8"):
                raise Refused("smtputf8")
            options.append(b"SMTPUTF8")
        steps = (
            (b"MAIL", f"FROM:<{sender}>".encode(), *options),
            (b"RCPT", f"TO:<{to}>".encode()),
            (b"DATA",),
        )
        for step in steps:
            response = await self._smtp.execute_command(*step)
            if response.code not in (_WENT_WELL if step[0] != b"DATA" else (_GO_ON,)):
                await self._turned_down(response.code)

    async def _write(self, text: bytes) -> None:
        """The text without its end; once this returns, it is on its way."""
        transport = self._protocol.transport
        if not isinstance(transport, asyncio.WriteTransport):
            raise aiosmtplib.SMTPServerDisconnected("gone")
        text = text if text.endswith(b"\r\n") else text + b"\r\n"
        async with asyncio.timeout(self._server.answer):
            for start in range(0, len(text), _PIECE):
                self._protocol.write(text[start : start + _PIECE])
                while transport.get_write_buffer_size() > 0:  # noqa: ASYNC110 - the protocol is the library's
                    await asyncio.sleep(_SOON)
        if transport.is_closing():
            raise aiosmtplib.SMTPServerDisconnected("gone")

    async def _end(self) -> int:
        """The dot that makes it a mail, and what the server says to it."""
        self._protocol.write(b".\r\n")
        response = await self._protocol.read_response(self._server.answer)
        return int(response.code)

    async def _turned_down(self, code: int) -> None:
        """Ready for the next one, with this one's answer.

        Raises:
            Refused: as the code says, or
            Later: likewise.
        """
        if code == _CLOSING or not await self._cleared():
            self._smtp.close()
        if _NEVER <= code <= _LAST:
            raise Refused(f"smtp_{code}")
        raise Later(f"smtp_{code}", everywhere=code == _CLOSING)

    async def _cleared(self) -> bool:
        try:
            await self._smtp.rset()
        except (aiosmtplib.SMTPException, OSError):
            return False
        return True


async def _log_in(smtp: aiosmtplib.SMTP, server: MailServer) -> None:
    """By one way: a wrong password that is tried by each counts double where accounts are locked."""
    ways = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
    offered = [way for name, way in ways.items() if name in smtp.server_auth_methods]
    if not offered:
        raise aiosmtplib.SMTPNotSupported("auth")
    await offered[0](server.user, server.password)


def _why_not_open(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "login"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _code(error)
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "tls"
    if isinstance(error, TimeoutError | ConnectionError | OSError):
        return _code(error)
    # What the library says in words alone: the server offers no TLS.
    return "login" if isinstance(error, aiosmtplib.SMTPNotSupported) else "tls"


def _code(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"smtp_{error.code}" if error.code > 0 else "garbled"
    return "timeout" if isinstance(error, TimeoutError) else "connection"


def _about_all(error: BaseException) -> bool:
    """A connection that broke says little of the others; the next one that is opened says more."""
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code == _CLOSING
