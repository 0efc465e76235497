"""A rumour is noted in own words, answered by its owner, and never said without what is known of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.chat.message import Trust
from bot.press.entries import PressEntry
from bot.store.engine import Store
from tests.cases.night import EK, KVIST, LUND
from tests.press.day import (
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    NORD,
    SSR,
    PressDay,
    changed,
    direct,
)
from tests.press.talk import CLAIM, RUMOUR, about, answers, audited, first, of, rumours, second

ANSWER = "Skolorna är öppna som vanligt."


async def test_a_rumour_is_noted_with_where_it_is_seen_how_it_spreads_and_what_is_known(
    day: PressDay,
) -> None:
    answer = await first(day, NORD, f"{RUMOUR} status:vilseledande när:07:10")
    assert "Ryktet är noterat: RY-0001." in answer
    assert f"VILSELEDANDE: {CLAIM}" in answer
    assert "Sett: föräldragrupper i Nacka, 07:10. Spridning: ökande." in answer
    assert "Klistra aldrig in namn på enskilda, eller länkar till dem." in answer
    (card,) = day.heard(KOMMUNIKATION)
    assert f"RY-0001. VILSELEDANDE: {CLAIM}" in card.body
    assert "Stockholms stad ska svara." in card.body
    assert not card.mentions
    (row,) = await rumours(day)
    assert (row.reference, row.owner, row.spread, row.truth) == (
        "RY-0001",
        "stockholm",
        "growing",
        "misleading",
    )


async def test_what_is_missing_is_asked_for_and_nobody_has_to_know_whether_it_is_true(
    day: PressDay,
) -> None:
    asked = await first(day, NORD, "!rykte ny")
    assert "med egna ord, utan namn på eller länkar till enskilda" in asked
    assert "utan länkar" in await first(day, NORD, CLAIM)
    assert "3) stor" in await first(day, NORD, "föräldragrupper")
    await day.type(NORD, "3")
    (row,) = await rumours(day)
    assert (row.claim, row.spread, row.truth) == (CLAIM, "large", "unconfirmed")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("falskt", "FALSKT"),
        ("vilseledande", "VILSELEDANDE"),
        ("obekräftat", "OBEKRÄFTAT"),
        ("sant", "SANT"),
    ],
)
async def test_a_claim_is_never_said_without_what_is_known_of_it(
    day: PressDay, written: str, shown: str
) -> None:
    await day.type(NORD, f"{RUMOUR} status:{written} ägare:Nacka")
    await day.type(ALDER, f"!rykte svar RY-0001 {ANSWER}")
    await day.type(NORD, "!rykte visa RY-0001")
    await day.type(NORD, "!rykte lista", KOMMUNIKATION)
    await day.type(ALDER, "!rykte ändra RY-0001 spridning:stor")
    await day.type(NORD, "!rykte ny något helt annat var:nätet spridning:liten")
    await day.type(NORD, "!rykte visa")
    said = [one.body for one in day.log if CLAIM in one.body]
    assert len(said) >= 9
    for body in said:
        assert body.count(CLAIM) == body.count(f"{shown}: {CLAIM}")


async def test_it_is_said_among_communicators_and_nowhere_else(day: PressDay) -> None:
    await day.type(NORD, f"{RUMOUR} ägare:Nacka")
    await day.type(ALDER, f"!rykte svar RY-0001 {ANSWER} status:falskt")
    await day.type(ALDER, "!rykte stäng RY-0001")
    await day.pass_by(hours=10)
    rooms = {one.room for one in about(day.log, "RY-0001")}
    assert rooms <= {KOMMUNIKATION, direct(NORD), direct(ALDER)}
    assert "fel rum" in (body := await first(day, NORD, "!rykte lista", SSR)) or "rum" in body
    assert CLAIM not in body


async def test_the_owner_is_called_answers_in_the_thread_and_whoever_noted_it_hears(day: PressDay) -> None:
    said = await day.type(NORD, f"{RUMOUR} ägare:Nacka")
    called = [one for one in said if one.mentions]
    assert [(one.room, one.mentions) for one in called] == [(KOMMUNIKATION, [ALDER])]
    assert "RY-0001 är för Nacka kommun att svara på." in called[0].body
    said = await day.answer(ALDER, f"svar {ANSWER} status:falskt", called[0])
    assert "Svaret på RY-0001 är noterat." in said[0].body
    told = [one for one in said if one.mentions]
    assert [(one.room, one.mentions) for one in told] == [(KOMMUNIKATION, [NORD])]
    assert f"FALSKT: {CLAIM}" in told[0].body
    assert f"Svar från Nacka kommun 08:00: {ANSWER}" in told[0].body
    assert ANSWER in day.card(KOMMUNIKATION)
    (row,) = await rumours(day)
    assert (row.state, row.truth) == ("answered", "false")


async def test_earlier_answers_are_kept_with_who_gave_them_and_when(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, "!rykte svar Vi vet inte än.")
    await day.pass_by(hours=1)
    await day.type(NORD, f"!rykte svar RY-0001 {ANSWER}")
    assert await answers(day) == ["Vi vet inte än.", ANSWER]
    body = await first(day, DAHL, "!rykte visa ry 1")
    assert f"09:00: {ANSWER} Skrivet av Nord, kommunikatör (fiktiv)." in body
    assert "Tidigare svar:" in body
    assert "08:00: Vi vet inte än." in body


async def test_only_the_owner_answers_and_anybody_says_how_it_spreads(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    assert "På RY-0001 svarar Stockholms stad." in await first(day, HOLM, f"!rykte svar RY-0001 {ANSWER}")
    for text in ("ändra RY-0001 status:sant", "ändra RY-0001 ägare:polis", "stäng RY-0001"):
        assert "Det kan bara kommunikatörer hos Stockholms stad" in await first(day, HOLM, f"!rykte {text}")
    said = await day.type(HOLM, "!rykte ändra RY-0001 spridning:stor")
    assert "RY-0001 har ändrats." in said[0].body
    assert any("RY-0001 har ändrats." in body for body in of(said, KOMMUNIKATION))
    assert "inget är ändrat" in await first(day, HOLM, "!rykte ändra RY-0001 spridning:stor")
    (row,) = await rumours(day)
    assert (row.spread, row.truth, row.owner, row.state) == ("large", "unconfirmed", "stockholm", "open")
    assert not await answers(day)


async def test_it_is_handed_to_another_actor_that_is_called_and_waited_for_anew(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.pass_by(minutes=119)
    said = await day.type(NORD, "!rykte ändra RY-0001 ägare:Nacka")
    assert [one.mentions for one in said if one.mentions] == [[ALDER]]
    assert not about(await day.pass_by(minutes=119), "RY-0001")
    assert [one.mentions for one in await day.pass_by(minutes=1)] == [[ALDER]]
    assert "ingen kommunikatör" in await first(day, NORD, "!rykte ändra RY-0001 ägare:Solna")


async def test_the_list_has_those_without_an_answer_first_and_what_spreads_most(day: PressDay) -> None:
    for number, spread in enumerate(("liten", "stor", "ökande", "stor"), start=1):
        await day.type(NORD, f"!rykte ny påstående {number} var:nätet spridning:{spread}")
    await day.type(NORD, f"!rykte svar RY-0002 {ANSWER}")
    await day.type(NORD, "!rykte stäng RY-0003")
    body = await first(day, KVIST, "!rykte lista")
    assert "3 rykten:" in body
    order = [body.index(f"RY-000{number}") for number in (4, 1, 2)]
    assert order == sorted(order)
    assert "RY-0003" not in body
    assert "RY-0003" in await first(day, LUND, "!rykte lista alla:ja")


async def test_a_closed_one_is_out_of_the_way_and_can_be_opened_again(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, f"!rykte svar {ANSWER}")
    assert "RY-0001 avslutades 08:00 av Nord" in await first(day, NORD, "!rykte stäng RY-0001")
    assert "Inga rykten." in await first(day, NORD, "!rykte lista")
    refused = await first(day, NORD, "!rykte svar RY-0001 något nytt")
    assert "Öppna det igen med !rykte öppna RY-0001." in refused
    assert "RY-0001 har öppnats igen." in await first(day, NORD, "!ångra")
    assert ANSWER in await first(day, NORD, "!rykte visa")
    assert "har inte avslutats" in await first(day, NORD, "!rykte öppna RY-0001")


async def test_an_unanswered_one_is_reminded_of_three_times_and_no_more(day: PressDay) -> None:
    await day.type(HOLM, f"{RUMOUR} ägare:Nacka")
    said = about(await day.pass_by(hours=30), "RY-0001")
    assert [one.mentions for one in said] == [[ALDER], [ALDER], [ALDER, HOLM]]
    assert {one.room for one in said} == {KOMMUNIKATION}
    assert "väntar på svar från Nacka kommun sedan 08:00" in said[0].body
    assert "Jag påminner inte mer om det." in said[2].body


async def test_whoever_is_not_in_the_room_is_called_alone(day: PressDay) -> None:
    day.hall.invited.add(ALDER)
    said = await day.type(NORD, f"{RUMOUR} ägare:Nacka")
    assert [(one.room, one.mentions) for one in said if one.mentions] == [(direct(ALDER), [ALDER])]
    await day.answer(ALDER, f"svar {ANSWER}", said[-1])
    assert await answers(day) == [ANSWER]


async def test_the_register_says_how_long_an_answer_is_waited_for(day: PressDay) -> None:
    entry = PressEntry.model_validate({"answer": "10 min"})
    await day.open(changed(budskap={"budskap": entry}))
    await day.type(NORD, RUMOUR)
    assert len(about(await day.pass_by(minutes=31), "RY-0001")) == 3


async def test_once_answered_or_closed_nobody_is_reminded(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, f"!rykte svar {ANSWER}")
    await day.type(NORD, "!rykte ny något annat var:nätet spridning:liten")
    await day.type(NORD, "!rykte stäng RY-0002")
    assert not about(await day.pass_by(days=3), "RY-0001", "RY-0002")


async def test_what_fell_due_while_the_bot_was_away_is_told_once(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    day.clock.advance(timedelta(hours=20))
    assert len(about(await day.tick(), "RY-0001")) == 1
    assert not about(await day.tick(), "RY-0001")


async def test_two_processes_remind_once(open_store: Callable[[], Store], day: PressDay) -> None:
    other = second(day, open_store())
    await day.type(NORD, RUMOUR)
    day.clock.advance(timedelta(hours=2))
    both = await asyncio.gather(day.tick(), other.tick())
    assert len({one.event_id for said in both for one in about(said, "RY-0001")}) == 1


async def test_the_same_rumour_is_noted_once_even_by_two_at_once(
    open_store: Callable[[], Store], day: PressDay
) -> None:
    other = second(day, open_store())
    await asyncio.gather(
        day.type(NORD, RUMOUR), other.type(HOLM, RUMOUR.upper().replace("!RYKTE NY", "!rykte ny"))
    )
    assert len(await rumours(day)) == 1
    assert "Det finns redan: RY-0001." in await first(day, ALDER, RUMOUR)
    assert len([*day.news(KOMMUNIKATION), *other.news(KOMMUNIKATION)]) == 1


@pytest.mark.parametrize(
    "words",
    [
        "se https://forum.example/trad/1",
        "det står på www.forum.example",
        "klippet på t.me/kanalen visar allt",
        "@nagon_dar skriver att skolan stänger",
    ],
)
async def test_links_and_accounts_are_refused_and_repeated_nowhere(day: PressDay, words: str) -> None:
    for text in (
        f"!rykte ny {words} var:nätet spridning:liten",
        f"!rykte ny påstående var:{words} spridning:liten",
    ):
        body = await first(day, NORD, text)
        assert "Skriv med egna ord, utan länkar och kontonamn" in body
        assert words not in body
    assert not await rumours(day)
    assert not day.heard(KOMMUNIKATION)


@pytest.mark.parametrize(
    "words", ["Påhitta Namnsson låg bakom skotten i Nacka", "en 14-årig pojke i Rinkeby är misstänkt"]
)
async def test_a_text_that_seems_to_name_somebody_is_asked_about_first(day: PressDay, words: str) -> None:
    asked = await first(day, NORD, f"!rykte ny {words} var:nätet spridning:liten")
    assert "Texten ser ut att peka ut någon." in asked
    assert words not in asked
    assert not await rumours(day)
    await day.type(NORD, "nej")
    assert not await rumours(day)
    assert not day.heard(KOMMUNIKATION)


async def test_a_name_that_is_not_to_be_used_is_refused(day: PressDay) -> None:
    body = await first(day, NORD, "!rykte ny påhittade  NÄTVERKET hotar skolan var:nätet spridning:liten")
    assert "är ett namn som inte ska användas" in body
    await day.type(NORD, RUMOUR)
    assert "inte ska användas" in await first(day, NORD, "!rykte svar Påhittade nätverket är inte här.")
    assert not await answers(day)


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [
        (EK, RUMOUR, "roll"),
        (DAHL, "!rykte svar RY-0001 nej", "roll"),
        (NORD, "!rykte svar RY-0099 nej", "Jag hittar inget rykte RY-0099"),
        (NORD, "!rykte visa om skolan", "Jag kan inte läsa numret"),
        (NORD, "!rykte ändra RY-0001", "Skriv vad som ska ändras"),
        (NORD, "!rykte ändra RY-0001 status:kanske", "1) falskt"),
        (NORD, "!rykte ändra RY-0001 spridning:enorm", "1) liten"),
        (NORD, "!rykte ny annat var:nätet spridning:liten när:imorgon 12:00", "när"),
        (NORD, "!rykte svar RY-0001 🙂", "Skriv det med ord."),
        (NORD, f"!rykte svar RY-0001 {'x' * 2001}", "2000"),
        (NORD, f"!rykte ny {'x' * 501} var:nätet spridning:liten", "500"),
        (NORD, "!rykte ny annat var:nätet spridning:liten ägare:Ankeborg", "Ankeborg"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_its_reason(
    day: PressDay, who: str, text: str, why: str
) -> None:
    await day.type(NORD, f"{RUMOUR} status:falskt")
    assert why in await first(day, who, text)
    assert [(row.claim, row.truth, row.spread) for row in await rumours(day)] == [(CLAIM, "false", "growing")]
    assert not await answers(day)


async def test_without_a_number_the_only_one_is_meant_and_of_several_it_asks(day: PressDay) -> None:
    assert "inget rykte" in await first(day, NORD, f"!rykte svar {ANSWER}")
    await day.type(NORD, RUMOUR)
    await day.type(NORD, "!rykte ny något annat var:nätet spridning:liten")
    asked = await first(day, NORD, f"!rykte svar {ANSWER}")
    assert "Vilket rykte menar du?" in asked
    assert f"2) RY-0001 OBEKRÄFTAT: {CLAIM}" in asked
    assert "Svaret på RY-0001" in await first(day, NORD, "2")
    assert await answers(day) == [ANSWER]


async def test_talk_in_the_thread_of_a_rumour_does_nothing(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    card = day.heard(KOMMUNIKATION)[0]
    for text in ("vi tittar på det", "tack!", "det stämmer inte alls", "någon borde svara"):
        await day.answer(NORD, text, card)
    await day.react(NORD, "✅", card)
    assert [row.state for row in await rumours(day)] == ["open"]


async def test_a_room_with_strangers_hears_that_there_is_a_rumour_and_not_which(day: PressDay) -> None:
    day.hall.joined[KOMMUNIKATION].add("@vem:annan")
    await day.type(NORD, f"{RUMOUR} ägare:Nacka")
    said = await day.type(NORD, "!rykte lista", KOMMUNIKATION)
    assert any(CLAIM in body for body in of(said, direct(NORD)))
    await day.pass_by(hours=2)
    heard = [one.body for one in day.heard(KOMMUNIKATION)]
    assert any("RY-0001" in body for body in heard)
    assert not any("skolorna" in body or "föräldragrupper" in body for body in heard)


async def test_an_exercise_is_marked_and_kept_apart(day: PressDay) -> None:
    await day.type(NORD, f"{RUMOUR} övning:ja")
    await day.type(NORD, f"!rykte svar {ANSWER}")
    assert all(
        one.body.removeprefix("Nord, kommunikatör (fiktiv): ").startswith("ÖVNING. ") for one in day.log
    )
    assert "Inga rykten." in await first(day, NORD, "!rykte lista")
    assert "ÖVNING. RY-0001" in await first(day, NORD, "!rykte lista övning:ja")
    await day.type(NORD, RUMOUR)
    assert [row.exercise for row in await rumours(day)] == [True, False]


async def test_an_unsigned_device_is_taken_and_flagged(day: PressDay) -> None:
    said = await day.type(NORD, RUMOUR, trust=Trust.UNSIGNED)
    assert "inte signerad" in said[0].body
    assert len(await rumours(day)) == 1


async def test_markup_and_marks_that_turn_text_are_only_letters(day: PressDay) -> None:
    await day.type(NORD, "!rykte ny <img src=x> \u202egnitsuh\u202c var:<b>nätet spridning:liten")
    (card,) = day.heard(KOMMUNIKATION)
    assert "<img src=x> gnitsuh" in card.body
    assert "<img" not in card.content["formatted_body"]
    assert "\u202e" not in str(card.content)


async def test_each_step_is_in_the_audit_log_without_the_words(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, f"!rykte svar {ANSWER}")
    await day.type(NORD, "!rykte ändra spridning:stor")
    await day.type(NORD, "!rykte stäng")
    await day.type(NORD, "!rykte öppna RY-0001")
    rows = await audited(day, "RY-0001")
    steps = ("raise", "answer", "change", "close", "open")
    assert [row.action for row in rows] == [f"rumour.{step}" for step in steps]
    assert not any("skolorna" in str(row.fields).lower() for row in rows)
