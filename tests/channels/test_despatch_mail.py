"""Each recipient gets a mail once; one that may have come through is never sent again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from bot.channels.despatch_tables import DespatchState
from bot.channels.mails import Mails
from bot.store.engine import Store
from bot.work.despatch import DespatchKind
from tests.channels.despatch_kit import PATIENCE, SENDER, Office, key_of, sorting_office
from tests.harness.certificates import Certificates, make_certificates
from tests.harness.postmaster import USER, Postmaster, Trouble

ONE, OTHER = "redaktion@tidningen.example", "nyheter@radion.example"


async def sent(office: Office, seconds: float = 0.0) -> None:
    """One mail released, and so much time for it."""
    await office.put(office.mail(ONE))
    async with office.running():
        await office.quiet()
        if seconds:
            await office.pass_by(seconds=seconds)


async def ready(office: Office) -> None:
    """Until all connections wait for their mails."""
    assert office.current is not None
    carrier = office.current._lanes[DespatchKind.MAIL].carrier
    assert isinstance(carrier, Mails)
    async with asyncio.timeout(10):
        while len(carrier._idle) < office.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_mail_has_text_and_html_one_recipient_and_a_way_off_the_list(office: Office) -> None:
    await office.put(office.mail(ONE), office.mail(OTHER))
    async with office.running():
        await office.quiet()
    assert sorted(one.to for one in office.postmaster.taken) == sorted([ONE, OTHER])
    (mail,) = office.postmaster.to(ONE)
    message = mail.message
    assert (mail.sender, mail.user, mail.encrypted) == (SENDER, USER, True)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text, html = message.iter_parts()
    assert (text.get_content().strip(), html.get_content().strip()) == ("Hej å", "<p>Hej å</p>")
    said = {name.lower(): str(value) for name, value in message.items()}
    assert said["from"] == f'"Samverkan, prov" <{SENDER}>'
    assert said["to"] == ONE
    assert said["reply-to"] == "svar@samverkan.example"
    assert said["subject"] == "Skolorna är öppna"
    assert said["list-unsubscribe"] == "<mailto:av@samverkan.example>"
    assert said["auto-submitted"] == "auto-generated"
    assert said["content-language"] == "sv"
    assert parsedate_to_datetime(said["date"]) == office.clock.now()
    assert OTHER.encode() not in mail.raw


async def test_a_mail_has_the_same_id_whenever_it_is_made_and_stands_in_the_thread_of_earlier_ones(
    office: Office,
) -> None:
    earlier = [key_of("first"), key_of("second")]
    mail = office.mail(ONE, payload={"references": earlier})
    await office.put(mail)
    office.postmaster.troubles.append(Trouble("RCPT", 451))
    async with office.running():
        await office.quiet()
        await office.pass_by(seconds=5)
    message = office.postmaster.taken[0].message
    assert message["Message-ID"] == f"<{mail.key}@samverkan.example>"
    assert str(message["References"]).split() == [f"<{key}@samverkan.example>" for key in earlier]
    assert message["In-Reply-To"] == f"<{earlier[-1]}@samverkan.example>"


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("code", [None, 451, 421])
async def test_what_was_not_handed_over_is_tried_again_until_it_is(
    office: Office, step: str, code: int | None
) -> None:
    office.postmaster.troubles.append(Trouble(step, code))
    await sent(office)
    assert office.postmaster.taken == []
    assert [state for state, _ in await office.states()] == [DespatchState.QUEUED]
    async with office.running():
        await office.pass_by(seconds=60)
    assert [one.to for one in office.postmaster.taken] == [ONE]
    assert await office.heard() == ["sent"]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
async def test_what_the_server_will_never_take_is_refused_with_its_code_and_harms_no_other(
    office: Office, step: str
) -> None:
    office.connections = 1
    office.postmaster.troubles.append(Trouble(step, 550))
    await office.put(office.mail(ONE), office.mail(OTHER))
    async with office.running():
        await office.quiet()
    assert [one.to for one in office.postmaster.taken] == [OTHER]
    assert await office.states() == [("refused", "smtp_550"), ("sent", None)]
    assert await office.heard() == ["sent", "smtp_550"]
    assert office.postmaster.most == 1


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("hangs", [0.0, 1.0])
async def test_a_mail_without_an_answer_is_in_doubt_and_never_sent_again(
    office: Office, hangs: float, *, taken: bool
) -> None:
    office.patience = PATIENCE if hangs else 5.0
    office.postmaster.troubles.append(Trouble("END", taken=taken, hangs=hangs))
    await sent(office)
    assert await office.heard() == ["unknown"]
    async with office.running():
        for _ in range(4):
            await office.pass_by(hours=1)
    assert len(office.postmaster.taken) == taken
    assert [state for state, _ in await office.states()] == [DespatchState.LEFT]
    assert await office.heard() == ["unknown"]


async def test_a_connection_lost_within_the_text_leaves_nothing_in_doubt(office: Office) -> None:
    office.postmaster.troubles.append(Trouble("TEXT"))
    long = "\n".join(["Skolorna är öppna. " * 4] * 60_000)
    await office.put(office.mail(ONE, payload={"text": long}))
    async with office.running():
        await office.quiet()
        assert [state for state, _ in await office.states()] == [DespatchState.QUEUED]
        assert office.postmaster.taken == []


async def test_421_after_the_text_closes_the_line_and_is_tried_again_on_another(office: Office) -> None:
    office.connections = 1
    office.postmaster.troubles.append(Trouble("END", 421))
    await office.put(office.mail(ONE), office.mail(OTHER))
    async with office.running():
        await office.quiet()
        await office.pass_by(seconds=60)
    assert sorted(one.to for one in office.postmaster.taken) == sorted([ONE, OTHER])
    assert office.postmaster.steps["EHLO"] > 2  # before and after STARTTLS, twice


async def test_connections_are_logged_in_ahead_kept_awake_and_used_at_the_moment(office: Office) -> None:
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(20)]
    await office.hold(*mails)
    async with office.running():
        await ready(office)
        assert office.postmaster.steps["AUTH"] == office.connections
        assert office.postmaster.taken == []
        office.clock.advance(timedelta(seconds=30))
        office.bell.ring()
        async with asyncio.timeout(15):
            while office.postmaster.steps["NOOP"] < office.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await office.release(*mails)
        await office.quiet()
        assert len(office.postmaster.taken) == 20
        assert office.postmaster.steps["AUTH"] == office.connections
        assert office.postmaster.most == office.connections
        await office.pass_by(seconds=60)
        async with asyncio.timeout(15):
            while office.postmaster.side_by_side:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_line_that_the_server_closed_meanwhile_is_replaced(office: Office) -> None:
    office.connections = 1
    await office.hold(office.mail(ONE))
    async with office.running():
        await ready(office)
        office.postmaster.troubles.append(Trouble("NOOP"))
        office.clock.advance(timedelta(minutes=1))
        await office.release(office.mail(ONE))
        await office.quiet()
    assert len(office.postmaster.taken) == 1
    assert await office.heard() == ["sent"]


async def test_a_server_that_stays_away_is_left_alone_between_tries_and_given_up_in_time(
    office: Office,
) -> None:
    await office.postmaster.__aexit__()
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(10)]
    await office.put(*mails)
    async with office.running():
        await office.quiet()
        for _ in range(8):
            await office.pass_by(minutes=2)
    assert set(await office.states()) == {("refused", "connection")}
    assert await office.heard() == ["connection"] * 10
    await office.postmaster.__aenter__()
    async with office.running():
        await office.pass_by(hours=1)
    assert office.postmaster.taken == []


async def test_a_server_that_comes_back_gets_all_that_waits(office: Office) -> None:
    await office.postmaster.__aexit__()
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(10)]
    await office.put(*mails)
    async with office.running():
        await office.quiet()
        await office.pass_by(minutes=2)
        await office.postmaster.__aenter__()
        await office.pass_by(minutes=1)
    assert len(office.postmaster.taken) == 10


async def test_a_wrong_password_is_not_tried_every_few_seconds(office: Office) -> None:
    office.password = "ett annat"
    await office.put(*(office.mail(f"redaktion{number}@tidningen.example") for number in range(10)))
    async with office.running():
        await office.quiet()
        for _ in range(60):
            await office.pass_by(seconds=5)
        assert office.postmaster.steps["AUTH"] < 20
        await office.pass_by(minutes=15)
    assert set(await office.states()) == {("refused", "login")}


@pytest.mark.parametrize("wrapped", [False, True])
async def test_what_shows_no_certificate_of_ours_gets_neither_password_nor_mail(
    office: Office, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory, *, wrapped: bool
) -> None:
    other = make_certificates(tmp_path_factory.mktemp("other"), "elsewhere.invalid")
    office.tls = other.client()
    await office.postmaster.__aexit__()
    async with Postmaster(tls=certificates.server(), wrapped=wrapped) as master:
        office.postmaster = master
        await sent(office, seconds=30)
        assert (master.taken, master.steps["AUTH"]) == ([], 0)
        assert [error for _, error in await office.states()] == ["tls"]


async def test_a_server_of_another_name_is_not_believed(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_certificates(tmp_path_factory.mktemp("other"), "elsewhere.invalid")
    async with sorting_office(store, other) as office:
        await sent(office)
        assert office.postmaster.steps["AUTH"] == 0
        assert [error for _, error in await office.states()] == ["tls"]


async def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail(office: Office) -> None:
    await office.postmaster.__aexit__()
    async with Postmaster() as master:
        office.postmaster = master
        office.server = {"tls": "starttls"}
        await sent(office)
        assert (master.taken, master.steps["AUTH"]) == ([], 0)
        assert [error for _, error in await office.states()] == ["tls"]


@pytest.mark.parametrize("encrypted", [False, True])
async def test_encrypted_from_the_first_byte_or_in_clear_to_this_machine(
    office: Office, certificates: Certificates, *, encrypted: bool
) -> None:
    await office.postmaster.__aexit__()
    tls = certificates.server() if encrypted else None
    async with Postmaster(tls=tls, wrapped=encrypted, login=encrypted) as master:
        office.postmaster = master
        await sent(office)
        assert [(one.to, one.encrypted) for one in master.taken] == [(ONE, encrypted)]


@pytest.mark.parametrize("utf8", [False, True])
async def test_an_address_that_not_all_servers_can_read_is_refused_by_those(
    office: Office, certificates: Certificates, *, utf8: bool
) -> None:
    await office.postmaster.__aexit__()
    async with Postmaster(tls=certificates.server(), utf8=utf8) as master:
        office.postmaster = master
        await office.put(office.mail("nyhetsredaktör@tidningen.example"), office.mail(ONE))
        async with office.running():
            await office.quiet()
        assert len(master.taken) == 1 + utf8
        assert [error for _, error in await office.states()] == [None if utf8 else "smtputf8", None]


async def test_a_text_of_any_shape_arrives_as_it_was_written(office: Office) -> None:
    text = "Rad ett\n.\n..punkt\nFrån: någon\n" + "å" * 3000 + "\n" + "ord " * 50_000 + "\nslut"
    await office.put(office.mail(ONE, payload={"text": text, "html": f"<p>{text}</p>"}))
    async with office.running():
        await office.quiet()
    message = office.postmaster.taken[0].message
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == text + "\n"
    assert html.get_content().replace("\r\n", "\n") == f"<p>{text}</p>\n"
    body = office.postmaster.taken[0].raw.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 78


async def test_a_mail_is_not_sent_after_its_time(office: Office) -> None:
    mail = office.mail(ONE)
    await office.hold(mail)
    office.clock.advance(timedelta(minutes=15))
    await office.release(mail)
    async with office.running():
        await office.quiet()
    assert (office.postmaster.taken, await office.states()) == ([], [("refused", "late")])
    assert await office.heard() == ["late"]
