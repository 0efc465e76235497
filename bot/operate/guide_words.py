"""What an operator reads of a PO file: a line for each reason why it was not taken in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.guidance.po import PoError
from bot.guidance.po_check import Problem
from bot.guidance.values import ReviewState

_DAMAGED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "encoding": "filen är inte i UTF-8 här; spara den som UTF-8",
        "bom": "filen börjar med ett BOM-tecken; spara den som UTF-8 utan BOM",
        "syntax": "raden går inte att läsa som PO; ett citattecken kan saknas",
        "escape": r"omvänt snedstreck följs av något annat än n, t, r, citattecken eller \ ",
        "order": "raden står på fel plats i sin text",
        "unfinished": "texten har ingen msgstr: filen är avklippt",
        "header": "filen saknar huvud (den första texten, med tom msgid)",
        "twice": "samma text står två gånger",
        "long": "texten har fler än tusen rader; är det rätt fil?",
    }
)
_PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "large": "filen är större än en megabyte",
        "fuzzy header": "huvudet är märkt fuzzy; ta bort märket när filen är färdig",
        "language": "Language är {detail}; det ska vara koden för ett språk som guiden översätts till",
        "file name": "filen är på {detail} enligt sitt huvud men heter något annat",
        "charset": "Content-Type ska vara text/plain; charset=utf-8",
        "plural header": "Plural-Forms ska vara: {detail}",
        "script": "översättningarna har inte språkets bokstäver ({detail}); är det rätt språk?",
        "unknown key": "den texten finns inte; hämta en ny fil med rocbot guide export",
        "shape": "den svenska texten har en annan form nu; hämta en ny fil med rocbot guide export",
        "plural": "{detail} pluralformer är ifyllda; alla ska vara det, eller ingen",
        "long": "översättningen är för lång",
        "values": "översättningen har inte samma värden som svenskan: {detail}",
        "numbers": "översättningen har andra tal än svenskan: {detail}",
        "spaces": "översättningen börjar eller slutar med blanktecken",
        "characters": "översättningen har ett tecken som inte får finnas: {detail}",
        "lost": "översättningen finns i dag men inte i filen; den får inte försvinna",
    }
)
STATES: Final[Mapping[ReviewState, str]] = MappingProxyType(
    {
        ReviewState.MISSING: "saknas",
        ReviewState.DRAFT: "utkast",
        ReviewState.REVIEWED: "granskad",
        ReviewState.OUTDATED: "äldre än svenskan",
    }
)


def damaged(error: PoError) -> str:
    return f"rad {error.line}: {_DAMAGED[error.code].strip()}"


def wrong(problem: Problem) -> str:
    key = f"{problem.key}: " if problem.key else ""
    detail = problem.detail or "tom"
    return f"rad {problem.line}: {key}{_PROBLEMS[problem.code].format(detail=detail)}"
