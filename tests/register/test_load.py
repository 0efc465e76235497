"""Each sort of fault is told with its file, line and key, all of them at once, in words that help."""

# ruff: noqa: E501 - a table of faults is read row by row

from pathlib import Path

import pytest

from bot.errors import Fault
from bot.register.load import Concern, concerns, load_files
from bot.register.sentences import sentence
from tests.register.library import GOOD, SECTIONS, SENTENCES, Book, House, faults_in, loaded


def test_a_good_register_is_read_whole_and_in_order() -> None:
    snapshot = loaded(GOOD).snapshot(version=3)
    assert snapshot.version == 3
    assert snapshot.of(Book)["ronja"].loans[1].reader == "Bo"
    assert snapshot.of(House)["house"].loan_time.days == 30


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("title = ", "titel = "), "r.toml:10 book.ronja.titel: det finns ingen sådan uppgift här; menar du title?"),
        (("title = ", "titel = "), "r.toml:8 book.ronja.title: uppgiften saknas"),
        (("[[book]]", "[[bok]]"), "r.toml:8 bok: det finns ingen tabell som heter så; menar du book?"),
        (("[[book]]", "[book]"), "r.toml:8 book: skriv [[book]] med dubbla klamrar, det får finnas flera"),
        (("[house]", "[[house]]"), "r.toml:1 house: skriv [house] med enkla klamrar, den finns bara en gång"),
        (("[house]", "x = 1\n[house]"), "r.toml:1 x: det finns ingen tabell som heter så"),
        (("[house]", "book = [1]\n[house]"), None),
        (('"ronja"', '"Ronja Rövar"'), "r.toml:9 book.Ronja Rövar.id: ska vara ett kortnamn av a–z, siffror"),
        (('"Ronja"', "7"), "r.toml:10 book.ronja.title: ska vara text inom citattecken"),
        (('"Ronja"', '""'), "r.toml:10 book.ronja.title: ska vara en rad med 1 till 80 tecken"),
        (
            ('"Ronja"', '"a\\u202eb"'),
            "r.toml:10 book.ronja.title: har ett osynligt styrtecken (U+202E, tecken 2)",
        ),
        (('"Ronja"', '"a\\tb"'), "r.toml:10 book.ronja.title: har ett osynligt styrtecken (U+0009, tecken 2)"),
        (("2026-01-01", '"i går"'), "r.toml:13 book.ronja.loans.0.since: ska vara ett datum"),
        (('reader = "Bo"', 'raeder = "Bo"'), "r.toml:14 book.ronja.loans.1.raeder: det finns ingen sådan uppgift här; menar du reader?"),
        (('shelf = "a"', 'shelf = "b"'), "r.toml:11 book.ronja.shelf: hyllan b finns inte"),
        (('shelf = "a"', 'colour = "rod"'), "r.toml:11 book.ronja.colour: godtas inte; det går att välja på röd och blå; menar du röd?"),
        (('shelf = "a"', 'pages = "många"'), "r.toml:11 book.ronja.pages: ska vara ett heltal utan citattecken"),
        (('shelf = "a"', "pages = 901"), "r.toml:11 book.ronja.pages: 901 sidor är mycket"),
        (('shelf = "a"', 'klass = "x"'), "r.toml:11 book.ronja.klass: det finns ingen sådan uppgift här; menar du class?"),
        (('"30 d"', '"30 dagar"'), 'r.toml:2 house.loan_time: ska vara en tid, till exempel "5 min"'),
        (('"30 d"', '"0 s"'), "r.toml:2 house.loan_time: ska vara längre än noll"),
        (("[[book]]\n", '[[book]]\nid = "x"\ntitle = "X"\n[[book]]\nid = "x"\ntitle = "X"\n[[book]]\n'), "r.toml:11 book.x: finns redan i r.toml rad 8; samma id får stå en gång"),
        (('shelf = "a"', "loans = 3"), None),
        (("title = ", "title "), "r.toml:10: tecken 7: här väntades = efter nyckeln"),
        (('"Ronja"', '"Ronja'), "r.toml:10: tecken 15: texten är inte avslutad"),
        (('id = "a"', 'id = "a"\nid = "b"'), "r.toml:6: samma nyckel eller rubrik står två gånger"),
        (("[[book]]", "[[book]"), "r.toml:8: tecken 7: rubriken ska sluta med lika många ]"),
        (('"Ronja"', "Ronja"), "r.toml:10: tecken 9: värdet går inte att läsa; text ska stå inom citattecken"),
        (('"Ronja"', "7 sidor"), "r.toml:10: tecken 11: det står något mer efter värdet"),
        (("title = ", "åtitle = "), "r.toml:10: tecken 1: raden är varken [rubrik] eller nyckel = värde"),
        (('"Ronja"', '"C:\\Ronja"'), "r.toml:10: tecken 14: ett omvänt snedstreck skrivs dubbelt"),
        (('{ reader = "Bo" },\n]', '{ reader = "Bo" }\n'), "tecken 1: listan är inte avslutad"),
        (('{ reader = "Bo" }', '{ reader = "Bo"'), "tecken 21: här väntades en nyckel"),
        (("2026-01-01", "2026-02-31"), "tecken 32: datumet eller klockslaget finns inte"),
        (('reader = "Bo"', 'reader = "Bo", reader = "Bo"'), "samma nyckel eller rubrik står två gånger"),
        (("[[book]]", "[house]"), "samma nyckel eller rubrik står två gånger"),
        (('"Ronja"', "'Ronja"), "texten är inte avslutad"),
    ],
)  # fmt: skip
def test_each_fault_names_file_line_and_key(change: tuple[str, str], line: str | None) -> None:
    faults = faults_in(GOOD.replace(*change, 1))
    assert faults
    assert line is None or any(line in fault for fault in faults), faults


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace('"30 d"', '"x"').replace('"Ronja"', "1").replace('reader = "Bo"', "reader = 2")
    assert [fault.split(":")[1].split()[0] for fault in faults_in(text)] == ["2", "10", "14"]


