"""Our short text for parents, in Swedish: the source of every translation.

It is written from the facts that the guide's publishers have told of it, and shares no sentence with the
guide. Whoever changes a sentence keeps its key: the translations of it are then known to be outdated.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from bot.guidance.frame import FRAME
from bot.guidance.values import Line, Part, Points, Section

_ORO: Final = Part(
    Section.ORO,
    Line("oro.rubrik", "Märker du att något har ändrats?"),
    (
        Line("oro.alla", "Kriminella gäng försöker få barn att begå brott."),
        Line("oro.var_vaken", "Det här kan vara tecken på det:", note="A list follows."),
        Points(
            (
                Line("oro.ljuger", "Barnet döljer saker eller börjar ljuga."),
                Line("oro.vanner", "Barnet får nya vänner som är äldre eller vuxna."),
                Line(
                    "oro.pengar",
                    "Barnet får pengar med Swish eller har mer pengar än förut.",
                    note="Swish is the Swedish way to pay by phone; keep the name.",
                ),
                Line("oro.dyrt", "Barnet har dyra kläder eller saker som du inte har köpt."),
                Line("oro.telefon", "Barnet har en extra telefon."),
                Line("oro.ber_inte", "Barnet ber dig inte längre om pengar."),
                Line("oro.sprak", "Barnet pratar på ett nytt sätt eller tycker annorlunda än förut."),
            )
        ),
        Line("oro.tecken", "Ett tecken behöver inte betyda något farligt. Men fråga alltid hur barnet mår."),
    ),
)

_GANGEN: Final = Part(
    Section.GANGEN,
    Line("gängen.rubrik", "Så får gängen med sig barn"),
    (
        Points(
            (
                Line(
                    "gängen.kontakt",
                    "Först tar någon kontakt. Det kan vara i skolan, i centrum eller nära hemmet.",
                ),
                Line(
                    "gängen.gavor",
                    "Barnet får mat, kläder, pengar eller skjuts. Det får känna att det hör till.",
                ),
                Line("gängen.skuld", "Sedan säger gänget att barnet har en skuld."),
                Line("gängen.betala", "Barnet ska betala genom att begå brott."),
                Line("gängen.hot", "En del barn blir hotade eller slagna."),
            )
        ),
        Line("gängen.brott", "Gänget utnyttjar barnet. Det är ett brott."),
    ),
)

_VIKTIGAST: Final = Part(
    Section.VIKTIGAST,
    Line("viktigast.rubrik", "Ingen betyder mer än du"),
    (
        Line("viktigast.du", "Barnet behöver dig, även när det inte svarar."),
        Points(
            (
                Line("viktigast.fraga", "Fråga hur barnet har det. Fråga igen en annan dag."),
                Line("viktigast.lyssna", "Lyssna klart innan du säger vad du tycker."),
                Line("viktigast.sag", "Säg som det är: att du är orolig och vill hjälpa."),
                Line("viktigast.vuxna", "Prata med andra vuxna som känner barnet."),
                Line(
                    "viktigast.skola", "Stötta barnet i skolan. Hjälp barnet att hitta något roligt att göra."
                ),
                Line("viktigast.hjalp", "Ta emot hjälp. Du är inte ensam."),
            )
        ),
    ),
)

_HJALP: Final = Part(
    Section.HJALP,
    Line("hjälp.rubrik", "Hit kan du vända dig"),
    (
        Points(
            (
                Line(
                    "hjälp.fara",
                    "Ring %(number)s om någon är i fara just nu.",
                    note="%(number)s is the emergency number, 112.",
                ),
                Line(
                    "hjälp.polis",
                    "Ring polisen på %(number)s om det inte är bråttom.",
                    note="%(number)s is the number of the police, 114 14.",
                ),
                Line(
                    "hjälp.soc",
                    "Ring socialtjänsten i din kommun. Där kan både barn och föräldrar få hjälp.",
                    note="socialtjänsten: the social services of the municipality.",
                ),
                Line("hjälp.skola", "Prata med barnets lärare eller med någon annan på skolan."),
                Line(
                    "hjälp.tolk",
                    "Säg till om du behöver tolk.",
                    note="An interpreter, whom the authority arranges.",
                ),
            )
        ),
    ),
)

PARTS: Final = (_ORO, _GANGEN, _VIKTIGAST, _HJALP)
"""In reading order."""


def part(section: Section) -> Part:
    """One of the four; there is none of RAM."""
    return next(one for one in PARTS if one.section is section)


@cache
def lines(section: Section | None = None) -> tuple[Line, ...]:
    """Every message of a section, or of all, in reading order."""
    every = (*(line for one in PARTS for line in one.lines()), *FRAME)
    return tuple(one for one in every if section in {None, one.section})
