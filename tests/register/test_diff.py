"""What would change is shown by entry and by key."""

import pytest

from bot.register.diff import ChangeKind, as_text, difference
from bot.register.section import Snapshot
from tests.register.library import GOOD, SECTIONS, loaded

EMPTY = Snapshot(0, {})
MORE = GOOD + '[[book]]\nid = "emil"\ntitle = "Emil"\npages = 9\n'


def between(before: str, after: str) -> str:
    return as_text(difference(loaded(before).snapshot(), loaded(after).snapshot(), SECTIONS))


def test_a_first_load_adds_everything() -> None:
    found = difference(EMPTY, loaded(GOOD).snapshot(), SECTIONS)
    assert [(c.what, c.entry_id) for c in found.changes] == [
        (ChangeKind.ADDED, "a"),
        (ChangeKind.ADDED, "ronja"),
        (ChangeKind.ADDED, "house"),
    ]
    assert as_text(found) == "+ shelf a (Hylla A)\n+ book ronja\n+ house\n3 nya, 0 ändrade, 0 borttagna"


def test_the_same_again_changes_nothing() -> None:
    assert not difference(loaded(GOOD).snapshot(), loaded(GOOD).snapshot(), SECTIONS)
    assert between(GOOD, GOOD) == "Inget ändras: registret är redan så här."


def test_how_the_file_is_written_is_no_change() -> None:
    assert between(GOOD, GOOD.replace('"30 d"', '"720 h"')).startswith("Inget ändras")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"30 d"', '"2 d"'), "~ house\n    loan_time: P30D → P2D\n0 nya, 1 ändrade, 0 borttagna"),
        (('shelf = "a"\n', ""), "~ book ronja\n    shelf: a → –\n0 nya, 1 ändrade, 0 borttagna"),
        (
            ('shelf = "a"', 'shelf = "a"\nclass = "saga"'),
            "~ book ronja\n    class: – → saga\n0 nya, 1 ändrade",
        ),
    ],
)
def test_a_changed_key_is_shown_before_and_after(change: tuple[str, str], told: str) -> None:
    assert between(GOOD, GOOD.replace(*change)).startswith(told)


def test_what_is_gone_is_shown() -> None:
    assert between(MORE, GOOD) == "- book emil\n0 nya, 0 ändrade, 1 borttagna"


def test_another_order_counts_since_routes_are_read_in_order() -> None:
    first = '[[book]]\nid = "emil"\ntitle = "Emil"\npages = 9\n'
    assert between(MORE, first + GOOD) == "~ book: ny ordning\n0 nya, 0 ändrade, 0 borttagna"
