"""``python -m commands.docs``: the page of all commands; ``--check`` says when it is old."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.declare import Arg, Command, Guard, OnChange
from bot.chat.kernel import usage
from bot.chat.languages import SOURCE, Languages
from bot.chat.message import Role, RoomClass
from bot.chat.say import Say
from bot.chat.words import role_name, room_name
from commands import GROUPS

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
_HEAD = """# Kommandon

Sidan är gjord av kommandotabellen med `python -m commands.docs`. Ändra i `commands/`, inte här.

Skriv `!` först; i en direktchatt med boten, och i svar på dess meddelanden, går det utan. å, ä och ö går att
utelämna, stora och små bokstäver spelar ingen roll, och början av ett ord räcker när bara ett ord börjar så.
Värden skrivs `nyckel:värde` i vilken ordning som helst. Det som krävs och saknas frågar boten efter.
"""


def page() -> str:
    """The whole page, in Swedish."""
    say = Languages(ZoneInfo("Europe/Stockholm")).say(SOURCE, datetime(2026, 1, 1, tzinfo=UTC))
    commands = [command for group in GROUPS for command in group.commands]
    words = {name: others for group in GROUPS for name, others in group.words.items()}
    lines = [_HEAD]
    for first in dict.fromkeys(command.path[0] for command in commands):
        also = ", ".join(f"`!{word}`" for word in words.get(first, ()))
        lines.append(f"## !{first}\n" + (f"\nÄven {also}.\n" if also else ""))
        for command in commands:
            if command.path[0] == first:
                lines += _command(command, say)
    return "\n".join(lines).rstrip() + "\n"


def _command(command: Command, say: Say) -> Iterator[str]:
    names = " ".join(command.path)
    others = "".join(f", `!{' '.join(path)}`" for path in command.aliases)
    yield f"### `!{names}`{others}\n"
    summary = say.term(command.summary)
    yield f"{summary[:1].upper()}{summary[1:].rstrip('.')}.\n"
    if command.args:
        yield "| nyckel | vad | krävs |\n| --- | --- | --- |"
        for arg in command.args:
            yield _arg(arg, say)
        yield ""
    yield f"- Vem: {_who(command, say)}"
    yield f"- Var: {_where(command, say)}"
    if command.access.guard is not Guard.TALK:
        yield "- Kräver en signerad enhet."
    if command.confirm is not None:
        yield "- Frågar innan det görs."
    if command.on_edit is OnChange.RERUN:
        yield "- En ändring av meddelandet kör det igen."
    if command.on_edit is OnChange.REVISE:
        yield "- En ändring av meddelandet ändrar det."
    if command.on_redact is OnChange.RETRACT:
        yield "- Tar du bort meddelandet tas det tillbaka."
    for line in command.examples or ((usage(command)[1:],) if command.args else ()):
        yield f"- Exempel: `!{line}`"
    yield ""


def _arg(arg: Arg, say: Say) -> str:
    keys = ", ".join(f"`{key}`" for key in (arg.key, *arg.aliases))
    needed = "nej"
    if arg.required:
        needed = "ja" if arg.when_silent is None else "ja; utan svar okänt"
    return f"| {keys} | {say.term(arg.summary)} | {needed} |"


def _who(command: Command, say: Say) -> str:
    names = [role_name(role, say) for role in Role if role in command.access.roles]
    if command.access.on_duty:
        names.append("den som har jour")
    return say.list(names) if names else "alla i registret"


def _where(command: Command, say: Say) -> str:
    rooms = [sort for sort in RoomClass if sort in command.access.rooms]
    return "alla rum" if len(rooms) == len(RoomClass) else say.list([room_name(sort, say) for sort in rooms])


def main(arguments: list[str]) -> int:
    made = page()
    if "--check" in arguments:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
            return 0
        sys.stderr.write("docs/commands.md is old: run python -m commands.docs\n")
        return 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
