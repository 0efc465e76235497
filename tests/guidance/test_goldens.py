"""What parents read is kept as it was last looked at."""

from __future__ import annotations

import pytest

from tests.guidance.goldens import GOLDEN, files


@pytest.mark.parametrize(("name", "wanted"), list(files()), ids=[name for name, _ in files()])
def test_what_parents_read_is_as_it_was_last_looked_at(name: str, wanted: str) -> None:
    """``python -m tests.guidance.goldens`` writes it anew, to be read before it is committed."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == wanted


def test_nothing_else_is_kept() -> None:
    assert {one.name for one in GOLDEN.iterdir()} == {name for name, _ in files()}
