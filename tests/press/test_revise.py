"""Every change is a revision: it has a hash and an author, shows what differs, and voids what was signed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actors.entries import PersonEntry
from bot.press.bound import Bound
from bot.press.content import Content, Variant, content_hash, from_json, to_json
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, State, VoidWhy
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    NORD,
    OST,
    SSR,
    STRAND,
    VINGE,
    PressDay,
    changed,
    example,
)
from tests.press.publishing import scheduled
from tests.press.writing import NEW, content, first, of, revisions, sign

EDIT = "!budskap ändra BU-0001 text: Skolorna är stängda. Vid fara för liv, ring 112."
MATE = "@kom-mate:localhost"
"""Another communicator of Stockholm's, made up."""


async def with_a_mate(day: PressDay) -> None:
    """Two who write for Stockholm."""
    nord = example().snapshot().of(PersonEntry)[NORD]
    mate = nord.model_copy(update={"id": MATE, "name": "Mate (fiktiv)"})
    await day.open(changed(person={MATE: mate}))


async def edit(day: PressDay, who: str, event_id: str, text: str) -> str:
    said = await day.type(who, text, kind=InboxKind.EDIT, relates_to=event_id)
    return of(said, f"!dm-{who[1:]}")


async def test_an_edit_voids_every_approval_says_so_by_name_and_shows_what_differs(day: PressDay) -> None:
    at = day.clock.now() + timedelta(hours=7)
    await day.put(State.SCHEDULED, publish_at=at, wall="2026-11-21T15:00 Europe/Stockholm")
    await sign(day, "stockholm", DAHL)
    await sign(day, "polis", STRAND)
    said = await day.type(NORD, EDIT)
    row = await day.message()
    assert (row.state, row.revision, row.publish_at) == (State.CIRCULATED, 2, at)
    for room in (said[0].room, KOMMUNIKATION, AKTOR_POLIS):
        told = of(said, room)
        assert (
            "Godkännandena från Stockholms stad och Polismyndigheten, Polisregion Stockholm gäller inte "
            "längre: de gällde revision 1."
        ) in told
        assert "Text. Skolorna är [borttaget: öppna som vanligt] [tillagt: stängda]." in told
        assert "Den önskade tiden är kvar: lördag 21 november 15:00." in told
    assert "Godkänn med !budskap godkänn BU-0001 rev 2." in of(said, AKTOR_POLIS)
    (news,) = [one for one in said if one.room == KOMMUNIKATION and one.mentions]
    assert news.mentions == [DAHL, STRAND]
    async with day.store.begin() as session:
        votes = list(await session.scalars(select(SignOffRow)))
    assert {one.void_why for one in votes} == {VoidWhy.REVISED}


async def test_the_difference_is_in_words_and_each_part_is_named(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    said = await first(
        day,
        NORD,
        "!budskap ändra BU-0001 titel: Skolorna är öppna i dag\nSyfte: Lugna\nSigneras av: polisen, lst\n"
        "Kanaler: flödet\nGäller till: 20:00",
    )
    for part in (
        "Rubrik. Skolorna är öppna [tillagt: i dag]",
        "Signeras av. Var: Stockholms stad och Polismyndigheten, Polisregion Stockholm.",
        "Är nu: Länsstyrelsen Stockholm och Polismyndigheten, Polisregion Stockholm.",
        "Kanaler. Var: Rummet för alla aktörer. Är nu: Flödet på webben.",
        "Syfte. Tillagt: Lugna.",
        "Gäller till. Tillagt: lördag 21 november 20:00.",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (State.DRAFT, State.DRAFT),
        (State.CIRCULATED, State.CIRCULATED),
        (State.APPROVED, State.CIRCULATED),
        (State.SCHEDULED, State.CIRCULATED),
        (State.HELD, State.CIRCULATED),
        (State.MISSED, State.CIRCULATED),
        (State.STOPPED, State.DRAFT),
    ],
)
async def test_after_an_edit_it_has_to_be_signed_anew(day: PressDay, state: State, becomes: State) -> None:
    await day.put(state)
    assert "BU-0001 har en ny revision, 2" in await first(day, NORD, EDIT)
    assert (await day.message()).state == becomes


