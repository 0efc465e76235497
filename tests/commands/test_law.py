"""Help with the law: in plain words, with number and date, and never more than help."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.assembly import all_sections, register_sentences
from bot.errors import Fault
from bot.law.facts import RuleEntry
from bot.register.load import Loaded, load_files
from bot.store.engine import Store
from tests.cases.night import ALM, EK, EXAMPLE, NEW, STOCKHOLM, Night, changed, direct, example
from tests.harness.clock import MovableClock


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store).open()


async def test_what_may_be_shared_stands_with_number_and_date_of_the_text(night: Night) -> None:
    said = (await night.type(EK, "!hjälp sekretess"))[0].body
    assert said.startswith("Vad får delas med vem?")
    assert "Mellan myndigheter (OSL 8 kap. 1 §)" in said
    assert "Kontrollerad 2026-11-02: ingen jurist, exempel." in said
    assert "ingen bedömning" in said
    assert "!hjälp orosanmälan" in said
    assert "mer än ett år" not in said


@pytest.mark.parametrize(
    "text", ["!hjälp orosanmälan", "!hjalp orosanmalan", "!HJÄLP Orosanmälan", "!help report"]
)
async def test_the_checklist_of_a_report_is_found_however_it_is_written(night: Night, text: str) -> None:
    said = (await night.type(EK, text))[0].body
    assert "Fara för liv: ring 112." in said
    assert "tolk" in said
    assert "Berätta inte för vårdnadshavarna" in said
    assert "SoL 19 kap. 1 §" in said
    assert "Skriv inget om en person här i chatten." in said


async def test_nothing_says_that_the_social_services_must_tell(night: Night) -> None:
    for page in ("sekretess", "orosanmälan"):
        said = (await night.type(EK, f"!hjälp {page}"))[0].body
        for sentence in said.replace("\n", ". ").split("."):
            assert not ("ocialtjänsten" in sentence and ("måste" in sentence or " ska " in sentence)), (
                sentence
            )


async def test_a_text_older_than_a_year_says_so(night: Night) -> None:
    old = {"osl-8-1": rule("osl-8-1", verified_at=date(2025, 4, 1))}
    await night.open(changed(rule=old))
    said = (await night.type(EK, "!hjälp sekretess"))[0].body
    assert said.count("Det är mer än ett år sedan, lagen kan ha ändrats.") == 1


async def test_one_line_points_to_the_page_at_each_step_where_it_matters(night: Night) -> None:
    raised = (await night.type(EK, NEW))[0].body
    assert raised.count("Checklista för samtalet: !hjälp orosanmälan (SoL 19 kap. 1 §).") == 1
    assert "!hjälp orosanmälan" in night.card(direct(EK))
    taken = next(one.body for one in await night.answer(ALM, "tar", night.alarm()) if "har tagit" in one.body)
    assert "Vad får ni dela? !hjälp sekretess (OSL 8 kap. 1 §, OSL 26 kap. 1 §)." in taken
    assert "!hjälp" not in night.card(direct(EK))
    rung = (await night.answer(ALM, "ringt", night.alarm()))[0].body
    assert "Vad får ni dela? !hjälp sekretess (OSL 26 kap. 1 §, OSL 10 kap. 28 §)." in rung
    assert "!hjälp" not in "".join(
        said.body for said in night.log if said.room not in {STOCKHOLM, direct(EK)}
    )


async def test_without_rules_nothing_is_pointed_to_and_the_page_says_whom_to_ask(night: Night) -> None:
    bare = {kind: found for kind, found in example().entries.items() if kind is not RuleEntry}
    await night.open(Loaded(bare))
    assert "!hjälp" not in (await night.type(EK, NEW))[0].body
    said = (await night.type(EK, "!hjälp sekretess"))[0].body
    assert "Registret har inga lagrum om det här än. Fråga din jurist." in said
    assert "tolk" in (await night.type(EK, "!hjälp orosanmälan"))[0].body


async def test_help_names_the_pages(night: Night) -> None:
    said = (await night.type(EK, "!hjälp"))[0].body
    assert "Vad får delas med vem: !hjälp sekretess." in said


ROW = """
[[rule]]
id = "regel"
number = "OSL 26 kap. 1 §"
heading = "Socialtjänstens uppgifter"
words = "Det är hemligt."
topics = ["sekretess"]
steps = ["tar"]
verified_at = 2026-11-02
verified_by = "jurist"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"OSL 26 kap. 1 §"', '"OSL"', "number: ska vara lagrummet"),
        ('"Det är hemligt."', '"Det är hemligt"', "words: ska vara hela meningar"),
        ('["sekretess"]', '["sekretes"]', "menar du sekretess?"),
        ('["sekretess"]', "[]", "topics: är för kort"),
        ('["tar"]', '["tag"]', "menar du tar?"),
        ("verified_at = 2026-11-02\n", "", "verified_at: uppgiften saknas"),
        ("2026-11-02", "2031-01-01", "2031-01-01 har inte varit än"),
        ('"jurist"', '"jurist"\nansvar = "x"', "det finns ingen sådan uppgift här"),
        ('id = "regel"', 'id = "osl-8-1"', "samma id får stå en gång"),
    ],
)
def test_a_rule_is_validated_like_the_rest(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(ROW.replace(old, new), encoding="utf-8")
    clock = MovableClock()
    with pytest.raises(Fault) as fault:
        load_files([EXAMPLE, file], all_sections(clock), register_sentences())
    assert any("rules.toml" in line and said in line for line in fault.value.fields["lines"])


def test_a_rule_that_nobody_has_looked_at_for_a_year_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(ROW, encoding="utf-8")
    clock = MovableClock()
    clock.advance(timedelta(days=600))
    found = load_files([EXAMPLE, file], all_sections(clock), register_sentences())
    assert any("rules.toml" in line and "texten kontrollerades för" in line for line in found.warnings)


def rule(rule_id: str, **changes: object) -> RuleEntry:
    return example().snapshot().of(RuleEntry)[rule_id].model_copy(update=changes)


async def test_an_adult_or_a_case_to_the_police_is_pointed_to_no_report_of_concern(night: Night) -> None:
    said = await night.type(EK, NEW.replace("ålder:16", "ålder:19"))
    assert "orosanmälan" not in said[0].body
    assert "orosanmälan" not in night.card(direct(EK))
    case = "hemkommun:Nacka påträffad:Nacka ålder:16 gäng:nej när:nu ring:samordnare"
    said = await night.type(ALM, f"!ärende ny till:polis {case}")
    assert "orosanmälan" not in said[0].body
    assert "orosanmälan" not in night.card(direct(ALM))
