"""What is wrong is named by the key that causes it, and nothing is changed by looking."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.assembly import ground
from bot.clock import SystemClock
from bot.config import load_settings
from bot.demo import standins
from bot.errors import Fault
from bot.faults import sentence
from bot.guidance.languages import language
from bot.guidance.tables import GuideFileRow, GuideLinkRow
from bot.operate.check import check
from bot.operate.check_homeserver import look_at_homeserver
from bot.operate.finding import Mark
from bot.operate.register import load, routes
from bot.secrets import make_missing
from tests.operate.conftest import EXAMPLE, Installation

Shown = pytest.CaptureFixture[str]


async def looked(bot: Installation, capsys: Shown) -> str:
    """What ``check`` prints when it finds something wrong."""
    with pytest.raises(Fault) as fault:
        await check(bot.config)
    assert fault.value.code == "check.failed"
    return capsys.readouterr().out


async def test_every_wrong_key_of_the_settings_is_a_line(nowhere: Installation, capsys: Shown) -> None:
    nowhere.configure("[web]\nlisen = 'x'\nlisten = 3\n")
    shown = await looked(nowhere, capsys)
    assert "fel  web.lisen: det finns ingen sådan uppgift här; menar du listen?" in shown
    assert "fel  web.listen: ska vara text" in shown


async def test_an_empty_installation_lacks_secrets_and_homeserver(
    nowhere: Installation, capsys: Shown
) -> None:
    shown = await looked(nowhere, capsys)
    assert "fel  store.secrets:" in shown
    assert "fel  matrix.homeserver: servern svarar inte" in shown
    assert not nowhere.store.exists()


async def test_a_secret_that_others_may_read_is_a_fault(nowhere: Installation, capsys: Shown) -> None:
    make_missing(load_settings(nowhere.config))
    (nowhere.store / "secrets" / "pickle-key").chmod(0o640)
    shown = await looked(nowhere, capsys)
    assert f"kan läsas av andra (640); kör chmod 600 {nowhere.store}/secrets/pickle-key" in shown
    assert "data-key.1 läses bara av sin ägare" in shown
    assert "fel  database.url: databasen är tom" in shown


async def test_undecided_routes_and_rooms_not_found_are_said(nowhere: Installation, capsys: Shown) -> None:
    make_missing(load_settings(nowhere.config))
    await load(nowhere.config, [EXAMPLE], dry_run=False)
    shown = await looked(nowhere, capsys)
    assert "ok   register: version 1 gäller" in shown
    assert "obs  route.en-ingang.decided_by: raden är inte beslutad" in shown
    assert "obs  room.#roc:localhost: rummet är inte funnet än" in shown
    assert "ok   guide: den officiella guiden är inlagd på 10 språk" in shown
    assert "fel  matrix.user_id: boten har aldrig loggat in" in shown


async def test_a_folder_without_the_typefaces_of_print_is_told_and_stops_nothing(
    nowhere: Installation, capsys: Shown, tmp_path: Path
) -> None:
    nowhere.configure(f"[guidance]\nfonts = '{tmp_path}'\n")
    shown = await looked(nowhere, capsys)
    assert f"obs  guidance.fonts: i {tmp_path} saknas Noto Sans, Vazirmatn, Noto Sans Ethiopic" in shown


async def test_a_guide_that_is_missing_without_a_file_too_old_or_broken_is_said(
    nowhere: Installation, tmp_path: Path, capsys: Shown
) -> None:
    make_missing(load_settings(nowhere.config))
    standins.write(tmp_path / "guides")
    text = EXAMPLE.read_text(encoding="utf-8").replace('language = "ti"', 'language = "am"')
    head, *guides = text.replace("check_links = false", "check_links = true").split("[[guide]]")
    guides = [one for one in guides if '"am"' not in one]
    guides[1] = re.sub(r"(file|sha256) = .*\n", "", guides[1])
    guides[2] = guides[2].replace("checked_at = 2026", "checked_at = 2024")
    path = tmp_path / "register.toml"
    path.write_text("[[guide]]".join([head, *guides]), encoding="utf-8")
    await load(nowhere.config, [path], dry_run=False)
    async with ground(nowhere.config) as base, base.store.begin() as session:
        url = "https://guide.example/gangsnacket/so"
        session.add(GuideLinkRow(language="so", url=url, failures=2, fault="timeout"))
        await session.execute(
            delete(GuideFileRow).where(GuideFileRow.body == standins.stand_in(language("fr")))
        )
    shown = await looked(nowhere, capsys)
    assert "obs  guide: den officiella guiden är inte inlagd på tigrinska" in shown
    assert "obs  guide.en.file: guiden delas ut som länk, ingen PDF är inlagd" in shown
    assert "obs  guide.ar.checked_at: kontrollerades 2024-11-02, för över 180 dagar sedan" in shown
    assert "obs  guide.so.url: länken fungerar inte: https://guide.example/gangsnacket/so" in shown
    assert "fel  guide.fr.file: filen finns inte i databasen" in shown


@pytest.mark.parametrize(("ahead", "words"), [(120, "före"), (-120, "efter")])
async def test_a_clock_that_differs_from_the_homeservers_is_a_fault(
    installation: Installation, ahead: int, words: str
) -> None:
    class Wrong:
        def now(self) -> datetime:
            return SystemClock().now() + timedelta(seconds=ahead)

        def monotonic(self) -> float:
            return 0.0

    found = [one async for one in look_at_homeserver(load_settings(installation.config), Wrong())]
    clock = next(one for one in found if one.key == "klocka")
    assert clock.mark is Mark.FAULT
    assert re.search(rf"går 1(19|20|21) s {words} serverns", clock.text)
    assert "Synapse" in found[0].text


async def test_a_wrong_register_changes_nothing_and_each_fault_is_a_line(
    nowhere: Installation, tmp_path: Path, capsys: Shown
) -> None:
    make_missing(load_settings(nowhere.config))
    wrong = tmp_path / "wrong.toml"
    standins.write(tmp_path / "guides")
    text = EXAMPLE.read_text(encoding="utf-8")
    wrong.write_text(text.replace('kommun = "Nacka"', 'kommun = "Nakca"', 1), encoding="utf-8")
    with pytest.raises(Fault) as fault:
        await load(nowhere.config, [wrong], dry_run=False)
    assert "fel och är inte ändrat" in sentence(fault.value)
    shown = capsys.readouterr().err
    assert shown.startswith("fel  wrong.toml:")
    assert "menar du Nacka?" in shown
    with pytest.raises(Fault) as nothing:
        await routes(nowhere.config)
    assert nothing.value.code == "register.none"


async def test_the_difference_is_shown_and_a_dry_run_applies_none(
    nowhere: Installation, capsys: Shown
) -> None:
    make_missing(load_settings(nowhere.config))
    await load(nowhere.config, [EXAMPLE], dry_run=True)
    assert "+ room #roc:localhost" in capsys.readouterr().out
    await load(nowhere.config, [EXAMPLE], dry_run=False)
    assert "Registret gäller i version 1." in capsys.readouterr().out
    await load(nowhere.config, [EXAMPLE], dry_run=False)
    assert "Inget ändras" in capsys.readouterr().out
    await routes(nowhere.config)
    shown = capsys.readouterr().out
    assert "rad en-ingang" in shown
    assert "inte beslutad" in shown
