"""An exercise reaches no public channel, on no path, whatever the code does."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError

from bot.press.entries import channels, open_to
from bot.press.tables import ChannelRow, PublicationRow
from bot.press.values import Act, ChannelState, State
from tests.press.day import KOMMUNIKATION, NORD, SSR, TEXT, PressDay, example
from tests.press.publishing import add, out, scheduled, send_out, states

PUBLIC = tuple(sorted(one.id for one in channels(example().snapshot()) if not one.exercise))
PATHS = ("planned", "late", "again", "correct", "retract")


def test_the_register_gives_an_exercise_the_channels_for_exercises_alone() -> None:
    snapshot = example().snapshot()
    local = ("fritid-nacka", "skolor-nacka", "skolor-sodertalje")
    assert tuple(sorted(PUBLIC)) == tuple(sorted((*local, "flodet", "natverket", "pressen", "webben")))
    assert [one.id for one in open_to(snapshot, exercise=True)] == ["ovningsrummet"]
    assert not any(one.public for one in open_to(snapshot, exercise=True))


async def test_an_exercise_goes_to_its_own_room_and_is_marked(day: PressDay) -> None:
    await out(day, exercise=True, channels=("ovningsrummet",))
    said = next(one for one in day.heard(KOMMUNIKATION) if TEXT in one.body)
    assert said.body.startswith("ÖVNING")
    assert (await day.message()).state == State.PUBLISHED


@pytest.mark.parametrize(("path", "channel"), list(product(PATHS, PUBLIC)))
async def test_no_path_leads_an_exercise_to_a_public_channel(day: PressDay, path: str, channel: str) -> None:
    """Its content names the channel, as if nothing had looked at it when it was written."""
    wanted = (channel, "ovningsrummet")
    if path == "late":
        await scheduled(day, exercise=True, channels=wanted)
        day.clock.advance(timedelta(minutes=12))
        await day.tick()
    else:
        await out(day, exercise=True, channels=wanted)
    row = await day.message()
    if path == "again":
        await day.type(NORD, f"!budskap igen {row.reference}")
    elif path == "correct":
        await day.type(NORD, f"!budskap rätta {row.reference} kanaler:{channel} text:Något annat.")
        if (after := await day.message()).id != row.id:
            await send_out(day, after)
    elif path == "retract":
        await day.type(NORD, f"!budskap återkalla {row.reference}")
        await day.type(NORD, "ja")
    assert {one for one, _ in await states(day)} <= {"ovningsrummet"}
    assert all(TEXT not in said.body for said in day.heard(SSR))


async def test_the_database_refuses_a_public_channel_of_an_exercise(day: PressDay) -> None:
    row = await scheduled(day, exercise=True)
    now = day.clock.now()
    made = {"hash": "", "state": "prepared", "due_at": now, "prepared_at": now}
    publication = PublicationRow(message_id=row.id, act=Act.PUBLISH, revision=1, **made)
    async with day.store.begin() as session:
        session.add(publication)
    public = {"channel": "flodet", "kind": "flöde", "public": True, "state": ChannelState.PREPARED}
    with pytest.raises(IntegrityError):
        await add(day, ChannelRow(publication_id=publication.id, exercise=True, **public))
    await add(day, ChannelRow(publication_id=publication.id, exercise=False, **public))
