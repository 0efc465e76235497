"""The register in force: what its own checks say of it today."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from bot.actors.bindings import unbound
from bot.assembly import Ground, register_sentences
from bot.errors import Fault
from bot.operate.coverage import COVERAGE, coverage_remarks
from bot.operate.finding import Finding, obs, of_fault, ok, wrong
from bot.register.load import NO_VERSION, concerns

REGISTER: Final = "register"


async def look_at_register(base: Ground) -> AsyncIterator[Finding]:
    """Numbers grow old and rows stay undecided, so what was right when it was loaded is looked at again."""
    try:
        async with base.store.read() as session:
            snapshot = await base.register.current(session)
    except Fault as fault:
        yield of_fault(REGISTER, fault)
        return
    if snapshot.version == NO_VERSION:
        yield of_fault(REGISTER, Fault("register.none"))
        return
    yield ok(REGISTER, f"version {snapshot.version} gäller")
    for concern in concerns(snapshot, base.sections, register_sentences()):
        yield (obs if concern.warning else wrong)(concern.key, concern.text)
    lines = await coverage_remarks(snapshot, base)
    for line in lines:
        yield obs(COVERAGE, line)
    if not lines:
        yield ok(COVERAGE, "det finns alltid någon som svarar")
    for entry in unbound(snapshot):
        yield obs(f"room.{entry.address}", "rummet är inte funnet än; kör `rocbot rooms`")
