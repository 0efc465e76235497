"""An identity that changed is confirmed by somebody who was told whose it is, and since when."""

from datetime import timedelta

import pytest

from bot.store.engine import Store
from tests.cases.night import ALM, DRIFT, MOBERG, Night


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store).open()


async def test_before_an_identity_is_confirmed_it_is_said_whose_and_since_when(night: Night) -> None:
    night.identities.since[ALM] = night.clock.now() - timedelta(hours=2)
    asked = await night.type(MOBERG, f"!identitet bekräfta {ALM}", DRIFT)
    assert f"{ALM} har en ny identitet sedan" in asked[-1].body
    assert "01:12" in asked[-1].body
    assert "Svara ja eller nej." in asked[-1].body
    assert ALM in night.identities.since
    said = await night.type(MOBERG, "ja", DRIFT)
    assert "är bekräftad" in said[-1].body
    assert night.identities.since == {}


async def test_a_no_confirms_nothing(night: Night) -> None:
    night.identities.since[ALM] = night.clock.now() - timedelta(hours=2)
    await night.type(MOBERG, f"!identitet bekräfta {ALM}", DRIFT)
    await night.type(MOBERG, "nej", DRIFT)
    assert ALM in night.identities.since


async def test_an_identity_that_came_after_the_question_is_not_confirmed_by_its_answer(night: Night) -> None:
    night.identities.since[ALM] = night.clock.now() - timedelta(hours=2)
    await night.type(MOBERG, f"!identitet bekräfta {ALM}", DRIFT)
    night.clock.advance(timedelta(minutes=1))
    night.identities.since[ALM] = night.clock.now()
    said = await night.type(MOBERG, "ja", DRIFT)
    assert "bytte identitet en gång till" in said[-1].body
    assert ALM in night.identities.since


async def test_what_has_not_changed_is_not_asked_about(night: Night) -> None:
    said = await night.type(MOBERG, f"!identitet bekräfta {ALM}", DRIFT)
    assert said[-1].body == f"Det finns inget byte att bekräfta för {ALM}."
