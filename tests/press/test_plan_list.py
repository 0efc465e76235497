"""Messages are listed by how far they have come, and what the actors plan by its time."""

from datetime import datetime, timedelta

import pytest

from bot.press.conflicts import clashing
from bot.press.values import State
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_STOCKHOLM,
    ALDER,
    HOLM,
    KOMMUNIKATION,
    LUND,
    MORNING,
    NORD,
    ROC,
    PressDay,
    direct,
)
from tests.press.planning import message, of

LINK = "https://bot.example/kalender.ics?t=hemlig"


class Links:
    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        assert (user_id, lasts) == (NORD, timedelta(days=365))
        assert now >= MORNING
        return LINK


async def first(day: PressDay, who: str, text: str, room: str | None = None) -> str:
    return (await day.type(who, text, room))[0].body


async def several(day: PressDay) -> None:
    await message(day, State.CIRCULATED, hours=3)
    await message(day, State.SCHEDULED, hours=2, title="Fältassistenter i kväll")
    await message(day, State.SCHEDULED, hours=2.5, owner="nacka", author=ALDER)
    await message(day, State.HELD, hours=5)
    await message(day, State.DRAFT)
    await message(day, State.APPROVED, exercise=True)
    await message(day, State.PUBLISHED, hours=-5)


async def test_open_messages_are_listed_by_state_and_what_needs_somebody_first(day: PressDay) -> None:
    await several(day)
    said = await first(day, NORD, "!budskap lista")
    order = ["Pausat", "Schemalagt", "Godkänt", "På remiss", "Utkast"]
    assert [said.index(f"{word}\n- ") for word in order] == sorted(
        said.index(f"{word}\n- ") for word in order
    )
    assert "BU-0002 Fältassistenter i kväll (Stockholms stad). Går ut lördag 21 november 10:00." in said
    assert "Väntar på Stockholms stad och Polismyndigheten, Polisregion Stockholm." in said
    assert "Önskad tid: lördag 21 november 11:00." in said
    assert "ÖVNING. BU-0006" in said
    assert "BU-0007" not in said
    assert "BU-0007" in await first(day, NORD, "!budskap lista alla")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("!budskap lista läge:pausat", {"BU-0004"}),
        ("!budskap lista läge:på remiss", {"BU-0001"}),
        ("!budskap lista aktör:Nacka kommun", {"BU-0003"}),
        ("!message list state:published", {"BU-0007"}),
        ("!budskap lista läge:missat", set()),
    ],
)
async def test_a_list_is_narrowed(day: PressDay, text: str, found: set[str]) -> None:
    await several(day)
    said = await first(day, NORD, text)
    assert {f"BU-000{number}" for number in range(1, 8) if f"BU-000{number}" in said} == found


async def test_mine_are_those_of_my_organisations(day: PressDay) -> None:
    await several(day)
    said = await first(day, ALDER, "!budskap lista mina")
    assert "BU-0003" in said
    assert "Stockholms stad)" not in said


async def test_a_draft_is_listed_to_its_owner_alone(day: PressDay) -> None:
    await message(day, State.DRAFT)
    assert "BU-0001" in await first(day, NORD, "!budskap lista")
    assert "BU-0001" in await first(day, NORD, "!budskap lista", AKTOR_STOCKHOLM)
    for who, room in ((NORD, KOMMUNIKATION), (HOLM, None), (LUND, ROC)):
        assert "BU-0001" not in await first(day, who, "!budskap lista", room)


async def test_an_actors_room_lists_what_it_takes_part_in(day: PressDay) -> None:
    await several(day)
    said = await first(day, ALDER, "!budskap lista alla", AKTOR_NACKA)
    assert "BU-0003" in said
    assert "BU-0002" not in said


async def test_a_long_list_says_how_much_it_leaves_out(day: PressDay) -> None:
    for _ in range(22):
        await message(day, State.CIRCULATED)
    said = await first(day, NORD, "!budskap lista")
    assert said.count("\n- ") == 20
    assert "2 till visas inte." in said


async def test_a_room_with_a_stranger_is_answered_in_the_direct_chat(day: PressDay) -> None:
    await several(day)
    day.hall.joined[KOMMUNIKATION].add("@okand:localhost")
    said = await day.type(NORD, "!budskap lista", KOMMUNIKATION)
    assert not any("Skolorna" in body for body in of(said, KOMMUNIKATION))
    assert any("Skolorna" in body for body in of(said, direct(NORD)))


async def test_the_calendar_shows_every_actors_plans_in_order_and_what_is_close(day: PressDay) -> None:
    await several(day)
    said = await first(day, NORD, "!budskap kalender", KOMMUNIKATION)
    lines = [line for line in said.splitlines() if line.startswith("- ")]
    assert [line.split("BU-")[1][:4] for line in lines] == ["0002", "0003", "0001", "0004"]
    assert lines[0] == (
        "- lördag 21 november 10:00: BU-0002 Fältassistenter i kväll (Stockholms stad), schemalagt. "
        "Nära en annan aktörs budskap i tid."
    )
    assert "Nära" not in lines[3]


async def test_who_may_not_see_a_message_learns_that_there_is_one_and_when(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=2, title="Fältassistenter i kväll")
    said = await first(day, ALDER, "!budskap kalender", AKTOR_NACKA)
    assert "lördag 21 november 10:00: BU-0001" in said
    assert "Fältassistenter" not in said


async def test_the_link_to_the_calendar_stands_in_the_direct_chat_alone(day: PressDay) -> None:
    day.calendar = Links()
    day.restart(day.store)
    said = await day.type(NORD, "!budskap kalender", KOMMUNIKATION)
    assert not any(LINK in body for body in of(said, KOMMUNIKATION))
    (told,) = of(said, direct(NORD))
    assert LINK in told
    assert "söndag 21 november 2027" in told
    assert LINK in await first(day, NORD, "!budskap kalender")


async def test_without_a_web_part_it_is_said_that_there_is_no_link(day: PressDay) -> None:
    assert "Kalendern på webben är inte påslagen." in await first(day, NORD, "!budskap kalender")


def test_messages_of_different_actors_within_the_hour_clash() -> None:
    at = [MORNING + timedelta(minutes=minutes) for minutes in (0, 30, 59, 150, 209, 300)]
    times = [
        ("a", "nacka", at[0]),
        ("b", "nacka", at[1]),
        ("c", "polis", at[2]),
        ("d", "polis", at[3]),
        ("e", "polis", at[4]),
        ("f", "nacka", at[5]),
    ]
    assert clashing(times, timedelta(minutes=60)) == {"a", "b", "c"}
    assert clashing(times, timedelta(minutes=59)) == {"b", "c"}
