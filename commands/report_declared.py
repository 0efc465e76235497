"""The arguments of a report, which its correction has too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.chat.converters import Words, yes_no
from bot.chat.declare import Arg
from bot.chat.say import msg
from bot.situation.report_values import NewReport
from bot.situation.values import Audience, Confidence, Level, Part, Trend
from commands import report_args as read
from commands.picture_round_args import FOR_ACTOR, REPLIED
from commands.report_words import FREE, GUIDED

_LONGEST: Final = 6000
_WORDS: Final = Words(_LONGEST)


@dataclass(frozen=True)
class SaidArgs:
    text: str | None
    event: str | None
    kommuner: tuple[str, ...] | None
    level: Level | None
    audience: Audience | None
    consequence: str | None
    measure: str | None
    planned: str | None
    resource: str | None
    need: str | None
    forecast: str | None
    observed: datetime | None
    trend: Trend | None
    confidence: Confidence | None
    source: str | None
    tags: tuple[str, ...] | None
    urgent: bool | None
    exercise: bool | None
    same: str | None
    actor: str | None


@dataclass(frozen=True)
class ReportArgs(SaidArgs):
    guided: bool | None
    answers: str | None


@dataclass(frozen=True)
class CorrectArgs(SaidArgs):
    reference: str


def new_report(args: SaidArgs) -> NewReport:
    """What was written; text under no heading stands before the event."""
    event = "\n".join(words for words in (args.text, args.event) if words)
    parts: dict[Part, str | None] = {part: getattr(args, part.value) for part in Part}
    parts[Part.EVENT] = event
    return NewReport(
        parts={part: words for part, words in parts.items() if words},
        actor=args.actor,
        kommuner=args.kommuner,
        observed_at=args.observed,
        level=args.level,
        trend=args.trend,
        confidence=args.confidence,
        source=args.source or "",
        audience=args.audience,
        tags=args.tags or (),
        urgent=args.urgent,
        exercise=bool(args.exercise),
        same=args.same,
    )


TEXT: Final = Arg(
    name=FREE,
    key="text",
    convert=_WORDS,
    summary=msg("det du skriver utan rubrik blir händelsen; klistra gärna in ett mejl med rubriker"),
    required=False,
    position=0,
    rest=True,
    verbatim=True,
)
VALUES: Final = (
    Arg(
        name="event",
        key="händelse",
        convert=_WORDS,
        summary=msg("vad som har hänt, eller hur läget är"),
        question=msg("Vad har hänt, eller hur är läget?"),
        required=False,
        required_with=GUIDED,
        verbatim=True,
        tells_apart=True,
        example="Oro efter bråk vid centrum",
    ),
    Arg(
        name="kommuner",
        key="kommun",
        convert=read.Unless(read.Kommuner()),
        summary=msg("en eller flera kommuner, eller hela länet; annars er egen"),
        question=msg("Vilken kommun gäller det? En eller flera, eller hela länet. Skriv ? för er egen."),
        when_silent=read.SILENT,
        required=False,
        required_with=GUIDED,
        example="Nacka",
    ),
    Arg(
        name="level",
        key="nivå",
        convert=read.Unless(read.LevelNamed()),
        summary=msg("0 till 3, eller nivåns namn"),
        question=msg("Vilken nivå, från 0 (som vanligt) till 3 (allvarligast)? Skriv ? om du inte vet."),
        when_silent=read.SILENT,
        required=False,
        required_with=GUIDED,
        example="1",
    ),
    Arg(
        name="audience",
        key="för",
        convert=read.Unless(read.audience()),
        summary=msg("vilka som får se den: egen, roc eller ssr (alla aktörer); annars roc"),
        question=msg("Vilka får se rapporten?"),
        when_silent=read.SILENT,
        required=False,
        required_with=GUIDED,
        example="ssr",
    ),
    *(
        Arg(name=name, key=key, convert=_WORDS, summary=summary, required=False, verbatim=True)
        for name, key, summary in (
            ("consequence", "konsekvens", msg("vad det leder till")),
            ("measure", "åtgärd", msg("vad ni har gjort")),
            ("planned", "planerad", msg("vad ni tänker göra, och när")),
            ("resource", "resurs", msg("hur det är med folk och resurser")),
            ("need", "behov", msg("vad ni behöver av andra")),
            ("forecast", "prognos", msg("vad ni tror om de närmaste dygnen")),
        )
    ),
    Arg(
        name="observed",
        key="tid",
        convert=read.Unless(read.Observed()),
        summary=msg("när det sågs; annars nu"),
        question=msg("När sågs det?"),
        when_silent=read.SILENT,
        required=False,
        example="14:10",
    ),
    Arg(
        name="trend",
        key="trend",
        convert=read.Unless(read.trend()),
        summary=msg("värre, oförändrat eller bättre"),
        question=msg("Åt vilket håll går det?"),
        when_silent=read.SILENT,
        required=False,
        example="värre",
    ),
    Arg(
        name="confidence",
        key="säkerhet",
        convert=read.Unless(read.confidence()),
        summary=msg("bekräftat, troligt eller obekräftat; annars obekräftat"),
        question=msg("Hur säker är uppgiften?"),
        when_silent=read.SILENT,
        required=False,
        example="troligt",
    ),
    Arg(
        name="source",
        key="källa",
        convert=Words(80),
        summary=msg("varifrån uppgiften kommer: en roll, inte en person"),
        question=msg("Varifrån kommer uppgiften? En roll, inte en person."),
        when_silent="",
        required=False,
        example="fältassistent",
    ),
    Arg(
        name="tags",
        key="tema",
        convert=read.Unless(read.Themes()),
        summary=msg("ett eller flera teman"),
        question=msg("Vilket tema hör det till?"),
        when_silent=read.SILENT,
        required=False,
        example="rekrytering",
    ),
    Arg(
        name="urgent",
        key="brådska",
        convert=read.Unless(read.urgent()),
        summary=msg("nu: tjänsteman i beredskap larmas"),
        question=msg("Ska tjänsteman i beredskap larmas nu?"),
        when_silent=read.SILENT,
        required=False,
        example="nu",
    ),
    Arg(
        name="exercise",
        key="övning",
        convert=read.Unless(yes_no()),
        summary=msg("ja: rapporten hör till en övning"),
        question=msg("Är det en övning?"),
        when_silent="ja",
        required=False,
        example="ja",
    ),
    Arg(
        name="same",
        key="samma",
        convert=Words(40),
        summary=msg("en annan aktörs rapport om samma händelse, som då räknas en gång"),
        required=False,
        example="R-1121-4",
    ),
    replace(FOR_ACTOR, question=msg("Vilken aktör gäller det?")),
    Arg(
        name=GUIDED,
        key="steg",
        convert=yes_no(),
        summary=msg("ja: jag frågar om en sak i taget"),
        required=False,
        example="ja",
    ),
)
ANSWERS: Final = replace(REPLIED, name="answers")
REFERENCE: Final = Arg(
    name="reference",
    key="rapport",
    aliases=("ref", "id", "report"),
    convert=Words(40),
    summary=msg("rapportens nummer, eller senaste; behövs inte i ett svar på den"),
    question=msg("Vilken rapport? Numret, eller senaste."),
    position=0,
    example="R-1121-17",
)
