"""A channel is tried before it is needed, and nothing is sent to it by that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.channels.despatch_opening import NoMail
from bot.channels.despatch_runner import Carriers
from bot.work.despatch import Trial
from tests.channels.despatch_kit import HOOK, LIST, Office
from tests.harness.certificates import Certificates, make_certificates
from tests.harness.postmaster import Postmaster, Trouble
from tests.harness.receiver import Receiver


async def tried(office: Office, *channels: str, **more: Any) -> dict[str, str | None]:
    """The error of each, by channel."""
    async with office.store.begin() as session:
        examples = {HOOK: office.request(**more), LIST: office.mail()}
        asked = {channel: examples[channel] for channel in channels}
        await office.queue.try_out(session, asked, office.clock.now())
        assert await office.queue.tried(session, channels) == {}
    async with office.running():
        await office.quiet()
    async with office.store.read() as session:
        found = await office.queue.tried(session, channels)
    assert all(one.at == office.clock.now() for one in found.values())
    return {channel: one.error for channel, one in found.items()}


async def test_channels_that_work_say_so_and_get_nothing(office: Office, certificates: Certificates) -> None:
    async with Receiver(office.receiver.clock, tls=certificates.server()) as receiver:
        office.receiver = receiver
        assert await tried(office, LIST, HOOK) == {LIST: None, HOOK: None}
    steps = office.postmaster.steps
    assert (steps["AUTH"], steps["NOOP"], steps["MAIL"]) == (1, 1, 0)
    assert receiver.requests == []
    assert await office.rows() == {}


async def test_an_answer_is_of_the_last_time_it_was_asked_for(office: Office) -> None:
    office.postmaster.troubles.append(Trouble("CONNECT", 554))
    assert await tried(office, LIST) == {LIST: "smtp_554"}
    office.clock.advance(timedelta(minutes=1))
    assert await tried(office, LIST) == {LIST: None}


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble("CONNECT"), "connection"),
        (Trouble("CONNECT", 421), "smtp_421"),
        (Trouble("EHLO", hangs=1.0), "timeout"),
        (Trouble("AUTH", 535), "login"),
        (Trouble("AUTH", 454), "login"),
        (Trouble("NOOP"), "connection"),
    ],
)
async def test_a_mail_server_that_would_not_take_mails_says_why(
    office: Office, trouble: Trouble, code: str
) -> None:
    office.patience = 0.3
    office.postmaster.troubles.append(trouble)
    assert await tried(office, LIST) == {LIST: code}


async def test_a_wrong_password_and_a_wrong_certificate_are_found_ahead(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office.password = "ett annat"
    assert await tried(office, LIST) == {LIST: "login"}
    office.tls = make_certificates(tmp_path_factory.mktemp("other")).client()
    assert await tried(office, LIST) == {LIST: "tls"}


async def test_a_mail_server_that_is_not_there_is_found_ahead(office: Office) -> None:
    await office.postmaster.__aexit__()
    assert await tried(office, LIST) == {LIST: "connection"}
    async with Postmaster() as office.postmaster:
        office.server = {"tls": "starttls"}
        assert await tried(office, LIST) == {LIST: "tls"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"address": "https://localhost:1/in"}, "connection"),
        ({"address": "https://localhost:{port}/in"}, "tls"),
        ({"address": "https://localhost:{port}/in", "private_address": False}, "private_address"),
        ({"address": "http://localhost:{port}/in", "private_address": False}, "not_https"),
        ({"address": "http://10.0.0.1/in"}, "not_https"),
        ({"address": "https://[::1/in"}, "no_address"),
        ({"address": "https://webb.invalid/in", "private_address": False}, "connection"),
    ],
)
async def test_a_webhook_that_cannot_be_reached_says_why(
    office: Office, more: dict[str, Any], code: str
) -> None:
    more = {**more, "address": more["address"].format(port=office.receiver.port)}
    assert await tried(office, HOOK, **more) == {HOOK: code}
    assert office.receiver.requests == []


async def test_a_webhook_without_a_secret_is_found_ahead(office: Office) -> None:
    office.secrets.clear()
    assert await tried(office, HOOK) == {HOOK: "no_secret"}


async def test_a_trial_that_a_stop_cut_off_is_made_at_the_next_start(office: Office) -> None:
    async with office.store.begin() as session:
        await office.queue.try_out(session, {LIST: None}, office.clock.now())
    office.postmaster.troubles.append(Trouble("EHLO", hangs=1.0))
    async with office.running():
        while not office.postmaster.steps["EHLO"]:
            await office.outbox.wait(0.01)
    async with office.running():
        await office.quiet()
    async with office.store.read() as session:
        assert await office.queue.tried(session, [LIST]) == {LIST: Trial(office.clock.now())}


async def test_where_no_mail_server_is_set_the_channel_says_so(office: Office) -> None:
    async with office.posthook() as hook:
        carriers = Carriers(webhook=hook, mail=NoMail())
        async with office.store.begin() as session:
            await office.queue.try_out(session, {LIST: None}, office.clock.now())
        await office.put(office.mail())
        async with office.running(carriers=carriers):
            await office.quiet()
    async with office.store.read() as session:
        assert await office.queue.tried(session, [LIST]) == {LIST: Trial(office.clock.now(), "no_mail")}
    assert await office.heard() == ["no_mail"]
