"""The order of a run: what takes longest begins first, so that no worker is left with it alone in the end.

A file's tests stay on one worker, as with ``--dist loadfile``, but for those of ``_APART``, which are long
and share nothing.
"""

from __future__ import annotations

import gc
import re
import zlib
from collections import Counter
from collections.abc import Generator

import pytest
from xdist.scheduler import LoadScopeScheduling

_FIRST = (
    "tests/faults/test_every_commit.py",
    "tests/flows/test_edge.py",
    "tests/flows/test_budskap.py",
    "tests/flows/test_lagesbild.py",
    "tests/flows/test_kills.py",
    "tests/flows/test_killed_in_a_case.py",
    "tests/flows/test_downtime.py",
    "tests/faults/",
    "tests/flows/",
    "tests/operate/",
    "tests/web/",
)
"""Then the file with most tests, and so on."""
_ON_BOTH = ("tests/store/", "tests/work/", "tests/faults/", "tests/matrix_edge/", "tests/flows/")
"""Tests of the database itself, and of deaths at a commit."""
_DATABASES = ("sqlite", "postgresql")
_APART = ("tests/faults/", "tests/flows/test_edge.py", "tests/flows/test_kills.py")


class _ByFile(LoadScopeScheduling):  # type: ignore[misc] # xdist says nothing of its types
    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(_APART) else nodeid.split("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _ByFile:
    config.option.loadscopereorder = False
    return _ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    _in_turn(items)
    yield
    number = Counter(_file(item) for item in items)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        file = _file(item)
        first = next((at for at, start in enumerate(_FIRST) if file.startswith(start)), len(_FIRST))
        return first, -number[file], file

    items.sort(key=place)


def _in_turn(items: list[pytest.Item]) -> None:
    """What has many cases takes each on one of the two databases, half on either; the other half is wide."""
    cases: dict[str, dict[str, list[pytest.Item]]] = {}
    for item in items:
        test, _, case = item.nodeid.partition("[")
        if len(getattr(getattr(item, "callspec", None), "indices", {})) > 1 and not test.startswith(_ON_BOTH):
            name = re.sub("(sqlite|postgresql)-?", "", case)
            cases.setdefault(test, {}).setdefault(name, []).append(item)
    for found in cases.values():
        # By a number that has nothing to do with what the cases are.
        mixed = sorted(found, key=lambda name: zlib.crc32(name.encode()))
        for number, name in enumerate(mixed):
            if len(found[name]) == len(_DATABASES):
                for item in found[name]:
                    if _DATABASES[number % 2] not in item.nodeid:
                        item.add_marker("wide")


def _file(item: pytest.Item) -> str:
    return item.nodeid.split("::", 1)[0]


def pytest_collection() -> None:
    """What is imported stays: looking through it for garbage would cost every test time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
