"""What is out is put right by a message that takes its place, signed like any other and linked to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.channels.despatch_tables import DespatchRow
from bot.press.tables import MessageRow
from bot.press.values import State
from tests.press.day import AKTOR_STOCKHOLM, DAHL, HOLM, NORD, SSR, STRAND, TEXT, PressDay, Said
from tests.press.publishing import out, publications, scheduled, send_out, states

NEW = "Skolorna öppnar klockan 10. Vid fara för liv, ring 112."


def _published(said: list[Said]) -> list[Said]:
    """Without what is said among those who work on it."""
    return [one for one in said if one.content.get("m.relates_to", {}).get("rel_type") != "m.thread"]


async def _corrected(day: PressDay) -> tuple[str, str, list[Said]]:
    first = await out(day)
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    before = len(day.heard(SSR))
    await send_out(day, second)
    return first.reference, second.reference, day.heard(SSR)[before:]


async def test_a_correction_is_a_draft_of_its_own_with_the_same_channels_and_signers(day: PressDay) -> None:
    first = await out(day)
    said = await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    assert (second.state, second.corrects_id, second.owner) == (State.DRAFT, first.id, "stockholm")
    revision = await day.revision()
    assert revision.content is not None
    assert revision.content["body"] == NEW
    assert revision.content["quorum"]["required"] == ["stockholm", "polis"]
    assert revision.content["channels"] == ["natverket"]
    answer = next(one.body for one in said if "!budskap skicka" in one.body)
    assert f"Det rättar {first.reference}." in answer
    assert (await day.message(first.reference)).state == State.PUBLISHED


@pytest.mark.parametrize(
    "text",
    [
        f"BU-0001\n{NEW}",
        f"BU-0001\n\n{NEW}\n",
        f"BU-0001 {NEW}",
        f"BU-0001\nSkolorna är öppna\n\n{NEW}",
        f"BU-0001\nText:\n{NEW}",
        f"\n{NEW}",
    ],
)
async def test_the_new_text_stands_after_the_number_or_on_the_lines_below(day: PressDay, text: str) -> None:
    await out(day)
    await day.type(NORD, f"!budskap rätta {text}")
    revision = await day.revision()
    assert revision.content is not None
    assert (revision.content["title"], revision.content["body"]) == ("Skolorna är öppna", NEW)
    assert (await day.message()).corrects_id is not None


async def test_a_correction_without_any_words_is_answered_with_what_to_write(day: PressDay) -> None:
    await out(day)
    said = (await day.type(NORD, "!budskap rätta BU-0001"))[0].body
    assert "Skriv det nya, till exempel !budskap rätta BU-0001 text:Öppet från klockan 10." in said
    assert ".." not in said


async def test_a_correction_replies_to_what_it_takes_the_place_of_which_says_so(day: PressDay) -> None:
    first, second, said = await _corrected(day)
    original = day.heard(SSR)[0].event_id
    published = _published(said)
    new = next(one for one in published if one.edits is None)
    edit = next(one for one in published if one.edits is not None)
    assert new.content["m.relates_to"] == {"m.in_reply_to": {"event_id": original}}
    assert f"Rättelse. Det här gäller i stället för {first}." in new.body
    assert NEW in new.body
    assert edit.edits == original
    assert edit.body.startswith("RÄTTAT")
    assert f"Läs {second} i stället" in edit.body
    assert TEXT not in edit.body
    assert (await day.message(first)).state == State.CORRECTED
    assert (await day.message(second)).state == State.PUBLISHED
    assert await states(day, second) == {("natverket", SSR): ("sent", None)}


async def test_the_correction_of_a_correction_takes_the_place_of_both(day: PressDay) -> None:
    first, second, _ = await _corrected(day)
    await day.type(NORD, f"!budskap rätta {first} text:Skolorna är stängda i dag.")
    third = await day.message()
    assert (await day.message(second)).id == third.corrects_id
    before = len(day.heard(SSR))
    await send_out(day, third)
    edits = [one for one in _published(day.heard(SSR)[before:]) if one.edits is not None]
    assert len(edits) == 2
    assert all(f"Läs {third.reference} i stället" in one.body for one in edits)
    states_now = [(await day.message(one)).state for one in (first, second, third.reference)]
    assert states_now == [State.CORRECTED, State.CORRECTED, State.PUBLISHED]
    cards = [one.body for one in day.heard(AKTOR_STOCKHOLM) if one.edits is not None]
    assert all(
        any(card.startswith(old) and f"Nu gäller {third.reference} i stället." in card for card in cards)
        for old in (first, second)
    )


async def test_a_retracted_correction_leaves_nothing_that_holds(day: PressDay) -> None:
    first, second, _ = await _corrected(day)
    refused = await day.type(NORD, f"!budskap återkalla {first}")
    assert f"nu gäller {second}" in refused[0].body
    before = len(day.heard(SSR))
    await day.type(NORD, f"!budskap återkalla {second}")
    await day.type(NORD, "ja")
    assert (await day.message(first)).state == State.RETRACTED
    assert (await day.message(second)).state == State.RETRACTED
    edits = [one for one in _published(day.heard(SSR)[before:]) if one.edits is not None]
    assert len(edits) == 2
    assert all(one.body.startswith("ÅTERKALLAT") for one in edits)


async def test_a_correction_of_what_was_retracted_meanwhile_is_not_sent(day: PressDay) -> None:
    first = await out(day)
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    await day.type(NORD, f"!budskap återkalla {first.reference}")
    await day.type(NORD, "ja")
    before = len(day.heard(SSR))
    await send_out(day, second)
    assert all(NEW not in one.body for one in day.heard(SSR)[before:])
    assert (await day.message(second.reference)).state == State.MISSED
    told = day.heard(AKTOR_STOCKHOLM)[-1].body
    assert f"Det rättar {first.reference}, som inte går att rätta längre." in told


async def test_before_its_time_it_is_said_that_a_correction_of_what_was_retracted_will_not_go_out(
    day: PressDay,
) -> None:
    first = await out(day)
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = (await day.message()).reference
    await day.type(NORD, f"!budskap skicka {second}")
    for who in (DAHL, STRAND):
        await day.type(who, f"!budskap godkänn {second} rev 1")
    await day.type(NORD, f"!budskap schemalägg {second} om 30 min")
    await day.type(NORD, "ja")
    await day.type(NORD, f"!budskap återkalla {first.reference}")
    await day.type(NORD, "ja")
    said = [one.body for one in await day.pass_by(minutes=20) if one.room == AKTOR_STOCKHOLM]
    assert not [one for one in said if "Allt är klart" in one]
    assert f"- Det rättar {first.reference}, som inte går att rätta längre.\n" in said[-1]
    assert said[-1].endswith("Som det är nu går det inte ut.")


async def test_a_correction_stopped_before_anybody_has_it_leaves_the_original_as_it_stood(
    day: PressDay,
) -> None:
    first = await out(day)
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    await send_out(day, second, minutes=5, away=True)
    assert (await day.message(first.reference)).state == State.CORRECTED
    await day.type(NORD, f"!budskap stopp {second.reference}")
    day.away = False
    await day.deliver()
    assert (await day.message(second.reference)).state == State.STOPPED
    assert (await day.message(first.reference)).state == State.PUBLISHED
    assert all(not one.body.startswith("RÄTTAT") for one in day.heard(SSR))


async def test_a_mail_of_the_original_that_still_waits_does_not_go_out_after_its_correction(
    day: PressDay,
) -> None:
    first = await out(day, channels=("natverket", "pressen"))
    async with day.store.begin() as session:
        row = await session.get_one(MessageRow, first.id)
        row.state = State.PARTLY
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    await send_out(day, second, minutes=2)
    async with day.store.begin() as session:
        mails = await session.execute(select(DespatchRow.object_id, DespatchRow.state))
        assert set(map(tuple, mails)) == {(first.reference, "cancelled"), (second.reference, "queued")}
    assert {state for key, state in (await states(day, first.reference)).items() if key[0] == "pressen"} == {
        ("cancelled", "corrected")
    }


async def test_of_two_corrections_of_the_same_only_the_first_goes_out(day: PressDay) -> None:
    first, second, _ = await _corrected(day)
    other = await day.put(corrects_id=(await day.message(first)).id, body="En annan rättelse. Ring 112.")
    await send_out(day, other)
    assert (await day.message(other.reference)).state == State.MISSED
    assert (await day.message(second)).state == State.PUBLISHED
    assert all("En annan rättelse" not in one.body for one in _published(day.heard(SSR)))


async def test_one_correction_is_written_at_a_time_and_says_something_else(day: PressDay) -> None:
    first = await out(day)
    same = await day.type(NORD, f"!budskap rätta {first.reference} text:{TEXT}")
    assert f"Rättelsen säger samma sak som {first.reference}" in same[0].body
    await day.type(NORD, f"!budskap rätta {first.reference} text:{NEW}")
    second = await day.message()
    again = await day.type(NORD, f"!budskap rätta {first.reference} text:Annat.")
    assert f"Det finns redan en rättelse av {first.reference}: {second.reference}" in again[0].body


async def test_only_the_owner_corrects_and_only_what_is_out(day: PressDay) -> None:
    first = await out(day)
    refused = await day.type(HOLM, f"!budskap rätta {first.reference} text:{NEW}")
    assert (await day.message()).id == first.id
    assert "Stockholms stad" in refused[0].body
    planned = await scheduled(day)
    refused = await day.type(NORD, f"!budskap rätta {planned.reference} text:{NEW}")
    assert "Det är inte ute än" in refused[0].body


async def test_a_correction_has_a_publication_of_its_own_kind(day: PressDay) -> None:
    await _corrected(day)
    assert [one[:2] for one in await publications(day)] == [("publish", "done"), ("correct", "done")]
