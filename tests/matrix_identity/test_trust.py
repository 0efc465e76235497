"""Identities are pinned, a change is told once and holds until it is confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Trust
from bot.clock import SystemClock
from bot.matrix.client import GuardedClient
from bot.matrix.cross_signing import read_person
from bot.matrix.tables_account import PersonIdentity
from bot.matrix.trust import IdentityChanged, TrustKeeper
from bot.store.engine import Store
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import bot_client

ANNA = "@anna:x"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[GuardedClient]:
    async with bot_client(tmp_path) as client:
        yield client


@pytest.fixture
def told() -> list[IdentityChanged]:
    return []


@pytest.fixture
def trust(client: GuardedClient, told: list[IdentityChanged]) -> TrustKeeper:
    async def tell(_session: AsyncSession, change: IdentityChanged) -> None:
        told.append(change)

    return TrustKeeper(client, SystemClock(), tell)


async def settle(trust: TrustKeeper, store: Store) -> None:
    async with store.begin() as session:
        await trust.settle(session)


async def rolled_back(store: Store, do: Callable[[AsyncSession], Awaitable[object]]) -> None:
    """Once as a whole, once inside a savepoint of a transaction that is committed."""
    async with store.begin() as session:
        await do(session)
        await session.rollback()
    async with store.begin() as session:
        savepoint = await session.begin_nested()
        await do(session)
        await savepoint.rollback()


async def committed_inside(store: Store, do: Callable[[AsyncSession], Awaitable[object]]) -> None:
    async with store.begin() as session, session.begin_nested():
        await do(session)


async def test_only_a_whole_chain_makes_a_device_signed(trust: TrustKeeper) -> None:
    anna = Person(ANNA)
    good, bare = anna.device("GOOD"), anna.device("BARE", signed=False)
    await trust._take(anna.answer())
    assert trust.of_key(ANNA, good.curve25519, good.ed25519) is Trust.SIGNED
    assert trust.of_key(ANNA, bare.curve25519, bare.ed25519) is Trust.UNSIGNED
    assert trust.of_key(ANNA, good.curve25519, bare.ed25519) is Trust.UNSIGNED
    assert trust.of_key("@bo:x", good.curve25519, good.ed25519) is Trust.UNSIGNED
    assert trust.signed_devices(ANNA) == {"GOOD"}
    assert trust.of_device(ANNA, "GOOD") is Trust.SIGNED
    assert trust.of_device(ANNA, None) is Trust.UNSIGNED


def broken(answer: dict[str, Any], case: str) -> dict[str, Any]:
    other = Person(ANNA)
    match case:
        case "self-signing key signed by another master":
            answer["self_signing_keys"] = other.answer()["self_signing_keys"]
        case "another master":
            answer["master_keys"] = other.answer()["master_keys"]
        case "self-signing key not signed":
            del answer["self_signing_keys"][ANNA]["signatures"]
        case "self-signing key used as master":
            answer["master_keys"][ANNA]["usage"] = ["self_signing"]
        case "keys of another person":
            answer["self_signing_keys"][ANNA]["user_id"] = "@eve:x"
        case "no master":
            del answer["master_keys"]
        case "nonsense":
            answer["self_signing_keys"] = {ANNA: {"user_id": ANNA, "usage": 5, "keys": []}}
        case "key id of another key":
            answer["master_keys"][ANNA]["keys"] = {
                "ed25519:A": next(iter(answer["master_keys"][ANNA]["keys"].values()))
            }
    return answer


@pytest.mark.parametrize(
    "case",
    [
        "self-signing key signed by another master",
        "another master",
        "self-signing key not signed",
        "self-signing key used as master",
        "keys of another person",
        "no master",
        "nonsense",
        "key id of another key",
    ],
)
def test_a_broken_chain_signs_nothing(case: str) -> None:
    anna = Person(ANNA)
    anna.device("GOOD")
    assert read_person(anna.answer(), ANNA).signed_devices == {"GOOD"}
    assert read_person(broken(anna.answer(), case), ANNA).signed_devices == frozenset()


async def test_the_first_identity_is_pinned_and_remembered(
    trust: TrustKeeper, client: GuardedClient, open_store: Callable[[], Store], told: list[IdentityChanged]
) -> None:
    anna = Person(ANNA)
    await trust._take(anna.answer())
    await settle(trust, open_store())
    assert not trust.unsettled
    assert told == []

    after = TrustKeeper(client, SystemClock())
    async with open_store().read() as session:
        await after.load(session)
    anna.new_identity()
    await after._take(anna.answer())
    assert after.of_person(ANNA) is Trust.CHANGED


async def test_somebody_not_asked_about_since_the_start_is_unsigned_and_not_changed(
    trust: TrustKeeper, client: GuardedClient, store: Store
) -> None:
    await trust._take(Person(ANNA).answer())
    await settle(trust, store)
    after = TrustKeeper(client, SystemClock())
    async with store.read() as session:
        await after.load(session)
    assert after.of_person(ANNA) is Trust.UNSIGNED


async def test_a_change_is_told_once_and_holds_until_confirmed(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna = Person(ANNA)
    first, device = anna.master, anna.device("GOOD")
    await trust._take(anna.answer())
    await settle(trust, store)
    anna.new_identity()
    await trust._take(anna.answer())
    assert trust.of_key(ANNA, device.curve25519, device.ed25519) is Trust.CHANGED
    await settle(trust, store)
    await trust._take(anna.answer())
    await settle(trust, store)
    assert told == [IdentityChanged(ANNA, first, anna.master)]
    assert trust.signed_devices(ANNA) == frozenset()
    async with store.begin() as session:
        assert await trust.confirm(session, ANNA, "@admin:x")
    assert trust.signed_devices(ANNA) == {"GOOD"}
    async with store.begin() as session:
        assert not await trust.confirm(session, ANNA, "@admin:x")


async def test_what_was_rolled_back_is_not_believed(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna = Person(ANNA)
    await trust._take(anna.answer())
    await settle(trust, store)
    anna.new_identity()
    await trust._take(anna.answer())
    await rolled_back(store, trust.settle)
    assert trust.unsettled
    await committed_inside(store, trust.settle)
    assert not trust.unsettled
    assert len(told) == 3
    await rolled_back(store, lambda session: trust.confirm(session, ANNA, "@admin:x"))
    assert trust.of_person(ANNA) is Trust.CHANGED
    await committed_inside(store, lambda session: trust.confirm(session, ANNA, "@admin:x"))
    assert trust.of_person(ANNA) is Trust.SIGNED


async def test_an_identity_that_comes_back_is_trusted_again_and_a_second_change_is_told(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna = Person(ANNA)
    first = anna.seeds
    await trust._take(anna.answer())
    await settle(trust, store)
    for _ in range(2):
        anna.new_identity()
        await trust._take(anna.answer())
        await settle(trust, store)
        anna.seeds = first
        await trust._take(anna.answer())
        await settle(trust, store)
        assert trust.of_person(ANNA) is Trust.SIGNED
    assert len(told) == 2


async def test_an_identity_that_is_gone_is_a_change(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna = Person(ANNA)
    await trust._take(anna.answer())
    await settle(trust, store)
    await trust._take({"device_keys": {ANNA: {}}})
    await settle(trust, store)
    assert told == [IdentityChanged(ANNA, anna.master, None)]
    assert trust.of_person(ANNA) is Trust.CHANGED
    async with store.begin() as session:
        assert not await trust.confirm(session, ANNA, "@admin:x")


async def test_the_registers_key_outweighs_first_sight(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna, real = Person(ANNA), Person(ANNA)
    anna.device("GOOD")
    await trust._take(anna.answer())
    await settle(trust, store)
    async with store.begin() as session:
        await trust.pin_from_register(session, {ANNA: real.master})
    assert told == [IdentityChanged(ANNA, real.master, anna.master)]
    assert trust.of_person(ANNA) is Trust.CHANGED


async def test_the_register_can_pin_before_anybody_was_seen(
    trust: TrustKeeper, store: Store, told: list[IdentityChanged]
) -> None:
    anna, impostor = Person(ANNA), Person(ANNA)
    async with store.begin() as session:
        await trust.pin_from_register(session, {ANNA: anna.master})
    await trust._take(anna.answer())
    await settle(trust, store)
    assert trust.of_person(ANNA) is Trust.SIGNED
    await trust._take(impostor.answer())
    await settle(trust, store)
    assert told == [IdentityChanged(ANNA, anna.master, impostor.master)]


async def test_the_same_word_of_the_register_does_not_undo_a_confirmation(
    trust: TrustKeeper, store: Store
) -> None:
    anna, stated = Person(ANNA), Person(ANNA).master
    await trust._take(anna.answer())
    await settle(trust, store)
    async with store.begin() as session:
        await trust.pin_from_register(session, {ANNA: stated})
        await trust.confirm(session, ANNA, "@admin:x")
        await trust.pin_from_register(session, {ANNA: stated})
    assert trust.of_person(ANNA) is Trust.SIGNED
    async with store.read() as session:
        row = await session.get(PersonIdentity, ANNA)
    assert row is not None
    assert (row.source, row.confirmed_by) == ("confirmed", "@admin:x")
