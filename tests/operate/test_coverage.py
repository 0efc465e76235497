"""``rocbot coverage``, and what loading and checking a register say of holes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.config import load_settings
from bot.demo import standins
from bot.errors import Fault
from bot.faults import sentence
from bot.operate.check import check
from bot.operate.coverage import coverage
from bot.operate.register import load
from bot.secrets import make_missing
from tests.operate.conftest import EXAMPLE, Installation

Shown = pytest.CaptureFixture[str]
DAYS = 20


@pytest.fixture
def bot(nowhere: Installation) -> Installation:
    make_missing(load_settings(nowhere.config))
    return nowhere


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    """The example without the beredskap's row: most kommuner have nobody at night."""
    text = EXAMPLE.read_text(encoding="utf-8")
    rows = text.split("[[route]]")
    kept = [row for row in rows if 'id = "beredskap"' not in row and 'id = "vistelse-beredskap"' not in row]
    assert len(kept) == len(rows) - 2
    found = tmp_path / "holed.toml"
    standins.write(tmp_path / "guides")
    found.write_text("[[route]]".join(kept).replace('fallback_unit = "tib"', ""), encoding="utf-8")
    return found


async def test_a_whole_register_gets_its_certificate(bot: Installation, capsys: Shown) -> None:
    await load(bot.config, [EXAMPLE], dry_run=False)
    loaded = capsys.readouterr()
    assert "coverage" not in loaded.err
    assert await coverage(bot.config, days=DAYS, picture=None) == 0
    page = capsys.readouterr().out
    assert page.startswith("Täckningen är hel: det finns alltid någon som svarar.")
    assert "version 1" in page
    assert "26 kommuner" in page


async def test_holes_are_said_when_a_register_is_loaded_checked_and_proved(
    bot: Installation, holed: Path, capsys: Shown
) -> None:
    await load(bot.config, [holed], dry_run=True)
    shown = capsys.readouterr()
    assert "obs  coverage: " in shown.err
    assert "alla enheter är stängda" in shown.err
    await load(bot.config, [holed], dry_run=False)
    assert "Registret gäller i version 1." in capsys.readouterr().out
    with pytest.raises(Fault):
        await check(bot.config)
    assert "obs  coverage: " in capsys.readouterr().out
    with pytest.raises(Fault) as fault:
        await coverage(bot.config, days=DAYS, picture=None)
    assert sentence(fault.value) == "täckningen är inte hel"
    page = capsys.readouterr().out
    assert "luckor." in page
    assert "Salem" in page


async def test_of_many_holes_a_load_says_five_and_how_many_more(
    bot: Installation, holed: Path, capsys: Shown
) -> None:
    await load(bot.config, [holed], dry_run=True)
    said = [line for line in capsys.readouterr().err.splitlines() if "obs  coverage: " in line]
    assert len(said) == 6
    assert re.search(r"… och \d+ till, se `rocbot coverage`$", said[-1])


async def test_the_picture_goes_into_a_file_of_either_kind(
    bot: Installation, tmp_path: Path, capsys: Shown
) -> None:
    await load(bot.config, [EXAMPLE], dry_run=False)
    for name, start in (("bild.png", b"\x89PNG"), ("bild.svg", b"<svg")):
        await coverage(bot.config, days=DAYS, picture=tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
        assert name in capsys.readouterr().out
    with pytest.raises(Fault) as fault:
        await coverage(bot.config, days=DAYS, picture=tmp_path / "ingen" / "bild.png")
    assert sentence(fault.value).endswith("går inte att skriva: den finns inte")


@pytest.mark.parametrize("name", ["bild.gif", "bild", "bild.png.txt"])
async def test_a_picture_of_another_kind_is_refused_before_anything_is_proved(
    bot: Installation, tmp_path: Path, capsys: Shown, name: str
) -> None:
    await load(bot.config, [EXAMPLE], dry_run=False)
    capsys.readouterr()
    with pytest.raises(Fault) as fault:
        await coverage(bot.config, days=DAYS, picture=tmp_path / name)
    assert sentence(fault.value).endswith("blir ingen bild: namnet ska sluta på .png eller .svg")
    assert capsys.readouterr().out == ""
    assert not (tmp_path / name).exists()


def test_files_are_proved_and_their_table_shown_before_anything_is_set_up(
    tmp_path: Path, holed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    whole = CliRunner().invoke(app, ["coverage", str(EXAMPLE), "--days", "5"])
    assert whole.exit_code == 0
    assert whole.stdout.startswith("Täckningen är hel")
    assert "enligt filerna:" in whole.stdout
    found = CliRunner().invoke(app, ["coverage", str(holed), "--days", "5"])
    assert found.exit_code == 1
    assert "täckningen är inte hel" in found.stderr
    table = CliRunner().invoke(app, ["routes", str(EXAMPLE)])
    assert table.exit_code == 0
    assert "beredskap" in table.stdout
    assert sorted(tmp_path.iterdir()) == before


def test_faults_in_a_file_to_prove_are_named(tmp_path: Path) -> None:
    wrong = tmp_path / "fel.toml"
    wrong.write_text('[[unit]]\nid = "Å"\n', encoding="utf-8")
    for command in ("coverage", "routes"):
        shown = CliRunner().invoke(app, [command, str(wrong)])
        assert shown.exit_code == 1
        assert "fel.toml" in shown.stderr


async def test_without_a_register_there_is_nothing_to_prove(bot: Installation) -> None:
    with pytest.raises(Fault) as fault:
        await coverage(bot.config, days=DAYS, picture=None)
    assert fault.value.code == "register.none"


@pytest.mark.parametrize("days", ["0", "401", "många"])
def test_days_that_make_no_sense_are_wrong_usage(days: str) -> None:
    assert CliRunner().invoke(app, ["coverage", "--days", days]).exit_code == 2
