"""In each state each verb that people have: it leads where it should, or is refused and changes nothing."""

from collections.abc import Awaitable, Callable

import pytest

from bot.cases.states import OPEN, State
from bot.cases.tables import Case
from tests.cases.night import ALM, EK, NEW, Night, Said

VERBS = {
    "ok": (ALM, "ok"),
    "tar": (ALM, "tar"),
    "ringt": (ALM, "ringt"),
    "raiser: ringt": (EK, "ringt"),
    "eskalera": (ALM, "eskalera"),
    "överlämna": (ALM, "överlämna till:beredskap-lanet skäl:hinner inte"),
    "avsluta": (ALM, "avsluta"),
    "återöppna": (ALM, "återöppna"),
    "återta": (EK, "återta skäl:larmet var fel"),
    "koppla": (ALM, "koppla med:{other} skäl:hör ihop"),
    "raiser: koppla": (EK, "koppla med:{other} skäl:hör ihop"),
}
"""Who writes what; ``other`` is a case of the same people that is open."""
BOTH = NEW.replace("ålder:16", "ålder:14")
"""Two units have to take it; what is written is about the first leg."""
LEADS = {
    State.ALARMED: {
        "ok": State.SEEN,
        "tar": State.TAKEN,
        "ringt": State.IN_CONTACT,
        "eskalera": State.ALARMED,
        "överlämna": State.ALARMED,
        "återta": State.WITHDRAWN,
    },
    State.SEEN: {
        "ok": State.SEEN,
        "tar": State.TAKEN,
        "ringt": State.IN_CONTACT,
        "eskalera": State.ALARMED,
        "överlämna": State.ALARMED,
        "återta": State.WITHDRAWN,
    },
    State.TAKEN: {
        "tar": State.TAKEN,
        "ringt": State.IN_CONTACT,
        "raiser: ringt": State.IN_CONTACT,
        "eskalera": State.ALARMED,
        "överlämna": State.ALARMED,
        "återta": State.WITHDRAWN,
    },
    State.IN_CONTACT: {
        "ringt": State.IN_CONTACT,
        "raiser: ringt": State.IN_CONTACT,
        "överlämna": State.ALARMED,
        "avsluta": State.CLOSED,
    },
    State.CLOSED: {"återöppna": State.IN_CONTACT},
    State.WITHDRAWN: {},
}
WAYS = {
    State.ALARMED: (),
    State.SEEN: ("ok",),
    State.TAKEN: ("tar",),
    State.IN_CONTACT: ("tar", "ringt"),
    State.CLOSED: ("tar", "ringt", "avsluta"),
    State.WITHDRAWN: ("återta",),
}
Write = Callable[[str], Awaitable[list[Said]]]


async def in_state(night: Night, state: State, line: str, event_id: str) -> tuple[str, Write]:
    await night.type(EK, NEW)
    other = (await night.case()).reference
    await night.type(EK, line, event_id=event_id)
    reference = next(case.reference for case in await night.cases() if case.raise_event_id == event_id)

    async def write(verb: str) -> list[Said]:
        who, text = VERBS[verb]
        word, *rest = text.format(other=other).split(" ", 1)
        return await night.type(who, " ".join(["!ärende", word, reference, *rest]))

    for verb in WAYS[state]:
        await write(verb)
    assert (await case_of(night, reference)).state == state
    return reference, write


async def case_of(night: Night, reference: str) -> Case:
    return next(case for case in await night.cases() if case.reference == reference)


@pytest.mark.parametrize(
    ("line", "verbs"),
    [(NEW, list(VERBS)), (BOTH, ["tar", "eskalera", "avsluta", "återta"])],
    ids=["one", "two legs"],
)
@pytest.mark.parametrize("state", list(LEADS))
async def test_every_verb_does_what_the_state_allows_and_nothing_else(
    night: Night, state: State, line: str, verbs: list[str]
) -> None:
    for number, verb in enumerate(verbs):
        reference, write = await in_state(night, state, line, f"$raised-{number}")
        before = await case_of(night, reference)
        said = await write(verb)
        after = await case_of(night, reference)
        # a link changes no state, and needs one that is open
        linked = state if verb.endswith("koppla") and state in OPEN else None
        allowed = LEADS[state].get(verb) or linked
        assert after.state == (allowed or state), verb
        if allowed is None:
            assert after.version_id == before.version_id, verb
            assert len(said) == 1, verb
            assert before.reference in said[0].body, f"{verb}: {said[0].body}"
