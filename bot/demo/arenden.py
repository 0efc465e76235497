"""The part of the scene in which the police raise two cases: one is taken, and one goes on to TiB."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import Final

from rich.text import Text

from bot.channels.marks import CODE_DIGITS
from bot.demo.play import SECONDS, Play, SceneError

CAST: Final = ("polis-ek", "jour-alm", "jour-chef", "roc-kvist", "tib-lund")
_STEP_SECONDS: Final = 30.0
_CHAIN_SECONDS: Final = 90.0


async def taken(play: Play, direct: str) -> None:
    """Raised, alarmed, taken, spoken about and closed."""
    police, duty, centre = (play.stage.people[name] for name in ("polis-ek", "jour-alm", "roc-kvist"))
    play.console.print(Text("Ett ärende som tas", style="bold"))
    line = "!arende ny hemkommun: Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu"
    await play.says("Polis", police, direct, line)
    await play.hears(police, "frågan om vem de ringer upp", "ring 112", "1")
    await play.says("Polis", police, direct, "1")
    raised = await play.hears(police, "referensen", "IA-", "Stockholms socialjour")
    reference = _reference(raised.text)
    alarm = await play.hears(duty, "larmet", reference, "tar")
    await play.says("Jour", duty, alarm.room_id, "tar", reply_to=alarm.event_id)
    await play.hears(police, "att jouren har tagit det", reference, "har tagit")
    await play.says("Jour", duty, alarm.room_id, "ringt", reply_to=alarm.event_id)
    await play.hears(centre, "att kontakten finns", reference, "kontakt")
    await play.says("Jour", duty, alarm.room_id, "!ärende avsluta klart", reply_to=alarm.event_id)
    await play.hears(centre, "att det är avslutat", reference, "avslutad")


async def untaken(play: Play, direct: str) -> None:
    """Seen but taken by nobody, to the end of the chain; then taken back."""
    people = ("polis-ek", "jour-alm", "jour-chef", "tib-lund")
    police, duty, chief, tib = (play.stage.people[name] for name in people)
    play.console.print(Text("\nEtt ärende som någon svarar på med sms, men som ingen tar", style="bold"))
    since = len(police.heard)
    line = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:15-17 gäng:ja när:nu ring:RLC"
    await play.says("Polis", police, direct, line)
    raised = await play.hears(police, "referensen", "IA-", "Stockholms socialjour", since=since)
    reference = _reference(raised.text)
    await _answers_by_sms(play, reference)
    await play.hears(police, "att larmet är sett", "har sett larmet om", reference)
    await play.hears(duty, "att klockan går igen", reference, "klockan går igen", seconds=_STEP_SECONDS)
    await play.hears(chief, "larmet när jouren ändå inte tar det", reference, seconds=_STEP_SECONDS)
    await play.hears(
        tib, "larmet när ingen svarar", "Ingen enhet har tagit", "överlämna", seconds=_CHAIN_SECONDS
    )
    await play.hears(police, "numren att ringa", "Ingen enhet har tagit", reference)
    await play.says("Polis", police, direct, f"!ärende återta {reference} skäl:behövs inte längre")
    await play.hears(tib, "att det är återtaget", reference, "återtagen")


async def _answers_by_sms(play: Play, reference: str) -> None:
    """The one on duty does not look into the room, and answers the text message."""
    play.step = "larmet kommer som sms"
    async with asyncio.timeout(SECONDS):
        while not (found := [one for one in play.gateway.taken if reference in one["message"]]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    number, text = found[0]["to"], found[0]["message"]
    play.print("sms", "till jouren", text, play.said_at)
    code = next(word for word in text.split() if word.isdecimal() and len(word) == CODE_DIGITS)
    play.step = "svaret med koden tas emot"
    play.said_at = time.perf_counter()
    play.print("sms", "från jouren", code, None)
    status, reply = await play.expect(play.step, play.gateway.answer(number, code))
    if status != HTTPStatus.OK or reference not in reply:
        raise SceneError(f"svaret fick {status}")
    play.print("sms", "till jouren", reply, play.said_at)


def _reference(text: str) -> str:
    return next(word.strip(".,") for word in text.split() if word.startswith("IA-"))
