"""A short run of `make soak`: the bot is killed over and over, and each command has exactly one effect."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.soak.evidence import gather
from tests.soak.field import Field
from tests.soak.judge import judge
from tests.soak.storm import storm

KILLS, COMMANDS = 12, 40


@pytest.fixture(params=["sqlite", "postgresql"])
async def field(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Field]:
    """Ten officers with bare nio, three units with strict clients."""
    rng = random.Random(request.param)  # noqa: S311 - no secret
    async with AsyncExitStack() as stack:
        yield await Field.set_up(stack, tmp_path, rng=rng, database=request.param, strict=0)


async def test_each_command_has_one_case_and_one_answer_however_often_the_bot_is_killed(
    field: Field, request: pytest.FixtureRequest
) -> None:
    rng = random.Random(request.node.callspec.params["field"])  # noqa: S311 - no secret
    done = await storm(field, kills=KILLS, commands=COMMANDS, rng=rng, tell=print)
    assert sum(done.kills.values()) == KILLS
    assert done.ended_by_itself == []
    evidence = await gather(field)
    assert len(evidence.cases) == COMMANDS
    assert judge(evidence) == []
