"""Directed requests: asked of the chosen, reminded at half of the time, followed up in ROC."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actors.facts import ActorEntry
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.actors_named import find_actor, find_actors
from bot.situation.asked import expected_actors
from bot.situation.round_refs import round_or_request
from bot.situation.rounds import answered
from bot.situation.values import ReportKind
from tests.situation.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    BRO,
    EK,
    FORS,
    HED,
    KVIST,
    LILJA,
    LUND,
    ROC,
    SSR,
    Day,
    Said,
    direct,
    example,
)

REQUEST = '!lägesbild begär aktör:Nacka, polisen text:"Hur många fältare har ni ute?" senast:10:00'


async def requested(day: Day, text: str = REQUEST) -> list[Said]:
    return [*await day.type(KVIST, text, ROC), *await day.tick()]


async def test_the_chosen_are_asked_and_nobody_else(day: Day) -> None:
    said = await requested(day)
    asked = {one.room: one for one in said if "ROC frågar" in one.body}
    assert asked.keys() == {AKTOR_NACKA, AKTOR_POLIS}
    assert "ROC frågar Nacka kommun (BG-0001):" in asked[AKTOR_NACKA].body
    assert "Hur många fältare har ni ute?" in asked[AKTOR_NACKA].body
    assert "Svar senast 10:00." in asked[AKTOR_NACKA].body
    assert asked[AKTOR_NACKA].mentions == [HED]
    assert not day.heard(SSR)


async def test_the_answer_names_whom_it_reached_and_until_when(day: Day) -> None:
    said = await requested(day, REQUEST.replace("polisen", "Huddinge"))
    answer = next(one for one in said if "är skickad till" in one.body)
    assert "Begäran BG-0001 är skickad till Nacka kommun. Svar senast 10:00." in answer.body
    assert "Jag når ingen hos Huddinge kommun" in answer.body
    assert "Ring dem." in answer.body


async def test_who_could_not_be_asked_is_not_called_late(day: Day) -> None:
    await requested(day, REQUEST.replace("polisen", "Huddinge"))
    await day.pass_by(hours=2, seconds=10)
    card = [one.body for one in day.heard(ROC) if "Begäran BG-0001" in one.body][-1]
    assert "0 av 2 har svarat" in card
    assert "Sena: Nacka." in card
    assert "Jag når ingen hos Huddinge" in card


async def test_an_answer_by_inget_or_by_a_report_is_listed_in_roc(day: Day) -> None:
    await requested(day)
    said = await day.answer(HED, "inget", day.heard(AKTOR_NACKA)[0])
    assert "Noterat: Nacka kommun har inget att säga om BG-0001." in said[0].body
    async with day.store.begin() as session:
        await answered(session, "polis", ReportKind.REPORT, day.clock.now(), request="BG-0001")
    await day.pass_by(seconds=6)
    listed = [one for one in day.heard(ROC) if "Begäran BG-0001: 2 av 2 har svarat." in one.body]
    assert listed[-1].edits is not None, "one message, kept up to date"
    assert "Nacka: inget att säga, 08:00" in listed[-1].body


async def test_inget_to_a_request_says_nothing_of_the_round(day: Day) -> None:
    await day.pass_by(hours=4, seconds=1)
    await requested(day, REQUEST.replace("10:00", "13:00"))
    await day.react(HED, "✅", day.heard(AKTOR_NACKA)[1])
    await day.pass_by(seconds=6)
    rounds = [one.body for one in day.heard(ROC) if one.body.startswith("LB-1121-1")]
    assert "0 inget nytt, 36 saknas" in rounds[-1]
    assert not await day.reports()


async def test_the_silent_are_reminded_at_half_of_the_time_and_at_its_end(day: Day) -> None:
    await requested(day)
    await day.answer(LILJA, "inget", day.heard(AKTOR_POLIS)[0])
    half = [one for one in await day.pass_by(hours=1) if "ROC väntar" in one.body]
    assert [(one.room, one.mentions) for one in half] == [(AKTOR_NACKA, [HED, BRO])]
    assert "senast 10:00" in half[0].body
    end = await day.pass_by(hours=1)
    last = [one for one in end if one.room == AKTOR_NACKA]
    assert ["Tiden för BG-0001 är ute" in one.body for one in last] == [True]
    assert not [one for one in await day.pass_by(hours=1) if one.room == AKTOR_NACKA]


async def test_the_late_are_named_in_roc_and_whoever_asked_is_called_once(day: Day) -> None:
    await requested(day)
    said = await day.pass_by(hours=2, minutes=5)
    late = [one for one in said if one.room == ROC and "Svar saknas från" in one.body]
    assert [one.mentions for one in late] == [[KVIST]]
    assert "Nacka och Polismyndigheten" in late[0].body
    card = [one.body for one in day.heard(ROC) if "Begäran BG-0001" in one.body][-1]
    assert "Sena: Nacka och Polismyndigheten." in card
    await day.answer(HED, "inget", day.heard(AKTOR_NACKA)[0])
    await day.pass_by(seconds=6)
    card = [one.body for one in day.heard(ROC) if "Begäran BG-0001" in one.body][-1]
    assert "Nacka: inget att säga, 10:05 (sent)" in card


async def test_a_request_is_put_off_but_not_past_its_end(day: Day) -> None:
    await requested(day)
    said = await day.answer(HED, "senare", day.heard(AKTOR_NACKA)[0])
    assert said[0].body.startswith("Jag påminner Nacka kommun igen 08:20.")
    said = await day.answer(HED, "senare 11:00", day.heard(AKTOR_NACKA)[0])
    assert "igen 09:55" in said[0].body


async def test_what_is_missing_is_asked_for(day: Day) -> None:
    said = await day.type(KVIST, "!lägesbild begär")
    assert "Vilka ska svara?" in said[0].body
    said = await day.type(KVIST, "Nacka")
    assert "Vad vill du veta?" in said[0].body
    said = await day.type(KVIST, "Hur ser det ut i kväll?")
    assert "Senast när?" in said[0].body
    await day.type(KVIST, "10:00")
    assert "Hur ser det ut i kväll?" in day.heard(AKTOR_NACKA)[0].body


async def test_many_are_not_disturbed_without_a_yes(day: Day) -> None:
    said = await day.type(LUND, "!lägesbild begär aktör:alla text:läget? senast:10:00")
    assert "Begäran går till 36 aktörer" in said[0].body
    assert not day.heard(AKTOR_NACKA)
    said = await day.type(LUND, "ja")
    assert {one.room for one in said if "ROC frågar" in one.body} == {
        AKTOR_NACKA,
        AKTOR_POLIS,
        AKTOR_STOCKHOLM,
        direct(FORS),
    }


async def test_only_roc_and_the_duty_officer_ask(day: Day) -> None:
    said = await day.type(EK, REQUEST)
    assert "rollen" in said[0].body
    said = await day.type(HED, REQUEST, AKTOR_NACKA)
    assert "går inte i det här rummet" in said[0].body or "rollen" in said[0].body
    assert len(day.log) == 2


async def test_a_time_that_is_too_soon_an_unknown_actor_and_nobody_to_ask_are_said(day: Day) -> None:
    said = await day.type(KVIST, REQUEST.replace("10:00", "om 1 min"))
    assert "Ge dem minst två minuter" in said[0].body
    said = await day.type(KVIST, REQUEST.replace("Nacka, polisen", "Atlantis"))
    assert "hittar ingen aktör som heter ”Atlantis”" in said[0].body
    await day.type(KVIST, "avbryt")
    said = await day.type(KVIST, REQUEST.replace("Nacka, polisen", "Huddinge"))
    assert "Jag når ingen hos Huddinge kommun" in said[0].body


async def test_an_actor_that_was_not_asked_does_not_answer(day: Day) -> None:
    await requested(day, REQUEST.replace("Nacka, polisen", "Nacka"))
    said = await day.type(LILJA, "!lägesbild inget runda:BG1")
    assert "har inte fått någon begäran BG-0001" in said[0].body


async def test_an_exercise_is_marked_as_one_everywhere(day: Day) -> None:
    said = await requested(day, f"{REQUEST} övning:ja")
    assert len(said) >= 4
    assert all("ÖVNING" in one.body for one in said)
    said = await day.answer(HED, "inget", day.heard(AKTOR_NACKA)[0])
    assert "ÖVNING" in said[0].body
    assert all("ÖVNING" in one.body for one in await day.pass_by(hours=3))


async def test_a_reply_is_a_report_that_answers_and_stands_in_the_list(day: Day) -> None:
    await requested(day)
    text = "Fyra fältare i Sickla, två i Fisksätra."
    await day.answer(HED, text, day.heard(AKTOR_NACKA)[0])
    report = await day.report()
    assert (report.kind, report.exercise) == ("report", False)
    await day.pass_by(seconds=6)
    card = [one.body for one in day.heard(ROC) if "Begäran BG-0001" in one.body][-1]
    assert f"Nacka: {report.reference}, 08:00" in card
    half = await day.pass_by(hours=3)
    assert not [one for one in half if one.room == AKTOR_NACKA and "BG-0001" in one.body]


async def test_a_report_in_answer_to_an_exercise_is_part_of_it(day: Day) -> None:
    await requested(day, f"{REQUEST} övning:ja")
    await day.answer(HED, "Fyra fältare i Sickla.", day.heard(AKTOR_NACKA)[0])
    assert (await day.report()).exercise


async def test_markup_and_direction_tricks_in_a_request_are_shown_as_text(day: Day) -> None:
    text = "<b>läget</b> \u202enu\u202c?"
    await requested(day, REQUEST.replace("Hur många fältare har ni ute?", text))
    said = day.heard(AKTOR_NACKA)[0]
    assert "<b>läget</b> nu?" in said.body
    assert "<b>läget" not in said.content["formatted_body"]
    long = await day.type(KVIST, REQUEST.replace("Hur", "Hur " * 5000))
    assert "för lång" in long[0].body
    assert len(day.heard(AKTOR_NACKA)) == 1


async def test_a_room_with_a_stranger_is_not_asked(day: Day) -> None:
    day.hall.joined[AKTOR_NACKA].add("@okand:annanstans")
    await requested(day)
    assert not day.heard(AKTOR_NACKA)
    assert "ROC frågar Nacka kommun" in day.heard(direct(HED))[0].body


async def test_actors_are_found_as_people_write_them(day: Day) -> None:
    found = await day.snapshot()
    assert find_actor(found, "upplands vasby") == "upplands-vasby"
    assert find_actor(found, "0182") == "nacka"
    assert find_actor(found, "Länsstyrelsen") == "lst"
    assert find_actors(found, "Nacka och Huddinge, trafikverket") == ("huddinge", "nacka", "trv")
    assert find_actors(found, "Upplands Väsby, Upplands-Bro") == ("upplands-vasby", "upplands-bro")
    assert find_actors(found, "nacka huddinge") == ("huddinge", "nacka")
    assert find_actors(found, "Polismyndigheten, Polisregion Stockholm") == ("polis",)
    assert len(find_actors(found, "kommunerna")) == 26
    assert find_actors(found, "alla") == expected_actors(found)
    with pytest.raises(Refusal, match=r"picture\.actor") as several:
        find_actors(found, "brandförsvar")
    assert {one.text for one in several.value.fields["choices"]} <= {"ssbf", "sbff"}
    for text in ("", " ", ",", "x" * 5000, "\u202enacka"):
        with pytest.raises(Refusal, match=r"picture\.actor"):
            find_actors(found, text)


def test_references_are_read_as_people_write_them() -> None:
    for text in ("LB-1121-2", "lb 1121 2", " lb1121-02 ", "LB_1121_2"):
        assert round_or_request(text) == "LB-1121-2"
    for text in ("BG-0007", "bg7", "BG 7", "bg-07"):
        assert round_or_request(text) == "BG-0007"
    assert round_or_request("något annat") == "något annat"


PIECES = st.lists(st.sampled_from(["nacka", "och", ",", "polis", "brand", " "]), max_size=8).map("".join)


@settings(deadline=None)
@given(st.text(max_size=60) | PIECES)
def test_whatever_is_written_is_actors_or_a_refusal(text: str) -> None:
    found, code = Snapshot(1, example().entries), ""
    try:
        actors = find_actors(found, text)
    except Refusal as refusal:
        actors, code = (), refusal.code
    assert set(actors) <= set(found.of(ActorEntry))
    assert actors or code == "picture.actor"
