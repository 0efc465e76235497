"""Edits and redactions at every stage, and events made to hurt: answered or ignored, and the bot goes on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import vodozemac

from bot.demo.player import Heard
from bot.demo.stage import BOT
from bot.matrix.errors import MatrixError
from bot.matrix.signing import encode
from tests.harness.events import Event
from tests.harness.nio_client import NioClient
from tests.harness.running import PATIENCE, UNIT, RunningBot, alive, answer, hear
from tests.harness.strict_client import StrictClient

LINE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 när:nu ring:RLC"
LIES = (
    "Ärendet ligger kvar som det larmades. Säg rätt uppgift när de ringer. "
    "Är larmet fel: skriv återta, och sedan ärende ny."
)
TAKEN = "Ärendet är taget. Ska någon annan ta över: skriv överlämna eller eskalera."


@dataclass
class Talk:
    common: RunningBot
    police: StrictClient
    direct: str
    duty: StrictClient
    unit: str

    async def asked(self) -> str:
        """A command for which the bot asks about one thing; its event."""
        since = self.police.mark()
        sent = await self.police.send_text(self.direct, LINE)
        await self.reply_to(sent, since, "Finns en koppling till gäng?")
        return sent

    async def reply_to(self, sent: str, since: int, part: str) -> Event:
        return await self.police.wait_for(
            lambda event: event.sender == BOT and event.replaces is None,
            reply_to=sent,
            body_contains=part,
            since=since,
            timeout=PATIENCE,
        )

    async def told(self, since: int, *parts: str) -> Event:
        return await hear(self.police, *parts, room=self.direct, since=since)


@pytest.fixture(scope="module")
async def talk(common: RunningBot) -> Talk:
    police, duty = await common.strict("polis-ek"), await common.strict("jour-alm")
    return Talk(common, police, await common.direct(police), duty, await common.enter(duty, UNIT))


@pytest.fixture(scope="module")
async def stranger(common: RunningBot) -> AsyncIterator[NioClient]:
    """Somebody whom the register does not know."""
    account = await common.stage.homeserver.register("okand", "lösenord")
    async with await NioClient.start(common.url, account.user_id, account.password) as client:
        yield client


async def test_an_edit_before_the_question_is_answered_counts(talk: Talk) -> None:
    sent, since = await talk.asked(), talk.police.mark()
    await talk.police.send_edit(talk.direct, sent, f"{LINE} gäng:ja")
    await talk.told(since, "Larmar Stockholms socialjour")


async def test_a_redaction_before_the_question_is_answered_leaves_it_open(talk: Talk) -> None:
    sent, since = await talk.asked(), talk.police.mark()
    await talk.police.send_redaction(talk.direct, sent)
    await talk.told(
        since, "Meddelandet är borta, men frågan står kvar. Skriv avbryt om !ärende ny inte ska göras."
    )
    said = await talk.police.send_text(talk.direct, "ja")
    await talk.told(since, "Larmar Stockholms socialjour")
    since = talk.police.mark()
    await talk.police.send_edit(talk.direct, said, "nej")
    await talk.told(since, "Jag läste svaret som det först stod. Ändringen gör ingenting.")
    await talk.police.send_redaction(talk.direct, said)
    await alive(talk.police, talk.direct)


async def test_nothing_that_happens_to_the_message_changes_a_case(talk: Talk) -> None:
    police, duty, since = talk.police, talk.duty, talk.police.mark()
    sent = await police.send_text(talk.direct, f"{LINE} gäng:ja")
    raised = await talk.told(since, "Larmar Stockholms socialjour")
    case = (raised.body or "").split("IA-")[1].split(".")[0]
    await police.send_edit(talk.direct, sent, f"{LINE} gäng:nej")
    await talk.told(since, f"Jag läste !ärende ny som det först stod. Ändringen gör ingenting.\n{LIES}")

    alarm = await hear(duty, case, "Larm till", room=talk.unit)
    took, mark = await duty.send_text(talk.unit, "tar", reply_to=alarm.event_id), duty.mark()
    await talk.told(since, "har tagit", case)
    await duty.send_edit(talk.unit, took, "ok")
    changed = f"Jag läste !ärende tar som det först stod. Ändringen gör ingenting.\n{TAKEN}"
    await hear(duty, changed, room=talk.unit, since=mark)
    await duty.send_redaction(talk.unit, took)
    await hear(duty, f"Meddelandet är borta, men !ärende tar är gjort.\n{TAKEN}", room=talk.unit, since=mark)

    await police.send_redaction(talk.direct, sent)
    await talk.told(since, f"Meddelandet är borta, men !ärende ny är gjort.\n{LIES}")
    shown = await answer(duty, talk.unit, f"!ärende visa IA-{case}")
    assert "tagen" in (shown.body or "")
    assert "Koppling till gäng: ja" in (shown.body or "")


async def test_an_edit_of_a_harmless_command_runs_it_again(talk: Talk) -> None:
    since = talk.police.mark()
    sent = await talk.police.send_text(talk.direct, "!statsu")
    await talk.reply_to(sent, since, "Jag känner inte till")
    await talk.police.send_edit(talk.direct, sent, "!status")
    await talk.reply_to(sent, since, "Allt fungerar")
    await talk.police.send_edit(talk.direct, sent, "!vem")
    await talk.reply_to(sent, since, "Du är Ek")
    await talk.police.send_redaction(talk.direct, sent)
    await alive(talk.police, talk.direct)


async def test_nobody_edits_or_takes_back_another_persons_words(talk: Talk) -> None:
    berg = await talk.common.light("jour-berg")
    await berg.join(talk.unit)
    await talk.duty.wait_member(talk.unit, berg.user_id)
    since = talk.duty.mark()
    sent = await talk.duty.send_text(talk.unit, "!ärende visa IA-2026-9999-ZZ")
    await talk.duty.wait_for(sender=BOT, reply_to=sent, since=since, timeout=PATIENCE)
    new = {"msgtype": "m.text", "body": "!vem"}
    relation = {"rel_type": "m.replace", "event_id": sent}
    await berg.send(talk.unit, {**new, "m.new_content": new, "m.relates_to": relation})
    await alive(talk.duty, talk.unit)
    assert talk.duty.find(sender=BOT, body_contains="Du är", since=since) == []


DEEP: Any = json.loads("[" * 90 + "]" * 90)
WIDE = {f"nyckel-{number}": [number] for number in range(2000)}
GOOD = {"msgtype": "m.text", "body": "!vem"}
NO_TEXT: tuple[Any, ...] = (None, 7, [], {"a": 1}, DEEP, True)
NO_SORT: tuple[Any, ...] = (None, 7, [], {}, "", "x" * 500)
NO_RELATION: tuple[Any, ...] = (None, 7, "ord", [], DEEP, {"a": DEEP})
NO_EDIT: tuple[Any, ...] = (None, 7, "ord", {}, {"body": 7}, {"body": DEEP}, {"msgtype": 7, "body": "ord"})
NO_MARK: tuple[Any, ...] = (7, [], DEEP)
NO_MESSAGE: tuple[Any, ...] = (None, 7, "ord", [], {})
NO_KIND: tuple[Any, ...] = (0, 1, 7, "x", None)
REPLACE = {"rel_type": "m.replace", "event_id": "$finns"}
MARK = {"rel_type": "m.annotation", "event_id": "$finns"}
MALFORMED: tuple[tuple[str, Any], ...] = (
    ("m.room.message", {}),
    ("m.room.message", {"msgtype": "m.text"}),
    ("m.room.message", {"body": "utan sort"}),
    *(("m.room.message", {"msgtype": "m.text", "body": body}) for body in NO_TEXT),
    *(("m.room.message", {"msgtype": kind, "body": "ord"}) for kind in NO_SORT),
    *(("m.room.message", {**GOOD, "m.relates_to": what}) for what in NO_RELATION),
    ("m.room.message", {**GOOD, "m.relates_to": {"rel_type": 7, "event_id": []}}),
    ("m.room.message", {**GOOD, "m.relates_to": {"rel_type": "m.thread", "event_id": {"a": 1}}}),
    ("m.room.message", {**GOOD, "m.relates_to": {"rel_type": "m.thread", "event_id": "$" + "x" * 5000}}),
    ("m.room.message", {**GOOD, "m.relates_to": {"rel_type": "se.exempel", "event_id": "$x", "m": DEEP}}),
    ("m.room.message", {**GOOD, "m.relates_to": {"m.in_reply_to": "ord"}}),
    ("m.room.message", {**GOOD, "m.relates_to": {"m.in_reply_to": {"event_id": 7}}}),
    ("m.room.message", {**GOOD, "m.relates_to": REPLACE}),
    *(("m.room.message", {**GOOD, "m.relates_to": REPLACE, "m.new_content": new}) for new in NO_EDIT),
    ("m.room.message", {**GOOD, "m.new_content": GOOD, "m.relates_to": {"rel_type": "m.replace"}}),
    ("m.room.message", {**GOOD, "m.mentions": 7, "format": 7, "formatted_body": [DEEP], **WIDE}),
    ("m.room.message", {**GOOD, "body": "!vem", "m.mentions": {"user_ids": "alla", "room": "ja"}}),
    ("m.room.message", {"msgtype": "m.file", "body": "fil", "file": {"url": 7, "key": DEEP}, "info": 7}),
    ("m.reaction", {}),
    *(("m.reaction", {"m.relates_to": what}) for what in (*NO_MARK, MARK, {**MARK, "key": DEEP})),
    ("m.reaction", {"m.relates_to": {**MARK, "key": "✅" * 4000}}),
    ("m.reaction", {"m.relates_to": {**MARK, "event_id": ["$x"], "key": "✅"}}),
    ("m.room.redaction", {}),
    ("m.sticker", {"body": DEEP, "url": 7}),
    ("m.call.invite", {"call_id": DEEP, "offer": 7}),
    ("m.poll.start", {"m.poll": DEEP}),
    ("m.key.verification.request", {"from_device": 7}),
    ("m.room.encrypted", {}),
    ("m.room.encrypted", {"algorithm": 7}),
    ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": {"a": 1}, "session_id": 7}),
    ("m.room.encrypted", {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {"x": {"type": 0}}}),
    ("m.room.encryption", {"algorithm": 7}),
    ("se.exempel." + "x" * 200, {"a": DEEP, **WIDE}),
)
STATE: tuple[tuple[str, Any], ...] = (
    ("m.room.name", {"name": DEEP}),
    ("m.room.topic", {"topic": 7}),
    ("m.room.tombstone", {"replacement_room": 7}),
    ("m.room.tombstone", {"replacement_room": "!finns-inte:localhost", "body": DEEP}),
    ("m.room.encryption", {"algorithm": 7}),
    ("m.room.encryption", {}),
    ("m.room.history_visibility", {"history_visibility": "världen"}),
    ("m.room.canonical_alias", {"alt_aliases": 7}),
    ("m.room.pinned_events", {"pinned": DEEP}),
    ("m.space.child", {"via": 7}),
    ("se.exempel", WIDE),
)


async def test_no_malformed_event_ends_anything(talk: Talk) -> None:
    client, common = await talk.common.player("polis-lind"), talk.common
    token = client.client.access_token
    direct, clear = await client.direct(BOT), await client.direct(BOT, encrypted=False)
    accepted = 0
    for kind, pattern in MALFORMED:
        target = await client.say(direct, "!språk sv") if "$finns" in json.dumps(pattern) else ""
        content = json.loads(json.dumps(pattern).replace("$finns", target))
        if kind not in {"m.room.encrypted", "m.room.redaction", "m.room.encryption"}:
            with suppress(MatrixError):
                await client.send(direct, content, kind)
                accepted += 1
        for room in (direct, clear):
            accepted += await common.put(token, room, kind, content) is not None
    assert accepted > 100
    deepest = '{"msgtype": "m.text", "body": "djupt", "x": %s}'
    for depth in (990, 900, 500, 100):
        await common.put(token, direct, "m.room.message", deepest % ("[" * depth + "]" * depth))
    for kind, content in STATE:
        for room in (clear, direct):
            await common.put(token, room, kind, content, state_key="")
    since = len(client.heard)
    await client.say(direct, "!status")
    await common.put(token, clear, "m.room.message", {"msgtype": "m.text", "body": "!status"})
    for room in (direct, clear):
        await client.hear(heard_status(room), PATIENCE, since)
    said = [heard for heard in client.heard if heard.sender == BOT]
    assert [heard.text for heard in said if "Något gick fel" in heard.text] == []
    assert {heard.encrypted for heard in said if heard.room_id == direct} == {True}
    assert common.stage.bot.returncode is None


def heard_status(room: str) -> Callable[[Heard], bool]:
    return lambda heard: heard.room_id == room and "Allt fungerar" in heard.text


async def test_what_comes_to_the_device_alone_neither_stops_nor_deafens_the_bot(
    talk: Talk, stranger: NioClient
) -> None:
    common, token = talk.common, str(stranger.nio.access_token)
    (device,) = await talk.police.devices(BOT)
    query = {"device_keys": {BOT: [device]}}
    keys = (await common.ask(token, "/keys/query", query, "POST"))["device_keys"][BOT][device]["keys"]
    curve = keys[f"curve25519:{device}"]
    for number, (kind, content) in enumerate(to_device(curve, await one_time_keys(common, token, device, 3))):
        messages = {"messages": {BOT: {device: content, "*": content}}}
        await common.ask(token, f"/sendToDevice/{kind}/x{number}", messages)
        if number % 8 == 0:
            await talk.police.send_text(talk.direct, "!status")
    since = talk.police.mark()
    await talk.police.rotate(talk.direct)
    await alive(talk.police, talk.direct)
    await alive(talk.duty, talk.unit)
    await talk.police.wait_for(kind="receipt", sender=BOT, since=since, timeout=PATIENCE)


async def test_a_drained_pool_of_one_time_keys_is_filled_again(talk: Talk, stranger: NioClient) -> None:
    common, token = talk.common, str(stranger.nio.access_token)
    (device,) = await talk.police.devices(BOT)
    drained = await one_time_keys(common, token, device, 120)
    assert len(set(drained)) > 40
    newcomer = await common.strict("jour-gran")
    await alive(newcomer, await common.direct(newcomer))


async def one_time_keys(common: RunningBot, token: str, device: str, count: int) -> list[str]:
    """Keys of the bot's, claimed without a word to it."""
    claim = {"one_time_keys": {BOT: {device: "signed_curve25519"}}}
    found = []
    for _ in range(count):
        answered = await common.ask(token, "/keys/claim", claim, "POST")
        found += [key["key"] for key in answered["one_time_keys"].get(BOT, {}).get(device, {}).values()]
    return found


