"""A message is shown whole, with what differs from an earlier revision, and templates to write one from."""

from __future__ import annotations

from datetime import date

from bot.press.entries import LineEntry
from bot.press.values import State
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    HOLM,
    KOMMUNIKATION,
    NORD,
    ROC,
    STRAND,
    PressDay,
    changed,
)
from tests.press.writing import content, first, of


async def test_a_message_is_shown_whole_with_remarks_and_revisions(day: PressDay) -> None:
    await day.put(
        State.CIRCULATED, purpose="Lugna", contact="rlc", informed=("taby",), local={"nacka": "Ring **oss**"}
    )
    await day.type(STRAND, "!budskap kommentera BU-0001 Numret är gammalt.")
    await day.type(NORD, "!budskap ändra BU-0001 syfte: Lugna föräldrar")
    said = await first(day, HOLM, "!budskap visa BU-0001", KOMMUNIKATION)
    for part in (
        "BU-0001 Skolorna är öppna. Ägare: Stockholms stad. Läge: på remiss.",
        "Vid fara för liv, ring 112.",
        "Lokalt för Nacka kommun\nRing oss",
        "- Syfte: Lugna föräldrar",
        "- Informeras: Täby kommun",
        "- Strand, kommunikationschef vid polisen (fiktiv) (Polismyndigheten, Polisregion Stockholm)",
        "08:00, om revision 1: Numret är gammalt.",
        "- 2: Nord, kommunikatör (fiktiv), lördag 21 november 08:00",
        "!budskap visa BU-0001 rev:1",
    ):
        assert part in said


async def test_what_has_changed_since_a_revision_is_shown(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    for purpose in ("Ett", "Två"):
        await day.type(NORD, f"!budskap ändra BU-0001 syfte: {purpose}")
    assert await first(day, HOLM, "!budskap visa BU-0001 rev:2") == (
        "BU-0001: från revision 2 till revision 3.\nSyfte. Var: Ett. Är nu: Två."
    )
    assert "inget skiljer revision 3 från revision 3" in await first(day, HOLM, "!budskap visa BU-0001 rev:3")
    assert "Den senaste är 3." in await first(day, HOLM, "!budskap visa BU-0001 rev:7")


async def test_no_room_with_a_stranger_is_shown_the_text(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    day.hall.joined[KOMMUNIKATION].add("@okand:localhost")
    said = await day.type(HOLM, "!budskap visa BU-0001", KOMMUNIKATION)
    assert "ring 112" in of(said, "!dm-kom-holm:localhost")
    assert "ring 112" not in of(said, KOMMUNIKATION)


async def test_it_is_not_shown_in_the_room_of_an_actor_that_takes_no_part(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "Jag hittar inget budskap" in await first(day, NORD, "!budskap visa BU-0001", AKTOR_NACKA)
    assert "ring 112" in await first(day, NORD, "!budskap visa BU-0001", AKTOR_POLIS)


async def test_a_template_is_filled_in_before_it_is_taken(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap mall")
    for heading in ("Vad vi vet", "Vad vi inte vet", "Vad vi gör", "Vad du kan göra", "Nästa besked"):
        assert f"## {heading}" in said
    assert said.count("!budskap ny") == 2
    template = said[said.index("!budskap ny") : said.index("Vanlig presstext")].rstrip()
    asked = await first(day, HOLM, template)
    assert "Vilka aktörer ska godkänna?" in asked
    assert "Något i mallen är inte ifyllt" in await first(day, HOLM, "Nacka")
    filled = "\n".join(line.replace("[fyll i", "Ifyllt").replace("]", "") for line in template.split("\n"))
    await day.type(HOLM, filled.replace("Signeras av:", "Signeras av: Nacka"))
    assert "## Vad vi inte vet\nIfyllt" in (await content(day)).body
    assert (await content(day)).purpose == ""


async def test_agreed_lines_are_listed_with_their_date_and_a_warning_when_it_is_past(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap formuleringar rykten")
    assert "Skriv {formulering:sprid-inte-rykten} i texten" in said
    assert "Hjälp till att inte sprida rykten." in said
    assert "svarar för den. Ses över onsdag 30 juni 2027." in said
    assert "oro-for-ett-barn" not in said
    old = LineEntry(id="gammal", text="Håll avstånd.", owner="lst", review_at=date(2026, 11, 20))
    await day.open(changed(formulering={"gammal": old}))
    said = await first(day, HOLM, "!budskap formuleringar avstånd")
    assert (
        "Skulle ha setts över fredag 20 november. Fråga Länsstyrelsen Stockholm innan du använder den."
        in said
    )
    assert "Ingen formulering innehåller xyz." in await first(day, HOLM, "!budskap formuleringar xyz")


async def test_a_draft_is_shown_and_listed_in_no_wider_room(day: PressDay) -> None:
    row = await day.put(State.DRAFT)
    assert row.reference in await first(day, NORD, "!budskap visa BU-0001")
    assert "BU-0001" not in await first(day, NORD, "!budskap lista", ROC)
    assert "Jag hittar inget budskap BU-0001" in await first(
        day, NORD, "!budskap visa BU-0001", KOMMUNIKATION
    )
