"""What the operating system says no with, in the operator's language."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOENT: "den finns inte",
        errno.EACCES: "programmet har inte rätt att göra det; se ägare och rättigheter (ls -l)",
        errno.EPERM: "programmet har inte rätt att göra det; se ägare och rättigheter (ls -l)",
        errno.EISDIR: "det är en mapp, inte en fil",
        errno.ENOTDIR: "en del av sökvägen är ingen mapp",
        errno.ENOSPC: "disken är full",
        errno.EDQUOT: "kvoten på disken är slut",
        errno.EROFS: "disken är skrivskyddad",
        errno.ELOOP: "länkarna i sökvägen går i cirkel",
        errno.ENAMETOOLONG: "namnet är för långt",
        errno.EIO: "disken svarar med fel",
        errno.EMFILE: "programmet har för många filer öppna",
        errno.ENFILE: "datorn har för många filer öppna",
        errno.EADDRINUSE: "något annat program använder redan den adressen",
        errno.EADDRNOTAVAIL: "adressen finns inte på den här datorn",
        errno.ECONNREFUSED: "ingen tar emot på den adressen",
        errno.EHOSTUNREACH: "det går inte att nå den datorn",
        errno.ENETUNREACH: "det går inte att nå det nätet",
        errno.ETIMEDOUT: "inget svar i tid",
    }
)


def why(error: OSError) -> str:
    """The reason in a few words; a rare one by its number, which can be looked up."""
    number = error.errno or 0
    if number in _WORDS:
        return _WORDS[number]
    return f"systemfel {errno.errorcode.get(number, number)}" if number else type(error).__name__


def why_number(number: int) -> str:
    return why(OSError(number, ""))
