"""``!jour`` as people meet it: typed text in, words out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.folder import Desk
from bot.cases.raise_case import NewCase, RaiseCase
from bot.chat.declare import Call, Group
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass, Trust
from bot.chat.notices import KERNEL
from bot.duty.facts import Duty
from bot.register.section import Snapshot
from bot.store.engine import Store
from commands import duty
from commands.case_problems import PROBLEMS
from tests.chat.kit import DIRECT, JOUR, POLIS, ROC, UNIT, Scene
from tests.routing.registers import raw_register, snapshot_of

CENTRE = "@roc:localhost"
WIDE = "!ssr:localhost"
ANSWERS = "socialjour-stockholm"
NIGHT = datetime(2026, 4, 3, 1, 30, tzinfo=UTC)  # the night to Good Friday, 03:30 in Stockholm


class Register:
    def __init__(self) -> None:
        self.snapshot = snapshot_of(raw_register())

    async def current(self, session: AsyncSession) -> Snapshot:  # noqa: ARG002 - there is only this one
        return self.snapshot


class SafeRooms:
    async def safe(self, session: AsyncSession, room_id: str) -> bool:  # noqa: ARG002 - all are
        return True

    def absent(self, room_id: str, people: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG002 - nobody
        return ()


@pytest.fixture
def desk() -> Desk:
    return Desk(Register(), Duty(), SafeRooms())


@pytest.fixture
def scene(store: Store, desk: Desk) -> Scene:
    made = Scene(store, (KERNEL, Group(commands=(), problems=PROBLEMS), duty.GROUP), {Desk: desk})
    made.clock.at = NIGHT
    made.world.callers[JOUR] = replace(made.world.callers[JOUR], units=frozenset({ANSWERS}))
    made.world.callers[CENTRE] = Caller(
        CENTRE, True, "ROC", "sv", "polisen", {Role.ROC: frozenset({"polisen"})}
    )
    made.world.places[UNIT] = Place(UNIT, RoomClass.ENHET, ANSWERS, encrypted=True)
    return made


async def raised(scene: Scene, desk: Desk) -> str:
    """The reference of a case of a child from Nacka found in Huddinge."""
    incoming = Incoming(99, "$raise", DIRECT, POLIS, "text", "", Trust.SIGNED, NIGHT, NIGHT)
    new = NewCase(
        "0182", "0126", AgeBand.FROM_15, Gang.YES, Urgency.NOW, Destination.SOCIALTJANST, None, None
    )
    async with scene.store.begin() as session:
        call = Call(
            session,
            replace(scene.world.callers[POLIS], trust=Trust.SIGNED),
            scene.world.places[DIRECT],
            incoming,
            scene.clock.now(),
        )
        outcome = await RaiseCase(desk)(call, new)
    assert outcome.about is not None
    return outcome.about.object_id


async def test_who_answers_for_a_kommun_now_and_who_is_next(scene: Scene) -> None:
    said = await scene.body("!jour nu kommun:Nacka")
    assert "Nacka fredag 3 april 03:30, Långfredagen:" in said
    assert (
        "Brådskande, under 18 år med koppling till gäng:\n"
        "1) Stockholms socialjour, alltid öppet, 08-465 004 10\n"
        "2) Utan svar 03:35: Beredskap Sydost" in said
    )
    assert "Annat brådskande:\n1) Beredskap Sydost, genom SOS Alarm, alltid öppet, 08-465 004 17" in said
    assert "Svarar ingen larmas TiB och ROC." in said


async def test_the_answer_has_the_rule_the_hour_the_holiday_and_the_version(scene: Scene) -> None:
    said = await scene.body("!jour nu kommun:Nacka")
    assert "Därför: En ingång (Nacka har skrivit på, under 18, gäng). Rad en-ingang i tabellen." in said
    assert "Kan vänta till kontorstid:\n1) Nacka mottagning, stängt, öppnar lördag 4 april 08:00" in said
    assert "Enheten har inga öppettider fredag 3 april, Långfredagen." in said
    assert "Ruttabellens rader är inte beslutade än." in said
    assert "version 7" in said


async def test_kinds_of_case_that_go_the_same_way_are_said_once(scene: Scene) -> None:
    said = await scene.body("!jour nu kommun:Huddinge vid:2026-04-15 10:00")
    assert "Brådskande, med eller utan koppling till gäng:" in said
    assert "Annat brådskande" not in said


async def test_another_time_is_asked_for_before_it_comes(scene: Scene) -> None:
    said = await scene.body("!jour nu kommun: Nacka vid: 2026-12-24 15:00")
    assert "Öppettiderna för" in said
    assert "torsdag 24 december, Julafton." in said
    assert "Annat brådskande:\n1) Socialjouren Sydost, öppet till 02:00" in said


async def test_the_night_with_an_hour_twice_says_which_of_the_two(scene: Scene) -> None:
    asked = await scene.body("!jour nu kommun:Nacka vid:2026-10-25 02:30")
    assert "1) sommartid" in asked
    assert "Nacka söndag 25 oktober 02:30 vintertid:" in await scene.body("2")


async def test_an_hour_that_the_night_does_not_have_is_told_with_the_one_after(scene: Scene) -> None:
    asked = await scene.body("!jour nu kommun:Nacka vid:2027-03-28 02:30")
    assert "Klockan 02:30 finns inte den natten" in asked
    assert "1) 03:30" in asked
    assert "Nacka söndag 28 mars 2027 03:30, Påskdagen:" in await scene.body("1")


async def test_the_line_that_is_shown_keeps_the_key_that_was_written(scene: Scene) -> None:
    asked = await scene.body("!jour nu kommun:Nacka tid:2027-03-28 02:30")
    assert "Jag kan inte läsa tid:2027-03-28 02:30" in asked
    assert "Så här: tid:2027-03-28 03:30" in asked
    assert "vid:" not in asked


async def test_a_kommun_of_two_words_needs_no_key(scene: Scene) -> None:
    assert "Upplands Väsby fredag" in await scene.body("!jour nu Upplands Väsby")


async def test_somebody_found_elsewhere_or_from_another_county_can_be_asked_for(scene: Scene) -> None:
    said = await scene.body("!jour nu kommun: annat län påträffad: Huddinge")
    assert "Hemkommun annat län, påträffad Huddinge, fredag 3 april 03:30" in said
    assert "Hemkommun okänd, påträffad okänd" in await scene.body("!jour nu okänd")


async def test_without_a_kommun_the_units_are_listed(scene: Scene) -> None:
    said = await scene.body("!duty now")
    assert "Stockholms socialjour: alltid öppet, 08-465 004 10" in said
    assert "Socialjouren Södertörn: stängt, öppnar 12:00" in said
    assert "mottagning" not in said


async def test_a_kommun_that_does_not_exist_is_answered_with_the_nearest(scene: Scene) -> None:
    assert "Nacka" in await scene.body("!jour nu kommun:Naka")
    assert "Upplands-Bro" in await scene.body("!jour nu kommun:Upplands")


async def test_the_reasons_stand_where_details_may(scene: Scene, desk: Desk) -> None:
    reference = await raised(scene, desk)
    said = await scene.body(f"!jour varför {reference}", room=UNIT, sender=JOUR)
    assert (
        "03:30 Stockholms socialjour, alltid öppet. "
        "Därför: En ingång (Nacka har skrivit på, under 18, gäng). "
        "Rad en-ingang i tabellen." in said
    )
    assert "Raden är inte beslutad." in said
    assert "TiB och ROC, när ingen annan har svarat." in said
    assert "version 7" in said


async def test_the_centre_is_told_the_row_and_the_hour_but_nothing_of_the_person(
    scene: Scene, desk: Desk
) -> None:
    reference = await raised(scene, desk)
    said = await scene.body(f"!jour varför {reference}", room=ROC, sender=CENTRE)
    assert "03:30 Stockholms socialjour, alltid öppet." in said
    for private in ("Nacka", "Huddinge", "under 18", "gäng", "en-ingang"):
        assert private not in said


async def test_no_other_room_hears_why_a_case_went_where_it_went(scene: Scene, desk: Desk) -> None:
    reference = await raised(scene, desk)
    scene.world.places[WIDE] = Place(WIDE, RoomClass.SSR, None, encrypted=True)
    said = await scene.type(f"!jour varför {reference}", room=WIDE, sender=CENTRE)
    assert any("Stockholms socialjour" in one.body for one in said if one.target == CENTRE)
    assert not any(reference in one.body for one in said if one.target == WIDE)


async def test_the_schedule_names_those_on_duty_shift_by_shift(scene: Scene) -> None:
    said = await scene.body("!jour schema dagar:5", room=UNIT, sender=JOUR)
    assert "Jour i Stockholms socialjour" in said
    assert "Jour natt" in said
    assert "Jour dag" in said
    assert "fredag 3 april 08:00–16:00: ingen på schemat" in said
    # Good Friday to Easter Monday are no working days, so nobody stands for the day
    assert "ingen på schemat, alla larmas" in said


async def test_somebody_elses_schedule_is_for_the_centre(scene: Scene) -> None:
    refused = await scene.body("!jour schema enhet:jour-sydost", room=UNIT, sender=JOUR)
    assert "visas för dem som hör till enheten" in refused
    assert "Jour i Socialjouren Sydost" in await scene.body(
        "!jour schema enhet:jour-sydost", room=ROC, sender=CENTRE
    )
