"""``!ärende ny`` in a room that is too wide for it: the talk moves, nothing is refused."""

import pytest

from bot.actors.facts import rooms
from bot.chat.message import RoomClass
from tests.cases.night import EK, NACKA, NEW, Night, direct

WIDE = (RoomClass.SSR, RoomClass.KOMMUNIKATION, RoomClass.AKTOR, RoomClass.LEDNING)


async def room_of(night: Night, room_class: RoomClass) -> str:
    alias = next(
        one.alias for one in rooms(await night.snapshot()) if one.room_class is room_class and one.alias
    )
    night.hall.joined.setdefault(f"!{alias[1:]}", set()).add(EK)
    return f"!{alias[1:]}"


@pytest.mark.parametrize("room_class", WIDE)
async def test_a_case_typed_in_a_wide_room_is_raised_from_the_direct_chat(
    night: Night, room_class: RoomClass
) -> None:
    wide = await room_of(night, room_class)
    said = await night.type(EK, NEW, wide)
    (there,) = [one.body for one in said if one.room == wide]
    assert there == "Jag svarar dig i direktchatten. Ta bort ditt meddelande här: rummet är för brett."
    assert (await night.case()).reference in next(one.body for one in said if one.room == direct(EK))


async def test_what_is_missing_is_asked_for_in_the_direct_chat(night: Night) -> None:
    wide = await room_of(night, RoomClass.SSR)
    said = await night.type(EK, "!ärende ny hemkommun:Nacka", wide)
    assert [one.room for one in said] == [wide, direct(EK)]
    await night.pass_by(minutes=2)
    assert len(await night.cases()) == 1
    assert len(night.news(wide)) == 1


async def test_an_exercise_moves_too(night: Night) -> None:
    wide = await room_of(night, RoomClass.LEDNING)
    said = await night.type(EK, f"!ärende övning {NACKA}", wide)
    assert next(one.body for one in said if one.room == wide).startswith("Jag svarar dig i direktchatten.")
    assert (await night.case()).exercise


@pytest.mark.parametrize("room_class", WIDE)
async def test_help_in_a_wide_room_does_not_invite_to_it(night: Night, room_class: RoomClass) -> None:
    wide = await room_of(night, room_class)
    assert "!ärende" not in (await night.type(EK, "!hjälp", wide))[0].body
    told = (await night.type(EK, "!hjälp ärende ny", wide))[0].body
    where = next(line for line in told.splitlines() if line.startswith("Går att skriva i"))
    assert "direktchatt" in where
