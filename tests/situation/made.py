"""Reports, needs and inputs as values, for what is compiled of them; everything in them is fictional."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.press.facts import (
    Asker,
    Communication,
    MessageAhead,
    MessageOut,
    QuestionAsked,
    RumourHeard,
    Spread,
    State,
    Truth,
)
from bot.situation.compiled import CaseNumbers, Inputs, ModeState, NeedState
from bot.situation.values import (
    COUNTY,
    Audience,
    Confidence,
    Level,
    Part,
    Report,
    ReportKind,
    Trend,
)

DUE = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
"""A Saturday, 15:00 in Stockholm."""
HOUR = timedelta(hours=1)
NACKA, STOCKHOLM, TABY = "0182", "0180", "0160"
HOME = {"nacka": NACKA, "stockholm": STOCKHOLM, "taby": TABY}
ASKED = ("taby", "stockholm", "nacka", "polis", "region")
THEMES = ("vald", "rekrytering", "skola")


def report(number: int, actor: str = "nacka", words: str = "", /, **fields: Any) -> Report:
    """R-1121-number, reported an hour before the posting; ``hours``: so long ago instead."""
    at = DUE - HOUR * fields.pop("hours", 1)
    parts = {Part.EVENT: words} if words else {}
    made = Report(
        id=number,
        reference=f"R-1121-{number}",
        actor=actor,
        kind=ReportKind.REPORT,
        audience=Audience.SSR,
        observed_at=at,
        reported_at=at,
        parts=parts,
        tags=("vald",),
        confidence=Confidence.CONFIRMED,
        source="socialjouren",
    )
    return replace(made, **fields)


def nothing(number: int, actor: str, hours: float = 1) -> Report:
    """An actor that has looked and has nothing new."""
    at = DUE - HOUR * hours
    kind, reference = ReportKind.NOTHING, f"R-1121-{number}"
    return Report(number, reference, actor, kind, Audience.ROC, observed_at=at, reported_at=at)


def need(number: int, words: str = "Två tolkar i kväll", /, **fields: Any) -> NeedState:
    made = NeedState(f"BE-{number:04}", "nacka", Audience.SSR, words, DUE - 2 * HOUR, kommun=NACKA)
    return replace(made, **fields)


def communication(**fields: Any) -> Communication:
    """Something of everything, as it stood half an hour before the posting."""
    made = Communication(
        asked=9,
        questions=(
            QuestionAsked("FR-0009", Asker.MEDIA, "nacka", DUE - HOUR, "Är skolorna öppna i morgon?"),
            QuestionAsked("FR-0008", Asker.PUBLIC, "polis", DUE - 3 * HOUR, "Är det farligt att gå ut"),
        ),
        heard=2,
        rumours=(
            RumourHeard(
                "RY-0007",
                Truth.FALSE,
                Spread.LARGE,
                "nacka",
                "det sägs att skolorna stänger",
                "De är öppna.",
                "nacka",
            ),
            RumourHeard("RY-0006", Truth.UNCONFIRMED, Spread.GROWING, "polis", "fler skott i natt"),
        ),
        ahead=(
            MessageAhead(
                "BU-0031", "stockholm", DUE + HOUR, signed=True, title="Skolorna är öppna", for_all=True
            ),
            MessageAhead("BU-0032", "polis", DUE + 20 * HOUR, signed=False, title="Fler poliser i kväll"),
        ),
        out=(
            MessageOut("BU-0029", "nacka", DUE - 5 * HOUR, State.RETRACTED, "Fel tid", open=True),
            MessageOut("BU-0030", "region", DUE - 2 * HOUR, State.PUBLISHED, "Här finns stöd", open=True),
            MessageOut("BU-0028", "polis", DUE - HOUR, State.PUBLISHED, "Bara för aktörerna"),
        ),
        at=DUE - HOUR / 2,
    )
    return replace(made, **fields)


def inputs(*reports: Report, **fields: Any) -> Inputs:
    """Of LB-1121-1; ``before`` alone makes the day before's picture the last one."""
    made = Inputs(
        reference="LB-1121-1",
        due_at=DUE,
        compiled_at=DUE - HOUR / 2,
        mode=ModeState(),
        threshold=5,
        stale=36 * HOUR,
        reports=reports,
        before_reference="LB-1120-1" if "before" in fields else None,
        before_at=DUE - 24 * HOUR if "before" in fields else None,
        cases=CaseNumbers({"alarmed": 2, "taken": 11}, 7),
        asked=ASKED,
        themes=THEMES,
        home=HOME,
    )
    return replace(made, **fields)


def _any_report(chance: Random, number: int) -> Report:
    back = chance.randrange(7 * 24 * 60)
    made = report(
        number,
        chance.choice([*ASKED, "hamnar"]),
        kind=chance.choice([ReportKind.REPORT] * 4 + [ReportKind.NOTHING]),
        audience=chance.choice(list(Audience)),
        observed_at=DUE - timedelta(minutes=back),
        reported_at=DUE - timedelta(minutes=chance.randint(0, back)),
    )
    if made.kind is ReportKind.NOTHING:
        return made

    def other() -> str | None:
        return chance.choice([None, f"R-1121-{chance.randint(1, 12)}"])

    written = chance.sample(list(Part), chance.randint(0, 3))
    return replace(
        made,
        parts={part: f"ord {chance.randrange(99)}{chance.choice([chr(10) * 2, ' '])}mer" for part in written},
        kommuner=tuple(chance.sample([NACKA, STOCKHOLM, TABY, COUNTY], chance.randint(0, 2))),
        level=chance.choice([None, *Level]),
        trend=chance.choice([None, *Trend]),
        confidence=chance.choice(list(Confidence)),
        tags=tuple(chance.sample([*THEMES, "gone"], chance.randint(0, 2))),
        urgent=chance.random() < 0.2,
        same_as=other(),
        corrects=other(),
    )


def _any_reports(chance: Random) -> tuple[Report, ...]:
    return tuple(_any_report(chance, number) for number in chance.sample(range(1, 13), chance.randint(0, 9)))


def _any_inputs(chance: Random) -> Inputs:
    return inputs(
        *_any_reports(chance),
        before=_any_reports(chance),
        needs=tuple(
            need(
                number,
                audience=chance.choice(list(Audience)),
                actor=chance.choice(ASKED),
                kommun=chance.choice([None, NACKA, TABY]),
                late=chance.random() < 0.5,
            )
            for number in chance.sample(range(1, 9), chance.randint(0, 4))
        ),
        cases=CaseNumbers({state: chance.randrange(20) for state in ("seen", "taken")}, 3),
        communication=chance.choice([None, communication()]),
    )


_CHANCES = st.integers(0, 2**32).map(Random)
"""Drawn field by field, an example would take longer to make than to compile."""


def reports() -> st.SearchStrategy[tuple[Report, ...]]:
    return _CHANCES.map(_any_reports)


def any_inputs() -> st.SearchStrategy[Inputs]:
    return _CHANCES.map(_any_inputs)
