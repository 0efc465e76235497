"""(n) A joint message to 40 rooms, 500 mails, ten webhooks and the feeds, beside 40 bare PUTs."""

from __future__ import annotations

import asyncio
import re
import ssl
import statistics
import time
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import tomlkit
from sqlalchemy import select

from bot.assembly import ground as open_ground
from bot.channels.smtp import Line, MailServer
from bot.clock import SystemClock
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, rocbot
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import ChannelKind, DeliveryState
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow
from tests.bench.broadcast import Way
from tests.bench.crowd import Crowd, restart
from tests.bench.figures import Figure, ms
from tests.bench.ground import Ground
from tests.bench.outside import Outside

ROOMS, _MAILS, _WEBHOOKS = 40, 500, 10
_WRITER, _APPROVERS = "kom-alder", ("chef-vinge", "chef-strand")
_ROUNDS = 3
_LEAD = timedelta(seconds=25)
"""From the planning to the time: as the register has it, all is made ready as soon as it is planned."""
_ZONE = ZoneInfo("Europe/Stockholm")
_PATIENCE = 120.0
_CONNECTIONS = 8
_MAIL = b"Subject: x\r\n\r\n" + b"Skolor och fritidsgardar har oppet.\r\n" * 60
_MOST = 1.5
_TEXT = """!budskap ny Skolorna är öppna ({number})

Skolor och fritidsgårdar i länet har öppet som vanligt i dag (påhittat exempel).
Frågor besvaras av kommunens kontaktcenter. **Vid fara för liv, ring 112.**
Ägare: Nacka
Signeras av: Nacka, polisen
"""


async def measure(ground: Ground, crowd: Crowd) -> Sequence[Figure]:
    rooms = crowd.rooms[:ROOMS]
    whole, bare, both = list[float](), list[float](), list[float]()
    kinds: dict[str, list[float]] = {}
    async with Outside.opened() as outside:
        people = {name: await ground.stage.bring(name) for name in (_WRITER, *_APPROVERS)}
        await _configure(ground, outside, rooms)
        async with open_ground(ground.stage.config) as base, Way.open(ground, base.store) as way:
            for number in range(_ROUNDS):
                reference = await _published(people, number)
                settled = await _settled(way, reference)
                times = [at for found in settled.values() for at in found]
                whole.append(_span(times))
                for kind, found in settled.items():
                    kinds.setdefault(kind, []).append(_span(found))
                sealed = await _sealed(way, reference)
                bare.append(await _timed(way.raw(sealed, pause=0.0)))
                both.append(await _timed(way.raw(sealed, pause=0.0), _mailed(outside)))
    ours, least, servers = (statistics.median(times) for times in (whole, bare, both))
    alone = ", ".join(f"{kind} {ms(statistics.median(spans))}" for kind, spans in sorted(kinds.items()))
    what = f"from first to last: {ROOMS} rooms, {_MAILS} mails, {_WEBHOOKS} webhooks, feeds ({alone})"
    # On two processors the mail server alone may need longer for its part than the homeserver for the rooms.
    together = f"the same, beside {ROOMS} bare PUTs and {_MAILS} bare mails side by side"
    return [
        Figure("n", f"{what}, beside {ROOMS} bare PUTs", ms(ours), ms(least), ours / least, _MOST),
        Figure("n", together, ms(ours), ms(servers), ours / servers),
    ]


async def _configure(ground: Ground, outside: Outside, rooms: Sequence[str]) -> None:
    """Give the bot a mail server, secrets for its webhooks, and these channels."""
    stage = ground.stage
    secrets = stage.directory / "webhooks"
    secrets.mkdir()
    hooks = [f"webb-{number}" for number in range(_WEBHOOKS)]
    for hook in hooks:
        (secrets / f"webhook-{hook}").write_text("en hemlighet i mätningen", encoding="utf-8")
    with stage.config.open("a", encoding="utf-8") as settings:
        settings.write(
            f'[mail]\nhost = "127.0.0.1"\nport = {outside.mail}\ntls = "none"\n'
            'sender = "press@samverkan.example"\n'
            'list_unsubscribe = ["mailto:av@samverkan.example"]\n'
            f'[webhooks]\nsecrets = "{secrets}"\n'
        )
    file = ground.directory / "crowd.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    channels: list[dict[str, Any]] = [
        {"id": "rummen", "kind": "rum", "rooms": list(rooms)},
        {"id": "floden", "kind": "flöde"},
        {"id": "posten", "kind": "epost", "addresses": [f"red{n}@tidning.example" for n in range(_MAILS)]},
        *(
            {
                "id": hook,
                "kind": "webhook",
                "url": f"http://127.0.0.1:{outside.web}/{hook}",
                "private_address": True,
            }
            for hook in hooks
        ),
    ]
    document["kanal"] = tomlkit.aot()
    for channel in channels:
        document["kanal"].append(tomlkit.item({**channel, "name": f"Kanalen {channel['id']} i mätningen"}))
    document["budskap"]["channels"] = [channel["id"] for channel in channels]
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    await rocbot("register", str(file), "--config", str(stage.config), directory=stage.directory)
    await restart(ground)


