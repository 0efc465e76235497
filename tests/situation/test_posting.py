"""The picture is posted at its time in every room that may have it, once, whoever is asleep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.situation.pictures import history
from bot.situation.values import Audience
from tests.situation.day import (
    AKTOR_NACKA,
    DRIFT,
    KVIST,
    LEDNING,
    LUND,
    NACKA_POLIS,
    ROC,
    SSR,
    Day,
    direct,
)
from tests.situation.posting import (
    DUE,
    a_round,
    approved,
    changed_to,
    corrected_to,
    pictures,
    postings,
    reported,
    until,
    versions,
)

ROOMS = (ROC, LEDNING, SSR, NACKA_POLIS)
MINUTE = timedelta(minutes=1)
BEFORE = DUE - timedelta(minutes=10)
AFTER = DUE + timedelta(minutes=5)


async def ready(day: Day) -> str:
    """A round with a report for all and one for ROC, closed and waiting for its review."""
    reference = await a_round(day)
    await reported(day, "Oro vid centrum.")
    await reported(day, "Bara för ROC.", audience="roc", level=3)
    await until(day, BEFORE)
    return reference


async def test_reviewed_it_goes_out_at_its_time_in_every_room_once(day: Day) -> None:
    reference = await ready(day)
    await approved(day)
    assert [pictures(day, room) for room in ROOMS] == [[], [], [], []]
    await until(day, AFTER)
    for room in ROOMS:
        (body,) = pictures(day, room)
        assert reference in body
        assert "Oro vid centrum." in body
        assert "Sen:" not in body
    await day.pass_by(hours=3)
    assert [len(pictures(day, room)) for room in ROOMS] == [1, 1, 1, 1]
    assert {row.state for row in await postings(day)} == {"sent"}
    assert not any(row.late for row in await postings(day))


async def test_each_room_gets_its_own_version(day: Day) -> None:
    await ready(day)
    await approved(day)
    await until(day, AFTER)
    narrow = [room for room in ROOMS if "Bara för ROC." in pictures(day, room)[0]]
    assert narrow == [ROC, LEDNING]
    assert " för Nacka\u00a0· " in pictures(day, NACKA_POLIS)[0]
    assert AKTOR_NACKA not in {row.room for row in await postings(day)}


async def test_nobody_reviews_and_it_goes_out_without_free_text(day: Day) -> None:
    await ready(day)
    await until(day, AFTER)
    for room in ROOMS:
        (body,) = pictures(day, room)
        assert "Inte granskad." in body
        assert "Oro vid centrum." not in body
    assert [(row.version, row.state, row.held) for row in await versions(day)] == [
        (1, "published", True),
        (2, "working", False),
    ]


async def test_unreviewed_the_duty_officer_is_told_and_a_reply_sends_the_whole(day: Day) -> None:
    await ready(day)
    await until(day, AFTER)
    for room in (ROC, direct(LUND)):
        (told,) = [one for one in day.heard(room) if "gick ut utan fritext: ingen" in one.body]
        assert told.mentions == [LUND]
        assert "Oro" not in told.body
    assert not [one for one in day.heard(SSR) if "gick ut utan fritext" in one.body]
    await day.answer(LUND, "publicera", told)
    await day.pass_by(minutes=2)
    assert "Oro vid centrum." in pictures(day, SSR)[1]


async def test_reviewed_later_the_whole_one_names_the_one_without_text(day: Day) -> None:
    reference = await ready(day)
    await until(day, DUE + 40 * MINUTE)
    said = await approved(day)
    assert any("4 rum" in one.body for one in said)
    await day.pass_by(minutes=2)
    for room in ROOMS:
        held, whole = pictures(day, room)
        assert "Oro vid centrum." not in held
        assert "Oro vid centrum." in whole
        assert "Ersätter version 1 utan fritext, 15:00" in whole.replace("15:01", "15:00")
        assert any(one.edits and one.body.startswith("ERSATT") for one in day.heard(room))
    assert [(row.version, row.state) for row in await versions(day)] == [(1, "superseded"), (2, "published")]
    assert reference in pictures(day, SSR)[1]


async def test_the_duty_officer_and_roc_are_asked_when_it_closes(day: Day) -> None:
    reference = await ready(day)
    for room in (ROC, direct(LUND)):
        (asked,) = [one for one in day.heard(room) if "Granska lägesbild" in one.body]
        assert reference in asked.body
        assert "Den går ut 15:00" in asked.body
        assert "Bara för ROC." in asked.body
        assert asked.mentions == [LUND]
    assert not [one for one in day.heard(SSR) if "Granska" in one.body]


async def test_a_reply_to_the_request_approves_it(day: Day) -> None:
    await ready(day)
    (asked,) = [one for one in day.heard(direct(LUND)) if "Granska lägesbild" in one.body]
    said = await day.answer(LUND, "publicera", asked)
    assert any("är godkänd och går ut 15:00" in one.body for one in said)
    assert any((one.room == ROC and "TiB" in one.body) or "Lund" in one.body for one in said)


async def test_only_a_duty_officer_with_a_signed_device_publishes(day: Day) -> None:
    await ready(day)
    await day.type(KVIST, "!lägesbild publicera")
    await day.type(LUND, "!lägesbild publicera", trust="unsigned")
    assert [row.state for row in await versions(day)] == ["working"]


async def test_who_looks_at_it_is_seen_by_the_next(day: Day) -> None:
    await ready(day)
    await day.type(KVIST, "!lägesbild granska", ROC)
    said = await day.type(LUND, "!lägesbild granska")
    assert any("tittar också på den" in one.body for one in said)


async def test_a_report_changed_under_review_is_taken_up_and_voids_the_approval(day: Day) -> None:
    reference = await a_round(day)
    report = await reported(day, "Oro vid centrum.")
    await until(day, BEFORE)
    await approved(day)
    await changed_to(day, report, "Lugnt vid centrum.")
    said = await day.tick()
    (told,) = [one for one in said if "Godkännandet gäller inte längre" in one.body]
    assert report.reference in told.body
    assert LUND in told.mentions
    (asked,) = [one for one in said if one.edits and one.room == ROC]
    assert "Lugnt vid centrum." in asked.body
    await until(day, AFTER)
    assert "centrum" not in pictures(day, SSR)[0]
    assert reference in pictures(day, SSR)[0]


async def test_a_report_withdrawn_under_review_is_gone_from_what_is_approved(day: Day) -> None:
    await a_round(day)
    report = await reported(day, "Oro vid centrum.")
    await reported(day, "Lugnt i hamnen.")
    await until(day, BEFORE)
    async with day.store.begin() as session:
        (await session.get_one(type(report), report.id)).state = "withdrawn"
    await day.tick()
    await approved(day)
    await until(day, AFTER)
    assert "Lugnt i hamnen." in pictures(day, SSR)[0]
    assert "Oro" not in pictures(day, SSR)[0]


async def test_a_change_in_the_last_second_is_never_posted_unseen(day: Day) -> None:
    await a_round(day)
    report = await reported(day, "Oro vid centrum.")
    await until(day, BEFORE)
    await approved(day)
    await until(day, DUE - timedelta(seconds=1))
    await changed_to(day, report, "Planterat: osett.")
    day.clock.advance(timedelta(seconds=1))
    await day.tick()
    await day.pass_by(minutes=3)
    assert "Planterat: osett." not in "".join(pictures(day, SSR, edits=True))


async def test_what_comes_after_the_closing_waits_for_the_next_picture(day: Day) -> None:
    await ready(day)
    await reported(day, "För sent.")
    await approved(day)
    await until(day, AFTER)
    assert "För sent." not in pictures(day, ROC)[0]


async def test_a_round_with_no_report_at_all_is_posted(day: Day) -> None:
    reference = await a_round(day)
    await until(day, AFTER)
    assert [reference in pictures(day, room)[0] for room in ROOMS] == [True] * 4


async def test_away_across_its_time_it_is_posted_marked_late(day: Day) -> None:
    await ready(day)
    await approved(day)
    day.clock.advance(timedelta(minutes=50))
    await day.tick()
    for room in ROOMS:
        (body,) = pictures(day, room)
        assert "Sen: skulle ha gått ut 15:00, gick ut 15:40. Jag var borta då." in body
        assert "Oro vid centrum." in body
    assert all(row.late for row in await postings(day))


async def test_away_from_before_the_closing_it_is_posted_late_and_without_text(day: Day) -> None:
    await a_round(day)
    await reported(day, "Oro vid centrum.")
    day.clock.advance(timedelta(hours=8))
    await day.tick()
    (body,) = pictures(day, SSR)
    assert "Sen: skulle ha gått ut 15:00, gick ut 16:00" in body
    assert "Oro" not in body
    (asked,) = [one for one in day.heard(direct(LUND)) if "Granska lägesbild" in one.body]
    assert "så går den ut hel" in asked.body
    assert not [one for one in day.heard(direct(LUND)) if "gick ut utan fritext" in one.body]


async def test_of_several_that_fell_due_the_newest_is_posted_and_names_the_others(day: Day) -> None:
    first = await a_round(day)
    second = await a_round(day, DUE + timedelta(hours=4))
    third = await a_round(day, DUE + timedelta(hours=8))
    day.clock.advance(timedelta(hours=16))
    await day.tick()
    (body,) = pictures(day, SSR)
    assert third in body.splitlines()[0]
    assert f"Lägesbild {first}, lördag 21 november 15:00, gick aldrig ut." in body
    assert f"Lägesbild {second}, lördag 21 november 19:00, gick aldrig ut." in body


async def test_a_room_with_a_stranger_waits_and_gets_it_when_it_is_safe(day: Day) -> None:
    await ready(day)
    await approved(day)
    day.hall.joined[SSR].add("@vem:annan")
    await until(day, DUE + timedelta(minutes=6))
    assert pictures(day, SSR) == []
    for room in (ROC, DRIFT):
        (told,) = [one for one in day.heard(room) if "Stockholmsregionen har inte fått lägesbild" in one.body]
        assert "@vem:annan" in told.body
    day.hall.joined[SSR].discard("@vem:annan")
    await day.pass_by(minutes=2)
    (body,) = pictures(day, SSR)
    assert "Sen: skulle ha gått ut 15:00" in body
    assert "någon som registret inte känner" in body
    assert len(pictures(day, ROC)) == 1


async def test_a_room_that_waits_for_two_pictures_gets_the_newer(day: Day) -> None:
    await ready(day)
    day.hall.joined[SSR].add("@vem:annan")
    later = await a_round(day, DUE + timedelta(minutes=8))
    await until(day, DUE + timedelta(minutes=10))
    day.hall.joined[SSR].discard("@vem:annan")
    await day.pass_by(minutes=2)
    (body,) = pictures(day, SSR)
    assert later in body


async def test_the_homeserver_takes_it_late_and_the_message_is_marked(day: Day) -> None:
    await ready(day)
    await approved(day)
    await until(day, DUE - MINUTE)
    day.away = True
    await until(day, DUE + timedelta(minutes=70))
    assert pictures(day, SSR) == []
    day.away = False
    await day.deliver()
    assert len(pictures(day, SSR)) == 1
    _, marked = pictures(day, SSR, edits=True)
    assert "Sen: skulle ha gått ut 15:00, gick ut 16:10. Servern gick inte att nå då." in marked
    assert all(row.late for row in await postings(day))


async def test_a_refused_posting_is_told_to_roc(day: Day) -> None:
    await ready(day)
    await approved(day)
    day.refusing.add(SSR)
    await until(day, AFTER)
    (told,) = [one for one in day.heard(ROC) if "kom aldrig fram" in one.body]
    assert "Samverkan Stockholmsregionen" in told.body
    assert {row.room: row.state for row in await postings(day)}[SSR] == "refused"


async def test_a_clock_set_back_posts_nothing_again(day: Day) -> None:
    await ready(day)
    await approved(day)
    await until(day, AFTER)
    day.clock.jump(DUE - timedelta(hours=1))
    await day.tick()
    await until(day, AFTER)
    assert [len(pictures(day, room)) for room in ROOMS] == [1, 1, 1, 1]


async def test_a_correction_goes_to_every_room_and_the_old_one_says_it_is_replaced(day: Day) -> None:
    reference = await a_round(day)
    report = await reported(day, "Oro vid centrum.")
    await until(day, BEFORE)
    await approved(day)
    await until(day, AFTER)
    await corrected_to(day, report, "Lugnt vid centrum.")
    said = await day.tick()
    assert any("version 2" in one.body and one.room == ROC for one in said)
    asked = await day.type(LUND, f"!lägesbild rättelse {reference} orsak:fel uppgift om centrum")
    assert any("går ut i 4 rum" in one.body for one in asked)
    await day.type(LUND, "ja")
    await day.pass_by(minutes=2)
    for room in ROOMS:
        old, new = pictures(day, room)
        assert "Oro vid centrum." in old
        assert "Lugnt vid centrum." in new
        assert "fel uppgift om centrum" in new
        assert "Ersätter version 1" in new
        (edit,) = [one for one in day.heard(room) if one.edits and one.body.startswith("ERSATT")]
        assert "Version 2 gick ut" in edit.body
    assert [(row.version, row.state) for row in await versions(day)] == [(1, "superseded"), (2, "published")]


async def test_a_struck_report_has_neither_words_nor_level_in_what_goes_out(day: Day) -> None:
    await a_round(day)
    report = await reported(day, "Oro vid centrum.", level=3)
    await until(day, BEFORE)
    await day.type(LUND, f"!lägesbild stryk {report.reference} orsak:går att känna igen ett barn")
    await approved(day)
    await until(day, AFTER)
    for room in ROOMS:
        (body,) = pictures(day, room)
        assert "Oro" not in body
        assert "kritiskt" not in body


async def test_an_exercise_is_posted_to_roc_and_those_who_play_and_leaves_no_history(day: Day) -> None:
    await day.tick()
    await day.type(LUND, "!lägesbild övning post:12:00 aktör:Nacka", ROC)
    await reported(day, "Övad oro.", exercise=True)
    await until(day, DUE - timedelta(hours=3, minutes=5))
    await approved(day)
    await until(day, DUE - timedelta(hours=2))
    assert [row.room for row in await postings(day)] == [ROC, AKTOR_NACKA]
    for room in (ROC, AKTOR_NACKA):
        (body,) = pictures(day, room)
        assert "ÖVNING" in body
        assert "Övad oro." in body
    async with day.store.begin() as session:
        past = await history(session, Audience.ROC, 1, DUE.date())
    assert set(past.values()) == {(None,)}
    assert [row.levels for row in await versions(day)] == [None]


@pytest.mark.parametrize(
    "line", ["!lägesbild publicera", "!lägesbild granska", "!lägesbild rättelse orsak:x"]
)
async def test_with_nothing_there_the_answer_says_so(day: Day, line: str) -> None:
    said = await day.type(LUND, line)
    assert any("Ingen lägesbild" in one.body for one in said)
    assert (await postings(day)) == []
