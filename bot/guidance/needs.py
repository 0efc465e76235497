"""The words people use for what they need help with, in Swedish and English, with typing errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from bot.actors.facts import fold
from bot.guidance.values import Need

_SAME: Final = 88
"""Of 100: so alike that it is a typing error."""
_ALIKE: Final = 66
_SHORTEST: Final = 5
"""Shorter words are too alike each other to be corrected."""

_WORDS: Final[Mapping[Need, str]] = MappingProxyType(
    {
        Need.BARN: (
            "barn, barnet, ett barn, unga, ung, ungdom, ungdomar, tonåring, under 18, dotter, son, "
            "bris, pojke, pojken, flicka, flickan, child, children, kid, kids, young person, youth, "
            "teenager, minor"
        ),
        Need.FORALDER: (
            "förälder, föräldrar, föräldern, föräldrastöd, föräldraskap, föräldraskapsstöd, orolig "
            "förälder, oroliga föräldrar, mamma, pappa, vårdnadshavare, orolig, orolig vuxen, "
            "orosanmälan, oro för barn, oro för ett barn, familj, familjen, anhörig, anhöriga, "
            "parent, parents, mother, father, guardian, worried parent, worried, family, relative"
        ),
        Need.LAMNA: (
            "lämna, lämna gäng, lämna ett gäng, lämna gänget, vill lämna, vill lämna ett gäng, "
            "avhoppare, avhopp, avhoppet, avhopparverksamhet, avhopparsamordning, hoppa av, vill "
            "hoppa av, gäng, kriminalitet, lämna kriminalitet, defektor, leave, leave a gang, leave "
            "gang, leaving a gang, exit, gang exit, defector, gang"
        ),
        Need.BROTTSOFFER: (
            "brottsoffer, brottsofferstöd, brottsofferjouren, offer, målsägande, utsatt, utsatt för "
            "brott, rånad, rån, misshandel, misshandlad, hotad, hotas, hot, vittne, vittnesstöd, "
            "skottlossning, victim, victims, crime victim, victim support, robbed, robbery, assault, "
            "assaulted, threatened, witness"
        ),
        Need.VALD: (
            "våld, våld i nära relation, våld i nära relationer, nära relation, nära relationer, "
            "relationsvåld, partnervåld, kvinnofrid, kvinnofridslinjen, kvinnojour, skyddat boende, "
            "våld i hemmet, våld hemma, slagen hemma, slår mig, slår henne, violence, "
            "domestic violence, domestic abuse, abuse, "
            "women's shelter, shelter, partner violence, violence at home"
        ),
        Need.HEDER: (
            "heder, hedersvåld, hedersförtryck, hedersrelaterat, hedersrelaterat våld, "
            "hedersrelaterat våld och förtryck, hedersproblematik, tvångsgifte, bortgift, "
            "barnäktenskap, könsstympning, balkongflicka, honour, honor, honour violence, honor "
            "violence, honour-related, honour-related violence, honor-related violence, forced "
            "marriage, child marriage"
        ),
    }
)
_KNOWN: Final[Mapping[str, Need]] = MappingProxyType(
    {fold(word): need for need, words in _WORDS.items() for word in words.split(", ")}
)


def read_need(text: str) -> Need | None:
    """The need that was meant, typing errors and all; None when it could be none, or more than one."""
    typed = fold(text)
    if typed in _KNOWN:
        return _KNOWN[typed]
    if len(typed) < _SHORTEST:
        return None
    near = _near(typed, _SAME, [word for word in _KNOWN if word.count(" ") == typed.count(" ")])
    return near[0] if len(near) == 1 else None


def nearest_needs(text: str) -> tuple[Need, ...]:
    """Those whose words are most like it, nearest first; all of them when none is."""
    return _near(fold(text), _ALIKE, _KNOWN) or tuple(Need)


def _near(typed: str, least: int, known: Iterable[str]) -> tuple[Need, ...]:
    hits = process.extract(typed, list(known), scorer=fuzz.ratio, limit=6, score_cutoff=least)
    return tuple(dict.fromkeys(_KNOWN[word] for word, _, _ in hits))
