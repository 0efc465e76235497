"""Cases that look alike are proposed, never joined; people link them, and nobody is paged by it."""

import pytest
from sqlalchemy import select

from bot.actors.facts import PersonEntry
from bot.cases.states import State
from bot.store.audit import AuditRow
from tests.cases.night import (
    ALM,
    EK,
    HALL,
    KVIST,
    LIND,
    NEW,
    ROC,
    STOCKHOLM,
    SYDOST,
    Night,
    changed,
    direct,
    example,
)

OTHER_CHILD = NEW.replace("ålder:16", "ålder:12").replace("Huddinge", "Solna").replace("gäng:ja", "gäng:nej")


async def two(night: Night, second: str = NEW, by: str = LIND) -> tuple[str, str]:
    await night.type(EK, NEW)
    await night.pass_by(minutes=1)
    await night.type(by, second)
    first, other = await night.cases()
    return first.reference, other.reference


async def test_two_officers_who_raise_the_same_child_are_proposed_to_unit_and_centre(night: Night) -> None:
    first, second = await two(night)
    told = [body for body in night.news(STOCKHOLM) if f"{second} liknar {first}. Är det samma barn" in body]
    assert len(told) == 1
    (to_roc,) = [body for body in night.news(ROC) if f"{second} kan höra ihop med {first}" in body]
    assert "enheterna avgör" in to_roc
    assert "koppla" not in to_roc
    assert [case.state for case in await night.cases()] == [State.ALARMED, State.ALARMED]


async def test_the_second_raiser_of_the_same_organisation_hears_of_the_colleagues_case(night: Night) -> None:
    first, second = await two(night)
    assert f"{second} liknar {first}, som en kollega har larmat om." in night.news(direct(LIND))[-1]
    assert not any("liknar" in body for body in night.news(direct(EK)))


async def test_a_raiser_of_another_organisation_learns_nothing(night: Night) -> None:
    lind = example().entries[PersonEntry][LIND].model_copy(update={"organisation": "sos"})
    await night.open(changed(person={LIND: lind}))
    await two(night)
    assert not any("liknar" in body for body in night.news(direct(LIND)))


async def test_a_unit_that_was_alarmed_for_one_of_them_alone_learns_nothing(night: Night) -> None:
    lind = NEW.replace("gäng:ja", "gäng:nej").replace("hemkommun:Nacka", "hemkommun:okänd")
    await two(night, lind)
    first, second = await night.cases()
    assert first.unit != second.unit
    assert not any("liknar" in body for room in (STOCKHOLM, SYDOST) for body in night.news(room))
    assert not any("liknar" in body for body in night.news("!enhet-beredskap:localhost"))


@pytest.mark.parametrize(
    ("second", "later"),
    [(OTHER_CHILD, 1), (NEW, 61), (NEW.replace("ålder:16", "ålder:19"), 1)],
    ids=["another child", "an hour later", "another age"],
)
async def test_what_differs_or_came_much_later_is_not_proposed(night: Night, second: str, later: int) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ringt", night.alarm())
    await night.pass_by(minutes=later)
    await night.type(LIND, second)
    assert not any("liknar" in said.body for said in night.log)


async def test_koppla_in_answer_to_the_proposal_links_the_two_and_pages_nobody(night: Night) -> None:
    first, second = await two(night)
    before = await night.cases()
    proposal = next(said for said in night.heard(STOCKHOLM) if "liknar" in said.body)
    said = await night.answer(ALM, "koppla", proposal)
    assert f"{second} och {first} är kopplade: samma barn eller händelse." in said[0].body
    assert not any(one.mentions for one in said)
    after = await night.cases()
    assert [(one.state, one.alarm, one.due_at) for one in after] == [
        (one.state, one.alarm, one.due_at) for one in before
    ]
    assert any(f"Kopplat till {first}" in one.body for one in night.heard(STOCKHOLM) if one.edits)
    assert any(f"Kopplat till {second}" in one.body for one in night.heard(STOCKHOLM) if one.edits)
    shown = await night.type(KVIST, f"!ärende visa {first}", ROC)
    assert f"Kopplat till {second}: samma barn eller händelse." in shown[0].body
    assert "kopplat" in shown[0].body


