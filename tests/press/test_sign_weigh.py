"""Approvals are weighed as they hold at the moment of asking, and the message stands where they put it."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.chat.outcome import Notice
from bot.press import find
from bot.press.pictures import revision_of
from bot.press.tables import RevisionRow, SignOffRow
from bot.press.values import Quorum, State, Verdict
from bot.press.weigh import checked, weigh
from tests.press.day import DAHL, NORD, STRAND, VINGE, PressDay, without_role
from tests.press.signing import with_two_actors

LASTS = timedelta(hours=48)


async def sign(day: PressDay, who: str, actor: str, verdict: Verdict = Verdict.APPROVED) -> None:
    row = await day.message()
    async with day.store.begin() as session:
        revision = await revision_of(session, row)
        session.add(
            SignOffRow(
                message_id=row.id,
                revision=row.revision,
                hash=revision.hash,
                actor=actor,
                person=who,
                device_id="DEVICE",
                verdict=verdict,
                at=day.clock.now(),
                expires_at=day.clock.now() + LASTS if verdict is Verdict.APPROVED else None,
            )
        )


async def both(day: PressDay) -> None:
    await sign(day, DAHL, "stockholm")
    await sign(day, STRAND, "polis")


async def look(day: PressDay) -> tuple[State, list[Notice]]:
    """Weigh the newest message; where it stands then, and what was said."""
    row = await day.message()
    async with day.store.begin() as session:
        held = await find.held(session, row.id)
        told = await weigh(session, day.desk, held, day.clock.now())
    return State(held.state), told


def kinds(told: Collection[Notice]) -> set[str]:
    return {one.kind for one in told}


async def void_whys(day: PressDay) -> list[str | None]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(SignOffRow.void_why).order_by(SignOffRow.id)))


async def test_the_last_approval_makes_it_approved_and_planned_when_it_has_a_time(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await sign(day, DAHL, "stockholm")
    assert await look(day) == (State.CIRCULATED, [])
    await sign(day, STRAND, "polis")
    state, told = await look(day)
    assert state is State.APPROVED
    assert kinds(told) == {"message.card", "message.signed"}
    assert await look(day) == (State.APPROVED, [])
    at = day.clock.now() + timedelta(hours=3)
    await day.put(State.CIRCULATED, publish_at=at)
    await both(day)
    assert (await look(day))[0] is State.SCHEDULED
    row = await day.message()
    assert (row.preflight_at, row.prepare_at) == (at - timedelta(minutes=15), at - timedelta(minutes=2))


async def test_the_owner_alone_is_not_enough(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm",)))
    await sign(day, DAHL, "stockholm")
    assert (await look(day))[0] is State.CIRCULATED


async def test_an_approval_that_is_too_old_holds_no_longer_and_both_sides_are_told(day: PressDay) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + LASTS * 2)
    await both(day)
    await look(day)
    day.clock.advance(LASTS)
    state, told = await look(day)
    assert state is State.CIRCULATED
    called = {who for one in told for who in one.mention}
    assert called == {NORD, DAHL, STRAND}
    assert await void_whys(day) == ["expired", "expired"]


async def test_a_device_that_is_trusted_no_longer_takes_its_approval_with_it(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await both(day)
    await look(day)
    day.worth.lost.add(STRAND)
    assert (await look(day))[0] is State.CIRCULATED
    assert await void_whys(day) == [None, "device"]
    day.worth.lost.clear()
    assert (await look(day))[0] is State.CIRCULATED


async def test_a_device_nobody_can_judge_yet_changes_nothing_and_publishes_nothing(
    day: PressDay,
) -> None:
    await day.put(State.CIRCULATED)
    await both(day)
    await look(day)
    day.worth.unknown.add(STRAND)
    assert await look(day) == (State.APPROVED, [])
    row = await day.message()
    async with day.store.begin() as session:
        standing = await checked(session, day.desk, await day.snapshot(), row, day.clock.now())
    assert (standing.complete, standing.unsure) == (False, ("polis",))
    day.worth.unknown.clear()
    assert await look(day) == (State.APPROVED, [])


async def test_a_role_that_has_ended_takes_its_approval_with_it(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await both(day)
    await look(day)
    await day.open(without_role(STRAND))
    assert (await look(day))[0] is State.CIRCULATED
    assert await void_whys(day) == [None, "role"]


async def test_who_wrote_it_or_its_newest_version_has_not_approved_it(day: PressDay) -> None:
    await day.put(State.CIRCULATED, author=DAHL)
    await both(day)
    assert (await look(day))[0] is State.CIRCULATED
    assert await void_whys(day) == ["author", None]
    await day.put(State.CIRCULATED)
    async with day.store.begin() as session:
        newest = (await day.message()).id
        await session.execute(
            update(RevisionRow).where(RevisionRow.message_id == newest).values(made_by=STRAND)
        )
    await both(day)
    assert (await look(day))[0] is State.CIRCULATED
    assert await void_whys(day) == ["author", None, None, "author"]


async def test_a_text_that_was_changed_in_the_database_is_never_approved_and_said_loudly(
    day: PressDay,
) -> None:
    at = day.clock.now() + timedelta(hours=3)
    await day.put(State.CIRCULATED, publish_at=at)
    await both(day)
    assert (await look(day))[0] is State.SCHEDULED
    row = await day.message()
    async with day.store.begin() as session:
        revision = await revision_of(session, row)
        revision.content = {**(revision.content or {}), "body": "Något annat."}
    state, told = await look(day)
    assert state is State.CIRCULATED
    assert kinds(told) == {"message.card", "message.altered", "message.altered_alarm"}
    assert await void_whys(day) == ["altered", "altered"]
    keys = {one.dedupe_key for one in told if not one.status}
    assert {one.dedupe_key for one in (await look(day))[1] if not one.status} == keys
    assert None not in keys
    await both(day)
    assert (await look(day))[0] is State.CIRCULATED


async def test_a_rejection_blocks_whatever_is_approved_after_it(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await sign(day, STRAND, "polis", Verdict.REJECTED)
    await both(day)
    assert (await look(day))[0] is State.CIRCULATED


async def test_an_organisation_without_a_say_does_not_count(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm",)))
    await sign(day, DAHL, "stockholm")
    await sign(day, VINGE, "nacka")
    assert (await look(day))[0] is State.CIRCULATED


async def test_two_yes_of_one_person_are_one_also_where_the_database_holds_them_already(
    day: PressDay,
) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.SCHEDULED, quorum=Quorum(required=("polis", "nacka")))
    await sign(day, STRAND, "polis")
    await sign(day, STRAND, "nacka")
    state, told = await look(day)
    assert state is State.CIRCULATED
    assert await void_whys(day) == [None, "elsewhere"]
    called = {who for one in told if one.kind == "message.lapsed" for who in one.mention}
    assert VINGE in called
    assert STRAND not in called
    await sign(day, VINGE, "nacka")
    assert (await look(day))[0] is State.APPROVED


async def test_the_second_yes_counts_where_the_first_has_lapsed(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=Quorum(among=("polis", "nacka"), least=1))
    await sign(day, STRAND, "polis")
    day.clock.advance(LASTS)
    await sign(day, STRAND, "nacka")
    assert (await look(day))[0] is State.APPROVED
    assert await void_whys(day) == ["expired", None]


@pytest.mark.parametrize("state", [State.DRAFT, State.STOPPED, State.MISSED, State.PUBLISHED])
async def test_elsewhere_nothing_is_weighed(day: PressDay, state: State) -> None:
    await day.put(state)
    await both(day)
    assert await look(day) == (state, [])


async def test_it_is_looked_at_again_before_an_approval_is_too_old_and_before_its_time(
    day: PressDay,
) -> None:
    at = day.clock.now() + timedelta(hours=5)
    await day.put(State.CIRCULATED, publish_at=at)
    await both(day)
    await look(day)
    assert (await day.message()).weigh_at == at - timedelta(hours=1)
    day.clock.advance(timedelta(hours=4))
    await look(day)
    assert (await day.message()).weigh_at == at
