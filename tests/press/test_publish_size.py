"""Ten thousand messages with a time: the one that is due is found by an index, and goes out as among ten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from bot.press.content import Content, content_hash, to_json
from bot.press.tables import MessageRow, RevisionRow, SignOffRow
from bot.press.values import Quorum, State, Verdict
from tests.press.day import DAHL, MORNING, NORD, SSR, STRAND, TEXT, PressDay
from tests.press.explaining import explained
from tests.press.publishing import scheduled

MANY = 10_000
SCANNED = re.compile(r"(Seq Scan on|^SCAN) press_(message|revision|sign_off)\b(?!.*INDEX)")
CONTENT = Content("Skolorna är öppna", TEXT, Quorum(required=("stockholm", "polis")), ("natverket",))


@pytest.fixture
async def full(day: PressDay) -> PressDay:
    """Ten thousand that are signed, one every five minutes from tomorrow on."""
    stored = to_json(CONTENT)
    messages, revisions, signed = [], [], []
    for number in range(1, MANY + 1):
        at, reference = MORNING + timedelta(days=1, minutes=5 * number), f"BU-{number + 1000:05d}"
        hashed = content_hash(CONTENT, reference)
        messages.append(
            {
                "id": number + 1000,
                "reference": reference,
                "state": State.SCHEDULED,
                "owner": "stockholm",
                "author": NORD,
                "room_id": "!x:localhost",
                "event_id": f"${number}",
                "exercise": False,
                "created_at": MORNING,
                "keep_from": MORNING,
                "revision": 1,
                "circulated_at": MORNING,
                "reminders": 0,
                "publish_at": at,
                "prepare_at": at - timedelta(minutes=2),
                "plan_changes": 0,
            }
        )
        common = {"message_id": number + 1000, "hash": hashed}
        revisions.append({**common, "number": 1, "content": stored, "made_by": NORD, "made_at": MORNING})
        signed += [
            {
                **common,
                "revision": 1,
                "actor": actor,
                "person": person,
                "verdict": Verdict.APPROVED,
                "at": MORNING,
            }
            for actor, person in (("stockholm", DAHL), ("polis", STRAND))
        ]
    async with day.store.begin(bulk=True) as session:
        await session.execute(insert(MessageRow), messages)
        await session.execute(insert(RevisionRow), revisions)
        await session.execute(insert(SignOffRow), signed)
        await session.execute(text("ANALYZE"))
    return day


async def test_what_is_due_is_found_by_an_index_among_ten_thousand(full: PressDay) -> None:
    row = await scheduled(full, minutes=0)
    full.clock.advance(timedelta(seconds=1))
    for duty in (one for one in full.core.duties if one.name.startswith("press.")):
        async with full.store.begin() as session:
            async with explained(session) as plans:
                await duty.next_due(session)
                notices = await duty.carry_out(session, full.clock.now())
            assert plans
            assert [one for one in plans if SCANNED.search(one)] == [], duty.name
            await full.core.post.notify(session, notices or (), full.clock.now())
    await full.deliver()
    assert [TEXT in said.body for said in full.heard(SSR)] == [True]
    assert (await full.message(row.reference)).state == State.PUBLISHED