async def _published(people: Mapping[str, Player], number: int) -> str:
    """Written, signed and planned in chat; the reference, some seconds after its time."""
    writer = people[_WRITER]
    chat = await writer.direct(BOT)
    made = await _say(writer, chat, _TEXT.format(number=number), "BU-")
    found = re.search(r"BU-\d{4,}", made.text)
    assert found is not None
    reference = found[0]
    await _say(writer, chat, f"!budskap skicka {reference}", "är på remiss")
    for name in _APPROVERS:
        room = await people[name].direct(BOT)
        await _say(people[name], room, f"!budskap godkänn {reference} rev 1", "Godkänt för")
    due = (SystemClock().now() + _LEAD).replace(microsecond=0)
    time_of_day = f"{due.astimezone(_ZONE):%H:%M:%S}"
    await _say(writer, chat, f"!budskap schemalägg {reference} tid:{time_of_day}", "Svara ja eller nej")
    await _say(writer, chat, "ja", "går ut")
    await asyncio.sleep((due - SystemClock().now()).total_seconds())
    return reference


async def _say(person: Player, room: str, text: str, answer: str) -> Heard:
    since = len(person.heard)
    await person.say(room, text)

    def wanted(heard: Heard) -> bool:
        return heard.sender == BOT and heard.room_id == room and answer in heard.text

    return await person.hear(wanted, _PATIENCE, since)


async def _settled(way: Way, reference: str) -> Mapping[str, Sequence[datetime]]:
    """When each address had it, by the kind of its channel."""
    wanted = (
        select(ChannelRow.kind, DeliveryRow.state, DeliveryRow.settled_at)
        .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
        .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
        .join(MessageRow, MessageRow.id == PublicationRow.message_id)
        .where(MessageRow.reference == reference)
    )
    async with asyncio.timeout(_PATIENCE):
        while True:
            await asyncio.sleep(0.5)
            async with way.store.read() as session:
                found = (await session.execute(wanted)).all()
            if len(found) == ROOMS + _MAILS + _WEBHOOKS + 1 and all(at for _, _, at in found):
                break
    assert {state for _, state, _ in found} == {DeliveryState.SENT}
    return {kind: [at for other, _, at in found if other == kind and at] for kind in ChannelKind}


async def _sealed(way: Way, reference: str) -> list[tuple[str, Any]]:
    """What the homeserver has of it, by room."""
    async with way.store.read() as session:
        rows = await session.scalars(
            select(OutboxRow)
            .join(EventRef, EventRef.outbox_id == OutboxRow.id)
            .where(EventRef.object_id == reference, EventRef.purpose.like("delivery-%"))
        )
        sent = rows.all()
    assert len(sent) == ROOMS
    return [(row.target, await way.sealed(row)) for row in sent]


async def _timed(*jobs: Coroutine[Any, Any, object]) -> float:
    """How long they take side by side, when nothing else is done."""
    await asyncio.sleep(1.0)
    began = time.perf_counter()
    await asyncio.gather(*jobs)
    return time.perf_counter() - began


async def _mailed(outside: Outside) -> None:
    """As many mails of about that size, over as many connections, one after the other on each."""
    server = MailServer("127.0.0.1", outside.mail, "none", ssl.create_default_context())
    lines = await asyncio.gather(*(Line.opened(server) for _ in range(_CONNECTIONS)))
    numbers = iter(range(_MAILS))

    async def hand_over(line: Line) -> None:
        for number in numbers:
            await line.hand_over("press@samverkan.example", f"red{number}@tidning.example", _MAIL)
        await line.leave()

    await asyncio.gather(*(hand_over(line) for line in lines))


def _span(times: Sequence[datetime]) -> float:
    return (max(times) - min(times)).total_seconds()
