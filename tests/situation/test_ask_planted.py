"""Words planted in what is for fewer: looked for in every answer and file that any way of asking gives."""

from __future__ import annotations

import pytest

from bot.situation.compiled import ModeState, NeedState
from bot.situation.values import Audience, Mode, Part
from tests.situation.day import AKTOR_NACKA, EK, FORS, HED, LEDNING, LILJA, LUND, NACKA_POLIS, ROC, SSR, Day
from tests.situation.past import DUE, HOUR, NACKA, files, inputs, plain, publish, put, report

ASKED = (
    "visa",
    "visa LB-1120-1",
    "visa kommun:Nacka",
    "visa sedan:igår",
    "visa tema:skola nivå:0",
    "visa aktör:nacka",
    "visa R-1121-2",
    "visa R-1121-3",
    "historik",
    "skillnad",
    *(f"export format:{form}{more}" for form in ("text", "csv", "json") for more in ("", " kommun:Nacka")),
)


def planted(number: int, audience: Audience) -> dict[Part, str]:
    return {part: f"ord{number}{audience.value} i {part.value}" for part in Part}


@pytest.fixture
def backend() -> str:
    """Who may see what does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize(
    ("sender", "room", "seen"),
    [
        (EK, None, "ssr"),
        (FORS, SSR, "ssr"),
        (LUND, SSR, "ssr"),
        (LILJA, NACKA_POLIS, "ssr"),
        (LUND, ROC, "roc"),
        (LUND, LEDNING, "roc"),
        (HED, AKTOR_NACKA, "own"),
    ],
)
async def test_what_is_for_fewer_is_in_no_answer_and_no_file(
    after: Day, sender: str, room: str | None, seen: str
) -> None:
    made = [
        report(
            number,
            "",
            parts=planted(number, audience),
            source=f"ord{number}{audience.value}",
            audience=audience,
        )
        for number, audience in enumerate((Audience.SSR, Audience.ROC, Audience.OWN), start=1)
    ]
    need = NeedState("BE-0001", "polis", Audience.ROC, "ord9roc", DUE - 2 * HOUR, kommun=NACKA)
    mode = ModeState(Mode.ACTIVATED, since=DUE - 9 * HOUR)
    await publish(after, inputs(*made[1:], reference="LB-1120-1", due_at=DUE - 24 * HOUR, needs=(need,)))
    await publish(after, inputs(*made, needs=(need,), mode=mode))
    await put(after, *made)
    hidden = {"ssr": ("ord2", "ord3", "ord9"), "roc": ("ord3",), "own": ("ord9",)}[seen]
    everything = ""
    for line in ASKED:
        said = await after.type(sender, f"!lägesbild {line}", room)
        told = [one.decode() for one in await files(after, said) if not one.startswith(b"\x89PNG")]
        everything += plain(said) + "".join(told)
    assert "ord1ssr" in everything
    assert not [word for word in hidden if word in everything]
    if seen == "own":
        assert "ord3own" in everything
