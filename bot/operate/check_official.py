"""The official guide: languages that have none, files that are missing, old checks, links that are broken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final

from bot.assembly import Ground
from bot.errors import Fault
from bot.guidance.entries import guide, settings
from bot.guidance.languages import languages
from bot.guidance.official import LinkState, Official, official
from bot.operate.finding import Finding, obs, ok, wrong
from bot.register.load import NO_VERSION

_GUIDE: Final = "guide"


async def look_at_official_guides(base: Ground) -> AsyncIterator[Finding]:
    """Nothing without a register: that is said elsewhere."""
    found: dict[str, Official] = {}
    now = base.clock.now()
    async with base.store.read() as session:
        try:
            snapshot = await base.register.current(session)
        except Fault:
            return
        if snapshot.version == NO_VERSION:
            return
        for one in languages():
            if guide(snapshot, one.code) is not None:
                there = await official(session, snapshot, one.code, now)
                if there is not None:
                    found[one.code] = there
    missing = [one.swedish for one in languages() if one.code not in found]
    if missing:
        yield obs(_GUIDE, f"den officiella guiden är inte inlagd på {', '.join(missing)}")
    limit = settings(snapshot).guide_age.days
    faults = [finding for one in found.values() for finding in _of(one, limit)]
    for finding in faults:
        yield finding
    if not missing and not faults:
        yield ok(_GUIDE, f"den officiella guiden är inlagd på {len(found)} språk")


def _of(found: Official, limit: int) -> Iterator[Finding]:
    entry = found.entry
    key = f"{_GUIDE}.{entry.language}"
    if entry.sha256 is None:
        yield obs(f"{key}.file", "guiden delas ut som länk, ingen PDF är inlagd")
    elif found.body is None:
        yield wrong(f"{key}.file", "filen finns inte i databasen; ladda registret igen med rocbot register")
    if found.too_old:
        text = f"kontrollerades {entry.checked_at}, för över {limit} dagar sedan; se efter hos utgivaren"
        yield obs(f"{key}.checked_at", text)
    if found.link is LinkState.BROKEN:
        yield obs(f"{key}.url", f"länken fungerar inte: {entry.url}")
    if found.link is LinkState.OTHER:
        yield obs(f"{key}.url", f"på nätet ligger en annan fil än den som delas ut: {entry.url}")
