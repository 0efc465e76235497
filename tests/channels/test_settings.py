"""What ``check`` and ``rocbot channels`` say of the second channel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channels.marks import Marks
from bot.config import load_settings
from bot.operate.channels import look_at_channel, show_channels
from bot.operate.finding import Mark
from bot.secrets import load_channel_secret, load_secrets, make_missing, secret_files

CHANNELS = """
[channels]
gateway = "46elks"
user = "u1"
secret_file = "{directory}/gateway-secret"
sender = "{sender}"
answers_url = "https://larm.invalid/"
sound_url = "{sound}"
"""


def written(
    directory: Path, sender: str = "070-174 06 90", sound: str = "", channels: str = CHANNELS
) -> Path:
    (directory / "gateway-secret").write_text("hemligt\n", encoding="utf-8")
    path = directory / "rocbot.toml"
    base = '[matrix]\nhomeserver = "http://localhost:1"\nuser_id = "@rocbot:localhost"\n[store]\n'
    more = channels.format(directory=directory, sender=sender, sound=sound)
    path.write_text(f'{base}directory = "{directory}"\n{more}', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("more", "mark", "text"),
    [
        ({"channels": ""}, Mark.OBS, "ingen andra kanal"),
        ({}, Mark.OBS, "ljudfilen saknas"),
        ({"sound": "https://larm.invalid/larm.mp3"}, Mark.OK, "genom 46elks"),
        ({"sender": "ROC"}, Mark.FAULT, "går inte att svara på"),
    ],
)
def test_check_says_what_the_second_channel_comes_to(
    tmp_path: Path, more: dict[str, Any], mark: Mark, text: str
) -> None:
    found = look_at_channel(load_settings(written(tmp_path, **more)))
    assert (found.mark, text in found.text) == (mark, True)


async def test_the_address_to_enter_at_the_gateway_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    settings = load_settings(path)
    make_missing(settings)
    assert await show_channels(path) == 0
    secret = Marks(load_secrets(settings).signing_key).url_secret
    shown = "".join(capsys.readouterr().out.split())
    assert f"https://larm.invalid/telefon/{secret}/svar" in shown


def test_the_gateways_secret_comes_from_its_file_and_is_looked_at_like_the_others(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path))
    assert load_channel_secret(settings) == "hemligt"
    assert tmp_path / "gateway-secret" in secret_files(settings)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROCBOT_CHANNELS__SECRET", "annat")
    settings = load_settings(written(tmp_path))
    assert load_channel_secret(settings) == "annat"
    assert tmp_path / "gateway-secret" not in secret_files(settings)
