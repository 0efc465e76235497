"""Needs and calls that are over are erased in their time; what is not over stays."""

from datetime import timedelta

from sqlalchemy import select

from bot.situation.tables import ModeRow, NeedRow
from tests.situation.day import HED, LILJA, LUND, Day

CALL = "!samverkansläge begär orsak:flera skjutningar i länet"


async def left(day: Day) -> set[str]:
    async with day.store.begin() as session:
        needs = await session.scalars(select(NeedRow.reference))
        return {*needs, *await session.scalars(select(ModeRow.reference))}


async def erase(day: Day) -> None:
    (duty,) = [one for one in day.core.duties if one.name == "situation.erasure"]
    while True:
        async with day.store.begin() as session:
            if await duty.carry_out(session, day.clock.now()) is None:
                return


async def test_what_is_over_is_erased_two_years_later_and_what_is_open_stays(day: Day) -> None:
    await day.type(HED, "!behov ny filtar")
    await day.type(HED, "!behov ny tolkar")
    await day.type(HED, "!behov klart BE-0001")
    await day.type(HED, CALL)
    await day.type(LILJA, CALL)
    await day.type(LUND, "!samverkansläge avslå orsak:inte nu")
    await day.type(HED, CALL)
    await day.type(LUND, "!samverkansläge bekräfta")
    day.clock.advance(timedelta(days=729))
    await erase(day)
    assert await left(day) == {"BE-0001", "BE-0002", "SL-0001", "SL-0002", "SL-0003"}
    day.clock.advance(timedelta(days=2))
    await erase(day)
    assert await left(day) == {"BE-0002", "SL-0003"}
