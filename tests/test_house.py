"""The house stays as it was drawn: who may import whom."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("commands/**/*.py"), *ROOT.glob("translations/**/*.py")])
SUBJECTS = ("actors", "duty", "cases", "law", "situation", "press", "guidance")
ROOMS_OF_A_SUBJECT = {"store", "chat", "work", "register", "clock", "errors", "draw"}
"""What a subject may import beside itself and other subjects' facts."""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "bot" and len(parts) > 2 else parts[0]


def breaches(path: Path) -> Iterator[str]:
    room = room_of(path)
    for name in imports(path):
        yield from (f"{path.relative_to(ROOT)}: {name}" for _ in (1,) if forbidden(room, path.name, name))


def forbidden(room: str, file: str, name: str) -> bool:  # noqa: C901, PLR0911 - one rule a line
    top, *rest = name.split(".")
    if top == "nio":
        return room != "matrix"
    if top == "apscheduler":
        return room != "work"
    if name.startswith("aiohttp.web"):
        return room not in {"web", "demo"}
    if top == "gettext" or name.startswith("babel.support"):
        return not (room == "chat" and file == "say.py")
    if top == "commands":
        return room not in {"bot", "operate", "demo", "commands"}
    if top != "bot" or not rest:
        return False
    other = rest[0]
    if other == room or room in {"bot", "operate", "demo"}:
        return False
    if room == "translations":
        return other != "guidance"
    if other in SUBJECTS:
        return room != "commands" and not (room in SUBJECTS and rest[1:2] == ["facts"])
    if room in SUBJECTS:
        return other not in ROOMS_OF_A_SUBJECT
    if room == "chat":
        return other not in {"store", "clock", "errors"} and ".".join(rest[:2]) not in {
            "work.timed",
            "work.aside",
        }
    if room == "matrix":
        return other not in {"store", "clock", "errors", "bell", "metrics", "log", "work", "chat"}
    return other == "matrix"


def test_imports_point_the_way_the_house_was_drawn() -> None:
    assert [breach for path in CODE for breach in breaches(path)] == []


def test_modules_stay_small() -> None:
    lengths = [
        len(path.read_text(encoding="utf-8").splitlines())
        for path in CODE
        if path.name != "__init__.py" and "versions" not in path.parts
    ]
    assert statistics.median(lengths) < 120
    assert max(lengths) <= 300


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {"datetime.now", "datetime.utcnow", "time.time", "time.sleep", "date.today", "datetime.today"}
    asked = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node.func)}"
        for path in CODE
        if path != ROOT / "bot/clock.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in asking
    ]
    assert asked == []


def test_nothing_is_kept_at_module_level() -> None:
    """Constants are tuples, frozensets, strings and the like; a list, set or dict could be filled."""
    kept = []
    for path in CODE:
        for node in parsed(path).body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            names = [target for target in getattr(node, "targets", [getattr(node, "target", None)]) if target]
            if isinstance(value, ast.List | ast.Set | ast.ListComp) and ast.unparse(names[0]) != "__all__":
                kept.append(f"{path.relative_to(ROOT)}: {ast.unparse(names[0])}")
    assert kept == []
