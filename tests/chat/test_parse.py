"""Lines as phones and tired people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.declare import Command
from bot.chat.names import Names
from bot.chat.parse import given_keys, read_args, read_line
from bot.errors import Refusal
from tests.chat.example import GROUP

NAMES = Names(GROUP.commands, GROUP.words)
NEW = next(command for command in GROUP.commands if command.path == ("båt", "ny"))
TAKE = next(command for command in GROUP.commands if command.path == ("båt", "tar"))
MEET = next(command for command in GROUP.commands if command.path == ("möte",))


def values(text: str, command: Command = NEW, used: int = 2) -> dict[str, str]:
    return {name: piece.text for name, piece in read_args(command, read_line(text), used).items()}


@pytest.mark.parametrize(
    "text",
    [
        "!båt ny hamn:Upplands Väsby ring:RLC",
        "!båt ny hamn: Upplands Väsby ring: RLC",
        "!båt ny ring:RLC hamn:Upplands Väsby",
        "! båt ny\nhamn: Upplands Väsby\nring: RLC\n",
        "!båt ny hamn : Upplands\u00a0Väsby, ring : RLC.",
        "!båt ny hamn:“Upplands Väsby” ring:”RLC”",
        "!båt ny hamn=Upplands Väsby;ring=RLC",
        "！båt ny hamn：Upplands Väsby ring：RLC",
        "!båt ny HAMN:Upplands  Väsby RING:RLC",
        "!båt ny hamn:\u202eUpplands Väsby\u202c ring:RLC\u0000",
        "!båt ny hamn Upplands Väsby ring RLC",
        "!båt ny ham:Upplands Väsby ring:RLC",
    ],
)
def test_pairs_are_read_in_every_shape(text: str) -> None:
    assert values(text) == {"port": "Upplands Väsby", "call": "RLC"}


def test_an_empty_value_is_as_good_as_none() -> None:
    assert values("!båt ny hamn: ring:RLC") == {"call": "RLC"}


def test_dashes_are_plain() -> None:
    assert values("!båt ny hamn:15–17") == {"port": "15-17"}


def test_words_without_a_key_fill_their_places() -> None:
    assert values("!båt tar B-1", TAKE) == {"ref": "B-1"}
    assert values("!båt tar ref:B-1", TAKE) == {"ref": "B-1"}
    assert values("!möte i morgon 07:00", MEET, 1) == {"at": "i morgon 07:00"}


def test_an_answer_may_hold_pairs() -> None:
    assert {name: piece.text for name, piece in given_keys(NEW, read_line("ring: RLC")).items()} == {
        "call": "RLC"
    }
    assert given_keys(NEW, read_line("Nacka")) == {}


@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        ("!båt ny hmn:Nacka", "arg.unknown_key", {"key": "hmn", "near": "hamn", "at": 8}),
        ("!båt ny färg:röd", "arg.unknown_key", {"key": "färg", "near": None, "at": 8}),
        ("!båt ny hamn:Nacka hamn:Solna", "arg.twice", {"key": "hamn", "at": 24}),
        ("!båt ny gärna hamn:Nacka", "arg.extra", {"word": "gärna", "at": 8}),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, code: str, fields: dict[str, object]) -> None:
    with pytest.raises(Refusal) as caught:
        values(text)
    assert caught.value.code == code
    assert fields.items() <= caught.value.fields.items()


@pytest.mark.parametrize(
    "word", ["@anna.bo:localhost", "#rum:localhost", "https://exempel.se:8448/x", "22:30"]
)
def test_addresses_and_times_are_no_keys(word: str) -> None:
    assert values(f"!båt ny hamn:{word}")["port"] == word


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("båt ny", "båt ny"),
        ("BAT NY", "båt ny"),
        ("boat new", "båt ny"),
        ("skuta take", "båt tar"),
        ("bå sä", "båt sänk"),
        ("mö", "möte"),
        ("möte 22:30", "möte"),
    ],
)
def test_names_are_found_without_accents_in_english_and_by_a_prefix(words: str, path: str) -> None:
    found = NAMES.find(words.split()).command
    assert found is not None
    assert " ".join(found.path) == path


def test_what_is_not_a_prefix_of_one_name_only_is_not_guessed() -> None:
    assert NAMES.find(["b", "ny"]).command is None
    assert NAMES.find(["båt", "s"]).command is None
    assert next(one.path for one in NAMES.nearest(["båt", "tarr"], lambda _: True)) == ("båt", "tar")
    assert NAMES.nearest(["båt", "tarr"], lambda _: False) == ()


@given(st.text(max_size=300))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    for prefix in ("", "!båt ny ", "!möte hamn: "):
        line = read_line(prefix + text)
        assert len(line.read) == len(line.written)
        match = NAMES.find([piece.text for piece in line.words()])
        NAMES.nearest([piece.text for piece in line.words()], lambda _: True)
        for command in {match.command or NEW, NEW, TAKE, MEET}:
            try:
                given = read_args(command, line, match.used)
            except Refusal:
                continue
            assert all(0 <= piece.at <= len(line.read) for piece in given.values())


@given(
    st.permutations(["hamn:Nacka", "besättning: 4", "lykta:ja", "ring: RLC"]),
    st.sampled_from([" ", "  ", "\n", ", ", "; "]),
)
def test_the_order_of_pairs_does_not_matter(pairs: list[str], between: str) -> None:
    assert values("!båt ny " + between.join(pairs)) == {
        "port": "Nacka",
        "crew": "4",
        "lamp": "ja",
        "call": "RLC",
    }
