"""The harness itself: that its clients talk, that the strict one is strict, that the servers are real."""

import asyncio
import os
import signal
import time
from urllib.parse import quote

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.homeserver import Account, Homeserver, HomeserverError
from tests.harness.bare_bot import ANSWER, COMMAND, bare_bot
from tests.harness.nio_client import NioClient
from tests.harness.postgres import Postgres
from tests.harness.strict_client import AccountName, Person, StrictClient


async def make(homeserver: Homeserver, name: str) -> Account:
    return await homeserver.register(name, "lösenord")


async def meet(first: StrictClient, *others: StrictClient) -> str:
    """An encrypted room in which all are."""
    room = await first.create_room(name="lägesrum", invites=[other.user_id for other in others])
    for other in others:
        await other.wait_for(kind="invite", room=room, sender=first.user_id)
        await other.join(room)
        await first.wait_member(room, other.user_id)
    return room


async def test_two_strict_clients_talk(person: Person) -> None:
    anna, bo = await person("anna"), await person("bo")
    room = await meet(anna, bo)

    sent = await anna.send_text(room, "hej, är du där?")
    heard = await bo.wait_for(room=room, body_contains="är du där")
    assert (heard.event_id, heard.sender, heard.encrypted) == (sent, anna.user_id, True)
    assert heard.decryption_failure is None
    assert heard.shield == {"colour": "none", "reason": None}

    mark = anna.mark()
    answer = await bo.send_text(room, "ja", reply_to=sent)
    assert (await anna.wait_for(event_id=answer, since=mark)).reply_to == sent
    edit = await bo.send_edit(room, answer, "ja, här")
    assert (await anna.wait_for(replaces=answer)).body == "ja, här"
    in_thread = await bo.send_text(room, "i tråden", thread=sent)
    assert (await anna.wait_for(thread_root=sent)).event_id == in_thread
    await bo.send_reaction(room, sent, "👍")
    assert (await anna.wait_for(kind="reaction", target=sent)).key == "👍"
    await bo.send_receipt(room, sent)
    await anna.wait_for(kind="receipt", sender=bo.user_id, event_id=sent)
    await bo.send_typing(room, typing=True)
    await anna.wait_for(kind="typing", sender=bo.user_id, typing=True)
    await bo.send_redaction(room, in_thread)
    await anna.wait_for(kind="redaction", redacts=in_thread)

    assert [message.event_id for message in await anna.history(room)] == [sent, answer, edit, in_thread]
    assert (await anna.device_trust(bo.user_id, bo.device_id)).signed_by_owner


async def test_a_key_rotation_and_a_new_identity_are_seen(person: Person) -> None:
    anna, bo = await person("anna"), await person("bo")
    room = await anna.create_dm(bo.user_id)
    assert (await bo.wait_for(kind="invite", room=room)).direct
    await bo.join(room)
    await anna.wait_member(room, bo.user_id)
    await anna.send_text(room, "ett")
    await anna.rotate(room)
    await anna.send_text(room, "två")
    await bo.wait_for(body="två")

    before = await anna.user_trust(bo.user_id)
    assert (before.has_keys, before.needs_approval) == (True, False)
    await bo.new_identity()
    after = await anna.user_trust(bo.user_id)
    assert after.needs_approval
    assert after.master_key != before.master_key
    await anna.pin_identity(bo.user_id)
    assert not (await anna.user_trust(bo.user_id)).needs_approval


async def test_a_second_device_takes_over_the_identity(homeserver: Homeserver, person: Person) -> None:
    anna, bo = await person("anna"), await person("bo")
    secrets = await anna.export_secrets()
    async with await StrictClient.start(homeserver.url, anna.user_id, "lösenord", secrets=secrets) as second:
        assert (await bo.device_trust(anna.user_id, second.device_id)).signed_by_owner
        assert not (await bo.user_trust(anna.user_id)).needs_approval


async def test_a_file_arrives_whole(person: Person) -> None:
    anna, bo = await person("anna"), await person("bo")
    room = await meet(anna, bo)
    picture = bytes(range(256)) * 40
    sent = await anna.send_file(room, picture, "karta.png", mimetype="image/png", msgtype="m.image")
    heard = await bo.wait_for(event_id=sent, msgtype="m.image")
    assert "file" in heard.content
    assert await bo.download(heard) == picture


async def test_the_strict_client_withholds_its_keys_from_an_unsigned_device(
    homeserver: Homeserver, account_name: AccountName, person: Person
) -> None:
    anna = await person("anna")
    deaf = await make(homeserver, account_name("deaf"))
    async with await NioClient.start(homeserver.url, deaf.user_id, deaf.password) as bare:
        room = await anna.create_room(invites=[deaf.user_id])
        await bare.wait_for(kind="invite", room=room)
        await bare.join(room)
        await anna.wait_member(room, deaf.user_id)
        sent = await anna.send_text(room, "hör du?")

        assert (await bare.wait_for(event_id=sent)).decryption_failure == "no_key"
        assert (await bare.wait_for(kind="withheld", room=room)).reason == "m.unverified"
        await bare.never(event_id=sent, decryption_failure=None, seconds=0.5)

        # nor does it read what such a device says
        await bare.wait_member(room, anna.user_id)
        said = await bare.send_text(room, "jag är osignerad")
        assert (await anna.wait_for(event_id=said)).decryption_failure == "UNSIGNED_SENDER_DEVICE"


