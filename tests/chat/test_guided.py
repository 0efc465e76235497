"""A command that asks for more only when asked to, tells others that it was begun, and reads its own way."""

# ruff: noqa: ARG001 - executors take what the kernel hands them
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.chat.converters import Words, yes_no
from bot.chat.declare import Arg, Call, Command, Group
from bot.chat.document import doc
from bot.chat.notices import KERNEL
from bot.chat.outcome import Notice, Outcome, ToRoom
from bot.chat.registry import Table, TableError
from bot.chat.say import msg
from bot.store.engine import Store
from tests.chat.kit import Scene


@dataclass(frozen=True)
class Args:
    text: str | None
    place: str | None
    steps: bool | None


async def write(call: Call, args: Args) -> Outcome:
    return Outcome(args)


async def begun(call: Call) -> Sequence[Notice]:
    return (Notice("log.begun", ToRoom(call.place.room_id)),)


def own_way(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """All of it backwards; nothing begins the steps."""
    words = text[start:].strip()
    return {"text": (words[::-1], start)} if words else {"steps": ("ja", start)}


PLACE = Arg(
    "place", "plats", Words(), msg("plats"), required=False, required_with="steps", question=msg("Var?")
)
COMMAND = Command(
    path=("logg", "skriv"),
    summary=msg("skriver"),
    args=(
        Arg("text", "text", Words(), msg("text"), required=False, position=0, rest=True),
        PLACE,
        Arg("steps", "steg", yes_no(), msg("steg"), required=False),
    ),
    execute=write,
    view=lambda value, say: doc(say("{text} {place}", text=value.text or "-", place=value.place or "-")),
    begun=begun,
    reads=own_way,
)
GROUP = Group(commands=(COMMAND,), notices={"log.begun": lambda _, say: doc(say("Någon skriver."))})


def scene(store: Store) -> Scene:
    return Scene(store, (KERNEL, GROUP))


async def words(talk: Scene, text: str) -> list[str]:
    return [said.body for said in await talk.type(text)]


async def test_nothing_more_is_asked_for_when_something_was_said(store: Store) -> None:
    assert await words(scene(store), "!logg skriv lugnt") == ["tngul -"]


async def test_nothing_at_all_begins_the_steps_and_that_is_told_once(store: Store) -> None:
    talk = scene(store)
    asked, told = await words(talk, "!logg skriv")
    assert asked.startswith("Var?")
    assert told == "Någon skriver."
    assert await words(talk, "Nacka") == ["- Nacka"]


async def test_what_was_said_may_make_something_required(store: Store) -> None:
    far = replace(PLACE, required_with=None, required_if=lambda given: given.get("text") == "tngul")
    talk = Scene(store, (KERNEL, with_place(far)))
    assert await words(talk, "!logg skriv bra") == ["arb -"]
    assert (await words(talk, "!logg skriv lugnt"))[0].startswith("Var?")


def with_place(place: Arg) -> Group:
    first, _, last = COMMAND.args
    return Group(commands=(replace(COMMAND, args=(first, place, last)),), notices=GROUP.notices)


@pytest.mark.parametrize("how", [{}, {"required_with": None, "required_if": bool}])
def test_what_becomes_required_needs_its_question(how: dict[str, Any]) -> None:
    silent = with_place(replace(PLACE, question=None, **how)).commands[0]
    with pytest.raises(TableError, match="question"):
        Table([Group(commands=(silent,))], {})
