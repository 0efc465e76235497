"""What a revision must not have: each a clear answer, all of them at once, and nothing kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guidance.languages import translated
from bot.guidance.shelf import shipped_po
from bot.press.avoided import avoided
from bot.press.checks import BODY_LONGEST, flaws
from bot.press.entries import settings
from bot.press.look_alikes import as_read, bare
from bot.press.values import Quorum, State
from tests.press.day import HOLM, NORD, PressDay, changed, example
from tests.press.writing import NEW, content, first

HEAD = "!budskap ny Rubrik\n"
TAIL = "\nSigneras av: Nacka"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Hej <script>alert(1)</script>", "HTML går inte att använda (script)."),
        ("Hej <img src=x onerror=alert(1)>", "HTML går inte att använda (img)."),
        ("[klicka](javascript:alert(1))", "javascript:alert(1 kan inte vara en länk."),
        (
            "Läs http://webb.example/x",
            "http://webb.example/x kan inte vara en länk. Länkar börjar med https://.",
        ),
        ("[x](https://a@b.example/)", "https://a@b.example/ kan inte vara en länk."),
        ("[polisen.se](https://evil.example/x)", "Länken polisen.se leder någon annanstans"),
        ("Påhittade nätverkets män", "”Påhittade nätverket” ska inte användas"),
        ("PÅHITTADE   *nätverket*", "”Påhittade nätverket” ska inte användas"),
        ("På\u00adhittade\nnätverket", "”Påhittade nätverket” ska inte användas"),
        ("Hej.\n-- \nNord (fiktiv)\n070-174 06 18", "ser ut som underskriften i ett mejl"),
        ("Vi vet: [fyll i det som är bekräftat]", "Något i mallen är inte ifyllt"),
        ("Hej \u202egnidnäv", "osynliga tecken som vänder på läsriktningen"),
        ("å" * (BODY_LONGEST + 1), f"{BODY_LONGEST + 1} tecken är för långt."),
    ],
)
async def test_bad_text_is_answered_and_nothing_is_kept(day: PressDay, body: str, words: str) -> None:
    said = await first(day, HOLM, HEAD + body + TAIL)
    assert words in said
    assert said.endswith("Inget budskap är sparat.")
    assert "Jag hittar inget budskap BU-0001" in await first(day, HOLM, "!budskap visa BU-0001")


async def test_200_kilobytes_are_refused_with_a_number(day: PressDay) -> None:
    said = await first(day, HOLM, HEAD + "a " * 100_000 + TAIL)
    assert "Meddelandet är för långt: 200038 tecken. Jag läser högst 16000. Inget är gjort." in said
    assert "Jag hittar inget budskap" in await first(day, HOLM, "!budskap visa BU-0001")


@pytest.mark.parametrize(
    "body", ["Barn < 15 år & vuxna > 18", "Se https://a.example/x", "Data: 15 st, fil: nej"]
)
async def test_ordinary_text_is_taken(day: PressDay, body: str) -> None:
    await day.type(HOLM, HEAD + body + TAIL)
    assert (await content(day)).body == body


async def test_a_title_is_one_line_whatever_is_smuggled_into_it(day: PressDay) -> None:
    await day.type(
        HOLM, "!budskap ny titel: Hej\rBcc: alla@a.example\u2028X-Y: z\x0b text: T signeras: Nacka"
    )
    title = (await content(day)).title
    assert title.splitlines() == [title]
    now = day.clock.now()
    snapshot = await day.snapshot()
    for smuggled in ("Hej\nBcc: a@b.example", "Hej\rX: y", "Hej\u2028X: y", "Hej\x00"):
        found = flaws(
            replace(await content(day), title=smuggled), snapshot, owner="polis", exercise=False, now=now
        )
        assert [one.code for one in found] == ["lines"]


async def test_a_title_of_many_words_is_told_how_long_it_may_be(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap ny " + "mycket långt " * 12 + "\nText" + TAIL)
    assert "Rubrik: 155 tecken är för långt. Högst 120 går att ha." in said


async def test_every_flaw_is_said_at_once(day: PressDay) -> None:
    said = await first(
        day,
        HOLM,
        "!budskap ny Rubrik\n<b>x</b> {formulering:nej}\nSigneras av: polisen\nKanaler: ovningsrummet",
    )
    assert said.startswith("Det här behöver ändras först:")
    assert said.count("\n- ") == 4


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Kanaler: radio", "Det finns ingen kanal radio."),
        ("Presskontakt: 08-465 999 99", "Jag hittar ingen funktion 08-465 999 99"),
        ("Språk: marsianska", "Jag känner inte till språket marsianska."),
        ("Språk: svenska", "Den gemensamma texten är på svenska."),
        ("Gäller till: 2026-11-20 12:00", "har redan varit"),
        ("Embargo: 15:00\nGäller till: 14:00", "Det slutar gälla"),
        ("Språk, somaliska: bara en rad", "Skriv rubriken på första raden"),
    ],
)
async def test_what_the_register_does_not_know_is_named(day: PressDay, written: str, words: str) -> None:
    assert words in await first(day, HOLM, f"{HEAD}Text{TAIL}\n{written}")


async def test_the_times_fit_each_other(day: PressDay) -> None:
    now = day.clock.now()
    at = now + timedelta(hours=7)
    await day.put(State.CIRCULATED, publish_at=at)
    said = await first(day, NORD, "!budskap ändra BU-0001 embargo: 16:00")
    assert "Embargot gäller till lördag 21 november 16:00, men budskapet ska publiceras" in said
    said = await first(day, NORD, "!budskap ändra BU-0001 gäller till: 14:00\ngäller:14:00")
    assert "men ska publiceras först lördag 21 november 15:00." in said
    assert (await day.message()).revision == 1


async def test_a_channel_that_is_gone_is_named_at_the_next_revision(day: PressDay) -> None:
    await day.put(State.DRAFT, channels=("borta",))
    assert "Kanaler: Det finns ingen kanal borta." in await first(
        day, NORD, "!budskap ändra BU-0001 syfte: x"
    )


async def test_someone_who_is_no_longer_in_the_register_is_named(day: PressDay) -> None:
    await day.put(State.DRAFT, quorum=Quorum(("stockholm", "polis", "borta")), contact="borta")
    said = await first(day, NORD, "!budskap ändra BU-0001 syfte: x")
    assert "Signeras av: Det finns ingen aktör borta." in said
    assert "Presskontakt: Funktionen borta finns inte i registret." in said


@given(
    st.sampled_from(["s", "", "et", "ens"]), st.sampled_from([" ", "\n", "-", " * ", "\u00ad ", "\u200b \t"])
)
def test_a_name_to_avoid_is_found_in_any_dress(ending: str, gap: str) -> None:
    assert avoided(f"de kallas PÅHITTADE{gap}Nätverk{ending} här", ("Påhittade nätverk",)) == (
        "Påhittade nätverk",
    )


@pytest.mark.parametrize(
    "text",
    [
        "de är P\u00e5h\u0456tt\u0430de n\u00e4tv\u0435rket",  # Cyrillic i, a and e
        "de är \u0420\u00c5\u041dITTADE N\u00c4TVERKET",  # Cyrillic capitals
        "de är P\u00e5hittade n\u00e4t\u03bderket",  # Greek nu for v
        "de är P\u00e5\u200bhit\u200dta\u2060de n\u00e4t\ufeffverket",
        "de är P\u00e5hit\u034ftade n\u00e4t\ufe0fverket",  # no combining class, and not to be seen
        "de är P\u00e5hit\u3164tade n\u00e4tverket",
        "de är P\u0336a\u030ah\u0336i\u0488t\u0301tade na\u0301\u0308tverket",
        "de är \U0001d40f\u00e5hittade \uff4e\u00e4tverket",
        "de är P\u0430\u030ahittade n\u04d3tverket",  # Cyrillic a with a ring, and with two dots
        "de är p\u00e5h\u0131\u1d1b\u1d1bade n\u00e4tverket",  # dotless i, small capitals
        "de är \u24c5\u00e5hittade \U0001f13d\u00e4tverket",  # circled, squared
        "de är \U0001f15f\u00e5hittade \U0001f17d\u00e4tverket",  # white on black
    ],
)
def test_a_name_to_avoid_is_found_in_letters_that_look_the_same(text: str) -> None:
    assert avoided(text, ("Påhittade nätverket",)) == ("Påhittade nätverket",)
    assert avoided(text, ("Påhittade nätet",)) == ()


@pytest.mark.parametrize(
    ("entry", "text"), [("Räv", "rav"), ("Vår", "var"), ("Sol", "söl"), ("Rav", "Räv"), ("Rav", "ra\u030av")]
)
def test_a_swedish_letter_is_no_other_letter_with_a_mark(entry: str, text: str) -> None:
    assert avoided(f"de är {text} här", (entry,)) == ()


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("Räv", "ra\u0308v"),
        ("Ra\u0308v", "RÄV"),
        ("Åsar", "A\u030asar"),
        ("Räv", "r\u01dfv"),  # with a macron too
        ("Kafe", "café".replace("c", "k")),
        ("Kafé", "kafe"),
        ("Sol", "s\u00f8l"),
        ("Söl", "s\u00f8l"),
        ("Sol", "S0L"),
        ("Söl", "s0l"),
        ("Boo", "b00"),
        ("Lag 10", "lag 10"),
        ("Fur", "\u0492ur"),
    ],
)
def test_a_letter_is_the_same_however_it_is_put_together(entry: str, text: str) -> None:
    assert avoided(f"de är {text} här", (entry,)) == (entry,)


@pytest.mark.parametrize("text", ["på väg till skølan 10kg ", "0", "a0", "a\u0308\u030a", "Påhittade "])
def test_300_names_are_looked_for_in_a_long_text_at_once(text: str) -> None:
    long = (text * 10_000)[:10_000]
    names = tuple(f"{name} {number}" for number in range(100) for name in ("Påhittade", "Räv"))
    last = tuple(f"{number} till skolan" for number in range(100))
    began = process_time()
    assert avoided(long, (*names, *last)) == ()
    assert process_time() - began < 0.5


def test_a_name_in_another_script_is_found_as_it_is_written_and_its_words_are_no_others() -> None:
    assert avoided("De kallas Волки här", ("Волки",)) == ("Волки",)
    assert avoided("Это не сор, а волк", ("cop", "волк")) == ("волк",)
    assert avoided("Это не сop, а волк", ("cop",)) == ("cop",)
    assert avoided("Det är сор", ("cop",)) == ("cop",)


@pytest.mark.parametrize("language", [one.code for one in translated()])
def test_what_is_written_in_any_language_of_the_guide_is_read_as_it_is_written(language: str) -> None:
    text = bare(shipped_po(language).decode())
    assert as_read(text) == text


async def test_a_name_to_avoid_is_found_under_markup_within_a_word(day: PressDay) -> None:
    said = await first(day, NORD, NEW.replace("som vanligt", "för Påhitt*ade nät*verket"))
    assert "ska inte användas" in said


@pytest.mark.parametrize(
    "written",
    [
        "[Påhittade](https://x.example) nätverket",
        "Påhittade [nätverket](https://x.example)s",
        "påhittadenätverket",
        "#PåhittadeNätverkets",
    ],
)
async def test_a_name_to_avoid_is_found_across_a_link_and_without_its_blank(
    day: PressDay, written: str
) -> None:
    said = await first(day, NORD, NEW.replace("som vanligt", f"för {written}"))
    assert "Text: ”Påhittade nätverket” ska inte användas" in said


def test_words_that_only_begin_alike_are_not_taken_for_it() -> None:
    assert avoided("Kalles kalas i Kallhäll", ("Kall",)) == ()
    assert avoided("", ("Kall", "")) == ()


async def test_a_register_without_names_avoids_none(day: PressDay) -> None:
    entry = settings(example().snapshot()).model_copy(update={"avoid": ()})
    await day.open(changed(budskap={"budskap": entry}))
    await day.type(HOLM, f"{HEAD}Påhittade nätverket{TAIL}")
    assert (await content(day)).body == "Påhittade nätverket"
