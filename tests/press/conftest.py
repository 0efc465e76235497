"""A day at the communicators' desk, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Store
from tests.harness.certificates import Certificates
from tests.press.day import IN_FORCE, PressDay
from tests.press.despatching import Newsroom
from tests.press.despatching import newsroom as open_newsroom
from tests.stores import Filling


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> PressDay:  # noqa: ARG001
    return await PressDay(store).enter()


@pytest.fixture
async def newsroom(
    in_force: Filling,  # noqa: ARG001
    store: Store,
    certificates: Certificates,
) -> AsyncIterator[Newsroom]:
    async with open_newsroom(store, certificates) as found:
        yield found
