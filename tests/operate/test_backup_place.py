"""Where a backup cannot lie is said in a sentence, before anything is written."""

from pathlib import Path

import pytest

from bot.errors import Fault
from bot.faults import sentence
from bot.operate.backup import backup

CONFIG = Path("rocbot.toml")


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault) as fault:
        await backup(CONFIG, tmp_path / "nope" / "b.tar")
    assert sentence(fault.value) == f"mappen {tmp_path / 'nope'} finns inte; skapa den eller ange en annan"


async def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    target.write_text("yesterday's")
    with pytest.raises(Fault) as fault:
        await backup(CONFIG, target)
    assert "finns redan" in sentence(fault.value)
    assert target.read_text() == "yesterday's"
