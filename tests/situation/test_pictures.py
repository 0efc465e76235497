"""Which picture is the newest, how a version is named, and what the levels have been."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.draw.sheet import Drawing
from bot.situation.compiled import Inputs, ModeState
from bot.situation.freeze import to_json
from bot.situation.painter import Painter
from bot.situation.picture_tables import PictureImage, PictureRow
from bot.situation.pictures import (
    history,
    inputs_of,
    latest_published,
    object_of,
    published,
    published_before,
    read_object,
)
from bot.situation.tables import RoundRow
from bot.situation.values import COUNTY, Audience, Confidence, Level, Part, Report, ReportKind
from tests.situation.day import Day

NACKA = "0182"


async def a_picture(day: Day, wall: str, version: int = 1, **more: Any) -> PictureRow:
    """A published picture of the round at that local time, in winter."""
    due = datetime.fromisoformat(wall).replace(tzinfo=UTC) - timedelta(hours=1)
    exercise = more.pop("exercise", False)
    async with day.store.begin() as session:
        round_ = await session.scalar(
            select(RoundRow).where(RoundRow.wall == wall, RoundRow.exercise == exercise)
        )
        if round_ is None:
            round_ = RoundRow(
                reference=f"LB-{wall}{'-Ö' if exercise else ''}",
                wall=wall,
                zone="Europe/Stockholm",
                due_at=due,
                opens_at=due,
                closes_at=due,
                mode="ordinary",
                exercise=exercise,
                state="posted",
            )
            session.add(round_)
            await session.flush()
        inputs = Inputs(round_.reference, due, due, ModeState(), 5, timedelta(hours=36), reports=(said(due),))
        plain: dict[str, Any] = {
            "round_id": round_.id,
            "version": version,
            "state": "published",
            "compiled_at": due,
            "published_at": due,
            "inputs": to_json(inputs),
        }
        row = PictureRow(**{**plain, **more})
        session.add(row)
        await session.flush()
        return row


def said(at: datetime) -> Report:
    return Report(
        id=1,
        reference="R-1",
        actor="nacka",
        kind=ReportKind.REPORT,
        audience=Audience.SSR,
        observed_at=at,
        reported_at=at,
        parts={Part.EVENT: "Oro."},
        kommuner=(NACKA,),
        level=Level.SERIOUS,
        confidence=Confidence.LIKELY,
    )


@pytest.mark.parametrize("version", [1, 2, 17])
def test_a_version_is_named_and_read_again(version: int) -> None:
    reference, named = read_object(object_of("LB-1121-1", version))
    assert (reference, named or 1) == ("LB-1121-1", version)


@pytest.mark.parametrize("typed", ["LB-1121-1.", "LB-1121-1.x", "LB-1121-1.²", "LB-1121-1.99999999999"])
def test_what_is_no_version_is_none(typed: str) -> None:
    assert read_object(typed) == ("LB-1121-1", None)


async def test_the_newest_is_the_last_version_of_the_last_round_and_no_exercise(day: Day) -> None:
    await a_picture(day, "2026-11-20T15:00")
    await a_picture(day, "2026-11-21T15:00", state="superseded")
    second = await a_picture(day, "2026-11-21T15:00", 2)
    await a_picture(day, "2026-11-21T15:00", 3, state="working", published_at=None)
    played = await a_picture(day, "2026-11-22T15:00", exercise=True)
    async with day.store.begin() as session:
        newest, exercise = await latest_published(session), await latest_published(session, exercise=True)
    assert newest is not None
    assert exercise is not None
    assert (newest.id, exercise.id) == (second.id, played.id)


async def test_a_picture_is_found_by_reference_and_version(day: Day) -> None:
    first = await a_picture(day, "2026-11-21T15:00", state="superseded")
    second = await a_picture(day, "2026-11-21T15:00", 2)
    reference = "LB-2026-11-21T15:00"
    async with day.store.begin() as session:
        found = [
            await published(session, reference),
            await published(session, reference, 1),
            await published(session, f"{reference}.1"),
            await published(session, reference, 3),
            await published(session, "LB-0101-1"),
        ]
    assert [one and one.id for one in found] == [second.id, first.id, first.id, None, None]
    assert found[0] is not None
    assert inputs_of(found[0]).reports[0].parts == {Part.EVENT: "Oro."}


async def test_what_changed_is_counted_from_the_last_whole_picture(day: Day) -> None:
    whole = await a_picture(day, "2026-11-19T15:00")
    await a_picture(day, "2026-11-20T15:00", held=True)
    now = await a_picture(day, "2026-11-21T15:00")
    async with day.store.begin() as session:
        found = await published_before(session, await session.get_one(RoundRow, now.round_id))
    assert found is not None
    assert found.id == whole.id


async def test_history_is_the_last_posting_of_each_day_of_one_audience(day: Day) -> None:
    def told(roc: int | None, ssr: int | None) -> dict[str, Any]:
        return {"roc": {NACKA: roc, COUNTY: 1}, "ssr": {NACKA: ssr}}

    await a_picture(day, "2026-11-19T15:00", levels=told(3, 2))
    await a_picture(day, "2026-11-21T09:00", levels=told(1, 1))
    await a_picture(day, "2026-11-21T15:00", levels=told(2, 0))
    await a_picture(day, "2026-11-21T15:00", 2, levels=told(3, 1))
    await a_picture(day, "2026-11-21T16:00", levels=told(0, 0), exercise=True)
    await a_picture(day, "2026-11-17T15:00", levels=told(3, 3))
    await a_picture(day, "2026-11-22T15:00", levels=told(3, 3))
    async with day.store.begin() as session:
        roc = await history(session, Audience.ROC, 4, date(2026, 11, 21))
        ssr = await history(session, Audience.SSR, 4, date(2026, 11, 21))
    assert roc[NACKA] == (None, Level.CRITICAL, None, Level.CRITICAL)
    assert ssr[NACKA] == (None, Level.SERIOUS, None, Level.STRAINED)
    assert roc[COUNTY] == (None, Level.STRAINED, None, Level.STRAINED)
    assert ssr[COUNTY] == (None,) * 4
    assert len(roc) == 27


def drawn(_version: Any, past: Any, names: Any) -> Drawing:
    assert len(past[NACKA]) == 14
    assert names.kommuner[NACKA] == "Nacka"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"/>'
    return Drawing(svg, 30, 10)


async def images(day: Day) -> list[PictureImage]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(PictureImage).order_by(PictureImage.id)))


async def test_maps_are_drawn_once_for_each_audience_without_anybodys_words(day: Day) -> None:
    await a_picture(day, "2026-11-21T15:00", reason="Planterat.")

    def checked(version: Any, past: Any, names: Any) -> Drawing:
        assert "Oro." not in repr(version)
        assert "Planterat." not in repr(version)
        return drawn(version, past, names)

    painter = Painter(day.store, day.register, checked, day.clock)
    assert [await painter.paint() for _ in range(3)] == [True, True, False]
    found = await images(day)
    assert [(one.audience, one.width, one.height) for one in found] == [("roc", 90, 30), ("ssr", 90, 30)]
    assert all(one.png.startswith(b"\x89PNG") for one in found)


async def test_a_map_that_cannot_be_drawn_is_left_for_a_minute_and_keeps_no_other_waiting(day: Day) -> None:
    bad = await a_picture(day, "2026-11-21T15:00")
    good = await a_picture(day, "2026-11-20T15:00")

    def fails(version: Any, past: Any, names: Any) -> Drawing:
        if version.due_at.day == 21:
            raise LookupError("a letter that the font lacks")
        return drawn(version, past, names)

    painter = Painter(day.store, day.register, fails, day.clock)
    assert [await painter.paint() for _ in range(4)] == [True, True, True, False]
    assert {one.picture_id for one in await images(day)} == {good.id}
    day.clock.advance(timedelta(minutes=2))
    assert await painter.paint()
    assert bad.id not in {one.picture_id for one in await images(day)}


async def test_a_map_of_what_was_compiled_anew_meanwhile_is_not_kept(day: Day) -> None:
    row = await a_picture(day, "2026-11-21T15:00", state="working", published_at=None)
    painter = Painter(day.store, day.register, drawn, day.clock)
    wanted = await painter._next()
    assert wanted is not None
    async with day.store.begin() as session:
        (await session.get_one(PictureRow, row.id)).compiled_at += timedelta(minutes=1)
    await painter._keep(wanted, painter._drawn(wanted))
    assert await images(day) == []


async def test_a_map_that_could_not_be_drawn_in_its_day_is_not_sent_after_it_weeks_later(day: Day) -> None:
    await a_picture(day, "2026-11-01T15:00")
    painter = Painter(day.store, day.register, drawn, day.clock)
    assert not await painter.paint()
    assert await images(day) == []
