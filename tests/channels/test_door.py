"""What knocks at the gateway's door: hostile until parsed, and answered well only when all is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from bot.channels.exchange import Exchange
from bot.channels.signing import TIME, signed, well_signed
from bot.channels.tables import MessageState
from bot.channels.webhook import Webhook, WebhookAccess
from bot.clock import Clock
from bot.web import server
from tests.cases.night import ALM, EK, NEW
from tests.channels.kit import ALM_PHONE, PATIENCE, PhoneNight

SECRET = b"what both sides know"
GOOD = {"direction": "incoming", "id": "s1", "from": ALM_PHONE, "to": "+46701740690", "message": "hej"}


async def knock(url: str, data: Any, headers: Mapping[str, str] | None = None) -> int:
    async with aiohttp.ClientSession() as http, http.post(url, data=data, headers=headers) as response:
        return response.status


async def test_a_wrong_secret_finds_nothing(night: PhoneNight) -> None:
    url = night.url.replace(night.marks.url_secret, "0" * 32)
    for place in ("svar", "rapport/x", "samtal/x"):
        assert await knock(f"{url}/{place}", GOOD) == 404
    assert await knock(f"{night.url}/svar", GOOD) == 200


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"\xff\xfe%%%", 400),
        ({**GOOD, "id": ""}, 400),
        ({**GOOD, "id": "s" * 129}, 400),
        ({**GOOD, "id": "s\x00"}, 400),
        ({**GOOD, "from": "TV4"}, 400),
        ({**GOOD, "from": "+46 DROP TABLE"}, 400),
        ({**GOOD, "direction": "outgoing"}, 400),
        (b"&".join([b"a=1"] * 50), 400),
        (b"message=" + b"x" * 20_000, 413),
        ({**GOOD, "message": "\x00\u202e" + "9" * 5_000}, 200),
    ],
)
async def test_what_is_no_text_message_is_turned_away(night: PhoneNight, data: Any, status: int) -> None:
    assert await knock(f"{night.url}/svar", data) == status


async def test_reports_of_unknown_messages_and_unknown_states_are_turned_away(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    key = (await night.messages())[0].key
    assert await knock(f"{night.url}/rapport/{'0' * 32}", {"id": "s1", "status": "sent"}) == 404
    assert await knock(f"{night.url}/rapport/%00", {"id": "s1", "status": "sent"}) == 404
    assert await knock(f"{night.url}/rapport/{key}", {"id": "s1", "status": "eaten"}) == 400
    assert await knock(f"{night.url}/rapport/{key}", {"id": "s\x00", "status": "sent"}) == 400
    assert await knock(f"{night.url}/rapport/{key}", {"status": "sent"}) == 400
    assert await knock(f"{night.url}/samtal/{key}", {"callid": "c1", "result": "1"}) == 404
    assert (await night.case()).seen_at is None


async def test_an_answer_that_could_not_be_stored_is_not_answered_well(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    code = night.code()

    async def fail(_when: str) -> None:
        raise OSError("no space left")

    night.store._on_commit = fail
    status, _ = await night.server.answer(ALM_PHONE, code, "s9")
    assert status == 503
    night.store._on_commit = None
    assert (await night.case()).seen_at is None
    assert "Tack, du har sett" in await night.sms(ALM_PHONE, code, "s9")


async def webhook(night: PhoneNight, url: str = "http://127.0.0.1:1/hook") -> None:
    """The same night with the other kind of gateway."""
    access = WebhookAccess(url, SECRET, "+46701740690", night.url)
    night.equip(Webhook(Exchange(night.http, PATIENCE), access, cast(Clock, night.clock)))


async def test_a_signed_webhook_gets_signed_json_and_after_a_time_out_the_same_id_again(
    night: PhoneNight,
) -> None:
    taken: list[tuple[Mapping[str, str], bytes]] = []

    async def take(request: web.Request) -> web.Response:
        taken.append((request.headers, await request.read()))
        await asyncio.sleep(PATIENCE * 2 if len(taken) == 1 else 0)
        return web.json_response({"id": "other-1"})

    async with AsyncExitStack() as stack:
        app = web.Application()
        app.add_routes([web.post("/hook", take)])
        await webhook(night, f"http://127.0.0.1:{await server.serve(app, '127.0.0.1:0', stack)}/hook")
        began = night.clock.now()
        await night.type(EK, NEW)
        await night.wait(seconds=7)
    (headers, body), (_, second) = taken
    sent = json.loads(body)
    assert (sent["to"], sent["kind"], sent["id"]) == (ALM_PHONE, "sms", json.loads(second)["id"])
    assert well_signed(SECRET, headers, body, began)
    assert not well_signed(SECRET, headers, second + b" ", began)
    row = (await night.messages())[0]
    assert (row.state, row.provider_id) == (MessageState.SENT, "other-1")


async def test_a_webhook_answer_counts_only_well_signed_and_fresh(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    code = night.code()
    await webhook(night)
    body = json.dumps({"id": "a1", "from": ALM_PHONE, "text": code}).encode()
    now = night.clock.now()
    url = f"{night.url}/svar"
    assert await knock(url, body) == 401
    assert await knock(url, body, signed(b"another", body, now)) == 401
    assert await knock(url, body + b" ", signed(SECRET, body, now)) == 401
    assert await knock(url, body, signed(SECRET, body, now - timedelta(minutes=6))) == 401
    assert await knock(url, body, signed(SECRET, body, now + timedelta(minutes=6))) == 401
    assert await knock(url, body, {**signed(SECRET, body, now), TIME: "soon"}) == 401
    for nonsense in (b"[]", b"7", b"{", b"[" * 9_000, b'{"id": 1}', b'{"id":"x","from":[],"text":"y"}'):
        assert await knock(url, nonsense, signed(SECRET, nonsense, now)) == 400
    assert (await night.case()).seen_at is None
    assert await knock(url, body, signed(SECRET, body, now)) == 200
    assert (await night.case()).seen_by == ALM


async def test_a_webhook_answer_that_is_replayed_does_nothing_more(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await webhook(night)
    body = json.dumps({"id": "a1", "from": ALM_PHONE, "text": night.code()}).encode()
    headers = signed(SECRET, body, night.clock.now())
    for _ in range(3):
        assert await knock(f"{night.url}/svar", body, headers) == 200
    assert (await night.events()).count("see") == 1
