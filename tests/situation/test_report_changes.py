"""A report that is edited, removed, corrected or taken back: newest wins, and history is kept."""

from __future__ import annotations

from bot.situation.values import Audience, Level, Part, ReportState
from bot.store.inbox import InboxKind
from tests.situation.day import AKTOR_NACKA, BRO, HED, LILJA, LUND, ROC, Day, Said
from tests.situation.test_reports import audited, standing

WRITTEN = "!lägesbild rapport Bråk vid centrum nivå:1 för:ssr"


async def write(day: Day, text: str = WRITTEN, sender: str = HED) -> list[Said]:
    return await day.type(sender, text, AKTOR_NACKA, event_id="$written")


async def edit(day: Day, text: str, sender: str = HED) -> list[Said]:
    return await day.type(sender, text, AKTOR_NACKA, kind=InboxKind.EDIT, relates_to="$written")


async def remove(day: Day, sender: str = HED) -> list[Said]:
    return await day.type(sender, "", AKTOR_NACKA, kind=InboxKind.REDACTION, relates_to="$written")


async def publish(day: Day) -> None:
    """As if a picture with all that stands had gone out."""
    async with day.store.begin() as session:
        for row in await day.reports():
            (await session.merge(row)).published_at = day.clock.now()


async def test_an_edit_before_posting_changes_the_report_and_its_message_in_roc(day: Day) -> None:
    await write(day)
    (answer, card) = await edit(day, "!lägesbild rapport Lugnt igen nivå:0 för:ssr")
    (found,) = await standing(day)
    assert (found.reference, found.parts, found.level) == (
        "R-1121-1",
        {Part.EVENT: "Lugnt igen"},
        Level.NORMAL,
    )
    assert "R-1121-1 är ändrad." in answer.body
    assert card.edits is not None
    assert "Lugnt igen" in day.card(ROC)
    assert "Bråk" not in day.card(ROC)


async def test_an_edit_that_cannot_be_read_leaves_the_report_as_it_was(day: Day) -> None:
    await write(day)
    (answer,) = await edit(day, "!lägesbild rapport Lugnt nivå:7")
    assert "Det du skrev först gäller." in answer.body
    assert (await standing(day))[0].parts == {Part.EVENT: "Bråk vid centrum"}


async def test_an_edit_by_somebody_else_changes_nothing(day: Day) -> None:
    await write(day)
    await edit(day, "!lägesbild rapport Allt är lugnt", sender=LILJA)
    assert (await standing(day))[0].parts == {Part.EVENT: "Bråk vid centrum"}


async def test_an_edit_that_makes_it_urgent_calls_the_duty_officer(day: Day) -> None:
    await write(day)
    await edit(day, "!lägesbild rapport Skottlossning för:ssr brådska:nu")
    said = day.heard(ROC)[-1]
    assert (said.mentions, said.in_thread) == ([LUND], True)
    await edit(day, "!lägesbild rapport Skottlossning, två skadade för:ssr brådska:nu")
    (answer, *_) = await day.type(BRO, "!lägesbild rätta senaste nivå:3")
    await publish(day)
    await day.type(BRO, "!lägesbild rätta senaste nivå:2")
    assert len([one for one in day.heard(ROC) if one.mentions]) == 1, "called once"
    assert "Tjänsteman i beredskap" not in answer.body


async def test_what_was_urgent_for_the_own_actor_calls_once_when_it_is_for_more(day: Day) -> None:
    await write(day, "!lägesbild rapport Bråk för:egen brådska:nu")
    (answer, *_) = await edit(day, "!lägesbild rapport Bråk för:roc brådska:nu")
    assert [one.mentions for one in day.heard(ROC)] == [[LUND]]
    assert "Tjänsteman i beredskap får veta det nu." in answer.body


