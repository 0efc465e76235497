"""The files with the device's keys are their owner's alone, whatever the process's umask."""

import os
from pathlib import Path

from tests.matrix_identity.stub import bot_client


def modes(folder: Path) -> set[int]:
    return {file.stat().st_mode & 0o777 for file in folder.glob("*.db*")}


def open_up(folder: Path) -> None:
    (made,) = folder.glob("*.db")
    made.chmod(0o644)


async def test_key_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        async with bot_client(tmp_path):
            pass
        open_up(tmp_path)
        async with bot_client(tmp_path):
            found = modes(tmp_path)
    finally:
        os.umask(before)
    assert found == {0o600}