def test_what_refers_to_a_broken_entry_is_not_a_second_fault() -> None:
    faults = faults_in(GOOD.replace('name = "Hylla A"', "name = 1"))
    assert len([fault for fault in faults if "shelf.a.name" in fault]) == 1
    assert not any("hyllan a finns inte" in fault for fault in faults)


def test_a_fault_of_the_whole_register_stands_at_its_beginning() -> None:
    assert faults_in('[house]\nloan_time = "1 d"\n') == ["r.toml:1 shelf: det finns ingen hylla"]


def test_what_needs_the_whole_is_not_judged_while_a_part_is_unreadable() -> None:
    assert len(faults_in("[[shelf]\n")) == 1


def test_a_code_without_a_sentence_still_gives_a_line() -> None:
    assert sentence("x.y", {"a": (1, 2, 3)}, {}) == "godtas inte (x.y: a 1, 2 och 3)"


def test_windows_line_ends_and_a_byte_order_mark_do_not_move_lines() -> None:
    text = "\ufeff" + GOOD.replace('shelf = "a"', 'shelf = "b"').replace("\n", "\r\n")
    assert faults_in(text) == ["r.toml:11 book.ronja.shelf: hyllan b finns inte"]


def test_several_files_are_one_register(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text(GOOD)
    second.write_text('[[book]]\nid = "emil"\ntitle = "Emil"\npages = 1000\n')
    found = load_files([first, second], SECTIONS, SENTENCES)
    assert list(found.entries[Book]) == ["ronja", "emil"]
    assert found.warnings == ("b.toml:4 book.emil.pages: 1000 sidor är mycket",)
    assert concerns(found.snapshot(), SECTIONS, SENTENCES) == (
        Concern("book.emil.pages", "1000 sidor är mycket", warning=True),
    )


def test_files_that_cannot_be_read_are_faults_beside_the_others(tmp_path: Path) -> None:
    good, latin, wrong = tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "c.toml"
    good.write_text(GOOD)
    latin.write_bytes('name = "Åre"'.encode("latin-1"))
    wrong.write_text('[[book]]\nid = "ronja"\ntitle = "Ronja"\n')
    with pytest.raises(Fault) as caught:
        load_files([good, latin, wrong, tmp_path / "d.toml", tmp_path], SECTIONS, SENTENCES)
    assert caught.value.code == "register.invalid"
    lines = caught.value.fields["lines"]
    assert lines[0] == "b.toml:1: filen är inte UTF-8; spara den som UTF-8"
    assert lines[1] == "c.toml:1 book.ronja: finns redan i a.toml rad 8; samma id får stå en gång"
    assert lines[2].startswith("d.toml:1: filen går inte att läsa")
    assert len(lines) == 4
