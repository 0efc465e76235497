"""Raising a case."""

import asyncio
from datetime import timedelta
from typing import cast

from sqlalchemy import select

from bot.bell import Bell
from bot.cases.entries import DefaultsEntry
from bot.cases.states import State
from bot.cases.tables import Case
from bot.chat.message import Trust
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store.audit import AuditRow
from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.inbox_queries import TakenEvent, add_events, waiting
from bot.work.inbox import InboxRunner
from tests.cases.night import ALM, DRIFT, EK, LIND, NEW, POLIS, ROC, STOCKHOLM, Night, changed, direct


async def test_one_line_gives_a_reference_and_alarms_those_on_duty(night: Night) -> None:
    answer, *_ = await night.type(EK, NEW)
    case = await night.case()
    assert case.reference.startswith("IA-2026-0001-")
    assert case.reference in answer.body
    assert "Utan svar 03:17 larmas nästa." in answer.body
    assert "En ingång (Nacka har skrivit på, under 18, gäng)" in answer.body
    alarm = night.alarm()
    assert alarm.mentions == [ALM]
    for fact in ("15–17 år", "Nacka", "Huddinge", "RLC, 08-465 004 01", "tar", "ok"):
        assert fact in alarm.body
    assert "jourens chef" in alarm.body, "who is next"


async def test_danger_to_life_is_said_first(night: Night) -> None:
    answer, *_ = await night.type(EK, NEW)
    assert answer.body.startswith("Fara för liv: ring 112.")


async def test_the_exact_age_is_nowhere_kept(night: Night) -> None:
    await night.type(EK, NEW)
    case = await night.case()
    assert case.details is not None
    assert case.details["age"] == "15-17"
    assert "16" not in str(case.details)


async def test_what_is_missing_is_asked_for_with_numbers(night: Night) -> None:
    question, *_ = await night.type(
        EK, "!arende ny hemkommun: Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu"
    )
    assert "Fara för liv: ring 112. Vem ringer de upp?" in question.body
    assert "1) RLC\n2) Vakthavande befäl" in question.body
    await night.type(EK, "2")
    case = await night.case()
    assert case.details is not None
    assert case.details["call_back"] == "vakthavande"


async def test_an_age_with_blanks_in_it_is_understood_and_a_wrong_one_named_once(night: Night) -> None:
    wrong, *_ = await night.type(EK, NEW.replace("ålder:16", "ålder:160"))
    assert wrong.body.count("160") == 1
    await night.type(EK, NEW.replace("ålder:16", "ålder: 1 6"))
    case = await night.case()
    assert case.details is not None
    assert case.details["age"] == "15-17"


async def test_the_corrected_line_is_the_only_case(night: Night) -> None:
    await night.type(EK, NEW.replace("ålder:16", "ålder:160"))
    await night.type(EK, NEW)
    await night.pass_by(minutes=4)
    async with night.store.begin() as session:
        assert len((await session.scalars(select(Case))).all()) == 1


async def test_the_register_says_how_long_other_questions_wait(night: Night) -> None:
    longer = DefaultsEntry(question=timedelta(minutes=40))
    await night.open(changed(defaults={"defaults": longer}))
    question, *_ = await night.type(EK, "!språk fi")
    assert "Frågan gäller till 03:52. Skriv avbryt om du inte vill gå vidare." in question.body
    assert "okänt" not in question.body
    assert await night.pass_by(minutes=39) == []
    assert "Ingen svarade i tid." in (await night.pass_by(minutes=1))[0].body


