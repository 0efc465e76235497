"""Finds every text in the code that is said: ``say``, ``say.rich``, ``say.count`` and ``msg``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[1]
PLACES = ("bot", "commands")
_ONE, _PLURAL = "one", "plural"


class NotLiteral(Exception):  # noqa: N818 - says what is wrong with the code
    """A sentence that is not written out where it is said cannot be translated."""


def sources() -> Iterator[Path]:
    for place in PLACES:
        yield from sorted((ROOT / place).rglob("*.py"))


def template() -> Catalog:
    """A catalogue with every text and no translation.

    Raises:
        NotLiteral: ``say`` or ``msg`` is given something else than a literal text.
    """
    catalog = Catalog(project="rocbot", domain="rocbot", charset="utf-8")
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for line, message in _texts(path):
            catalog.add(message, locations=[(name, line)])
    return catalog


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, str]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        sort = _sort(node.func)
        if sort == _ONE:
            yield node.lineno, _literal(node, 0, path)
        elif sort == _PLURAL:
            yield node.lineno, (_literal(node, 0, path), _literal(node, 1, path))


def _sort(function: ast.expr) -> str | None:
    match function:
        case ast.Name("say" | "msg") | ast.Attribute(ast.Name("say"), "rich"):
            return _ONE
        case ast.Attribute(ast.Name("say"), "count"):
            return _PLURAL
    return None


def _literal(call: ast.Call, position: int, path: Path) -> str:
    found = call.args[position] if len(call.args) > position else None
    if isinstance(found, ast.Constant) and isinstance(found.value, str):
        return found.value
    raise NotLiteral(f"{path.relative_to(ROOT)}:{call.lineno}: write the sentence out in the call")
