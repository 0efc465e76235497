"""The console: the real kernel and runners, and nothing that leaves the terminal."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.assembly import all_sections, register_sentences
from bot.demo import standins
from bot.errors import Fault
from bot.operate.console import Talk, console
from bot.operate.console_stage import Setting, stage
from bot.operate.screen import Screen
from bot.register.load import Loaded, load_files
from tests.harness.clock import RunningClock
from tests.operate.conftest import EXAMPLE, Installation

NIGHT = datetime(2026, 12, 1, 2, 12, tzinfo=UTC)
"""A Tuesday, 03:12 in Stockholm: who has the jour in the example differs from hour to hour."""
RAISE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"


def quick_register(tmp_path: Path) -> Loaded:
    """The example, where nobody is waited for longer than a second."""
    path = tmp_path / "register.toml"
    standins.write(tmp_path / "guides")
    text = EXAMPLE.read_text(encoding="utf-8")
    path.write_text(text.replace('step = { nu = "5 min"', 'step = { nu = "1 s"'), encoding="utf-8")
    return load_files([path], all_sections(RunningClock(NIGHT)), register_sentences())


@asynccontextmanager
async def talking(register: Loaded, user: str) -> AsyncIterator[tuple[Talk, list[str]]]:
    shown: list[str] = []
    async with stage(register, Setting(), RunningClock(NIGHT), shown.append) as theatre:
        talk = Talk(theatre, Screen())
        talk.become(user)
        yield talk, shown


@pytest.fixture
def example() -> Loaded:
    return load_files([EXAMPLE], all_sections(RunningClock(NIGHT)), register_sentences())


def heard(shown: list[str], start: str, *parts: str) -> bool:
    return any(line.startswith(start) and all(part in line for part in parts) for line in shown)


async def test_a_case_goes_from_the_police_to_the_unit_and_back(example: Loaded) -> None:
    async with talking(example, "polis-ek") as (talk, shown):
        await talk.take(RAISE)
        assert heard(shown, "→ enhet socialjour-stockholm #", "Larm till Stockholms socialjour")
        assert heard(shown, "→ roc #", "IA-")
        shown.clear()
        await talk.take("/som jour-alm")
        await talk.take("/rum enhet socialjour-stockholm")
        await talk.take("tar")
        assert heard(shown, "→ direkt @polis-ek:localhost #", "har tagit")


async def test_a_question_is_answered_by_plain_text_and_a_message_by_its_number(example: Loaded) -> None:
    async with talking(example, "polis-ek") as (talk, shown):
        await talk.take(RAISE.removesuffix(" ring:RLC"))
        assert heard(shown, "→ direkt @polis-ek:localhost #1:", "1) RLC")
        await talk.take("1")
        alarm = next(line for line in shown if line.startswith("→ enhet")).split("#")[1].split(":")[0]
        await talk.take("/som jour-alm")
        await talk.take("/rum socialjour-stockholm")
        await talk.take(f">{alarm} ok")
        assert heard(shown, "→ roc ändrat", "sedd")


async def test_deadlines_fall_while_one_waits(tmp_path: Path) -> None:
    async with talking(quick_register(tmp_path), "polis-ek") as (talk, shown):
        await talk.take(RAISE)
        async with asyncio.timeout(timedelta(seconds=15).total_seconds()):
            while not heard(shown, "→ enhet ledning-stockholm #"):  # noqa: ASYNC110 - a list cannot call
                await asyncio.sleep(0.05)


async def test_a_question_waits_as_long_as_the_register_says(tmp_path: Path) -> None:
    path = tmp_path / "register.toml"
    standins.write(tmp_path / "guides")
    text = EXAMPLE.read_text(encoding="utf-8")
    path.write_text(text.replace('question = "15 min"', 'question = "1 s"'), encoding="utf-8")
    register = load_files([path], all_sections(RunningClock(NIGHT)), register_sentences())
    async with talking(register, "polis-ek") as (talk, shown):
        await talk.take("!språk fi")
        async with asyncio.timeout(timedelta(seconds=15).total_seconds()):
            while not any("Ingen svarade i tid." in line for line in shown):  # noqa: ASYNC110 - a list
                await asyncio.sleep(0.05)


async def test_people_and_rooms_are_found_by_a_part_of_their_name(
    example: Loaded, capsys: pytest.CaptureFixture[str]
) -> None:
    async with talking(example, "@polis-ek:localhost") as (talk, _):
        assert talk.prompt() == "direkt @polis-ek:localhost> "
        await talk.take("/rum enhet")
        assert "rum passar" in capsys.readouterr().out
        await talk.take("/rum ingenstans")
        assert "Inget sådant rum." in capsys.readouterr().out
        await talk.take("/som ingen")
        assert "Registret har ingen ingen." in capsys.readouterr().out
        await talk.take("/som")
        await talk.take("/rum")
        await talk.take("/hjälp")
        listed = capsys.readouterr().out
        assert "@jour-alm:localhost" in listed
        assert "enhet socialjour-stockholm" in listed
        assert "/sluta" in listed
        assert await talk.take("/sluta") is False


async def test_somebody_whom_the_register_does_not_know_is_refused(nowhere: Installation) -> None:
    with pytest.raises(Fault) as fault:
        await console(nowhere.config, "@nobody:localhost", [EXAMPLE])
    assert fault.value.code == "console.nobody"


async def test_a_script_is_talked_through_and_a_bad_register_is_refused(tmp_path: Path) -> None:
    def run(*args: str, said: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", "console", "--config", str(tmp_path / "none.toml"), *args]
        return subprocess.run(command, input=said, capture_output=True, text=True, check=False, timeout=60)

    talked = await asyncio.to_thread(
        run, "--as", "polis-ek", "--register", str(EXAMPLE), said="!vem\n/sluta\n"
    )
    assert talked.returncode == 0
    assert "direkt @polis-ek:localhost> !vem\n→ direkt @polis-ek:localhost #1: Du är" in talked.stdout
    broken = tmp_path / "broken.toml"
    broken.write_text("[[aktor]]\n", encoding="utf-8")
    refused = await asyncio.to_thread(run, "--as", "polis-ek", "--register", str(broken))
    assert refused.returncode == 1
    assert "broken.toml:1" in refused.stderr
    wrong = await asyncio.to_thread(run)
    assert wrong.returncode == 2