async def test_a_client_that_is_not_strict_hears_an_unsigned_device(
    homeserver: Homeserver, account_name: AccountName
) -> None:
    easy = await make(homeserver, account_name("easy"))
    plain = await make(homeserver, account_name("plain"))
    async with (
        await StrictClient.start(homeserver.url, easy.user_id, easy.password, strict=False) as first,
        await NioClient.start(homeserver.url, plain.user_id, plain.password) as second,
    ):
        room = await second.create_room(invites=[easy.user_id])
        await first.wait_for(kind="invite", room=room)
        await first.join(room)
        await second.wait_member(room, easy.user_id)
        # Away for a while: more messages than Synapse gives in one sync.
        os.kill(first.pid, signal.SIGSTOP)
        try:
            await asyncio.gather(*(second.send_text(room, f"nummer {number}") for number in range(250)))
        finally:
            os.kill(first.pid, signal.SIGCONT)
        heard = await first.wait_for_count(250, room=room, body_contains="nummer")
        assert len({message.event_id for message in heard}) == 250
        assert {message.decryption_failure for message in heard} == {None}
        assert not (await first.device_trust(plain.user_id, second.device_id)).signed_by_owner


async def test_a_key_that_comes_late_opens_the_message(
    homeserver: Homeserver, account_name: AccountName
) -> None:
    easy = await make(homeserver, account_name("easy"))
    slow = await make(homeserver, account_name("slow"))
    async with (
        await StrictClient.start(homeserver.url, easy.user_id, easy.password, strict=False) as client,
        await NioClient.start(homeserver.url, easy.user_id, easy.password) as second,
        await NioClient.start(homeserver.url, slow.user_id, slow.password) as sender,
    ):
        room = await sender.create_room(invites=[easy.user_id])
        await client.wait_for(kind="invite", room=room)
        await client.join(room)
        await sender.wait_member(room, easy.user_id)
        async with sender.keys_held(room):
            sent = await sender.send_text(room, "nyckeln kommer sen")
            for receiver in (client, second):
                assert (await receiver.wait_for(event_id=sent)).decryption_failure is not None
        for receiver in (client, second):
            opened = await receiver.wait_for(event_id=sent, decryption_failure=None)
            assert opened.body == "nyckeln kommer sen"


async def test_the_bare_bot_answers(homeserver: Homeserver, account_name: AccountName) -> None:
    bot = await make(homeserver, account_name("bot"))
    person = await make(homeserver, account_name("person"))
    async with (
        bare_bot(homeserver.url, bot.user_id, bot.password),
        await NioClient.start(homeserver.url, person.user_id, person.password) as client,
    ):
        room = await client.create_room(invites=[bot.user_id])
        await client.wait_member(room, bot.user_id)
        asked = await client.send_text(room, COMMAND)
        answer = await client.wait_for(sender=bot.user_id, reply_to=asked)
        assert (answer.body, answer.encrypted) == (ANSWER, True)


async def test_the_homeserver_limits_when_told(
    homeserver_limited: Homeserver, account_name: AccountName
) -> None:
    # Both clients wait a 429 out by themselves, so this one asks in plain HTTP.
    account = await make(homeserver_limited, account_name("eager"))
    headers = {"Authorization": f"Bearer {account.access_token}"}
    async with aiohttp.ClientSession(homeserver_limited.url, headers=headers) as session:
        async with session.post("/_matrix/client/v3/createRoom", json={}) as response:
            room = (await response.json())["room_id"]

        async def send(number: int) -> int:
            path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/{number}"
            async with session.put(path, json={"msgtype": "m.text", "body": "hej"}) as response:
                return response.status

        assert 429 in [await send(number) for number in range(13)]
        await homeserver_limited.override_ratelimit(account.user_id)
        assert {await send(number) for number in range(100, 113)} == {200}


async def test_the_homeserver_keeps_its_data_over_a_restart(
    tmp_path_factory: pytest.TempPathFactory, account_name: AccountName
) -> None:
    async with Homeserver(tmp_path_factory.mktemp("restarted")) as server:
        name = account_name("anna")
        account = await make(server, name)
        first = server.pid
        await server.stop(kill=True)
        await server.start()
        assert server.pid != first
        async with await StrictClient.start(server.url, account.user_id, account.password):
            pass
        with pytest.raises(HomeserverError, match="M_USER_IN_USE"):
            await make(server, name)


async def test_a_homeserver_that_cannot_start_says_why(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("broken")
    (directory / "homeserver.json").write_text("{}")
    with pytest.raises(HomeserverError, match="server_name"):
        await Homeserver(directory).start()


async def test_each_database_is_fresh(postgres: Postgres) -> None:
    async def prepare(url: str) -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE thing (id integer)"))
        await engine.dispose()

    await postgres.template("things", prepare)
    began = time.monotonic()
    for _ in range(3):
        async with postgres.database("things") as url:
            engine = create_async_engine(url)
            async with engine.begin() as connection:
                assert (await connection.execute(text("SELECT count(*) FROM thing"))).scalar() == 0
                await connection.execute(text("INSERT INTO thing VALUES (1)"))
            await engine.dispose()
    assert time.monotonic() - began < 3
