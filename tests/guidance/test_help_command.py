"""``!stöd``: whoever asks gets the right contacts for the kommun, the need and the hour."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.duty.entries import UnitEntry
from bot.guidance.entries import HelpEntry
from bot.register.load import Loaded
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.cases.night import BERG, DRIFT, EK, IN_FORCE, LUND, ROC, Night, Said, changed, example
from tests.harness.clock import MovableClock
from tests.stores import Filling

EVENING = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
"""A Sunday, 20:00 in Stockholm."""
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
"""Where the database is not the point."""
NACKA_ROOM = "!nacka-polis:localhost"


pytestmark = pytest.mark.usefixtures("in_force")


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


async def opened(store: Store, loaded: Loaded | None = None) -> Night:
    night = Night(store, MovableClock(EVENING))
    await (night.open(loaded) if loaded else night.enter())
    await night.tick()
    return night


async def asked(night: Night, text: str, sender: str = BERG, **more: Any) -> str:
    """What is said to whoever asks."""
    (said, *_) = [one for one in await night.type(sender, text, **more) if one.room != DRIFT]
    return said.body


def drift(said: list[Said]) -> list[str]:
    return [one.body for one in said if one.room == DRIFT]


def with_contact(name: str, **more: Any) -> Loaded:
    found = example().entries[HelpEntry][name]
    return changed(hjalp={name: found.model_copy(update=more)})


async def test_112_stands_first_and_each_number_says_who_checked_it_and_when(store: Store) -> None:
    said = await asked(await opened(store), "!stöd behov:lämna kommun:Nacka")
    assert said.splitlines() == [
        "Fara för liv: ring 112. Kontrollerat 2026-11-02 av ingen, exempel.",
        "Hjälp i Nacka, lämna ett gäng, söndag 22 november 20:00:",
        "Nacka:",
        (
            "- Socialtjänsten på kvällar, nätter och helger: Socialjouren Sydost, 08-465 004 84. "
            "Öppet till 02:00. Kontrollerat 2026-11-02 av ingen, exempel."
        ),
        (
            "- Socialtjänsten på dagtid: Nackas mottagning, 08-465 004 65. "
            "Stängt, öppnar måndag 23 november 08:00. Kontrollerat 2026-11-02 av ingen, exempel."
        ),
        "Hela landet:",
        (
            "- Polisens hjälp till den som vill lämna ett gäng: Polisen, be om avhopparsamordningen, 114 14. "
            "Stängt, öppnar måndag 23 november 08:00. Kontrollerat 2026-11-02 av ingen, exempel."
        ),
        (
            "- Polisen, när det inte är bråttom: Polisen, 114 14. "
            "Öppet dygnet runt. Kontrollerat 2026-11-02 av ingen, exempel."
        ),
        "- Råd om vård: 1177 Vårdguiden, 1177. Öppet dygnet runt. Kontrollerat 2026-11-02 av ingen, exempel.",
    ]


async def test_the_answer_is_in_the_askers_language(store: Store) -> None:
    night = await opened(store)
    await night.type(BERG, "!språk en")
    first, second, *_ = (await asked(night, "!support need:leave kommun:Nacka")).splitlines()
    assert first == "Danger to life: call 112. Checked 2026-11-02 by ingen, exempel."
    assert second == "Help in Nacka, leaving a gang, Sunday 22 November 20:00:"


async def test_another_time_has_other_hours(store: Store) -> None:
    said = await asked(await opened(store), "!stöd kommun:Nacka vid:2026-11-23 10:00")
    assert "Nackas mottagning, 08-465 004 65. Öppet till 12:00." in said
    assert "Socialjouren Sydost, 08-465 004 84. Stängt, öppnar 16:30." in said


async def test_where_nobody_answers_staff_learn_whom_to_alarm(store: Store) -> None:
    said = await asked(await opened(store), "!stöd kommun:Nacka vid:2026-11-24 03:00")
    assert (
        "Jag vet ingen av dem som svarar då. Skriv !jour nu kommun:Nacka för att se vem som kan larmas."
        in said
    )


async def test_in_a_kommuns_own_room_that_kommun_is_meant(store: Store) -> None:
    night = await opened(store)
    night.hall.joined[NACKA_ROOM] = {EK}
    (said,) = await night.type(EK, "!stöd", room=NACKA_ROOM)
    assert said.room == NACKA_ROOM
    assert "Hjälp i Nacka söndag" in said.body
    other = await asked(night, "!stöd kommun:Huddinge", EK, room=NACKA_ROOM)
    assert "Hjälp i Huddinge" in other


async def test_it_may_be_asked_in_any_room(store: Store) -> None:
    assert "ring 112" in await asked(await opened(store), "!stöd", LUND, room=ROC)


@SQLITE
@pytest.mark.parametrize(
    ("words", "need"),
    [
        ("avhoppare", "lämna ett gäng"),
        ("hoppa av", "lämna ett gäng"),
        ("vill lämna ett gäng", "lämna ett gäng"),
        ("misshandel", "brottsoffer"),
        ("brottsofer", "brottsoffer"),
        ("kvinnofrid", "våld i nära relation"),
        ("våld i nära relationer", "våld i nära relation"),
        ("domestic violence", "våld i nära relation"),
        ("hedersförtryck", "hedersvåld eller förtryck"),
        ("hedersfortryk", "hedersvåld eller förtryck"),
        ("orolig förälder", "orolig förälder"),
        ("oroanmälan", "orolig förälder"),
        ("Barn", "barn eller ung"),
        ("barn och våld", "barn eller ung och våld i nära relation"),
        ("min son vill hoppa av ett gäng", "barn eller ung och lämna ett gäng"),
        ("en tonåring som är hotad", "barn eller ung och brottsoffer"),
        ("mamma mår dåligt", "orolig förälder"),
    ],
)
async def test_the_need_is_understood_in_peoples_own_words(store: Store, words: str, need: str) -> None:
    night = await opened(store)
    for text in (f"!stöd {words} Upplands Väsby", f"!stöd kommun:Upplands Väsby behov:{words}"):
        assert f"Hjälp i Upplands Väsby, {need}, " in await asked(night, text)


async def test_what_is_not_understood_offers_the_nearest_and_still_names_112(store: Store) -> None:
    night = await opened(store)
    said = await asked(night, "!stöd vld Huddinge")
    assert "Jag förstod inte vad hjälpen gäller: ”vld”." in said
    assert "Skriv !stöd för att se alla nummer." in said
    assert "Fara för liv: ring 112." in said
    assert said.count("1) våld i nära relation") == 1
    assert "Hjälp i Huddinge, våld i nära relation," in await asked(night, "1")


@SQLITE
@pytest.mark.parametrize("words", ["barn vld", "barn mår dåligt Hudinge"])
async def test_beside_a_need_a_word_that_is_almost_a_need_or_a_kommun_is_asked_about(
    store: Store, words: str
) -> None:
    said = await asked(await opened(store), f"!stöd {words}")
    assert "1) " in said
    assert "Fara för liv: ring 112." in said


@SQLITE
async def test_words_between_are_not_taken_for_codes_of_languages(store: Store) -> None:
    said = await asked(await opened(store), "!stöd en mamma som är orolig")
    assert "Nästa meddelande" not in said
    assert "Numren på" not in said


async def test_an_unknown_kommun_offers_the_nearest_and_keeps_the_need(store: Store) -> None:
    night = await opened(store)
    said = await asked(night, "!stöd barn Naka")
    assert "Naka är ingen kommun i länet." in said
    assert "1) Nacka" in said
    assert "Hjälp i Nacka, barn eller ung," in await asked(night, "1")


@SQLITE
@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("Nacka 04:00", "Hjälp i Nacka måndag 23 november 04:00:"),
        ("våld imorgon 10:00 Nacka", "Hjälp i Nacka, våld i nära relation, måndag 23 november 10:00:"),
        ("Nacka kl 4", "Hjälp i Nacka måndag 23 november 04:00:"),
        ("barn 2026-12-24 14:00", "Hjälp, barn eller ung, torsdag 24 december 14:00:"),
    ],
)
async def test_the_hour_may_stand_among_the_words(store: Store, words: str, heading: str) -> None:
    assert heading in await asked(await opened(store), f"!stöd {words}")


@SQLITE
@pytest.mark.parametrize(
    "words",
    [
        "kommun:Nacka våld 04:00",
        "kommun: nacka 04:00 våld",
        "tid:04:00 våld Nacka",
        "tid:imorgon 04:00 Nacka våld",
        "behov:våld Nacka 04:00",
        "våld kommun:Nacka 04:00",
    ],
)
async def test_what_is_written_on_after_a_key_is_not_lost(store: Store, words: str) -> None:
    said = await asked(await opened(store), f"!stöd {words}")
    assert "Hjälp i Nacka, våld i nära relation, måndag 23 november 04:00:" in said


@SQLITE
@pytest.mark.parametrize("words", ["våld språk:somaliska Nacka", "kommun:Nacka språk:so våld"])
async def test_what_is_written_on_after_a_language_is_not_lost(store: Store, words: str) -> None:
    said = await asked(await opened(store), f"!stöd {words}")
    assert "Hjälp i Nacka, våld i nära relation," in said


@SQLITE
async def test_an_hour_is_kept_while_the_kommun_beside_it_is_asked_about(store: Store) -> None:
    night = await opened(store)
    assert "1) Nacka" in await asked(night, "!stöd Nakka 04:00")
    assert "Hjälp i Nacka måndag 23 november 04:00:" in await asked(night, "1")


@SQLITE
async def test_a_kommun_that_is_misspelt_is_answered_with_nothing_that_was_not_asked_for(
    store: Store,
) -> None:
    night = await opened(store)
    (asked,) = await night.type(EK, "!stöd våld kommun:Nakka")
    assert "Nakka är ingen kommun i länet.\nSkriv !stöd för att se numren i hela landet." in asked.body
    assert "behov" not in asked.body
    assert "lämna" not in asked.body


@SQLITE
async def test_yes_to_the_only_kommun_that_is_offered_is_that_one(store: Store) -> None:
    night = await opened(store)
    (asked,) = await night.type(EK, "!stöd våld kommun:Nakka")
    assert "1) Nacka" in asked.body
    (answer,) = await night.type(EK, "ja")
    assert "Hjälp i Nacka, våld i nära relation" in answer.body


@pytest.mark.parametrize("words", ["kommun:Uppsala", "våld Uppsala"])
async def test_a_kommun_outside_the_county_gets_the_countrys_numbers(store: Store, words: str) -> None:
    said = await asked(await opened(store), f"!stöd {words}")
    assert (
        "Uppsala ligger inte i länet, så jag har inga nummer dit. Skriv !stöd för dem i hela landet." in said
    )
    assert "ring 112" in said


def without_nacka() -> Loaded:
    units = {
        name: unit.model_copy(update={"public_phone": None})
        for name, unit in example().entries[UnitEntry].items()
        if isinstance(unit, UnitEntry) and "0182" in unit.kommuner
    }
    contacts = {
        name: one.model_copy(update={"kommuner": ("0126",)})
        for name, one in example().entries[HelpEntry].items()
        if isinstance(one, HelpEntry) and "0182" in one.kommuner
    }
    return changed(unit=units, hjalp=contacts)


async def test_a_kommun_without_contacts_is_said_and_reported_once_without_who_asked(store: Store) -> None:
    night = await opened(store, without_nacka())
    said = await night.type(BERG, "!stöd våld Nacka")
    answer = next(one.body for one in said if one.room != DRIFT)
    assert "Registret har inga aktuella nummer till Nacka. Driftrummet har fått veta det." in answer
    assert "Kvinnofridslinjen, 116 016" in answer
    (report,) = drift(said)
    assert report.startswith(
        "Någon har frågat efter hjälp i Nacka, men registret har inget aktuellt nummer dit."
    )
    assert not any(word in report for word in ("våld", "Berg", BERG))
    assert drift(await night.type(LUND, "!stöd barn Nacka")) == []


@pytest.mark.parametrize("need", ["våld", "heder"])
async def test_where_the_danger_is_at_home_staff_are_told_to_take_care(store: Store, need: str) -> None:
    said = await asked(await opened(store), f"!stöd {need} Nacka")
    assert "Tänk på säkerheten. Skicka inte numren till en telefon som någon annan kan läsa" in said
    assert "berätta inte för vårdnadshavarna" in said
    assert "Tänk på säkerheten" not in await asked(await opened(store), "!stöd barn Nacka")


async def test_the_need_is_written_down_nowhere(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    night = await opened(store)
    async with store.begin() as session:
        before = len((await session.scalars(select(AuditRow))).all())
    await night.type(BERG, "!stöd hedersvåld Nacka")
    async with store.begin() as session:
        assert len((await session.scalars(select(AuditRow))).all()) == before
    assert "heder" not in caplog.text


async def test_a_number_past_its_date_is_left_out_and_said_to_be(store: Store) -> None:
    night = await opened(store, with_contact("bris", verified_at=date(2026, 1, 1)))
    said = await asked(night, "!stöd barn Nacka")
    assert "116 111" not in said
    assert "Ett nummer visas inte: ingen har kontrollerat det på länge. Driftrummet vet om det." in said


async def test_112_stays_though_its_check_is_old(store: Store) -> None:
    night = await opened(store, with_contact("nod", verified_at=date(2020, 1, 1)))
    assert (await asked(night, "!stöd")).startswith("Fara för liv: ring 112. Kontrollerat 2020-01-01")


@SQLITE
async def test_no_number_of_a_unit_that_is_not_public_is_shown(store: Store) -> None:
    night = await opened(store)
    units = [one for one in example().entries[UnitEntry].values() if isinstance(one, UnitEntry)]
    for kommun in ("Nacka", "Huddinge", "Stockholm", "Södertälje"):
        said = await asked(night, f"!stöd kommun:{kommun} vid:2026-12-25 04:00")
        assert not any(one.phone and one.phone in said for one in units)


@SQLITE
@pytest.mark.parametrize("words", ["hjälp", "för någon", "kommun:okänd", "okänd"])
async def test_words_that_say_nothing_get_all_there_is(store: Store, words: str) -> None:
    said = await asked(await opened(store), f"!stöd {words}")
    assert "Hjälp söndag 22 november 20:00:" in said


@SQLITE
async def test_whoever_mistypes_a_letter_keeps_the_rest(store: Store) -> None:
    night = await opened(store)
    await asked(night, "!stöd x Huddinge")
    assert "Hjälp i Huddinge, lämna ett gäng, " in await asked(night, "3")
    assert "1) Upplands Väsby" in await asked(night, "!stöd barn Upplands")