async def test_an_edit_that_makes_it_narrower_takes_the_words_out_of_roc(day: Day) -> None:
    await write(day)
    await edit(day, "!lägesbild rapport Bråk vid centrum för:egen")
    assert (await standing(day))[0].audience is Audience.OWN
    assert "visas inte längre här" in day.card(ROC)
    assert "centrum" not in day.card(ROC)


async def test_an_edit_cannot_make_it_another_actors(day: Day) -> None:
    await write(day)
    (answer,) = await edit(day, "!lägesbild rapport Lugnt aktör:polis")
    assert "R-1121-1 är en rapport från Nacka kommun." in answer.body
    assert (await standing(day))[0].actor == "nacka"


async def test_a_redaction_by_the_author_withdraws_it_and_forgets_its_words(day: Day) -> None:
    await write(day)
    (answer, _) = await remove(day)
    assert await standing(day) == []
    row = await day.report()
    assert (row.state, row.words) == (ReportState.WITHDRAWN, None)
    assert "är återtagen" in answer.body
    assert "centrum" not in day.card(ROC)
    assert [one.action for one in await audited(day)] == ["report.new", "report.withdrawn"]


async def test_what_has_been_published_is_neither_edited_nor_removed_and_said_how_to_correct(
    day: Day,
) -> None:
    await write(day)
    await publish(day)
    for answers in (await edit(day, "!lägesbild rapport Lugnt"), await remove(day)):
        assert "!lägesbild rätta R-1121-1" in answers[0].body
    assert (await standing(day))[0].parts == {Part.EVENT: "Bråk vid centrum"}


async def test_a_correction_of_what_is_published_is_a_new_version_that_names_the_old(day: Day) -> None:
    await write(day)
    await publish(day)
    (answer, *_) = await day.type(BRO, "!lägesbild rätta r 1121 1 nivå:2 Bråk vid Orminge torg")
    (found,) = await standing(day)
    assert (found.reference, found.corrects) == ("R-1121-2", "R-1121-1")
    assert found.parts == {Part.EVENT: "Bråk vid Orminge torg"}
    assert (found.level, found.audience) == (Level.SERIOUS, Audience.SSR), "what was not written stands"
    assert "R-1121-2 ersätter R-1121-1" in answer.body
    old, new = await day.reports()
    assert (old.state, old.words is not None) == (ReportState.REPLACED, True)
    assert new.corrects_id == old.id
    told = [said.body for said in day.heard(ROC)]
    assert "R-1121-1 från Nacka kommun är ersatt av R-1121-2." in told
    assert "Ersätter R-1121-1." in told[-1]


async def test_a_correction_of_the_old_number_reaches_the_newest_version(day: Day) -> None:
    await write(day)
    for level in (2, 3):
        await publish(day)
        await day.type(HED, f"!lägesbild rätta R-1121-1 nivå:{level}")
    (found,) = await standing(day)
    assert (found.reference, found.corrects, found.level) == ("R-1121-3", "R-1121-2", Level.CRITICAL)


async def test_a_correction_before_anything_is_out_changes_the_report_itself(day: Day) -> None:
    await write(day)
    (answer, *_) = await day.type(BRO, "!lägesbild rätta senaste behov:fler vuxna")
    (found,) = await standing(day)
    assert found.reference == "R-1121-1"
    assert found.parts == {Part.EVENT: "Bråk vid centrum", Part.NEED: "fler vuxna"}
    assert "R-1121-1 är ändrad." in answer.body


async def test_a_part_that_no_longer_holds_is_taken_out_with_a_dash(day: Day) -> None:
    await write(day, "!lägesbild rapport Bråk behov:fler vuxna")
    await day.type(HED, "!lägesbild rätta senaste behov:-")
    assert (await standing(day))[0].parts == {Part.EVENT: "Bråk"}


async def test_a_reply_to_the_answer_knows_which_report_it_corrects(day: Day) -> None:
    (answer, *_) = await write(day)
    await write_another(day)
    await day.answer(HED, "rätta 14 skadade, inte 12", answer)
    assert [one.parts[Part.EVENT] for one in await standing(day)] == ["14 skadade, inte 12", "Annat"]


