"""``rocbot schedule`` shows a unit's duty, and writes it as a calendar file that can be renewed."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.assembly import ground, register_sentences
from bot.errors import Fault
from bot.faults import sentence
from bot.operate.schedule import schedule
from bot.register.apply import apply_register
from bot.register.load import load_files
from tests.operate.conftest import EXAMPLE, Installation

UNIT = "socialjour-stockholm"


@pytest.fixture
async def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, keys and the example register, without a homeserver."""
    for number, name in enumerate(("ROCBOT_DATA_KEY", "ROCBOT_PICKLE_KEY", "ROCBOT_SIGNING_KEY")):
        monkeypatch.setenv(name, b64encode(bytes([number]) * 32).decode())
    place = Installation(tmp_path, "http://localhost:1", "@rocbot:localhost")
    place.configure()
    place.store.mkdir()
    async with ground(place.config) as base:
        loaded = load_files([EXAMPLE], base.sections, register_sentences())
        async with base.store.begin() as session:
            await apply_register(
                session, loaded, base.sections, at=datetime(2026, 4, 1, tzinfo=UTC), actor="test"
            )
    return place.config


async def test_it_is_shown_as_text(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await schedule(config, UNIT, 7, None)
    said = capsys.readouterr().out
    assert "Jour i Stockholms socialjour till" in said
    assert "Alm, Stockholms socialjour (fiktiv)" in said


async def test_it_is_written_as_a_calendar_file_and_written_again(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "jour.ics"
    for days in (60, 7):
        await schedule(config, UNIT, days, target)
        count = len(Calendar.from_ical(target.read_bytes()).walk("VEVENT"))
        assert f"{count} pass i kalenderfilen." in capsys.readouterr().out
    assert not target.with_name(".jour.ics.new").exists()


async def test_a_unit_that_is_not_there_is_answered_with_those_that_are(config: Path) -> None:
    with pytest.raises(Fault) as fault:
        await schedule(config, "jouren", 7, None)
    assert UNIT in sentence(fault.value)


async def test_a_file_that_cannot_be_written_is_named(config: Path, tmp_path: Path) -> None:
    with pytest.raises(Fault) as fault:
        await schedule(config, UNIT, 7, tmp_path / "nope" / "jour.ics")
    assert "går inte att skriva" in sentence(fault.value)
