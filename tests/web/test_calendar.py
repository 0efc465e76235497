"""``/kalender.ics``: what is planned, behind a link of one's own."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from structlog.testing import capture_logs

from bot.actors.entries import PersonEntry
from bot.press.states import Step, move
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.register.load import Loaded
from bot.web.calendar_file import CalendarEvent, calendar_file
from bot.web.calendar_link import CalendarLinks
from bot.web.link_key import BadLinkError
from bot.web.wallboard_link import Links
from tests.press.day import ALDER, KOMMUNIKATION, MORNING, NORD, PressDay, changed, direct
from tests.situation.day import HED
from tests.web.outlet import PUBLIC, Answer, Site, site
from tests.web.walls import KEY

SOON = MORNING + timedelta(hours=3)
REFUSED = "Länken går inte att använda: den är avklippt, ändrad eller någon annans."


@pytest.fixture
async def day(store: Any) -> PressDay:
    return await PressDay(store).open()


@pytest.fixture
async def here(day: PressDay) -> AsyncIterator[Site]:
    async with site(day) as found:
        yield found


def link(here: Site, user_id: str = NORD, days: float = 365) -> str:
    url = here.calendar.links.url(user_id, here.day.clock.now(), timedelta(days=days))
    assert url is not None
    assert url.startswith(f"{PUBLIC}/kalender.ics?nyckel=")
    return url.removeprefix(PUBLIC)


def read(answer: Answer) -> Any:
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar: Any = Calendar.from_ical(answer.body)
    assert calendar.errors == []
    assert [one.errors for one in calendar.walk("VEVENT")] == [[] for _ in calendar.walk("VEVENT")]
    return calendar


async def events(here: Site, user_id: str = NORD) -> list[Any]:
    return list(read(await here.get(link(here, user_id))).walk("VEVENT"))


async def test_a_planned_publication_is_an_event_at_its_instant_with_the_zone_people_read_it_in(
    here: Site,
) -> None:
    row = await here.day.put(State.SCHEDULED, publish_at=SOON)
    calendar = read(await here.get(link(here)))
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == f"{row.reference}, Stockholms stad: Skolorna är öppna"
    assert event["DTSTART"].dt == SOON
    assert f"DTSTART:{SOON:%Y%m%dT%H%M%SZ}" in event.to_ical().decode()
    assert (event["STATUS"], event["CLASS"], event["TRANSP"]) == ("CONFIRMED", "CONFIDENTIAL", "TRANSPARENT")
    assert "Tid i Sverige: lördag 21 november 11:00." in event["DESCRIPTION"]
    assert calendar["X-WR-TIMEZONE"] == "Europe/Stockholm"
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(minutes=15)


async def test_a_new_time_comes_under_the_same_name_with_a_higher_number(here: Site) -> None:
    row = await here.day.put(State.SCHEDULED, publish_at=SOON)
    (before,) = await events(here)
    await change(here, row, publish_at=SOON + timedelta(hours=1))
    (moved,) = await events(here)
    await change(here, row, step=Step.STOP)
    (stopped,) = await events(here)
    assert before["UID"] == moved["UID"] == stopped["UID"]
    assert moved["DTSTART"].dt == SOON + timedelta(hours=1)
    assert before["SEQUENCE"] < moved["SEQUENCE"] < stopped["SEQUENCE"]
    assert [one["STATUS"] for one in (before, moved, stopped)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


async def change(here: Site, row: MessageRow, step: Step | None = None, **columns: Any) -> None:
    async with here.day.store.begin() as session:
        found = await session.get_one(MessageRow, row.id)
        for name, value in columns.items():
            setattr(found, name, value)
        if step is not None:
            move(found, step)


async def test_a_time_that_is_only_wished_for_is_tentative_and_an_exercise_is_marked(here: Site) -> None:
    await here.day.put(State.CIRCULATED, publish_at=SOON, exercise=True)
    (event,) = await events(here)
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"].startswith("ÖVNING – BU-0001")
    assert event["CATEGORIES"].cats == ["ÖVNING"]
    assert "Det här är en övning." in event["DESCRIPTION"]
    assert "Tiden är inte säker än." in event["DESCRIPTION"]


async def test_a_title_is_left_out_for_who_may_not_see_it(here: Site) -> None:
    row = await here.day.put(State.SCHEDULED, publish_at=SOON, circulated_at=None)
    (own,) = await events(here, NORD)
    (other,) = await events(here, ALDER)
    assert "Skolorna" in own["SUMMARY"]
    assert other["SUMMARY"] == f"{row.reference}, Stockholms stad"
    assert "Skolorna" not in other.to_ical().decode()


async def test_it_is_in_the_language_that_the_person_has_chosen(here: Site) -> None:
    await here.day.put(State.SCHEDULED, publish_at=SOON)
    await here.day.type(NORD, "!språk en")
    (event,) = await events(here)
    assert "Saturday 21 November 11:00" in event["DESCRIPTION"]


async def test_the_link_that_the_command_gives_opens_it_and_stands_in_the_direct_chat_alone(
    day: PressDay,
) -> None:
    day.calendar = CalendarLinks(KEY, PUBLIC)
    day.restart(day.store)
    async with site(day) as here:
        await day.put(State.SCHEDULED, publish_at=SOON)
        said = await day.type(NORD, "!budskap kalender", KOMMUNIKATION)
        (alone,) = [one for one in said if PUBLIC in one.body]
        assert alone.room == direct(NORD)
        path = alone.body.partition(f"({PUBLIC}")[2].partition(")")[0]
        (event,) = read(await here.get(path)).walk("VEVENT")
        assert event["DTSTART"].dt == SOON


async def test_a_link_ends_with_its_time_and_says_how_to_get_another(here: Site) -> None:
    path = link(here, days=1)
    assert (await here.get(path)).status == 200
    here.pass_by(days=1)
    answer = await here.get(path)
    assert answer.status == 410
    assert answer.text.startswith("Länken har gått ut. Skriv !budskap kalender")


async def test_who_leaves_the_register_or_the_roles_loses_the_calendar_at_once(here: Site) -> None:
    path = link(here, NORD)
    assert (await here.get(path)).status == 200
    people = dict((await here.day.snapshot()).of(PersonEntry))
    person = people.pop(NORD)
    await here.day.open(changed(person={NORD: person.model_copy(update={"roles": ()})}))
    assert (await here.get(path)).status == 403
    await here.day.open(Loaded({**changed().entries, PersonEntry: people}))
    answer = await here.get(path)
    assert (answer.status, answer.text.startswith(REFUSED)) == (403, True)


async def test_who_plans_nothing_has_no_calendar(here: Site) -> None:
    assert (await here.get(link(here, HED))).status == 403


async def test_links_of_others_for_other_things_and_altered_ones_open_nothing(here: Site) -> None:
    now = here.day.clock.now()
    wallboard = Links(KEY, PUBLIC).url(NORD, now, timedelta(days=1))
    stranger = CalendarLinks(b"another key, of as many letters.", PUBLIC).url(NORD, now, timedelta(days=1))
    assert wallboard is not None
    assert stranger is not None
    good = link(here)
    altered = f"{good[:-5]}{'A' if good[-5] != 'A' else 'B'}{good[-4:]}"
    for path in (
        f"/kalender.ics?nyckel={wallboard.partition('#')[2]}",
        stranger.removeprefix(PUBLIC),
        altered,
        good[:-9],
        "/kalender.ics?nyckel=",
        "/kalender.ics",
        "/kalender.ics?nyckel=å%00",
        f"/kalender.ics?nyckel={'A' * 3_000}",
    ):
        answer = await here.get(path)
        assert (answer.status, answer.text.startswith(REFUSED)) == (403, True)


@given(st.text(max_size=300))
def test_no_text_is_taken_for_a_link(text: str) -> None:
    with pytest.raises(BadLinkError):
        CalendarLinks(KEY, PUBLIC).read(text)


def test_without_a_public_address_there_is_no_link() -> None:
    assert CalendarLinks(KEY, "").url(NORD, MORNING, timedelta(days=1)) is None


async def test_it_is_kept_nowhere_and_the_key_is_in_no_log(
    here: Site, caplog: pytest.LogCaptureFixture
) -> None:
    path = link(here)
    key = path.partition("=")[2]

    async def broken(_user_id: str) -> bytes | None:
        raise OSError(path)

    with caplog.at_level(logging.DEBUG), capture_logs() as logs:
        answer = await here.get(path)
        object.__setattr__(here.calendar, "look", broken)
        away = await here.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (away.status, away.headers["Retry-After"]) == (503, "60")
    assert away.text.startswith("Kalendern kan inte visas just nu.")
    assert [one["event"] for one in logs] == ["calendar look failed"]
    libraries = [one.getMessage() for one in caplog.records]
    assert key not in f"{logs}{libraries}"


@given(
    summary=st.text(max_size=80),
    description=st.text(max_size=200),
    changes=st.integers(0, 10**6),
    category=st.text(max_size=20),
)
def test_whatever_a_title_holds_the_file_has_one_event_and_no_more(
    summary: str, description: str, changes: int, category: str
) -> None:
    made = CalendarEvent("u@rocbot", MORNING, summary, description, "CONFIRMED", changes, (category,))
    found: Any = Calendar.from_ical(calendar_file("namn", "Europe/Stockholm", [made], MORNING))
    (event,) = found.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("u@rocbot", changes, "CONFIRMED")


async def test_a_title_with_line_breaks_smuggles_nothing_into_the_calendar(here: Site) -> None:
    title = "Öppet\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\x00\u202e"
    await here.day.put(State.SCHEDULED, publish_at=SOON, title=title)
    (event,) = await events(here)
    assert event["SUMMARY"] == "BU-0001, Stockholms stad: Öppet END:VEVENT BEGIN:VEVENT UID:x"
