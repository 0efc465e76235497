"""One table of transitions: what is in it moves a message, all else is refused with a reason in words."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.chat.languages import Languages
from bot.errors import Refusal
from bot.press.states import OUT, TRANSITIONS, UNPUBLISHED, Step, may, move, require
from bot.press.tables import MessageRow
from bot.press.values import State
from commands.press_problems import PROBLEMS
from commands.press_words import state_word

NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
LANGUAGES = Languages(ZoneInfo("Europe/Stockholm"))
EVERY = tuple(product(State, Step))
REFUSED = tuple(pair for pair in EVERY if pair not in TRANSITIONS)


_PLANNED = ("publish_at", "plan_changes")


def a_message(state: State) -> MessageRow:
    return MessageRow(reference="BU-0031", state=state, owner="stockholm", revision=3, publish_at=NOW)


def everything(row: MessageRow, *besides: str) -> dict[str, Any]:
    return {one.key: getattr(row, one.key) for one in MessageRow.__table__.columns if one.key not in besides}


def refusal(state: State, step: Step) -> Refusal:
    with pytest.raises(Refusal) as caught:
        move(a_message(state), step)
    return caught.value


def words(state: State, step: Step, language: str) -> str:
    found = refusal(state, step)
    say = LANGUAGES.say(language, NOW)
    return PROBLEMS[found.code](found.fields, say).plain()


@pytest.mark.parametrize(("state", "step"), sorted(TRANSITIONS))
def test_what_the_table_has_leads_where_it_says_and_changes_nothing_else(state: State, step: Step) -> None:
    row = a_message(state)
    before = everything(row, *_PLANNED)
    require(row, step)
    move(row, step)
    assert everything(row, *_PLANNED) == {**before, "state": TRANSITIONS[state, step]}


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_what_the_table_has_not_is_refused_and_changes_nothing(state: State, step: Step) -> None:
    row = a_message(state)
    before = everything(row)
    for attempt in (require, move):
        with pytest.raises(Refusal) as caught:
            attempt(row, step)
        assert caught.value.code == "message.state"
        assert everything(row) == before
    assert not may(state, step)


@pytest.mark.parametrize("language", LANGUAGES.known)
@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_refusal_says_where_the_message_stands_and_why_not(
    state: State, step: Step, language: str
) -> None:
    said = words(state, step, language)
    standing = state_word(state, LANGUAGES.say(language, NOW))
    assert said.startswith("BU-0031 ")
    head, _, why = said.partition(". ")
    assert head.endswith(standing)
    assert len(why.split()) >= 3
    assert why.endswith(".")
    assert "{" not in said


def test_reasons_are_in_the_readers_language() -> None:
    for state, step in REFUSED:
        assert words(state, step, "sv") != words(state, step, "en")


@pytest.mark.parametrize(
    ("state", "step", "said"),
    [
        (
            State.DRAFT,
            Step.SCHEDULE,
            "BU-0031 är utkast. Det kan inte schemaläggas. Skicka det på remiss först, med !budskap skicka.",
        ),
        (
            State.HELD,
            Step.SCHEDULE,
            "BU-0031 är pausat. Det kan inte schemaläggas. Släpp pausen först, med !budskap släpp.",
        ),
        (
            State.PUBLISHED,
            Step.STOP,
            (
                "BU-0031 är publicerat. Det kan inte stoppas. "
                "Det är redan ute. Återkalla det, med !budskap återkalla."
            ),
        ),
        (State.STOPPED, Step.STOP, "BU-0031 är stoppat. Inget mer av det går ut."),
        (State.APPROVED, Step.COMPLETE, "BU-0031 är godkänt. Alla som ska signera har gjort det."),
        (
            State.SCHEDULED,
            Step.RETRACT,
            "BU-0031 är schemalagt. Det är inte ute än. Stoppa det, med !budskap stopp.",
        ),
        (
            State.RETRACTED,
            Step.REVISE,
            "BU-0031 är återkallat. Det kan inte ändras. Skriv ett nytt, med !budskap ny.",
        ),
    ],
)
def test_a_reason_says_what_works_instead(state: State, step: Step, said: str) -> None:
    assert words(state, step, "sv") == said


def test_nothing_comes_out_without_approval_and_a_time() -> None:
    into = {pair for pair, state in TRANSITIONS.items() if state is State.PUBLISHING}
    assert into == {(State.SCHEDULED, Step.BEGIN)}
    assert {pair for pair, state in TRANSITIONS.items() if state is State.SCHEDULED} == {
        (State.APPROVED, Step.SCHEDULE),
        (State.SCHEDULED, Step.SCHEDULE),
    }
    assert {pair[0] for pair, state in TRANSITIONS.items() if state is State.APPROVED} == {
        State.CIRCULATED,
        State.HELD,
    }


def test_whatever_is_not_out_can_be_stopped_and_whatever_is_can_be_retracted() -> None:
    assert all(may(state, Step.STOP) for state in UNPUBLISHED | {State.PUBLISHING})
    assert all(may(state, Step.RETRACT) for state in OUT)


def test_an_edit_takes_every_approval_with_it() -> None:
    for state in (State.APPROVED, State.SCHEDULED, State.HELD, State.MISSED):
        assert TRANSITIONS[state, Step.REVISE] is State.CIRCULATED
    assert TRANSITIONS[State.STOPPED, Step.REVISE] is State.DRAFT


def test_what_is_retracted_stays_so() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] is State.RETRACTED]


@pytest.mark.parametrize("state", [State.MISSED, State.STOPPED])
def test_a_time_that_was_missed_or_stopped_is_not_wished_for_again(state: State) -> None:
    row = a_message(state)
    row.preflight_at = row.prepare_at = NOW
    row.wall, row.scheduled_by = "2026-11-21T08:00 Europe/Stockholm", "@kom-nord:localhost"
    move(row, Step.REVISE)
    assert not any((row.publish_at, row.wall, row.scheduled_by, row.preflight_at, row.prepare_at))


@pytest.mark.parametrize("pair", sorted(TRANSITIONS))
def test_every_other_step_keeps_the_time(pair: tuple[State, Step]) -> None:
    row = a_message(pair[0])
    move(row, pair[1])
    gone = pair[0] in {State.MISSED, State.STOPPED} and row.state != State.STOPPED
    assert (row.publish_at is None) is gone
