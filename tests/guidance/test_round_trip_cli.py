"""``rocbot guide export`` and ``import`` as an operator runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.assembly import ground
from bot.config import load_settings
from bot.guidance.po import parse
from bot.guidance.shelf import shipped_po
from bot.guidance.tables import CatalogueRow
from bot.operate.guide import look_at_guide
from bot.secrets import make_missing
from tests.guidance.po_files import whole

Runs = Callable[..., Result]


@pytest.fixture
def rocbot(tmp_path: Path) -> Runs:
    """Runs the program with settings of its own and an empty database."""
    password = tmp_path / "password"
    password.write_text("lösenord", encoding="utf-8")
    password.chmod(0o600)
    config = tmp_path / "rocbot.toml"
    config.write_text(
        '[matrix]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@rocbot:localhost"\n'
        f'password_file = "{password}"\n[store]\ndirectory = "{tmp_path}/store"\n',
        encoding="utf-8",
    )
    make_missing(load_settings(config))
    return lambda *words: CliRunner().invoke(app, [*map(str, words), "--config", str(config)])


def test_a_language_goes_out_and_comes_back_to_the_byte(rocbot: Runs, tmp_path: Path) -> None:
    sent = tmp_path / "so.po"
    sent.write_bytes(whole().replace(b"\n", b"\r\n"))
    assert rocbot("guide", "export", "so").stdout_bytes == shipped_po("so")
    shown = rocbot("guide", "import", "--dry-run", sent)
    assert shown.exit_code == 0
    assert "  + (oro.telefon)" in shown.output
    assert "oro: utkast, ändrad" in shown.output
    assert shown.output.endswith("Inget är ändrat än.\n")
    assert rocbot("guide", "export", "so").stdout_bytes == shipped_po("so")
    assert rocbot("guide", "import", sent).output.endswith("Filen gäller nu för somaliska.\n")
    assert rocbot("guide", "export", "so").stdout_bytes == sent.read_bytes()
    assert rocbot("guide", "import", sent).output == "somaliska: filen är den som redan gäller.\n"


def test_what_is_wrong_with_a_file_is_a_line_each_and_nothing_is_changed(
    rocbot: Runs, tmp_path: Path
) -> None:
    sent = tmp_path / "so.po"
    sent.write_bytes(
        whole().replace(b"(ram.barn) 18", b"(ram.barn) 19").replace(b"(oro.alla)", b"(oro.alla) ")
    )
    refused = rocbot("guide", "import", sent)
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    assert lines[0].startswith("fel  so.po rad ")
    assert lines[0].endswith("oro.alla: översättningen börjar eller slutar med blanktecken")
    assert lines[1].endswith("ram.barn: översättningen har andra tal än svenskan: 19")
    assert lines[2] == f"rocbot: {sent} har 2 fel, och inget är ändrat"
    sent.write_bytes(b"msgid")
    assert "fel  so.po rad 1: raden går inte att läsa som PO" in rocbot("guide", "import", sent).stderr
    assert "går inte att läsa" in rocbot("guide", "import", tmp_path / "none.po").stderr
    assert rocbot("guide", "export", "so").stdout_bytes == shipped_po("so")


def test_the_file_that_ships_goes_out_without_settings_whatever_was_imported(
    rocbot: Runs, tmp_path: Path
) -> None:
    sent = tmp_path / "so.po"
    sent.write_bytes(whole())
    rocbot("guide", "import", sent)
    assert rocbot("guide", "export", "so").stdout_bytes == whole()
    nowhere = str(tmp_path / "none.toml")
    shipped = CliRunner().invoke(app, ["guide", "export", "--shipped", "so", "--config", nowhere])
    assert shipped.stdout_bytes == shipped_po("so")
    refused = CliRunner().invoke(app, ["guide", "export", "--shipped", "sv", "--config", nowhere])
    assert "språken är en, ar" in refused.stderr


def test_a_language_that_is_none_is_told_with_those_there_are(rocbot: Runs) -> None:
    refused = rocbot("guide", "export", "sv")
    assert refused.exit_code == 1
    assert "språken är en, ar, ckb, fr, fa, so, es, ti, tr" in refused.stderr


async def looked_at(config: Path) -> list[str]:
    async with ground(config) as base:
        return [one.line() async for one in look_at_guide(base)]


def test_check_tells_of_reviews_and_of_an_import_that_is_damaged(rocbot: Runs, tmp_path: Path) -> None:
    config = tmp_path / "rocbot.toml"
    sent = tmp_path / "so.po"
    sent.write_bytes(whole(changed={"oro.telefon": ("(other)",)}))
    assert asyncio.run(looked_at(config)) == ["ok   gangsnack: texter på 9 språk, 0 av 45 avsnitt granskade"]
    older = parse(whole()).current()["oro.telefon"].ids[0]
    sent.write_bytes(sent.read_bytes().replace(older.encode(), "Så stod det förut.".encode()))
    assert rocbot("guide", "import", sent).exit_code == 0
    shown = asyncio.run(looked_at(config))
    assert "obs  gangsnack so: äldre än svenskan: oro" in shown
    assert any(one.startswith("ok   gangsnack so: importerad 20") for one in shown)

    async def tear() -> None:
        async with ground(config) as base, base.store.begin() as session:
            await session.execute(update(CatalogueRow).values(po=b"torn"))

    asyncio.run(tear())
    assert asyncio.run(looked_at(config))[0].startswith("fel  gangsnack so: den importerade filen är skadad")
    assert "importera den igen först" in rocbot("guide", "export", "so").stderr
    assert rocbot("guide", "import", sent).exit_code == 0
    assert rocbot("guide", "export", "so").exit_code == 0
