"""Anyone who has a say stops a message at once, with any device, until the last moment."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.chat.message import Trust
from bot.press.states import UNPUBLISHED
from bot.press.tables import DeliveryRow, SignOffRow, StandInRow
from bot.press.values import DeliveryState, Quorum, State
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState
from tests.press.day import (
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    LUND,
    MOBERG,
    NORD,
    OST,
    ROC,
    STRAND,
    TEXT,
    VINGE,
    PressDay,
    changed,
    direct,
)
from tests.press.planning import calls, deeds, message, of, plan
from tests.press.publishing import scheduled, states, two_rooms


async def first(day: PressDay, who: str, text: str, room: str | None = None, **more: object) -> str:
    return (await day.type(who, text, room, **more))[0].body


@pytest.mark.parametrize("state", sorted(UNPUBLISHED))
async def test_whatever_is_not_out_is_stopped_at_once_without_a_question(day: PressDay, state: State) -> None:
    await message(day, state, hours=1)
    said = await first(day, NORD, "!budskap stopp BU-0001")
    assert "BU-0001 ”Skolorna är öppna” är stoppat. Inget av det går ut." in said
    assert "Svara ja" not in said
    row = await day.message()
    assert (row.state, row.ended_by, row.ended_at) == (State.STOPPED, NORD, day.clock.now())
    assert (row.preflight_at, row.prepare_at, row.held_at) == (None, None, None)
    assert (NORD, "message.stop", "BU-0001") in await deeds(day)


@pytest.mark.parametrize("who", [NORD, DAHL, STRAND, HOLM, VINGE, ALDER, LUND])
async def test_the_owner_whoever_must_sign_a_veto_and_the_duty_officer_may_stop(
    day: PressDay, who: str
) -> None:
    quorum = Quorum(required=("stockholm", "polis"), veto=("nacka",))
    await message(day, State.SCHEDULED, hours=1, quorum=quorum)
    await day.type(who, "!budskap stopp BU-0001")
    assert (await day.message()).state == State.STOPPED


async def test_who_has_no_say_is_told_who_has(day: PressDay) -> None:
    quorum = Quorum(required=("stockholm", "polis"), among=("nacka", "lst"), least=1)
    await message(day, State.SCHEDULED, hours=1, quorum=quorum)
    assert "Ring TiB om det är bråttom." in await first(day, VINGE, "!budskap stopp BU-0001")
    assert "Ring TiB om det är bråttom." in await first(day, OST, "!budskap stopp BU-0001")
    await day.type(MOBERG, "!budskap stopp BU-0001")
    assert (await day.message()).state == State.SCHEDULED


@pytest.mark.parametrize("trust", [Trust.UNSIGNED, Trust.CHANGED])
async def test_a_stop_needs_no_signed_device_and_is_noted(day: PressDay, trust: Trust) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(STRAND, "!budskap stopp BU-0001", trust=trust)
    assert (await day.message()).state == State.STOPPED
    assert (STRAND, "message.stop", "BU-0001") in await deeds(day)


async def test_everyone_who_takes_part_hears_who_stopped_it_and_why(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    said = await day.type(STRAND, "!budskap stopp BU-0001 orsak:fel datum i texten")
    words = "har stoppat BU-0001 ”Skolorna är öppna”"
    for room in (KOMMUNIKATION, AKTOR_POLIS, AKTOR_STOCKHOLM):
        (told,) = [body for body in of(said, room) if words in body]
        assert "Strand, kommunikationschef vid polisen (fiktiv) (Polismyndigheten" in told
        assert "Skäl: fel datum i texten" in told
    assert calls(said, words) == {NORD, DAHL}
    assert "Läge: stoppat" in day.card(KOMMUNIKATION)


async def test_the_duty_officer_stops_from_the_roc_room(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    said = await day.type(LUND, "!budskap stopp bu 1", ROC)
    assert "är stoppat" in of(said, ROC)[0]
    assert any("har som TiB stoppat" in body for body in of(said, AKTOR_STOCKHOLM))


async def test_a_draft_is_stopped_without_calling_anybody(day: PressDay) -> None:
    await message(day, State.DRAFT)
    said = await day.type(NORD, "!budskap stopp BU-0001")
    assert {one.room for one in said} == {direct(NORD), AKTOR_STOCKHOLM}
    assert not any(one.mentions for one in said)


async def test_nothing_of_a_stopped_message_goes_out_and_what_was_ready_is_dropped(day: PressDay) -> None:
    await scheduled(day, minutes=10)
    await day.pass_by(minutes=9)
    assert await states(day)
    await day.type(HOLM, "!budskap stopp BU-0001")
    assert not await states(day)
    said = await day.pass_by(hours=1)
    assert not any("Vid fara för liv" in one.body for one in said)
    assert (await day.message()).state == State.STOPPED


async def test_a_stop_voids_every_approval(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(STRAND, "!budskap stopp BU-0001")
    async with day.store.begin() as session:
        whys = set(await session.scalars(select(SignOffRow.void_why)))
    assert whys == {"stopped"}


async def test_a_stop_is_not_undone_and_says_what_takes_it_up_again(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(STRAND, "!budskap stopp BU-0001")
    said = await first(day, STRAND, "!ångra")
    assert "Ett stopp tas inte tillbaka. Ändra budskapet, så blir det ett utkast igen." in said
    assert "Inget mer av det går ut." in await first(day, NORD, "!budskap stopp BU-0001")
    assert (await day.message()).state == State.STOPPED


async def test_a_stand_in_may_stop_for_the_time_it_lasts(day: PressDay) -> None:
    quorum = Quorum(required=("stockholm", "polis"))
    await message(day, State.SCHEDULED, hours=1, quorum=quorum)
    now = day.clock.now()
    async with day.store.begin() as session:
        session.add(
            StandInRow(actor="polis", made_by=STRAND, person=VINGE, since=now, until=now + timedelta(hours=1))
        )
    await day.type(VINGE, "!budskap stopp BU-0001")
    assert (await day.message()).state == State.STOPPED


async def test_a_reply_in_the_thread_stops_with_the_rest_as_the_reason(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await message(day, State.SCHEDULED, hours=2)
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    card = next(one for one in day.heard(AKTOR_POLIS) if one.body.startswith("BU-0001 Skolorna"))
    said = await day.answer(STRAND, "stopp fel datum", card)
    assert (await day.message("BU-0001")).state == State.STOPPED
    assert any("Skäl: fel datum" in one.body for one in said)


async def test_which_one_is_asked_when_there_are_several(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await message(day, State.SCHEDULED, hours=2)
    assert "Vilket budskap menar du?" in await first(day, NORD, "!budskap stopp")
    await day.type(NORD, "2")
    assert (await day.message("BU-0001")).state == State.STOPPED


async def on_its_way(day: PressDay) -> None:
    """Let go to two rooms while the homeserver is away."""
    await day.open(changed(kanal=two_rooms()))
    await scheduled(day, channels=("natverket", "hemma"))
    await day.pass_by(minutes=9, seconds=59)
    day.away = True
    await day.pass_by(seconds=1)
    assert (await day.message()).state == State.PUBLISHING
    day.away = False


async def one_is_out(day: PressDay) -> None:
    """The first of its rooms has it."""
    async with day.store.begin() as session:
        one = (await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))).first()
        assert one is not None
        one.state, one.settled_at = DeliveryState.SENT, day.clock.now()
        ours = select(EventRef.outbox_id).where(EventRef.purpose.startswith(f"delivery-{one.id}."))
        sent = update(OutboxRow).where(OutboxRow.id.in_(ours)).values(state=OutboxState.SENT)
        await session.execute(sent)


async def test_a_stop_on_the_way_out_takes_back_what_nobody_has(day: PressDay) -> None:
    await on_its_way(day)
    said = await day.type(STRAND, "!budskap stopp BU-0001", trust=Trust.UNSIGNED)
    assert any("är stoppat. Inget av det går ut." in one.body for one in said)
    assert (await day.message()).state == State.STOPPED
    assert {state for state, _ in (await states(day)).values()} == {"cancelled"}
    await day.pass_by(hours=1)
    assert not any(TEXT in one.body for one in day.log)


async def test_a_stop_when_some_have_it_spares_the_rest_and_says_how_to_take_it_back(day: PressDay) -> None:
    await on_its_way(day)
    await one_is_out(day)
    said = await day.type(STRAND, "!budskap stopp BU-0001 fel datum")
    (answer,) = of(said, direct(STRAND))
    assert "är stoppat på vägen." in answer
    assert "En adress får det inte. En adress har det redan, eller kan ha fått det." in answer
    assert "!budskap återkalla BU-0001" in answer
    told = [body for body in of(said, AKTOR_POLIS) if "har stoppat BU-0001" in body]
    assert len(told) == 1
    assert "Inget av det går ut." not in told[0]
    assert (await day.message()).state == State.PARTLY
    await day.pass_by(hours=1)
    assert not any(TEXT in one.body for one in day.log)
    assert "Något är redan ute." in await first(day, STRAND, "!budskap stopp BU-0001")
