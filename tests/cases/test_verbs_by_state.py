"""In each state each verb that people have: it leads where it should, or is refused and changes nothing."""

from collections.abc import Awaitable, Callable

import pytest

from bot.cases.states import State
from tests.cases.night import ALM, EK, NEW, Night, Said

VERBS = {
    "ok": (ALM, "ok"),
    "tar": (ALM, "tar"),
    "ringt": (ALM, "ringt"),
    "raiser: ringt": (EK, "ringt"),
    "eskalera": (ALM, "eskalera"),
    "överlämna": (ALM, "överlämna till:beredskap-lanet"),
    "avsluta": (ALM, "avsluta"),
    "återöppna": (ALM, "återöppna"),
    "återta": (EK, "återta skäl:larmet var fel"),
}
"""Who writes what."""
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


async def in_state(night: Night, state: State) -> Write:
    await night.type(EK, NEW)
    reference = (await night.case()).reference

    async def write(verb: str) -> list[Said]:
        who, text = VERBS[verb]
        word, *rest = text.split(" ", 1)
        return await night.type(who, " ".join(["!ärende", word, reference, *rest]))

    for verb in WAYS[state]:
        await write(verb)
    assert (await night.case()).state == state
    return write


@pytest.mark.parametrize("state", list(LEADS))
async def test_every_verb_does_what_the_state_allows_and_nothing_else(night: Night, state: State) -> None:
    for verb in VERBS:
        write = await in_state(night, state)
        before = await night.case()
        said = await write(verb)
        after = await night.case()
        allowed = LEADS[state].get(verb)
        assert after.state == (allowed or state), verb
        if allowed is None:
            assert after.version_id == before.version_id, verb
            assert len(said) == 1, verb
            assert before.reference in said[0].body, f"{verb}: {said[0].body}"
