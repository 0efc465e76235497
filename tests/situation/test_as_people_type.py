"""Typed in a hurry: the group's word alone, a format without its key, a blank before the colon, no level."""

from __future__ import annotations

import pytest

from tests.situation.day import AKTOR_NACKA, EK, HED, KVIST, NORD, ROC, Day


@pytest.fixture
def backend() -> str:
    """How words are read does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize("text", ["lägesbild", "lagesbild", "Lägesbild nu tack"])
async def test_a_groups_word_without_a_verb_is_answered_with_what_can_be_done(day: Day, text: str) -> None:
    (answer,) = await day.type(EK, text)
    assert "!lägesbild visa" in answer.body
    assert "!lägesbild stryk" not in answer.body


async def test_a_need_without_its_verb_is_answered_with_the_verbs(day: Day) -> None:
    (answer,) = await day.type(EK, "behov tolk i natt")
    assert "!behov ny" in answer.body


async def test_a_day_alone_is_since_when(day: Day) -> None:
    await day.type(NORD, "!lägesbild rapport Lugnt i centrum nivå:0 för:ssr")
    (answer,) = await day.type(EK, "!lägesbild visa igår")
    assert "sedan fredag 20 november 00:00" in answer.body
    assert "Lugnt i centrum" in answer.body


@pytest.mark.parametrize("words", ["csv sedan:igår", "sedan:idag format:csv", "excel sedan:igår"])
async def test_a_files_format_needs_no_key(day: Day, words: str) -> None:
    await day.type(NORD, "!lägesbild rapport Lugnt i centrum nivå:0 för:ssr")
    said = await day.type(NORD, f"!lägesbild export {words}")
    assert next(one.content["filename"] for one in said if "filename" in one.content).endswith(".csv")


async def test_a_blank_before_the_colon_does_not_matter(day: Day) -> None:
    await day.type(HED, "rapport  kommun : Nacka  nivå : 1   Oro vid torget")
    row = await day.report()
    assert (row.kommuner, row.level) == (["0182"], 1)


async def test_a_report_without_a_level_says_what_that_means(day: Day) -> None:
    (answer, *_) = await day.type(HED, "rapport nivå 2 Oro i Nacka")
    assert "Ingen nivå står i den" in answer.body
    assert "!lägesbild rätta R-1121-1 nivå:1" in answer.body
    (answer, *_) = await day.type(HED, "rapport nivå:2 Oro vid skolan")
    assert "Ingen nivå" not in answer.body


async def test_a_theme_is_found_by_its_word_with_an_ending(day: Day) -> None:
    await day.type(HED, "rapport Oro nivå:1 tema:våldet, skolan")
    assert (await day.report()).tags == ["vald", "skola"]


async def test_a_published_reports_removed_message_promises_no_more_than_happens(day: Day) -> None:
    await day.type(HED, "rapport Oro nivå:1", event_id="$written")
    async with day.store.begin() as session:
        (await session.merge(await day.report())).published_at = day.clock.now()
    (answer,) = await day.type(HED, "", kind="redaction", relates_to="$written")
    assert "TiB avgör om lägesbilden sedan går ut i en ny version." in answer.body


async def test_the_answer_to_a_directed_request_is_asked_for_no_level(day: Day) -> None:
    await day.type(KVIST, "!lägesbild begär aktör:Nacka text:hur många fältare har ni ute senast:16:00", ROC)
    asked = next(one for one in day.heard(AKTOR_NACKA) if "BG-0001" in one.body)
    (answer, *_) = await day.answer(HED, "tre fältare är ute", asked)
    assert "är mottagen" in answer.body
    assert "Ingen nivå" not in answer.body
