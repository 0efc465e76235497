"""What is on its way can be stopped where nobody has it; what comes through all the same is taken back."""

from __future__ import annotations

from sqlalchemy import select

from bot.press.settle import SettleDeliveries
from bot.press.tables import DeliveryRow
from bot.press.values import State
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_queries import mark_sent
from tests.press.day import AKTOR_STOCKHOLM, NORD, SSR, STRAND, TEXT, PressDay, changed
from tests.press.publishing import out, publications, scheduled, send_out, sign, states, two_rooms


async def _on_its_way(day: PressDay) -> str:
    """Released while the homeserver is out of reach."""
    row = await scheduled(day)
    await day.pass_by(minutes=9)
    day.away = True
    await day.pass_by(minutes=1)
    assert (await day.message()).state == State.PUBLISHING
    return row.reference


async def test_a_stop_on_the_way_out_takes_back_what_nobody_has(day: PressDay) -> None:
    reference = await _on_its_way(day)
    await day.type(NORD, f"!budskap stopp {reference}")
    day.away = False
    await day.deliver()
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.STOPPED
    assert await states(day) == {("natverket", SSR): ("cancelled", "stopped")}


async def test_what_was_stopped_on_its_way_can_be_published_later(day: PressDay) -> None:
    reference = await _on_its_way(day)
    await day.type(NORD, f"!budskap stopp {reference}")
    day.away = False
    await day.deliver()
    await day.type(NORD, f"!budskap ändra {reference} text:Ny lydelse. Ring 112.")
    await send_out(day, await day.message())
    assert ["Ny lydelse" in one.body for one in day.heard(SSR)] == [True]
    assert (await day.message()).state == State.PUBLISHED


async def test_a_stop_when_some_have_it_stops_the_rest_and_leads_to_a_retraction(day: PressDay) -> None:
    await day.open(changed(kanal=two_rooms()))
    row = await scheduled(day, channels=("natverket", "hemma"))
    await day.pass_by(minutes=9)
    day.away = True
    await day.pass_by(minutes=1)
    await _arrives(day, SSR)
    said = await _typed(day, f"!budskap stopp {row.reference}")
    assert f"!budskap återkalla {row.reference}" in said
    assert (await day.message()).state == State.PARTLY
    day.away = False
    await day.deliver()
    assert all(TEXT not in one.body for one in day.heard(AKTOR_STOCKHOLM))


async def _typed(day: PressDay, text: str) -> str:
    """All that is queued because of it."""
    async with day.store.begin() as session:
        before = set(await session.scalars(select(OutboxRow.id)))
    await day.type(NORD, text)
    async with day.store.begin() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.id.not_in(before)))
        return "\n".join(str((row.content or {}).get("body")) for row in rows)


async def _arrives(day: PressDay, room: str) -> None:
    """The homeserver took what was on the wire when everything else went away, or was taken back."""
    async with day.store.begin() as session:
        row = (await session.scalars(select(OutboxRow).where(OutboxRow.target == room))).first()
        assert row is not None
        await mark_sent(session, row, f"$out{row.id}", day.clock.now())
        delivery = (await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))).first()
        assert delivery is not None
        reference = (await day.message()).reference
        listener = SettleDeliveries(day.desk)
        purpose = f"delivery-{delivery.id}.sv"
        notices = await listener.delivered(session, reference, purpose, day.clock.now(), frozenset())
        await day.core.post.notify(session, notices, day.clock.now())


async def test_what_comes_through_after_it_was_stopped_is_retracted_there(day: PressDay) -> None:
    reference = await _on_its_way(day)
    await day.type(NORD, f"!budskap stopp {reference}")
    await _arrives(day, SSR)
    day.away = False
    await day.deliver()
    assert any(one.body.startswith("ÅTERKALLAT") and one.edits for one in day.heard(SSR))
    assert any("Återkallat: Skolorna är öppna" in one.body for one in day.heard(SSR))
    assert [one[:2] for one in await publications(day)] == [("publish", "done"), ("retract", "done")]
    assert (await day.message()).state == State.STOPPED


async def test_what_comes_through_after_it_was_given_up_counts_as_published(day: PressDay) -> None:
    await _on_its_way(day)
    await day.pass_by(minutes=16)
    assert (await day.message()).state == State.PARTLY
    await _arrives(day, SSR)
    assert (await day.message()).state == State.PUBLISHED
    assert await states(day) == {("natverket", SSR): ("sent", None)}