async def test_the_link_is_taken_back_by_undo(night: Night) -> None:
    first, second = await two(night)
    await night.type(KVIST, f"!ärende koppla {first} med:{second} skäl:hör ihop")
    said = await night.type(KVIST, "!ångra")
    assert f"{first} och {second} är inte kopplade längre." in said[0].body
    shown = await night.type(KVIST, f"!ärende visa {first}")
    assert "Kopplat till" not in shown[0].body


async def test_links_are_in_the_audit_log_with_both_references(night: Night) -> None:
    first, second = await two(night)
    await night.type(KVIST, f"!ärende koppla {first} med:{second}")
    async with night.store.begin() as session:
        rows = list(await session.scalars(select(AuditRow).where(AuditRow.action == "case.link")))
    assert {row.object for row in rows} == {first, second}
    assert {row.actor for row in rows} == {KVIST}
    assert all('"other"' in row.fields for row in rows)


async def test_without_a_number_it_asks_with_which_and_a_digit_answers(night: Night) -> None:
    first, second = await two(night)
    said = await night.type(KVIST, f"!ärende koppla {second}")
    assert f"Med vilket ärende ska {second} kopplas?" in said[0].body
    assert f"1) {first}\u00a0· Stockholms socialjour" in said[0].body
    answer = await night.type(KVIST, "1")
    assert "är kopplade" in answer[0].body


async def test_where_one_is_taken_the_answer_says_how_to_end_the_other(night: Night) -> None:
    first, second = await two(night)
    await night.type(ALM, f"!ärende tar {first}")
    said = await night.type(ALM, f"!ärende koppla {first} med:{second}", STOCKHOLM)
    assert f"{first} är taget av Stockholms socialjour, men {second} larmar fortfarande." in said[0].body
    assert f"avsluta {second} skäl:dubblett" in said[0].body
    await night.type(ALM, f"tar {second}")
    await night.type(ALM, f"ringt {second}")
    await night.type(ALM, f"avsluta {second} skäl:dubblett")
    assert [case.state for case in await night.cases()] == [State.TAKEN, State.CLOSED]


async def test_nobody_links_a_case_that_is_not_theirs_to_see(night: Night) -> None:
    first, second = await two(night)
    said = await night.type(EK, f"!ärende koppla {first} med:{second}")
    assert f"Jag hittar inget ärende {second} som du ska se." in said[0].body
    said = await night.type(HALL, f"!ärende koppla {first} med:{second}")
    assert f"Jag hittar inget ärende {first} som du ska se." in said[0].body


async def test_a_raiser_of_another_organisation_sees_nothing_of_the_link(night: Night) -> None:
    lind = example().entries[PersonEntry][LIND].model_copy(update={"organisation": "sos"})
    await night.open(changed(person={LIND: lind}))
    first, second = await two(night)
    await night.type(KVIST, f"!ärende koppla {first} med:{second}")
    assert not any(first in said.body for said in night.heard(direct(LIND)))
    assert not any(second in said.body for said in night.heard(direct(EK)))


async def test_the_wrong_links_are_refused_each_with_its_reason(night: Night) -> None:
    first, second = await two(night)
    await night.type(EK, OTHER_CHILD)
    third = (await night.case()).reference
    await night.type(LIND, f"!ärende övning {NEW.removeprefix('!ärende ny ')}")
    exercise = (await night.case()).reference

    async def answer(text: str) -> str:
        return (await night.type(KVIST, f"!ärende koppla {text}"))[0].body

    assert "kan inte kopplas till sig självt" in await answer(f"{first} med:{first}")
    await answer(f"{first} med:{second}")
    assert f"{second} och {first} är redan kopplade." in await answer(f"{second} med:{first}")
    await answer(f"{second} med:{third} skäl:hör ihop")
    assert "hänger redan ihop genom andra" in await answer(f"{third} med:{first}")
    assert "En övning och ett riktigt ärende" in await answer(f"{first} med:{exercise}")
    assert "var inte kopplade" in await answer(f"{first} med:{third} bort:ja")
    await night.type(EK, f"!ärende återta {third} skäl:larmet var fel")
    await answer(f"{second} med:{third} bort:ja")
    assert "som är slut kan inte kopplas" in await answer(f"{second} med:{third}")


async def test_the_two_legs_of_one_case_cannot_be_linked(night: Night) -> None:
    await night.type(EK, NEW.replace("ålder:16", "ålder:14"))
    first, second = (case.reference for case in await night.cases())
    said = await night.type(EK, f"!ärende koppla {first} med:{second}")
    assert "är redan två delar av samma ärende" in said[0].body
