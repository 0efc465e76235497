"""Typed text in, words out: what a conversation with the kernel looks like."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.message import Incoming, Trust
from bot.chat.notices import KERNEL
from bot.store.audit import AuditRow
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from bot.store.outbox import OutboxKind
from commands import help as help_group
from tests.chat.example import GROUP, Harbour
from tests.chat.kit import DIRECT, DRIFT, JOUR, NEW, OPEN, POLIS, ROC, UNIT, Scene

FULL = "!båt ny hamn: Nacka besättning:4 lykta: ja ring:RLC"


@pytest.fixture
def harbour() -> Harbour:
    return Harbour()


class Leaky(list[str]):
    """Takes every order but those for the shoal."""

    def append(self, order: str) -> None:
        if "Grund" in order:
            raise LookupError(order)
        super().append(order)


@pytest.fixture
def scene(store: Store, harbour: Harbour) -> Scene:
    return Scene(store, (KERNEL, help_group.GROUP, GROUP), {Harbour: harbour})


async def test_a_whole_command_is_done_and_everyone_concerned_is_told(scene: Scene, harbour: Harbour) -> None:
    said = await scene.type(FULL)
    assert harbour.done == ["order Nacka 4 True RLC"]
    assert [(one.target, one.body) for one in said] == [
        (DIRECT, "B-1 är beställd."),
        (UNIT, "Jourhavande: Larm: B-1."),
    ]
    assert said[1].content["m.mentions"] == {"user_ids": [JOUR]}
    assert 'href="https://matrix.to/#/@jour:localhost"' in said[1].content["formatted_body"]
    assert scene.taken == ["$in1"]


async def test_what_is_missing_is_asked_for_one_at_a_time(scene: Scene, harbour: Harbour) -> None:
    first = await scene.body("!bat ny hamn: Upplands Väsby")
    assert first.startswith("Fara för liv: ring 112. Hur många ombord?")
    second = await scene.body("4")
    assert second == "Vem ringer de upp?\n1) RLC\n2) Vakthavande befäl"
    assert await scene.body("2") == "B-1 är beställd.\nJourhavande: Larm: B-1."
    assert harbour.done == ["order Upplands Väsby 4 None VB"]


async def test_an_answer_may_give_several_values_at_once(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny")
    await scene.type("hamn: Nacka besättning: 3 ring: VB")
    assert harbour.done == ["order Nacka 3 None VB"]


async def test_unanswered_questions_become_what_the_arguments_say(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert await scene.pass_time(seconds=119) == []
    said = await scene.pass_time(seconds=1)
    assert harbour.done == ["order Nacka 1 None RLC"]
    assert said[0].body == "B-1 är beställd."


async def test_a_question_that_breaks_the_bot_holds_up_no_other_and_is_not_met_with_silence(
    scene: Scene, harbour: Harbour
) -> None:
    harbour.done = Leaky()
    scene.world.callers[NEW] = replace(scene.world.callers[POLIS], user_id=NEW)
    await scene.type("!båt ny hamn:Grund", sender=NEW)
    await scene.type("!båt ny hamn:Nacka")
    said = []
    for _ in range(9):
        with suppress(LookupError):
            said += await scene.pass_time(minutes=2)
    assert harbour.done == ["order Nacka 1 None RLC"]
    assert [one.body.split("\n")[0] for one in said if one.target == DIRECT] == [
        "B-1 är beställd.",
        "Fara för liv: ring 112.",
    ]
    assert "Något gick fel hos mig och inget är gjort." in said[-1].body


async def test_a_question_without_a_default_lapses_and_says_so(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt sänk", UNIT, JOUR)
    said = await scene.pass_time(minutes=15)
    assert [(one.target, one.body) for one in said] == [
        (UNIT, "Ingen svarade i tid. Jag har inte gjort !båt sänk. Skriv kommandot igen när du vill.")
    ]
    assert harbour.done == []


async def test_a_wrong_value_is_shown_with_its_place_and_asked_for_again(
    scene: Scene, harbour: Harbour
) -> None:
    answer = await scene.body("!båt ny hamn:Nacka besättning:många ring:RLC")
    assert answer.startswith(
        "Jag kan inte läsa besättning:många (tecken 31).\n"
        "Det ska vara ett tal mellan 1 och 9.\nFara för liv: ring 112. Hur många ombord?"
    )
    await scene.type("två")
    await scene.type("2")
    assert harbour.done == ["order Nacka 2 None RLC"]


async def test_a_question_can_be_given_up(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert await scene.body("avbryt") == "Avbrutet. Jag har inte gjort !båt ny."
    assert await scene.pass_time(minutes=5) == []
    assert harbour.done == []


async def test_another_command_runs_while_a_question_is_open_and_the_question_stays(
    scene: Scene, harbour: Harbour
) -> None:
    await scene.type("!båt ny hamn:Nacka ring:RLC")
    said = await scene.body("!möte 22:30")
    assert "Vi ses måndag 13 april 22:30." in said
    assert "Frågan om !båt ny väntar fortfarande på ditt svar." in said
    assert "Vi ses" in await scene.body("möte 23:30")
    await scene.type("7")
    assert harbour.done[-1] == "order Nacka 7 None RLC"


async def test_in_a_wider_room_the_talk_moves_to_the_direct_chat(scene: Scene, harbour: Harbour) -> None:
    said = await scene.type("!båt ny hamn:Nacka besättning:4", ROC)
    assert [one.target for one in said] == [ROC, DIRECT]
    assert "Ta bort ditt meddelande" in said[0].body
    assert await scene.body("", ROC, kind=InboxKind.REDACTION, relates_to="$in1") == ""
    answer = await scene.type("1", DIRECT)
    assert answer[0].target == DIRECT
    assert harbour.done == ["order Nacka 4 None RLC"]


async def test_what_cannot_be_undone_asks_first_and_says_what_it_reaches(
    scene: Scene, harbour: Harbour
) -> None:
    asked = await scene.body("!båt sänk B-1")
    assert asked.startswith("Det når 3 hamnar.\nSvara ja eller nej.")
    assert await scene.body("kanske") == "Svara ja eller nej."
    assert await scene.body("Ja!") == "B-1 är sänkt."
    assert harbour.done == ["sink B-1"]


async def test_no_to_a_question_does_nothing(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt sänk B-1")
    assert "Avbrutet" in await scene.body("nej")
    assert harbour.done == []


async def test_a_reply_to_an_alarm_is_a_command_about_it(scene: Scene, harbour: Harbour) -> None:
    alarm = (await scene.type(FULL))[1]
    said = await scene.type("Tar", UNIT, JOUR, reply_to=alarm.row.event_id)
    assert harbour.done[-1] == "take B-1"
    by_target = {one.target: one for one in said if one.row.kind == OutboxKind.MESSAGE}
    assert by_target[DIRECT].body == "B-1 är tagen."
    assert by_target[UNIT].row.thread_id == alarm.row.id


async def test_the_status_message_is_edited_in_place(scene: Scene) -> None:
    alarm = (await scene.type(FULL))[1]
    said = await scene.type("tar", UNIT, JOUR, reply_to=alarm.row.event_id)
    edits = [one for one in said if one.row.kind == OutboxKind.EDIT]
    assert [one.row.edits_id for one in edits] == [alarm.row.id]


async def test_a_tick_on_an_alarm_is_the_same_as_ok(scene: Scene, harbour: Harbour) -> None:
    alarm = (await scene.type(FULL))[1]
    tick = {
        "kind": InboxKind.REACTION,
        "relates_to": alarm.row.event_id,
        "trust": Trust.NONE,
        "encrypted": False,
    }
    await scene.type("✅\ufe0f", UNIT, JOUR, **tick)
    assert harbour.done[-1] == "see B-1"
    assert await scene.type("👍", UNIT, JOUR, **tick) == []


async def test_talk_in_a_reply_is_left_alone(scene: Scene) -> None:
    alarm = (await scene.type(FULL))[1]
    assert await scene.type("vem åker?", UNIT, JOUR, reply_to=alarm.row.event_id) == []


async def test_an_unsigned_device_gets_the_weaker_command_and_is_told_why(
    scene: Scene, harbour: Harbour
) -> None:
    alarm = (await scene.type(FULL))[1]
    said = await scene.body("tar", UNIT, JOUR, reply_to=alarm.row.event_id, trust=Trust.UNSIGNED)
    assert harbour.done[-1] == "see B-1"
    assert said.startswith("Det här kräver en signerad enhet.")
    assert "B-1 är sedd." in said


async def test_a_reply_to_a_message_that_is_gone_says_that_it_could_not_be_linked(scene: Scene) -> None:
    said = await scene.body("tar", UNIT, JOUR, reply_to="$gone")
    assert "meddelandet du svarade på hittar jag inte" in said
    assert await scene.type("hej där", UNIT, JOUR, reply_to="$gone") == []


async def test_the_object_is_checked_after_the_person(scene: Scene, harbour: Harbour) -> None:
    assert "Det finns ingen båt B-2." in await scene.body("!båt tar B-2", UNIT, JOUR)
    assert harbour.done == []


async def test_an_unknown_word_gets_the_nearest_commands_one_may_use(scene: Scene) -> None:
    assert (
        await scene.body("!bått nyy")
        == "Jag känner inte till ”bått nyy”.\nMenade du något av det här?\n- !båt ny"
    )
    assert "!hjälp" in await scene.body("!xyzzy")
    assert "- !båt sänk" in await scene.body("!båt")
    assert "- !båt tar" not in await scene.body("!båt")


async def test_english_and_short_and_unaccented_names_work(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!boat new port:Nacka crew:4 ring:vb")
    await scene.type("!BÅT NY hamn:Nacka besattning:4 ring:vb")
    await scene.type("! båt ny hamn：Nacka besättning: 4 ring: vb.")
    assert harbour.done == ["order Nacka 4 None VB"] * 3


async def test_plain_words_in_a_direct_chat_are_commands_or_get_a_kind_answer(
    scene: Scene, harbour: Harbour
) -> None:
    await scene.type("båt ny hamn:Nacka besättning:4 ring:RLC")
    assert len(harbour.done) == 1
    assert (await scene.body("god morgon")).startswith("Jag förstod inte det.")
    assert await scene.type("god morgon", ROC) == []
    assert await scene.type("båt ny hamn:Nacka", ROC) == []


async def test_the_rules_that_refuse_say_which(scene: Scene) -> None:
    assert await scene.body("!båt tar B-1", UNIT, POLIS) == (
        "Det här får bara den göra som har jour just nu.\nDin roll är polis."
    )
    assert (
        await scene.body("!båt tar B-1", DIRECT, JOUR)
        == "Det går inte i det här rummet. Skriv i enhetens rum."
    )
    assert "Rummet är inte krypterat" in await scene.body("!möte 22:30", OPEN)
    assert "okrypterat i ett krypterat rum" in await scene.body(
        "!möte 22:30", ROC, trust=Trust.NONE, encrypted=False
    )
    assert "Det här kan du göra här" in await scene.body("!hjälp", OPEN)


async def test_words_in_clear_answer_no_question_and_take_none_back(scene: Scene, harbour: Harbour) -> None:
    clear: dict[str, Any] = {"trust": Trust.NONE, "encrypted": False}
    question = (await scene.type("!båt ny hamn:Nacka besättning:4"))[0]
    for text in ("avbryt", "2"):
        assert "okrypterat i ett krypterat rum" in await scene.body(text, **clear)
        said = await scene.body(text, reply_to=question.row.event_id, **clear)
        assert "okrypterat i ett krypterat rum" in said
    said = await scene.body("hej", kind=InboxKind.EDIT, relates_to="$in1", **clear)
    assert "okrypterat i ett krypterat rum" in said
    await scene.type("1")
    assert harbour.done == ["order Nacka 4 None RLC"]


async def test_an_unsigned_device_may_talk_and_is_flagged(scene: Scene) -> None:
    said = await scene.body("!möte 22:30", trust=Trust.UNSIGNED)
    assert "Din enhet är inte signerad. Det är noterat." in said
    changed = await scene.body("!möte 22:30", trust=Trust.CHANGED)
    assert "Din identitet har bytts" in changed
    async with scene.store.begin() as session:
        rows = list(await session.scalars(select(AuditRow).order_by(AuditRow.seq)))
    assert [(row.actor, row.action, row.object) for row in rows] == [(POLIS, "command.unsigned", "möte")] * 2


async def test_a_stranger_is_told_once_where_to_turn(scene: Scene) -> None:
    assert "lägga till dig" in await scene.body("!hjälp", ROC, NEW)
    assert await scene.body("!hjälp", ROC, NEW) == ""
    assert await scene.body("hej", ROC, NEW) == ""


async def test_a_message_of_60_kb_is_answered_and_not_read(scene: Scene) -> None:
    said = await scene.body("!båt ny hamn:" + "x" * 60_000)
    assert said.startswith("Meddelandet är för långt: 60013 tecken.")


async def test_control_and_direction_characters_change_nothing(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny\u202e hamn:\u2066Na\u0007cka\u2069 besättning:4 ring:RLC")
    assert harbour.done == ["order Nacka 4 None RLC"]


async def test_a_personnummer_that_was_dropped_is_told_at_once_and_only_once(scene: Scene) -> None:
    number: dict[str, Any] = {"screened": ("personnummer",)}
    assert "Jag har inte sparat det" in await scene.body(FULL, **number)
    assert "Jag har inte sparat det" in await scene.body("!båt ny hamn:Nacka ring:RLC", **number)
    assert "Jag har inte sparat det" not in await scene.body("4")
    assert "Jag har inte sparat det" in await scene.body("!bått", **number)
    assert "Jag har inte sparat det" in await scene.body("han heter så", UNIT, JOUR, **number)


async def test_a_bare_take_in_the_units_room_is_not_met_with_silence(scene: Scene, harbour: Harbour) -> None:
    assert await scene.body("tar", UNIT, JOUR) == (
        "Vilken båt?\nFrågan gäller till 03:27. Skriv avbryt om du inte vill gå vidare."
    )
    await scene.type("B-1", UNIT, JOUR)
    assert harbour.done == ["take B-1"]
    assert await scene.type("ok", UNIT, JOUR) == []
    assert await scene.type("tar", ROC, JOUR) == []


async def test_an_old_command_is_marked_and_a_stale_one_asks_again(scene: Scene, harbour: Harbour) -> None:
    written = scene.clock.now()
    scene.clock.pass_by(minutes=10)
    assert "Skrivet 03:12, läst 03:22." in await scene.body("!möte 22:30", origin_at=written)
    scene.clock.pass_by(minutes=25)
    assert "Ska jag göra det?" in await scene.body("!möte 22:30", origin_at=written)
    await scene.type("ja")
    assert len(harbour.done) == 2


async def test_an_edit_of_a_refused_command_is_read_as_the_command(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!bått ny hamn:Nacka besättning:4 ring:RLC")
    await scene.type(FULL, kind=InboxKind.EDIT, relates_to="$in1")
    assert len(harbour.done) == 1
    again = await scene.body(FULL, kind=InboxKind.EDIT, relates_to="$in1")
    assert again.startswith("Jag läste !båt ny som det först stod. Ändringen gör ingenting.\nSkriv båt sänk")
    assert len(harbour.done) == 1


async def test_an_edit_while_a_question_is_open_counts(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Naka")
    await scene.type(FULL, kind=InboxKind.EDIT, relates_to="$in1")
    assert harbour.done == ["order Nacka 4 True RLC"]
    assert await scene.pass_time(minutes=5) == []


async def test_an_edit_of_something_that_only_shows_runs_again(scene: Scene) -> None:
    await scene.type("!möte 22:30")
    assert "23:30" in await scene.body("!möte 23:30", kind=InboxKind.EDIT, relates_to="$in1")


async def test_a_redaction_withdraws_nothing_and_says_so(scene: Scene) -> None:
    await scene.type(FULL)
    said = await scene.body("", kind=InboxKind.REDACTION, relates_to="$in1")
    assert said == "Meddelandet är borta, men !båt ny är gjort.\nSkriv båt sänk om den inte behövs."
    assert await scene.type("", sender=JOUR, kind=InboxKind.REDACTION, relates_to="$nothing") == []


async def test_a_command_written_again_takes_the_place_of_its_draft(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka besättning:många ring:RLC")
    assert await scene.body("!båt ny hamn:Nacka besättning:4 ring:RLC") == (
        "B-1 är beställd.\nJourhavande: Larm: B-1."
    )
    assert await scene.pass_time(hours=1) == []
    assert harbour.done == ["order Nacka 4 None RLC"]


async def test_there_is_one_draft_of_a_command_for_each_person(scene: Scene, harbour: Harbour) -> None:
    scene.world.callers[NEW] = replace(scene.world.callers[POLIS], user_id=NEW)
    await scene.type("!båt ny hamn:Vaxholm", sender=NEW)
    await scene.type("!båt ny hamn:Dalarö")
    assert "väntar fortfarande" not in await scene.body("!båt ny hamn:Nacka", ROC)
    await scene.type("!båt sänk B-1")
    await scene.pass_time(hours=1)
    assert sorted(harbour.done) == ["order Nacka 1 None RLC", "order Vaxholm 1 None RLC"]


async def test_a_line_that_cannot_be_read_leaves_the_draft(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka")
    await scene.type("!båt ny skrov:trä")
    await scene.pass_time(minutes=2)
    assert harbour.done == ["order Nacka 1 None RLC"]


async def test_a_line_that_is_refused_leaves_the_draft(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert "Jag kan inte läsa lykta:trasig" in await scene.body("!båt ny hamn:Nacka lykta:trasig")
    await scene.pass_time(minutes=2)
    assert harbour.done == ["order Nacka 1 None RLC"]


async def test_an_open_question_is_called_to_mind_once(scene: Scene, harbour: Harbour) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert "väntar fortfarande" in await scene.body("!möte 22:30")
    assert "väntar fortfarande" not in await scene.body("!möte 23:30")
    await scene.type("4")
    assert "väntar fortfarande" in await scene.body("!möte 22:30")
    await scene.type("RLC")
    assert harbour.done[-1] == "order Nacka 4 None RLC"


async def test_a_question_says_what_becomes_of_it_without_an_answer(scene: Scene) -> None:
    filled = await scene.body("!båt ny hamn:Nacka")
    assert "Utan svar 03:14 går jag vidare, med det som saknas som okänt." in filled
    await scene.type("avbryt")
    given_up = await scene.body("!båt sänk")
    assert "Frågan gäller till 03:27. Skriv avbryt om du inte vill gå vidare." in given_up
    assert "okänt" not in given_up


async def test_a_redaction_while_a_question_is_open(scene: Scene) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert "frågan står kvar" in await scene.body("", kind=InboxKind.REDACTION, relates_to="$in1")
    await scene.type("avbryt")
    await scene.type("!båt sänk B-1", event_id="$sink")
    assert "Jag gör inte !båt sänk." in await scene.body("", kind=InboxKind.REDACTION, relates_to="$sink")
    assert await scene.body("ja") != "B-1 är sänkt."


async def test_only_the_one_who_was_asked_can_answer(scene: Scene, harbour: Harbour) -> None:
    question = (await scene.type("!båt sänk B-1", UNIT, JOUR))[0]
    said = await scene.body("ja", UNIT, POLIS, reply_to=question.row.event_id)
    assert said == "Den frågan gällde någon annan. Bara den kan svara."
    assert await scene.type("ja", UNIT, POLIS) == []
    await scene.type("ja", UNIT, JOUR, reply_to=question.row.event_id)
    assert harbour.done == ["sink B-1"]
    assert "inte öppen" in await scene.body("ja", UNIT, JOUR, reply_to=question.row.event_id)


async def test_a_fault_is_told_to_the_sender_and_to_operations(scene: Scene) -> None:
    async with scene.store.begin() as session:
        now = scene.clock.now()
        incoming = Incoming(1, "$x", DIRECT, POLIS, InboxKind.TEXT, "!båt", Trust.SIGNED, now, now)
        await scene.dispatcher.fault(session, incoming, "ab12cd34", ValueError("privat"))
    said = await scene.news()
    assert [one.target for one in said] == [DIRECT, DRIFT]
    assert all("ab12cd34" in one.body and "privat" not in one.body for one in said)


async def test_a_time_is_said_back_with_weekday_and_date(scene: Scene) -> None:
    assert await scene.body("!möte i natt 05:00") == "Vi ses måndag 13 april 05:00."
    assert await scene.body("!möte om 20 min") == "Vi ses måndag 13 april 03:32."
    gap = await scene.body("!möte 2027-03-28 02:30")
    assert "Klockan 02:30 finns inte den natten" in gap
    await scene.type("avbryt")
    twice = await scene.body("!möte 2026-10-25 02:30")
    assert "1) sommartid\n2) vintertid" in twice
    assert "söndag 25 oktober 02:30" in await scene.body("2")
