"""Help contacts read as they were last looked at, in each of the ten languages."""

from __future__ import annotations

import pytest

from tests.guidance.golden_help import KEPT, files


@pytest.mark.parametrize(("name", "text"), [*files()], ids=[name for name, _ in files()])
def test_the_help_reads_as_it_was_looked_at(name: str, text: str) -> None:
    """After a change: ``python -m tests.guidance.golden_help``, then read the difference."""
    assert text == (KEPT / name).read_text("utf-8")


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in KEPT.iterdir()} == {name for name, _ in files()}
