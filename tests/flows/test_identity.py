"""The bot's login, identity and trust against a real homeserver and a client that nobody here wrote."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import vodozemac
from nio.events import Event

from bot.chat.message import Trust
from bot.clock import SystemClock
from bot.demo.homeserver import Account, Homeserver
from bot.errors import Fault
from bot.matrix.client import GuardedClient
from bot.matrix.http import path
from bot.matrix.identity import USAGES, Seeds
from bot.matrix.session import Login, Session
from bot.matrix.signing import SigningKey, decode
from bot.matrix.tables_account import MatrixAccount, PersonIdentity
from bot.matrix.trust import IdentityChanged, TrustKeeper
from bot.matrix.uia import with_password
from bot.store.engine import Store
from bot.store.keyring import Keyring
from tests.harness.node import node
from tests.harness.strict_client import PROGRAM, Person, StrictClient

PASSWORD = "lösenord för boten"
CLOCK = SystemClock()


class Bot:
    """One installation: a database, a folder for keys, an account on the homeserver."""

    def __init__(self, homeserver: Homeserver, account: Account, directory: Path, store: Store) -> None:
        self.homeserver = homeserver
        self.account = account
        self.store = store
        self.login = Login(homeserver.url, account.user_id, directory, "pickle key")

    async def init(self) -> str | None:
        session = await Session.first(self.login, self.store, CLOCK, PASSWORD)
        try:
            key = await session.identity.init(PASSWORD)
            await session.identity.recovery_shown()
        finally:
            await session.close()
        return key

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Session]:
        session = await Session.open(self.login, self.store, CLOCK)
        try:
            yield session
        finally:
            await session.close()

    async def row(self) -> MatrixAccount:
        async with self.store.read() as session:
            row = await session.get(MatrixAccount, self.account.user_id)
        assert row is not None
        return row


@asynccontextmanager
async def database(directory: Path) -> AsyncIterator[Store]:
    directory.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    store = Store(f"sqlite:///{directory}/bot.db", Keyring({1: b"a data key for tests of 32 bytes"}))
    await store.create_all()
    try:
        yield store
    finally:
        await store.dispose()


@pytest.fixture
async def bot(
    homeserver: Homeserver, account_name: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[Bot]:
    account = await homeserver.register(account_name("rocbot"), PASSWORD)
    async with database(tmp_path / "db") as store:
        yield Bot(homeserver, account, tmp_path / "keys", store)


async def sees_signed(client: StrictClient, user_id: str, device_id: str) -> bool:
    return (await client.device_trust(user_id, device_id)).signed_by_owner


class Follower:
    """What intake does, in its smallest form: sync, keep the token, open what can be opened."""

    def __init__(self, client: GuardedClient, since: str | None = None) -> None:
        self.client = client
        self.since = since
        self.bodies: list[str] = []
        self.shut: list[dict[str, Any]] = []
        self.senders: list[tuple[str, str, str]] = []

    async def round(self, timeout_ms: int = 500) -> None:
        answer = await self.client.sync_once(self.since, timeout_ms)
        self.since = answer.next_batch
        for room in answer.raw.get("rooms", {}).get("invite", {}):
            await self.client.call("POST", path("rooms", room, "join"), {})
        for room, section in answer.raw.get("rooms", {}).get("join", {}).items():
            for event in section["timeline"]["events"]:
                if event["type"] == "m.room.encrypted":
                    self.shut.append({**event, "room_id": room})
        self.open()
        await self.client.upkeep()

    def open(self) -> None:
        waiting, self.shut = self.shut, []
        for event in waiting:
            content = event["content"]
            session = self.client.olm.inbound_group_store.get(
                event["room_id"], content["sender_key"], content["session_id"]
            )
            if session is None:
                self.shut.append(event)
                continue
            self.bodies.append(json.loads(session.decrypt(content["ciphertext"])[0])["content"]["body"])
            self.senders.append((event["sender"], content["sender_key"], session.ed25519))

    async def until(self, body: str) -> None:
        for _ in range(40):
            await self.round()
            if body in self.bodies:
                return
        raise AssertionError(f"never heard; {len(self.shut)} could not be opened")


async def say(client: GuardedClient, room: str, members: list[str], body: str) -> frozenset[tuple[str, str]]:
    reached = await client.share_room_key(room, members)
    sealed = client.seal(room, "m.room.message", {"msgtype": "m.text", "body": body})
    await client.call("PUT", path("rooms", room, "send", "m.room.encrypted", body), sealed)
    return reached


async def test_a_strict_client_talks_with_the_bot_before_and_after_a_restart(
    bot: Bot, person: Person
) -> None:
    recovery_key = await bot.init()
    assert recovery_key is not None
    assert await bot.init() is None
    anna = await person("anna")
    device = (await bot.row()).device_id
    assert await sees_signed(anna, bot.account.user_id, device)

    async with bot.running() as session:
        follower = Follower(session.client)
        await follower.round(0)
        room = await anna.create_dm(bot.account.user_id)
        await follower.round()
        await anna.wait_member(room, bot.account.user_id)
        await anna.send_text(room, "är du där?")
        await follower.until("är du där?")
        members = [anna.user_id, bot.account.user_id]
        assert await say(session.client, room, members, "ja") == {(anna.user_id, anna.device_id)}
        heard = await anna.wait_for(room=room, body_contains="ja")
        assert heard.encrypted
        assert heard.decryption_failure is None
        since = follower.since

    await anna.rotate(room)
    await anna.send_text(room, "medan du var borta")
    async with bot.running() as session:
        assert session.client.device_id == device
        follower = Follower(session.client, since)
        await follower.until("medan du var borta")
        await say(session.client, room, members, "nu är jag här")
        await anna.wait_for(room=room, body_contains="nu är jag här")
        await anna.send_text(room, "bra")
        await follower.until("bra")
    assert await sees_signed(anna, bot.account.user_id, device)
    assert not (await anna.user_trust(bot.account.user_id)).needs_approval


async def test_a_new_device_after_a_restore_is_still_signed_by_its_owner(
    bot: Bot, person: Person, tmp_path: Path
) -> None:
    await bot.init()
    anna = await person("anna")
    old = (await bot.row()).device_id
    assert await sees_signed(anna, bot.account.user_id, old)

    elsewhere = replace(bot.login, directory=tmp_path / "elsewhere")
    elsewhere.directory.mkdir()
    kept, stale = elsewhere.directory / "rocbot.db", elsewhere.directory / f"{bot.account.user_id}_{old}.db"
    kept.touch()
    stale.touch()
    session = await Session.renew(elsewhere, bot.store, CLOCK, PASSWORD)
    await session.close()

    assert kept.exists()
    assert not stale.exists()
    new = (await bot.row()).device_id
    assert new != old
    assert await sees_signed(anna, bot.account.user_id, new)
    assert old not in await anna.devices(bot.account.user_id)
    assert not (await anna.user_trust(bot.account.user_id)).needs_approval
    with pytest.raises(Fault) as caught:
        await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.key_store_missing"


async def test_a_start_without_init_says_what_to_do(bot: Bot) -> None:
    with pytest.raises(Fault) as caught:
        await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.not_initialised"


async def test_a_start_without_its_key_store_is_refused(bot: Bot) -> None:
    await bot.init()
    for file in bot.login.directory.iterdir():
        file.unlink()
    with pytest.raises(Fault) as caught:
        await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.key_store_missing"


async def test_a_start_with_the_keys_of_another_device_is_refused(bot: Bot) -> None:
    await bot.init()
    async with bot.running() as session:
        session.client.olm.account._account = vodozemac.Account()
        session.client.olm.save_account()
    with pytest.raises(Fault) as caught:
        await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.key_store_mismatch"


async def test_two_processes_cannot_share_a_key_store(bot: Bot) -> None:
    await bot.init()
    async with bot.running():
        with pytest.raises(Fault) as caught:
            await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.key_store_in_use"


async def test_a_lost_login_is_told_and_mended_as_the_same_device(bot: Bot, person: Person) -> None:
    await bot.init()
    device = (await bot.row()).device_id
    async with bot.running() as session:
        await session.client.call("POST", "/logout", {})
    with pytest.raises(Fault) as caught:
        await Session.open(bot.login, bot.store, CLOCK)
    assert caught.value.code == "matrix.logged_out"
    assert await bot.init() is None
    async with bot.running() as session:
        assert session.client.device_id == device
    anna = await person("anna")
    assert await sees_signed(anna, bot.account.user_id, device)


async def test_an_identity_that_somebody_reset_stops_the_start_and_is_not_put_back(
    bot: Bot, person: Person
) -> None:
    await bot.init()
    other, user = Seeds.new(), bot.account.user_id
    async with bot.running() as session:
        body = {f"{usage}_key": other.described(usage, user) for usage in USAGES}
        await with_password(session.client, "/keys/device_signing/upload", body, PASSWORD)
    for attempt in (lambda: Session.open(bot.login, bot.store, CLOCK), bot.init):
        with pytest.raises(Fault) as caught:
            await attempt()
        assert caught.value.code == "matrix.identity_changed"
    anna = await person("anna")
    assert (await anna.user_trust(user)).master_key == other.key("master").public


async def test_an_identity_made_elsewhere_is_not_replaced(bot: Bot) -> None:
    other = await StrictClient.start(bot.homeserver.url, bot.account.user_id, PASSWORD)
    async with other:
        with pytest.raises(Fault) as caught:
            await bot.init()
    assert caught.value.code == "matrix.identity_unknown"


async def test_the_recovery_key_brings_the_identity_back_into_an_empty_database(
    bot: Bot, person: Person, tmp_path: Path
) -> None:
    written = await bot.init()
    assert written is not None
    anna = await person("anna")
    async with database(tmp_path / "second") as empty:
        login = replace(bot.login, directory=tmp_path / "second-keys")
        session = await Session.first(login, empty, CLOCK, PASSWORD)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(session.close)
            with pytest.raises(Fault) as caught:
                await session.identity.init(PASSWORD)
            assert caught.value.code == "matrix.identity_unknown"
            await session.identity.adopt(written)
            assert session.client.device_id != (await bot.row()).device_id
            assert await sees_signed(anna, bot.account.user_id, session.client.device_id)
        again = await Session.open(login, empty, CLOCK)
        await again.close()


async def test_other_clients_can_open_our_secret_storage_with_the_recovery_key(bot: Bot) -> None:
    written = await bot.init()
    async with bot.running() as session:

        async def stored(kind: str) -> dict[str, Any]:
            return await session.client.call("GET", path("user", bot.account.user_id, "account_data", kind))

        key_id = (await stored("m.secret_storage.default_key"))["key"]
        sealed = (await stored("m.cross_signing.master"))["encrypted"][key_id]
        answer = await session.client.call("POST", "/keys/query", {"device_keys": {bot.account.user_id: []}})
    script = """
        import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
        import decrypt from "matrix-js-sdk/lib/utils/decryptAESSecretStorageItem.js";
        const [key, sealed] = JSON.parse(process.argv[1]);
        console.log(await decrypt(JSON.parse(sealed), decodeRecoveryKey(key), "m.cross_signing.master"));
    """
    arguments = json.dumps([written, json.dumps(sealed)])
    process = await asyncio.create_subprocess_exec(
        node(),
        "--input-type=module",
        "-e",
        script,
        arguments,
        cwd=PROGRAM.parent,
        stdout=asyncio.subprocess.PIPE,
    )
    opened, _ = await process.communicate()
    assert process.returncode == 0
    public = SigningKey(decode(opened.decode().strip())).public
    assert list(answer["master_keys"][bot.account.user_id]["keys"].values()) == [public]


async def test_a_persons_new_identity_is_held_until_somebody_confirms_it(bot: Bot, person: Person) -> None:
    await bot.init()
    anna = await person("anna")
    told: list[IdentityChanged] = []

    async def tell(_session: object, change: IdentityChanged) -> None:
        told.append(change)

    async with bot.running() as session:
        trust = TrustKeeper(session.client, CLOCK, tell)
        follower = Follower(session.client)
        room = await anna.create_dm(bot.account.user_id)
        await follower.round()
        await anna.wait_member(room, bot.account.user_id)
        await anna.send_text(room, "före")
        await follower.until("före")
        await trust.refresh([anna.user_id])
        async with bot.store.begin() as transaction:
            assert await trust.settle(transaction) == []
        assert trust.of_key(*follower.senders[-1]) is Trust.SIGNED
        assert trust.signed_devices(anna.user_id) == {anna.device_id}

        await anna.new_identity()
        await anna.send_text(room, "efter")
        await follower.until("efter")
        for _ in range(20):
            await follower.round()
            if trust.unsettled:
                break
        async with bot.store.begin() as transaction:
            await trust.settle(transaction)
        async with bot.store.begin() as transaction:
            await trust.settle(transaction)
        assert [change.user_id for change in told] == [anna.user_id]
        assert trust.of_key(*follower.senders[-1]) is Trust.CHANGED
        assert trust.signed_devices(anna.user_id) == frozenset()

        async with bot.store.begin() as transaction:
            assert await trust.confirm(transaction, anna.user_id, "@admin:localhost")
            assert trust.of_key(*follower.senders[-1]) is Trust.CHANGED
        assert trust.of_key(*follower.senders[-1]) is Trust.SIGNED
        async with bot.store.read() as reading:
            row = await reading.get(PersonIdentity, anna.user_id)
        assert row is not None
        assert (row.source, row.confirmed_by) == ("confirmed", "@admin:localhost")


async def test_a_device_that_its_owner_has_not_signed_is_unsigned(
    bot: Bot, homeserver: Homeserver, account_name: Callable[[str], str]
) -> None:
    await bot.init()
    account = await homeserver.register(account_name("bo"), "lösenord")
    bo = await StrictClient.start(homeserver.url, account.user_id, account.password, strict=False)
    async with bo, bot.running() as session:
        trust = TrustKeeper(session.client, CLOCK)
        await trust.refresh([bo.user_id])
        assert trust.of_device(bo.user_id, bo.device_id) is Trust.UNSIGNED
        assert trust.of_person(bo.user_id) is Trust.UNSIGNED
        assert not trust.unsettled


async def test_a_lost_room_key_is_given_again_by_the_device_that_made_it(bot: Bot, person: Person) -> None:
    await bot.init()
    anna = await person("anna")
    async with bot.running() as session:
        follower = Follower(session.client)
        room = await anna.create_dm(bot.account.user_id)
        await follower.round()
        await anna.wait_member(room, bot.account.user_id)
        await anna.send_text(room, "ett")
        await follower.until("ett")
        olm = session.client.olm
        olm.inbound_group_store._entries.clear()
        await anna.send_text(room, "två")
        for _ in range(20):
            await follower.round()
            if follower.shut:
                break
        (lost,) = follower.shut
        event = Event.parse_event(lost)
        event.room_id = room
        await session.client.keys_query([anna.user_id])
        await session.client.ask_for_key(event)
        await follower.until("två")
        assert not olm.outgoing_key_requests


async def test_a_pool_that_others_have_drained_is_filled_again(bot: Bot, person: Person) -> None:
    await bot.init()
    user, anna = bot.account.user_id, await person("anna")
    device = (await bot.row()).device_id
    async with bot.running() as session:
        follower = Follower(session.client)
        await follower.round(0)

        async def claim() -> dict[str, Any]:
            ours, session.client.access_token = session.client.access_token, anna.access_token
            body = {"one_time_keys": {user: {device: "signed_curve25519"}}}
            try:
                answer = await session.client.call("POST", "/keys/claim", body)
            finally:
                session.client.access_token = ours
            key: dict[str, Any] = next(iter(answer["one_time_keys"][user][device].values()))
            return key

        keys = [await claim() for _ in range(51)]
        assert [key.get("fallback", False) for key in keys] == [False] * 50 + [True]
        await follower.round(0)
        after = [await claim() for _ in range(2)]
        assert not any(key.get("fallback") for key in after)
        assert not {key["key"] for key in keys} & {key["key"] for key in after}
