"""Asking for the picture: each as wide as person and room may see, and every wrong word answered kindly."""

from __future__ import annotations

import pytest

from bot.situation.picture_tables import PictureImage
from tests.situation.day import (
    AKTOR_NACKA,
    EK,
    FORS,
    HED,
    KVIST,
    LEDNING,
    LILJA,
    LUND,
    NACKA_POLIS,
    ROC,
    SSR,
    Day,
)
from tests.situation.past import (
    DUE,
    HOUR,
    OWN,
    POLICE,
    ROC_ONLY,
    WIDE,
    files,
    inputs,
    plain,
    publish,
    put,
)


@pytest.fixture
def backend() -> str:
    """Who may see what, and words, do not depend on the database."""
    return "sqlite"


async def test_before_any_picture_it_says_so_kindly(after: Day) -> None:
    said = await after.type(EK, "!lägesbild visa")
    assert said[0].body.startswith("Ingen lägesbild har gått ut än.")


@pytest.mark.parametrize(
    ("sender", "room", "sees"),
    [
        (EK, None, False),
        (LUND, None, True),
        (LUND, ROC, True),
        (KVIST, ROC, True),
        (LUND, LEDNING, True),
        (LUND, SSR, False),
        (HED, AKTOR_NACKA, False),
        (HED, None, False),
    ],
)
async def test_the_latest_picture_is_as_wide_as_person_and_room(
    after: Day, sender: str, room: str | None, *, sees: bool
) -> None:
    await publish(after, inputs(WIDE, ROC_ONLY, OWN))
    said = plain(await after.type(sender, "!lägesbild visa", room))
    assert "Öppet för alla" in said
    assert ("Bara för ROC" in said) is sees
    assert "Bara för Nacka" not in said


async def test_the_picture_comes_with_its_map_and_the_map_with_its_words(after: Day) -> None:
    await publish(after, inputs(WIDE))
    said = await after.type(EK, "!lägesbild visa")
    (drawn,) = await files(after, said)
    assert drawn.startswith(b"\x89PNG")
    assert "Nacka 1 ansträngt, värre" in plain(said)


async def test_the_room_of_a_kommun_and_its_police_gets_its_own_picture(after: Day) -> None:
    await publish(after, inputs(WIDE, POLICE, ROC_ONLY))
    said = plain(await after.type(LILJA, "!lägesbild visa", NACKA_POLIS))
    assert "Lägesbild LB-1121-1 för Nacka" in said
    assert "Öppet för alla" in said
    assert "Polisens uppgift om Huddinge" not in said
    assert "Bara för ROC" not in said


async def test_the_map_that_was_posted_is_shown_again(after: Day) -> None:
    await publish(after, inputs(WIDE))
    async with after.store.begin() as session:
        session.add(
            PictureImage(picture_id=1, audience="ssr", png=b"\x89PNG posted", svg="", width=3, height=3)
        )
    (drawn,) = await files(after, await after.type(EK, "!lägesbild visa"))
    assert drawn == b"\x89PNG posted"


async def test_a_number_that_does_not_exist_is_answered_with_what_would_work(after: Day) -> None:
    said = plain(await after.type(EK, "!lägesbild visa LB-0101-9"))
    assert "LB-0101-9" in said
    assert "!lägesbild historik" in said


@pytest.mark.parametrize(
    ("sender", "room", "seen"),
    [
        (EK, None, {1}),
        (FORS, SSR, {1}),
        (LUND, SSR, {1}),
        (LUND, ROC, {1, 2}),
        (LUND, None, {1, 2}),
        (HED, None, {1, 2, 3}),
        (HED, AKTOR_NACKA, {1, 2, 3}),
        (HED, SSR, {1}),
        (LILJA, None, {1}),
    ],
)
async def test_an_extract_holds_what_person_and_room_may_see_and_ones_own(
    after: Day, sender: str, room: str | None, seen: set[int]
) -> None:
    await put(after, WIDE, ROC_ONLY, OWN)
    said = plain(await after.type(sender, "!lägesbild visa kommun:Nacka", room))
    assert {number for number in (1, 2, 3) if f"R-1121-{number}" in said} == seen
    for number in {1, 2, 3} - seen:
        one = plain(await after.type(sender, f"!lägesbild visa R-1121-{number}", room))
        assert "Jag hittar ingen rapport" in one
        assert "Bara för" not in one


async def test_what_is_for_fewer_says_for_whom(after: Day) -> None:
    await put(after, WIDE, ROC_ONLY)
    said = plain(await after.type(LUND, "!lägesbild visa kommun:Nacka"))
    assert said.count("Får ses av: ROC och ledningen.") == 1


async def test_one_report_says_who_gave_it_as_a_role_and_names_its_author_to_roc_alone(after: Day) -> None:
    await put(after, WIDE)
    outside = plain(await after.type(EK, "!lägesbild visa R-1121-1"))
    assert "Nacka kommun" in outside
    assert "fältassistent" in outside
    assert "Skriven av" not in outside
    inside = plain(await after.type(LUND, "!lägesbild visa r 1121 1", ROC))
    assert "Skriven av Hed" in inside


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("kommun:Nackka", "Menar du Nacka?"),
        ("kommun:Uppsala", "ingen kommun i länet"),
        ("sedan:i framtiden", "tid"),
        ("tema:kaniner", "tema"),
        ("nivå:9", "nivå"),
        ("aktör:ingen alls", "aktör"),
        ("xyzzy", "förstår inte"),
        ("sida:0", "mellan 1"),
    ],
)
async def test_what_cannot_be_read_is_answered_with_how_to_mend_it(
    after: Day, typed: str, answer: str
) -> None:
    assert answer in plain(await after.type(EK, f"!lägesbild visa {typed}"))


async def test_a_room_with_strangers_is_not_answered_but_the_person_is(after: Day) -> None:
    await publish(after, inputs(WIDE, ROC_ONLY))
    after.hall.joined[ROC].add("@stranger:elsewhere")
    said = await after.type(LUND, "!lägesbild visa", ROC)
    assert {one.room for one in said if "Öppet" in one.body} == {f"!dm-{LUND[1:]}"}


async def test_a_difference_with_a_picture_that_nobody_reviewed_has_no_text(after: Day) -> None:
    await publish(after, inputs(POLICE, reference="LB-1120-1", due_at=DUE - 24 * HOUR), held=True)
    await publish(after, inputs(WIDE))
    said = plain(await after.type(HED, "!lägesbild skillnad"))
    assert "Öppet för alla" not in said
    assert "bara nivåer" in said


async def test_a_difference_of_one_says_that_there_is_nothing_to_compare(after: Day) -> None:
    await publish(after, inputs(WIDE))
    assert "Bara LB-1121-1 har gått ut" in plain(await after.type(HED, "!lägesbild skillnad"))


@pytest.mark.parametrize("line", ["historik", "skillnad", "export"])
async def test_looking_back_and_taking_out_is_for_those_who_make_the_picture(after: Day, line: str) -> None:
    await publish(after, inputs(WIDE))
    said = plain(await after.type(EK, f"!lägesbild {line}"))
    assert "LB-1121-1" not in said
    assert "rapportör" in said