async def test_what_was_tried_without_an_answer_is_unsure_and_says_where_to_look(day: PressDay) -> None:
    await _on_its_way(day)
    async with day.store.begin() as session:
        row = (await session.scalars(select(OutboxRow).where(OutboxRow.target == SSR))).one()
        row.attempts, row.error = 3, "connection"
    await day.pass_by(minutes=16)
    assert await states(day) == {("natverket", SSR): ("unknown", "connection")}
    day.away = False
    await day.deliver()
    told = next(one.body for one in day.log if "delvis publicerat" in one.body and "osäkert" in one.body)
    assert "Det kan ha kommit fram" in told


async def test_what_is_unsure_is_repeated_only_while_the_homeserver_knows_it_again(day: PressDay) -> None:
    reference = await _on_its_way(day)
    async with day.store.begin() as session:
        row = (await session.scalars(select(OutboxRow).where(OutboxRow.target == SSR))).one()
        row.attempts, row.error = 3, "connection"
    await day.pass_by(minutes=16)
    day.away = False
    shown = (await day.type(NORD, f"!budskap kanaler {reference}"))[-1].body
    assert f"!budskap igen {reference}" in shown
    await day.pass_by(hours=20)
    shown = (await day.type(NORD, f"!budskap kanaler {reference}"))[-1].body
    assert f"!budskap igen {reference}" not in shown
    said = (await day.type(NORD, f"!budskap igen {reference}"))[-1].body
    assert "kan redan ha fått" in said
    assert "titta i rummet" in said
    assert day.heard(SSR) == []
    assert await states(day) == {("natverket", SSR): ("unknown", "connection")}


async def test_what_nobody_is_told_the_outcome_of_is_unsure_and_does_not_stay_on_its_way(
    day: PressDay,
) -> None:
    await _on_its_way(day)
    async with day.store.begin() as session:
        row = (await session.scalars(select(OutboxRow).where(OutboxRow.target == SSR))).one()
        await mark_sent(session, row, f"$out{row.id}", day.clock.now())
    await day.pass_by(minutes=16)
    assert (await day.message()).state == State.PUBLISHING
    await day.pass_by(minutes=5)
    assert await states(day) == {("natverket", SSR): ("unknown", "no_answer")}
    message = await day.message()
    assert (message.state, message.give_up_at) == (State.PARTLY, None)
    day.away = False
    await day.deliver()
    assert any("delvis publicerat" in one.body and "osäkert" in one.body for one in day.log)


async def test_a_retraction_on_the_way_out_stops_it_and_leaves_nothing_behind(day: PressDay) -> None:
    reference = await _on_its_way(day)
    await day.type(NORD, f"!budskap återkalla {reference}")
    await day.type(NORD, "ja")
    day.away = False
    await day.deliver()
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.RETRACTED
    async with day.store.begin() as session:
        queued = await session.scalars(select(OutboxRow.state).where(OutboxRow.target == SSR))
        assert set(queued) == {OutboxState.REFUSED}


async def test_a_retraction_that_fails_somewhere_is_said_and_tried_again(day: PressDay) -> None:
    row = await out(day)
    await day.type(NORD, f"!budskap återkalla {row.reference}")
    day.refusing.add(SSR)
    await day.type(NORD, "ja")
    assert any("återkallelsen har nått 0 av 1 mottagare" in one.body for one in day.log)
    assert f"!budskap igen {row.reference}" in day.log[-1].body
    day.refusing.clear()
    await day.type(NORD, f"!budskap igen {row.reference}")
    assert any(one.body.startswith("ÅTERKALLAT") for one in day.heard(SSR))
    assert any(f"{row.reference} är återkallat hos den som hade det" in one.body for one in day.log)


async def test_a_message_signed_again_after_a_stop_is_released_once(day: PressDay) -> None:
    row = await scheduled(day)
    await sign(day, row)
    await day.pass_by(minutes=30)
    assert [TEXT in one.body for one in day.heard(SSR)] == [True]


async def test_what_a_signer_stopped_on_its_way_is_not_tried_again(day: PressDay) -> None:
    row = await out(day, channels=("natverket", "pressen"))
    said = await day.type(STRAND, f"!budskap stopp {row.reference} fel namn i texten")
    assert "Skriv !budskap igen" not in "\n".join(one.body for one in said)
    answer = (await day.type(NORD, f"!budskap igen {row.reference}"))[0].body
    assert f"{row.reference} stoppades på vägen. De som inte hade fått det får det inte." in answer
    assert {state for (channel, _), (state, _) in (await states(day)).items() if channel == "pressen"} == {
        "cancelled"
    }
