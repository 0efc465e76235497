"""``!jour byt``, ``ta`` and ``ångra`` as people meet them: the example's units, a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.actors.entries import PersonEntry
from bot.chat.message import Trust
from bot.duty.overrides import DutyOverride
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.retention import forget
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.cases.night import (
    ALM,
    BERG,
    CHEF,
    DRIFT,
    EK,
    KVIST,
    LEDNING,
    MOBERG,
    NEW,
    ROC,
    STOCKHOLM,
    Night,
    Said,
    direct,
    example,
)
from tests.harness.clock import MovableClock

FRIDAY = datetime(2026, 12, 4, 11, tzinfo=UTC)
"""Noon on a weekday: Alm and Berg have the day, Alm the night."""
SWAP = "!jour byt med:Berg från:19:00 till:07:00"


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store, MovableClock(FRIDAY)).open()


def words(said: Sequence[Said], room: str | None = None) -> str:
    return "\n".join(one.body for one in said if room is None or one.room == room)


async def on_duty(night: Night, unit: str = "socialjour-stockholm") -> tuple[str, ...]:
    return night.core.duty.on_duty(await night.snapshot(), unit, night.clock.now())


async def audited(night: Night) -> list[str]:
    async with night.store.begin() as session:
        return list(
            await session.scalars(
                select(AuditRow.action).where(AuditRow.object.startswith("duty/")).order_by(AuditRow.seq)
            )
        )


async def test_a_swap_puts_a_colleague_on_duty_for_its_time_and_tells_both_of_it(night: Night) -> None:
    said = await night.type(ALM, SWAP)
    answer = words(said, direct(ALM))
    assert "Bytet är gjort (byte 1). Jour i Stockholms socialjour:" in answer
    assert "fredag 4 december 19:00–lördag 5 december 07:00: Berg" in answer
    assert "Jag har meddelat Berg" in answer
    assert "!jour ångra 1" in answer
    told = words(said, direct(BERG))
    assert "Alm, Stockholms socialjour (fiktiv) har ändrat jouren i Stockholms socialjour (byte 1)." in told
    assert "Du har jour:\n- fredag 4 december 19:00–lördag 5 december 07:00" in told
    night.clock.jump(datetime(2026, 12, 4, 18, tzinfo=UTC))
    assert await on_duty(night) == (BERG,)
    night.clock.jump(datetime(2026, 12, 5, 5, 59, tzinfo=UTC))
    assert await on_duty(night) == (BERG,)
    assert await audited(night) == ["duty.byt"]


async def test_who_is_put_on_duty_by_a_swap_gets_the_alarm_and_may_take_the_case(night: Night) -> None:
    await night.type(ALM, SWAP)
    night.clock.jump(datetime(2026, 12, 4, 23, tzinfo=UTC))
    await night.type(EK, NEW)
    assert BERG in night.alarm().mentions
    assert ALM not in night.alarm().mentions
    assert "har tagit" in words(await night.answer(BERG, "tar", night.alarm()))


async def test_one_may_put_a_colleague_in_another_colleagues_place_and_that_one_is_told(night: Night) -> None:
    said = await night.type(BERG, "!jour byt med:jag för:Alm från:imorgon 19:00 till:07:00", STOCKHOLM)
    assert "lördag 5 december 19:00–söndag 6 december 07:00: Berg" in words(said, STOCKHOLM)
    assert "Du har inte längre jour:\n- lördag 5 december 19:00" in words(said, direct(ALM))


async def test_the_schedule_marks_shifts_that_come_of_a_swap(night: Night) -> None:
    await night.type(ALM, SWAP)
    shown = words(await night.type(ALM, "!jour schema dagar:2"))
    assert "Berg, Stockholms socialjour (fiktiv) (byte 1)" in shown


async def test_an_end_without_a_day_is_the_first_one_after_the_start(night: Night) -> None:
    said = await night.type(ALM, "!jour byt med:Berg från: tisdag 19:00 till: 07:00")
    assert "tisdag 8 december 19:00–onsdag 9 december 07:00" in words(said, direct(ALM))


async def test_what_is_missing_is_asked_for(night: Night) -> None:
    asked = await night.type(ALM, "!jour byt")
    assert "1) Berg" in words(asked)
    assert "Från när?" in words(await night.answer(ALM, "1", asked[0]))
    assert "Till när?" in words(await night.type(ALM, "19:00"))
    assert "Bytet är gjort" in words(await night.type(ALM, "07:00"))


async def test_undo_takes_back_ones_own_last_change_and_tells_those_concerned(night: Night) -> None:
    await night.type(ALM, SWAP)
    said = await night.type(ALM, "!ångra")
    assert "Byte 1 är borttaget." in words(said, direct(ALM))
    assert "19:00–lördag 5 december 07:00: Alm" in words(said, direct(ALM))
    assert "har tagit tillbaka byte 1" in words(said, direct(BERG))
    night.clock.jump(datetime(2026, 12, 4, 20, tzinfo=UTC))
    assert await on_duty(night) == (ALM,)
    assert await audited(night) == ["duty.byt", "duty.undone"]


async def test_a_colleague_may_take_a_change_back_by_its_number_and_only_once(night: Night) -> None:
    await night.type(ALM, SWAP)
    assert "Byte 1 är borttaget." in words(await night.type(BERG, "!jour ångra 1"))
    assert "Byte 1 är redan borttaget" in words(await night.type(ALM, "!jour ångra 1"))
    assert "Det finns inget byte 7." in words(await night.type(ALM, "!jour ångra 7"))
    assert "Du har inget byte att ta tillbaka." in words(await night.type(ALM, "!jour ångra"))


async def test_a_change_taken_back_while_it_holds_stays_for_what_has_been(night: Night) -> None:
    await night.type(ALM, SWAP)
    night.clock.jump(datetime(2026, 12, 4, 20, tzinfo=UTC))
    await night.type(BERG, "!jour ångra 1")
    snapshot = await night.snapshot()
    assert night.core.duty.on_duty(
        snapshot, "socialjour-stockholm", datetime(2026, 12, 4, 19, 59, tzinfo=UTC)
    ) == (BERG,)
    assert await on_duty(night) == (ALM,)


async def test_a_change_that_is_over_cannot_be_taken_back(night: Night) -> None:
    await night.type(ALM, SWAP)
    night.clock.jump(datetime(2026, 12, 5, 6, tzinfo=UTC))
    assert "Byte 1 tog slut 07:00 och kan inte tas tillbaka." in words(await night.type(ALM, "!jour ångra 1"))


async def test_of_two_changes_that_overlap_the_later_wins_and_says_so(night: Night) -> None:
    await night.type(ALM, SWAP)
    said = await night.type(BERG, "!jour byt med:Alm från:23:00 till:07:00")
    assert "Det går före byte 1" in words(said, direct(BERG))
    night.clock.jump(datetime(2026, 12, 4, 21, tzinfo=UTC))
    assert await on_duty(night) == (BERG,)
    night.clock.jump(datetime(2026, 12, 4, 22, tzinfo=UTC))
    assert await on_duty(night) == (ALM,)


async def test_an_emergency_take_lasts_until_the_next_hand_over_and_relieves_at_once(night: Night) -> None:
    night.clock.jump(datetime(2026, 12, 5, 2, 12, 40, tzinfo=UTC))
    said = await night.type(BERG, "!jour ta")
    assert "Du har jouren i Stockholms socialjour från nu till 07:00 (byte 1)." in words(said, direct(BERG))
    assert "har tagit över jouren i Stockholms socialjour (byte 1)." in words(said, direct(ALM))
    assert await on_duty(night) == (BERG,)
    night.clock.jump(datetime(2026, 12, 6, 3, tzinfo=UTC))
    assert await on_duty(night) == (ALM,)
    assert await audited(night) == ["duty.ta"]


async def test_a_take_may_be_given_its_end_and_can_be_undone(night: Night) -> None:
    night.clock.jump(datetime(2026, 12, 5, 2, 12, tzinfo=UTC))
    assert "från nu till 05:00" in words(await night.type(BERG, "!jour ta till:05:00"))
    assert "Berg, Stockholms socialjour (fiktiv) har redan jouren" in words(
        await night.type(BERG, "!jour ta till:04:00")
    )
    await night.type(BERG, "!ångra")
    assert await on_duty(night) == (ALM,)


async def test_where_nobody_stands_on_the_roster_a_take_lasts_twelve_hours(night: Night) -> None:
    said = await night.type(CHEF, "!jour ta")
    assert "från nu till lördag 5 december 00:00" in words(said, direct(CHEF))
    assert "Ingen annans pass ändras" in words(said, direct(CHEF))
    assert await on_duty(night, "ledning-stockholm") == (CHEF,)


REFUSED = (
    (
        "med:Berg från:2026-12-11 19:00 till:2026-12-10 07:00",
        "Slutet, torsdag 10 december 07:00, ligger inte efter",
    ),
    ("med:Berg från:imorgon 19:00 till:idag 23:00", "Slutet, fredag 4 december 23:00, ligger inte efter"),
    ("med:Berg från:2026-12-03 19:00 till:2026-12-04 07:00", "har redan varit"),
    ("med:Berg från:19:00 till:2027-01-05 07:00", "Ett byte kan gälla högst 31 dagar."),
    ("med:Gustavsson från:19:00 till:07:00", "Jag hittar ingen som heter ”Gustavsson”. I enheten finns Alm"),
    (
        "med:@jour-chef:localhost från:19:00 till:07:00",
        "Carlzon, jourens chef (fiktiv) hör inte till Stockholms",
    ),
    ("med:Alm från:19:00 till:07:00", "har redan passet. Skriv med:"),
    ("med:Berg för:Berg från:19:00 till:07:00", "Berg, Stockholms socialjour (fiktiv) har redan passet."),
    (
        "med:Alm för:Berg från:19:00 till:07:00",
        "Berg, Stockholms socialjour (fiktiv) har ingen jour i Stockholms",
    ),
    ("med:Berg från:2027-03-28 02:30 till:07:00", "Klockan 02:30 finns inte den natten"),
    ("med:Berg från:2027-03-27 19:00 till:02:30", "Klockan 02:30 finns inte den natten"),
    ("med:Berg från:2027-10-31 02:30 till:07:00", "Klockan 02:30 finns två gånger den natten."),
    ("med:Berg från:2027-10-30 19:00 till:02:30", "2) vintertid"),
    ("med:Berg från:19:00 till:natten", "Skriv en tid som 22:30"),
)


async def test_a_swap_that_cannot_be_is_answered_with_what_is_wrong(night: Night) -> None:
    for given, answer in REFUSED:
        found = words(await night.type(ALM, f"!jour byt {given}"))
        assert answer in found, (given, found)
        await night.type(ALM, "avbryt")
    assert await audited(night) == []
    nobody = words(await night.type(ALM, "!jour byt med:Alm för:Berg från:19:00 till:07:00"))
    assert "Nästa pass är lördag 5 december 07:00–19:00." in nobody


async def test_the_hour_that_comes_twice_can_be_named(night: Night) -> None:
    said = await night.type(ALM, "!jour byt med:Berg från:2027-10-30 19:00 till:2027-10-31 02:30 vintertid")
    assert "Bytet är gjort" in words(said, direct(ALM))
    snapshot = await night.snapshot()
    late, over = datetime(2027, 10, 31, 1, 29, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    duty = night.core.duty
    assert duty.on_duty(snapshot, "socialjour-stockholm", late) == (BERG,)
    assert duty.on_duty(snapshot, "socialjour-stockholm", over) == (ALM,)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2027-10-30 19:00", "1", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("2027-10-30 19:00", "2", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        ("2027-03-27 19:00", "1", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
async def test_an_end_in_the_hour_the_clock_changes_is_chosen_by_its_number(
    night: Night, start: str, number: str, end: datetime
) -> None:
    asked = words(await night.type(ALM, f"!jour byt med:Berg från:{start} till:02:30"))
    assert "1) " in asked
    assert "Bytet är gjort" in words(await night.type(ALM, number), direct(ALM))
    snapshot, duty = await night.snapshot(), night.core.duty
    before = end - timedelta(minutes=1)
    assert duty.on_duty(snapshot, "socialjour-stockholm", before) == (BERG,)
    assert duty.on_duty(snapshot, "socialjour-stockholm", end) == (ALM,)


async def test_duty_is_changed_from_a_signed_device_alone(night: Night) -> None:
    for text in (SWAP, "!jour ta", "!jour ångra 1"):
        found = words(await night.type(ALM, text, trust=Trust.UNSIGNED))
        assert "Det här kräver en signerad enhet." in found
    assert await audited(night) == []


async def test_only_the_units_own_people_and_the_administrator_change_its_duty(night: Night) -> None:
    for who in (EK, KVIST):
        assert "bara den göra som hör till en enhet" in words(await night.type(who, SWAP))
    other = "!jour byt med:@jour-berg:localhost för:@jour-alm:localhost från:19:00 till:07:00"
    refused = words(await night.type(CHEF, f"{other} enhet:Stockholms socialjour"))
    assert "Jouren i Stockholms socialjour ändras av dem som hör till enheten." in refused
    assert "Vilken enhet gäller det?" in words(await night.type(MOBERG, other))
    assert "Bytet är gjort" in words(await night.type(MOBERG, f"{other} enhet:socialjour-stockholm"))
    assert "bara den göra som hör till en enhet" in words(await night.type(MOBERG, "!jour ta"))


async def test_names_of_staff_are_answered_in_no_other_room(night: Night) -> None:
    for room in (LEDNING, ROC):
        said = await night.type(ALM, SWAP, room)
        assert "Berg" not in words(said, room)
        assert "Bytet är gjort" in words(said, direct(ALM))
        await night.type(ALM, "!ångra")


async def test_operations_are_told_once_of_a_change_whose_person_has_left(night: Night) -> None:
    await night.type(ALM, SWAP)
    entries = dict(example().entries)
    entries[PersonEntry] = {one: entry for one, entry in entries[PersonEntry].items() if one != BERG}
    async with night.store.begin() as session:
        await apply_register(session, Loaded(entries), night.sections, at=night.clock.now(), actor="test")
    await night.tick()
    await night.tick()
    told = [body for body in night.news(DRIFT) if "räknas inte längre" in body]
    assert len(told) == 1
    assert "Byte 1 av jouren i Stockholms socialjour" in told[0]
    night.clock.jump(datetime(2026, 12, 4, 20, tzinfo=UTC))
    assert await on_duty(night) == (ALM,)
    (fault,) = [
        fault
        for section in night.sections
        for fault in section.check(await night.snapshot())
        if fault.code == "roster.override_gone"
    ]
    assert fault.warning


async def test_a_change_that_is_over_is_not_looked_at_again_whoever_leaves(night: Night) -> None:
    await night.type(ALM, SWAP)
    night.clock.jump(datetime(2026, 12, 6, 20, tzinfo=UTC))
    entries = dict(example().entries)
    entries[PersonEntry] = {one: entry for one, entry in entries[PersonEntry].items() if one != BERG}
    async with night.store.begin() as session:
        await apply_register(session, Loaded(entries), night.sections, at=night.clock.now(), actor="test")
        gone = next(duty for duty in night.core.duties if duty.name == "duty.gone")
        assert await gone.next_due(session) is None
        assert await gone.carry_out(session, night.clock.now()) is None


async def test_changes_survive_another_register_and_a_restart(night: Night, store: Store) -> None:
    await night.type(ALM, SWAP)
    night.restart(store)
    night.clock.jump(datetime(2026, 12, 4, 20, tzinfo=UTC))
    assert await on_duty(night) == (BERG,)


async def test_two_who_take_the_duty_in_the_same_moment_hear_of_each_other(night: Night) -> None:
    async def take(who: str) -> None:
        async with night.store.begin() as session:
            await night.core.dispatcher.handle(session, night.incoming(who, "!jour ta"))

    await asyncio.gather(take(BERG), take(ALM))
    await night.deliver()
    said = [one.body for who in (BERG, ALM) for one in night.heard(direct(who))]
    assert sum("Du har jouren" in body for body in said) == 2
    assert sum("Det går före byte 1" in body for body in said) == 1
    assert len(await on_duty(night)) == 1


async def test_changes_are_forgotten_sixty_days_after_they_ended(night: Night) -> None:
    await night.type(ALM, SWAP)
    await night.type(ALM, "!jour byt med:Berg från:imorgon 19:00 till:07:00")
    ended = datetime(2026, 12, 5, 6, tzinfo=UTC)
    for days, left in ((60, 2), (61, 1)):
        async with night.store.begin() as session:
            await forget(session, ended + timedelta(days=days) - timedelta(hours=1))
            assert await session.scalar(select(func.count()).select_from(DutyOverride)) == left
