"""PO files for tests: what an agency sends back, made up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.guidance.languages import language
from bot.guidance.po import parse
from bot.guidance.po_update import updated
from bot.guidance.source import lines
from bot.guidance.values import Line


def forms_of(line: Line, code: str) -> tuple[str, ...]:
    """A stand-in for a translation: the Swedish in brackets, in every form that the language has."""
    own = language(code)
    if not line.many:
        return (f"[{line.text}]",)
    return tuple(f"[{line.many}]" for _ in own.forms)


def whole(code: str = "so", changed: Mapping[str, tuple[str, ...]] | None = None) -> bytes:
    """Every message translated; those in ``changed`` as given, nothing in it drops a message."""
    text = updated(language(code), None).decode()
    for line in lines():
        given = (changed or {}).get(line.key, forms_of(line, code))
        head, mark, rest = text.partition(f'msgctxt "{line.key}"\n')
        assert mark, line.key
        body, gap, rest = rest.partition("\n\n")
        source = body[: body.index("msgstr")]
        many = len(given) > 1
        said = "\n".join(f'msgstr{f"[{at}]" if many else ""} "{one}"' for at, one in enumerate(given))
        text = f"{head}{mark}{source}{said}{gap or chr(10)}{rest}"
    parse(text.encode())
    return text.encode()
