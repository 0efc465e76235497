"""When the Swedish changes, exactly its translations are outdated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from bot.guidance import catalogue, review, source
from bot.guidance.catalogue import Texts, texts_of
from bot.guidance.languages import language, translated
from bot.guidance.po import parse
from bot.guidance.po_update import is_current, updated
from bot.guidance.review import weighed
from bot.guidance.source import lines
from bot.guidance.tables import ReviewRow
from bot.guidance.values import Line, ReviewState, Section
from tests.guidance.po_files import whole
from tests.harness.clock import MovableClock

KEY = "oro.tecken"


@pytest.fixture(autouse=True)
def _hashed_anew() -> Iterator[None]:
    """The hash of the Swedish is worked out once; here the Swedish changes."""
    yield
    catalogue.source_hash.cache_clear()


def with_sentence(key: str, text: str) -> tuple[Line, ...]:
    return tuple(replace(one, text=text) if one.key == key else one for one in source.lines())


def put_in_place(monkeypatch: pytest.MonkeyPatch, wanted: Sequence[Line]) -> None:
    def chosen(section: Section | None = None) -> tuple[Line, ...]:
        return tuple(one for one in wanted if section in {None, one.section})

    for module in (source, catalogue, review):
        monkeypatch.setattr(module, "lines", chosen)
    catalogue.source_hash.cache_clear()


def shelf() -> dict[str, Texts]:
    return {one.code: texts_of(one.code, parse(whole(one.code))) for one in translated()}


def outdated(texts: dict[str, Texts]) -> list[tuple[str, str]]:
    return [(code, line.key) for code, one in texts.items() for line in source.lines() if one.outdated(line)]


def states(texts: dict[str, Texts]) -> dict[tuple[str, Section], ReviewState]:
    return {
        (code, section): weighed(one, section, ()).state for code, one in texts.items() for section in Section
    }


def test_one_changed_sentence_makes_exactly_its_nine_translations_outdated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = shelf()
    assert set(states(before).values()) == {ReviewState.DRAFT}
    put_in_place(monkeypatch, with_sentence(KEY, "Ett tecken räcker inte. Fråga hur barnet mår."))
    assert outdated(before) == [(one.code, KEY) for one in translated()]
    assert len(outdated(before)) == 9
    assert {where for where, state in states(before).items() if state is not ReviewState.DRAFT} == {
        (one.code, Section.ORO) for one in translated()
    }


@pytest.mark.parametrize("key", [line.key for line in lines()])
def test_whichever_line_changes_no_other_is_outdated(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    texts = {"so": texts_of("so", parse(whole()))}
    put_in_place(monkeypatch, with_sentence(key, "Något helt annat."))
    assert outdated(texts) == [("so", key)]


def test_the_catalogue_brought_up_keeps_the_translation_and_what_it_was_made_from() -> None:
    new = with_sentence(KEY, "Fråga hur barnet mår.")
    before = parse(whole())
    after = parse(updated(language("so"), before, new)).current()[KEY]
    assert after.fuzzy
    assert after.ids == ("Fråga hur barnet mår.",)
    assert after.previous == before.current()[KEY].ids
    assert after.forms == before.current()[KEY].forms


def test_a_sentence_changed_twice_still_shows_what_was_translated() -> None:
    first = parse(updated(language("so"), parse(whole()), with_sentence(KEY, "Andra.")))
    second = parse(updated(language("so"), first, with_sentence(KEY, "Tredje."))).current()[KEY]
    assert second.ids == ("Tredje.",)
    assert second.previous == parse(whole()).current()[KEY].ids


def test_a_sentence_put_back_is_not_outdated_any_more() -> None:
    away = updated(language("so"), parse(whole()), with_sentence(KEY, "Andra."))
    assert not is_current(parse(away), lines())
    back = parse(updated(language("so"), parse(away)))
    assert not back.current()[KEY].fuzzy
    assert back.current()[KEY].previous == ()
    assert is_current(back, lines())


def test_a_translation_made_for_other_values_than_those_of_now_is_never_filled_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    po = parse(whole())
    put_in_place(monkeypatch, with_sentence("hjälp.fara", "Ring %(emergency)s om någon är i fara."))
    found = weighed(texts_of("so", po), Section.HJALP, ())
    assert found.state is ReviewState.MISSING
    assert [line.key for line in found.missing] == ["hjälp.fara"]


def test_a_line_that_is_gone_stays_as_obsolete_and_a_new_one_is_untranslated() -> None:
    fewer = tuple(one for one in lines() if one.key != KEY)
    without = parse(updated(language("so"), parse(whole()), (*fewer, Line("oro.ny", "Ny rad."))))
    assert KEY not in without.current()
    assert [one.context for one in without.items if one.obsolete] == [KEY]
    assert not without.current()["oro.ny"].translated


def test_an_approved_text_whose_swedish_changes_is_outdated_and_still_known_as_approved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    po = whole()
    texts = texts_of("so", parse(po))
    now = MovableClock().now()
    row = ReviewRow(
        id=1,
        language="so",
        section=Section.ORO,
        text_hash=catalogue.text_hash(texts, Section.ORO),
        source_hash=catalogue.source_hash(Section.ORO),
        reviewer="@granskare:localhost",
        organisation="centrum",
        at=now,
    )
    assert weighed(texts, Section.ORO, [row]).state is ReviewState.REVIEWED
    new = with_sentence(KEY, "Fråga hur barnet mår.")
    put_in_place(monkeypatch, new)
    brought_up = texts_of("so", parse(updated(language("so"), parse(po), new)))
    for one in (texts, brought_up):
        found = weighed(one, Section.ORO, [row])
        assert found.state is ReviewState.OUTDATED
        assert found.approved
        assert [line.key for line in found.changed] == [KEY]
        assert weighed(one, Section.GANGEN, [row]).state is ReviewState.DRAFT
    assert not weighed(texts, Section.ORO, ()).approved


def test_a_translation_made_anew_for_the_new_swedish_is_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    old = texts_of("so", parse(whole()))
    row = ReviewRow(
        section=Section.ORO,
        text_hash=catalogue.text_hash(old, Section.ORO),
        source_hash=catalogue.source_hash(Section.ORO),
        reviewer="@granskare:localhost",
        organisation="centrum",
        at=MovableClock().now(),
    )
    new = with_sentence(KEY, "Fråga hur barnet mår.")
    put_in_place(monkeypatch, new)
    entries = {**old.entries, KEY: catalogue.Entry(("Fråga hur barnet mår.",), ("[ny]",))}
    found = weighed(Texts("so", entries), Section.ORO, [row])
    assert found.state is ReviewState.DRAFT
    assert not found.approved


def test_a_line_without_a_translation_makes_its_section_missing() -> None:
    texts = texts_of("so", parse(whole(changed={KEY: ("",)})))
    found = weighed(texts, Section.ORO, ())
    assert found.state is ReviewState.MISSING
    assert [line.key for line in found.missing] == [KEY]
    assert weighed(texts, Section.HJALP, ()).state is ReviewState.DRAFT


def test_swedish_is_the_source_and_counts_as_reviewed() -> None:
    assert {weighed(catalogue.swedish(), one, ()).state for one in Section} == {ReviewState.REVIEWED}
