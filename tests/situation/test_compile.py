"""What a version says: what changed, what is needed, how strained it is, and who has not answered."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.compile import compile_version
from bot.situation.compiled import Change, ChangeKind, Inputs, KommunLevel, Line, ModeState, Standing, Version
from bot.situation.lines import lines_in
from bot.situation.values import COUNTY, Audience, Level, Mode, Part, Report, ReportKind, Trend
from tests.situation.made import (
    DUE,
    HOUR,
    NACKA,
    STOCKHOLM,
    TABY,
    any_inputs,
    inputs,
    need,
    nothing,
    report,
    reports,
)

T = TypeVar("T")
SEVERAL = st.sampled_from([Audience.ROC, Audience.SSR])


def lines(version: Version) -> list[Line]:
    return list(lines_in(version.themes))


def level(version: Version, code: str) -> KommunLevel:
    return next(one for one in version.levels if one.kommun == code)


def standing(version: Version, actor: str) -> Standing:
    return next(one.standing for one in version.standings if one.actor == actor)


def test_text_stands_by_theme_in_the_registers_order_and_what_has_none_comes_last() -> None:
    found = compile_version(
        inputs(
            report(1, "nacka", "Utan tema", tags=()),
            report(2, "taby", "Om skolan", tags=("skola",)),
            report(3, "polis", "Om våld", tags=("vald", "skola")),
            report(4, "region", "Okänt tema", tags=("finns-inte",)),
        ),
        Audience.SSR,
    )
    assert [block.theme for block in found.themes] == ["vald", "skola", ""]
    assert [one.words for one in lines(found)][:2] == ["Om våld", "Om skolan"]


def test_every_line_leads_back_to_its_report_source_time_and_confidence() -> None:
    written = report(4, "nacka", "Första stycket\nslutar här.\n\nAndra.", parts={
        Part.MEASURE: "Fler i tjänst",
        Part.EVENT: "Första stycket\nslutar här.\n\nAndra.",
    })  # fmt: skip
    found = lines(compile_version(inputs(written), Audience.SSR))
    assert [(one.part, one.words) for one in found] == [
        (Part.EVENT, "Första stycket slutar här."),
        (Part.EVENT, "Andra."),
        (Part.MEASURE, "Fler i tjänst"),
    ]
    for one in found:
        assert (one.report, one.actor, one.source) == ("R-1121-4", "nacka", "socialjouren")
        assert (one.observed_at, one.confidence) == (written.observed_at, written.confidence)
        assert not one.carried


def test_a_report_of_the_last_picture_is_carried_and_so_is_one_that_came_in_old() -> None:
    old = report(1, "nacka", "I går", hours=26)
    late = report(2, "taby", "Sen", observed_at=DUE - 40 * HOUR)
    found = compile_version(inputs(old, late, report(3, "polis", "Nyss"), before=(old,)), Audience.SSR)
    assert {one.words: one.carried for one in lines(found)} == {"I går": True, "Sen": True, "Nyss": False}
    assert lines(found)[-1].words == "I går"  # what is new in this picture stands first


def test_a_kommuns_level_is_the_highest_that_any_actor_says_now() -> None:
    found = compile_version(
        inputs(
            report(1, "nacka", level=Level.CRITICAL, hours=5, kommuner=(NACKA, TABY)),
            report(2, "nacka", level=Level.STRAINED, hours=2, trend=Trend.BETTER),
            report(3, "polis", level=Level.STRAINED, hours=1, kommuner=(NACKA,), trend=Trend.SAME),
            report(4, "region", level=Level.NORMAL, kommuner=(NACKA,)),
            report(5, "region", "Mer om det, utan nivå", kommuner=(NACKA,), hours=0),
        ),
        Audience.SSR,
    )
    nacka = level(found, NACKA)
    assert (nacka.level, nacka.trend, nacka.reports) == (
        Level.STRAINED,
        Trend.SAME,
        ("R-1121-3", "R-1121-2"),
    )
    assert level(found, TABY).level is Level.CRITICAL
    assert level(found, STOCKHOLM) == KommunLevel(STOCKHOLM, None)
    assert len(found.levels) == 26
    assert [one.kommun for one in found.levels] == sorted(one.kommun for one in found.levels)


def test_an_old_level_is_carried_with_its_age() -> None:
    found = compile_version(inputs(report(1, level=Level.SERIOUS, hours=40)), Audience.SSR)
    assert (level(found, NACKA).carried, level(found, NACKA).observed_at) == (True, DUE - 40 * HOUR)


def test_a_report_without_a_kommun_counts_for_the_reporting_kommun_or_else_the_county() -> None:
    found = compile_version(
        inputs(report(1, "nacka", level=Level.SERIOUS), report(2, "polis", level=Level.STRAINED)),
        Audience.SSR,
    )
    assert level(found, NACKA).level is Level.SERIOUS
    assert (found.county.kommun, found.county.level) == (COUNTY, Level.STRAINED)


def test_what_changed_is_told_first_levels_then_corrections_then_the_weightiest() -> None:
    stays, gone = report(1, "taby", "Står kvar", hours=30), report(2, "polis", "Försvinner", hours=30)
    wrong = report(3, "nacka", "Fel", hours=30, level=Level.CRITICAL)
    found = compile_version(
        inputs(
            stays,
            report(5, "stockholm", "Lugnt", kommuner=(STOCKHOLM,)),
            report(6, "polis", "Allvarligt", level=Level.SERIOUS, kommuner=(TABY,)),
            report(4, "nacka", "Rätt", corrects="R-1121-3", level=Level.STRAINED),
            before=(stays, gone, wrong),
        ),
        Audience.SSR,
    )
    assert [(one.kind, one.report or one.kommun) for one in found.changes] == [
        (ChangeKind.LEVEL, TABY),
        (ChangeKind.LEVEL, NACKA),
        (ChangeKind.CORRECTED, "R-1121-4"),
        (ChangeKind.NEW, "R-1121-6"),
        (ChangeKind.NEW, "R-1121-5"),
        (ChangeKind.GONE, "R-1121-2"),
    ]
    assert found.changes[1] == Change(
        ChangeKind.LEVEL, kommun=NACKA, before=Level.CRITICAL, now=Level.STRAINED
    )
    told = found.changes[2].line
    assert told is not None
    assert (told.words, told.corrects) == ("Rätt", "R-1121-3")


def test_a_report_that_says_something_else_is_told_with_what_is_new_in_it() -> None:
    before = report(1, "nacka", "Samma", hours=30)
    now = replace(before, parts={Part.EVENT: "Samma", Part.NEED: "En tolk"})
    found = compile_version(inputs(now, before=(before,)), Audience.SSR)
    assert [(one.kind, one.line and one.line.words) for one in found.changes] == [
        (ChangeKind.CHANGED, "En tolk")
    ]


def test_what_this_audience_sees_for_the_first_time_is_new_to_it() -> None:
    before = report(1, "nacka", "Först bara för ROC", hours=30, audience=Audience.ROC)
    widened = replace(before, audience=Audience.SSR)
    roc, ssr = (
        compile_version(inputs(widened, before=(before,)), audience)
        for audience in (Audience.ROC, Audience.SSR)
    )
    assert [one.kind for one in ssr.changes] == [ChangeKind.NEW]
    assert not lines(ssr)[0].carried
    assert roc.changes == ()


def test_a_correction_of_something_an_audience_never_saw_is_new_to_it() -> None:
    secret = report(1, "nacka", "Hemligt", hours=30, audience=Audience.ROC)
    told = report(2, "nacka", "Öppet", corrects="R-1121-1")
    found = compile_version(inputs(told, before=(secret,)), Audience.SSR)
    assert [one.kind for one in found.changes] == [ChangeKind.NEW]
    assert "R-1121-1" not in repr(found)


def test_the_first_picture_has_nothing_to_be_compared_with() -> None:
    assert (
        compile_version(inputs(report(1, "nacka", "Nytt", level=Level.SERIOUS)), Audience.SSR).changes == ()
    )


def test_who_reported_who_has_nothing_new_and_who_is_silent() -> None:
    old = report(1, "taby", "I går", hours=26)
    found = compile_version(
        inputs(
            old,
            report(2, "nacka", "Nytt"),
            nothing(3, "stockholm"),
            nothing(4, "hamnar"),
            before=(old,),
        ),
        Audience.SSR,
    )
    assert [(one.actor, one.standing) for one in found.standings] == [
        ("taby", Standing.MISSING),
        ("stockholm", Standing.NOTHING),
        ("nacka", Standing.REPORTED),
        ("polis", Standing.MISSING),
        ("region", Standing.MISSING),
        ("hamnar", Standing.NOTHING),
    ]
    assert found.standings[0].last == old.reported_at
    assert found.standings[3].last is None


def test_nothing_new_refreshes_the_standing_but_does_not_hide_that_the_text_is_old() -> None:
    old = report(1, "nacka", "Länge sedan", hours=40, level=Level.SERIOUS)
    found = compile_version(inputs(old, nothing(2, "nacka"), before=(old,)), Audience.SSR)
    assert standing(found, "nacka") is Standing.NOTHING
    assert (lines(found)[0].carried, level(found, NACKA).carried) == (True, True)
    assert lines(found)[0].observed_at == DUE - 40 * HOUR


def test_an_actor_that_told_only_roc_is_not_called_silent_to_all_and_no_more_is_said() -> None:
    told = report(1, "nacka", "Bara för ROC", audience=Audience.ROC, level=Level.CRITICAL)
    asked = inputs(told)
    roc, ssr = (compile_version(asked, audience) for audience in (Audience.ROC, Audience.SSR))
    assert standing(roc, "nacka") is Standing.REPORTED
    answered = next(one for one in ssr.standings if one.actor == "nacka")
    assert (answered.standing, answered.last) == (Standing.NOTHING, None)
    unasked = compile_version(replace(asked, asked=()), Audience.SSR)
    assert unasked.standings == ()


def test_a_joint_event_is_counted_once_and_leads_to_each_who_told_of_it() -> None:
    found = compile_version(
        inputs(
            report(1, "polis", "Skottlossning", tags=("vald",), hours=3),
            report(2, "nacka", "Skott vid torget", same_as="R-1121-1", tags=("skola",), hours=2),
            report(3, "region", "En skadad", same_as="R-1121-2", hours=1),
            report(4, "taby", "Något annat"),
        ),
        Audience.SSR,
    )
    assert [(block.theme, block.events) for block in found.themes] == [("vald", 2)]
    told = {one.report: one.also for one in lines(found)}
    assert told["R-1121-1"] == ("R-1121-2", "R-1121-3")
    assert told["R-1121-3"] == ("R-1121-1", "R-1121-2")
    assert told["R-1121-4"] == ()


def test_two_who_tell_of_what_a_third_told_only_roc_are_still_one_event() -> None:
    hidden = report(1, "polis", "Bara för ROC", audience=Audience.ROC)
    found = compile_version(
        inputs(
            hidden,
            report(2, "nacka", "Ett", same_as="R-1121-1"),
            report(3, "taby", "Två", same_as="R-1121-1"),
        ),
        Audience.SSR,
    )
    assert found.themes[0].events == 1
    assert "R-1121-1'" not in repr(found)


def test_late_needs_and_measures_planned_long_ago_stand_together() -> None:
    planned = report(1, "taby", parts={Part.PLANNED: "Fler vuxna ute"}, hours=40)
    done = report(2, "nacka", parts={Part.PLANNED: "Extra bemanning"}, hours=40)
    said = report(3, "nacka", parts={Part.MEASURE: "Bemanningen är ökad"})
    late, open_ = need(1, late=True), need(2)
    found = compile_version(inputs(planned, done, said, needs=(open_, late)), Audience.SSR)
    assert found.needs == (late, open_)
    assert found.late[0] == late
    assert [one.words for one in found.late[1:] if isinstance(one, Line)] == ["Fler vuxna ute"]


def test_a_held_version_has_levels_standings_and_counts_but_no_word_that_anybody_wrote() -> None:
    before = report(9, "taby", "OrdFörr", hours=30)
    written = report(1, "nacka", "OrdHändelse", source="OrdKälla", level=Level.SERIOUS)
    mode = ModeState(Mode.ACTIVATED, DUE - HOUR, "OrdOrsak", "polis", "SL-0001")
    made = inputs(written, before=(before,), needs=(need(1, "OrdBehov", late=True),), mode=mode)
    found = compile_version(made, Audience.ROC, held=True, reason="OrdSkäl")
    assert found.held
    assert "Ord" not in repr(found)
    assert level(found, NACKA).level is Level.SERIOUS
    assert [one.kind for one in found.changes] == [ChangeKind.LEVEL]
    assert [(block.theme, block.events, block.lines) for block in found.themes] == [("vald", 1, ())]
    assert found.needs[0].reference == "BE-0001"
    assert (found.mode.mode, found.mode.since) == (Mode.ACTIVATED, DUE - HOUR)
    assert found.standings == compile_version(made, Audience.ROC).standings
    assert found.cases


def test_a_local_version_is_about_that_kommun_and_the_county_and_counts_no_cases() -> None:
    found = compile_version(
        inputs(
            report(1, "nacka", "Här", level=Level.SERIOUS),
            report(2, "taby", "Där", level=Level.STRAINED),
            report(3, "polis", "Hela länet"),
            report(4, "polis", "Här men bara för ROC", kommuner=(NACKA,), audience=Audience.ROC),
            needs=(need(1), need(2, kommun=TABY), need(3, kommun=None), need(4, audience=Audience.ROC)),
            before=(),
        ),
        Audience.SSR,
        kommun=NACKA,
    )
    assert sorted(one.words for one in lines(found)) == ["Hela länet", "Här"]
    assert [one.reference for one in found.needs] == ["BE-0001", "BE-0003"]
    assert [one.kommun for one in found.changes if one.kind is ChangeKind.LEVEL] == [NACKA]
    assert [one.actor for one in found.standings] == ["nacka", "polis"]
    assert found.cases == {}
    assert level(found, TABY).level is Level.STRAINED  # the map shows the whole county


def test_an_exercise_holds_only_what_is_one_and_no_numbers_of_real_cases() -> None:
    real, drill = report(1, "nacka", "Verkligt"), report(2, "nacka", "Övat", exercise=True)
    found = compile_version(inputs(real, drill, exercise=True), Audience.ROC)
    assert ([one.words for one in lines(found)], found.cases) == (["Övat"], {})
    assert [one.words for one in lines(compile_version(inputs(real, drill), Audience.ROC))] == ["Verkligt"]


def test_there_is_no_version_for_one_actor_and_no_local_one_of_what_roc_sees() -> None:
    with pytest.raises(ValueError, match="own"):
        compile_version(inputs(), Audience.OWN)
    with pytest.raises(ValueError, match="roc"):
        compile_version(inputs(), Audience.ROC, kommun=NACKA)


@given(any_inputs(), SEVERAL, st.randoms())
def test_the_order_in_which_things_come_makes_no_difference(
    made: Inputs, audience: Audience, chance: Random
) -> None:
    def mixed(found: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(chance.sample(found, len(found)))

    other = replace(made, reports=mixed(made.reports), before=mixed(made.before), needs=mixed(made.needs))
    assert compile_version(other, audience) == compile_version(made, audience)


@given(reports(), SEVERAL)
def test_from_the_same_reports_nothing_has_changed(found: tuple[Report, ...], audience: Audience) -> None:
    assert compile_version(inputs(*found, before=found), audience).changes == ()


@given(any_inputs())
def test_every_event_is_counted_once_under_one_theme(made: Inputs) -> None:
    found = compile_version(made, Audience.ROC)
    groups: list[set[str]] = []
    for one in made.reports:
        if one.audience is not Audience.OWN and one.kind is ReportKind.REPORT:
            joined = {one.reference, one.same_as or one.reference}
            touching = [group for group in groups if group & joined]
            groups = [group for group in groups if not group & joined]
            groups.append(joined.union(*touching))
    told = {line.report for line in lines(found)}
    assert sum(block.events for block in found.themes) == sum(bool(group & told) for group in groups)
    for group in groups:
        themes = {block.theme for block in found.themes for line in block.lines if line.report in group}
        assert len(themes) <= 1
