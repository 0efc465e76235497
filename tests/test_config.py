"""Settings: every fault names its key, and the example names every setting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import Settings, load_settings
from bot.errors import Fault
from bot.faults import sentence
from bot.secrets import load_password, load_secrets, make_missing

ROOT = Path(__file__).parents[1]
Write = Callable[[str], Path]
MINIMAL = """
[matrix]
homeserver = "http://localhost:8008"
user_id = "@rocbot:localhost"
[store]
directory = "{directory}"
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str) -> Path:
        path = tmp_path / "rocbot.toml"
        path.write_text(text.replace("{directory}", str(tmp_path)), encoding="utf-8")
        return path

    return _write


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_the_example_names_every_key_and_no_other() -> None:
    named, table = set(), ""
    for line in (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            table = header[1] + "."
        elif key := re.match(r"#?(\w+) = ", line):
            named.add(table + key[1])
    assert named == set(keys(Settings)) - {"matrix.password", "channels.secret", "mail.password"}


def test_an_example_value_left_in_place_stops_the_start_with_its_key(write: Write) -> None:
    path = write((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    with pytest.raises(Fault) as fault:
        load_settings(path)
    assert "matrix.homeserver, matrix.user_id" in sentence(fault.value)


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("[web]\nlisen = '127.0.0.1:1'", "web.lisen: det finns ingen sådan uppgift här; menar du listen?"),
        ("[web]\nlisten = 'everywhere'", "web.listen"),
        ("[web]\nlisten = '127.0.0.1:65536'", "web.listen: en port är högst 65535"),
        ("time_zone = 'Europe/Stokholm'", "time_zone"),
        ("[database]\nurl = 'mysql://x'", "database.url"),
        ("[channels]\ngateway = '46elks'\nuser = 'u'", "channels: med gateway ska också secret_file, sender"),
        ("[channels]\nheartbeat_url = 'http://puls'", "channels.heartbeat_url: ska vara en adress"),
        ("[matrix", "samma nyckel eller rubrik står två gånger"),
    ],
)
def test_a_wrong_key_or_value_is_named(write: Write, extra: str, expected: str) -> None:
    text = extra + "\n" + MINIMAL if "=" in extra.split("\n", maxsplit=1)[0] else MINIMAL + extra
    with pytest.raises(Fault) as fault:
        load_settings(write(text))
    assert expected in sentence(fault.value)


def test_a_missing_key_is_named(write: Write) -> None:
    with pytest.raises(Fault) as fault:
        load_settings(write("[store]\ndirectory = '/tmp'"))
    assert "matrix: uppgiften saknas" in sentence(fault.value)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault) as fault:
        load_settings(tmp_path / "none.toml")
    assert sentence(fault.value).endswith("none.toml går inte att läsa: den finns inte")
    with pytest.raises(Fault) as fault:
        load_settings(tmp_path)
    assert sentence(fault.value).endswith("det är en mapp, inte en fil")


def test_what_is_no_toml_is_named_by_its_line_and_in_swedish(write: Write) -> None:
    with pytest.raises(Fault) as fault:
        load_settings(write('[matrix]\nuser_id = "@a:b'))
    assert "rocbot.toml rad 2: " in sentence(fault.value)
    assert sentence(fault.value).endswith("texten är inte avslutad med citattecken på samma rad")


def test_the_environment_goes_before_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROCBOT_WEB__LISTEN", "127.0.0.1:0")
    assert load_settings(write(MINIMAL)).web.listen == "127.0.0.1:0"


def test_secrets_are_made_once_readable_by_their_owner_alone(write: Write) -> None:
    settings = load_settings(write(MINIMAL))
    made = make_missing(settings)
    assert sorted(Path(name).name for name in made) == ["data-key.1", "pickle-key", "signing-key"]
    assert {Path(name).stat().st_mode & 0o777 for name in made} == {0o600}
    first = load_secrets(settings)
    assert make_missing(settings) == []
    assert load_secrets(settings) == first
    assert "data" not in repr(first)


def test_a_secret_that_is_not_a_key_is_named(write: Write) -> None:
    settings = load_settings(write(MINIMAL))
    make_missing(settings)
    (settings.secrets_directory / "pickle-key").write_text("öppna dig")
    with pytest.raises(Fault) as fault:
        load_secrets(settings)
    assert "pickle-key" in sentence(fault.value)
    assert "öppna dig" not in sentence(fault.value)


def test_a_password_is_asked_for_by_name(write: Write) -> None:
    with pytest.raises(Fault) as fault:
        load_password(load_settings(write(MINIMAL)))
    assert "matrix.password_file" in sentence(fault.value)
