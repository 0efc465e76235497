"""Canonical JSON by the specification's own examples, and signatures that hold only for what was signed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.signing import SigningKey, canonical, decode, device_is_sound, encode, is_signed
from tests.matrix_identity.stub import Peer

EXAMPLES = [
    ("{}", "{}"),
    ('{"one": 1, "two": "Two"}', '{"one":1,"two":"Two"}'),
    ('{"b": "2", "a": "1"}', '{"a":"1","b":"2"}'),
    ('{"å": {"z": [{"b": 1, "a": true}, 2]}, "B": {}}', '{"B":{},"å":{"z":[{"a":true,"b":1},2]}}'),
    ('{"a": "日本語"}', '{"a":"日本語"}'),
    ('{"本": 2, "日": 1}', '{"日":1,"本":2}'),
    ('{"a": "\\u65E5"}', '{"a":"日"}'),
    ('{"a": null}', '{"a":null}'),
]


@pytest.mark.parametrize(("given_text", "expected"), EXAMPLES)
def test_canonical_json_is_what_the_specification_shows(given_text: str, expected: str) -> None:
    assert canonical(json.loads(given_text)) == expected.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, -(2**53), {"a": [1.0]}, {1: 2}, "\ud800"])
def test_what_has_no_single_spelling_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is all that matters
        canonical(value)


def test_a_signature_is_the_one_the_specification_shows() -> None:
    key = SigningKey(decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"))
    signed = key.sign({"one": 1, "two": "Two"}, "domain", "1")
    assert signed["signatures"]["domain"]["ed25519:1"] == (
        "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw"
    )


@given(st.binary(max_size=60))
def test_base64_comes_back(raw: bytes) -> None:
    assert decode(encode(raw)) == raw
    assert "=" not in encode(raw)


def test_unsigned_parts_and_other_signatures_do_not_matter_and_everything_else_does() -> None:
    key = SigningKey(bytes(32))
    signed = key.sign({"a": 1, "unsigned": {"age": 1}}, "@anna:x")
    again = SigningKey(b"1" * 32).sign({**signed, "unsigned": {"age": 2}}, "@anna:x", "OTHER")
    assert is_signed(again, "@anna:x", key.public, key.public)
    assert not is_signed({**again, "a": 2}, "@anna:x", key.public, key.public)
    assert not is_signed(again, "@bo:x", key.public, key.public)
    assert not is_signed(again, "@anna:x", "OTHER", key.public)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(ODD, ODD)
def test_nonsense_is_not_signed_and_raises_nothing(value: Any, signatures: Any) -> None:
    assert not is_signed(value, "@anna:x", "A", "B")
    assert not is_signed({"a": 1, "signatures": signatures}, "@anna:x", "A", encode(bytes(32)))
    assert not device_is_sound("@anna:x", "A", value)
    assert not device_is_sound("@anna:x", "A", {"keys": value, "user_id": "@anna:x", "device_id": "A"})


def test_a_device_is_sound_only_under_its_own_name() -> None:
    keys = Peer("@anna:x", "A").device_keys()
    assert device_is_sound("@anna:x", "A", keys)
    assert not device_is_sound("@anna:x", "B", keys)
    assert not device_is_sound("@bo:x", "A", keys)
    assert not device_is_sound("@anna:x", "A", {**keys, "algorithms": []})
    assert not device_is_sound("@anna:x", "A", {**keys, "unsigned": {"device_display_name": 5}})
