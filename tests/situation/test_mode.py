"""Any actor may call for the activated mode; the duty officer decides, once, and everybody is told."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actors.facts import PersonEntry
from bot.chat.message import Trust
from bot.chat.screen import screen
from bot.register.load import Loaded
from bot.situation.compiled import ModeState
from bot.situation.mode import mode_now
from bot.situation.tables import ModeRow, RoundRow
from bot.situation.values import Mode, RoundState
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.situation.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    EK,
    HED,
    KVIST,
    LEDNING,
    LILJA,
    LUND,
    MORNING,
    ROC,
    SSR,
    Day,
    changed,
    direct,
    example,
)

CAUSE = "flera skjutningar i länet på ett dygn"
CALL = f"!samverkansläge begär orsak:{CAUSE}"


async def mode(day: Day, *, exercise: bool = False) -> ModeState:
    async with day.store.begin() as session:
        return await mode_now(session, exercise=exercise)


async def calls(day: Day) -> list[ModeRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(ModeRow).order_by(ModeRow.id)))


async def actions(day: Day) -> list[str]:
    async with day.store.begin() as session:
        found = await session.scalars(select(AuditRow).order_by(AuditRow.seq))
        return [row.action for row in found if row.action.startswith("mode.")]


async def test_any_registered_person_calls_and_the_duty_officer_hears_it_at_once(day: Day) -> None:
    (answer,) = [said for said in await day.type(HED, CALL) if said.room == direct(HED)]
    assert "Begäran om aktiverat läge är skickad: SL-0001." in answer.body
    assert "Lund, TiB (fiktiv)" in answer.body
    (card,) = day.heard(ROC)
    assert card.mentions == [LUND]
    assert "Nacka kommun begär aktiverat läge" in card.body
    assert CAUSE in card.body
    (told,) = day.heard(direct(LUND))
    assert told.mentions == [LUND]
    assert CAUSE in told.body
    assert not day.heard(SSR)
    assert await mode(day) == ModeState(called="SL-0001")


async def test_a_missing_reason_is_asked_for(day: Day) -> None:
    (asked,) = await day.type(HED, "!gröna knappen")
    assert "Varför behövs aktiverat läge?" in asked.body
    assert not await calls(day)
    await day.type(HED, CAUSE)
    assert [row.cause for row in await calls(day)] == [CAUSE]


@pytest.mark.parametrize(
    "line",
    [
        f"!mode call cause:{CAUSE}",
        f"!gröna knappen {CAUSE}",
        f"gröna knappen {CAUSE}",
        f"!samverkan beg {CAUSE}",
    ],
)
async def test_other_words_for_a_call(day: Day, line: str) -> None:
    await day.type(HED, line)
    assert [row.cause for row in await calls(day)] == [CAUSE]


async def test_once_confirmed_every_room_is_told_once_with_the_cause(day: Day) -> None:
    await day.type(HED, CALL)
    day.log.clear()
    await day.answer(LUND, "bekräfta", (await day.type(LUND, "!samverkansläge visa"))[0])
    for room in (ROC, SSR, AKTOR_NACKA, AKTOR_POLIS, AKTOR_STOCKHOLM):
        (body,) = [body for body in day.news(room) if "i aktiverat läge" in body]
        assert f"Orsak: {CAUSE}" in body
        assert "Begärt av Nacka kommun, bekräftat av Lund, TiB (fiktiv)." in body
    assert "i aktiverat läge" in day.news(direct(HED))[-1]
    assert not day.heard(LEDNING)
    found = await mode(day)
    assert (found.mode, found.cause, found.called_for) == (Mode.ACTIVATED, CAUSE, "nacka")
    assert (found.since, found.reference, found.called) == (day.clock.now(), "SL-0001", None)
    assert await actions(day) == ["mode.call", "mode.confirm"]


async def test_the_mode_its_time_and_its_cause_are_shown(day: Day) -> None:
    assert "Läget är ordinarie." in (await day.type(EK, "!samverkansläge visa"))[0].body
    await day.type(HED, CALL)
    await day.type(LUND, "!samverkansläge bekräfta", ROC)
    (said,) = await day.type(EK, "!mode show")
    assert "Samverkan är i aktiverat läge sedan 08:00." in said.body
    assert CAUSE in said.body


async def test_the_cause_of_a_call_that_waits_is_for_those_who_decide_and_who_called(day: Day) -> None:
    await day.type(HED, CALL)
    shown = {who: (await day.type(who, "!samverkansläge visa"))[0].body for who in (HED, LUND, EK)}
    assert all("SL-0001 väntar på beslut" in body for body in shown.values())
    assert [CAUSE in shown[who] for who in (HED, LUND, EK)] == [True, True, False]
    (in_ssr,) = await day.type(LUND, "!samverkansläge visa", SSR)
    assert CAUSE not in in_ssr.body


async def test_a_call_that_nobody_decides_is_told_again_and_never_falls_silent(day: Day) -> None:
    await day.type(HED, CALL)
    before = len(day.heard(ROC))
    await day.pass_by(minutes=31)
    told = [said for said in day.heard(ROC)[before:] if "Ingen har beslutat om SL-0001" in said.body]
    assert [said.mentions for said in told] == [[LUND]] * 3
    assert len([body for body in day.news(direct(LUND)) if "Ingen har beslutat" in body]) == 3
    await day.answer(LUND, "bekräfta", told[0])
    before = len(day.log)
    await day.pass_by(hours=1)
    assert not [said for said in day.log[before:] if "SL-0001" in said.body]


async def test_what_fell_due_while_the_bot_was_away_is_told_once(day: Day) -> None:
    await day.type(HED, CALL)
    day.clock.advance(timedelta(minutes=47))
    said = await day.tick()
    assert len([one for one in said if one.room == ROC and "Ingen har beslutat" in one.body]) == 1
    (row,) = await calls(day)
    assert row.remind_at is not None
    assert (row.remind_at - day.clock.now()).total_seconds() == 600


async def test_a_second_call_joins_the_first_and_is_no_second_alarm(day: Day) -> None:
    await day.type(HED, CALL)
    before = len(day.heard(direct(LUND)))
    (answer, *_) = await day.type(LILJA, "!samverkansläge begär orsak:vi ser samma sak")
    assert "Nacka kommun begärde redan aktiverat läge 08:00: SL-0001." in answer.body
    told = [said for said in day.heard(ROC) if "Även Polisen" in said.body or "Även Polis" in said.body]
    assert len(told) == 1
    assert "vi ser samma sak" in told[0].body
    assert not told[0].mentions
    assert len(day.heard(direct(LUND))) == before
    await day.type(LUND, "!samverkansläge bekräfta", ROC)
    assert "Nacka kommun och Polis" in day.news(SSR)[-1]
    assert "i aktiverat läge" in day.news(direct(LILJA))[-1]
    assert [row.state for row in await calls(day)] == ["activated", "joined"]


async def test_the_same_call_typed_twice_is_one_call(day: Day) -> None:
    await day.type(HED, CALL)
    before = len(day.heard(ROC))
    (answer,) = await day.type(HED, CALL)
    assert "Din begäran SL-0001 väntar redan" in answer.body
    assert len(day.heard(ROC)) == before
    assert len(await calls(day)) == 1


async def test_a_call_is_declined_with_a_reason_and_nothing_changes(day: Day) -> None:
    await day.type(HED, CALL)
    (asked,) = await day.type(LUND, "!samverkansläge avslå")
    assert "Varför avslår du begäran?" in asked.body
    await day.type(LUND, "polisen hanterar det i ordinarie läge")
    told = day.news(direct(HED))[-1]
    assert "SL-0001 avslogs av Lund, TiB (fiktiv)" in told
    assert "polisen hanterar det" in told
    assert not day.heard(SSR)
    assert await mode(day) == ModeState()
    await day.type(HED, CALL)
    assert (await mode(day)).called == "SL-0002"


async def test_the_ordinary_mode_comes_back_with_its_reason(day: Day) -> None:
    await day.type(HED, CALL)
    await day.type(LUND, "!samverkansläge bekräfta")
    await day.pass_by(hours=5)
    await day.type(LUND, "!samverkansläge ordinarie orsak:läget är åter normalt", ROC)
    for room in (ROC, SSR, AKTOR_NACKA):
        (body,) = [body for body in day.news(room) if "i ordinarie läge sedan 13:00." in body]
        assert "läget är åter normalt" in body
    found = await mode(day)
    assert (found.mode, found.cause, found.since) == (Mode.ORDINARY, None, day.clock.now())
    assert await actions(day) == ["mode.call", "mode.confirm", "mode.ordinary"]


async def planned(day: Day) -> set[str]:
    async with day.store.begin() as session:
        rows = await session.scalars(select(RoundRow).where(RoundRow.state == RoundState.PLANNED))
        return {row.wall for row in rows if row.wall > "2026-11-22"}


async def test_the_rounds_follow_the_mode_and_not_an_exercise_of_it(day: Day) -> None:
    await day.tick()
    assert not [wall for wall in await planned(day) if wall.endswith("09:00")]
    await day.type(HED, f"{CALL} övning:ja")
    await day.type(LUND, "!samverkansläge bekräfta")
    assert not [wall for wall in await planned(day) if wall.endswith("09:00")]
    await day.type(HED, CALL)
    await day.type(LUND, "!samverkansläge bekräfta")
    assert {"2026-11-22T09:00", "2026-11-22T15:00"} <= await planned(day)
    await day.type(LUND, "!samverkansläge ordinarie ref:SL-0002 orsak:lugnt")
    found = await planned(day)
    assert "2026-11-22T15:00" in found
    assert not [wall for wall in found if wall.endswith("09:00")]


@pytest.mark.parametrize("verb", ["bekräfta", "avslå orsak:nej", "ordinarie orsak:nej"])
@pytest.mark.parametrize("who", [HED, KVIST, EK])
async def test_only_the_duty_officer_decides(day: Day, who: str, verb: str) -> None:
    await day.type(LILJA, CALL)
    (said,) = await day.type(who, f"!samverkansläge {verb}")
    assert "rollen TiB" in said.body
    assert [row.state for row in await calls(day)] == ["called"]


@pytest.mark.parametrize("verb", ["bekräfta", "avslå orsak:nej", "ordinarie orsak:nej"])
async def test_a_decision_needs_a_signed_device(day: Day, verb: str) -> None:
    await day.type(HED, CALL)
    (said,) = await day.type(LUND, f"!samverkansläge {verb}", trust=Trust.UNSIGNED)
    assert "signer" in said.body
    assert [row.state for row in await calls(day)] == ["called"]


async def test_a_call_from_an_unsigned_device_is_taken_and_flagged(day: Day) -> None:
    await day.type(HED, CALL, trust=Trust.UNSIGNED)
    assert "inte är signerad" in day.news(direct(LUND))[-1]


async def test_what_cannot_be_decided_is_refused_with_what_holds(day: Day) -> None:
    assert "Ingen begäran" in (await day.type(LUND, "!samverkansläge bekräfta"))[0].body
    assert "redan ordinarie" in (await day.type(LUND, "!samverkansläge ordinarie orsak:x"))[0].body
    await day.type(HED, CALL)
    said = (await day.type(LUND, "!samverkansläge ordinarie SL-0001 orsak:x"))[0].body
    assert "SL-0001 är inte bekräftad" in said
    await day.type(LUND, "!samverkansläge bekräfta sl 1")
    for verb in ("bekräfta", "avslå orsak:nej"):
        said = (await day.type(LUND, f"!samverkansläge {verb}"))[0].body
        assert "Ingen begäran om aktiverat läge väntar" in said
        assert "bekräftat av Lund, TiB (fiktiv)" in said
        said = (await day.type(LUND, f"!samverkansläge {verb} ref:SL-0001"))[0].body
        assert "SL-0001 är redan beslutad." in said
    assert "redan aktiverat" in (await day.type(LILJA, CALL))[0].body
    assert "hittar ingen begäran SL-99" in (await day.type(LUND, "!samverkansläge bekräfta SL-99"))[0].body
    assert await actions(day) == ["mode.call", "mode.confirm"]


def two_officers() -> Loaded:
    """Kvist decides too."""
    entries = example().entries[PersonEntry]
    kvist = entries[KVIST].model_copy(update={"roles": getattr(entries[LUND], "roles")})  # noqa: B009
    return changed(person={KVIST: kvist})


def second(day: Day, open_store: Callable[[], Store]) -> Day:
    """Another process on the same database and in the same rooms."""
    other = Day(open_store(), day.clock)
    other.hall = day.hall
    other.restart(other.store)
    return other


async def test_of_two_officers_the_first_decides_and_the_other_is_told_who(day: Day) -> None:
    await day.open(two_officers())
    await day.type(HED, CALL)
    assert day.heard(ROC)[0].mentions == [KVIST, LUND]
    await day.type(KVIST, "!samverkansläge avslå orsak:inte nu", ROC)
    said = (await day.type(LUND, "!samverkansläge bekräfta ref:SL-0001"))[0].body
    assert "SL-0001 är redan beslutad." in said
    assert "avslogs av Kvist, ROC (fiktiv) 08:00" in said
    assert [row.state for row in await calls(day)] == ["declined"]


async def test_two_who_decide_in_the_same_moment_are_decided_by_one(
    open_store: Callable[[], Store], day: Day
) -> None:
    await day.open(two_officers())
    other = second(day, open_store)
    await day.type(HED, CALL)
    said = await asyncio.gather(
        day.type(LUND, "!samverkansläge bekräfta"), other.type(KVIST, "!samverkansläge avslå orsak:nej")
    )
    (row,) = await calls(day)
    first, late = ("Lund", KVIST) if row.state == "activated" else ("Kvist", LUND)
    told = [one.body for both in said for one in both if one.room == direct(late)]
    assert any(f"av {first}" in body for body in told)
    assert len(await actions(day)) == 2


async def test_two_processes_take_two_calls_and_remind_once(
    open_store: Callable[[], Store], day: Day
) -> None:
    other = second(day, open_store)
    await asyncio.gather(day.type(HED, CALL), other.type(LILJA, CALL))
    assert [row.state for row in await calls(day)] == ["called", "joined"]
    day.clock.advance(timedelta(minutes=10))
    both = await asyncio.gather(day.tick(), other.tick())
    told = {one.event_id: one for said in both for one in said if one.room == ROC}
    assert len([one for one in told.values() if "Ingen har beslutat" in one.body]) == 1


async def test_an_exercise_is_kept_apart_from_beginning_to_end(day: Day) -> None:
    await day.type(HED, CALL + " övning:ja")
    assert all(said.body.startswith("ÖVNING.") or "ÖVNING." in said.body for said in day.log)
    await day.type(LILJA, CALL)
    assert [row.state for row in await calls(day)] == ["called", "called"]
    asked = (await day.type(LUND, "!samverkansläge bekräfta"))[0].body
    assert "Vilken menar du?" in asked
    assert "ÖVNING. SL-0001" in asked
    before = len(day.log)
    await day.type(LUND, "SL-0001")
    assert (await mode(day, exercise=True)).mode is Mode.ACTIVATED
    assert await mode(day) == ModeState(called="SL-0002")
    told = [said for said in day.log[before:] if "i aktiverat läge" in said.body]
    assert all("ÖVNING." in said.body for said in told)
    assert {said.room for said in told} == {ROC, AKTOR_NACKA, direct(HED), direct(LUND)}
    await day.type(LUND, "!samverkansläge ordinarie orsak:slut på övningen")
    assert (await mode(day, exercise=True)).mode is Mode.ORDINARY


async def test_a_room_with_strangers_hears_the_mode_and_not_the_cause(day: Day) -> None:
    day.hall.joined[SSR].add("@vem:annan")
    await day.type(HED, CALL)
    await day.type(LUND, "!samverkansläge bekräfta")
    (body,) = day.news(SSR)
    assert "i aktiverat läge" in body
    assert CAUSE not in body


async def test_a_personnummer_in_the_cause_is_not_kept(day: Day) -> None:
    clean = screen("!samverkansläge begär orsak:19900101-2384 hotas")
    await day.type(HED, clean.text, screened=clean.dropped)
    assert not [said for said in day.log if "19900101" in said.body]
    assert any("personnummer" in said.body for said in day.heard(direct(HED)))


async def test_a_cause_that_is_too_long_is_refused_and_markup_is_only_text(day: Day) -> None:
    (said,) = await day.type(HED, f"!samverkansläge begär orsak:{'x' * 60_000}")
    assert not await calls(day)
    (said,) = await day.type(HED, f"!samverkansläge begär orsak:{'x' * 501}")
    assert "500" in said.body
    await day.type(HED, "!samverkansläge begär orsak:<b>fara</b> \u202egnitsuh")
    card = day.heard(ROC)[0]
    assert "<b>fara</b> gnitsuh" in card.body
    assert "<b>fara" not in card.content.get("formatted_body", "")
    assert "\u202e" not in str(card.content)


async def test_a_decision_read_late_is_asked_for_again(day: Day) -> None:
    await day.type(HED, CALL)
    day.clock.advance(timedelta(hours=1))
    said = await day.type(LUND, "!samverkansläge bekräfta", origin_at=MORNING)
    assert "jag läser det först nu" in said[-1].body
    assert (await mode(day)).mode is Mode.ORDINARY


async def test_a_caller_who_is_the_duty_officer_may_decide_and_is_told_so(day: Day) -> None:
    (answer, *_) = await day.type(LUND, CALL)
    assert "Svara bekräfta" in answer.body
    await day.answer(LUND, "bekräfta", answer)
    assert (await mode(day)).mode is Mode.ACTIVATED
