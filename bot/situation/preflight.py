"""What somebody should look at before a picture goes out. It points at places and quotes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.situation.compiled import Inputs
from bot.situation.lines import paragraphs
from bot.situation.persons import has_place, names_somebody, one_child, passing, sentences
from bot.situation.sifting import Sifted, as_of, places, sift
from bot.situation.telltale import Code, forms, personnummer, visible
from bot.situation.values import COUNTY, Audience, Level, Part, Report

LONGEST_LINE: Final = 600
LONGEST_VERSION: Final = 12_000
"""Signs of text."""


class Severity(IntEnum):
    """SERIOUS: it should not go out like this. Nothing of it stops a posting by itself."""

    SERIOUS = 0
    WARNING = 1


_SERIOUS: Final = frozenset({Code.PERSONNUMMER, Code.PLACEHOLDER, Code.CHILD})


@dataclass(frozen=True)
class Finding:
    """``reference``: of a report, a need, a rumour, a question, or the picture. ``audience``: the widest."""

    code: Code
    reference: str
    part: Part | None
    audience: Audience
    severity: Severity


def preflight(inputs: Inputs, known: Collection[str] = ()) -> tuple[Finding, ...]:
    """What is serious first. Reports that are an actor's own are in no picture, and are not looked at.

    ``known``: names of actors and themes, which are not those of people. It takes about half a millisecond
    for each report: a large picture is looked through in a thread.
    """
    found = sift(inputs, Audience.ROC)
    passed = passing(known)
    every = dict.fromkeys(
        (*_picture(inputs, found), *_reports(inputs, found, passed), *_others(inputs, found, passed))
    )
    return tuple(sorted(every, key=lambda one: one.severity))


def _finding(code: Code, reference: str, part: Part | None, audience: Audience) -> Finding:
    severity = Severity.SERIOUS if code in _SERIOUS else Severity.WARNING
    return Finding(code, reference, part, audience, severity)


def _picture(inputs: Inputs, found: Sifted) -> Iterator[Finding]:
    if not found.reports:
        yield _finding(Code.NO_REPORTS, inputs.reference, None, Audience.SSR)
    for audience in (Audience.ROC, Audience.SSR):
        written = (text for one in sift(inputs, audience).reports for text in one.parts.values())
        if sum(map(len, written)) > LONGEST_VERSION:
            yield _finding(Code.LONG_VERSION, inputs.reference, None, audience)


def _reports(inputs: Inputs, found: Sifted, passed: frozenset[str]) -> Iterator[Finding]:
    for one in found.reports:
        codes: list[tuple[Code, Part | None]] = []
        # a normal level needs no words
        if not one.parts and one.level is not Level.NORMAL:
            codes.append((Code.BLANK if one.level is None else Code.LEVEL_ALONE, None))
        for part, text in one.parts.items():
            codes += [(code, part) for code in _text(text, inputs)]
            codes += [(code, part) for code in _people(text, one, inputs, passed)]
        codes += [(code, None) for code in forms(one.source, as_of(inputs))]
        # the halves of a number may stand under two headings
        whole = visible("\n".join((*one.parts.values(), one.source))) if one.parts else ""
        if personnummer(whole, as_of(inputs)) and all(code is not Code.PERSONNUMMER for code, _ in codes):
            codes.append((Code.PERSONNUMMER, None))
        if names_somebody(visible(one.source), passed):
            codes.append((Code.NAME, None))
        yield from (_finding(code, one.reference, part, one.audience) for code, part in codes)


def _text(text: str, inputs: Inputs) -> Iterator[Code]:
    if not any(mark.isalnum() for mark in text):
        yield Code.BLANK
    if any(len(line) > LONGEST_LINE for line in paragraphs(text)):
        yield Code.LONG_LINE
    yield from forms(text, as_of(inputs))


def _people(text: str, report: Report, inputs: Inputs, passed: frozenset[str]) -> Iterator[Code]:
    """A report about one kommun has its place beside each of its sentences."""
    about = [place for place in places(report, inputs) if place != COUNTY]
    for sentence in sentences(visible(text)):
        named = names_somebody(sentence, passed)
        child = report.audience is Audience.SSR and one_child(sentence)
        if not named and not child:
            continue
        placed = has_place(sentence)
        if named and (placed or len(about) == 1):
            yield Code.NAME
        if child and (placed or about):
            yield Code.CHILD


def _others(inputs: Inputs, found: Sifted, passed: frozenset[str]) -> Iterator[Finding]:
    """Needs, why the mode was called for, and what is rumoured and asked."""
    texts: list[tuple[str, str, Part | None, Audience]] = [
        (one.words, one.reference, Part.NEED, one.audience) for one in found.needs
    ]
    if inputs.mode.cause:
        reference = inputs.mode.reference or inputs.reference
        texts.append((inputs.mode.cause, reference, None, Audience.SSR))
    if inputs.communication is not None:
        said = [(one.claim, one.reference) for one in inputs.communication.rumours]
        said += [(one.answer, one.reference) for one in inputs.communication.rumours if one.answer]
        said += [(one.words, one.reference) for one in inputs.communication.questions]
        texts += [(text, reference, None, Audience.SSR) for text, reference in said]
    for text, reference, part, audience in texts:
        codes = dict.fromkeys(_text(text, inputs))
        if any(names_somebody(sentence, passed) for sentence in sentences(visible(text))):
            codes[Code.NAME] = None
        yield from (_finding(code, reference, part, audience) for code in codes)
