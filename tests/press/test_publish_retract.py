"""A message that is out can be taken back at once, everywhere, in words that say no more than that."""

from __future__ import annotations

import pytest

from bot.press.values import State
from tests.press.day import AKTOR_STOCKHOLM, HOLM, KOMMUNIKATION, NORD, SSR, TEXT, PressDay
from tests.press.publishing import out, publications, scheduled, states


async def test_a_retraction_asks_first_and_says_whom_it_reaches(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=10)
    asked = await day.type(NORD, f"!budskap återkalla {row.reference} orsak: fel namn på skolan")
    assert f"Återkalla {row.reference}" in asked[0].body
    assert "Rummet för alla aktörer: en" in asked[0].body
    assert (await day.message()).state == State.PUBLISHED
    await day.type(NORD, "ja")
    assert (await day.message()).state == State.RETRACTED


async def test_a_retraction_takes_the_words_away_and_is_a_message_of_its_own(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=10)
    original = day.heard(SSR)[0]
    await day.type(NORD, f"!budskap återkalla {row.reference} orsak: fel namn på skolan")
    before = len(day.heard(SSR))
    await day.type(NORD, "ja")
    new = day.heard(SSR)[before:]
    published = [said for said in new if "thread" not in str(said.content.get("m.relates_to"))]
    edits = [said for said in published if said.edits is not None]
    assert [said.edits for said in edits] == [original.event_id]
    assert edits[0].body.startswith("ÅTERKALLAT")
    said = next(said for said in published if said.edits is None)
    assert said.content["m.relates_to"] == {"m.in_reply_to": {"event_id": original.event_id}}
    assert "Återkallat: Skolorna är öppna" in said.body
    for one in (*edits, said):
        assert TEXT not in one.body
        assert "fel namn" not in one.body
    assert await states(day) == {("natverket", SSR): ("sent", None)}
    assert [one[:2] for one in await publications(day)] == [("publish", "done"), ("retract", "done")]


async def test_the_reason_is_told_to_those_who_work_with_it(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=10)
    await day.type(NORD, f"!budskap återkalla {row.reference} orsak: fel namn på skolan")
    await day.type(NORD, "ja")
    told = [said.body for said in day.heard(KOMMUNIKATION)]
    assert any("Orsak, bara för er: fel namn på skolan" in said for said in told)
    assert any("är återkallat hos den som hade det" in said for said in told)
    assert "återkallat" in day.card(AKTOR_STOCKHOLM)


async def test_who_signed_but_does_not_own_what_is_out_is_told_what_works_then(day: PressDay) -> None:
    await out(day)
    for verb in ("återkalla BU-0001", "rätta BU-0001 text:Något annat. Ring 112."):
        said = (await day.type(HOLM, f"!budskap {verb}"))[0].body
        assert "Det rättas och återkallas av dem som skriver för Stockholms stad." in said
        assert "Säg till dem med !budskap kommentera BU-0001." in said
        assert "lokalt" not in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BU-0001 fel namn på skolan", "fel namn på skolan"),
        ("bu 1, fel namn", "fel namn"),
        ("0001: fel namn", "fel namn"),
        ("1", None),
        ("", None),
        ("senaste", None),
        ("senaste fel namn", "fel namn"),
        ("BU-0001\nfel namn\npå två skolor", "fel namn\npå två skolor"),
        ("BU-0001 skäl: fel namn", "fel namn"),
        ("orsak:fel namn budskap:BU-0001", "fel namn"),
        ("BU-0001 orsak:", None),
        ("BU-0001 skäl", None),
        ("budskap:BU-0001 orsak:fel namn", "fel namn"),
        ("fel namn på skolan", "fel namn på skolan"),
        ("3 skolor har fel namn", "3 skolor har fel namn"),
        ("BU-0001 kl 12:30 var fel: skolan stänger", "kl 12:30 var fel: skolan stänger"),
    ],
)
async def test_what_is_written_after_the_number_is_the_reason(
    day: PressDay, text: str, reason: str | None
) -> None:
    await out(day)
    asked = await day.type(NORD, f"!budskap återkalla {text}")
    assert "Återkalla BU-0001, Skolorna är öppna?" in asked[0].body
    shown = " ".join((reason or "").split())
    assert (f"Orsak, bara för er: {shown}" in asked[0].body) if reason else "Orsak" not in asked[0].body
    await day.type(NORD, "ja")
    assert (await day.message()).state == State.RETRACTED
    told = "\n".join(said.body for said in day.heard(KOMMUNIKATION))
    assert f"Orsak, bara för er: {shown}" in " ".join(told.split()) if reason else "Orsak" not in told


@pytest.mark.parametrize("typo", ["BU-00x1", "BU-OO01", "bu-0001b", "BU0O01", "BU O001", "BU-1234567"])
async def test_a_mistyped_number_is_refused_and_is_no_part_of_the_reason(day: PressDay, typo: str) -> None:
    await out(day)
    said = await day.type(NORD, f"!budskap återkalla {typo} fel namn")
    assert f"Jag kan inte läsa numret {typo}." in said[0].body
    assert "Ingenting är återkallat." in said[0].body
    assert "fel namn" not in said[0].body


@pytest.mark.parametrize("reason", ["BU-modellen är fel", "budet 2 är fel", "bu är fel 3 gånger"])
async def test_a_reason_that_only_begins_like_a_number_is_a_reason(day: PressDay, reason: str) -> None:
    await out(day)
    said = await day.type(NORD, f"!budskap återkalla {reason}")
    assert f"Orsak, bara för er: {reason}" in said[0].body


async def test_only_the_owner_retracts(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=10)
    said = await day.type(HOLM, f"!budskap återkalla {row.reference}")
    assert "Stockholms stad" in said[0].body
    assert (await day.message()).state == State.PUBLISHED
