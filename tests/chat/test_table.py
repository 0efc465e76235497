"""The table is checked when it is built: what is missing fails at start."""

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from bot.chat.converters import Number
from bot.chat.declare import Arg, Call, Command, Confirm, Group
from bot.chat.document import doc
from bot.chat.notices import KERNEL
from bot.chat.outcome import Outcome
from bot.chat.registry import Table, TableError
from bot.chat.say import msg
from tests.chat.example import GROUP, Harbour


@dataclass(frozen=True)
class Args:
    number: int


async def run(call: Call, args: Args) -> Outcome:  # noqa: ARG001 - only its shape matters
    return Outcome(args.number)


class Needy(Number):
    needs: ClassVar[tuple[type, ...]] = (Harbour,)


COMMAND = Command(
    path=("tal",),
    summary=msg("tal"),
    args=(Arg("number", "tal", Number(), msg("ett tal"), required=False),),
    execute=run,
    view=lambda value, _say: doc(str(value)),
)


def table_of(*commands: Command, **services: object) -> Table:
    return Table((KERNEL, Group(commands)), {type(value): value for value in services.values()})


def test_a_missing_service_is_named() -> None:
    with pytest.raises(TableError, match="båt ny: no service Harbour"):
        Table((GROUP,), {})
    needy = replace(COMMAND, args=(replace(COMMAND.args[0], convert=Needy()),))
    with pytest.raises(TableError, match="tal: no service Harbour"):
        table_of(needy)
    assert table_of(needy, harbour=Harbour()).has(("tal",))


def test_arguments_must_be_those_of_the_args_class() -> None:
    other = replace(COMMAND, args=(replace(COMMAND.args[0], name="other"),))
    with pytest.raises(TableError, match="differ in"):
        table_of(other)


@pytest.mark.parametrize(
    "second",
    [
        replace(COMMAND, summary=msg("ett annat")),
        replace(COMMAND, path=("nummer",), aliases=(("tal",),)),
        replace(COMMAND, path=("TAL",)),
    ],
)
def test_two_commands_of_one_name_fail(second: Command) -> None:
    with pytest.raises(TableError):
        table_of(COMMAND, second)


def test_a_required_argument_needs_its_question() -> None:
    with pytest.raises(TableError, match="has no question"):
        table_of(replace(COMMAND, args=(replace(COMMAND.args[0], required=True),)))


def test_what_fills_itself_cannot_need_a_yes() -> None:
    confirm = Confirm(run, lambda value, _say: doc(str(value)))
    asked = replace(COMMAND.args[0], required=True, question=msg("Vilket tal?"))
    assert table_of(replace(COMMAND, args=(asked,), confirm=confirm)).has(("tal",))
    filled = replace(asked, when_silent="1")
    assert table_of(replace(COMMAND, args=(filled,))).has(("tal",))
    with pytest.raises(TableError, match="without the yes"):
        table_of(replace(COMMAND, args=(filled,), confirm=confirm))


def test_a_key_used_twice_fails() -> None:
    with pytest.raises(TableError, match="same key"):
        table_of(replace(COMMAND, args=(COMMAND.args[0], replace(COMMAND.args[0], name="more"))))


def test_a_kind_of_notice_without_words_fails() -> None:
    with pytest.raises(TableError, match=r"case\.alarm"):
        Table((KERNEL,), {}, notice_kinds=("kernel.failed", "case.alarm"))


def test_words_declared_twice_fail() -> None:
    with pytest.raises(TableError, match="declared twice"):
        Table((KERNEL, KERNEL), {})
