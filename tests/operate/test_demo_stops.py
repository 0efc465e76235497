"""``rocbot demo`` told to end takes down what it started, as with Ctrl-C."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack

import pytest

from bot.demo import scene
from bot.demo.stage import Stage


async def test_sigterm_unwinds_what_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_down: list[str] = []

    async def set_up(stack: AsyncExitStack, *_: object, **__: object) -> None:
        stack.callback(taken_down.append, "bot")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    monkeypatch.setattr(Stage, "set_up", set_up)
    before = signal.getsignal(signal.SIGTERM)
    try:
        async with asyncio.timeout(10):
            assert await asyncio.create_task(scene.demo(once=False)) == 0
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, before)
    assert taken_down == ["bot"]
