"""The homeserver, its clock, and the bot's account on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from bot.assembly import Ground
from bot.clock import Clock
from bot.config import Settings
from bot.errors import Fault
from bot.matrix.errors import LoggedOut
from bot.matrix.faults import homeserver_faults
from bot.matrix.identity import OwnIdentityView
from bot.matrix.light import LightClient, ServerFacts
from bot.operate.finding import Finding, obs, of_fault, ok, wrong
from bot.operate.homeserver import as_the_bot

SERVER: Final = "matrix.homeserver"
ACCOUNT: Final = "matrix.user_id"
_CLOCK_OFF_SECONDS = 30.0
"""Deadlines of a case are minutes."""
_HALF_A_SECOND = 0.5
"""What a Date header leaves out, on average."""


async def look_at_homeserver(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Whether it answers, what it is, and whether its clock agrees with ours."""
    matrix = settings.matrix
    async with LightClient(matrix.homeserver, matrix.user_id) as client:
        before = clock.now()
        try:
            with homeserver_faults(matrix.user_id):
                facts = await client.facts()
        except Fault as fault:
            yield of_fault(SERVER, fault)
            return
        middle = before + (clock.now() - before) / 2
    newest = facts.versions[-1] if facts.versions else "?"
    yield ok(SERVER, f"{facts.software or 'servern'} svarar, Matrix {newest}")
    if not any(version.startswith("v1.") for version in facts.versions):
        yield wrong(SERVER, "servern talar inte Matrix v1; uppgradera den")
    if facts.date is None:
        yield obs("klocka", "servern säger inte vad klockan är, så den är inte jämförd")
    else:
        yield _clock(facts, (middle - facts.date).total_seconds() - _HALF_A_SECOND)


def _clock(facts: ServerFacts, ahead: float) -> Finding:
    assert facts.date is not None  # noqa: S101 - asked before
    if abs(ahead) <= _CLOCK_OFF_SECONDS:
        return ok("klocka", "går som serverns")
    which = "före" if ahead > 0 else "efter"
    return wrong("klocka", f"går {abs(ahead):.0f} s {which} serverns; ställ den med NTP på båda")


async def look_at_account(base: Ground) -> AsyncIterator[Finding]:
    """The login, and whether its device is signed by an identity that is ours."""
    user_id = base.settings.matrix.user_id
    try:
        async with as_the_bot(base) as client:
            who = await client.call("GET", "/account/whoami")
            if (who.get("user_id"), who.get("device_id")) != (user_id, client.device_id):
                raise LoggedOut
            yield ok(ACCOUNT, f"{user_id} är inloggad, enhet {client.device_id}")
            if await OwnIdentityView(client, base.store).signs(client.device_id):
                yield ok(ACCOUNT, "identiteten är vår och enheten är signerad av den")
            else:
                yield wrong(ACCOUNT, "enheten är inte signerad; boten gör det när den startar")
    except Fault as fault:
        key = SERVER if fault.code in {"matrix.unreachable", "matrix.busy", "matrix.rejected"} else ACCOUNT
        yield of_fault(key, fault)
