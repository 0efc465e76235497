"""Whoever has duty but is not in the unit's room is alarmed by themselves."""

from tests.cases.night import ALM, CHEF, DRIFT, EK, LEDNING, NEW, STOCKHOLM, Night, direct


async def test_whoever_has_not_come_into_the_units_room_is_alarmed_directly(night: Night) -> None:
    night.hall.joined[STOCKHOLM].discard(ALM)
    await night.type(EK, NEW)
    assert "Huddinge" in night.alarm(direct(ALM)).body
    assert night.alarm(direct(ALM)).mentions == [ALM]
    assert "Huddinge" in night.alarm(STOCKHOLM).body
    await night.answer(ALM, "tar", night.alarm(direct(ALM)))
    assert (await night.case()).taken_by == ALM


async def test_whoever_is_not_in_the_room_is_reminded_where_the_alarm_was(
    night: Night,
) -> None:
    night.hall.joined[STOCKHOLM].discard(ALM)
    await night.type(EK, NEW)
    alarm = night.alarm(direct(ALM))
    await night.answer(ALM, "ok", alarm)
    await night.pass_by(minutes=10)
    again = night.heard(direct(ALM))[-1]
    assert "är sett men inte taget" in again.body
    assert again.mentions == [ALM]
    await night.answer(ALM, "tar", again)
    await night.pass_by(minutes=15)
    assert "Har du fått kontakt i" in night.heard(direct(ALM))[-1].body
    await night.type(EK, "!ärende återta skäl:dubblett")
    assert "Den som larmade tog tillbaka ärendet." in night.heard(direct(ALM))[-1].body


async def test_an_invitation_that_waits_is_not_being_there(night: Night) -> None:
    night.hall.invited.add(ALM)
    await night.type(EK, NEW)
    assert "Huddinge" in night.alarm(direct(ALM)).body


async def test_operations_are_told_who_is_missing_once_a_day_and_of_no_case(night: Night) -> None:
    night.hall.joined[STOCKHOLM].discard(ALM)
    await night.type(EK, NEW)
    await night.type(EK, NEW)
    told = [said.body for said in night.heard(DRIFT) if "har inte gått in" in said.body]
    assert len(told) == 1
    assert ALM in told[0]
    assert STOCKHOLM in told[0]
    assert "IA-" not in told[0]


async def test_whoever_is_there_gets_the_alarm_once(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=6)
    assert night.heard(direct(ALM)) == []
    assert night.heard(direct(CHEF)) == []
    assert night.alarm(LEDNING).mentions == [CHEF]


async def test_an_alarm_that_reached_nobody_in_the_room_goes_on_when_the_direct_one_did_not_either(
    night: Night,
) -> None:
    night.hall.joined[STOCKHOLM].discard(ALM)
    night.deaf.add(ALM)
    await night.type(EK, NEW)
    assert len(await night.alarms()) == 2
