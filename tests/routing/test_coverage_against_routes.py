"""The proof says of any register, and any second, what ``picks`` would really have done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actors.facts import ANNAT_LAN, OKAND, find_kommun
from bot.cases.certificate import Cause
from bot.cases.coverage import prove
from bot.cases.coverage_stops import circle_from
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.routing import CaseFacts, Pick, picks
from bot.cases.table import Candidate, candidates, defaults, receivers
from bot.duty.facts import Duty, UnitEntry, unit
from bot.register.section import Snapshot
from tests.routing.registers import snapshot_of

START = datetime(2026, 3, 26, 23, 0, 30, tzinfo=UTC)  # two days before the night that is an hour short
DAYS = 4
SECONDS = DAYS * 86_400
KOMMUNER = ("Nacka", "Salem")
CODES = tuple(find_kommun(name).code for name in KOMMUNER)
PLACES = (*CODES, OKAND, ANNAT_LAN)
IDS = ("a", "b", "c", "d")
KINDS = ("socialjour", "mottagning", "beredskap")

clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
days = st.lists(st.sampled_from(["mån-fre", "lör", "söndag", "alla", "2026-03-29"]), min_size=1, max_size=2)


@st.composite
def hours(draw: st.DrawFn) -> dict[str, Any]:
    what = draw(st.sampled_from(["always", "closed", "span", "span", "span"]))
    row: dict[str, Any] = {"always": True} if what == "always" else {"days": draw(days)}
    if what == "closed":
        row["closed"] = True
    if what == "span":
        row |= {"from": draw(clocks), "to": draw(clocks)}
    if draw(st.booleans()) and draw(st.booleans()):
        row["kommuner"] = [draw(st.sampled_from(KOMMUNER))]
    return row


@st.composite
def a_unit(draw: st.DrawFn, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": name,
        "name": name,
        "kind": draw(st.sampled_from(KINDS)),
        "organisation": "x",
        "kommuner": draw(st.lists(st.sampled_from(KOMMUNER), unique=True)),
        "open": draw(st.lists(hours(), max_size=3)),
    }
    if draw(st.booleans()):
        found["next"] = draw(st.sampled_from(IDS))
    found["exercise"] = draw(st.booleans()) and draw(st.booleans())
    if draw(st.booleans()):
        found["step"] = {key: draw(st.sampled_from(["5 s", "90 s", "7 min", "3 h"])) for key in Urgency}
    return found


@st.composite
def a_route(draw: st.DrawFn, number: int) -> dict[str, Any]:
    named = [f"{whose}:{kind}" for whose in ("hemkommun", "påträffad") for kind in KINDS]
    found: dict[str, Any] = {
        "id": f"rad-{number}",
        "open": draw(st.booleans()),
        "unit": draw(st.sampled_from([*named, *IDS])),
        "reason": "x",
    }
    if draw(st.booleans()) and draw(st.booleans()):
        found["together"] = draw(st.sampled_from([*named, *IDS]))
    for key, values in (
        ("urgency", [["nu"], ["kontorstid", "idag"]]),
        ("age", [["<15"], ["okänd"]]),
        ("gang", [["ja"]]),
        ("residence", [["Nacka"], ["känd"], ["okänd"]]),
        ("found", [["Salem"], ["känd"]]),
    ):
        if draw(st.booleans()) and draw(st.booleans()):
            found[key] = draw(st.sampled_from(values))
    return found


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    people = draw(st.lists(st.sampled_from(IDS), unique=True))
    raw: dict[str, Any] = {
        "unit": [draw(a_unit(name)) for name in IDS],
        "route": [draw(a_route(number)) for number in range(draw(st.integers(0, 5)))],
        "person": [{"id": "@p:localhost", "name": "p", "organisation": "x", "units": people}],
        "defaults": {"steps": draw(st.integers(1, 3))},
    }
    if draw(st.booleans()):
        raw["defaults"]["fallback_unit"] = draw(st.sampled_from(IDS))
    return raw


def really(snapshot: Snapshot, duty: Duty, case: CaseFacts, at: datetime) -> set[Cause | None]:
    """How the case would have gone, step by step, and its second leg."""
    found = candidates(snapshot, case)
    chain = list(picks(snapshot, duty, case, found, at))
    if not chain:
        return {reserve(snapshot, duty, case, at, empty=not found)}
    ends = {outcome(snapshot, duty, case, chain)}
    first = chain[0].route
    if first is not None and first.together is not None:
        always = first.model_copy(update={"open": False})
        second = [
            Candidate(one, always, kommun)
            for one, kommun in receivers(snapshot, first.together, case)
            if one.id != chain[0].unit.id
        ]
        if leg := list(picks(snapshot, duty, case, second, at)):
            ends.add(outcome(snapshot, duty, case, leg))
    return ends


def outcome(snapshot: Snapshot, duty: Duty, case: CaseFacts, chain: list[Pick]) -> Cause | None:
    mute = False
    for step, pick in enumerate(chain, start=1):
        if circle_from(snapshot, pick.unit):
            return Cause.CIRCLE
        stands = there(duty, case, pick.unit, pick.at, pick.kommun)
        if stands is None:
            continue
        if duty.on_duty(snapshot, pick.unit.id, stands):
            return None if step <= defaults(snapshot).steps else Cause.STEPS
        mute = True
    return Cause.NOBODY if mute else Cause.CLOSED


def reserve(snapshot: Snapshot, duty: Duty, case: CaseFacts, at: datetime, *, empty: bool) -> Cause:
    named = defaults(snapshot).fallback_unit
    last = unit(snapshot, named) if named else None
    last = None if last is not None and last.exercise else last
    if last is not None and circle_from(snapshot, last):
        return Cause.CIRCLE
    stands = there(duty, case, last, at, None) if last else None
    if last is not None and stands is not None and duty.on_duty(snapshot, last.id, stands):
        return Cause.RESERVE
    if empty:
        return Cause.NO_ROW
    return Cause.NOBODY if stands is not None else Cause.CLOSED


def there(duty: Duty, case: CaseFacts, found: UnitEntry, at: datetime, kommun: str | None) -> datetime | None:
    """When somebody in the unit would look at it: now, or for what can wait when it opens."""
    if duty.is_open(found, at, kommun):
        return at
    return duty.opens_next(found, at, kommun) if case.urgency is Urgency.OFFICE else None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=registers(), data=st.data())
def test_the_proof_agrees_with_the_chain_that_is_really_made(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    snapshot = snapshot_of(raw)
    certificate = prove(snapshot, Duty(), START, DAYS)
    holes = (*certificate.holes, *certificate.reserve)
    duty = Duty()
    edges = [one.start for one in holes] + [one.end for one in holes] or [START]
    moments = st.builds(
        lambda edge, step: min(max(edge + timedelta(seconds=step), certificate.start), certificate.end),
        st.sampled_from(edges)
        | st.integers(0, SECONDS).map(lambda n: certificate.start + timedelta(seconds=n)),
        st.sampled_from([-61, -1, 0, 1, 61]),
    )
    for _ in range(30):
        case = CaseFacts(
            data.draw(st.sampled_from(Destination)),
            data.draw(st.sampled_from(AgeBand)),
            data.draw(st.sampled_from(Gang)),
            data.draw(st.sampled_from(PLACES)),
            data.draw(st.sampled_from(PLACES)),
            data.draw(st.sampled_from(Urgency)),
        )
        at = data.draw(moments)
        if at >= certificate.end:
            continue
        causes = really(snapshot, duty, case, at)
        known = case.residence in CODES
        place = case.residence if known else case.found if case.found in CODES else None
        told = {
            hole.cause
            for hole in holes
            if (hole.kommun, hole.known, hole.kind.to, hole.kind.urgency)
            == (place, known, case.to, case.urgency)
            and hole.start <= at < hole.end
        }
        assert causes - {None} <= told, (case, at)
