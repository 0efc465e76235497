"""Response times: what is counted, where, and that nothing is counted that should not be."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.cases.spread import EDGES, Spread, bucket_of
from bot.cases.states import State
from bot.cases.tables import Case
from tests.cases.night import (
    ALM,
    CHEF,
    DRIFT,
    EK,
    KVIST,
    LEDNING,
    LUND,
    MOBERG,
    NEW,
    ROC,
    STOCKHOLM,
    Night,
    Said,
    direct,
)


async def case_of(night: Night, *, taken: float, contact: float) -> None:
    """Raised, taken and spoken of after so many seconds, and closed."""
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    await night.pass_by(seconds=taken)
    await night.type(ALM, f"!ärende tar {reference}", STOCKHOLM)
    await night.pass_by(seconds=contact - taken)
    await night.type(ALM, f"!ärende ringt {reference}", STOCKHOLM)
    await night.type(ALM, f"!ärende avsluta {reference} klart", STOCKHOLM)
    assert (await night.case()).state == State.CLOSED


async def shown(night: Night, text: str = "!ärende statistik") -> str:
    said: list[Said] = await night.type(KVIST, text, ROC)
    return "\n".join(one.body for one in said)


async def test_the_times_from_raised_to_taken_to_contact_are_told(night: Night) -> None:
    for taken, contact in ((30, 90), (50, 200), (240, 700)):
        await case_of(night, taken=taken, contact=contact)
    body = await shown(night)
    assert "3 ärenden." in body
    assert "Från skapat till taget: hälften inom 50 s, nio av tio inom 4 min." in body
    assert "Inom 1, 5, 10 och 60 minuter: 2 / 3 / 3 / 3 av 3." in body
    assert "Från skapat till kontakt: hälften inom 3 min 20 s, nio av tio inom 11 min." in body
    assert "Inom 1, 5, 10 och 60 minuter: 0 / 2 / 2 / 3 av 3." in body
    assert "Taget: hälften inom 50 s, nio av tio inom 4 min" in body, "the table can be read aloud"
    assert "hälften /" not in body
    assert "ca " not in body, "nothing is erased, so nothing is approximate"


async def test_a_case_counts_with_the_unit_that_was_alarmed_first_and_its_urgency(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=6)
    await night.answer(CHEF, "tar", night.alarm(LEDNING))
    body = await shown(night)
    assert "Stockholms socialjour, nu (akut)" in body
    assert "jourens chef" not in body
    assert "1 gick vidare till nästa enhet, 0 nådde kedjans slut." in body


async def test_a_case_that_nobody_took_counts_among_all_and_not_among_the_taken(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    await night.type(EK, NEW)
    await night.pass_by(minutes=16)
    body = await shown(night)
    assert "2 ärenden." in body
    assert "1 / 1 / 1 / 1 av 2." in body
    assert "1 gick vidare till nästa enhet, 1 nådde kedjans slut." in body


async def test_the_first_contact_counts_though_the_case_was_handed_over_after_it(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(seconds=30)
    await night.answer(ALM, "ringt", night.alarm())
    await night.pass_by(minutes=50)
    await night.answer(ALM, "överlämna till:beredskap-lanet skäl:hinner inte", night.alarm())
    assert (await night.case()).contact_at is None
    assert "Från skapat till kontakt: hälften inom 30 s" in await shown(night)


async def test_an_exercise_is_never_counted(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    async with night.store.begin() as session:
        await session.execute(update(Case).values(exercise=True))
    body = await shown(night)
    assert body.startswith("Inga ärenden från och med")


async def test_a_withdrawn_case_is_told_apart_and_is_not_in_the_times(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    await night.type(EK, NEW)
    await night.type(EK, "återta skäl:behövs inte längre")
    body = await shown(night)
    assert "1 ärende." in body
    assert "1 återtaget ärende är inte med i tiderna." in body


async def test_the_hour_is_that_of_the_clock_on_the_wall(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    assert "03–04" in await shown(night)


async def test_what_waits_for_the_office_says_nothing_of_an_hour(night: Night) -> None:
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    body = await shown(night)
    assert "nästa kontorstid" in body
    assert "Per timme" not in body


async def test_a_unit_an_urgency_and_a_span_can_be_chosen(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    assert "1 ärende." in await shown(night, "!ärende statistik dagar:1 enhet:Stockholms socialjour när:nu")
    assert "Inga ärenden" in await shown(night, "!ärende statistik enhet:beredskap-lanet")
    assert "Inga ärenden" in await shown(night, "!arende stats när:idag")
    night.clock.advance(timedelta(days=2))
    assert "Inga ärenden" in await shown(night, "!ärende statistik dagar:1")
    assert "1 ärende." in await shown(night, "!ärende statistik")


async def test_it_shows_no_reference_and_no_detail(night: Night) -> None:
    await case_of(night, taken=30, contact=60)
    body = await shown(night)
    assert (await night.case()).reference not in body
    assert "Huddinge" not in body


@pytest.mark.parametrize("who", [EK, ALM, MOBERG])
async def test_only_the_centre_and_the_duty_officer_may_ask(night: Night, who: str) -> None:
    said = await night.type(who, "!ärende statistik")
    assert "Svarstider" not in said[0].body
    assert "Inga ärenden" not in said[0].body


async def test_in_another_room_the_answer_goes_to_the_direct_chat(night: Night) -> None:
    night.hall.joined.setdefault(DRIFT, set()).add(LUND)
    said = await night.type(LUND, "!ärende statistik", DRIFT)
    assert [one.room for one in said if "Inga ärenden" in one.body] == [direct(LUND)]


@given(st.lists(st.floats(0, 10_000), min_size=1))
def test_a_percentile_of_buckets_is_never_less_than_the_exact_one_and_within_is_the_same(
    times: list[float],
) -> None:
    exact, counted = Spread(), Spread()
    for seconds in times:
        exact.add(seconds)
        counted.counted[bucket_of(seconds)] += 1
    for percent in (50, 90):
        found, rough = exact.percentile(percent), counted.percentile(percent)
        assert found is not None
        assert rough is not None
        assert found <= rough
        assert bucket_of(found) == bucket_of(rough)
    for edge in EDGES:
        assert exact.within(edge) == counted.within(edge)
    assert len(exact) == len(counted)
