"""A mail pasted into a report says what has happened, not who wrote it, to all who read the report."""

from __future__ import annotations

import pytest

from commands.report_words import read_report

HEADER = (
    "Från: Per Persson <per.persson@exempel.se>\nTill: lägesbild\nDatum: 21 november\nÄmne: Bråk vid torget\n"
)
SIGNATURE = "Per Persson\nTrygghetssamordnare\n\nNacka kommun\n08-465 004 01\nper.persson@exempel.se"


def read(text: str) -> dict[str, str]:
    return {name: words for name, (words, _) in read_report(text, 0).items()}


def test_a_header_tells_its_subject_alone() -> None:
    found = read(f"{HEADER}\nHändelse: Två skadade\nNivå: 2")
    assert found == {"text": "Ämne: Bråk vid torget", "event": "Två skadade", "level": "2"}


@pytest.mark.parametrize(
    "closing",
    [
        "Med vänlig hälsning",
        "Med vänliga hälsningar,",
        "Mvh",
        "MVH Per",
        "Vänliga hälsningar",
        "Kind regards",
    ],
)
def test_who_signs_after_the_closing_words_is_left_out(closing: str) -> None:
    assert read(f"Prognos: lugnare\n\n{closing}\n{SIGNATURE}\nSkickat från min telefon") == {
        "forecast": "lugnare"
    }


def test_what_comes_after_a_signature_is_read() -> None:
    after = "Vi fick just veta att två till har förts till sjukhus i natt."
    assert read(f"Bråk.\nMvh\n{SIGNATURE}\n{after}\nBehov: en tolk") == {
        "text": f"Bråk.\n{after}",
        "need": "en tolk",
    }
    assert read(f"Bråk.\nMvh\n{SIGNATURE}\nNivå: 2") == {"text": "Bråk.", "level": "2"}


@pytest.mark.parametrize(
    "text",
    [
        "Från: ett vittne",
        "Till: alla skolor har det gått ut ett brev",
        "Från: per@exempel.se: tre unga sågs vid torget",
        "Bästa hälsningen var att polisen kom fort och att ingen blev skadad.",
        "Skickade från oss: två fältare",
    ],
)
def test_words_of_a_report_that_look_like_a_mails_stay(text: str) -> None:
    assert read(text) == {"text": text}
