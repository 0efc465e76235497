"""A receiver gets each message once under its key, whatever it answers and whenever."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bot.channels.despatch_tables import DespatchState
from bot.channels.signing import well_signed
from bot.work.despatch import Despatch
from tests.channels.despatch_kit import PATIENCE, Office
from tests.harness.certificates import Certificates, make_certificates
from tests.harness.receiver import SECRET, Receiver, Trouble

SLOW = PATIENCE * 2


async def sent(office: Office, request: Despatch, seconds: float = 0.0) -> None:
    """One request released, and so much time for it."""
    await office.put(request)
    async with office.running():
        await office.quiet()
        if seconds:
            await office.pass_by(seconds=seconds)


async def test_a_request_is_signed_over_its_time_and_body_and_names_its_key(office: Office) -> None:
    request = office.request()
    await sent(office, request)
    (got,) = office.receiver.requests
    assert got.method == "POST"
    assert got.json == request.payload
    assert got.headers["Idempotency-Key"] == request.key
    assert got.headers["Content-Type"] == "application/json"
    now = office.clock.now()
    assert well_signed(SECRET, got.headers, got.body, now)
    assert not well_signed(b"en annan hemlighet", got.headers, got.body, now)
    assert not well_signed(SECRET, got.headers, got.body + b" ", now)
    assert not well_signed(SECRET, got.headers, got.body, now + timedelta(minutes=6))
    assert await office.heard() == ["sent"]


async def test_an_accepted_request_that_times_out_is_looked_up_and_not_sent_again(office: Office) -> None:
    office.patience = PATIENCE
    office.receiver.troubles.append(Trouble(status=202, taken=True, seconds=SLOW))
    await sent(office, office.request(lookup=office.receiver.lookup), seconds=5)
    assert [one.method for one in office.receiver.requests] == ["POST", "GET"]
    assert len(office.receiver.published) == 1
    assert await office.heard() == ["sent"]


async def test_what_the_lookup_does_not_know_is_sent_again(office: Office) -> None:
    office.receiver.troubles.append(Trouble(status=None, taken=False))
    await sent(office, office.request(lookup=office.receiver.lookup), seconds=5)
    assert [one.method for one in office.receiver.requests] == ["POST", "GET", "POST"]
    assert len(office.receiver.published) == 1
    assert await office.heard() == ["sent"]


@pytest.mark.parametrize(
    "trouble", [Trouble(status=202, taken=True, seconds=SLOW), Trouble(status=None, taken=True)]
)
async def test_without_a_lookup_it_is_repeated_under_the_same_key_to_the_letter(
    office: Office, trouble: Trouble
) -> None:
    office.patience = PATIENCE
    office.receiver.troubles.append(trouble)
    await sent(office, office.request(), seconds=5)
    first, second = office.receiver.requests
    assert (first.body, first.headers["Idempotency-Key"]) == (second.body, second.headers["Idempotency-Key"])
    assert len(office.receiver.published) == 1
    assert await office.heard() == ["sent"]


@pytest.mark.parametrize("answer", [403, 500, 302])
async def test_while_the_lookup_says_nothing_clear_nothing_is_sent_again_and_in_the_end_it_is_in_doubt(
    office: Office, answer: int
) -> None:
    office.receiver.troubles.append(Trouble(status=500, taken=True))
    office.receiver.lookup_status = answer
    request = office.request(lookup=office.receiver.lookup)
    await sent(office, request)
    async with office.running():
        for _ in range(16):
            await office.pass_by(minutes=1)
    assert [one.method for one in office.receiver.requests].count("POST") == 1
    assert [state for state, _ in await office.states()] == [DespatchState.LEFT]
    assert await office.heard() == ["unknown"]


@pytest.mark.parametrize("status", [500, 502, 504, 408])
async def test_a_receiver_in_trouble_is_tried_until_it_takes_it(office: Office, status: int) -> None:
    office.receiver.troubles.extend([Trouble(status=status)] * 3)
    await sent(office, office.request())
    async with office.running():
        for _ in range(4):
            await office.pass_by(seconds=10)
    assert len(office.receiver.requests) == 4
    assert await office.heard() == ["sent"]


async def test_a_receiver_that_stays_in_trouble_is_given_up_in_time_and_may_have_it(office: Office) -> None:
    office.receiver.troubles.extend([Trouble(status=500)] * 1000)
    await sent(office, office.request())
    async with office.running():
        for _ in range(16):
            await office.pass_by(minutes=1)
    assert len(office.receiver.requests) < 30
    assert await office.heard() == ["unknown"]
    assert await office.states() == [("left", "http_500")]


@pytest.mark.parametrize("status", [429, 503])
async def test_who_asks_to_wait_is_waited_for(office: Office, status: int) -> None:
    office.receiver.troubles.append(Trouble(status=status, headers={"Retry-After": "120"}))
    await sent(office, office.request(), seconds=119)
    assert len(office.receiver.requests) == 1
    async with office.running():
        await office.pass_by(seconds=2)
    assert len(office.receiver.requests) == 2
    assert await office.heard() == ["sent"]


async def test_a_wait_may_be_a_date(office: Office) -> None:
    at = format_datetime(office.clock.now() + timedelta(minutes=3), usegmt=False)
    office.receiver.troubles.append(Trouble(status=503, headers={"Retry-After": at}))
    await sent(office, office.request(), seconds=175)
    assert len(office.receiver.requests) == 1
    async with office.running():
        await office.pass_by(seconds=10)
    assert await office.heard() == ["sent"]


@pytest.mark.parametrize("asked_for", ["-5", "snart", "9" * 400, "Thu, 99 Foo", "1e9"])
async def test_a_wait_that_is_none_is_as_long_as_others(office: Office, asked_for: str) -> None:
    office.receiver.troubles.append(Trouble(status=429, headers={"Retry-After": asked_for}))
    await sent(office, office.request(), seconds=14 * 60)
    assert (await office.heard() == ["sent"]) is (asked_for != "9" * 400)


async def test_a_wait_beyond_its_time_ends_as_refused(office: Office) -> None:
    office.receiver.troubles.append(Trouble(status=429, headers={"Retry-After": "3000"}))
    await sent(office, office.request(), seconds=16 * 60)
    assert await office.heard() == ["http_429"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
async def test_what_the_receiver_will_never_take_is_refused_with_its_code(
    office: Office, status: int
) -> None:
    office.receiver.troubles.append(Trouble(status=status))
    await sent(office, office.request(), seconds=600)
    assert len(office.receiver.requests) == 1
    assert await office.heard() == [f"http_{status}"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 300])
@pytest.mark.parametrize(
    "target", ["/elsewhere", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/"]
)
async def test_a_redirection_is_followed_by_nobody_and_said(office: Office, status: int, target: str) -> None:
    office.receiver.troubles.append(Trouble(status=status, headers={"Location": target}))
    await sent(office, office.request(), seconds=60)
    assert [one.path for one in office.receiver.requests] == ["/in"]
    assert await office.heard() == ["redirected"]


async def test_a_refusal_after_a_time_out_leaves_it_in_doubt(office: Office) -> None:
    office.receiver.troubles.extend([Trouble(status=None, taken=True), Trouble(status=401)])
    await sent(office, office.request(), seconds=5)
    assert await office.heard() == ["unknown"]
    assert await office.states() == [("left", "http_401")]


async def test_what_was_left_in_doubt_or_refused_may_be_tried_anew(office: Office) -> None:
    office.receiver.troubles.extend([Trouble(status=None, taken=True), Trouble(status=401)])
    doubted, refused = office.request("ett"), office.request("två")
    await sent(office, doubted, seconds=5)
    office.receiver.troubles.append(Trouble(status=403))
    await sent(office, refused)
    assert await office.heard() == ["http_403", "unknown"]
    async with office.running():
        async with office.store.begin() as session:
            now = office.clock.now()
            later = now + timedelta(minutes=15)
            went = await office.queue.again(session, [doubted.key, refused.key], now, later)
        assert went == {doubted.key, refused.key}
        await office.quiet()
    assert set(office.receiver.published) == {doubted.key, refused.key}
    assert await office.heard() == ["http_403", "sent", "sent", "unknown"]


async def test_many_leave_side_by_side_and_one_that_is_slow_keeps_nobody(office: Office) -> None:
    requests = [office.request(str(number)) for number in range(10)]
    office.receiver.troubles.append(Trouble(status=202, taken=True, seconds=0.3))
    await office.put(*requests)
    async with office.running():
        await office.quiet()
    assert len(office.receiver.published) == 10
    assert await office.heard() == ["sent"] * 10


async def test_without_a_secret_nothing_leaves(office: Office) -> None:
    office.secrets.clear()
    await sent(office, office.request())
    assert office.receiver.requests == []
    assert await office.heard() == ["no_secret"]


@pytest.mark.parametrize(
    ("address", "private", "code"),
    [
        ("https://127.0.0.1:{port}/in", False, "private_address"),
        ("https://localhost:{port}/in", False, "private_address"),
        ("https://2130706433:{port}/in", False, "no_address"),
        ("https://0x7f.1:{port}/in", False, "private_address"),
        ("https://127.1:{port}/in", False, "no_address"),
        ("https://0177.0.0.1:{port}/in", False, "no_address"),
        ("https://127.0.0.1.:{port}/in", False, "no_address"),
        ("https://[::1]:{port}/in", False, "private_address"),
        ("https://[::ffff:127.0.0.1]:{port}/in", False, "private_address"),
        ("https://[64:ff9b::7f00:1]/in", False, "private_address"),
        ("https://10.1.2.3/in", False, "private_address"),
        ("https://169.254.169.254/latest", False, "private_address"),
        ("https://[fe80::1]/in", False, "private_address"),
        ("https://100.100.100.200/in", False, "private_address"),
        ("https://0.0.0.0:{port}/in", True, "private_address"),
        ("https://224.0.0.1/in", True, "private_address"),
        ("http://localhost:{port}/in", False, "not_https"),
        ("http://10.1.2.3/in", True, "not_https"),
        ("ftp://localhost/in", True, "no_address"),
        ("https:///in", True, "no_address"),
        ("https://[::1/in", True, "no_address"),
    ],
)
async def test_an_address_that_is_not_to_be_reached_is_refused_and_nothing_is_said_to_it(
    office: Office, address: str, code: str, *, private: bool
) -> None:
    request = office.request(address=address.format(port=office.receiver.port), private_address=private)
    await sent(office, request)
    assert office.receiver.requests == []
    assert await office.heard() == [code]


async def test_a_name_that_leads_inside_at_the_moment_of_sending_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[list[tuple[int, str]]] = [[(2, "127.0.0.1")], [(2, "93.184.215.14"), (2, "10.0.0.7")]]

    async def look_up(_host: str, _port: int, _family: int) -> list[tuple[int, str]]:
        return answers.pop(0)

    monkeypatch.setattr("bot.channels.addresses.look_up", look_up)
    for name in ("ett", "två"):
        await sent(office, office.request(name, address="https://webb.example/in", private_address=False))
    assert answers == []
    assert office.receiver.requests == []
    assert await office.heard() == ["private_address"] * 2


async def test_a_name_that_is_not_found_is_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = [OSError("no such name")]

    async def look_up(_host: str, _port: int, _family: int) -> list[tuple[int, str]]:
        if found:
            raise found.pop()
        return [(2, "127.0.0.1")]

    monkeypatch.setattr("bot.channels.addresses.look_up", look_up)
    await sent(office, office.request())
    assert await office.states() == [("queued", "connection")]
    async with office.running():
        await office.pass_by(seconds=5)
    assert await office.heard() == ["sent"]


async def test_certificates_are_checked(
    office: Office, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_certificates(tmp_path_factory.mktemp("other"), "elsewhere.invalid")
    async with Receiver(office.receiver.clock, tls=certificates.server()) as well:
        office.receiver = well
        await sent(office, office.request("ett"))
        assert await office.states() == [("sent", None)]
    async with Receiver(office.receiver.clock, tls=other.server()) as wrong:
        await sent(office, office.request("två", address=wrong.url))
        assert wrong.requests == []
    assert await office.states() == [("sent", None), ("queued", "tls")]


async def test_a_receiver_that_is_not_there_is_tried_until_its_time_is_over(office: Office) -> None:
    await office.receiver.__aexit__()
    await sent(office, office.request())
    assert await office.states() == [("queued", "connection")]
    async with office.running():
        for _ in range(16):
            await office.pass_by(minutes=1)
    assert await office.heard() == ["connection"]


async def test_an_answer_without_end_is_not_read(office: Office) -> None:
    office.receiver.troubles.append(Trouble(status=200, taken=True, body=b"x" * 30_000_000))
    await sent(office, office.request())
    assert await office.heard() == ["sent"]


async def test_a_body_of_200_kb_arrives_whole(office: Office) -> None:
    request = office.request()
    long = {**request.payload, "text": "å" * 100_000}
    await sent(office, Despatch(**{**vars(request), "payload": long}))
    assert json.loads(office.receiver.requests[0].body) == long
