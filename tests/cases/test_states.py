"""Every state with every verb: what it leads to, and what is refused."""

import itertools

import pytest

from bot.cases.states import OPEN, UNTAKEN, State, Verb, after, allowed, forbidden

ALLOWED = {
    State.RAISED: {
        Verb.REACH: State.ALARMED,
        Verb.SEE: State.SEEN,
        Verb.TAKE: State.TAKEN,
        Verb.ESCALATE: State.RAISED,
        Verb.HAND_OVER: State.RAISED,
        Verb.WITHDRAW: State.WITHDRAWN,
    },
    State.ALARMED: {
        Verb.SEE: State.SEEN,
        Verb.TAKE: State.TAKEN,
        Verb.ESCALATE: State.ALARMED,
        Verb.HAND_OVER: State.ALARMED,
        Verb.WITHDRAW: State.WITHDRAWN,
    },
    State.SEEN: {
        Verb.RESUME: State.ALARMED,
        Verb.TAKE: State.TAKEN,
        Verb.ESCALATE: State.ALARMED,
        Verb.HAND_OVER: State.ALARMED,
        Verb.WITHDRAW: State.WITHDRAWN,
    },
    State.TAKEN: {
        Verb.CONTACT: State.IN_CONTACT,
        Verb.LAPSE: State.ALARMED,
        Verb.ESCALATE: State.ALARMED,
        Verb.HAND_OVER: State.ALARMED,
        Verb.WITHDRAW: State.WITHDRAWN,
    },
    State.IN_CONTACT: {Verb.HAND_OVER: State.ALARMED, Verb.CLOSE: State.CLOSED},
    State.CLOSED: {Verb.REOPEN: State.IN_CONTACT},
    State.WITHDRAWN: {},
}


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(State, Verb)))
def test_each_verb_leads_where_it_should_and_nowhere_else(state: State, verb: Verb) -> None:
    assert after(state, verb) == ALLOWED[state].get(verb)


def test_nothing_leads_out_of_an_ended_case_but_undoing_its_close() -> None:
    assert allowed(State.WITHDRAWN) == ()
    assert allowed(State.CLOSED) == (Verb.REOPEN,)


def test_from_every_open_state_a_case_can_still_end() -> None:
    ended = set(State) - set(OPEN)
    leading = set(ended)
    while new := {state for state in OPEN if leading & set(ALLOWED[state].values())} - leading:
        leading |= new
    assert leading == set(State)


def test_the_chain_runs_exactly_while_nobody_has_taken_it() -> None:
    assert {state for state in State if after(state, Verb.TAKE)} == set(UNTAKEN)


def test_a_refusal_names_state_verb_and_reference() -> None:
    refusal = forbidden(State.CLOSED, Verb.TAKE, "IA-2026-0001-K7")
    assert refusal.code == "case.state"
    assert refusal.fields == {"state": State.CLOSED, "verb": Verb.TAKE, "reference": "IA-2026-0001-K7"}
