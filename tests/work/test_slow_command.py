"""A command that takes three seconds delays no other room, through the real kernel and on both databases."""

# ruff: noqa: ARG001 - executors take what the kernel hands them
from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.bell import Bell
from bot.chat.converters import Words
from bot.chat.declare import Arg, Call, Command, Group
from bot.chat.document import doc
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxState
from bot.store.inbox_queries import TakenEvent, add_events
from bot.store.outbox import OutboxRow
from bot.work.inbox import InboxRunner
from tests.chat.kit import DIRECT, JOUR, POLIS, UNIT, Scene

SLOW = 3.0
PROMPT = 1.0


@dataclass(frozen=True)
class What:
    what: str


@dataclass(frozen=True)
class Nothing:
    pass


async def slowly(call: Call, args: What) -> Outcome:
    await asyncio.sleep(SLOW)
    return Outcome(args.what)


async def quickly(call: Call, args: Nothing) -> Outcome:
    return Outcome(None)


GROUP = Group(
    commands=(
        Command(
            path=("långsam",),
            summary=msg("dröjer"),
            args=(Arg("what", "vad", Words(), msg("vad"), question=msg("Vad?"), example="båt"),),
            execute=slowly,
            view=lambda _, say: doc(say("Långsamt.")),
        ),
        Command(
            path=("snabb",),
            summary=msg("går fort"),
            args=(),
            execute=quickly,
            view=lambda _, say: doc(say("Fort.")),
        ),
    ),
    notices={},
    problems={},
    followers=(),
)


@asynccontextmanager
async def running(scene: Scene) -> AsyncIterator[Bell]:
    bell = Bell()
    runner = InboxRunner(
        scene.store,
        scene.dispatcher.handle,
        scene.dispatcher.fault,
        bell,
        scene.clock,
        metrics=Metrics(),
        worker="DEVICE",
        after=lambda _targets: None,
    )
    task = asyncio.create_task(runner.run())
    try:
        yield bell
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def put(scene: Scene, event_id: str, text: str, room: str = DIRECT, sender: str = POLIS) -> None:
    now = scene.clock.now()
    event = TakenEvent(
        event_id=event_id,
        room_id=room,
        sender=sender,
        kind=InboxKind.TEXT,
        state=InboxState.NEW,
        trust="signed",
        payload={"text": text},
        origin_at=now,
        received_at=now,
    )
    async with scene.store.begin(durable=False) as session:
        await add_events(session, [event])


async def said(scene: Scene) -> Sequence[str]:
    async with scene.store.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [str((row.content or {})["body"]) for row in rows]


async def seconds_until(scene: Scene, text: str) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(4 * SLOW):
        while not any(text in body for body in await said(scene)):  # noqa: ASYNC110 - the outbox does not call
            await asyncio.sleep(0.01)
    return time.perf_counter() - began


@pytest.mark.parametrize("asked", [False, True], ids=["typed at once", "after a question"])
async def test_a_slow_command_delays_no_other_room(store: Store, *, asked: bool) -> None:
    scene = Scene(store, [GROUP])
    async with running(scene) as bell:
        await put(scene, "$slow", "!långsam" if asked else "!långsam vad:båt")
        if asked:
            bell.ring()
            await seconds_until(scene, "Vad?")
            await put(scene, "$answer", "båt")
        bell.ring()
        await asyncio.sleep(0.2)
        for number in range(3):
            await put(scene, f"$quick{number}", "!snabb", UNIT, JOUR)
        bell.ring()
        assert await seconds_until(scene, "Fort.") < PROMPT
        assert not any("Långsamt." in body for body in await said(scene))
        await seconds_until(scene, "Långsamt.")


async def test_a_question_that_lapses_while_its_answer_is_carried_out_has_one_end(store: Store) -> None:
    scene = Scene(store, [GROUP])
    async with running(scene) as bell:
        await put(scene, "$slow", "!långsam")
        bell.ring()
        await seconds_until(scene, "Vad?")
        await put(scene, "$answer", "båt")
        bell.ring()
        await asyncio.sleep(SLOW / 2)
        scene.clock.pass_by(hours=1)
        async with store.begin() as session:
            await scene.dispatcher.question_lapse.carry_out(session, scene.clock.now())
        await put(scene, "$after", "!snabb")
        bell.ring()
        await seconds_until(scene, "Fort.")
    ends = [body for body in await said(scene) if "Långsamt." in body or "Ingen svarade" in body]
    assert len(ends) == 1
