"""Every verb of planning, in every state: what the table has not is refused in words, and nothing changes."""

from itertools import product
from typing import Any, Final

import pytest

from bot.press.states import TRANSITIONS, Step, may
from bot.press.tables import MessageRow
from bot.press.values import State
from tests.press.day import NORD, PressDay
from tests.press.planning import message

VERBS: Final = {
    "schemalägg BU-0001 tid:15:00": Step.SCHEDULE,
    "stopp BU-0001": Step.STOP,
    "pausa BU-0001": Step.HOLD,
    "släpp BU-0001": Step.RELEASE,
}
BESIDES: Final = {
    (State.CIRCULATED, Step.SCHEDULE): State.CIRCULATED,  # kept as a wish
    (State.CIRCULATED, Step.HOLD): State.CIRCULATED,  # the wish is dropped
    (State.MISSED, Step.SCHEDULE): State.CIRCULATED,  # circulated anew
    (State.HELD, Step.RELEASE): State.SCHEDULED,  # released, and planned as it was
    (State.PUBLISHING, Step.STOP): State.STOPPED,
}
"""Where a verb does more or less than the step of its name."""


def as_it_is(row: MessageRow) -> dict[str, Any]:
    return {one.key: getattr(row, one.key) for one in MessageRow.__table__.columns}


@pytest.mark.parametrize(("state", "verb"), list(product(State, VERBS)))
async def test_a_verb_moves_a_message_as_the_table_says_or_not_at_all(
    day: PressDay, state: State, verb: str
) -> None:
    step = VERBS[verb]
    before = as_it_is(await message(day, state, hours=3))
    (answer, *_) = await day.type(NORD, f"!budskap {verb}")
    await day.type(NORD, "ja")
    row = await day.message()
    expected = BESIDES.get((state, step), TRANSITIONS.get((state, step)))
    if expected is None:
        assert as_it_is(row) == before
        assert answer.body.startswith("BU-0001 är ")
        assert not may(state, step)
    else:
        assert row.state == expected
