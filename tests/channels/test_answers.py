"""Answers by text message: what counts, what does not, and what is said back, in plain words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actors.facts import PersonEntry
from bot.cases.states import State
from bot.cases.tables import CaseEvent
from bot.channels.answers import codes_in
from bot.chat.preference import choose_language
from bot.store.audit import AuditRow
from tests.cases.night import ALM, BERG, CHEF, EK, LEDNING, NEW, STOCKHOLM, changed, direct, example
from tests.channels.kit import ALM_PHONE, CHEF_PHONE, STRANGER, PhoneNight


async def alarmed(night: PhoneNight) -> str:
    """A case whose alarm went out by text message; its code."""
    await night.type(EK, NEW)
    return night.code()


async def test_an_answer_with_the_code_counts_as_seen_and_pauses_the_clock(night: PhoneNight) -> None:
    code = await alarmed(night)
    said = await night.sms(ALM_PHONE, code)
    case = await night.case()
    assert (case.state, case.seen_by) == (State.SEEN, ALM)
    assert said.startswith(f"Tack, du har sett {case.reference}. Klockan står still till 03:22.")
    assert "öppna rummet och skriv tar" in said
    assert any("har sett larmet om" in body for body in night.news(direct(EK)))


async def test_it_is_weak_proof_the_chain_goes_on_after_the_pause(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.sms(ALM_PHONE, code)
    await night.pass_by(minutes=14, seconds=59)
    assert night.heard(LEDNING) == []
    await night.pass_by(seconds=1)
    assert night.alarm(LEDNING).mentions == [CHEF]
    assert (await night.case()).state == State.ALARMED


async def test_the_audit_log_says_that_it_came_by_text_message(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.sms(ALM_PHONE, code)
    async with night.store.read() as session:
        row = (await session.scalars(select(AuditRow).where(AuditRow.action == "case.see"))).one()
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.verb == "see"))).one()
    assert (row.actor, '"trust":"sms"' in row.fields) == (ALM, True)
    assert (event.actor, event.trust) == (ALM, "sms")


async def test_a_second_answer_changes_nothing_and_says_what_holds(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.sms(ALM_PHONE, code)
    due = (await night.case()).due_at
    said = await night.sms(ALM_PHONE, f"ok {code}")
    assert "var redan sett. Klockan står still till 03:22." in said
    assert (await night.case()).due_at == due


async def test_the_same_request_of_the_gateway_twice_gets_the_same_reply_and_does_nothing(
    night: PhoneNight,
) -> None:
    code = await alarmed(night)
    first = await night.sms(ALM_PHONE, code, "s1")
    events = await night.events()
    assert await night.sms(ALM_PHONE, code, "s1") == first
    assert await night.events() == events


async def test_an_answer_to_a_closed_case_says_that_there_is_nothing_to_do(night: PhoneNight) -> None:
    code = await alarmed(night)
    for word in ("tar", "ringt"):
        await night.answer(ALM, word, night.alarm())
    async with night.store.begin() as session:
        case = await session.merge(await night.case())
        case.state, case.is_open, case.due_at, case.due_kind = State.CLOSED, False, None, None
    said = await night.sms(ALM_PHONE, code)
    assert said == f"{case.reference} är avslutad. Du behöver inte göra något."


async def test_an_answer_to_a_case_that_somebody_else_has_says_who(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.pass_by(minutes=5)
    await night.answer(CHEF, "tar", night.alarm(LEDNING))
    said = await night.sms(ALM_PHONE, code)
    assert "är redan taget av Stockholms socialjour, jourens chef. Du behöver inte göra något." in said
    assert "Carlzon" not in said
    assert "Du har redan tagit" in await night.sms(CHEF_PHONE, night.code(CHEF_PHONE))


async def test_an_answer_after_the_alarm_went_on_says_where_it_went(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.pass_by(minutes=5)
    said = await night.sms(ALM_PHONE, code)
    assert "har gått vidare till Stockholms socialjour, jourens chef. Kan du ändå ta det" in said
    assert (await night.case()).seen_at is None


async def test_the_code_of_an_earlier_alarm_is_told_from_the_one_that_counts(night: PhoneNight) -> None:
    code = await alarmed(night)
    await night.pass_by(minutes=20)
    assert len(night.texts()) == 2
    assert "Koden hör till ett tidigare larm om" in await night.sms(ALM_PHONE, code)
    assert (await night.case()).seen_at is None
    assert "Tack, du har sett" in await night.sms(ALM_PHONE, night.code())


async def test_without_its_code_an_answer_counts_for_nothing_and_says_what_to_do(night: PhoneNight) -> None:
    await alarmed(night)
    assert (await night.sms(ALM_PHONE, "ok")).startswith("Svara med de fem siffrorna i sms:et")
    assert (await night.case()).seen_at is None


async def test_a_wrong_code_is_said_to_be_wrong(night: PhoneNight) -> None:
    code = await alarmed(night)
    wrong = f"{(int(code) + 1) % 100000:05}"
    assert (await night.sms(ALM_PHONE, wrong)).startswith("Koden stämmer inte.")
    assert (await night.case()).seen_at is None


async def test_the_code_counts_only_from_the_telephone_that_it_was_sent_to(night: PhoneNight) -> None:
    code = await alarmed(night)
    assert "Koden stämmer inte" in await night.sms(CHEF_PHONE, code)
    assert "finns inte i registret" in await night.sms(STRANGER, code)
    assert (await night.case()).seen_at is None


async def test_trying_codes_is_stopped_after_five_and_answered_no_more_for_an_hour(night: PhoneNight) -> None:
    code = await alarmed(night)
    wrong = [f"{(int(code) + n) % 100000:05}" for n in range(1, 7)]
    said = [await night.sms(ALM_PHONE, one) for one in wrong]
    assert "för många försök" in said[4]
    assert said[5] == ""
    assert await night.sms(ALM_PHONE, code) == ""
    assert (await night.case()).seen_at is None
    night.clock.advance(timedelta(hours=1))
    assert await night.sms(ALM_PHONE, code) != ""


async def test_an_unknown_number_is_not_answered_for_ever(night: PhoneNight) -> None:
    said = [await night.sms(STRANGER, "hej") for _ in range(7)]
    assert [bool(one) for one in said] == [True] * 5 + [False] * 2


async def test_somebody_who_reads_english_gets_english(night: PhoneNight) -> None:
    async with night.store.begin() as session:
        await choose_language(session, ALM, "en")
    code = await alarmed(night)
    assert "Open the room" in night.texts()[0]
    assert "Thank you" in await night.sms(ALM_PHONE, code)


async def test_the_key_one_in_a_call_says_seen_and_silence_says_nothing(night: PhoneNight) -> None:
    await alarmed(night)
    await night.pass_by(minutes=3)
    call = night.server.sent_to(ALM_PHONE, "calls")[0]
    assert await night.server.press(call, None) == 204
    assert await night.server.press(call, "3") == 204
    assert (await night.case()).seen_at is None
    assert await night.server.press(call, "1") == 204
    assert (await night.case()).seen_by == ALM
    async with night.store.read() as session:
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.verb == "see"))).one()
    assert event.trust == "voice"


async def test_a_shared_telephone_answers_for_whom_the_code_was_sent_to(night: PhoneNight) -> None:
    shared = {
        who: example().entries[PersonEntry][who].model_copy(update={"phone": "070-174 06 30"})
        for who in (ALM, BERG, CHEF)
    }
    await night.open(changed(person=shared))
    await night.type(EK, NEW)
    await night.sms("+46701740630", night.code("+46701740630"))
    assert (await night.case()).seen_by == ALM
    assert night.alarm(STOCKHOLM).mentions == [ALM]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("48213", ("48213",)),
        ("ok 48213", ("48213",)),
        ("IA-2026-0412-K7 48213!", ("48213",)),
        ("4 82 13", ("48213",)),
        ("4821", ()),
        ("482134", ()),
        ("٤٨٢١٣", ()),
        ("", ()),
    ],
)
def test_a_code_is_found_as_people_type_it(text: str, codes: tuple[str, ...]) -> None:
    assert codes_in(text) == codes
