"""The texts of a case as people read them, whole; and that nothing is left without words."""

import re
from pathlib import Path

import pytest

from bot.chat.languages import Languages
from commands import GROUPS
from commands.case_notices import NOTICES
from tests.cases.night import ALM, EK, KVIST, LUND, NEW, ROC, STOCKHOLM, ZONE, Night, direct

ROOT = Path(__file__).parents[2]
SAMPLE = "IA-2026-0412-K7"


async def told(night: Night, text: str) -> str:
    return text.replace((await night.case()).reference, SAMPLE)


async def test_the_whole_conversation_reads_as_it_should(night: Night) -> None:
    await night.type(EK, "!arende ny hemkommun: Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu")
    await night.type(EK, "1")
    await night.answer(ALM, "tar", night.alarm())
    await night.pass_by(minutes=4)
    await night.answer(ALM, "ringt", night.alarm())
    assert [await told(night, text) for text in night.news(direct(EK))] == [
        (
            "Fara för liv: ring 112. Vem ringer de upp?\n1) RLC\n2) Vakthavande befäl\n"
            "Utan svar 03:14 går jag vidare, med det som saknas som okänt."
        ),
        (
            f"Fara för liv: ring 112.\n{SAMPLE}. Larmar Stockholms socialjour, därför: En ingång "
            "(Nacka har skrivit på, under 18, gäng). Utan svar 03:17 larmas nästa.\n"
            "Checklista för samtalet: !hjälp orosanmälan (SoL 19 kap. 1 §)."
        ),
        (
            f"Ek, yttre befäl (fiktiv): Stockholms socialjour har tagit {SAMPLE} och ringer RLC.\n"
            "Svara ringt när ni har talats vid."
        ),
        f"{SAMPLE}: Kontakt med Stockholms socialjour 03:16, efter 4 min.\nSvara avsluta när det är klart.",
    ]
    assert [await told(night, text) for text in night.news(STOCKHOLM)] == [
        (
            f"Alm, Stockholms socialjour (fiktiv): {SAMPLE}. Larm till Stockholms socialjour. "
            "Utan svar 03:17 larmas Stockholms socialjour, jourens chef.\n"
            "- Ålder: 15–17 år\n- Hemkommun: Nacka\n- Påträffad: Huddinge\n- Koppling till gäng: ja\n"
            "- Brådska: nu (akut)\n- Ring upp: RLC, 08-465 004 01\n"
            "- Därför ni: En ingång (Nacka har skrivit på, under 18, gäng)\n"
            "Svara tar om du tar ärendet, ok om du bara har sett larmet."
        ),
        (
            f"Alm, Stockholms socialjour (fiktiv) har tagit {SAMPLE}.\nRing RLC, 08-465 004 01.\n"
            "Svara ringt när ni har talats vid, senast 03:27.\n"
            "Vad får ni dela? !hjälp sekretess (OSL 8 kap. 1 §, OSL 26 kap. 1 §)."
        ),
        (
            f"{SAMPLE}: Kontakt med Stockholms socialjour 03:16, efter 4 min.\n"
            "Svara avsluta när det är klart.\n"
            "Vad får ni dela? !hjälp sekretess (OSL 26 kap. 1 §, OSL 10 kap. 28 §)."
        ),
    ]
    assert (
        await told(night, night.card(ROC))
        == f"{SAMPLE}\u00a0· Stockholms socialjour\u00a0· kontakt 03:16, efter 4 min"
    )


async def test_the_end_of_the_chain_reads_as_it_should(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=15)
    numbers = (
        "- Stockholms socialjour: 08-465 004 10\n"
        "- Stockholms socialjour, jourens chef: 08-465 004 16\n"
        "- Socialtjänstens beredskap, genom SOS Alarm: 08-465 004 17"
    )
    assert [await told(night, text) for text in night.news(direct(LUND))] == [
        (
            f"Lund, TiB (fiktiv): Ingen enhet har tagit {SAMPLE}.\n"
            "Hitta någon som svarar och skriv överlämna till:enhet. "
            "Svara tar så att andra ser att du gör det. "
            f"Utan svar 03:32 larmas alla från början igen.\nNummer:\n{numbers}"
        )
    ]
    assert (await told(night, night.news(direct(EK))[-1])).endswith(f"Ring själv under tiden:\n{numbers}")
    assert (await told(night, night.news(ROC)[-1])) == (
        f"Lund, TiB (fiktiv): Ingen enhet har tagit {SAMPLE}. TiB är larmad. Ring:\n{numbers}"
    )


async def test_showing_a_case_tells_what_happened_and_what_can_be_done(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    said = await night.type(KVIST, "!ärende visa senaste", ROC)
    assert await told(night, said[0].body) == (
        f"{SAMPLE}\u00a0· Stockholms socialjour\u00a0· tagen 03:12\n"
        "- 03:12\u00a0· skapat\u00a0· Stockholms socialjour\n"
        "- 03:12\u00a0· larmet kom fram\u00a0· Stockholms socialjour\n"
        "- 03:12\u00a0· taget\u00a0· Stockholms socialjour\n"
        "Du kan svara: eskalera eller överlämna."
    )


def codes(pattern: str) -> set[str]:
    sources = [path.read_text("utf-8") for path in ROOT.glob("bot/cases/*.py")]
    sources += [path.read_text("utf-8") for path in ROOT.glob("commands/case*.py")]
    return {found for source in sources for found in re.findall(pattern, source)}


def test_every_notice_and_every_refusal_has_words() -> None:
    notices = {kind for group in GROUPS for kind in group.notices}
    problems = {code for group in GROUPS for code in group.problems}
    refusals = codes(r'[Rr]efusal\(\s*"(case\.\w+)"')
    assert refusals
    assert refusals <= problems
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("bot/cases/*.py"))
    used = set(re.findall(r'"(case\.[a-z_]+)"', sources)) - problems
    columns = {"case.details", "case.chain", "case.id"}
    duties = {"case.escalation", "case.also", "case.coverage", "case.erasure", "case.erased"}
    assert used - columns - duties <= notices
    assert NOTICES.keys() - used <= {"case.also"}


@pytest.mark.parametrize("language", Languages(ZONE).known)
async def test_every_text_can_be_made_in_every_language(night: Night, language: str) -> None:
    await night.type(EK, f"!språk {language}")
    await night.type(EK, NEW)
    await night.answer(ALM, "ok", night.alarm())
    await night.answer(ALM, "tar", night.alarm())
    await night.pass_by(minutes=21)
    await night.pass_by(minutes=16)
    await night.answer(ALM, "ringt", night.alarm())
    await night.type(EK, "!ärende visa senaste")
    await night.answer(ALM, "avsluta", night.alarm())
    bodies = night.news(direct(EK))
    assert all("{" not in body for body in bodies)
    if language == "en":
        assert not any("socialjour har" in body for body in bodies)
