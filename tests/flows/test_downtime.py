"""Gaps: the bot away while commands come in, the homeserver away while both are at work."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.harness.kept import from_kept
from tests.soak import outages
from tests.soak.evidence import gather
from tests.soak.field import Field
from tests.soak.judge import judge

_CACHED = 2.0
"""Synapse answers a repeated sync from its cache for two minutes: here for two seconds."""


@pytest.fixture(scope="module")
async def field(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Field]:
    """Three officers; what one test has written is looked at in the next one too."""
    async with AsyncExitStack() as stack:
        rng = random.Random(3)  # noqa: S311 - no secret
        directory = tmp_path_factory.mktemp("downtime")
        yield await Field.set_up(stack, directory, rng=rng, officers=3, strict=0, install=from_kept)


@pytest.mark.parametrize("away", ["shorter", "longer"])
async def test_sixty_commands_while_the_bot_is_away_are_all_done_once_and_in_order(
    field: Field, away: str
) -> None:
    """Away for shorter and for longer than the homeserver repeats its answers; the sender's key changes."""
    await outages.shorter_sync_cache(field, _CACHED)
    seconds = 1.0 if away == "shorter" else 2 * _CACHED
    before = sum(len(officer.orders) for officer in field.officers)
    await outages.downtime(field, field.officers[0], seconds=seconds)
    evidence = await gather(field)
    assert len(evidence.cases) == before + 60
    assert judge(evidence) == []


async def test_nothing_is_lost_or_doubled_while_the_homeserver_is_gone_or_hangs(field: Field) -> None:
    rng = random.Random(4)  # noqa: S311 - no secret
    await field.ensure_running()
    await outages.stopped(field, seconds=4.0, commands=12, rng=rng)
    assert judge(await gather(field)) == []
    await outages.hanging(field, seconds=4.0, commands=12, rng=rng)
    assert judge(await gather(field)) == []
