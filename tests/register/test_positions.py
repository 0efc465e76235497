"""Every key's line is known, however the file is written."""

import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.register.positions import Path, line_of, positions

TEXT = """\
# a comment with [brackets]
[defaults]
step.nu = "5 min" # [not a table]
"two words" = '''
[not.a.table]
x = 1
'''

[[person]]
id = "@a:x"
roles = [ # why
    "a", { role = "b", c = "]" },

    "d",
]
[[person]]
id = "b"
[[person.duty]]
from = 1
[[person.duty]]
from = 2
[person.duty.deep]
note = \"\"\"says \\"this\\"
and [[that]]\"\"\"\"\"
last = 1
"""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))


def test_tables_keys_and_list_items_are_found_on_their_lines() -> None:
    found = positions(TEXT)
    lines = TEXT.split("\n")
    assert "[defaults]" in lines[found["defaults",] - 1]
    assert "step.nu" in lines[found["defaults", "step", "nu"] - 1]
    assert '"two words"' in lines[found["defaults", "two words"] - 1]
    assert [found["person", 0, "roles", n] for n in range(3)] == [12, 12, 14]
    assert "[[person]]" in lines[found["person", 1] - 1]
    assert "from = 2" in lines[found["person", 1, "duty", 1, "from"] - 1]
    assert "last" in lines[found["person", 1, "duty", 1, "deep", "last"] - 1]


def test_brackets_inside_strings_and_comments_open_nothing() -> None:
    assert ("not",) not in positions(TEXT)
    assert set(positions(TEXT)) <= set(paths(tomllib.loads(TEXT)))


def test_what_has_no_line_of_its_own_is_where_its_surroundings_are() -> None:
    found = positions(TEXT)
    assert line_of(found, ("person", 0, "roles", 1, "role")) == 12
    assert line_of(found, ("person", 0, "missing")) == found["person", 0]
    assert line_of(found, ("elsewhere",)) == 1


KEYS = st.text(
    st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]), min_size=1
)
SCALARS = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text(st.sampled_from("a[]{}#,='\"\\\n å"), max_size=9)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
TABLES = st.dictionaries(KEYS, st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=2)), max_size=4)
DOCUMENTS = st.dictionaries(KEYS, st.one_of(TABLES, st.lists(TABLES, min_size=1, max_size=3)), max_size=3)


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS)
def test_no_line_is_invented_and_none_is_lost(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    found = positions(text)
    every = set(paths(tomllib.loads(text)))
    assert set(found) <= every
    heads = {path for path in every if len(path) <= 2 and all(isinstance(part, str) for part in path)}
    assert all(path in found or (*path, 0) in found or _only_tables(document, path) for path in heads)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


def _only_tables(document: dict[str, Any], path: Path) -> bool:
    value: Any = document
    for part in path:
        value = value[part]
    return value in ({}, [])
