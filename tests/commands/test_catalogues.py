"""The check of the catalogues: what is wrong with a translation is said, and an outdated one is no fault."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.guidance.alike import unseen
from bot.guidance.languages import language, translated
from bot.guidance.po import parse
from bot.guidance.po_update import updated
from bot.guidance.shelf import shipped_po
from bot.guidance.source import lines
from tests.guidance.po_files import whole
from tests.guidance.test_outdated import with_sentence
from translations import check, check_guide
from translations.check import faults_of

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def wanted() -> Catalog:
    found = Catalog(locale="en")
    found.add("Ring 112 om {name} är i fara.")
    found.add(("En dag.", "{n} dagar."))
    found.add("Fjorton dagar.")
    return found


GOOD = {
    "call": 'msgid "Ring 112 om {name} är i fara."\nmsgstr "Call 112 if {name} is in danger."\n',
    "days": 'msgid "En dag."\nmsgid_plural "{n} dagar."\nmsgstr[0] "One day."\nmsgstr[1] "{n} days."\n',
    "fourteen": 'msgid "Fjorton dagar."\nmsgstr "Fourteen days."\n',
}
CALL = "Ring 112 om {name} är i fara."
BAD = {
    "missing": ({"fourteen": ""}, "not translated: Fjorton dagar."),
    "empty": ({"fourteen": 'msgid "Fjorton dagar."\nmsgstr ""\n'}, "not translated: Fjorton dagar."),
    "fuzzy": ({"call": f"#, fuzzy\n{GOOD['call']}"}, f"fuzzy: {CALL}"),
    "unused": ({"more": 'msgid "Borta."\nmsgstr "Gone."\n'}, "no longer said: Borta."),
    "obsolete": ({"more": '#~ msgid "Borta."\n#~ msgstr "Gone."\n'}, "no longer said: Borta."),
    "a value lost": (
        {"call": GOOD["call"].replace("if {name} is", "if somebody is")},
        f"other values than in Swedish: {CALL} (name)",
    ),
    "a value too many": (
        {"fourteen": GOOD["fourteen"].replace("Fourteen", "{n}")},
        "other values than in Swedish: Fjorton dagar. (n)",
    ),
    "a value twice": (
        {"call": GOOD["call"].replace("if {name} is", "if {name} {name} is")},
        f"other values than in Swedish: {CALL} (name)",
    ),
    "another number": (
        {"call": GOOD["call"].replace("Call 112", "Call 911")},
        f"other numbers than in Swedish: {CALL} (911)",
    ),
    "a number more": (
        {"fourteen": GOOD["fourteen"].replace("Fourteen", "14")},
        "other numbers than in Swedish: Fjorton dagar. (14)",
    ),
    "a plural left empty": ({"days": GOOD["days"].replace("{n} days.", "")}, "not translated: En dag."),
    "a plural lacking": (
        {"days": GOOD["days"].replace('msgstr[1] "{n} days."\n', "")},
        "not translated: En dag.",
    ),
    "a space after": (
        {"fourteen": GOOD["fourteen"].replace("days.", "days. ")},
        "begins or ends with other spaces than in Swedish: Fjorton dagar. (-)",
    ),
    "a space before": (
        {"fourteen": GOOD["fourteen"].replace("Fourteen", " Fourteen")},
        "begins or ends with other spaces than in Swedish: Fjorton dagar. (-)",
    ),
    "a direction override": (
        {"fourteen": GOOD["fourteen"].replace("Fourteen", "\u202eFourteen")},
        "a character that may not stand in a text: Fjorton dagar. (U+202E)",
    ),
    "a control character": (
        {"fourteen": GOOD["fourteen"].replace("Fourteen", "\x1bFourteen")},
        "a character that may not stand in a text: Fjorton dagar. (U+001B)",
    ),
}


def file_of(entries: dict[str, str]) -> bytes:
    return (HEADER + "\n".join(filter(None, {**GOOD, **entries}.values()))).encode()


def test_a_whole_catalogue_has_no_fault() -> None:
    assert [*faults_of(read_po(BytesIO(file_of({})), locale="en"), wanted())] == []


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_one_of_the_bots_own_words_is_told(name: str) -> None:
    entries, fault = BAD[name]
    assert fault in [*faults_of(read_po(BytesIO(file_of(entries)), locale="en"), wanted())]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ((HEADER, f"#, fuzzy\n{HEADER}"), "fuzzy: the header"),
        (
            ("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"),
            "other plural forms than the language has",
        ),
        (('"Fourteen days."', '"Fourteen days.'), "damaged: rocbot.po line"),
        ((GOOD["call"], GOOD["call"] * 2), "damaged: rocbot.po line"),
    ],
    ids=["a fuzzy header", "other plurals", "a quote lost", "a text twice"],
)
def test_what_is_wrong_with_the_file_is_told_and_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
    fault: str,
) -> None:
    path = tmp_path / "rocbot.po"
    path.write_text(file_of({}).decode().replace(*change), encoding="utf-8")
    monkeypatch.setattr(check, "paths", lambda: iter([("en", path)]))
    monkeypatch.setattr(check, "template", wanted)
    assert check.main() == 1
    assert f"en: {fault}" in capsys.readouterr().err


def test_the_catalogues_of_today_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main() == 0
    assert capsys.readouterr().err == ""


def at_a_place(monkeypatch: pytest.MonkeyPatch, folder: Path, **files: bytes) -> None:
    """The catalogues that ship lie in a folder, some of them replaced."""
    for one in translated():
        (folder / f"{one.code}.po").write_bytes(files.get(one.code, shipped_po(one.code)))
    monkeypatch.setattr(check_guide, "path_of", lambda one: folder / f"{one.code}.po")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "(oro.telefon)"', 'msgstr ""', "not translated: oro.telefon"),
        ("(ram.barn) 18", "(ram.barn) 19", "numbers: ram.barn (19)"),
        ("(oro.telefon)", "(oro.telefon) ", "spaces: oro.telefon (-)"),
        ("(oro.telefon)", "(oro\u202etelefon)", "characters: oro.telefon (U+202E)"),
        ("(hjälp.fara) %(number)s", "(hjälp.fara)", "values: hjälp.fara (number)"),
        ("(n != 1)", "n != 1", "other plural forms than in languages.toml: the header"),
        ("Language: so", "Language: fi", "language: the header (fi)"),
        ('msgctxt "oro.telefon"', 'msgctxt "oro.fon"', "unknown key: oro.fon"),
        ('msgctxt "oro.telefon"', 'msgctxt "oro.alla"', "damaged: so.po line"),
    ],
)
def test_what_is_wrong_with_a_text_for_parents_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str
) -> None:
    text = whole().decode()
    assert old in text
    at_a_place(monkeypatch, tmp_path, so=text.replace(old, new, 1).encode())
    assert any(one.startswith(fault) for code, one in check_guide.faults() if code == "so")
    assert not [code for code, _ in check_guide.faults() if code != "so"]


def test_a_text_for_parents_whose_swedish_was_another_is_told_and_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = updated(language("so"), parse(whole()), with_sentence("oro.telefon", "Så stod det förut."))
    at_a_place(monkeypatch, tmp_path, so=whole())
    assert [*check_guide.outdated()] == []
    back = before.replace(b"(oro.telefon)", b"(oro.telefon) en gang")
    text = updated(language("so"), parse(back.replace(b"#, fuzzy\n", b"", 1)))
    at_a_place(monkeypatch, tmp_path, so=text)
    assert check.main() == 0
    assert capsys.readouterr().out == "so: outdated: oro.telefon\n"


def test_a_catalogue_that_was_not_brought_up_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = updated(language("so"), parse(whole()), with_sentence("oro.telefon", "Så stod det förut."))
    at_a_place(monkeypatch, tmp_path, so=old)
    assert ("so", "not brought up to the Swedish of now") in [*check_guide.faults()]


def test_the_swedish_for_parents_has_no_stray_spaces_and_nothing_unseen() -> None:
    for line in lines():
        for text in filter(None, (line.text, line.many)):
            assert text == " ".join(text.split())
            assert unseen(text) == ()


def test_joiners_and_marks_that_scripts_need_may_stand_in_a_text() -> None:
    assert unseen("می\u200cشود \u200f \u061c \u00a0 \u202f") == ()
    assert unseen("\u200b\ufeff\u2066\u202a\x00\U000e0041") == (
        "\u200b",
        "\ufeff",
        "\u2066",
        "\u202a",
        "\x00",
        "\U000e0041",
    )
