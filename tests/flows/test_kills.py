"""A short run of `make soak`: the bot is killed over and over, and each command has exactly one effect."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.harness.kept import from_kept
from tests.soak.evidence import gather
from tests.soak.field import Field
from tests.soak.judge import judge
from tests.soak.storm import storm


@pytest.mark.parametrize(("database", "kills", "commands"), [("sqlite", 12, 40), ("postgresql", 6, 20)])
async def test_each_command_has_one_case_and_one_answer_however_often_the_bot_is_killed(
    tmp_path: Path, database: str, kills: int, commands: int
) -> None:
    """Ten officers with bare nio; those on duty in the three units have strict clients."""
    rng = random.Random(database)  # noqa: S311 - no secret
    async with AsyncExitStack() as stack:
        install = from_kept if database == "sqlite" else None
        field = await Field.set_up(stack, tmp_path, rng=rng, database=database, strict=0, install=install)
        done = await storm(field, kills=kills, commands=commands, rng=rng, tell=print)
        evidence = await gather(field)
    assert sum(done.kills.values()) == kills
    assert done.ended_by_itself == []
    assert len(evidence.cases) == commands
    assert judge(evidence) == []