@pytest.mark.parametrize(
    ("state", "instead"),
    [
        (State.PUBLISHING, "!budskap stopp"),
        (State.PARTLY, "!budskap rätta"),
        (State.PUBLISHED, "!budskap rätta"),
        (State.CORRECTED, "!budskap rätta"),
        (State.RETRACTED, "BU-0001"),
    ],
)
async def test_what_is_out_is_never_edited_in_silence(day: PressDay, state: State, instead: str) -> None:
    await day.put(state)
    said = await first(day, NORD, EDIT)
    assert instead in said
    assert said.endswith("Inget är ändrat.")
    assert (await day.message()).revision == 1


async def test_a_paused_message_loses_its_time_so_that_an_edit_releases_nothing(day: PressDay) -> None:
    now = day.clock.now()
    await day.put(State.HELD, publish_at=now + timedelta(hours=7), held_at=now, held_by=NORD, held_why="all")
    said = await first(day, NORD, EDIT)
    assert "Tiden lördag 21 november 15:00 gäller inte längre; välj en ny när alla har godkänt." in said
    row = await day.message()
    assert (row.publish_at, row.held_at, row.preflight_at, row.prepare_at) == (None, None, None, None)


async def test_a_stopped_message_is_taken_up_again_as_a_draft_of_its_owners_alone(day: PressDay) -> None:
    await day.put(State.STOPPED, ended_at=day.clock.now(), ended_by=STRAND)
    said = await day.type(NORD, EDIT)
    assert "Det är ett utkast, som bara ni ser." in said[0].body
    assert {one.room for one in said} == {"!dm-kom-nord:localhost", AKTOR_STOCKHOLM}
    row = await day.message()
    assert (row.ended_at, row.circulated_at) == (None, None)


async def test_what_was_stopped_on_its_way_goes_out_as_it_was_signed_anew(day: PressDay) -> None:
    await scheduled(day)
    day.away = True
    await day.pass_by(minutes=10)
    await day.type(STRAND, "!budskap stopp BU-0001")
    day.away = False
    await day.deliver()
    assert "Ute sedan" not in await first(day, NORD, "!budskap ändra BU-0001 text: Rätt text.")
    await day.type(NORD, "!budskap skicka BU-0001")
    for who in (DAHL, STRAND):
        await day.type(who, "!budskap godkänn BU-0001 rev 2")
    await day.type(NORD, "!budskap schemalägg BU-0001 08:30")
    await day.type(NORD, "ja")
    said = await day.pass_by(minutes=20)
    assert (await day.message()).state == State.PUBLISHED
    assert "Rätt text." in of(said, SSR)
    assert "som vanligt" not in of(day.log, SSR)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("ändra text: Rätt text.", "Rätt text."),
        ("!budskap ändra text: Rätt text.\n\nMer.", "Rätt text.\n\nMer."),
    ],
)
async def test_a_reply_in_the_thread_changes_the_message_it_is_about(
    day: PressDay, text: str, body: str
) -> None:
    await day.put(State.CIRCULATED)
    await day.put(State.CIRCULATED)
    await day.type(NORD, "!budskap tittar BU-0001")
    (card, *_) = day.heard(KOMMUNIKATION)
    await day.answer(NORD, text, card)
    assert (await content(day, "BU-0001")).body == body
    assert (await day.message("BU-0002")).revision == 1


