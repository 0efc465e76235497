"""The recovery key as people copy it, and secrets that open with it alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Fault
from bot.matrix.recovery import RecoveryKey, seal, unseal

KEYS = st.binary(min_size=32, max_size=32).map(RecoveryKey)


@given(KEYS)
def test_a_recovery_key_reads_back_with_or_without_its_blanks(key: RecoveryKey) -> None:
    assert RecoveryKey.read(key.text()) == key
    assert RecoveryKey.read(f"  {key.text().replace(' ', '')}\n") == key
    assert key.text().startswith("Es")


@given(KEYS, st.data())
def test_a_wrong_letter_is_noticed_by_the_parity_or_by_the_description(
    key: RecoveryKey, data: st.DataObject
) -> None:
    text = key.text().replace(" ", "")
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))
    try:
        other = RecoveryKey.read(text[:at] + letter + text[at + 1 :])
    except Fault:
        assert letter != text[at]
    else:
        assert other.fits(key.description()) == (letter == text[at])


@pytest.mark.parametrize("text", ["", "0OIl", "Es", "EsTo" * 12, "åäö", "1" * 48])
def test_what_is_no_recovery_key_is_refused(text: str) -> None:
    with pytest.raises(Fault) as caught:
        RecoveryKey.read(text)
    assert caught.value.code == "matrix.recovery_key_mistyped"


def test_a_key_knows_its_own_description() -> None:
    key = RecoveryKey.new()
    assert key.fits(key.description())
    assert not RecoveryKey.new().fits(key.description())
    assert not key.fits({})
    assert not key.fits({"iv": 5, "mac": []})


@given(KEYS, st.text(max_size=50))
def test_a_secret_opens_with_its_key_under_its_name_and_not_otherwise(key: RecoveryKey, secret: str) -> None:
    sealed = seal(key, "m.name", secret)
    assert unseal(key, "m.name", sealed) == secret
    altered = {**sealed, "mac": sealed["iv"]}
    for other_key, name, content in (
        (RecoveryKey(bytes(32)), "m.name", sealed),
        (key, "m.other", sealed),
        (key, "m.name", altered),
        (key, "m.name", {}),
    ):
        if other_key == key and name == "m.name" and content == sealed:
            continue
        with pytest.raises(ValueError):  # noqa: PT011 - the kind is all that matters
            unseal(other_key, name, content)
