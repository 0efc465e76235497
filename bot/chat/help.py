"""What this person may do in this room, by the same rule that decides when they try."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.access import decide
from bot.chat.declare import Arg, Call, Command
from bot.chat.document import Block, Document, bullets, code, doc, para, strong
from bot.chat.kernel import usage
from bot.chat.message import RoomClass
from bot.chat.policy import Policy
from bot.chat.registry import Table
from bot.chat.say import Say
from bot.chat.words import room_name
from bot.errors import Refusal

_ITSELF = ("hjälp",)


@dataclass(frozen=True)
class Overview:
    """The commands allowed here; ``locked`` counts those that a signed device would add."""

    commands: tuple[Command, ...]
    locked: int


@dataclass(frozen=True)
class Explanation:
    command: Command
    refusal: Refusal | None


def overview(call: Call, table: Table, policy: Policy) -> Overview:
    verdicts = [
        (command, decide(command, call.caller, call.place, policy).refusal) for command in table.commands
    ]
    allowed = tuple(
        command
        for command, refusal in verdicts
        if refusal is None and call.place.room_class not in command.access.moved_from
    )
    locked = sum(refusal is not None and refusal.code == "access.device" for _, refusal in verdicts)
    return Overview(allowed, locked)


def explain(call: Call, topic: str, table: Table, policy: Policy) -> Overview | Explanation:
    """One command, or a group's commands.

    Raises:
        Refusal: ``command.unknown`` with the nearest that the person may use.
    """
    words = topic.replace("!", " ").split()
    match = table.names.find(words)
    whole = overview(call, table, policy)
    alone = None if match.group else table.names.alone(words, lambda one: one in whole.commands)
    if (command := match.command or alone) is not None:
        return Explanation(command, decide(command, call.caller, call.place, policy).refusal)
    if match.group is not None and len(words) == 1:
        return Overview(tuple(one for one in whole.commands if one.path[0] == match.group), whole.locked)
    near = table.names.nearest(words, lambda one: one in whole.commands)
    raise Refusal("command.unknown", word=topic[:60], near=tuple(one.path for one in near))


def show(value: Overview | Explanation, say: Say) -> Document:
    return _overview(value, say) if isinstance(value, Overview) else _explanation(value, say)


def _overview(value: Overview, say: Say) -> Document:
    lines = [
        para(code(f"!{' '.join(command.path)}"), " – ", say.term(command.summary))
        for command in value.commands
    ]
    blocks: list[Block] = [para(say("Det här kan du göra här:")), bullets(lines)]
    if value.locked:
        blocks.append(
            para(
                say.count(
                    "{n} kommando till kräver en signerad enhet. Skriv !vem, så ser du hur du signerar den.",
                    "{n} kommandon till kräver en signerad enhet. Skriv !vem, så ser du hur du signerar den.",
                    value.locked,
                )
            )
        )
    told = (command for command in value.commands if command.examples and command.path != _ITSELF)
    explained = max(told, key=lambda command: len(command.args), default=None)
    if explained is not None:
        name = " ".join(explained.path)
        blocks.append(
            para(say.rich("Skriv {line} för exempel på ett av dem.", line=code(f"{say('!hjälp')} {name}")))
        )
    return doc(*blocks)


def _explanation(value: Explanation, say: Say) -> Document:
    command = value.command
    blocks: list[Block] = [para(strong(f"!{' '.join(command.path)}"), " – ", say.term(command.summary))]
    others = [" ".join(path) for path in command.aliases]
    if others:
        blocks.append(para(say("Andra namn: {names}.", names=say.list(others))))
    if command.args:
        blocks.append(bullets(para(code(f"{arg.key}:"), " ", _argument(arg, say)) for arg in command.args))
    examples = command.examples or ((usage(command).removeprefix("!"),) if command.args else ())
    if examples:
        blocks.append(para(say("Exempel:")))
        blocks.append(bullets(code(f"!{line}") for line in examples))
    rooms = [room_name(sort, say) for sort in sorted(command.access.rooms)]
    if len(rooms) < len(RoomClass):
        blocks.append(para(say("Går att skriva i {rooms}.", rooms=say.list(rooms, either=True))))
    if value.refusal is not None:
        blocks.append(para(say("Du kan inte göra det här och nu.")))
    return doc(*blocks)


def _argument(arg: Arg, say: Say) -> str:
    summary = say.term(arg.summary)
    if arg.aliases:
        summary = say("{summary} (eller {names})", summary=summary, names=say.list(arg.aliases, either=True))
    return summary if arg.required else say("{summary}; behövs inte", summary=summary)
