"""Comments without a vote, and "jag tittar på den"."""

from __future__ import annotations

from sqlalchemy import select

from bot.press.tables import RemarkRow, SignOffRow
from bot.press.values import State
from bot.store.audit import AuditRow
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    HOLM,
    KOMMUNIKATION,
    NORD,
    STRAND,
    VINGE,
    PressDay,
)

WORDS = "Numret i andra stycket är gammalt."


async def remarks(day: PressDay) -> list[RemarkRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(RemarkRow).order_by(RemarkRow.id)))


def bodies(day: PressDay, room: str) -> str:
    return "\n".join(one.body for one in day.heard(room))


async def test_a_comment_is_no_vote_and_reaches_all_who_take_part(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    (answer, *_) = await day.type(HOLM, f"!budskap kommentera BU-0001 {WORDS}")
    assert answer.body == "Noterat vid BU-0001, revision 1. Alla som deltar ser det."
    for room in (KOMMUNIKATION, AKTOR_STOCKHOLM, AKTOR_POLIS):
        assert "(Polismyndigheten, Polisregion Stockholm) om BU-0001, revision 1:" in bodies(day, room)
        assert WORDS in bodies(day, room)
    assert AKTOR_NACKA not in {one.room for one in day.log}
    assert (await day.message()).state == State.CIRCULATED
    async with day.store.begin() as session:
        assert list(await session.scalars(select(SignOffRow))) == []
        (noted,) = await session.scalars(select(AuditRow).where(AuditRow.action == "message.comment"))
        assert WORDS not in noted.fields


async def test_a_plain_reply_in_the_thread_is_a_comment_with_its_line_breaks(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(NORD, "!budskap tittar", KOMMUNIKATION)
    (card, *_) = day.heard(AKTOR_POLIS)
    said = await day.answer(STRAND, "Senaste stycket:\nRing 114 14, inte 112", card)
    assert said[0].body.startswith("Noterat vid BU-0001")
    assert (await remarks(day))[-1].text == "Senaste stycket:\nRing 114 14, inte 112"
    assert "Ring 114 14, inte 112" in bodies(day, KOMMUNIKATION)


async def test_who_looks_at_it_stands_on_the_card_once(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, "!budskap tittar BU-0001")
    (again, *rest) = await day.type(STRAND, "!budskap tittar bu 1")
    assert again.body == "De andra vet redan att du tittar på BU-0001, revision 1."
    assert not rest
    assert "Tittar på det: Strand, kommunikationschef vid polisen (fiktiv)." in bodies(day, KOMMUNIKATION)
    assert len(await remarks(day)) == 1


async def test_a_draft_is_commented_within_its_organisation(day: PressDay) -> None:
    await day.put()
    (answer, *_) = await day.type(NORD, f"!budskap kommentera {WORDS}", AKTOR_STOCKHOLM)
    assert "Det är ett utkast." in answer.body
    (refused, *_) = await day.type(HOLM, f"!budskap kommentera BU-0001 {WORDS}")
    assert "Jag hittar inget budskap BU-0001" in refused.body
    assert day.heard(KOMMUNIKATION) == []


async def test_where_a_stranger_is_the_words_are_not_said(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    day.hall.joined[AKTOR_POLIS].add("@okand:localhost")
    await day.type(NORD, f"!budskap kommentera BU-0001 {WORDS}")
    assert WORDS not in bodies(day, AKTOR_POLIS)
    assert "Skriv !budskap visa BU-0001 i direktchatten för att läsa det." in bodies(day, AKTOR_POLIS)


async def test_who_takes_no_part_and_does_not_work_with_messages_sees_none(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    (answer, *_) = await day.type("@rapp-hed:localhost", f"!budskap kommentera BU-0001 {WORDS}")
    assert "Jag hittar inget budskap" in answer.body
    (heard, *_) = await day.type(VINGE, f"!budskap kommentera BU-0001 {WORDS}")
    assert heard.body.startswith("Noterat")


async def test_a_comment_without_words_is_asked_for(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    (asked, *_) = await day.type(ALDER, "!budskap kommentera BU-0001")
    assert asked.body.startswith("Vad vill du säga om budskapet?")
    await day.type(ALDER, WORDS)
    assert [one.text for one in await remarks(day)] == [WORDS]