def to_device(curve: str, keys: list[str]) -> list[tuple[str, Any]]:
    """What the known defects of nio need, and nonsense of every kind."""
    account, foreign = vodozemac.Account(), vodozemac.Account()
    foreign.generate_one_time_keys(1)
    unknown = next(iter(foreign.one_time_keys.values())).to_base64()

    def olm(message: Any) -> tuple[str, Any]:
        content = {
            "algorithm": "m.olm.v1.curve25519-aes-sha2",
            "sender_key": account.curve25519_key.to_base64(),
            "ciphertext": {curve: message},
        }
        return "m.room.encrypted", content

    def pre_key(one_time_key: str, payload: bytes) -> tuple[str, Any]:
        session = account.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(curve),
            vodozemac.Curve25519PublicKey.from_base64(one_time_key),
        )
        kind, ciphertext = session.encrypt(payload).to_parts()
        return olm({"type": kind, "body": encode(ciphertext)})

    used = pre_key(keys[0], b'{"x": 1}')
    return [
        pre_key(unknown, b'{"x": 1}'),
        used,
        used,
        pre_key(keys[1], b"\xff\xfe"),
        pre_key(keys[2], json.dumps(DEEP).encode()),
        *(olm({"type": kind, "body": body}) for kind in NO_KIND for body in ("", "!", "AAAA", 7)),
        *(olm(message) for message in NO_MESSAGE),
        ("m.room.encrypted", {}),
        ("m.room.encrypted", {"algorithm": 7, "ciphertext": 7, "sender_key": 7}),
        ("m.room.encrypted", {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {curve: DEEP}}),
        *(
            (kind, content)
            for kind in (
                *("m.room_key", "m.forwarded_room_key", "m.room_key_request", "m.room_key.withheld"),
                *("m.key.verification.start", "m.key.verification.mac", "m.secret.send", "m.dummy", "x.y"),
            )
            for content in ({}, {"action": 7}, {"body": DEEP, "transaction_id": 7, "room_id": []}, WIDE)
        ),
    ]
