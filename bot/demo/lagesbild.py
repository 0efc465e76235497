"""The part of the scene in which a lägesbild is asked for, reported to, reviewed and posted by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import tomlkit
from rich.text import Text

from bot.clock import SystemClock
from bot.demo.play import Play
from bot.demo.player import Heard, Player
from bot.demo.stage import Stage, example, rocbot

CAST: Final = ("rapp-hed", "rapp-lilja")
_ZONE: Final = ZoneInfo("Europe/Stockholm")
_LEAD: Final = timedelta(seconds=45)
"""So long at least from the request to the posting."""
_SLACK: Final = 20.0
_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"Samverkan Stockholmsregionen": "ssr", "Nacka kommun": "Nacka", "Polisen": "polisen"}
)
_REPORT: Final = """Händelse: Stenkastning mot en skola i Fisksätra i natt (påhittat exempel).
Konsekvens: Skolan är stängd i dag.
Åtgärd: Fältassistenter är på plats från 08:00.
Behov: Fler vuxna ute i kväll.
Kommun: Nacka
Nivå: 2
Trend: värre
Säkerhet: bekräftat
För: ssr"""


async def posted_by_itself(play: Play) -> None:
    """One actor reports, one has nothing new, the duty officer approves, and it is posted on time."""
    hed, lilja, tib = (play.stage.people[name] for name in (*CAST, "tib-lund"))
    for person in (hed, lilja):
        await play.name_rooms(person, _LABELS)
    for person, label in ((hed, "ssr"), (hed, "Nacka"), (lilja, "polisen")):
        play.show(person, label)
    play.console.print(Text("\nLägesbilden", style="bold"))
    due = next_minute(SystemClock().now() + _LEAD)
    await post_at(play.stage, due)
    asked = await play.hears(hed, "frågan till Nacka", "läget hos Nacka kommun")
    await play.says("Nacka", hed, asked.room_id, _REPORT, reply_to=asked.event_id)
    await play.hears(hed, "att rapporten är mottagen", "R-")
    asked = await play.hears(lilja, "frågan till polisen", "läget hos Polis")
    await play.says("Polisen", lilja, asked.room_id, "inget", reply_to=asked.event_id)
    await play.hears(lilja, "att inget nytt är noterat", "nget nytt")
    since = len(tib.heard)
    left = (due - SystemClock().now()).total_seconds()
    review = await play.hears(tib, "att den ska granskas", "Granska lägesbild", since=since, seconds=left)
    await play.says("TiB", tib, review.room_id, "publicera", reply_to=review.event_id)
    await play.hears(tib, "att den är godkänd", "är godkänd och går ut")
    since = len(hed.heard)
    left = (due - SystemClock().now()).total_seconds()
    await play.hears(
        hed, "lägesbilden", "Lägesbild LB-", "Skolan är stängd", since=since, seconds=left + _SLACK
    )
    picture = await _image(play, hed, since)
    late = SystemClock().now() - due
    kind = "krypterad" if "file" in picture.content else "i klartext"
    after = f"{late.total_seconds():.1f} s efter {due.astimezone(_ZONE):%H:%M:%S}"
    play.console.print(f"\nKartan ({kind}) kom {after}.")


async def _image(play: Play, person: Player, since: int) -> Heard:
    play.step = "kartan kommer"
    return await person.hear(lambda heard: heard.content.get("msgtype") == "m.image", _SLACK, since)


async def post_at(stage: Stage, due: datetime) -> None:
    """Load the register once more, now with a posting every day at that minute."""
    wall = due.astimezone(_ZONE)
    document = tomlkit.parse(stage.register.read_text(encoding="utf-8"))
    table: Any = example()["lagesbild"]
    for key, value in {
        "ordinary": [{"at": f"{wall:%H:%M}"}],
        "activated": [{"at": f"{wall:%H:%M}"}],
        "request": "3 min",
        "close": "15 s",
        "reminders": ["5 s"],
    }.items():
        table[key] = value
    document["lagesbild"] = table
    stage.register.write_text(tomlkit.dumps(document), encoding="utf-8")
    config = ("--config", str(stage.config))
    await rocbot("register", str(stage.register), *config, directory=stage.directory)


def next_minute(after: datetime) -> datetime:
    """The first whole minute after it: what the register can name."""
    return after.replace(second=0, microsecond=0) + timedelta(minutes=1)
