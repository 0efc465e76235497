"""The one place that marks an exercise: every view that shows a case goes through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.cases.picture import CasePicture
from bot.chat.declare import NoticeView
from bot.chat.document import Document, Mark, Para
from bot.chat.say import Say

T = TypeVar("T")


def mark(document: Document, say: Say, *, exercise: bool) -> Document:
    """The document with ``ÖVNING`` as its first word, before the names of those called."""
    if not exercise:
        return document
    words = exercise_mark(say, exercise=exercise)
    head, *rest = document.blocks
    if isinstance(head, Para):
        return Document((Para((*words, *head.inlines)), *rest))
    return Document((Para(words), *document.blocks))


def exercise_mark(say: Say, *, exercise: bool) -> tuple[Mark, ...]:
    """What stands first in a line of its own."""
    return (Mark(f"{say('ÖVNING')}. "),) if exercise else ()


def marked(text: str, say: Say, *, exercise: bool) -> str:
    """A line of a list."""
    return f"{say('ÖVNING')}. {text}" if exercise else text


def marked_notice(view: NoticeView) -> NoticeView:
    """A notice or a refusal that shows a case."""

    def show(fields: Mapping[str, Any], say: Say) -> Document:
        return mark(view(fields, say), say, exercise=_exercise(fields.get("picture")))

    return show


def marked_answer(view: Callable[[T, Say], Document]) -> Callable[[T, Say], Document]:
    """The answer to somebody who used a verb on a case."""

    def show(value: T, say: Say) -> Document:
        return mark(view(value, say), say, exercise=_exercise(getattr(value, "picture", None)))

    return show


def _exercise(picture: CasePicture | None) -> bool:
    return picture is not None and picture.exercise
