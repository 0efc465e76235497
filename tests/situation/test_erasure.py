"""Two years later nothing is left of a lägesbild: what is younger stays, and reads as it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, func, select

from bot.situation.entries import PictureEntry
from bot.situation.erasure import EraseSituation
from bot.situation.picture_tables import PictureImage, PictureRow, PostingRow
from bot.situation.pictures import inputs_of, latest_published
from bot.situation.tables import (
    ModeRow,
    NeedRow,
    ReportRow,
    RequestActor,
    RequestRow,
    RoundActor,
    RoundRow,
)
from bot.store.audit import AuditRow, verify
from bot.store.base import Base
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from tests.situation import past
from tests.situation.day import AKTOR_NACKA, HED, LUND, ROC, SSR, Day, changed
from tests.situation.posting import DUE, a_round, approved, corrected_to, reported, until
from tests.situation.test_requests import REQUEST

KEEP, FORGET = timedelta(days=730), timedelta(days=7)
DAY = timedelta(days=1)
AFTER = DUE + timedelta(minutes=5)
MADE = (ReportRow, RoundRow, RoundActor, RequestRow, RequestActor, NeedRow, ModeRow)
POSTED = (PictureRow, PictureImage, PostingRow)


def duty(day: Day) -> EraseSituation:
    (found,) = [one for one in day.core.duties if isinstance(one, EraseSituation)]
    return found


async def once(day: Day) -> bool:
    """One portion, as the ticker lets it: when it is due, and then in a transaction of its own."""
    async with day.store.read() as session:
        due = await duty(day).next_due(session)
    if due is None or due > day.clock.now():
        return False
    async with day.store.begin() as session:
        return await duty(day).carry_out(session, day.clock.now()) is not None


async def erased(day: Day, at: datetime) -> None:
    """Nothing else happens until then, and what is over is erased."""
    day.clock.advance(at - day.clock.now())
    while await once(day):
        day.clock.advance(timedelta(seconds=1))


async def left(day: Day, *words: str) -> list[str]:
    """Every row of every table but the audit log, the inbox and the steps back that has one of the words."""
    found = []
    async with day.store.begin() as session:
        for table in Base.metadata.tables.values():
            if table.name in {"audit", "inbox"}:
                continue
            assert isinstance(table, Table)
            found += [f"{table.name}: {tuple(row)!r}" for row in await session.execute(select(table))]
    return [row for row in found if any(word in row for word in words)]


async def objects(day: Day) -> set[str]:
    """What messages are about."""
    async with day.store.begin() as session:
        return set(await session.scalars(select(EventRef.object_id)))


async def counted(day: Day, *models: type[Base]) -> dict[str, int]:
    async with day.store.begin() as session:
        numbers = {
            one.__tablename__: await session.scalar(select(func.count()).select_from(one)) for one in models
        }
    return {name: number for name, number in numbers.items() if number}


async def drawn(day: Day) -> None:
    """Every version has its maps."""
    async with day.store.begin() as session:
        for row in await session.scalars(select(PictureRow.id)):
            for audience in ("roc", "ssr"):
                had = select(PictureImage.id).where(
                    PictureImage.picture_id == row, PictureImage.audience == audience
                )
                if await session.scalar(had) is None:
                    image = {"png": b"drawn", "svg": "<svg/>", "width": 3, "height": 1}
                    session.add(PictureImage(picture_id=row, audience=audience, **image))


async def a_whole_day(day: Day) -> str:
    """A report that is corrected, a need that is met, a request that is answered, a call, a picture."""
    await day.type(HED, "!lägesbild rapport Bråk vid centrum nivå:1 för:ssr", AKTOR_NACKA)
    await day.type(LUND, REQUEST)
    (asked,) = [one for one in day.heard(AKTOR_NACKA) if "BG-0001" in one.body]
    await day.answer(HED, "Fyra fältare i Sickla.", asked)
    await day.type(HED, "!behov ny filtar", AKTOR_NACKA)
    await day.type(HED, "!behov klart BE-0001", AKTOR_NACKA)
    await day.type(HED, "!samverkansläge begär orsak:flera skjutningar i länet", AKTOR_NACKA)
    await day.type(LUND, "!samverkansläge avslå orsak:inte nu")
    reference = await a_round(day)
    await until(day, DUE - timedelta(minutes=10))
    await drawn(day)
    await approved(day)
    await until(day, AFTER)
    await day.type(HED, "!lägesbild rätta R-1121-1 nivå:2", AKTOR_NACKA)
    await until(day, AFTER + timedelta(minutes=5))
    await day.type(LUND, f"!lägesbild publicera {reference}")
    await until(day, AFTER + timedelta(minutes=10))
    return reference


async def test_nothing_of_it_is_left_when_its_time_is_over_nor_what_was_said_of_it(day: Day) -> None:
    reference = await a_whole_day(day)
    names = ("R-1121-", "LB-1121-", "BG-0001", "BE-0001", "SL-0001")
    assert [name for name in names if not await left(day, name)] == []
    assert (await counted(day, *MADE, *POSTED)).keys() == {one.__tablename__ for one in (*MADE, *POSTED)}
    assert {reference, f"{reference}.2"} <= await objects(day)
    # The rounds of the days after are planned already.
    await erased(day, DUE + KEEP + FORGET + 9 * DAY)
    assert await counted(day, *MADE, *POSTED) == {}
    assert await left(day, *names) == []
    assert await objects(day) == set()
    async with day.store.begin() as session:
        assert (await verify(session)).broken is None
        actions = set(await session.scalars(select(AuditRow.action)))
    assert "situation.erased" in actions


async def test_until_then_all_of_it_is_kept(day: Day) -> None:
    await a_whole_day(day)
    before = await counted(day, *MADE, PictureRow, PostingRow)
    await erased(day, day.clock.now() - timedelta(minutes=20) + KEEP - 8 * timedelta(hours=1))
    assert await counted(day, *MADE, PictureRow, PostingRow) == before


async def test_the_register_says_how_long_they_are_kept(day: Day) -> None:
    await day.open(changed(lagesbild={"lagesbild": PictureEntry.model_validate({"keep": "2 d"})}))
    await reported(day, "Gammalt.")
    await erased(day, past.DUE + 9 * DAY)
    assert await day.reports() == []


async def test_a_picture_that_is_kept_keeps_the_reports_it_was_made_of(day: Day) -> None:
    old = past.report(1, "Sex dagar gammalt", reported_at=DUE - 6 * DAY, observed_at=DUE - 6 * DAY)
    forgotten = past.report(2, "Längre bort", reported_at=DUE - 8 * DAY, observed_at=DUE - 8 * DAY)
    await past.put(day, old, forgotten)
    await past.publish(day, past.inputs(old))
    await erased(day, DUE + KEEP - timedelta(hours=1))
    assert [row.reference for row in await day.reports()] == [old.reference]
    async with day.store.begin() as session:
        picture = await latest_published(session)
        assert picture is not None
        assert [one.reference for one in inputs_of(picture).reports] == [old.reference]
    await erased(day, DUE + KEEP + 2 * DAY)
    assert await counted(day, *MADE, *POSTED) == {}


async def test_a_younger_correction_of_an_old_report_stays_and_points_at_nothing(day: Day) -> None:
    first = await reported(day, "Först.")
    day.clock.advance(3 * DAY)
    await corrected_to(day, first, "Rättat.")
    await reported(day, "Samma händelse.", actor="polis", same_as_id=first.id)
    await erased(day, past.DUE + KEEP + FORGET + DAY)
    rows = await day.reports()
    assert [(row.words or {})["event"] for row in rows] == ["Rättat.", "Samma händelse."]
    assert {(row.corrects_id, row.same_as_id) for row in rows} == {(None, None)}


async def test_a_request_stays_answered_when_the_report_that_answered_it_is_gone(day: Day) -> None:
    report = await reported(day, "Svar i förväg.")
    answered_at = day.clock.now()
    async with day.store.begin() as session:
        row = RequestRow(
            reference="BG-0001", by=LUND, at=answered_at, due_at=answered_at + 20 * DAY, words="Läget?"
        )
        session.add(row)
        await session.flush()
        session.add(
            RequestActor(request_id=row.id, actor="nacka", answered_at=answered_at, report_id=report.id)
        )
    await erased(day, answered_at + KEEP + FORGET + DAY)
    assert await day.reports() == []
    async with day.store.begin() as session:
        (kept,) = await session.scalars(select(RequestActor))
    assert (kept.answered_at, kept.report_id) == (answered_at, None)
    await erased(day, answered_at + 20 * DAY + KEEP + DAY)
    assert await counted(day, RequestRow, RequestActor) == {}


async def test_the_map_of_a_replaced_picture_goes_after_a_week_and_the_picture_stays(day: Day) -> None:
    await a_whole_day(day)
    await drawn(day)
    assert await counted(day, PictureRow, PictureImage) == {"picture": 2, "picture_image": 4}
    await erased(day, DUE + FORGET - timedelta(hours=1))
    assert await counted(day, PictureImage) == {"picture_image": 4}
    await erased(day, DUE + FORGET + timedelta(hours=1))
    assert await counted(day, PictureRow, PictureImage) == {"picture": 2, "picture_image": 2}
    async with day.store.begin() as session:
        versions = select(PictureRow.version).join(PictureImage, PictureImage.picture_id == PictureRow.id)
        assert set(await session.scalars(versions)) == {2}


async def test_a_portion_at_a_time_with_a_rest_between_two(day: Day) -> None:
    for number in range(45):
        await reported(day, f"Rapport {number}.")
    day.clock.advance(KEEP + FORGET + DAY)
    sizes = []
    while await once(day):
        sizes.append(len(await day.reports()))
        assert not await once(day), "others have their turn first"
        day.clock.advance(timedelta(seconds=1))
    assert sizes == [25, 5, 0]


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_a_bot_that_dies_while_it_erases_goes_on_afterwards(day: Day, dies: str) -> None:
    for number in range(25):
        await reported(day, f"Rapport {number}.")
    day.clock.advance(KEEP + FORGET + DAY)

    class Killed(BaseException):
        pass

    async def die(when: str) -> None:
        if when == dies:
            raise Killed

    dying = Store(day.store.url.render_as_string(hide_password=False), day.store.keyring, on_commit=die)
    with pytest.raises(Killed):
        async with dying.begin() as session:
            await duty(day).carry_out(session, day.clock.now())
    await dying.dispose()
    day.restart(day.store)
    await erased(day, day.clock.now())
    assert await day.reports() == []


async def test_two_processes_do_not_wait_for_each_other(day: Day, open_store: Callable[[], Store]) -> None:
    await reported(day, "Gammalt.")
    day.clock.advance(KEEP + FORGET + DAY)
    other = Day(open_store(), day.clock)
    async with day.store.begin() as first:
        assert await duty(day).carry_out(first, day.clock.now()) is not None
        # On SQLite one process at a time writes.
        if day.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await duty(other).carry_out(second, day.clock.now()) is None
    assert await day.reports() == []
    assert not await once(other)


async def test_what_was_posted_stays_in_the_rooms(day: Day) -> None:
    await a_whole_day(day)
    said = len(day.log)
    await erased(day, DUE + KEEP + FORGET + 9 * DAY)
    await day.deliver()
    assert len(day.log) == said
    assert day.heard(SSR)
    assert day.heard(ROC)
