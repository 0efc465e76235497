"""An edit or a redaction of a command's message changes what the command did, where it has words for that."""

# ruff: noqa: ARG001 - executors take what the kernel hands them
from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.chat.converters import Number, Words
from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, Guard, OnChange
from bot.chat.document import doc
from bot.chat.message import Role, RoomClass, Trust
from bot.chat.notices import KERNEL
from bot.chat.outcome import About, Notice, Outcome, ToClass
from bot.chat.policy import Policy
from bot.chat.registry import Table, TableError
from bot.chat.say import msg
from bot.errors import Refusal
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from tests.chat.kit import DIRECT, JOUR, POLIS, ROC, UNIT, Scene

FIRST = "!logg skriv djup:4 Motorn hostar"


@dataclass
class Log:
    """The service: what stands in the ship's log, by the message it came from, and whose watch it was."""

    lines: dict[str, str] = field(default_factory=dict)
    watches: list[str | None] = field(default_factory=list)
    closed: bool = False


@dataclass(frozen=True)
class WriteArgs:
    text: str
    depth: int


async def write(call: Call, args: WriteArgs, log: Log) -> Outcome:
    log.lines[call.incoming.event_id] = f"{args.text} ({args.depth})"
    return Outcome("L-1", about=About("log", "L-1", "command"))


async def change(call: Call, args: WriteArgs, log: Log) -> Outcome:
    if log.closed:
        raise Refusal("log.closed")
    assert call.incoming.relates_to is not None
    log.lines[call.incoming.relates_to] = f"{args.text} ({args.depth})"
    told = Notice("log.changed", ToClass(RoomClass.ROC), {"ref": "L-1"})
    return Outcome("L-1", (told,), about=About("log", "L-1", "command"))


async def strike(call: Call, log: Log) -> Outcome:
    if log.closed:
        raise Refusal("log.closed")
    log.lines.pop(call.incoming.relates_to or "")
    return Outcome("L-1", (Notice("log.changed", ToClass(RoomClass.ROC), {"ref": "L-1"}),))


async def silence(call: Call) -> Outcome:
    return Outcome(None)


WRITE = Command(
    path=("logg", "skriv"),
    summary=msg("skriver i loggen"),
    args=(
        Arg(
            "text",
            "text",
            Words(2000),
            msg("vad"),
            question=msg("Vad?"),
            position=0,
            rest=True,
            verbatim=True,
        ),
        Arg("depth", "djup", Number(0, 99), msg("djupet"), required=False, default=0, single=True),
    ),
    access=Access(rooms=frozenset({RoomClass.DIREKT, RoomClass.ENHET, RoomClass.ROC})),
    execute=write,
    view=lambda ref, say: doc(say("{ref} är skriven.", ref=ref)),
    on_edit=OnChange.REVISE,
    revise=change,
    revised=lambda ref, say: doc(say("{ref} är ändrad.", ref=ref)),
    on_redact=OnChange.RETRACT,
    retract=strike,
    retracted=lambda ref, say: doc(say("{ref} är struken.", ref=ref)),
)


@dataclass(frozen=True)
class WatchArgs:
    text: str
    watch: str | None


async def keep_watch(call: Call, args: WatchArgs, log: Log) -> Outcome:
    log.watches.append(args.watch)
    return Outcome("L-1")


WATCH = Command(
    path=("logg", "vakt"),
    summary=msg("skriver för en vakt"),
    args=(
        Arg("text", "text", Words(2000), msg("vad"), question=msg("Vad?"), position=0, rest=True),
        Arg("watch", "vem", Words(40), msg("vems vakt"), question=msg("Vems vakt?"), kept=True),
    ),
    execute=keep_watch,
    view=lambda ref, say: doc(say("{ref} är skriven.", ref=ref)),
    on_edit=OnChange.REVISE,
    revise=keep_watch,
    revised=lambda ref, say: doc(say("{ref} är ändrad.", ref=ref)),
)
QUIET = Command(
    path=("logg", "inget"),
    summary=msg("inget att skriva"),
    execute=silence,
    view=lambda _, say: doc(say("Inget är skrivet.")),
)
GROUP = Group(
    commands=(WRITE, WATCH, QUIET),
    notices={"log.changed": lambda fields, say: doc(say("{ref} ändrades.", ref=fields["ref"]))},
    problems={"log.closed": lambda _, say: doc(say("Loggen är stängd."))},
    followers=(Follower("log", "logg", "rad"),),
)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def scene(store: Store, log: Log) -> Scene:
    return Scene(store, (KERNEL, GROUP), {Log: log})


async def edit(scene: Scene, text: str, room: str = DIRECT, sender: str = POLIS, **more: Any) -> str:
    said = await scene.type(text, room, sender, kind=InboxKind.EDIT, relates_to="$in1", **more)
    return "\n".join(one.body for one in said)


async def test_an_edit_changes_what_the_command_did_and_the_others_hear_it(scene: Scene, log: Log) -> None:
    assert await scene.body(FIRST) == "L-1 är skriven."
    assert await edit(scene, "!logg skriv djup:5 Motorn går") == "L-1 är ändrad.\nL-1 ändrades."
    assert log.lines == {"$in1": "Motorn går (5)"}
    assert await edit(scene, "!logg skriv Motorn står") == "L-1 är ändrad.\nL-1 ändrades."
    assert log.lines == {"$in1": "Motorn står (0)"}


async def test_what_was_answered_after_the_first_message_is_not_missed_in_its_edit(
    scene: Scene, log: Log
) -> None:
    assert "Vems vakt?" in await scene.body("!logg vakt Lugnt")
    assert await scene.body("Kims") == "L-1 är skriven."
    assert await edit(scene, "!logg vakt Stormigt") == "L-1 är ändrad."
    assert await edit(scene, "!logg vakt Stormigt vem:Los") == "L-1 är ändrad."
    assert log.watches == ["Kims", None, "Los"]


