"""A case that two units have to take: each has its own alarm, clock and escalation."""

import asyncio

import pytest

from bot.cases.entries import RouteEntry
from bot.cases.states import State
from tests.cases.night import (
    ALM,
    EK,
    KVIST,
    LEDNING,
    LIND,
    NEW,
    POLIS,
    ROC,
    STOCKHOLM,
    Night,
    changed,
    direct,
    example,
)

BOTH = NEW.replace("ålder:16", "ålder:14")


@pytest.fixture
async def legs(night: Night) -> list[str]:
    """The references of the socialjour's leg and the police's."""
    await night.type(EK, BOTH)
    return [case.reference for case in await night.cases()]


async def states(night: Night) -> list[str]:
    return [case.state for case in await night.cases()]


async def test_one_line_alarms_both_units_each_with_a_reference_of_its_own(
    night: Night, legs: list[str]
) -> None:
    first, second = await night.cases()
    assert (first.unit, second.unit) == ("socialjour-stockholm", "polis-rlc")
    assert (first.partner_id, second.partner_id) == (second.id, first.id)
    assert night.alarm(STOCKHOLM).mentions == [ALM]
    assert night.alarm(POLIS).mentions == [LIND]
    assert legs[0] in night.alarm(STOCKHOLM).body
    assert legs[1] in night.alarm(POLIS).body
    assert "Båda ska ta ärendet: Polisens regionledningscentral" in night.alarm(STOCKHOLM).body


async def test_the_raiser_sees_one_status_that_says_who_has_taken_and_who_has_not(
    night: Night, legs: list[str]
) -> None:
    before = night.heard(direct(EK))
    assert len([said for said in before if said.edits is None]) == 1
    await night.answer(LIND, "tar", night.alarm(POLIS))
    card = night.card(direct(EK))
    assert "Båda ska ta ärendet." in card
    assert f"{legs[0]}. Stockholms socialjour är larmad" in card
    assert f"{legs[1]}. Polisens regionledningscentral har tagit ärendet" in card
    assert {said.edits for said in night.heard(direct(EK)) if said.edits} == {before[0].event_id}


async def test_the_raiser_is_told_when_one_has_taken_it_and_when_both_have(
    night: Night, legs: list[str]
) -> None:
    await night.answer(LIND, "tar", night.alarm(POLIS))
    assert (
        f"Båda ska ta ärendet: Stockholms socialjour har inte tagit {legs[0]} än."
        in (night.news(direct(EK))[-1])
    )
    await night.answer(ALM, "tar", night.alarm(STOCKHOLM))
    assert "Båda har nu tagit ärendet." in night.news(direct(EK))[-1]
    assert "Båda har tagit ärendet." in night.card(direct(EK))


@pytest.mark.usefixtures("legs")
async def test_one_that_has_taken_does_not_stop_the_others_chain(night: Night) -> None:
    await night.answer(LIND, "tar", night.alarm(POLIS))
    await night.pass_by(minutes=6)
    first, second = await night.cases()
    assert (first.unit, second.unit) == ("ledning-stockholm", "polis-rlc")
    assert night.heard(LEDNING)
    assert second.state == State.TAKEN


@pytest.mark.usefixtures("legs")
async def test_the_second_leg_goes_to_the_end_of_its_own_chain(night: Night) -> None:
    await night.answer(ALM, "tar", night.alarm(STOCKHOLM))
    await night.answer(ALM, "ringt", night.alarm(STOCKHOLM))
    await night.pass_by(minutes=6)
    first, second = await night.cases()
    assert (first.state, second.unit) == (State.IN_CONTACT, None)


async def test_taking_back_either_leg_takes_both_back(night: Night, legs: list[str]) -> None:
    said = await night.type(EK, "!ärende återta skäl:larmet var fel")
    assert await states(night) == [State.WITHDRAWN, State.WITHDRAWN]
    assert all(reference in said[0].body for reference in legs)
    assert any("tog tillbaka" in body for body in night.news(STOCKHOLM))
    assert any("tog tillbaka" in body for body in night.news(POLIS))
    await night.pass_by(minutes=30)
    assert len(await night.alarms()) == 2


