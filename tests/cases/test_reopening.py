"""A case closed by mistake comes back, for some minutes, exactly as it was."""

from bot.cases.end_case import CloseReason, WithdrawReason
from bot.cases.states import State
from tests.cases.night import ALM, CHEF, EK, LEDNING, NEW, ROC, STOCKHOLM, SYDOST, Night, direct


async def _in_contact(night: Night) -> dict[str, object]:
    await night.type(EK, NEW)
    for verb in ("tar", "ringt"):
        await night.answer(ALM, verb, night.alarm())
    return await _row(night)


async def _row(night: Night) -> dict[str, object]:
    case = await night.case()
    return {column.key: getattr(case, column.key) for column in case.__mapper__.column_attrs}


async def test_a_close_undone_leaves_the_case_exactly_as_it_was(night: Night) -> None:
    before = await _in_contact(night)
    said = await night.answer(ALM, "avsluta", night.alarm())
    assert "Skriv !ångra inom tio minuter" in next(one.body for one in said if one.edits is None)
    assert (await night.case()).state == State.CLOSED
    await night.pass_by(minutes=9)
    await night.type(ALM, "!ångra", STOCKHOLM)
    after = await _row(night)
    assert {key: after[key] for key in after if key != "version_id"} == {
        key: before[key] for key in before if key != "version_id"
    }
    await night.answer(ALM, "avsluta", night.alarm())
    assert (await night.case()).state == State.CLOSED


async def test_everybody_who_was_told_of_the_close_is_told_that_it_is_open_again(night: Night) -> None:
    await _in_contact(night)
    cards = [night.card(room) for room in (STOCKHOLM, direct(EK), ROC)]
    await night.answer(ALM, "avsluta", night.alarm())
    said = await night.type(ALM, "!ångra", STOCKHOLM)
    assert {one.room for one in said if "är öppet igen" in one.body} == {STOCKHOLM, direct(EK)}
    assert [night.card(room) for room in (STOCKHOLM, direct(EK), ROC)] == cards


async def test_after_ten_minutes_a_close_stands(night: Night) -> None:
    await _in_contact(night)
    await night.answer(ALM, "avsluta", night.alarm())
    await night.pass_by(minutes=11)
    said = await night.type(ALM, "!ångra", STOCKHOLM)
    assert "Det är för sent att ångra." in said[-1].body
    assert (await night.case()).state == State.CLOSED


async def test_only_the_last_step_is_undone(night: Night) -> None:
    await _in_contact(night)
    await night.answer(ALM, "avsluta", night.alarm())
    await night.type(EK, NEW)
    await night.type(ALM, "!ärende tar", STOCKHOLM)
    said = await night.type(ALM, "!ångra", STOCKHOLM)
    assert said[-1].body.startswith("!ärende tar går inte att ångra.\nÄrendet är taget.")
    assert [case.state for case in await night.cases()] == [State.CLOSED, State.TAKEN]


async def test_a_unit_that_was_passed_over_is_told_who_may_reopen_it(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "överlämna till:ledning-stockholm skäl:hinner inte", night.alarm())
    for verb in ("tar", "ringt", "avsluta"):
        await night.answer(CHEF, verb, night.alarm(LEDNING))
    reference = (await night.case()).reference
    said = await night.type(ALM, f"!ärende återöppna {reference}", STOCKHOLM)
    assert "Bara den som larmade och enheten som har ärendet kan öppna det igen." in said[0].body
    assert (await night.case()).state == State.CLOSED


async def test_nobody_else_can_reopen_it(night: Night) -> None:
    await _in_contact(night)
    reference = (await night.case()).reference
    await night.answer(ALM, "avsluta", night.alarm())
    await night.type("@jour-hall:localhost", f"!ärende återöppna {reference}", SYDOST)
    assert (await night.case()).state == State.CLOSED


async def test_the_reason_may_follow_the_number_or_the_verb_as_a_word(night: Night) -> None:
    await _in_contact(night)
    reference = (await night.case()).reference
    for words in (
        f"!ärende avsluta {reference} fel",
        "!ärende avsluta fel",
        f"!ärende avsluta {reference}, fel",
    ):
        await night.type(ALM, words, STOCKHOLM)
        case = await night.case()
        assert (case.state, case.end_reason) == (State.CLOSED, CloseReason.MISTAKE), words
        await night.type(ALM, "!ångra", STOCKHOLM)
    said = await night.type(ALM, f"!ärende avsluta {reference} bra", STOCKHOLM)
    assert "Hur slutade ärendet?" in said[0].body
    assert (await night.case()).state == State.IN_CONTACT
    await night.type(ALM, "1", STOCKHOLM)
    assert (await night.case()).end_reason == CloseReason.DONE


async def test_the_reason_may_follow_what_is_taken_back(night: Night) -> None:
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    await night.type(EK, f"!ärende återta {reference} behövs inte längre")
    case = await night.case()
    assert (case.state, case.end_reason) == (State.WITHDRAWN, WithdrawReason.NOT_NEEDED)