async def test_the_answer_to_an_edit_stands_by_the_first_message(scene: Scene) -> None:
    await scene.type(FIRST, UNIT)
    said = await scene.type("!logg skriv Lugnt", UNIT, kind=InboxKind.EDIT, relates_to="$in1")
    assert said[0].target == UNIT
    assert "$in1" in str(said[0].content.get("m.relates_to"))


async def test_the_verb_alone_and_a_text_without_any_command_are_read_as_the_same_command(
    scene: Scene, log: Log
) -> None:
    await scene.type(FIRST)
    await edit(scene, "skriv Vi ligger still")
    assert log.lines == {"$in1": "Vi ligger still (0)"}
    await edit(scene, "Läcka: förut\nPumpen går kl 14:30")
    assert log.lines == {"$in1": "Läcka: förut\nPumpen går kl 14:30 (0)"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("!logg skriv djup:mycket Hostar", "tal mellan 0 och 99"),
        ("!logg skriv djup:4", "Det saknas text:"),
        ("!logg skriv djop:4 Hostar", "Menade du djup:?\nSå här: !logg skriv djup:4 Hostar"),
        ("!logg inget", "Den nya texten är inte !logg skriv."),
        ("inget", "Den nya texten är inte !logg skriv."),
        ("", "Jag läser bara text"),
    ],
)
async def test_a_text_that_cannot_be_read_leaves_the_first_and_says_so(
    scene: Scene, log: Log, text: str, why: str
) -> None:
    await scene.type(FIRST)
    said = await edit(scene, text)
    assert why in said
    assert said.endswith("Ändringen gör ingenting. Det du skrev först gäller.")
    assert log.lines == {"$in1": "Motorn hostar (4)"}


async def test_what_the_service_refuses_leaves_the_first_and_says_so(scene: Scene, log: Log) -> None:
    await scene.type(FIRST)
    log.closed = True
    assert await edit(scene, "!logg skriv Nej") == (
        "Loggen är stängd.\nÄndringen gör ingenting. Det du skrev först gäller."
    )
    said = await scene.body("", kind=InboxKind.REDACTION, relates_to="$in1", encrypted=False)
    assert said == "Meddelandet är borta, men !logg skriv är gjort.\nLoggen är stängd."
    assert log.lines == {"$in1": "Motorn hostar (4)"}


async def test_an_edit_in_clear_changes_nothing(scene: Scene, log: Log) -> None:
    await scene.type(FIRST)
    said = await edit(scene, "!logg skriv Sänk båten", encrypted=False, trust=Trust.NONE)
    assert "kom okrypterat" in said
    assert log.lines == {"$in1": "Motorn hostar (4)"}


async def test_access_is_decided_again_when_the_message_is_changed(scene: Scene, log: Log) -> None:
    await scene.type(FIRST)
    direct = scene.world.places[DIRECT]
    scene.world.places[DIRECT] = replace(direct, room_class=RoomClass.LEDNING)
    assert "Det går inte i det här rummet." in await edit(scene, "!logg skriv Annat")
    said = await scene.body("", kind=InboxKind.REDACTION, relates_to="$in1", encrypted=False)
    assert "Det går inte i det här rummet." in said
    assert log.lines == {"$in1": "Motorn hostar (4)"}


async def test_the_authors_redaction_takes_it_back_whatever_a_device_must_be(store: Store, log: Log) -> None:
    """A redaction is never encrypted, so it never comes from a signed device."""
    strict = replace(WRITE, access=Access(roles=frozenset({Role.POLIS}), guard=Guard.CASE))
    policy = Policy(needs_signed=frozenset({Guard.CASE}))
    scene = Scene(store, (KERNEL, replace(GROUP, commands=(strict, QUIET))), {Log: log}, policy)
    await scene.type(FIRST)
    said = await scene.body(
        "", kind=InboxKind.REDACTION, relates_to="$in1", encrypted=False, trust=Trust.NONE
    )
    assert said == "L-1 är struken.\nL-1 ändrades."
    assert log.lines == {}


async def test_a_guided_talk_is_changed_by_an_edit_of_what_began_it(scene: Scene, log: Log) -> None:
    await scene.type("!logg skriv djup:4")
    await edit(scene, "!logg skriv djup:5")
    await scene.type("Motorn hostar")
    assert log.lines == {"$in1": "Motorn hostar (5)"}
    await edit(scene, "!logg skriv djup:6 Motorn går")
    assert log.lines == {"$in1": "Motorn går (6)"}


async def test_a_flood_of_edits_is_held_back_and_said_once(store: Store, log: Log) -> None:
    scene = Scene(store, (KERNEL, GROUP), {Log: log}, Policy(messages_a_minute=20))
    await scene.type(FIRST, ROC, JOUR)
    said = [await edit(scene, f"!logg skriv djup:{n} Hostar", ROC, JOUR) for n in range(60)]
    assert sum("väldigt många meddelanden" in one for one in said) == 1
    assert said[-1] == ""


async def test_a_change_without_words_for_it_fails_at_start(log: Log) -> None:
    for wrong in (
        replace(WRITE, revise=None),
        replace(WRITE, revised=None),
        replace(WRITE, on_edit=OnChange.SAY),
        replace(WRITE, retract=None),
        replace(WRITE, on_redact=OnChange.SAY),
    ):
        with pytest.raises(TableError, match="logg skriv"):
            Table((replace(GROUP, commands=(wrong, QUIET)),), {Log: log})
    with pytest.raises(TableError, match="no service Log"):
        Table((GROUP,), {})
