"""A frozen picture loses nothing, and programs older or newer than its own read it."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.situation.compiled import CaseNumbers, Inputs, ModeState, NeedState
from bot.situation.freeze import from_json, to_json
from bot.situation.values import Audience, Confidence, Level, Mode, Part, Report, ReportKind, Trend
from tests.situation.made import communication

DUE = datetime(2026, 11, 21, 14, tzinfo=UTC)
INSTANTS = st.datetimes(timezones=st.just(UTC))
REPORTS = st.builds(
    Report,
    id=st.integers(1, 9),
    reference=st.text(max_size=12),
    actor=st.sampled_from(["nacka", "polis"]),
    kind=st.sampled_from(ReportKind),
    audience=st.sampled_from(Audience),
    observed_at=INSTANTS,
    reported_at=INSTANTS,
    parts=st.dictionaries(st.sampled_from(Part), st.text(max_size=30)),
    kommuner=st.lists(st.sampled_from(["0182", "lan"]), unique=True).map(tuple),
    level=st.none() | st.sampled_from(Level),
    trend=st.none() | st.sampled_from(Trend),
    confidence=st.sampled_from(Confidence),
    source=st.text(max_size=12),
    tags=st.lists(st.sampled_from(["skola", "vald"]), unique=True).map(tuple),
    urgent=st.booleans(),
    exercise=st.booleans(),
    corrects=st.none() | st.text(max_size=12),
    same_as=st.none() | st.text(max_size=12),
)
NEEDS = st.builds(
    NeedState,
    reference=st.text(max_size=12),
    actor=st.text(max_size=12),
    audience=st.sampled_from(Audience),
    words=st.text(max_size=30),
    raised_at=INSTANTS,
    owner=st.none() | st.text(max_size=12),
    due_at=st.none() | INSTANTS,
    kommun=st.none() | st.just("0182"),
    tags=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    late=st.booleans(),
    exercise=st.booleans(),
)
ALL = st.builds(
    Inputs,
    reference=st.text(max_size=12),
    due_at=INSTANTS,
    compiled_at=INSTANTS,
    mode=st.builds(
        ModeState,
        mode=st.sampled_from(Mode),
        since=st.none() | INSTANTS,
        cause=st.none() | st.text(max_size=30),
        called_for=st.none() | st.text(max_size=12),
        reference=st.none() | st.text(max_size=12),
        called=st.none() | st.text(max_size=12),
    ),
    threshold=st.integers(3, 100),
    stale=st.timedeltas(timedelta(), timedelta(days=400)),
    reports=st.lists(REPORTS, max_size=3).map(tuple),
    before=st.lists(REPORTS, max_size=2).map(tuple),
    before_reference=st.none() | st.text(max_size=12),
    before_at=st.none() | INSTANTS,
    needs=st.lists(NEEDS, max_size=2).map(tuple),
    cases=st.builds(
        CaseNumbers,
        by_state=st.dictionaries(st.text(max_size=8), st.integers(0, 99)),
        raised=st.integers(0, 9),
    ),
    asked=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    themes=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    home=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
    communication=st.none() | st.builds(communication, asked=st.integers(0, 9), at=st.none() | INSTANTS),
    exercise=st.booleans(),
)


@given(ALL)
def test_a_round_trip_through_the_database_loses_nothing(inputs: Inputs) -> None:
    assert from_json(json.loads(json.dumps(to_json(inputs), ensure_ascii=False))) == inputs


def plain() -> Inputs:
    return Inputs("LB-1121-1", DUE, DUE, ModeState(), threshold=5, stale=timedelta(hours=36))


def test_what_a_later_program_added_is_left_aside() -> None:
    data = to_json(plain())
    data["weather"] = {"snow": True}
    data["mode"]["colour"] = "green"
    assert from_json(data) == plain()


def test_what_an_earlier_program_did_not_know_has_its_default() -> None:
    data = to_json(plain())
    for name in ("home", "needs", "cases", "communication", "exercise"):
        del data[name]
    assert from_json(data) == plain()
