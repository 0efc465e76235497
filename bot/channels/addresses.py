"""Where a webhook may be: names are looked up and judged here, and what was judged is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from enum import StrEnum
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.work.sender import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NOT_OPEN: Final = tuple(
    ipaddress.ip_network(one)
    for one in ("168.63.129.16", "192.0.0.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)
"""Public by their numbers for all that Python knows: clouds' own addresses, local translation, examples."""
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")


class Reach(StrEnum):
    """PUBLIC: the open internet alone. LISTED: private and local networks too, as the register says.

    LOOPBACK: this machine alone, for what is not encrypted on the way.
    """

    PUBLIC = "public"
    LISTED = "listed"
    LOOPBACK = "loopback"


class OutOfReach(OSError):  # noqa: N818 - an answer, not a fault
    """The name leads to an address that is not to be connected to. ``code``: as of ``Refused``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def reach_of(url: URL, *, private_address: bool) -> Reach:
    """How far a request to the URL may go.

    Raises:
        Refused: ``not_https``, ``no_address``; ``private_address`` when a number stands in it that is one.
    """
    if url.scheme not in {"http", "https"} or not url.host:
        raise Refused("no_address")
    if url.scheme == "http" and not private_address:
        raise Refused("not_https")
    reach = Reach.LISTED if private_address else Reach.PUBLIC
    reach = Reach.LOOPBACK if url.scheme == "http" else reach
    if (number := _number(url.raw_host or "")) is not None:
        try:
            judge(number, reach)
        except OutOfReach as error:
            raise Refused(error.code) from None
    return reach


def judge(address: Address, reach: Reach) -> None:
    """Nothing, when the address may be connected to.

    Raises:
        OutOfReach: ``private_address`` or ``not_https``.
    """
    meant = _within(address)
    if meant.is_multicast or meant.is_unspecified:
        raise OutOfReach("private_address")
    if reach is Reach.LOOPBACK and not meant.is_loopback:
        raise OutOfReach("not_https")
    if reach is Reach.PUBLIC and not _is_open(meant):
        raise OutOfReach("private_address")


class JudgedNames(AbstractResolver):
    """Looks a name up each time, and gives it only when all that it leads to may be connected to.

    The connection is made to what was judged, so a name that changes its mind in between changes nothing.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await look_up(host, port, family)
        results = []
        for kind, address in found:
            judge(ipaddress.ip_address(address), self._reach)
            results.append(
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=kind,
                    proto=socket.IPPROTO_TCP,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is kept open."""


async def look_up(host: str, port: int, family: int) -> list[tuple[int, str]]:
    """The family and the number of each address of a name.

    Raises:
        OSError: there is none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    return [(kind, str(address[0])) for kind, _, _, _, address in found]


def _is_open(address: Address) -> bool:
    if any(address in network for network in _NOT_OPEN) or address.is_reserved:
        return False
    site = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not site


def _number(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _within(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
