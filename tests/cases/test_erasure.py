"""When its time is over nothing is left of a case but numbers, and those once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, update

from bot.actors.rooms import SafeRooms
from bot.cases.counts import CaseCount, Measure
from bot.cases.entries import DefaultsEntry
from bot.cases.erasure import Erasure
from bot.cases.folder import Desk
from bot.cases.tables import Case, CaseAlarm, CaseEvent
from bot.retention import forget
from bot.store.audit import AuditRow, verify
from bot.store.base import Base
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.work.timed import TimedDuty
from tests.cases.night import ALM, EK, KVIST, NEW, ROC, STOCKHOLM, Night, changed
from tests.stores import data_keys

DECISION = "SSK 2026/123, 4 §"


def erasure(night: Night, decision: str | None = None, **more: Any) -> Erasure:
    desk = Desk(night.register, night.core.duty, SafeRooms(night.register, night.hall))
    return Erasure(desk, decision=decision, **more)


async def ended(night: Night) -> str:
    """A case from raised to closed in a minute and a half."""
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    await night.pass_by(seconds=50)
    for verb in ("tar", "ringt", "avsluta"):
        await night.type(ALM, f"!ärende {verb} {reference}", STOCKHOLM)
    return reference


async def rows(night: Night) -> list[str]:
    """Every value of every table but the audit log and the inbox, as text."""
    found = []
    async with night.store.begin() as session:
        for table in Base.metadata.tables.values():
            if table.name in {"audit", "inbox", "alembic_version"}:
                continue
            assert isinstance(table, Table)
            found += [f"{table.name}: {tuple(row)!r}" for row in await session.execute(select(table))]
    return found


async def counts(night: Night) -> dict[tuple[str, int], int]:
    async with night.store.begin() as session:
        return {(row.measure, row.bucket): row.n for row in await session.scalars(select(CaseCount))}


async def later(night: Night, **span: float) -> None:
    """Time passes in which nothing else happens, and what is over is erased."""
    night.clock.advance(timedelta(**span))
    duty = next(one for one in night.core.duties if one.name == "case.erasure")
    async with night.store.begin() as session:
        due = await duty.next_due(session)
    if due is not None and due <= night.clock.now():
        while await carry_out(night, duty):
            pass


async def carry_out(night: Night, duty: TimedDuty) -> bool:
    async with night.store.begin() as session:
        return await duty.carry_out(session, night.clock.now()) is not None


async def test_sixty_days_after_its_end_nothing_of_a_case_is_left(night: Night) -> None:
    reference = await ended(night)
    case = await night.case()
    await later(night, days=59, hours=23)
    assert any(reference in row for row in await rows(night))
    await later(night, hours=2)
    async with night.store.begin() as session:
        await forget(session, night.clock.now())
    left = await rows(night)
    assert [row for row in left if reference in row or case.raise_event_id in row] == []
    async with night.store.begin() as session:
        for kind in (Case, CaseAlarm, CaseEvent):
            assert await session.scalar(select(func.count()).select_from(kind)) == 0
        assert await session.scalar(select(func.count()).where(EventRef.subject == "case")) == 0


async def test_the_register_says_how_long_a_case_is_kept(night: Night) -> None:
    await ended(night)
    brief = DefaultsEntry.model_validate({"keep_closed": "2 d"})
    await night.open(changed(defaults={"defaults": brief}))
    await later(night, days=2, minutes=1)
    assert await night.cases() == []


async def test_a_case_that_rang_for_a_week_is_erased_like_any_other(night: Night) -> None:
    await ended(night)
    now = night.clock.now()
    edit = {"kind": OutboxKind.EDIT, "priority": 0, "frozen": True, "state": OutboxState.SENT, "attempts": 1}
    async with night.store.begin() as session:
        card = await session.scalar(select(func.min(OutboxRow.id)))
        edits = [
            {**edit, "txn_id": f"t{n}", "target": ROC, "edits_id": card, "created_at": now, "sent_at": now}
            for n in range(17_000)
        ]
        await session.execute(insert(OutboxRow), edits)
    await later(night, days=60, minutes=2)
    assert await night.cases() == []
    async with night.store.begin() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 0


async def test_an_open_case_is_kept_however_old_it_is(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ringt", night.alarm())
    await later(night, days=200)
    assert len(await night.cases()) == 1


async def test_the_counts_tell_what_the_cases_told(night: Night) -> None:
    for _ in range(3):
        await ended(night)
    before = (await night.type(KVIST, "!ärende statistik dagar:90", ROC))[0].body
    await later(night, days=61)
    assert await night.cases() == []
    after = (await night.type(KVIST, "!ärende statistik dagar:90", ROC))[0].body
    for sentence in ("3 ärenden.", "Inom 1, 5, 10 och 60 minuter: 3 / 3 / 3 / 3 av 3.", "03–04"):
        assert sentence in before
        assert sentence in after
    assert "hälften inom ca 1 min, nio av tio inom ca 1 min." in after
    assert "Gallrade ärenden är med som antal per hel månad." in after
    assert "ca" not in before


async def test_erased_exercises_are_not_counted_and_withdrawn_cases_only_as_such(night: Night) -> None:
    await night.type(EK, NEW)
    await night.type(EK, "återta skäl:behövs inte längre")
    await ended(night)
    async with night.store.begin() as session:
        newest = select(func.max(Case.id)).scalar_subquery()
        await session.execute(update(Case).where(Case.id == newest).values(exercise=True))
    await later(night, days=61)
    assert await night.cases() == []
    assert await counts(night) == {(Measure.WITHDRAWN, 0): 1}


@pytest.mark.parametrize("crash", ["before", "after"])
async def test_a_crash_at_the_commit_neither_loses_nor_doubles_a_count(
    night: Night, store_url: str, crash: str
) -> None:
    await ended(night)
    night.clock.advance(timedelta(days=61))

    async def die(when: str) -> None:
        if when == crash:
            raise KeyboardInterrupt

    dying = Store(store_url, data_keys(), on_commit=die)
    duty = erasure(night)
    with pytest.raises(KeyboardInterrupt):
        async with dying.begin() as session:
            await duty.carry_out(session, night.clock.now())
    await dying.dispose()
    duty = erasure(night)
    while await carry_out(night, duty):
        pass
    assert await night.cases() == []
    assert (await counts(night))[Measure.RAISED, 0] == 1


async def test_two_processes_erase_and_count_each_case_once(
    night: Night, open_store: Callable[[], Store]
) -> None:
    for _ in range(3):
        await ended(night)
    night.clock.advance(timedelta(days=61))
    other = Night(open_store(), night.clock)
    async with night.store.begin() as first:
        assert await erasure(night).carry_out(first, night.clock.now()) is not None
        if night.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await erasure(other).carry_out(second, night.clock.now()) is None
    assert not await carry_out(other, erasure(other))
    assert (await counts(night))[Measure.RAISED, 0] == 3


async def test_it_takes_a_portion_at_a_time_and_rests_between(night: Night) -> None:
    for _ in range(3):
        await ended(night)
    night.clock.advance(timedelta(days=61))
    duty = erasure(night, DECISION)
    assert await carry_out(night, duty)
    assert len(await night.cases()) == 1
    async with night.store.begin() as session:
        due = await duty.next_due(session)
    assert due == night.clock.now() + timedelta(seconds=1)


async def test_what_another_case_says_stays(night: Night) -> None:
    await ended(night)
    await later(night, days=40)
    await night.type(EK, NEW)
    kept = (await night.case()).reference
    await night.answer(ALM, "tar", night.heard(STOCKHOLM)[-1])
    await later(night, days=21)
    assert [case.reference for case in await night.cases()] == [kept]
    said = await night.type(ALM, f"!ärende visa {kept}", STOCKHOLM)
    assert "taget" in said[0].body


async def test_a_reply_to_an_erased_alarm_finds_no_case(night: Night) -> None:
    await ended(night)
    alarm = night.alarm()
    reference = (await night.case()).reference
    await later(night, days=61)
    said = await night.type(ALM, f"!ärende visa {reference}", STOCKHOLM)
    assert "Jag hittar inget ärende" in said[0].body
    await night.answer(ALM, "tar", alarm)
    assert await night.cases() == []


async def test_the_next_case_gets_a_number_that_nobody_had(night: Night) -> None:
    first = await ended(night)
    await later(night, days=61)
    await night.type(EK, NEW)
    assert (await night.case()).number == int(first.split("-")[2]) + 1


async def test_the_audit_log_keeps_the_reference_and_says_how_many_were_erased(night: Night) -> None:
    reference = await ended(night)
    await later(night, days=61)
    async with night.store.begin() as session:
        assert (await verify(session)).broken is None
        log = (await session.scalars(select(AuditRow))).all()
    assert any(row.object == reference for row in log)
    assert not any("Huddinge" in row.fields or "15-17" in row.fields for row in log)
    erased = [row for row in log if row.action == "case.erased"]
    assert [(row.object, row.fields) for row in erased] == [("case", '{"cases":1}')]


async def test_without_a_decision_the_messages_stay_in_the_rooms(night: Night) -> None:
    await ended(night)
    night.clock.advance(timedelta(days=61))
    await carry_out(night, erasure(night))
    async with night.store.begin() as session:
        kinds = set(await session.scalars(select(OutboxRow.kind)))
    assert OutboxKind.REDACTION not in kinds


async def test_with_a_decision_every_message_about_the_case_is_removed_from_the_rooms(night: Night) -> None:
    await ended(night)
    events = {said.event_id for said in night.log}
    rooms = {said.event_id: said.room for said in night.log}
    night.clock.advance(timedelta(days=61))
    await carry_out(night, erasure(night, DECISION))
    async with night.store.begin() as session:
        queued = (
            await session.scalars(select(OutboxRow).where(OutboxRow.kind == OutboxKind.REDACTION))
        ).all()
    assert {row.relates_event for row in queued} == events
    for row in queued:
        assert row.relates_event is not None
        assert row.target == rooms[row.relates_event]
        assert row.content == {"redacts": row.relates_event, "reason": DECISION}


async def test_what_other_parts_keep_about_the_case_is_asked_to_go_in_the_same_transaction(
    night: Night,
) -> None:
    reference = await ended(night)
    night.clock.advance(timedelta(days=61))
    told = []

    async def forget(_session: object, subject: str, references: object) -> None:
        told.append((subject, references))

    await carry_out(night, erasure(night, forget=[forget]))
    assert told == [("case", [reference])]


async def test_a_case_that_cannot_be_erased_keeps_no_other(night: Night) -> None:
    bad = await ended(night)
    night.clock.advance(timedelta(minutes=1))
    await ended(night)

    async def stubborn(_session: object, _subject: str, references: Sequence[str]) -> None:
        if bad in references:
            raise RuntimeError(bad)

    duty = erasure(night, forget=[stubborn])
    night.clock.advance(timedelta(days=61))
    for _ in range(8):
        with suppress(RuntimeError):
            await carry_out(night, duty)
        night.clock.advance(timedelta(seconds=2))
    assert [case.reference for case in await night.cases()] == [bad]
