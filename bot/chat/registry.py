"""The table of all commands, built once: services found by annotation, what is missing fails at start."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from bot.chat.declare import Call, Command, Follower, Group, NoticeView, OnChange, ProblemView
from bot.chat.names import Names


class TableError(Exception):
    """The commands do not fit together; the program cannot start."""


@dataclass(frozen=True)
class Runner:
    """An executor with its services in place."""

    function: Callable[..., Awaitable[Any]]
    args_type: type | None
    services: Mapping[str, Any]

    @property
    def names(self) -> frozenset[str]:
        """Of the arguments that it takes."""
        return frozenset(_names(self.args_type))

    async def __call__(self, call: Call, values: Mapping[str, Any]) -> Any:
        args = {} if self.args_type is None else {"args": self.args_type(**values)}
        return await self.function(call, **args, **self.services)


@dataclass(frozen=True)
class Bound:
    """A command that can be run."""

    command: Command
    execute: Runner
    prepare: Runner | None
    revise: Runner | None = None
    retract: Runner | None = None
    looks: Runner | None = None

    def args(self, values: Mapping[str, Any]) -> Any:
        """What the scope is given: the args object, or None for a command without arguments."""
        return None if self.execute.args_type is None else self.execute.args_type(**values)


class Table:
    """Everything that the groups declare, checked."""

    def __init__(
        self,
        groups: Sequence[Group],
        services: Mapping[type, Any],
        notice_kinds: Collection[str] = (),
    ) -> None:
        """Build it.

        Raises:
            TableError: a service is missing, a name is used twice, or a kind of notice has no view.
        """
        self.services: Mapping[type, Any] = {**services, Table: self}
        self.commands = tuple(command for group in groups for command in group.commands)
        self.notices: Mapping[str, NoticeView] = _merged("notice", [group.notices for group in groups])
        self.problems: Mapping[str, ProblemView] = _merged("problem", [group.problems for group in groups])
        self.followers: Mapping[str, Follower] = _merged(
            "follower", [{follower.subject: follower for follower in group.followers} for group in groups]
        )
        if unseen := sorted(set(notice_kinds) - self.notices.keys()):
            raise TableError(f"no view for the notices {', '.join(unseen)}")
        words = _merged("word", [group.words for group in groups])
        try:
            yielding = {word for group in groups for word in group.yielding}
            self.names = Names(self.commands, words, yielding)
        except ValueError as error:
            raise TableError(str(error)) from error
        self._bound = {command.path: self._bind(command) for command in self.commands}
        for command in self.commands:
            if command.unsigned is not None and command.unsigned not in self._bound:
                raise TableError(f"{' '.join(command.path)}: no command {' '.join(command.unsigned)}")

        for follower in self.followers.values():
            self._check_otherwise(follower)

    def _check_otherwise(self, follower: Follower) -> None:
        if follower.answered and self.names.verb(follower.group, follower.answered) is None:
            raise TableError(f"{follower.group} {follower.answered}: no such command")
        if follower.otherwise is None:
            return
        command = self.names.verb(follower.group, follower.otherwise)
        if command is None or not any(arg.rest for arg in command.args):
            raise TableError(f"{follower.group} {follower.otherwise}: no command that takes a whole reply")

    def bound(self, path: Sequence[str]) -> Bound:
        return self._bound[tuple(path)]

    def has(self, path: Sequence[str]) -> bool:
        return tuple(path) in self._bound

    def _bind(self, command: Command) -> Bound:
        name = " ".join(command.path)
        for needy in (
            *(arg.convert for arg in command.args),
            command.access.scope,
            command.patience,
            command.begun,
        ):
            for kind in getattr(needy, "needs", ()):
                self._service(kind, name)
        keys = [key for arg in command.args for key in (arg.key, *arg.aliases)]
        if len(set(keys)) != len(keys):
            raise TableError(f"{name}: two arguments have the same key")
        asked = (arg for arg in command.args if arg.required or arg.required_with or arg.required_if)
        if any(arg.question is None for arg in asked):
            raise TableError(f"{name}: a required argument has no question")
        needed = [arg for arg in command.args if arg.required]
        fills = any(arg.when_silent is not None for arg in command.args)
        if command.confirm and fills and all(arg.when_silent is not None for arg in needed):
            raise TableError(f"{name}: unanswered it would run without the yes that it needs")
        execute = self._runner(command.execute, command)
        prepare = self._runner(command.confirm.prepare, command) if command.confirm else None
        self._check_changes(command)
        revise = self._runner(command.revise, command) if command.revise else None
        retract = self._runner(command.retract, command, values=False) if command.retract else None
        looks = self._runner(command.looks, command, some=True) if command.looks else None
        return Bound(command, execute, prepare, revise, retract, looks)

    def _check_changes(self, command: Command) -> None:
        revises = (command.revise is not None, command.revised is not None)
        retracts = (command.retract is not None, command.retracted is not None)
        name = " ".join(command.path)
        if set(revises) != {command.on_edit is OnChange.REVISE}:
            raise TableError(f"{name}: what an edit does and says does not fit on_edit")
        if set(retracts) != {command.on_redact is OnChange.RETRACT}:
            raise TableError(f"{name}: what a redaction does and says does not fit on_redact")

    def _runner(
        self,
        function: Callable[..., Awaitable[Any]],
        command: Command,
        *,
        values: bool = True,
        some: bool = False,
    ) -> Runner:
        name = " ".join(command.path)
        args_type: type | None = None
        services: dict[str, Any] = {}
        for parameter, kind in _wants(function):
            if kind is None:
                raise TableError(f"{name}: {parameter} has no annotation")
            if parameter == "args" and values:
                args_type = kind
            else:
                services[parameter] = self._service(kind, name)
        if values:
            self._check_args(args_type, command, some=some)
        return Runner(function, args_type, services)

    def _check_args(self, args_type: type | None, command: Command, *, some: bool) -> None:
        declared = {arg.name for arg in command.args}
        taken = _names(args_type)
        if not taken <= declared or (declared - taken and not some):
            raise TableError(
                f"{' '.join(command.path)}: arguments and args class differ in {sorted(declared ^ taken)}"
            )

    def _service(self, kind: type, name: str) -> Any:
        if kind not in self.services:
            raise TableError(f"{name}: no service {getattr(kind, '__name__', kind)}")
        return self.services[kind]


def _names(args_type: type | None) -> set[str]:
    return {item.name for item in fields(args_type)} if is_dataclass(args_type) else set()


@cache
def _wants(function: Callable[..., Awaitable[Any]]) -> tuple[tuple[str, Any], ...]:
    """What a function takes after the call: each name with its type, None where there is none."""
    hints = get_type_hints(function)
    return tuple((name, hints.get(name)) for name in [*inspect.signature(function).parameters][1:])


def _merged(what: str, tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in tables:
        if twice := sorted(merged.keys() & table.keys()):
            raise TableError(f"the {what} {', '.join(twice)} is declared twice")
        merged |= table
    return merged
