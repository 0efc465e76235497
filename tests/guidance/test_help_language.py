"""``!stöd språk:``: a further message in the language of whoever needs the help, to send on as it is."""

from __future__ import annotations

import pytest

from bot.guidance import frame
from bot.guidance.languages import languages
from bot.guidance.values import Section
from bot.store.engine import Store
from tests.guidance.day import ALM, EK, IN_FORCE, GuideDay, Said
from tests.stores import Filling

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""Where the database is not the point."""
NACKA_ROOM = "!nacka-polis:localhost"
pytestmark = pytest.mark.usefixtures("in_force")


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


async def day_of(store: Store) -> GuideDay:
    day = await GuideDay(store).enter()
    day.hall.joined[NACKA_ROOM] = {EK}
    return day


async def asked(day: GuideDay, text: str, **more: str) -> list[Said]:
    return await day.type(EK, text, **more)


async def test_a_reviewed_language_follows_in_a_message_of_its_own(store: Store) -> None:
    day = await day_of(store)
    await day.review("so", Section.RAM)
    answer, further = await asked(day, "!stöd lämna språk:somaliska", room=NACKA_ROOM)
    assert answer.room == further.room == NACKA_ROOM
    assert "Nästa meddelande är på somaliska. Det går att skicka vidare." in answer.body
    for number in ("112", "08-465 004 65", "114 14", "1177"):
        assert number in further.body
    assert "Kontrollerat" not in further.body
    assert further.body.lstrip().startswith("- ")
    assert "112" in further.body.splitlines()[0]


async def test_no_line_of_a_contact_begins_with_the_sign_between_its_parts(store: Store) -> None:
    day = await day_of(store)
    await day.review("so", Section.RAM)
    await day.load_guide("so")
    _, further = await asked(day, "!stöd Nacka språk:so", room=NACKA_ROOM)
    _, handed = await asked(day, "!gängsnack so kommun:Nacka")
    for said in (further, handed):
        for text in (said.body, said.content["formatted_body"]):
            assert "\u00a0· " in text
            assert text.count("\u00a0· ") == text.count("·")


async def test_a_draft_is_said_to_one_person_alone_and_marked(store: Store) -> None:
    day = await day_of(store)
    answer, further = await asked(day, "!stöd Nacka språk:so")
    assert answer.body.endswith(
        "Nästa meddelande är på somaliska.\n"
        "Det är ett utkast: låt någon som kan språket läsa det innan du lämnar det vidare."
    ), "whoever hands it on reads that too"
    assert further.body.startswith(await _draft_notice(day, "so"))
    (only,) = await asked(day, "!stöd Nacka språk:so", room=NACKA_ROOM)
    assert "Numren på somaliska: visas inte, för det är ett utkast som ingen har granskat." in only.body
    assert "Utkast visas bara i en direktchatt med mig." in only.body


async def _draft_notice(day: GuideDay, code: str) -> str:
    """The notice that stands above a draft in that language."""
    async with day.store.begin() as session:
        return (await day.desk.tongue(session, code)).line(frame.DRAFT)


@SQLITE
@pytest.mark.parametrize("code", [one.code for one in languages()])
async def test_every_language_names_the_same_numbers_as_the_answer(store: Store, code: str) -> None:
    day = await day_of(store)
    if code != "sv":
        await day.review(code)
    answer, further = await asked(day, f"!stöd heder Nacka språk:{code}")
    for number in ("112", "08-465 004 84", "08-465 004 65", "08-465 004 90", "116 016", "116 111", "114 14"):
        assert number in answer.body
        assert number in further.body


@SQLITE
async def test_the_language_may_stand_among_the_other_words(store: Store) -> None:
    day = await day_of(store)
    await day.review("so", Section.RAM)
    answer, further = await asked(day, "!stöd våld somaliska Nacka")
    assert "Hjälp i Nacka, våld i nära relation" in answer.body
    assert "Tänk på säkerheten" in answer.body
    assert "skicka vidare" not in answer.body
    assert "116 016" in further.body


@SQLITE
async def test_a_language_that_could_be_several_is_asked_for_and_the_need_is_kept(store: Store) -> None:
    day = await day_of(store)
    await day.review("ckb", Section.RAM)
    (question,) = await asked(day, "!stöd barn Nacka språk:kurdiska")
    assert "Kurdiska är flera språk" in question.body
    answer, further = await asked(day, "1")
    assert "Hjälp i Nacka, barn eller ung" in answer.body
    assert "116 111" in further.body


@SQLITE
async def test_a_language_that_the_guide_is_not_made_in_is_said_to_be_none(store: Store) -> None:
    (said,) = await asked(await day_of(store), "!stöd språk:polska")
    assert "Guiden finns inte på polska." in said.body


@SQLITE
async def test_the_asker_reads_swedish_though_the_message_is_in_another_language(store: Store) -> None:
    day = await day_of(store)
    answer, _ = await day.type(ALM, "!stöd språk:engelska")
    assert answer.body.startswith("Fara för liv: ring 112.")


@SQLITE
async def test_for_another_time_the_message_says_nothing_of_now(store: Store) -> None:
    day = await day_of(store)
    answer, further = await asked(day, "!stöd Nacka språk:svenska vid:2026-12-25 03:00")
    assert "Stängt, öppnar 15:00." in answer.body
    assert "08-465 004 84" in further.body
    assert "Öppet dygnet runt" in further.body
    assert " nu," not in further.body
