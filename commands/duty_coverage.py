"""``!jour täckning``: the certificate that somebody always answers, or the holes; and their alarm."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.cases.certificate import Certificate
from bot.cases.coverage_changes import Gap, told
from bot.cases.coverage_desk import Coverage
from bot.chat.declare import Access, Call, Command, Group, NoticeView, OnChange
from bot.chat.document import Block, Document, bullets, code, doc, para, picture, strong
from bot.chat.languages import Languages
from bot.chat.message import Place, Role, RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.chat.say import Say, msg
from bot.draw.picture import Picture
from bot.draw.strips import draw_strips
from bot.duty.facts import units
from bot.register.load import NO_VERSION
from bot.register.source import RegisterSource
from commands.coverage_picture import (
    Shares,
    holes_in_short,
    in_words,
    strips_of,
    time_by_kommun,
    together,
)
from commands.coverage_words import as_bullets, how_many, lines_of, number, when
from commands.reader import say_here

_MOST: Final = 6
_EXAMPLE: Final = "!jour nu kommun:Nacka vid:2026-12-24 03:00"


@dataclass(frozen=True)
class Shown:
    """``names`` of units by id; no picture where it is shown as lines of text."""

    certificate: Certificate
    names: Mapping[str, str]
    shares: Shares
    drawn: Picture | None = None


async def prove_coverage(
    call: Call, coverage: Coverage, register: RegisterSource, languages: Languages, zone: ZoneInfo
) -> Outcome:
    snapshot = await register.current(call.session)
    certificate = await coverage.kept(snapshot, call.now)
    say = await say_here(call, languages)
    shares, drawn = await asyncio.to_thread(_drawn, certificate, zone, say)
    shown = Shown(certificate, {one.id: one.name for one in units(snapshot)}, shares, drawn)
    return Outcome(shown, answer_to=None if _may_stand(call.place) else ToPerson(call.caller.user_id))


def _drawn(certificate: Certificate, zone: ZoneInfo, say: Say) -> tuple[Shares, Picture]:
    times = time_by_kommun(certificate)
    return together(times), draw_strips(strips_of(certificate, times, zone, say))


def _may_stand(place: Place) -> bool:
    """When and where nobody answers is for the centre, whoever mends it, and whoever asked."""
    return not place.strangers and place.room_class in {RoomClass.DIREKT, RoomClass.ROC, RoomClass.DRIFT}


def show_coverage(value: Shown, say: Say) -> Document:
    found = doc(*_verdict(value, say), *_weaker(value, say), *_checked(value, say))
    if value.drawn is None:
        return found
    name = say("täckning-{day}.png", day=say.local(value.certificate.start).date().isoformat())
    alt = say(
        "Ett band per kommun för {days} dagar. {answer}",
        days=(value.certificate.end - value.certificate.start).days,
        answer=_answer(value.certificate, say),
    )
    return found + doc(picture(name, value.drawn, alt))


def _answer(certificate: Certificate, say: Say) -> str:
    lines = lines_of(told(certificate.holes))
    if certificate.whole:
        return say("Täckningen är hel: det finns alltid någon som svarar.")
    if not lines:
        return say("Någon svarar alltid, men enheter hänvisar till varandra i en cirkel.")
    return say.count("Täckningen har {n} lucka.", "Täckningen har {n} luckor.", how_many(lines))


def _verdict(value: Shown, say: Say) -> Iterator[Block]:
    certificate = value.certificate
    yield para(strong(_answer(certificate, say)))
    if certificate.holes:
        yield as_bullets(lines_of(told(certificate.holes)), certificate.end, say)
        if sums := list(holes_in_short(certificate, say)):
            yield para(say("Per kommun: {sums}.", sums=say.list(sums)))
        yield para(say.rich("Så ser du vem som larmas en viss tid: {command}", command=code(_EXAMPLE)))
    for circle in certificate.circles:
        chain = " → ".join(value.names.get(one, one) for one in circle)
        yield para(say("En cirkel: {units}. Ändra next för en av dem i registret.", units=chain))


def _weaker(value: Shown, say: Say) -> Iterator[Block]:
    """What is no hole, and deserves a look all the same."""
    certificate = value.certificate
    if certificate.reserve:
        yield para(say("Bara reserven svarar:"))
        yield as_bullets(lines_of(told(certificate.reserve)), certificate.end, say)
    if certificate.unnamed:
        yield para(say("Utan namn på schemat, så alla i enheten larmas:"))
        yield bullets(_unnamed(value, say))
    if certificate.unrostered:
        names = [value.names.get(one, one) for one in certificate.unrostered]
        yield para(
            say("Utan schema, så alla i enheten larmas: {units}.", units=say.list(names))
            if len(names) <= _MOST
            else say("{n} enheter har inget schema. Där larmas alla i enheten.", n=len(names))
        )


def _unnamed(value: Shown, say: Say) -> Iterator[str]:
    times: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in value.certificate.unnamed:
        times.setdefault(one.unit, []).append((one.start, one.end))
    for name, found in times.items():
        yield say(
            "{period}: {unit}.",
            period=when(found, value.certificate.end, say),
            unit=value.names.get(name, name),
        )


def _checked(value: Shown, say: Say) -> Iterator[Block]:
    certificate = value.certificate
    counts = certificate.counts
    if words := in_words(value.shares, say):
        yield para(words)
    period = {"start": say.when(certificate.start), "end": say.when(certificate.end)}
    yield para(
        say("Prövat från {start} till {end} enligt filerna:", **period)
        if certificate.version == NO_VERSION
        else say(
            "Prövat från {start} till {end} enligt registret, version {version}:",
            **period,
            version=certificate.version,
        )
    )
    yield bullets(
        (
            say(
                "{kommuner} kommuner och {kinds} slags ärenden, med hemkommun och plats känd, okänd eller i "
                "annat län: {cases} olika fall.",
                kommuner=counts.kommuner,
                kinds=counts.kinds,
                cases=number(counts.cases, say),
            ),
            say(
                "Varje minut för varje fall: {minutes} minuter, räknade i {intervals} tidsavsnitt.",
                minutes=number(counts.minutes, say),
                intervals=number(counts.intervals, say),
            ),
            say.count(
                "Någon ska svara i första steget, och ingen kedja får gå i en cirkel.",
                "Någon ska svara inom {n} steg, och ingen kedja får gå i en cirkel.",
                certificate.steps,
            ),
            say("Det tog {seconds} sekunder.", seconds=_seconds(certificate.seconds, say)),
        )
    )


def _seconds(value: float, say: Say) -> str:
    text = f"{value:.1f}"
    return text if say.language == "en" else text.replace(".", ",")


def _opened(fields: Mapping[str, Any], say: Say) -> Document:
    gaps: Sequence[Gap] = fields["gaps"]
    lines = lines_of(gaps)
    return doc(
        para(strong(say.count("Ny lucka i täckningen.", "{n} nya luckor i täckningen.", how_many(lines)))),
        as_bullets(lines, fields["until"], say),
        say.rich("Se allt med {command}.", command=code("!jour täckning")),
    )


def _mended(fields: Mapping[str, Any], say: Say) -> Document:
    lines = lines_of(fields["gaps"])
    return doc(
        say.count(
            "En lucka i täckningen är lagad: {period}.",
            "{n} luckor i täckningen är lagade, den första: {period}.",
            how_many(lines),
            period=when(lines[0].times[:1], fields["until"], say),
        )
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"coverage.opened": _opened, "coverage.mended": _mended}
)

GROUP = Group(
    commands=(
        Command(
            path=("jour", "täckning"),
            aliases=(("jour", "coverage"),),
            summary=msg("visar att det alltid finns någon som svarar, eller var det finns luckor"),
            access=Access(roles=frozenset({Role.ROC, Role.TIB, Role.ADMIN})),
            execute=prove_coverage,
            view=show_coverage,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("jour täckning",),
        ),
    ),
    notices=NOTICES,
)
