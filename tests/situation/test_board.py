"""The wallboard's board: what all actors may see, of the last picture and the present round."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings

from bot.chat.languages import Languages
from bot.clock import Clock
from bot.situation.board_look import BoardLook, bare, of_picture
from bot.situation.compile import compile_version
from bot.situation.compiled import CaseNumbers, Count, Inputs, ModeState
from bot.situation.facts import Board, Level, Mode, Names, Silent
from bot.situation.freeze import to_json
from bot.situation.picture_tables import PictureRow
from bot.situation.tables import RoundRow
from bot.situation.values import Audience
from bot.store.engine import Store
from bot.wallboard import Watcher
from bot.web.wallboard_feed import Shown
from bot.web.wallboard_page import Pages, Timing
from commands.wallboard_view import board_page, shell_words
from tests.cases.night import ZONE
from tests.situation.day import HED, LUND, MORNING, Day
from tests.situation.made import NACKA, STOCKHOLM, any_inputs, inputs, need, report
from tests.situation.test_narrower import planted

SAY = Languages(ZONE).say("sv", MORNING)
PAGES = Pages(shell_words(SAY), Timing())


@pytest.fixture
async def day(store: Store) -> Day:
    return await Day(store).open()


async def publish(day: Day, made: Inputs, version: int = 1, *, exercise: bool = False) -> None:
    """The picture of the day before, as it was posted."""
    async with day.store.begin() as session:
        due = MORNING - timedelta(hours=17) + timedelta(minutes=version)
        round_ = RoundRow(
            reference=f"LB-1120-{version}{exercise:d}",
            wall=f"2026-11-20T15:0{version}",
            zone="Europe/Stockholm",
            due_at=due,
            opens_at=due,
            closes_at=due,
            mode="ordinary",
            exercise=exercise,
            state="posted",
        )
        session.add(round_)
        await session.flush()
        found = replace(made, reference=round_.reference, due_at=due)
        session.add(
            PictureRow(
                round_id=round_.id,
                version=1,
                state="published",
                compiled_at=due,
                published_at=due,
                inputs=to_json(found),
            )
        )


async def look(day: Day, boards: BoardLook | None = None) -> Board:
    async with day.store.read() as session:
        snapshot = await day.register.current(session)
        return await (boards or BoardLook()).board(session, snapshot, day.clock.now())


async def shown(day: Day) -> Shown:
    clock = cast(Clock, day.clock)
    return await Watcher(day.store, day.register, clock, Languages(ZONE), PAGES, BoardLook())()


def level(board: Board, kommun: str) -> Any:
    return next(one.level for one in board.levels if one.kommun == kommun)


async def test_before_the_first_picture_the_board_says_when_it_comes(day: Day) -> None:
    await day.tick()
    board = await look(day)
    assert (board.picture, level(board, NACKA), board.mode) == (None, None, Mode.ORDINARY)
    assert board.next_at == MORNING + timedelta(hours=7)
    assert "Ingen lägesbild har gått ut än" in (await shown(day)).fragment


async def test_levels_and_counts_are_those_that_all_actors_were_given(day: Day) -> None:
    await publish(
        day,
        inputs(
            report(1, "nacka", "Oro.", level=Level.SERIOUS),
            report(2, "stockholm", "Oro.", level=Level.CRITICAL, audience=Audience.ROC),
            cases=CaseNumbers({"alarmed": 2, "taken": 11}, 7),
        ),
    )
    board = await look(day)
    assert level(board, NACKA) is Level.SERIOUS
    assert level(board, STOCKHOLM) is None
    assert board.cases == {"alarmed": Count(0, 4), "taken": Count(10, 14)}
    fragment = (await shown(day)).fragment
    assert "larmad: färre än 5" in fragment
    assert "tagen: 10–14" in fragment


async def test_who_has_not_reported_follows_the_open_round(day: Day) -> None:
    await publish(day, inputs(report(1)))
    await day.tick()
    before = await look(day)
    assert (before.open, before.opens_at) == (False, MORNING + timedelta(hours=4))
    await day.pass_by(hours=4, seconds=1)
    opened = await look(day)
    assert opened.open
    assert Silent("nacka", NACKA) in opened.missing
    assert opened.asked == len(opened.missing) > 30
    await day.type(HED, "!lägesbild inget")
    answered = await look(day)
    assert Silent("nacka", NACKA) not in answered.missing
    assert answered.asked == opened.asked


async def test_the_mode_is_shown_at_once_and_its_cause_never(day: Day) -> None:
    await day.type(HED, "!samverkansläge begär orsak:hemligorsak")
    await day.type(LUND, "!samverkansläge bekräfta")
    board = await look(day)
    assert (board.mode, board.mode_since) == (Mode.ACTIVATED, MORNING)
    fragment = (await shown(day)).fragment
    assert "Aktiverat läge sedan 08:00" in fragment
    assert "hemligorsak" not in fragment


async def test_an_exercise_leaves_no_trace_on_the_board(day: Day) -> None:
    await publish(day, inputs(report(1, level=Level.NORMAL)))
    await publish(
        day, inputs(report(2, level=Level.CRITICAL, exercise=True), exercise=True), 2, exercise=True
    )
    board = await look(day)
    assert (board.picture, level(board, NACKA)) == ("LB-1120-10", Level.NORMAL)


async def test_a_picture_is_compiled_once_however_often_it_is_looked_at(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(day, inputs(report(1)))
    boards, made = BoardLook(), []

    def counted(*args: Any, **more: Any) -> Any:
        made.append(args)
        return compile_version(*args, **more)

    monkeypatch.setattr("bot.situation.board_look.compile_version", counted)
    for _ in range(3):
        await look(day, boards)
    await publish(day, inputs(report(2)), 2)
    assert (await look(day, boards)).picture == "LB-1120-20"
    assert len(made) == 2


@settings(deadline=None, max_examples=60)
@given(any_inputs())
def test_nothing_that_anybody_wrote_stands_on_the_board(made: Inputs) -> None:
    cause = ModeState(Mode.ACTIVATED, made.due_at, cause="hemligorsak", called_for="nacka")
    made = planted(replace(made, mode=cause, needs=(*made.needs, need(99, "hemligtbehov"))))
    version = compile_version(made, Audience.SSR, held=True, reason="hemligtskäl")
    board = of_picture(bare(cause), version, {})
    known = Names({}, {}, {}, ("normalt", "ansträngt", "allvarligt", "kritiskt"))
    html = PAGES.fragment(board_page(board, known, SAY))
    assert "hemlig" not in html
    assert "hemlig" not in repr(board)
    assert "R-1121" not in html
    assert "R-1121" not in repr(board)
