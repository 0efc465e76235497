"""What duty adds to the register: ``[[unit]]`` and ``[[roster]]``, and what is said of their faults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.duty.checks import check_units
from bot.duty.entries import RosterEntry, UnitEntry
from bot.duty.localtime import local
from bot.duty.roster_checks import check_rosters
from bot.register.section import Section, StaleAfter, Table, ninety_days

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "day.date": "det finns inget sådant datum",
        "day.unknown": "är inget slags dag; skriv till exempel mån-tors, vardag, röd dag, afton, julafton, "
        "dag före röd dag, klämdag, halvdag, alla eller 2026-12-24",
        "clock.unknown": "är inget klockslag; skriv till exempel 17:00, dygnet slutar 24:00",
        "clock.minutes": "ska vara hela minuter i lokal tid, till exempel 17:00",
        "clock.span": "ska vara från och till, till exempel 08:00-12:00",
        "open.half": "from och to hör ihop, ange båda",
        "open.one": "ange ett av from och to, hours, always eller closed",
        "open.days": "days saknas: vilka dagar gäller raden?",
        "roster.half": "from och to hör ihop, ange båda",
        "roster.days": "days saknas: på vilka dagar börjar passet?",
        "roster.local": "är lokal tid: skriv utan tidszon, 2026-12-24 17:00",
        "roster.order": "end ligger inte efter start",
        "roster.unbounded": "ett tillfälligt schema ska ha start och end: när gäller det?",
        "roster.anchor": "start saknas: när börjar den första turen? Klockslaget blir överlämningens, "
        'och med turn = "vecka" veckodagen också',
        "roster.anchor_time": "klockslaget i start ska vara samma som from: turen går över när passet börjar",
        "roster.each": "each är fler än de som delar på turerna",
        "roster.each_alone": 'each hör ihop med turn = "dygn" eller turn = "vecka"',
        "roster.each_twice": "samma person står två gånger och kan få samma tur två gånger; ta bort en",
        "roster.unit": "det finns ingen enhet {unit}",
        "roster.person": "{person} finns inte i registret",
        "roster.gap": "{wall} finns inte, klockan ställs fram den natten",
        "roster.twice": "{wall} kommer två gånger den natten; {taken} gäller",
        "roster.odd_nights": "{wall} finns inte den natt då klockan ställs fram, och två gånger när den "
        "ställs tillbaka; välj hellre en annan timme",
        "roster.overlap": "samma person står två gånger, även i {other}, första gången {at}",
        "roster.hole": "ingen står på schemat {start} till {end} fast enheten är öppen, då larmas alla; "
        "{count} sådana luckor de närmaste 400 dagarna",
        "roster.temporary_hole": "ingen står på det tillfälliga schemat {name} {start} till {end} fast "
        "enheten är öppen, då larmas alla; {count} sådana luckor",
        "roster.temporary_overlap": "gäller samtidigt som det tillfälliga schemat {other}; då har båda jour",
        "roster.override_gone": "byte {number} av jouren i {unit} räknas inte: {person} finns inte i "
        "registret eller hör inte till enheten",
        "unit.organisation": "det finns ingen aktör {organisation}",
        "unit.next": "det finns ingen enhet {next}",
        "unit.next_exercise": "{next}: en övningsenhet följs bara av övningsenheter, en riktig av riktiga",
        "unit.circle": "enheterna hänvisar i ring: {chain}",
        "unit.no_phone": "telefonnummer saknas; det är vad som är kvar när ingen svarar i chatten",
        "unit.unverified": "säg när numret senast kontrollerades",
        "unit.public_unverified": "säg vem som kontrollerade public_phone, det nummer som allmänheten får",
        "unit.future": "{date} har inte varit än",
        "unit.stale": "numret kontrollerades för {days} dagar sedan, ring och kontrollera det",
        "unit.no_hours": "enheten har inga öppettider och öppnar därför aldrig",
        "unit.open_kommun": "rad {row} av öppettiderna gäller {kommun}, som enheten inte svarar för",
        "unit.open_overlap": "tiderna i rad {row} går in i varandra",
        "unit.row_unreached": "rad {row} av öppettiderna gäller aldrig, raderna före tar alla dess dagar; "
        "flytta upp den",
        "unit.served_twice": "{kommun} har redan en enhet av samma slag, {other}",
        "unit.nobody": "ingen person hör till enheten, så ingen kan larmas i chatten",
    }
)


def duty_sections(clock: Clock, stale: StaleAfter = ninety_days) -> tuple[Section, ...]:
    def today() -> date:
        return local(clock.now()).date()

    return (
        Table(
            "unit",
            UnitEntry,
            checks=lambda snapshot: check_units(snapshot, today, stale),
        ),
        Table("roster", RosterEntry, checks=lambda snapshot: check_rosters(snapshot, clock.now)),
    )
