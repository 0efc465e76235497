"""``!jour schema``: where names may stand, one's own shifts, and the calendar file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.duty.ics import Entry, calendar_file
from bot.store.attachment import AttachmentRow
from bot.store.engine import Store
from tests.cases.night import ALM, BERG, DRIFT, EK, HALL, KVIST, LEDNING, ROC, STOCKHOLM, Night, direct
from tests.harness.clock import MovableClock

NOW = datetime(2026, 4, 13, 8, 30, tzinfo=UTC)  # Monday 10:30 in Stockholm
RASK = "@mott-rask:localhost"


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store, MovableClock(NOW)).open()


async def events(night: Night) -> list[dict[str, str]]:
    """What stands in the calendar file that was sent last."""
    async with night.store.begin() as session:
        body = await session.scalar(select(AttachmentRow.body).order_by(AttachmentRow.outbox_id.desc()))
    assert body is not None
    calendar = Calendar.from_ical(body)
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": event.decoded("DTSTART").isoformat(),
            "end": event.decoded("DTEND").isoformat(),
        }
        for event in calendar.walk("VEVENT")
    ]


@pytest.mark.parametrize("room", [STOCKHOLM, direct(ALM)])
async def test_names_stand_in_the_units_own_room_and_in_a_direct_chat(night: Night, room: str) -> None:
    (said,) = await night.type(ALM, "!jour schema", room)
    assert said.room == room
    assert "- måndag 13 april 07:00–19:00: Alm" in said.body


async def test_the_centre_sees_names_in_its_room(night: Night) -> None:
    (said,) = await night.type(KVIST, "!jour schema Stockholms socialjour", ROC)
    assert said.room == ROC
    assert "Alm" in said.body


@pytest.mark.parametrize(("asks", "room"), [(ALM, DRIFT), (ALM, LEDNING), (KVIST, LEDNING)])
async def test_in_any_other_room_the_answer_goes_to_the_asker_alone(
    night: Night, asks: str, room: str
) -> None:
    said = await night.type(asks, "!jour schema enhet:socialjour-stockholm", room)
    assert [one.room for one in said if "Alm" in one.body] == [direct(asks)]


async def test_a_stranger_in_the_units_room_hears_no_names(night: Night) -> None:
    night.hall.joined[STOCKHOLM].add("@okand:localhost")
    said = await night.type(ALM, "!jour schema", STOCKHOLM)
    assert [one.room for one in said if "Alm" in one.body] == [direct(ALM)]


async def test_a_shift_stands_whole_though_it_began_before_and_ends_after_what_was_asked_for(
    night: Night,
) -> None:
    (said,) = await night.type(ALM, "!jour schema dagar:1")
    lines = said.body.splitlines()
    assert lines[1].startswith("- måndag 13 april 07:00–19:00:")
    assert lines[3].startswith("- tisdag 14 april 07:00–19:00:")


async def test_duty_without_an_end_is_not_given_one(night: Night) -> None:
    (said,) = await night.type(HALL, "!jour schema")
    assert "- hela tiden: Hall" in said.body


async def test_somebody_off_duty_sees_the_own_units_schedule(night: Night) -> None:
    night.clock.advance(timedelta(hours=12))  # Monday 22:30, Alm alone is on duty
    assert "Jour i Stockholms socialjour" in (await night.type(BERG, "!jour schema"))[0].body


async def test_another_units_schedule_is_refused(night: Night) -> None:
    (said,) = await night.type(ALM, "!jour schema enhet:socialjour-sydost")
    assert "visas för dem som hör till enheten, för ROC och för TiB" in said.body
    (said,) = await night.type(EK, "!jour schema enhet:socialjour-sydost")
    assert "Hall" not in said.body


async def test_ones_own_shifts_are_one_list_over_all_units(night: Night) -> None:
    (said,) = await night.type(BERG, "!jour schema mina")
    assert "Din jour till måndag 20 april 10:30:" in said.body
    assert "- lördag 18 april 07:00–19:00: Stockholms socialjour" in said.body
    assert "Alm" not in said.body


async def test_whoever_belongs_to_units_without_a_roster_is_told_what_that_means(night: Night) -> None:
    (said,) = await night.type(RASK, "!jour schema")
    assert "Du står inte på schemat" in said.body
    assert "Står ingen på en enhets schema larmas alla som hör till den." in said.body


async def test_the_file_has_ones_own_shifts_and_goes_to_the_direct_chat(night: Night) -> None:
    said = await night.type(BERG, "!jour schema fil:ja dagar:3", STOCKHOLM)
    assert [one.room for one in said] == [STOCKHOLM, direct(BERG), direct(BERG)]
    assert "Jag svarar dig i direktchatten." in said[0].body
    assert "4 pass i kalenderfilen." in said[1].body
    assert said[2].content["msgtype"] == "m.file"
    found = await events(night)
    assert [(one["start"], one["end"]) for one in found][:2] == [
        ("2026-04-13T05:00:00+00:00", "2026-04-13T17:00:00+00:00"),
        ("2026-04-14T05:00:00+00:00", "2026-04-14T17:00:00+00:00"),
    ]
    assert {one["summary"] for one in found} == {"Jour: Stockholms socialjour"}


async def test_a_shift_has_the_same_name_in_every_file(night: Night) -> None:
    await night.type(BERG, "!jour schema fil:ja dagar:3")
    before = {one["start"]: one["uid"] for one in await events(night)}
    night.clock.advance(timedelta(days=1))
    await night.type(BERG, "!jour schema fil:ja dagar:3")
    after = {one["start"]: one["uid"] for one in await events(night)}
    same = before.keys() & after.keys()
    assert len(same) >= 2
    assert all(before[start] == after[start] for start in same)
    assert len(set(after.values())) == len(after)


async def test_the_file_of_a_unit_names_the_crew_and_its_hours_with_nobody(night: Night) -> None:
    await night.type(ALM, "!jour schema Stockholms socialjour fil:ja dagar:1")
    found = await events(night)
    assert found[0]["summary"].startswith("Jour i Stockholms socialjour: Alm")
    assert len(found) == 3


async def test_both_ends_of_a_shift_over_the_night_of_the_clock_are_instants(night: Night) -> None:
    night.clock.jump(datetime(2026, 10, 24, 8, 0, tzinfo=UTC))
    await night.type(ALM, "!jour schema mina fil:ja dagar:1")
    (shift,) = [one for one in await events(night) if one["start"] == "2026-10-24T17:00:00+00:00"]
    assert shift["end"] == "2026-10-25T06:00:00+00:00"


def test_a_long_name_with_every_sign_is_read_back_as_it_was() -> None:
    name = 'Jour; "å, ä\\ ö": ' + "lång " * 30
    at = datetime(2026, 4, 13, tzinfo=UTC)
    body = calendar_file(name, [Entry("u", None, at, at + timedelta(hours=1), name)], at)
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]) == name
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
