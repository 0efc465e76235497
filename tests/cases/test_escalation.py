"""The chain: who is next, what restarts and downtime do to it, and that it never ends in silence."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actors.facts import PersonEntry
from bot.cases.entries import DefaultsEntry
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm
from bot.duty.facts import UnitEntry
from bot.store.engine import Store
from tests.cases.night import (
    ALM,
    BEREDSKAP,
    CHEF,
    EK,
    KVIST,
    LEDNING,
    LUND,
    NEW,
    QUIST,
    ROC,
    STOCKHOLM,
    Night,
    changed,
    direct,
    example,
)

CHAIN = ["socialjour-stockholm", "ledning-stockholm", "beredskap-lanet", None]


async def test_without_an_answer_the_next_step_is_alarmed_on_time(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=4, seconds=59)
    assert night.heard(LEDNING) == []
    said = await night.pass_by(seconds=1)
    assert night.alarm(LEDNING).mentions == [CHEF]
    to_raiser = next(one for one in said if one.room == direct(EK) and one.edits is None)
    assert "Ingen hos Stockholms socialjour svarade i tid. Larmar Stockholms socialjour, jourens chef" in (
        to_raiser.body
    )
    assert to_raiser.mentions == [EK]
    assert any("har gått vidare till" in body for body in night.news(STOCKHOLM))


async def test_the_end_of_the_chain_is_loud_and_begins_again(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=15)
    assert await night.alarms() == CHAIN
    tib = night.alarm(direct(LUND))
    assert tib.mentions == [LUND]
    for room in (direct(LUND), ROC, direct(EK)):
        assert any("08-465 004 10" in body and "08-465 004 17" in body for body in night.news(room)), room
    await night.pass_by(minutes=5)
    assert await night.alarms() == [*CHAIN, CHAIN[0]]
    again = night.heard(STOCKHOLM)[-2]
    assert again.mentions == [ALM]
    assert "Nytt larm" in again.body
    assert (await night.case()).round == 2
    await night.pass_by(minutes=40)
    assert len(await night.alarms()) == 13


async def test_before_the_end_the_raiser_hears_that_tib_and_roc_are_next(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=10)
    assert "Utan svar 03:27 larmas TiB och ROC." in night.card(direct(EK))


async def test_an_alarm_that_reaches_no_signed_device_goes_on_at_once(night: Night) -> None:
    night.deaf = {ALM, CHEF}
    await night.type(EK, NEW)
    assert await night.alarms() == CHAIN[:3]
    assert any("Larmet nådde ingen i tjänst hos Stockholms socialjour." in b for b in night.news(direct(EK)))
    case = await night.case()
    assert (case.state, case.unit) == (State.ALARMED, "beredskap-lanet")


async def test_a_unit_in_which_nobody_can_be_called_is_not_waited_for(night: Night) -> None:
    uggla = "@mott-uggla:localhost"
    gone = example().entries[PersonEntry][uggla].model_copy(update={"units": ()})
    await night.open(changed(person={uggla: gone}))
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    assert await night.alarms() == ["mottagning-nacka"]
    await night.tick()
    assert len(await night.alarms()) == 2
    assert any("Larmet nådde ingen i tjänst hos" in body for body in night.news(direct(EK)))


async def test_when_the_bot_is_shown_out_of_the_units_room_those_on_duty_are_called(night: Night) -> None:
    night.hall.joined[STOCKHOLM] = set()
    night.refusing = {STOCKHOLM}
    await night.type(EK, NEW)
    assert "Huddinge" in night.alarm(direct(ALM)).body
    assert await night.alarms() == CHAIN[:1]
    await night.answer(ALM, "tar", night.alarm(direct(ALM)))
    assert (await night.case()).taken_by == ALM


async def test_when_nobody_at_all_can_be_reached_the_chain_does_not_run_wild(night: Night) -> None:
    night.deaf = {ALM, CHEF, QUIST, LUND}
    await night.type(EK, NEW)
    assert await night.alarms() == CHAIN
    assert (await night.case()).state == State.RAISED
    await night.pass_by(minutes=5)
    assert len(await night.alarms()) == 2 * len(CHAIN)
    assert any("Ring:" in body for body in night.news(ROC))


async def test_an_alarm_that_the_homeserver_refuses_goes_on_at_once(night: Night) -> None:
    night.refusing = {STOCKHOLM}
    await night.type(EK, NEW)
    assert await night.alarms() == CHAIN[:2]
    assert any("gick inte att skicka" in body for body in night.news(direct(EK)))


async def test_an_alarm_that_never_leaves_escalates_by_the_clock(night: Night) -> None:
    async with night.store.begin() as session:
        await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
    night.clock.advance(timedelta(minutes=5))
    async with night.store.begin() as session:
        for duty in night.core.duties:
            await night.core.post.notify(
                session, await duty.carry_out(session, night.clock.now()) or (), night.clock.now()
            )
    assert await night.alarms() == CHAIN[:2]


async def test_a_late_delivery_of_an_old_alarm_changes_nothing(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=6)
    before = await night.case()
    listener = night.core.listeners[0]
    async with night.store.begin() as session:
        told = await listener.delivered(
            session, before.reference, "alarm.1", night.clock.now(), frozenset({ALM})
        )
    assert told == ()
    assert (await night.case()).due_at == before.due_at


async def test_the_chain_goes_on_where_it_was_after_a_restart(
    night: Night, open_store: Callable[[], Store]
) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=3)
    night.restart(open_store())
    await night.pass_by(minutes=2)
    assert await night.alarms() == CHAIN[:2]
    night.restart(open_store())
    await night.pass_by(minutes=5)
    assert await night.alarms() == CHAIN[:3]


async def test_what_fell_due_while_the_bot_was_away_is_done_once_and_at_once(
    night: Night, open_store: Callable[[], Store]
) -> None:
    await night.type(EK, NEW)
    night.clock.advance(timedelta(hours=3))
    night.restart(open_store())
    await night.tick()
    assert await night.alarms() == CHAIN[:2]
    await night.tick()
    assert await night.alarms() == CHAIN[:2]
    case = await night.case()
    assert case.due_at == night.clock.now() + timedelta(minutes=5), "the next step has all its time"


async def test_a_clock_set_back_an_hour_loses_no_alarm(night: Night) -> None:
    await night.type(EK, NEW)
    night.clock.jump(night.clock.now() - timedelta(hours=1))
    await night.pass_by(hours=1, minutes=5)
    assert await night.alarms() == CHAIN[:2]


async def test_a_change_of_the_register_does_not_touch_a_case_under_way(night: Night) -> None:
    await night.type(EK, NEW)
    units = example().entries[UnitEntry]
    away = {"socialjour-stockholm": units["socialjour-stockholm"].model_copy(update={"next": "tib"})}
    slow = DefaultsEntry.model_validate({"step": {"nu": "50 min", "idag": "50 min", "kontorstid": "50 min"}})
    await night.open(changed(unit=away, defaults={"defaults": slow}))
    await night.pass_by(minutes=15)
    assert await night.alarms() == CHAIN


async def test_the_centre_can_send_a_case_on_without_seeing_it(night: Night) -> None:
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    said = await night.type(KVIST, f"!ärende eskalera {reference} skäl:ingen svarar", ROC)
    assert await night.alarms() == CHAIN[:2]
    assert "Larmar Stockholms socialjour, jourens chef" in said[0].body
    assert any("lämnar ärendet vidare: ingen svarar" in body for body in night.news(direct(EK)))
    assert not any("Huddinge" in one.body for one in night.heard(ROC))


async def test_a_unit_that_has_no_time_sends_it_on(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    await night.answer(ALM, "eskalera skäl:hinner inte", night.alarm())
    case = await night.case()
    assert (case.state, case.unit, case.taken_by) == (State.ALARMED, "ledning-stockholm", None)


async def test_hand_over_alarms_the_other_unit_with_the_details(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    said = await night.answer(ALM, "överlämna till:beredskap-lanet skäl:passet är slut", night.alarm())
    assert "går vidare. Larmar Socialtjänstens beredskap" in said[0].body
    other = night.alarm(BEREDSKAP)
    assert other.mentions == [QUIST]
    assert "Huddinge" in other.body
    assert "Ärendet är överlämnat hit" in other.body
    assert any("är överlämnat från" in body for body in night.news(direct(EK)))
    await night.answer(QUIST, "tar", other)
    assert (await night.case()).taken_by == QUIST


async def test_a_hand_over_that_nobody_answers_goes_back_to_the_chain(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "överlämna till:beredskap-lanet skäl:hinner inte", night.alarm())
    await night.pass_by(minutes=5)
    assert await night.alarms() == ["socialjour-stockholm", "beredskap-lanet", "ledning-stockholm"]


async def test_handing_over_asks_to_whom_when_it_is_not_said(night: Night) -> None:
    await night.type(EK, NEW)
    said = await night.answer(ALM, "överlämna", night.alarm())
    assert "Till vilken enhet?" in said[0].body
    assert "Socialtjänstens beredskap" in said[0].body


async def test_handing_over_to_oneself_is_refused(night: Night) -> None:
    await night.type(EK, NEW)
    said = await night.answer(ALM, "överlämna till:socialjour-stockholm", night.alarm())
    assert "Den enheten har redan" in said[0].body


@pytest.mark.parametrize(("urgency", "minutes"), [("nu", 5), ("idag", 30)])
async def test_each_urgency_has_its_own_time(night: Night, urgency: str, minutes: int) -> None:
    await night.type(EK, NEW.replace("när:nu", f"när:{urgency}"))
    await night.pass_by(minutes=minutes - 1)
    assert len(await night.alarms()) == 1
    await night.pass_by(minutes=1)
    assert len(await night.alarms()) == 2


async def test_what_can_wait_is_alarmed_now_and_counted_from_the_opening(night: Night) -> None:
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    case = await night.case()
    assert case.unit == "mottagning-nacka"
    assert case.due_at is not None
    assert f"{case.due_at:%A %H:%M}" == "Monday 07:00", "08:00 and an hour, in UTC"
    answer = night.heard(direct(EK))[0]
    assert "måndag 13 april 09:00" in answer.body


@pytest.mark.parametrize("urgency", ["nu", "idag", "kontorstid"])
async def test_no_urgency_lets_a_case_wait_for_ever(night: Night, urgency: str) -> None:
    await night.type(EK, NEW.replace("när:nu", f"när:{urgency}"))
    while (case := await night.case()).unit is not None:
        assert case.due_at is not None
        assert case.due_at < night.clock.now() + timedelta(days=4)
        await night.pass_by(seconds=(case.due_at - night.clock.now()).total_seconds())
    assert night.heard(direct(LUND))


async def test_a_case_with_a_fault_does_not_stop_the_others(night: Night) -> None:
    await night.type(EK, NEW)
    await night.type(EK, NEW)
    broken, sound = await night.cases()
    async with night.store.begin() as session:
        await session.execute(update(Case).where(Case.id == broken.id).values(chain=None))
    night.clock.advance(timedelta(minutes=6))
    duty = night.core.duties[0]
    with pytest.raises(LookupError):
        async with night.store.begin() as session:
            await duty.carry_out(session, night.clock.now())
    async with night.store.begin() as session:
        assert await duty.carry_out(session, night.clock.now())
    async with night.store.begin() as session:
        alarmed = list(await session.scalars(select(CaseAlarm.unit).where(CaseAlarm.case_id == sound.id)))
    assert alarmed == CHAIN[:2]
    async with night.store.begin() as session:
        assert await duty.carry_out(session, night.clock.now()) is None
        due = await duty.next_due(session)
    assert due is not None
    assert due > night.clock.now(), "and it is tried again"


async def test_a_case_whose_fault_has_passed_goes_on_though_it_is_the_only_one(night: Night) -> None:
    await night.type(EK, NEW)
    chain = (await night.case()).chain
    night.clock.advance(timedelta(minutes=6))
    for kept in (None, None, chain):
        async with night.store.begin() as session:
            await session.execute(update(Case).values(chain=kept))
        for _ in range(2):
            with suppress(LookupError):
                await night.tick()
        night.clock.advance(timedelta(seconds=6))
    with suppress(LookupError):
        await night.tick()
    assert await night.alarms() == CHAIN[:2]


async def test_two_clocks_do_one_step_once(night: Night, open_store: Callable[[], Store]) -> None:
    await night.type(EK, NEW)
    night.clock.advance(timedelta(minutes=5))
    other = Night(open_store(), night.clock)
    async with night.store.begin() as first:
        done = await night.core.duties[0].carry_out(first, night.clock.now())
        assert done
        await night.core.post.notify(first, done, night.clock.now())
        if night.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await other.core.duties[0].carry_out(second, night.clock.now()) is None
    async with other.store.begin() as third:
        assert await other.core.duties[0].carry_out(third, night.clock.now()) is None
    assert await night.alarms() == CHAIN[:2]


async def test_the_home_kommun_is_told_when_it_opens_without_details(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ringt", night.alarm())
    await night.pass_by(days=3)
    case = await night.case()
    told = [said for said in night.log if "rör er kommun" in said.body]
    assert [said.room for said in told] == [direct("@mott-uggla:localhost")]
    expected = (
        f"Ett ärende rör er kommun: {case.reference}. Stockholms socialjour har det, telefon 08-465 004 10."
    )
    assert told[0].body == expected


async def test_a_case_with_a_fault_does_not_keep_other_home_kommuner_from_being_told(night: Night) -> None:
    for _ in range(2):
        await night.type(EK, NEW)
        await night.type(ALM, f"!ärende ringt {(await night.case()).reference}", STOCKHOLM)
    broken, _ = await night.cases()
    async with night.store.begin() as session:
        await session.execute(update(Case).where(Case.id == broken.id).values(chain=None))
    night.clock.advance(timedelta(days=3))
    for _ in range(3):
        with suppress(LookupError):
            await night.tick()
    assert sum("rör er kommun" in said.body for said in night.log) == 1