async def test_a_leg_in_contact_stays_when_the_other_is_taken_back(night: Night, legs: list[str]) -> None:
    await night.answer(LIND, "ringt", night.alarm(POLIS))
    await night.type(EK, f"!ärende återta {legs[0]} skäl:larmet var fel")
    assert await states(night) == [State.WITHDRAWN, State.IN_CONTACT]


@pytest.mark.usefixtures("legs")
async def test_each_leg_is_closed_by_its_own(night: Night) -> None:
    await night.answer(ALM, "ringt", night.alarm(STOCKHOLM))
    await night.answer(ALM, "avsluta", night.alarm(STOCKHOLM))
    assert await states(night) == [State.CLOSED, State.ALARMED]


async def test_the_centre_sees_each_leg_with_its_unit(night: Night, legs: list[str]) -> None:
    said = await night.type(KVIST, f"!ärende visa {legs[0]}", ROC)
    assert "Båda ska ta ärendet." in said[0].body
    assert f"{legs[1]}\u00a0· Polisens regionledningscentral\u00a0· larmad" in said[0].body


async def test_the_same_message_twice_raises_no_more_legs(night: Night) -> None:
    await night.type(EK, BOTH, event_id="$same")
    again = await night.type(EK, BOTH, event_id="$same")
    assert len(await night.cases()) == 2
    assert "Båda ska ta ärendet." in again[0].body


async def test_both_taken_in_the_same_moment_the_raiser_hears_of_both(night: Night, legs: list[str]) -> None:
    async def take(who: str, room: str, event: str) -> None:
        async with night.store.begin() as session:
            alarm = night.alarm(room)
            incoming = night.incoming(who, "tar", room, event_id=event, reply_to=alarm.event_id)
            await night.core.dispatcher.handle(session, incoming)

    async with asyncio.timeout(20):
        await asyncio.gather(take(ALM, STOCKHOLM, "$a"), take(LIND, POLIS, "$b"))
    await night.deliver()
    assert await states(night) == [State.TAKEN, State.TAKEN]
    assert "Båda har tagit ärendet." in night.card(direct(EK))
    assert sum("Båda har nu tagit ärendet." in body for body in night.news(direct(EK))) == 1
    assert legs


async def test_a_deadline_and_an_answer_to_the_other_leg_in_the_same_moment_both_count(night: Night) -> None:
    await night.type(EK, BOTH)
    due = max(case.due_at for case in await night.cases() if case.due_at)
    night.clock.advance(due - night.clock.now())

    async def tick() -> None:
        duty = next(one for one in night.core.duties if one.name == "case.escalation")
        async with night.store.begin() as session:
            notices = await duty.carry_out(session, night.clock.now())
            await night.core.post.notify(session, notices or (), night.clock.now())

    async def take() -> None:
        async with night.store.begin() as session:
            alarm = night.alarm(POLIS)
            incoming = night.incoming(LIND, "tar", POLIS, event_id="$b", reply_to=alarm.event_id)
            await night.core.dispatcher.handle(session, incoming)

    async with asyncio.timeout(20):
        await asyncio.gather(tick(), tick(), take())
    await night.deliver()
    card = night.card(direct(EK))
    first, second = await night.cases()
    assert first.unit == "ledning-stockholm"
    assert (second.state == State.TAKEN) is ("regionledningscentral har tagit" in card)
    assert second.state == State.TAKEN or second.unit is None
    assert "jourens chef" in card


async def test_without_the_second_unit_the_raiser_is_told_to_ring_it(night: Night) -> None:
    rows = example().entries[RouteEntry]
    nowhere = rows["bada"].model_copy(update={"together": "påträffad:polis"})
    await night.open(changed(route={"bada": nowhere}))
    said = await night.type(EK, BOTH)
    assert len(await night.cases()) == 1
    assert "den andra finns inte i registret. Ring den." in said[0].body
