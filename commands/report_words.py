"""The headings that people write in a report, and how its text is read under them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.text import fold
from bot.situation.headings import Vocabulary, split

FREE: Final = "text"
GUIDED: Final = "guided"
_PARTS: Final = (
    ("event", "händelse", "händelser", "händelsen", "händelserna", "vad har hänt", "läge", "läget",
     "nuläge", "aktuellt läge", "lägesbeskrivning", "lägesbild", "event"),
    ("consequence", "konsekvens", "konsekvenser", "konsekvensen", "konsekvenserna", "påverkan",
     "effekter", "consequence", "consequences"),
    ("measure", "åtgärd", "åtgärder", "åtgärden", "åtgärderna", "vidtagen åtgärd", "vidtagna åtgärder",
     "vidtaget", "vad är gjort", "measure", "measures"),
    ("planned", "planerad", "planerade", "planerat", "planerad åtgärd", "planerade åtgärder",
     "kommande åtgärder", "plan", "planned"),
    ("resource", "resurs", "resurser", "resursläge", "resursläget", "bemanning", "resource", "resources"),
    ("need", "behov", "behovet", "stödbehov", "behov av stöd", "behov av samverkan",
     "behov av stöd från andra", "resursbehov", "samverkansbehov", "need", "needs"),
    ("forecast", "prognos", "prognosen", "bedömning", "framåtblick", "prognos 24 timmar", "prognos 72 timmar",
     "forecast"),
)  # fmt: skip
_SHORT: Final = (
    ("kommuner", "kommun", "kommuner", "where"),
    ("observed", "tid", "tidpunkt", "observerad", "observerat", "observed"),
    ("level", "nivå", "level"),
    ("trend", "trend"),
    ("confidence", "säkerhet", "tillförlitlighet", "confidence"),
    ("source", "källa", "källor", "source"),
    ("audience", "för", "spridning", "mottagare", "audience"),
    ("tags", "tema", "teman", "tags"),
    ("urgent", "brådska", "bråttom", "urgent"),
    ("exercise", "övning", "exercise"),
    ("same", "samma", "samma som", "samma händelse", "same"),
    ("actor", "aktör", "organisation", "actor"),
    (GUIDED, "steg"),
    ("answers", "runda"),
)
_KEYS: Final = (
    "händelse", "konsekvens", "konsekvenser", "åtgärd", "åtgärder", "planerad", "planerat", "resurs",
    "resurser", "behov", "prognos",
)  # fmt: skip
_LEFT_OUT: Final = re.compile(
    r"\s*(?P<reference>(?:r\W?(?:\d{4}\W{0,3})?\d{1,5}|(?:0\d|1[0-2])[0-3]\d\W\d{1,5}|senaste|sista))\b[\s:,.]*",
    re.IGNORECASE,
)

_TELLING: Final = frozenset({FREE, "level", *(name for name, *_ in _PARTS)})


def _folded(rows: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {fold(word): name for name, *words in rows for word in words}


def _vocabulary() -> Vocabulary:
    headings, short = _folded(_PARTS), _folded(_SHORT)
    parts = {word: headings[word] for word in _folded(((FREE, *_KEYS),))}
    return Vocabulary(
        free=FREE,
        headings=MappingProxyType({**headings, **short}),
        keys=MappingProxyType({**parts, **{word: name for word, name in short.items() if " " not in word}}),
        short=frozenset(name for name, *_ in _SHORT),
        words=frozenset({"level", "trend", "confidence", "audience", "urgent", "exercise", GUIDED}),
    )


VOCABULARY: Final = _vocabulary()


def read_report(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The values of ``!lägesbild rapport``; the guided talk asks for the rest when nothing is told in them.

    An answer to a question, which has no verb before it, asks for no more than it did.
    """
    found = split(text, start, VOCABULARY)
    told = not _TELLING.isdisjoint(found)
    return found if told or (found and not start) else {**found, GUIDED: ("ja", start)}


def read_correction(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The same after the reference of the report that is corrected."""
    if (named := _LEFT_OUT.match(text, start)) is None:
        return split(text, start, VOCABULARY)
    reference = (named["reference"], named.start("reference"))
    return {"reference": reference, **split(text, named.end(), VOCABULARY)}
