"""The one table: whole, worded, translated, and printed."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import commands
from bot.chat.declare import Group
from bot.chat.names import Names
from commands import GROUPS, docs
from translations.catalogues import paths, read
from translations.check import faults_of
from translations.extract import template

ROOT = Path(__file__).parents[2]
BY_OPERATORS = frozenset({"bot/register", "bot/operate", "bot/demo"})
"""Whose refusals are printed by the command line, not said in a room."""


def calls(name: str) -> Iterator[tuple[str, str]]:
    """The literal first argument (or ``kind``) of each call of a name, with where it stands."""
    for path in (*sorted((ROOT / "bot").rglob("*.py")), *sorted((ROOT / "commands").glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "kind")]
                for one in given:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        yield one.value, path.relative_to(ROOT).as_posix()


def test_every_group_is_in_the_table() -> None:
    modules = (
        importlib.import_module(f"commands.{one.name}") for one in pkgutil.iter_modules(commands.__path__)
    )
    declared = [module.GROUP for module in modules if isinstance(getattr(module, "GROUP", None), Group)]
    assert [group for group in declared if group not in GROUPS] == []


def test_no_two_commands_have_the_same_name() -> None:
    words = {name: others for group in GROUPS for name, others in group.words.items()}
    Names([command for group in GROUPS for command in group.commands], words)


def test_every_notice_has_words() -> None:
    known = {kind for group in GROUPS for kind in group.notices}
    assert [(kind, place) for kind, place in calls("Notice") if kind not in known] == []


def test_every_refusal_has_words() -> None:
    known = {code for group in GROUPS for code in group.problems}
    inner = {"kommun.ambiguous", "kommun.unknown", "kommun.outside"}
    silent = [
        (code, place)
        for code, place in calls("Refusal")
        if code not in known | inner and not any(place.startswith(room) for room in BY_OPERATORS)
    ]
    assert silent == []


def test_examples_are_read_as_the_command_they_stand_at() -> None:
    words = {name: others for group in GROUPS for name, others in group.words.items()}
    every = [command for group in GROUPS for command in group.commands]
    names = Names(every, words)
    for command in every:
        for line in command.examples:
            assert names.find(line.split()).command is command


def test_every_catalogue_is_whole() -> None:
    wanted = template()
    assert [fault for language, path in paths() for fault in faults_of(read(language, path), wanted)] == []


def test_the_page_of_commands_is_current() -> None:
    assert docs.PAGE.read_text(encoding="utf-8") == docs.page()
