"""What was really posted, asked for afterwards: a real round from its reports to its posting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.situation.day import HED, LUND, ROC, SSR, Day
from tests.situation.past import files, plain
from tests.situation.posting import DUE, a_round, approved, reported, until

HALF = timedelta(minutes=30)


@pytest.fixture
def backend() -> str:
    """The posting itself is tested on both databases."""
    return "sqlite"


async def test_a_posted_picture_is_shown_listed_compared_and_taken_out(day: Day) -> None:
    reference = await a_round(day)
    await until(day, DUE - 2 * HALF)
    await reported(day, "Lugnt vid skolan")
    await reported(day, "Endast för centralen", audience="roc")
    await until(day, DUE - HALF)
    await approved(day)
    await until(day, DUE + 2 * HALF)
    said = await day.type(HED, "!lägesbild visa")
    assert reference in said[0].body
    assert "Lugnt vid skolan" in said[0].body
    assert "Nästa lägesbild går ut söndag 22 november 15:00." in plain(said)
    assert "Endast för centralen" not in plain(said)
    assert "Endast för centralen" in plain(await day.type(LUND, "!lägesbild visa", ROC))
    history = plain(await day.type(HED, "!lägesbild historik"))
    assert reference in history
    assert "sent" not in history
    (body,) = await files(day, await day.type(LUND, f"!lägesbild export {reference} format:csv", SSR))
    assert "Lugnt vid skolan" in body.decode()
    assert "Endast för centralen" not in body.decode()


async def test_a_reply_to_the_posted_picture_may_ask_for_it_again_or_for_a_file(day: Day) -> None:
    reference = await a_round(day)
    await until(day, DUE - 2 * HALF)
    await reported(day, "Lugnt vid skolan")
    await until(day, DUE - HALF)
    await approved(day)
    await until(day, DUE + 2 * HALF)
    posted = next(one for one in day.heard(SSR) if f"Lägesbild {reference}" in one.body)
    assert "Lugnt vid skolan" in plain(await day.answer(LUND, "visa", posted))
    (body,) = await files(day, await day.answer(LUND, "export", posted))
    assert reference in body.decode()


async def test_what_is_under_review_is_not_shown_to_whoever_asks(day: Day) -> None:
    await a_round(day)
    await until(day, DUE - 2 * HALF)
    await reported(day, "Lugnt vid skolan")
    await until(day, DUE - HALF)
    said = plain(await day.type(HED, "!lägesbild visa"))
    assert said.startswith("Ingen lägesbild har gått ut än. Den första går ut")
    assert "Lugnt vid skolan" not in said
