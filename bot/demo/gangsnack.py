"""The part of the scene in which the guide is handed out in Somali, and made into a page to print."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from bot.demo.play import Play
from bot.guidance import frame
from bot.guidance.shelf import shipped

_LINES: Final = 12
"""So many lines of the text for parents are printed; all of it is heard."""
_KOMMUN: Final = "Nacka"
_FICTITIOUS: Final = "08-465"
"""What the example register's own numbers begin with."""
_ASKED: Final = f"!gängsnack somaliska kommun:{_KOMMUN}"


async def handed_out(play: Play, direct: str) -> None:
    """The text as the draft it is, the kommun's own help, the stand-in guide as a file, and the page."""
    police = play.stage.people["polis-ek"]
    somali = shipped()["so"]
    said = [somali.form(line, 1) or "" for line in (frame.TITLE, frame.DRAFT)]
    wanted = (*said, _KOMMUN, "112", _FICTITIOUS)
    play.console.print(Text("\nGängsnack på somaliska", style="bold"))
    play.longest = _LINES
    since = len(police.heard)
    await play.says("Polis", police, direct, _ASKED)
    await play.hears(police, "vad som lämnas ut", "Gängsnacket på somaliska", "utkast", since=since)
    text = await play.hears(police, "texten på somaliska", *wanted, since=since)
    await play.hears(police, "den officiella guiden som fil", "gangsnacket-so.pdf", since=since)
    since = len(police.heard)
    await play.says("Polis", police, direct, f"{_ASKED} format:pdf")
    await play.hears(police, "sidan att skriva ut", ".pdf]", since=since)
    play.longest = None
    _print_numbers(play, text.text)


def _print_numbers(play: Play, text: str) -> None:
    """The local contacts stand last in the text."""
    numbers = [line for line in text.splitlines() if _FICTITIOUS in line]
    play.console.print("\nHjälpen nära, som den står i texten:")
    for line in numbers:
        play.console.print(Text(f"{'':9}{line}"))
