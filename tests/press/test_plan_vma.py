"""The bot neither sends nor imitates a public warning (VMA): it only speaks of one that others have given."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.press.content import Variant
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.press.vma import imitates
from tests.press.day import NORD, PressDay
from tests.press.planning import message
from tests.press.writing import NEW

ROOT = Path(__file__).parents[2]
SPEAK_OF_ONE = frozenset(
    {
        "commands/press_plan_args.py",  # why all is paused
        "commands/press_plan.py",
        "commands/press_plan_words.py",
        "commands/press_plan_problems.py",  # that a text looks like one
        "commands/press_preflight_views.py",
        "commands/press_write_problems.py",
        "bot/press/vma.py",  # what one looks like
    }
)


_SAYS: Final = re.compile(r"\bVMA\b|iktigt meddelande till allm")


def texts(path: Path) -> Iterator[str]:
    """Every text in a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


def test_no_text_that_is_published_or_carries_a_publication_says_vma() -> None:
    saying = {
        path.relative_to(ROOT).as_posix()
        for folder, names in (("commands", "press*.py"), ("bot/press", "*.py"), ("bot/channels", "*.py"))
        for path in (ROOT / folder).glob(names)
        for text in texts(path)
        if _SAYS.search(text)
    }
    assert saying <= SPEAK_OF_ONE


async def test_a_text_that_looks_like_one_is_not_taken(day: PressDay) -> None:
    written = NEW.replace("ny Skolorna är öppna", "ny Viktigt meddelande till allmänheten")
    said = "\n".join(one.body for one in await day.type(NORD, written))
    assert "Texten ser ut som ett VMA." in said
    async with day.store.begin() as session:
        assert not (await session.scalars(select(MessageRow.id))).all()


@pytest.mark.parametrize(
    "content",
    [
        {"title": "Viktigt meddelande till allmänheten"},
        {"body": "VMA\n\nStanna inne."},
        {"variants": {"en": Variant("Important public announcement", "Stay inside.", ready=True)}},
    ],
)
async def test_a_message_that_looks_like_one_gets_no_time(day: PressDay, content: dict[str, Any]) -> None:
    await message(day, State.APPROVED, **content)
    for time in ("15:00", "nu"):
        said = (await day.type(NORD, f"!budskap schemalägg BU-0001 tid:{time}"))[0].body
        assert "BU-0001 ser ut som ett VMA" in said
        assert "Ett VMA begärs hos SOS Alarm" in said
    assert (await day.message()).publish_at is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Viktigt meddelande till allmänheten", "Stanna inne."),
        ("VIKTIGT  MEDDELANDE TILL ALLMANHETEN i Nacka", "Stanna inne."),
        ("VMA: brand i Nacka", "Stanna inne."),
        ("Brand i Nacka", "**Viktigt meddelande till allmänheten** i Nacka."),
        ("Brand i Nacka", "\n\n# VMA\nStanna inne."),
        ("Important public announcement", "Stay inside."),
    ],
)
def test_what_presents_itself_as_a_vma_is_recognised(title: str, body: str) -> None:
    assert imitates(title, body)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Skolorna är öppna", "Ett VMA har gått ut i Nacka. Lyssna på Sveriges Radio P4."),
        ("Viktigt meddelande till föräldrar", "Skolorna är öppna."),
        (
            "Följ råden i det VMA som gäller",
            "Stanna inne. Det finns ett viktigt meddelande till allmänheten.",
        ),
    ],
)
def test_what_speaks_of_a_vma_is_none(title: str, body: str) -> None:
    assert not imitates(title, body)