async def write_another(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Annat", AKTOR_NACKA)


async def test_a_published_report_that_no_longer_holds_is_taken_back_and_kept_in_history(day: Day) -> None:
    await write(day)
    await publish(day)
    (answer, *_) = await day.type(HED, "!lägesbild rätta R-1121-1 utgår")
    assert "rättas det med en ny version" in answer.body
    row = await day.report()
    assert (row.state, row.words is not None) == (ReportState.WITHDRAWN, True)
    (again,) = await day.type(HED, "!lägesbild rätta R-1121-1 nivå:1")
    assert "är återtagen" in again.body


async def test_another_actors_report_can_be_neither_corrected_nor_taken_back(day: Day) -> None:
    await write(day)
    for words in ("rätta R-1121-1 nivå:3", "återta R-1121-1", "rätta senaste nivå:3"):
        (answer,) = await day.type(LILJA, f"!lägesbild {words}")
        assert "Jag hittar ingen rapport" in answer.body
    assert (await standing(day))[0].level is Level.STRAINED


async def test_a_correction_without_words_says_what_is_missing(day: Day) -> None:
    await write(day)
    (answer,) = await day.type(HED, "!lägesbild rätta R-1121-1")
    assert "Skriv efter numret vad som ska stå i R-1121-1." in answer.body


async def test_an_edit_of_what_said_nothing_new_is_a_report_of_its_own(day: Day) -> None:
    await day.type(BRO, "!lägesbild rapport Lugnt", AKTOR_NACKA)
    await write(day, "!lägesbild rapport Lugnt")
    await edit(day, "!lägesbild rapport Bråk")
    assert [one.parts[Part.EVENT] for one in await standing(day)] == ["Lugnt", "Bråk"]


async def test_an_edit_that_says_nothing_of_the_audience_shows_it_to_nobody_new(day: Day) -> None:
    await write(day, "!lägesbild rapport Bara för oss nivå:3 för:egen")
    said = await edit(day, "!lägesbild rapport Bara för oss, rättstavat nivå:3")
    assert (await standing(day))[0].audience is Audience.OWN
    assert "Bara den egna aktören ser den." in said[0].body
    assert day.heard(ROC) == []
    await edit(day, "!lägesbild rapport Nu för fler nivå:3 för:ssr")
    assert (await standing(day))[0].audience is Audience.SSR


async def test_an_edit_that_names_an_unknown_report_leaves_every_word_as_it_was(day: Day) -> None:
    await write(day)
    (answer,) = await edit(day, "!lägesbild rapport Lugnt igen nivå:0 för:egen samma:R-1121-99")
    assert "Det du skrev först gäller." in answer.body
    (found,) = await standing(day)
    assert (found.parts, found.level) == ({Part.EVENT: "Bråk vid centrum"}, Level.STRAINED)
    assert found.audience is Audience.SSR


async def test_an_edit_of_what_only_said_that_it_still_holds_is_a_report_and_not_lost(day: Day) -> None:
    await day.type(BRO, "!lägesbild rapport Lugnt", AKTOR_NACKA)
    await publish(day)
    await write(day, "!lägesbild rapport Lugnt")
    (answer, *_) = await edit(day, "!lägesbild rapport Bråk")
    assert "rapporten från Nacka kommun är mottagen" in answer.body
    assert [one.parts[Part.EVENT] for one in await standing(day) if one.parts] == ["Lugnt", "Bråk"]


async def test_a_correction_takes_urgency_back_and_one_that_does_not_speak_of_it_keeps_it(day: Day) -> None:
    await write(day, "!lägesbild rapport Bråk brådska:nu")
    await day.type(HED, "!lägesbild rätta senaste nivå:1")
    assert (await standing(day))[0].urgent
    await day.type(HED, "!lägesbild rätta senaste brådska:nej")
    assert not (await standing(day))[0].urgent