async def test_which_message_is_asked_for_where_several_may_be_meant(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.put(State.CIRCULATED, title="Något annat")
    said = await first(day, NORD, "!budskap ändra titel: Ny rubrik")
    assert "1) BU-0002: Något annat\n2) BU-0001: Skolorna är öppna" in said
    await day.type(NORD, "2")
    assert (await content(day, "BU-0001")).title == "Ny rubrik"


async def test_only_who_writes_for_the_owner_changes_it(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    said = await first(day, HOLM, EDIT)
    assert "BU-0001 ändras av dem som skriver för Stockholms stad." in said
    assert "!budskap kommentera BU-0001" in said
    await day.type(VINGE, EDIT)
    assert (await day.message()).revision == 1


async def test_nobody_writes_over_what_they_have_not_seen(day: PressDay) -> None:
    await with_a_mate(day)
    await day.put(State.CIRCULATED)
    await day.type(NORD, EDIT)
    await day.pass_by(minutes=2)
    said = await first(day, MATE, "!budskap ändra BU-0001 text: Skolorna är öppna till 15.")
    assert "Nord, kommunikatör (fiktiv) ändrade samma del av BU-0001 08:00, i revision 2." in said
    assert (await day.message()).revision == 2
    await day.type(MATE, "!budskap ändra BU-0001 titel: Öppet till 15")
    assert (await content(day)).title == "Öppet till 15"
    await day.type(MATE, "!budskap ändra BU-0001 rev:3 text: Skolorna är öppna till 15.")
    assert (await content(day)).body == "Skolorna är öppna till 15."


async def test_a_change_that_waited_unread_saw_no_more_than_was_there_when_it_was_written(
    day: PressDay,
) -> None:
    await with_a_mate(day)
    await day.put(State.CIRCULATED)
    then = day.clock.now()
    await day.type(NORD, EDIT)
    await day.pass_by(hours=2)
    said = await day.type(MATE, EDIT.replace("stängda", "öppna till 15"), origin_at=then)
    assert "Nord, kommunikatör (fiktiv) ändrade samma del" in said[0].body


async def test_an_edit_that_names_an_old_revision_does_not_undo_a_newer_one(day: PressDay) -> None:
    await with_a_mate(day)
    await day.put(State.CIRCULATED)
    await day.type(NORD, EDIT)
    await day.pass_by(hours=1)
    assert "i revision 2." in await first(day, MATE, "!budskap ändra BU-0001 rev:1 text: Något annat.")
    assert "Den senaste är 2." in await first(day, MATE, "!budskap ändra BU-0001 rev:9 text: Något annat.")
    await day.type(MATE, "!budskap ändra BU-0001 text: Något annat.")
    assert (await content(day)).body == "Något annat."


async def test_editing_the_first_message_makes_a_revision_of_what_it_says_now(day: PressDay) -> None:
    await day.type(NORD, NEW, event_id="$first")
    said = await edit(day, NORD, "$first", NEW.replace("öppna som vanligt", "stängda i dag"))
    assert "BU-0001 har en ny revision, 2" in said
    found = await content(day)
    assert found.body == "Skolorna är stängda i dag. Vid fara för liv, ring 112."
    assert found.quorum == Quorum(("stockholm", "polis"))


async def test_what_the_edited_message_leaves_out_stays_as_it_was(day: PressDay) -> None:
    await day.type(HOLM, "!budskap ny Rubrik\n\nTexten är lång.", event_id="$first")
    await day.type(HOLM, "Nacka")
    await edit(day, HOLM, "$first", "!budskap ny Rubrik\n\nTexten är kort.")
    found = await content(day)
    assert (found.body, found.quorum) == ("Texten är kort.", Quorum(("nacka",)))


async def test_an_edited_message_does_not_write_over_somebody_elses_change(day: PressDay) -> None:
    await with_a_mate(day)
    await day.type(NORD, NEW, event_id="$first")
    await day.type(MATE, EDIT)
    await day.pass_by(hours=2)
    said = await edit(day, NORD, "$first", NEW.replace("vanligt", "i går"))
    assert "Mate (fiktiv) ändrade samma del av BU-0001" in said
    assert "Det du skrev först gäller." in said
    assert (await day.message()).revision == 2


async def test_removing_the_first_message_removes_nothing_and_says_what_does(day: PressDay) -> None:
    await day.type(NORD, NEW, event_id="$first")
    said = await day.type(NORD, "", kind=InboxKind.REDACTION, relates_to="$first", encrypted=False)
    assert "Skriv !budskap stopp om det inte ska ut." in said[0].body
    assert (await day.message()).state == State.DRAFT


async def test_the_last_change_is_taken_back_as_a_revision_of_its_own(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    before = await content(day)
    await day.type(NORD, EDIT)
    assert "[borttaget: stängda] [tillagt: öppna som vanligt]" in await first(day, NORD, "!ångra")
    assert (await content(day)) == before
    assert (await day.message()).revision == 3


async def test_an_earlier_revision_is_restored_and_old_approvals_are_not(day: PressDay) -> None:
    await day.put(State.APPROVED)
    await sign(day, "stockholm", DAHL)
    await sign(day, "polis", STRAND)
    await day.type(NORD, EDIT)
    await day.type(NORD, "!budskap ändra BU-0001 återställ:1")
    first_one, _, last = await revisions(day)
    assert first_one == last
    assert "0 av 2 aktörer har godkänt." in await first(day, NORD, "!budskap visa BU-0001")
    assert (await day.message()).state == State.CIRCULATED


async def test_a_change_that_changes_nothing_voids_nothing(day: PressDay) -> None:
    await day.put(State.APPROVED)
    await sign(day, "polis", STRAND)
    said = await first(day, NORD, "!budskap ändra BU-0001 titel: Skolorna är öppna")
    assert "Det står redan så i BU-0001, revision 1." in said
    assert "!budskap ändra BU-0001 titel:" in said
    assert (await day.message()).state == State.APPROVED


@pytest.mark.parametrize("other", ["ja", "nej"])
async def test_whether_it_is_an_exercise_is_not_changed_and_the_wish_is_not_lost_without_a_word(
    day: PressDay, other: str
) -> None:
    exercise = other == "nej"
    await day.put(State.CIRCULATED, exercise=exercise, channels=("ovning",) if exercise else ("natverket",))
    for text in (f"övning:{other}", f"övning:{other} titel:Ny", f"\nÖvning: {other}\nRubrik: Ny"):
        said = await first(day, NORD, f"!budskap ändra BU-0001 {text}")
        assert "om det är en övning, går inte att ändra" in said
    assert (await day.message()).revision == 1


async def test_the_owner_and_the_time_are_no_part_of_a_change(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "Vems budskap" in await first(day, NORD, "!budskap ändra BU-0001 ägare:polisen titel:Ny")
    for when in ("tid:15:00", "publiceras:15:00", "time: 15:00"):
        said = await first(day, NORD, f"!budskap ändra BU-0001 {when} titel:Ny")
        assert "!budskap schemalägg BU-0001 15:00" in said
    assert (await day.message()).revision == 1


async def test_a_correction_does_not_lose_them_either(day: PressDay) -> None:
    await day.put(State.PUBLISHED, published_at=day.clock.now())
    assert "övning" in await first(day, NORD, "!budskap rätta BU-0001 övning:ja text:Ny")
    assert "schemalägg" in await first(day, NORD, "!budskap rätta BU-0001 tid:15:00 text:Ny")
    assert (await day.message()).reference == "BU-0001"


async def test_who_is_newly_asked_is_called_and_who_left_is_told(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(("stockholm", "nacka")))
    said = await day.type(NORD, "!budskap ändra BU-0001 signeras: Stockholm, lst")
    assert "Ni deltar inte längre i BU-0001" in of(said, AKTOR_NACKA)
    assert [one.mentions for one in said if one.room == KOMMUNIKATION and one.mentions] == [[OST]]


async def test_where_a_stranger_is_no_text_is_said(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    day.hall.joined[AKTOR_POLIS].add("@okand:localhost")
    said = await day.type(NORD, EDIT)
    assert "stängda" not in of(said, AKTOR_POLIS)
    assert "BU-0001 har en ny revision, 2." in of(said, AKTOR_POLIS)
    day.hall.joined[KOMMUNIKATION].add("@okand:localhost")
    said = await day.type(NORD, EDIT.replace("stängda", "öppna"), KOMMUNIKATION)
    assert "[tillagt: öppna]" in of(said, "!dm-kom-nord:localhost")
    assert "[tillagt" not in of(said, KOMMUNIKATION)


async def test_a_part_is_taken_away_with_a_dash(day: PressDay) -> None:
    await day.put(
        State.DRAFT, purpose="Lugna", expires_at=datetime(2026, 12, 1, tzinfo=UTC), informed=("taby",)
    )
    await day.type(NORD, "!budskap ändra BU-0001\nSyfte: -\nGäller till: inget\nInformeras: ingen")
    found = await content(day)
    assert (found.purpose, found.expires_at, found.informed) == ("", None, ())


async def test_a_translation_is_not_ready_any_more_when_the_text_changes(day: PressDay) -> None:
    await day.put(State.CIRCULATED, variants={"so": Variant("T", "B", ready=True)})
    said = await first(day, NORD, EDIT)
    assert "På somaliska. Inte längre markerat som färdigt." in said
    assert (await content(day)).variants["so"] == Variant("T", "B", ready=False)


async def test_two_edits_at_once_are_two_revisions_in_turn(
    day: PressDay, open_store: Callable[[], Store]
) -> None:
    await day.put(State.CIRCULATED)
    other = PressDay(open_store(), day.clock)
    other.hall = day.hall
    other.restart(other.store)
    await asyncio.gather(
        day.type(NORD, "!budskap ändra BU-0001 titel: Ett"),
        other.type(NORD, "!budskap ändra BU-0001 syfte: Två"),
    )
    found = await content(day)
    assert (found.title, found.purpose, (await day.message()).revision) == ("Ett", "Två", 3)


BASE = Content(
    title="T",
    body="B",
    quorum=Quorum(("a", "b"), ("c", "d"), 1, ("e",)),
    channels=("x",),
    variants={"so": Variant("T", "B")},
    local={"a": "L"},
    embargo_until=datetime(2026, 11, 21, 13, tzinfo=UTC),
    expires_at=datetime(2026, 11, 22, 13, tzinfo=UTC),
)
SHORT = st.text(max_size=6)
NAMES = st.lists(st.sampled_from("abcde"), max_size=4).map(tuple)
TIMES = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
QUORUMS = st.builds(Quorum, NAMES, NAMES, st.integers(0, 3), NAMES)
VARIANTS = st.dictionaries(
    st.sampled_from(["so", "ar"]), st.none() | st.builds(Variant, SHORT, SHORT, st.booleans()), max_size=2
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("title", "body", "purpose", "target_group", "contact", "spokesperson", "checked_by"), SHORT
    ),
    **dict.fromkeys(("channels", "informed"), NAMES),
    "quorum": QUORUMS,
    "variants": VARIANTS,
    "local": st.dictionaries(st.sampled_from("ab"), SHORT, max_size=2),
    "embargo_until": TIMES,
    "expires_at": TIMES,
    "guide": st.lists(st.builds(Bound, SHORT, SHORT, SHORT), max_size=2).map(tuple),
}


@given(st.data())
def test_the_hash_changes_with_any_change_of_any_field(data: st.DataObject) -> None:
    assert set(VALUES) == {one.name for one in fields(Content)}
    name = data.draw(st.sampled_from(sorted(VALUES)))
    other = replace(BASE, **{name: data.draw(VALUES[name])})
    assert (content_hash(other, "BU-0001") == content_hash(BASE, "BU-0001")) == (other == BASE)
    assert content_hash(other, "BU-0002") != content_hash(other, "BU-0001")
    assert from_json(to_json(other)) == other


async def test_alder_changes_nothing_but_the_block_of_nacka(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(("stockholm", "nacka")))
    await day.type(ALDER, EDIT)
    assert (await day.message()).revision == 1
