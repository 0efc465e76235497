"""The status card of a message: how far it has come and who has signed, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat.languages import Languages
from bot.press.pictures import MessagePicture, picture_of
from bot.press.tables import MessageRow
from bot.press.values import Quorum, State, Verdict
from commands.press_card import card
from tests.cases.night import ZONE
from tests.press.day import DAHL, STRAND, PressDay
from tests.press.writing import sign


async def picture(day: PressDay, row: MessageRow) -> MessagePicture:
    async with day.store.begin() as session:
        return await picture_of(session, await day.register.current(session), row, day.clock.now())


async def shown(day: PressDay, row: MessageRow, **other: object) -> str:
    found = replace(await picture(day, row), **other)  # type: ignore[arg-type]
    return card(found, Languages(ZONE).say("sv", day.clock.now())).plain()


async def test_the_card_says_who_has_signed_and_who_has_not(day: PressDay) -> None:
    row = await day.put(
        State.CIRCULATED, quorum=Quorum(("stockholm", "polis"), ("nacka", "solna"), 1, ("lst",))
    )
    await sign(day, "stockholm", DAHL)
    await sign(day, "polis", STRAND, Verdict.REJECTED, "Fel nummer i texten")
    said = await shown(day, row)
    for part in (
        "BU-0001 Skolorna är öppna. Ägare: Stockholms stad. Läge: på remiss.",
        "Stoppat tills det finns en ny revision: Polismyndigheten, Polisregion Stockholm har avslagit.",
        "- Stockholms stad: har godkänt (Dahl, kommunikationschef i Stockholm (fiktiv), 08:00).",
        "Skäl: Fel nummer i texten",
        "- Nacka kommun: har inte svarat.",
        "Minst en av Nacka kommun och Solna stad ska godkänna.",
        "Länsstyrelsen Stockholm kan stoppa budskapet genom att avslå.",
    ):
        assert part in said


async def test_a_planned_message_says_when_and_what_an_embargo_is(day: PressDay) -> None:
    now = day.clock.now()
    row = await day.put(
        State.SCHEDULED,
        publish_at=now + timedelta(hours=7),
        embargo_until=now + timedelta(hours=7),
        expires_at=now + timedelta(days=2),
    )
    said = await shown(day, row)
    assert "Publiceras lördag 21 november 15:00." in said
    assert (
        "Embargo till lördag 21 november 15:00: en överenskommelse mellan myndigheterna, inget skydd." in said
    )
    assert "Gäller till måndag 23 november 08:00." in said
    assert "- Stockholms stad: har inte godkänt än." in said


async def test_where_strangers_are_the_card_has_no_text(day: PressDay) -> None:
    row = await day.put(State.CIRCULATED)
    said = await shown(day, row, content=None, title=None)
    assert "öppna" not in said
    assert "Texten visas inte här: i rummet finns någon som registret inte känner." in said
    assert "0 av 2 aktörer har godkänt." in said


async def test_the_card_of_an_exercise_begins_with_it(day: PressDay) -> None:
    row = await day.put(State.DRAFT, exercise=True, channels=("ovningsrummet",))
    assert (await shown(day, row)).startswith("ÖVNING. BU-0001")
