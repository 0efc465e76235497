"""From the first words of a line to a command: other names, prefixes, nearest names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from bot.chat.declare import Command, Path
from bot.chat.text import fold

T = TypeVar("T")

_SHORTEST_PREFIX = 2
_NEAR = 0.55
_OFFERED = 3
_LONGEST = 40


@dataclass(frozen=True)
class Match:
    """``used`` words named ``command``; without one, ``group`` is the first word if that was known."""

    command: Command | None
    used: int = 0
    group: str | None = None
    exact: bool = False


@dataclass
class _Verbs:
    name: str
    alone: Command | None = None
    verbs: dict[str, Command] = field(default_factory=dict)


class Names:
    """The words that lead to each command; names that clash fail when it is built."""

    def __init__(
        self,
        commands: Iterable[Command],
        words: Mapping[str, tuple[str, ...]],
        yielding: Collection[str] = (),
    ) -> None:
        self._yielding = frozenset(yielding)
        self._groups: dict[str, _Verbs] = {}
        self._firsts: dict[str, str] = {}
        for command in commands:
            self._add(command)
        for group, others in words.items():
            for other in others:
                self._name_group(fold(other), group)

    def _add(self, command: Command) -> None:
        group = command.path[0]
        verbs = self._groups.setdefault(group, _Verbs(group))
        for path in (command.path, *command.aliases):
            if len(path) != len(command.path) or not 1 <= len(path) <= 2:  # noqa: PLR2004 - group and verb
                raise ValueError(f"{' '.join(command.path)}: a path is one or two words, as are its aliases")
            self._name_group(fold(path[0]), group)
            if len(path) == 1:
                if verbs.alone not in (None, command):
                    raise ValueError(f"two commands are called {group}")
                verbs.alone = command
            elif verbs.verbs.setdefault(fold(path[1]), command) is not command:
                raise ValueError(f"two commands are called {' '.join(path)}")

    def _name_group(self, word: str, group: str) -> None:
        if self._firsts.setdefault(word, group) != group:
            raise ValueError(f"{word} names both {group} and {self._firsts[word]}")

    def find(self, words: Sequence[str]) -> Match:
        """The command that the first one or two words name, exactly or by a prefix only it has."""
        if not words:
            return Match(None)
        group, exact = _pick(self._firsts, fold(words[0]))
        # a whole verb is no beginning of something else: "ta" is not "tavla"
        if group is None or (not exact and any(self.verb(one, words[0]) for one in self._groups)):
            return Match(None)
        verbs = self._groups[group]
        if len(words) > 1:
            word = fold(words[1])
            if word in verbs.verbs:
                return Match(verbs.verbs[word], 2, group, exact)
            if verbs.alone is None:
                command, _ = _pick(verbs.verbs, word)
                return Match(command, 2 if command else 0, group)
        return Match(verbs.alone, 1 if verbs.alone else 0, group, exact and verbs.alone is not None)

    def verb(self, group: str, word: str) -> Command | None:
        """The verb of a group by its exact name."""
        verbs = self._groups.get(group)
        return verbs.verbs.get(fold(word)) if verbs else None

    def verbs(self, groups: Iterable[str], word: str) -> tuple[list[Command], list[Command]]:
        """What a verb without its group may mean, and what it means only where none of those has it."""
        first: list[Command] = []
        rest: list[Command] = []
        for group in groups:
            if (command := self.verb(group, word)) is not None:
                (rest if group in self._yielding else first).append(command)
        return first, rest

    def alone(self, words: Sequence[str], allowed: Callable[[Command], bool]) -> Command | None:
        """The command whose verb was written without its group, where only one can be meant."""
        if not words:
            return None
        first, rest = self.verbs(self._groups, words[0])
        may = [one for one in first if allowed(one)] or [one for one in rest if allowed(one)] or first or rest
        return may[0] if len(may) == 1 else None

    def nearest(self, words: Sequence[str], allowed: Callable[[Command], bool]) -> tuple[Command, ...]:
        """The commands whose names look most like what was written, out of those that are allowed."""
        words = [word[:_LONGEST] for word in words[:2]]
        match = self.find(words)
        scored: dict[Path, tuple[float, Command]] = {}
        for group, command, spelled in self._spellings():
            if match.group is not None and group != match.group:
                continue
            written = [fold(word) for word in words]
            score = _likeness(written, spelled, command, in_group=match.group is not None)
            if score >= _NEAR and allowed(command):
                best = max(score, scored.get(command.path, (0.0, command))[0])
                scored[command.path] = (best, command)
        ranked = sorted(scored.values(), key=lambda pair: -pair[0])
        return tuple(command for _, command in ranked[:_OFFERED])

    def of_group(self, group: str) -> tuple[Command, ...]:
        """A group's commands, each once, in the order of the table."""
        verbs = self._groups[group]
        listed = (*((verbs.alone,) if verbs.alone else ()), *verbs.verbs.values())
        return tuple({command.path: command for command in listed}.values())

    def _spellings(self) -> Iterable[tuple[str, Command, Path]]:
        for first, group in self._firsts.items():
            verbs = self._groups[group]
            if verbs.alone is not None:
                yield group, verbs.alone, (first,)
            for verb, command in verbs.verbs.items():
                yield group, command, (first, verb)


def _likeness(written: Sequence[str], spelled: Path, command: Command, *, in_group: bool) -> float:
    """How much the words look like a command's, also with the blank or the group left out."""
    if not written:
        return 0.0
    if not in_group:
        whole = _similar(" ".join(written[: len(spelled)]), " ".join(spelled))
        return max(whole, *(_similar(written[0], one) for one in ("".join(spelled), spelled[-1])))
    if len(written) == 1:
        return 0.0
    key, colon, _ = written[1].partition(":")
    if colon and any(key in {fold(name) for name in (arg.key, *arg.aliases)} for arg in command.args):
        return 1.0
    return max(_similar(written[1], spelled[-1]), _NEAR * written[1].startswith(spelled[-1]))


def _similar(written: str, against: str) -> float:
    return DamerauLevenshtein.normalized_similarity(written, against)


def _pick(named: Mapping[str, T], word: str) -> tuple[T | None, bool]:
    if word in named:
        return named[word], True
    if len(word) < _SHORTEST_PREFIX:
        return None, False
    found = [value for name, value in named.items() if name.startswith(word)]
    same = bool(found) and all(value is found[0] or value == found[0] for value in found)
    return (found[0] if same else None), False
