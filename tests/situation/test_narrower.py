"""What an actor marked for a narrower audience never reaches a wider version, however they hang together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.press.facts import Communication
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs, NeedState
from bot.situation.values import WIDTH, Audience, Part, Report, ReportKind
from tests.situation.made import NACKA, any_inputs, communication

SEVERAL = st.sampled_from([Audience.ROC, Audience.SSR])


def planted(made: Inputs) -> Inputs:
    """A word of its own in every field that takes free text, in every report and need."""

    def written(one: Report, when: str) -> Report:
        if one.kind is ReportKind.NOTHING:
            return one
        word = secret(one.reference, when)
        return replace(one, parts={part: f"{word} {part}" for part in Part}, source=word)

    return replace(
        made,
        reports=tuple(written(one, "nu") for one in made.reports),
        before=tuple(written(one, "förut") for one in made.before),
        needs=tuple(replace(one, words=secret(one.reference, "nu")) for one in made.needs),
        communication=told_in_secret(),
    )


def told_in_secret() -> Communication:
    """Likewise in every title, claim, question and answer."""
    made = communication()
    return replace(
        made,
        questions=tuple(replace(one, words=secret(one.reference, "nu")) for one in made.questions),
        rumours=tuple(
            replace(one, claim=secret(one.reference, "nu"), answer=secret(one.reference, "svar"))
            for one in made.rumours
        ),
        ahead=tuple(replace(one, title=secret(one.reference, "nu")) for one in made.ahead),
        out=tuple(replace(one, title=secret(one.reference, "nu")) for one in made.out),
    )


def secret(reference: str, when: str) -> str:
    return f"hemlig{reference.replace('-', '')}{when}slut"


def narrower(one: Report | NeedState, audience: Audience) -> bool:
    return WIDTH[one.audience] < WIDTH[audience]


def secrets(made: Inputs, audience: Audience) -> list[str]:
    """What must not be found in the version;."""
    found = [secret(one.reference, "nu") for one in made.reports if narrower(one, audience)]
    found += [secret(one.reference, "förut") for one in made.before if narrower(one, audience)]
    if audience is Audience.SSR and made.communication is not None:
        found += [secret(one.reference, "nu") for one in made.communication.ahead if not one.for_all]
        found += [secret(one.reference, "nu") for one in made.communication.out if not one.open]
    return found + [secret(one.reference, "nu") for one in made.needs if narrower(one, audience)]


@given(made=any_inputs(), audience=SEVERAL, held=st.booleans(), local=st.booleans())
def test_no_word_of_a_narrower_report_or_need_is_in_a_wider_version(
    made: Inputs, audience: Audience, *, held: bool, local: bool
) -> None:
    made = planted(made)
    kommun = NACKA if local and audience is Audience.SSR else None
    found = repr(compile_version(made, audience, held=held, kommun=kommun))
    for word in secrets(made, audience):
        assert word not in found


@given(any_inputs(), SEVERAL)
def test_no_reference_of_a_narrower_report_is_in_a_wider_version(made: Inputs, audience: Audience) -> None:
    shown = {one.reference for one in (*made.reports, *made.before) if not narrower(one, audience)}
    hidden = {one.reference for one in (*made.reports, *made.before) if narrower(one, audience)} - shown
    found = repr(compile_version(made, audience))
    for reference in hidden:
        assert f"'{reference}'" not in found


@given(any_inputs(), SEVERAL)
def test_a_version_is_the_same_as_if_narrower_reports_said_nothing_at_all(
    made: Inputs, audience: Audience
) -> None:
    """All that is left of them is that their actor has answered."""

    def emptied(one: Report) -> Report:
        if not narrower(one, audience) or one.kind is ReportKind.NOTHING:
            return one
        blank = Report(
            one.id, one.reference, one.actor, one.kind, one.audience, one.observed_at, one.reported_at
        )
        return replace(blank, exercise=one.exercise)

    bare = replace(
        made,
        reports=tuple(map(emptied, made.reports)),
        before=tuple(map(emptied, made.before)),
        needs=tuple(one for one in made.needs if not narrower(one, audience)),
    )
    assert compile_version(bare, audience) == compile_version(made, audience)


@given(any_inputs())
def test_a_held_version_has_no_word_that_anybody_wrote(made: Inputs) -> None:
    made = planted(made)
    assert "hemlig" not in repr(compile_version(made, Audience.ROC, held=True))


@given(any_inputs())
def test_a_local_picture_has_nothing_of_rumours_and_plans(made: Inputs) -> None:
    assert compile_version(planted(made), Audience.SSR, kommun=NACKA).communication is None
