"""Pictures that are kept as they are read, in each language: ``python -m tests.situation.golden_pictures``.

Everything in them is fictional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.document import Document
from bot.chat.languages import Languages
from bot.press.facts import Communication
from bot.situation.compile import compile_version
from bot.situation.compiled import CaseNumbers, Inputs, ModeState, Version
from bot.situation.names import Names, names
from bot.situation.values import COUNTY, Audience, Confidence, Level, Mode, Part, Trend
from commands.picture_view import picture_document
from tests.cases.night import example
from tests.situation.made import (
    DUE,
    HOUR,
    NACKA,
    STOCKHOLM,
    TABY,
    communication,
    inputs,
    need,
    nothing,
    report,
)

KEPT = ("sv", "en")
GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = Languages(ZoneInfo("Europe/Stockholm"))


def example_names() -> Names:
    return names(example().snapshot())


def evening(*, exercise: bool = False) -> Inputs:
    """A Saturday with a bit of everything."""
    yesterday = report(
        1,
        "nacka",
        "Ungdomar samlas vid centrum efter skoltid.",
        hours=26,
        level=Level.STRAINED,
        tags=("skola",),
    )
    gone = report(2, "taby", "Inbrott i en fritidslokal.", hours=28)
    wrong = report(3, "stockholm", "Två sprängningar i natt.", hours=25, level=Level.CRITICAL)
    planned = report(4, "region", hours=60, parts={Part.PLANNED: "En mottagning för anhöriga öppnar."})
    joint = report(
        5, "polis", "Skottlossning vid ett torg i natt, ingen skadad.", kommuner=(NACKA,), hours=9,
        urgent=True, level=Level.SERIOUS, trend=Trend.WORSE, source="vakthavande befäl",
    )  # fmt: skip
    found = (
        yesterday,
        planned,
        joint,
        report(
            6,
            "nacka",
            hours=4,
            same_as=joint.reference,
            confidence=Confidence.LIKELY,
            level=Level.SERIOUS,
            parts={
                Part.EVENT: "Oro bland föräldrar efter skotten.",
                Part.MEASURE: "Fältgruppen är ute till midnatt.",
                Part.NEED: "Två fältarbetare till i helgen.",
            },
        ),
        report(
            7,
            "stockholm",
            "En sprängning i natt, inte två. Ingen skadad.",
            corrects=wrong.reference,
            level=Level.SERIOUS,
            trend=Trend.SAME,
        ),
        report(
            8,
            "region",
            "Fler söker akut för oro och sömnproblem.",
            kommuner=(COUNTY,),
            tags=(),
            level=Level.STRAINED,
            trend=Trend.BETTER,
            confidence=Confidence.UNCONFIRMED,
            source="",
        ),
        report(
            9,
            "polis",
            "Underrättelse om nya försök att värva unga.",
            audience=Audience.ROC,
            kommuner=(STOCKHOLM, NACKA, TABY),
            tags=("rekrytering",),
            confidence=Confidence.LIKELY,
        ),
        nothing(10, "taby"),
    )
    drill = [replace(one, exercise=exercise) for one in found]
    before = [replace(one, exercise=exercise) for one in (yesterday, gone, wrong, planned)]
    return inputs(
        *drill,
        before=tuple(before),
        needs=(
            need(12, late=True, exercise=exercise),
            need(13, "Lokal för samtal", owner="stockholm", due_at=DUE + 3 * HOUR, exercise=exercise),
            need(14, "Förstärkning i natt", audience=Audience.ROC, actor="polis", exercise=exercise),
        ),
        cases=CaseNumbers({"raised": 0, "alarmed": 2, "seen": 0, "taken": 11, "in_contact": 6}, 7),
        communication=communication(),
        exercise=exercise,
    )


def versions() -> Iterator[tuple[str, Version]]:
    """Each by its name."""
    found = evening()
    yield "roc", compile_version(found, Audience.ROC)
    yield "ssr", compile_version(found, Audience.SSR)
    yield "held", compile_version(found, Audience.SSR, held=True)
    yield "local", compile_version(found, Audience.SSR, kommun=NACKA)
    quiet = inputs(before=(), cases=CaseNumbers({"taken": 0}, 0), communication=Communication(at=DUE))
    yield "empty", compile_version(quiet, Audience.ROC)
    yield "first", compile_version(inputs(nothing(1, "nacka")), Audience.SSR)
    yield "exercise", compile_version(evening(exercise=True), Audience.ROC)
    reason = "Stockholms stad har rättat sin rapport."
    yield "correction", compile_version(found, Audience.SSR, version=2, corrects=1, reason=reason)
    active = ModeState(Mode.ACTIVATED, DUE - 20 * HOUR, "Flera våldsdåd på kort tid", "polis", "SL-0003")
    yield "activated", compile_version(replace(found, mode=active), Audience.ROC)
    called = ModeState(called="SL-0004")
    yield "called", compile_version(inputs(mode=called, before=()), Audience.SSR)


def document(version: Version, language: str) -> Document:
    return picture_document(version, example_names(), LANGUAGES.say(language, DUE))


def files() -> Iterator[tuple[Path, str]]:
    for name, version in versions():
        for language in KEPT:
            shown = document(version, language)
            yield GOLDEN / f"{name}.{language}.txt", f"{shown.plain()}\n"
            if name == "local":
                yield GOLDEN / f"{name}.{language}.html", f"{shown.html()}\n"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, text in files():
        path.write_text(text, encoding="utf-8")
