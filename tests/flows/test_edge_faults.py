"""Bad days: killed between two steps, a homeserver that goes away or holds us back, events made to hurt."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.demo.homeserver import Homeserver
from bot.store.engine import Store
from bot.work.sender import Obstacle, RetryAfter
from tests.harness.edge import EdgeBot, NioPerson, chat_with
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import AccountName, Person
from tests.stores import data_keys

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MOMENTS: list[Literal["before", "after"]] = ["before", "after"]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_words_survive_a_death_at_any_commit_of_the_intake(
    bot: EdgeBot, light: NioPerson, store_url: str, moment: str
) -> None:
    jour = await light("jour")
    bot.registered.add(jour.user_id)
    healthy = bot.store
    async with bot.running() as edge:
        room = await jour.create_room(invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await jour.send_text(room, "nummer 0")
        await bot.wait_texts(1)
    sent = ["nummer 0"]
    for death in range(6):
        for _ in range(2):
            if death in {2, 4}:
                await jour.rotate(room)
            await jour.send_text(room, f"nummer {len(sent)}")
            sent.append(f"nummer {len(sent)}")
        left = death

        async def die(when: Literal["before", "after"]) -> None:
            nonlocal left
            if when == moment:
                left -= 1
                if left < 0:
                    raise asyncio.CancelledError

        bot.store = Store(store_url, data_keys(), on_commit=die)
        try:
            async with asyncio.timeout(2), bot.running():
                await asyncio.sleep(1)
        except (TimeoutError, asyncio.CancelledError, ExceptionGroup):
            pass
        await bot.store.dispose()
    bot.store = healthy
    async with bot.running():
        assert await bot.wait_texts(len(sent)) == sent
        await jour.send_text(room, "sist")
        assert await bot.wait_texts(len(sent) + 1) == [*sent, "sist"]


@pytest.fixture
async def own_homeserver(tmp_path: Path) -> Any:
    async with Homeserver(tmp_path / "homeserver") as server:
        yield server


async def test_a_homeserver_that_stops_and_starts_again_loses_nothing(
    own_homeserver: Homeserver, store: Store, tmp_path: Path
) -> None:
    account = await own_homeserver.register("rocbot", "lösenord")
    other = await own_homeserver.register("jour", "lösenord")
    bot = EdgeBot(own_homeserver.url, account, store, tmp_path / "keys", registered={other.user_id})
    words = {"msgtype": "m.text", "body": "hej"}
    async with (
        await NioClient.start(own_homeserver.url, other.user_id, other.password) as jour,
        bot.running() as edge,
    ):
        room = await jour.create_room(invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await jour.send_text(room, "före")
        await bot.wait_texts(1)
        await own_homeserver.stop()
        with pytest.raises(RetryAfter) as later:
            await edge.sender.send(room, "m.room.message", words, "h1")
        assert later.value.obstacle is Obstacle.CONNECTION
        await asyncio.sleep(3)
        await own_homeserver.start()
        await jour.send_text(room, "efter")
        assert await bot.wait_texts(2) == ["före", "efter"]
        await edge.sender.send(room, "m.room.message", words, "h1")
        assert (await jour.wait_for(body="hej")).encrypted


async def test_the_homeservers_limits_are_obeyed(
    homeserver_limited: Homeserver, account_name: AccountName, store: Store, tmp_path: Path
) -> None:
    account = await homeserver_limited.register(account_name("rocbot"), "lösenord")
    other = await homeserver_limited.register(account_name("jour"), "lösenord")
    bot = EdgeBot(homeserver_limited.url, account, store, tmp_path / "keys", registered={other.user_id})
    async with (
        await NioClient.start(homeserver_limited.url, other.user_id, other.password) as jour,
        bot.running() as edge,
    ):
        room = await jour.create_room(invites=[bot.user_id])
        bot.named.add(room)
        edge.doorman.reconsider()
        await jour.wait_member(room, bot.user_id)
        await asyncio.sleep(0.2)
        waits = []
        for number in range(13):
            content = {"msgtype": "m.text", "body": f"nummer {number}"}
            while True:
                try:
                    await edge.sender.send(room, "m.room.message", content, f"t{number}")
                    break
                except RetryAfter as limit:
                    waits.append((limit.obstacle, limit.seconds or 0))
                    await asyncio.sleep(limit.seconds or 0)
        heard = [await jour.wait_for(body=f"nummer {number}", sender=bot.user_id) for number in range(13)]
        assert len({event.event_id for event in heard}) == 13
        # Each pause that was asked for was enough.
        assert 1 <= len(waits) <= 13
        assert {obstacle for obstacle, _ in waits} == {Obstacle.LIMITED}
        assert all(seconds > 0 for _, seconds in waits)


async def test_events_nested_as_deep_as_the_homeserver_takes_them_stop_nothing(
    bot: EdgeBot, person: Person
) -> None:
    polis = await person("polis")
    async with bot.running():
        room = await chat_with(bot, polis)
        await polis.send_text(room, "före")
        await bot.wait_texts(1)
        where = f"/rooms/{room}/send/m.room.message/deep"
        for depth in range(990, 0, -30):
            nested = "[" * depth + "]" * depth
            content = f'{{"msgtype": "m.text", "body": "djupt", "x": {nested}}}'
            answer = await bot.ask("PUT", f"{where}{depth}", content, polis.access_token)
            if "event_id" in answer:
                break
        assert "event_id" in answer
        await polis.send_text(room, "efter")
        assert (await bot.wait_texts(3))[-1] == "efter"
