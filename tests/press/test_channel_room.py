"""Rooms as a channel: who may hear it, in which languages, and what a long text becomes."""

from __future__ import annotations

from sqlalchemy import select

from bot.press.content import Variant
from bot.press.entries import ChannelEntry
from bot.press.values import ChannelKind, State
from bot.store.outbox import OutboxRow, OutboxState
from tests.press.day import KOMMUNIKATION, NORD, SSR, TEXT, PressDay, changed
from tests.press.publishing import out, scheduled, states

STRANGER = "@stranger:elsewhere"
SQUARE = "!torget:localhost"


async def test_swedish_first_then_each_language_as_a_message_of_its_own(day: PressDay) -> None:
    await out(
        day,
        variants={
            "so": Variant("Dugsiyadu waa furan yihiin", "Sida caadiga ah.", ready=True),
            "en": Variant("The schools are open", "As usual.", ready=True),
        },
    )
    heard = day.heard(SSR)
    assert [one.body.splitlines()[0] for one in heard] == [
        "Skolorna är öppna",
        "The schools are open",
        "Dugsiyadu waa furan yihiin",
    ]
    assert all("m.relates_to" not in one.content for one in heard)
    assert await states(day) == {("natverket", SSR): ("sent", None)}


async def test_another_language_is_a_message_in_that_language_alone(day: PressDay) -> None:
    arabic = Variant("نص دعم قصير", "اتصل على \u2066112\u2069.\n\n- الأول\n- الثاني", ready=True)
    await out(day, variants={"ar": arabic}, spokesperson="kommunikationschef", contact="rlc")
    swedish, said = day.heard(SSR)
    assert "Talesperson: kommunikationschef." in swedish.body
    assert said.body.startswith("نص دعم قصير\nاتصل على \u2066112\u2069.\n- الأول\n- الثاني\n")
    assert "Talesperson" not in said.body
    assert "Presskontakt" not in said.body
    html = said.content["formatted_body"]
    assert html.startswith("<p><strong>نص دعم قصير</strong></p>")
    assert "<ul><li>الأول</li><li>الثاني</li></ul>" in html


async def test_markup_is_shown_and_the_actors_own_blocks_stand_below(day: PressDay) -> None:
    await out(
        day,
        body="**Viktigt:** läs [mer](https://stockholm.example/skolor).",
        local={"nacka": "Nacka: ring 08-718 80 00."},
        spokesperson="kommunikationschef",
    )
    said = day.heard(SSR)[0]
    assert "Viktigt: läs mer (https://stockholm.example/skolor)." in said.body
    assert "<strong>Viktigt:</strong>" in said.content["formatted_body"]
    assert "Nacka: ring 08-718 80 00." in said.body
    assert "Talesperson: kommunikationschef." in said.body


async def test_a_room_that_a_stranger_came_into_since_does_not_hear_it(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=9)
    day.hall.joined[SSR].add(STRANGER)
    await day.pass_by(minutes=1)
    assert day.heard(SSR) == []
    assert await states(day) == {("natverket", SSR): ("refused", "room.strangers")}
    assert (await day.message()).state == State.PARTLY
    told = day.heard(KOMMUNIKATION)[-1].body
    assert "i rummet finns någon som registret inte känner" in told
    await day.type(NORD, f"!budskap igen {row.reference}")
    assert day.heard(SSR) == []
    day.hall.joined[SSR].discard(STRANGER)
    await day.type(NORD, f"!budskap igen {row.reference}")
    assert [TEXT in one.body for one in day.heard(SSR)] == [True]
    assert (await day.message()).state == State.PUBLISHED


async def test_a_room_that_is_open_to_all_hears_it_in_clear_whoever_is_there(day: PressDay) -> None:
    entry = ChannelEntry(id="torget", name="Torget", kind=ChannelKind.ROOM, rooms=(SQUARE,))
    await day.open(changed(kanal={"torget": entry}))
    day.hall.joined[SQUARE] = {STRANGER}
    day.hall.plain.add(SQUARE)
    await out(day, channels=("torget",))
    assert [TEXT in one.body for one in day.heard(SQUARE)] == [True]
    assert (await day.message()).state == State.PUBLISHED


async def test_an_address_that_leads_nowhere_is_that_rooms_failure_alone(day: PressDay) -> None:
    rooms = ("#ssr:localhost", "#borta:localhost")
    entry = ChannelEntry(id="natverket", name="Nätet", kind=ChannelKind.ROOM, public=False, rooms=rooms)
    await day.open(changed(kanal={"natverket": entry}))
    await out(day)
    assert [TEXT in one.body for one in day.heard(SSR)] == [True]
    assert await states(day) == {
        ("natverket", SSR): ("sent", None),
        ("natverket", "#borta:localhost"): ("refused", "room.unknown"),
    }
    assert (await day.message()).state == State.PARTLY


async def test_a_text_too_long_for_one_message_is_held_and_released_in_all_its_parts(day: PressDay) -> None:
    long = "\n\n".join(f"Stycke {number}: {'ö' * 1400}" for number in range(12))
    await scheduled(day, body=long)
    await day.pass_by(minutes=9)
    async with day.store.begin() as session:
        held = (await session.scalars(select(OutboxRow.state).where(OutboxRow.target == SSR))).all()
    assert len(held) > 1
    assert set(held) == {OutboxState.HELD}
    await day.pass_by(minutes=1)
    heard = day.heard(SSR)
    assert len(heard) == len(held)
    assert all(f"Stycke {number}:" in "".join(one.body for one in heard) for number in range(12))
    assert (await day.message()).state == State.PUBLISHED
    before = len(heard)
    await day.type(NORD, f"!budskap återkalla {(await day.message()).reference}")
    await day.type(NORD, "ja")
    edits = [one for one in day.heard(SSR)[before:] if one.edits in {said.event_id for said in heard}]
    assert len(edits) == len(heard)
    assert all("Stycke" not in one.body for one in edits)
