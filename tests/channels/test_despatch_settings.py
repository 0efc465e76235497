"""Mail server and webhooks as the settings have them, and what is said of them."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import Ground, all_sections
from bot.channels.despatch_opening import NoMail, open_carriers
from bot.channels.mails import Mails
from bot.clock import SystemClock
from bot.config import load_settings
from bot.errors import Fault
from bot.faults import sentence
from bot.operate.channels import show_channels
from bot.operate.check_despatches import look_at_despatches, look_at_mail
from bot.operate.finding import Finding, Mark
from bot.press.entries import ChannelEntry
from bot.press.values import ChannelKind
from bot.register.load import Loaded
from bot.secrets import load_mail_password, load_secrets, make_missing, secret_files, webhook_secret
from bot.store.engine import Store
from tests.harness.certificates import Certificates
from tests.harness.postmaster import PASSWORD, USER, Postmaster
from tests.harness.receiver import Receiver
from tests.press.day import PressDay, changed

SETTINGS = """
[matrix]
homeserver = "https://matrix.invalid"
user_id = "@rocbot:matrix.invalid"
[store]
directory = "{directory}"
"""
MAIL = {
    "host": '"localhost"',
    "user": f'"{USER}"',
    "sender": '"press@samverkan.example"',
    "list_unsubscribe": '["mailto:av@samverkan.example?subject=av", "https://samverkan.example/av"]',
}
SECRET = "en lång hemlighet i prov"


def written(directory: Path, mail: dict[str, str] | None = None, more: str = "") -> Path:
    path = directory / "rocbot.toml"
    (directory / "mail-password").write_text(PASSWORD, encoding="utf-8")
    keys = {**MAIL, "password_file": f'"{directory}/mail-password"', **(mail or {})}
    lines = "\n".join(f"{key} = {value}" for key, value in keys.items() if value)
    path.write_text(f"{SETTINGS.format(directory=directory)}\n[mail]\n{lines}\n{more}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ({"sender": ""}, "mail: med host ska också sender anges"),
        ({"list_unsubscribe": ""}, "mail: med host ska också list_unsubscribe anges"),
        ({"password_file": ""}, "mail: med host ska också password_file anges"),
        ({"host": '"mail.example.net"', "tls": '"none"'}, "mail: utan kryptering går det bara till den egna"),
        ({"tls": '"ssl"'}, "mail.tls"),
        ({"port": "65536"}, "mail.port"),
        ({"sender": '"Press <press@samverkan.example>"'}, "mail.sender: ska vara en e-postadress"),
        ({"sender": '"press@samverkan.example\\r\\nBcc: x@y.example"'}, "mail.sender: ska vara en e-post"),
        ({"reply_to": '"svar"'}, "mail.reply_to: ska vara en e-postadress"),
        ({"list_unsubscribe": '["http://samverkan.example/av"]'}, "mail.list_unsubscribe"),
        ({"list_unsubscribe": '["https://samverkan.example/>, <x"]'}, "mail.list_unsubscribe"),
        ({"list_unsubscribe": '["av@samverkan.example"]'}, "mail.list_unsubscribe"),
        ({"host": '"localhost\\r\\nQUIT"'}, "mail.host"),
        ({"connections": "0"}, "mail.connections"),
    ],
)
def test_what_would_not_work_is_named(tmp_path: Path, mail: dict[str, str], said: str) -> None:
    with pytest.raises(Fault) as fault:
        load_settings(written(tmp_path, mail))
    assert said in sentence(fault.value)


async def test_what_is_set_becomes_a_server(tmp_path: Path, certificates: Certificates) -> None:
    ca = f'"{certificates.ca_file}"'
    more = {"ca_file": ca, "connections": "3", "port": "2525", "tls": '"tls"', "hello": '"bot.example"'}
    settings = load_settings(written(tmp_path, more, f"[webhooks]\nca_file = {ca}"))
    async with open_carriers(settings, SystemClock()) as carriers:
        assert isinstance(carriers.mail, Mails)
        server = carriers.mail._server
        assert (server.host, server.port, server.tls, server.user, server.password, server.hello) == (
            "localhost",
            2525,
            "tls",
            USER,
            PASSWORD,
            "bot.example",
        )
        assert server.context.verify_mode is ssl.CERT_REQUIRED
        assert server.context.check_hostname
        assert carriers.mails == 3


async def test_without_a_server_there_is_none(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, dict.fromkeys(MAIL, "")))
    async with open_carriers(settings, SystemClock()) as carriers:
        assert isinstance(carriers.mail, NoMail)
    assert look_at_mail(settings).mark is Mark.OBS


@pytest.mark.parametrize(("text", "why"), [(None, "den finns inte"), ("inget", "det är inte PEM")])
async def test_certificates_that_cannot_be_read_stop_the_start(
    tmp_path: Path, text: str | None, why: str
) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    settings = load_settings(written(tmp_path, {"ca_file": f'"{path}"'}))
    with pytest.raises(Fault) as fault:
        async with open_carriers(settings, SystemClock()):
            pass
    assert sentence(fault.value) == f"mail.ca_file: {path} har inga certifikat som går att läsa ({why})"


def test_the_password_comes_from_its_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(written(tmp_path))
    assert load_mail_password(settings) == PASSWORD
    assert tmp_path / "mail-password" in secret_files(settings)
    (tmp_path / "mail-password").unlink()
    with pytest.raises(Fault):
        load_mail_password(settings)
    monkeypatch.setenv("ROCBOT_MAIL__PASSWORD", "annat")
    settings = load_settings(written(tmp_path))
    assert load_mail_password(settings) == "annat"
    assert tmp_path / "mail-password" not in secret_files(settings)


def test_a_webhooks_secret_is_read_as_it_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hooks").mkdir()
    settings = load_settings(written(tmp_path, more=f'[webhooks]\nsecrets = "{tmp_path}/hooks"'))
    assert webhook_secret(settings, "webben") is None
    file = tmp_path / "hooks" / "webhook-webben"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    assert webhook_secret(settings, "webben") == SECRET.encode()
    assert file in secret_files(settings)
    file.write_text("för kort", encoding="utf-8")
    assert webhook_secret(settings, "webben") is None
    monkeypatch.setenv("ROCBOT_WEBHOOK_STADENS_WEBB", SECRET)
    assert webhook_secret(settings, "stadens-webb") == SECRET.encode()


async def test_how_messages_leave_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    make_missing(load_settings(path))
    (tmp_path / "secrets" / "webhook-webben").write_text(SECRET, encoding="utf-8")
    await show_channels(path)
    shown = " ".join(capsys.readouterr().out.split())
    assert f"presslistor får e-post genom localhost:587 (starttls), som {USER}" in shown
    assert "Anrop till kanalen webben signeras med hemligheten i" in shown
    assert SECRET not in shown


async def looked(
    store: Store, directory: Path, register: Loaded, mail: dict[str, str], more: str = ""
) -> list[Finding]:
    day = await PressDay(store).open(register)
    settings = load_settings(written(directory, mail, more))
    make_missing(settings)
    clock: Any = day.clock
    base = Ground(settings, load_secrets(settings), clock, store, all_sections(clock))
    return [finding async for finding in look_at_despatches(base)]


def hook(url: str, **more: Any) -> dict[str, ChannelEntry]:
    entry = ChannelEntry(id="webben", name="Webben", kind=ChannelKind.WEBHOOK, url=url, **more)
    return {"webben": entry}


async def test_check_logs_in_and_connects_and_says_what_works(
    store: Store, tmp_path: Path, certificates: Certificates
) -> None:
    ca = f'"{certificates.ca_file}"'
    async with (
        Postmaster(tls=certificates.server()) as master,
        Receiver(tls=certificates.server()) as receiver,
    ):
        (tmp_path / "webhook-webben").write_text(SECRET, encoding="utf-8")
        register = changed(kanal=hook(receiver.url, private_address=True))
        mail = {"port": str(master.port), "ca_file": ca}
        more = f'[webhooks]\nsecrets = "{tmp_path}"\nca_file = {ca}'
        found = await looked(store, tmp_path, register, mail, more)
        assert [one.line() for one in found] == [
            "ok   mail.host: tar emot",
            "ok   kanal.webben: tar emot",
        ]
        assert (master.taken, receiver.requests) == ([], [])


async def test_check_says_what_does_not_work_and_which_key_mends_it(
    store: Store, tmp_path: Path, certificates: Certificates
) -> None:
    async with Postmaster(tls=certificates.server()) as master:
        (tmp_path / "webhook-webben").write_text(SECRET, encoding="utf-8")
        (tmp_path / "webhook-gamla").write_text(SECRET, encoding="utf-8")
        register = changed(kanal=hook("https://127.0.0.1:1/in"))
        mail = {"port": str(master.port), "ca_file": f'"{certificates.ca_file}"'}
        (tmp_path / "mail-password").write_text("fel", encoding="utf-8")
        mail["password"] = '"fel"'
        found = await looked(store, tmp_path, register, mail, f'[webhooks]\nsecrets = "{tmp_path}"')
    assert [one.line() for one in found] == [
        "fel  mail.host: e-postservern godtar inte inloggningen",
        "fel  kanal.webben: adressen leder till ett inre nät, och det tillåter inte registret",
        "obs  webhooks.secrets: webhook-gamla hör inte till någon kanal i registret",
    ]


async def test_check_says_what_the_register_has_and_the_settings_lack(store: Store, tmp_path: Path) -> None:
    found = await looked(store, tmp_path, changed(), dict.fromkeys(MAIL, ""))
    assert [one.line() for one in found] == [
        (
            "obs  mail.host: ingen e-postserver: Presslistan (påhittade redaktioner), Skolor i Nacka "
            "(påhittade adresser), Fritidsgårdar i Nacka (påhittad adress) och Skolor i Södertälje (påhittad "
            "adress) får inget"
        ),
        (
            "obs  kanal.webben: hemligheten webhook-webben saknas eller är kortare än 16 tecken, "
            "och inget skickas dit"
        ),
    ]
