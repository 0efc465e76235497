"""Planning meets writing and signing: what is typed by several people, from a draft to its time."""

from datetime import timedelta

from bot.press.values import State
from tests.press.day import DAHL, KOMMUNIKATION, LUND, MORNING, NORD, ROC, SSR, STRAND, PressDay
from tests.press.planning import calls, message, of, plan
from tests.press.writing import NEW

AT_9 = MORNING + timedelta(hours=1)
TO_ROOMS = f"{NEW}\nKanaler: natverket"


async def circulated(day: PressDay, time: str = "09:00") -> None:
    """Written, circulated, and wished for at a time."""
    await day.type(NORD, TO_ROOMS)
    await day.type(NORD, "!budskap skicka BU-0001")
    await plan(day, NORD, f"!budskap schemalägg BU-0001 {time}")


async def approve(day: PressDay, revision: int = 1) -> None:
    for who in (DAHL, STRAND):
        await day.type(who, f"!budskap godkänn BU-0001 rev {revision}")


async def test_the_last_approval_plans_it_at_the_time_that_was_wished_for(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    row = await day.message()
    assert (row.state, row.publish_at) == (State.SCHEDULED, AT_9)
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.PUBLISHED
    assert any("Skolorna är öppna som vanligt." in body for body in of(day.log, SSR))


async def test_an_edit_keeps_the_time_and_the_old_text_never_goes_out(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    await day.pass_by(minutes=59)
    await day.type(NORD, "!budskap ändra BU-0001 text:Skolorna är stängda.")
    row = await day.message()
    assert (row.state, row.publish_at) == (State.CIRCULATED, AT_9)
    said = await day.pass_by(minutes=10)
    assert calls(said, "gick inte ut 09:00.") == {NORD, DAHL, STRAND}
    assert (await day.message()).state == State.MISSED
    assert not of(day.heard(SSR), SSR)


async def test_signed_again_after_an_edit_it_goes_out_at_the_same_time(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    await day.type(NORD, "!budskap ändra BU-0001 text:Skolorna är stängda.")
    await approve(day, 2)
    await day.pass_by(hours=1, minutes=1)
    (out,) = of(day.heard(SSR), SSR)
    assert "Skolorna är stängda." in out


async def test_before_its_time_it_is_said_who_has_not_signed_what_was_edited(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    await day.type(NORD, "!budskap ändra BU-0001 text:Skolorna är stängda.")
    said = await day.pass_by(minutes=46)
    (told,) = [body for body in of(said, KOMMUNIKATION) if "inför BU-0001" in body]
    assert "Stockholms stad har inte godkänt det." in told


async def test_a_stopped_message_is_taken_up_by_an_edit_as_a_draft_without_its_time(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    await day.type(STRAND, "!budskap stopp BU-0001")
    await day.type(NORD, "!budskap ändra BU-0001 text:Skolorna är stängda.")
    row = await day.message()
    assert (row.state, row.publish_at) == (State.DRAFT, None)
    await day.pass_by(hours=2)
    assert not of(day.heard(SSR), SSR)


async def test_a_paused_message_that_is_edited_must_get_a_new_time(day: PressDay) -> None:
    await circulated(day)
    await approve(day)
    await day.type(LUND, "!budskap pausa alla orsak:vma", ROC)
    await day.type(NORD, "!budskap ändra BU-0001 text:Skolorna är stängda.")
    await approve(day, 2)
    row = await day.message()
    assert (row.state, row.publish_at) == (State.APPROVED, None)
    await day.pass_by(hours=2)
    assert not of(day.heard(SSR), SSR)
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    await day.pass_by(hours=6)
    assert len(of(day.heard(SSR), SSR)) == 1


async def test_a_missed_message_takes_a_new_time_with_the_approvals_that_hold(day: PressDay) -> None:
    await circulated(day)
    await day.type(DAHL, "!budskap godkänn BU-0001 rev 1")
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.MISSED
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert (await day.message()).state == State.CIRCULATED
    await day.type(STRAND, "!budskap godkänn BU-0001 rev 1")
    assert (await day.message()).state == State.SCHEDULED


async def test_everything_at_once_now(day: PressDay) -> None:
    await message(day, State.APPROVED)
    await plan(day, NORD, "!budskap schemalägg BU-0001 tid:nu")
    await day.tick()
    assert len(of(day.heard(SSR), SSR)) == 1
