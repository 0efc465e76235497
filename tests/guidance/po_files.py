"""PO files for tests: what an agency sends back, made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.guidance.languages import language
from bot.guidance.po import parse
from bot.guidance.po_update import updated
from bot.guidance.source import lines
from bot.guidance.values import Line

_VALUE: Final = re.compile(r"%\(\w+\)s")
_NUMBER: Final = re.compile(r"\d+")


def forms_of(line: Line, code: str) -> tuple[str, ...]:
    """A stand-in for a translation: ``(oro.telefon)``, with the values and numbers of the Swedish."""
    own = language(code)
    source = line.many or line.text
    text = " ".join((f"({line.key})", *_VALUE.findall(source), *_NUMBER.findall(_VALUE.sub("", source))))
    return (text,) * (len(own.forms) if line.many else 1)


def whole(code: str = "so", changed: Mapping[str, tuple[str, ...]] | None = None) -> bytes:
    """Every message translated; those in ``changed`` as given, nothing in it drops a message."""
    text = updated(language(code), None).decode()
    for line in lines():
        given = (changed or {}).get(line.key, forms_of(line, code))
        head, mark, rest = text.partition(f'msgctxt "{line.key}"\n')
        assert mark, line.key
        body, gap, rest = rest.partition("\n\n")
        source = body[: body.index("msgstr")]
        said = "\n".join(f'msgstr{f"[{at}]" if line.many else ""} "{one}"' for at, one in enumerate(given))
        text = f"{head}{mark}{source}{said}{gap or chr(10)}{rest}"
    parse(text.encode())
    return text.encode()
