"""The edge against a real homeserver: nothing that people say is lost, doubled or out of order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.chat.message import Trust
from bot.demo.homeserver import Homeserver
from bot.store.engine import Store
from bot.store.inbox import InboxState
from tests.harness.edge import EdgeBot, until
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import AccountName, Person

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
async def bot(homeserver: Homeserver, account_name: AccountName, store: Store, tmp_path: Path) -> EdgeBot:
    account = await homeserver.register(account_name("rocbot"), "lösenord")
    return EdgeBot(homeserver.url, account, store, tmp_path / "keys")


@pytest.fixture
async def nio_person(homeserver: Homeserver, account_name: AccountName) -> Callable[[str], object]:
    async def start(stem: str) -> NioClient:
        account = await homeserver.register(account_name(stem), "lösenord")
        return await NioClient.start(homeserver.url, account.user_id, account.password)

    return start


async def test_a_direct_chat_is_joined_and_what_is_said_is_taken(bot: EdgeBot, person: Person) -> None:
    polis = await person("polis")
    bot.registered.add(polis.user_id)
    async with bot.running() as edge:
        room = await polis.create_dm(bot.user_id)
        await polis.wait_member(room, bot.user_id)
        sent = await polis.send_text(room, "!status")
        assert await bot.wait_texts(1) == ["!status"]
        row = (await bot.rows())[0]
        assert (row.event_id, row.trust, row.device_id) == (sent, Trust.SIGNED, polis.device_id)
        assert edge.rooms.direct_with(room) == polis.user_id
        assert edge.rooms.encrypted(room)
        assert edge.rooms.members(room) == {polis.user_id}

        answer = await edge.sender.send(room, "m.room.message", {"msgtype": "m.text", "body": "hej"}, "t1")
        heard = await polis.wait_for(event_id=answer.event_id)
        assert (heard.body, heard.encrypted) == ("hej", True)
        assert answer.reached == {polis.user_id}
        assert heard.shield == {"colour": "none", "reason": None}