async def test_silence_raises_the_case_with_what_is_known(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka")
    await night.pass_by(minutes=2)
    case = await night.case()
    assert case.urgency == "nu"
    assert case.details is not None
    assert {key: case.details[key] for key in ("residence", "found", "age", "gang", "call_back")} == {
        "residence": "0182",
        "found": "okänd",
        "age": "okänd",
        "gang": "vet ej",
        "call_back": "rlc",
    }
    assert night.heard(STOCKHOLM) or len(await night.alarms()) == 1


async def test_the_same_message_twice_is_one_case(night: Night) -> None:
    await night.type(EK, NEW, event_id="$same")
    before = len(night.heard(STOCKHOLM))
    again = await night.type(EK, NEW, event_id="$same")
    assert len(await night.cases()) == 1
    assert (await night.case()).reference in again[0].body
    assert len(night.heard(STOCKHOLM)) == before


async def test_references_count_up_within_the_local_year(night: Night) -> None:
    await night.type(EK, NEW)
    await night.type(EK, NEW)
    assert [case.number for case in await night.cases()] == [1, 2]
    night.clock.jump(night.clock.now().replace(month=12, day=31, hour=23, minute=30))
    await night.type(EK, NEW)
    assert (await night.case()).reference.startswith("IA-2027-0001-")


async def test_typed_in_a_wide_room_the_talk_moves_and_the_room_learns_nothing(night: Night) -> None:
    await night.type(EK, NEW, ROC)
    told = night.heard(ROC)[0].body
    assert "direktchatten" in told
    assert "Ta bort ditt meddelande" in told
    assert any("Larmar Stockholms socialjour" in said.body for said in night.heard(direct(EK)))
    assert not any("Huddinge" in said.body for said in night.heard(ROC))


async def test_taking_the_message_away_withdraws_nothing(night: Night) -> None:
    await night.type(EK, NEW, event_id="$typed")
    said = await night.type(EK, "", kind=InboxKind.REDACTION, relates_to="$typed")
    assert "återta" in said[0].body
    assert (await night.case()).state == State.ALARMED


async def test_an_edit_after_raising_changes_nothing_and_says_what_to_do(night: Night) -> None:
    await night.type(EK, NEW, event_id="$typed")
    edited = NEW.replace("Nacka", "Solna")
    said = await night.type(EK, edited, kind=InboxKind.EDIT, relates_to="$typed")
    assert "Ärendet ligger kvar som det larmades" in said[0].body
    assert len(await night.cases()) == 1
    case = await night.case()
    assert case.details is not None
    assert case.details["residence"] == "0182"


async def test_a_dropped_personnummer_stops_no_alarm(night: Night) -> None:
    said = await night.type(EK, NEW, screened=("personnummer",))
    assert any("Jag har inte sparat det" in one.body for one in said)
    assert (await night.case()).state == State.ALARMED


async def test_a_case_that_comes_in_late_is_raised_at_once_and_shows_its_age(night: Night) -> None:
    sent = night.clock.now()
    night.clock.advance(timedelta(minutes=38))
    answer, *_ = await night.type(EK, NEW, origin_at=sent)
    assert "Skickat 03:12, kom fram 03:50." in answer.body
    assert "Skickat 03:12, kom fram 03:50." in night.alarm().body


async def test_a_kommun_raises_a_case_to_the_police(night: Night) -> None:
    await night.type(
        ALM, "!ärende ny till:polis hemkommun:Nacka påträffad:Nacka ålder:16 gäng:nej när:nu ring:samordnare"
    )
    assert (await night.case()).unit == "polis-rlc"
    assert night.alarm(POLIS).mentions == [LIND]
    await night.answer(LIND, "tar", night.alarm(POLIS))
    assert "Polisens regionledningscentral har tagit" in night.news(direct(ALM))[-1]


async def test_the_police_do_not_raise_cases_to_themselves(night: Night) -> None:
    said = await night.type(EK, f"{NEW} till:polis")
    assert "Polisen larmar socialtjänsten" in said[0].body
    assert await night.cases() == []


async def test_a_near_miss_of_a_kommun_is_asked_about_and_never_guessed(night: Night) -> None:
    said = await night.type(EK, NEW.replace("Nacka", "Upplands"))
    assert "1) Upplands Väsby\n2) Upplands-Bro" in said[0].body
    await night.type(EK, "2")
    case = await night.case()
    assert case.details is not None
    assert case.details["residence"] == "0139"


async def test_only_police_and_socialjour_raise_cases(night: Night) -> None:
    said = await night.type("@kom-nord:localhost", NEW)
    assert await night.cases() == []
    assert said


async def test_every_change_of_state_is_in_the_audit_log_without_words(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    async with night.store.begin() as session:
        rows = list(await session.scalars(select(AuditRow).where(AuditRow.action.like("case.%"))))
    assert [row.action for row in rows] == ["case.raise", "case.reach", "case.take"]
    reference = (await night.case()).reference
    assert {row.object for row in rows} == {reference}
    assert rows[2].actor == ALM
    assert not any(word in row.fields for row in rows for word in ("Nacka", "0182", "15-17", "Huddinge"))


async def test_details_are_sealed_in_the_database(night: Night) -> None:
    await night.type(EK, NEW)
    async with night.store.raw() as connection:
        rows = await connection.exec_driver_sql('SELECT * FROM "case"')
        row = dict(rows.mappings().one())
    plain = {key: value for key, value in row.items() if not isinstance(value, bytes | memoryview)}
    assert not any("0182" in str(value) or "15-17" in str(value) for value in plain.values())
    assert bytes(row["details"])
    assert Case.__table__.c["details"].type.place == "case.details"  # type: ignore[attr-defined]


async def test_an_unsafe_room_at_operations_is_not_told_of_ordinary_cases(night: Night) -> None:
    await night.type(EK, NEW)
    assert night.heard(DRIFT) == []


async def test_an_answer_that_comes_as_the_question_lapses_makes_one_case_and_no_fault(night: Night) -> None:
    await night.type(EK, NEW.replace(" ring:RLC", ""))
    night.clock.advance(timedelta(minutes=2))
    answer = night.incoming(EK, "1")
    event = TakenEvent(
        event_id=answer.event_id,
        room_id=answer.room_id,
        sender=EK,
        kind=InboxKind.TEXT,
        state=InboxState.NEW,
        trust=answer.trust,
        payload={"text": answer.text},
        origin_at=answer.origin_at,
        received_at=answer.received_at,
    )
    async with night.store.begin() as session:
        await add_events(session, [event])
    runner = InboxRunner(
        night.store,
        night.core.dispatcher.handle,
        night.core.dispatcher.fault,
        Bell(),
        cast(Clock, night.clock),
        metrics=Metrics(),
        worker="DEVICE",
        after=lambda _targets: None,
    )
    async with night.store.begin() as session:
        lapse = night.core.dispatcher.question_lapse
        await night.core.post.notify(
            session, await lapse.carry_out(session, night.clock.now()) or (), night.clock.now()
        )
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(0.5)
    async with asyncio.timeout(20):
        while await waiting_rows(night):  # noqa: ASYNC110 - the inbox does not call
            await asyncio.sleep(0.05)
    running.cancel()
    await night.deliver()
    assert len(await night.cases()) == 1
    assert not any("Något gick fel" in said.body for said in night.log)


async def waiting_rows(night: Night) -> int:
    async with night.store.read() as session:
        return (await waiting(session))[0]


async def test_editing_a_draft_that_was_written_again_raises_no_second_case(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka", event_id="$draft")
    await night.type(EK, NEW)
    said = await night.type(EK, NEW, kind=InboxKind.EDIT, relates_to="$draft")
    assert "Efter det här meddelandet skrev du !ärende ny" in said[0].body
    assert len(await night.cases()) == 1
    await night.pass_by(minutes=4)
    assert len(await night.cases()) == 1


async def test_editing_a_misspelt_line_that_was_written_again_raises_no_second_case(night: Night) -> None:
    await _stored(night, EK, "$wrong")
    await _stored(night, EK, "$right")
    await night.type(EK, NEW.replace("hemkommun", "hemkomun"), event_id="$wrong")
    await night.type(EK, NEW, event_id="$right")
    said = await night.type(EK, NEW, kind=InboxKind.EDIT, relates_to="$wrong")
    assert "Efter det här meddelandet skrev du !ärende ny" in said[0].body
    assert len(await night.cases()) == 1


async def test_editing_a_misspelt_line_before_anything_else_raises_the_case(night: Night) -> None:
    await _stored(night, EK, "$earlier")
    await _stored(night, EK, "$wrong")
    await night.type(EK, "!språk sv", event_id="$earlier")
    await night.type(EK, NEW.replace("hemkommun", "hemkomun"), event_id="$wrong")
    await night.type(EK, NEW, kind=InboxKind.EDIT, relates_to="$wrong")
    assert len(await night.cases()) == 1


async def _stored(night: Night, sender: str, event_id: str) -> None:
    """The row that a message leaves in the inbox."""
    async with night.store.begin() as session:
        session.add(
            InboxRow(
                event_id=event_id,
                room_id=direct(sender),
                sender=sender,
                kind=InboxKind.TEXT,
                trust=Trust.SIGNED,
                origin_at=night.clock.now(),
                received_at=night.clock.now(),
                state=InboxState.DONE,
            )
        )
