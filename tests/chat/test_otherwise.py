"""A reply that names no verb is read as what was asked for, where a subject says so; talk stays talk."""

# ruff: noqa: ARG001 - executors take what the kernel hands them
from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.chat.converters import Words
from bot.chat.declare import Arg, Call, Command, Follower, Group
from bot.chat.document import doc
from bot.chat.notices import KERNEL
from bot.chat.outcome import About, Outcome
from bot.chat.registry import Table, TableError
from bot.chat.say import msg
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from tests.chat.kit import DIRECT, JOUR, POLIS, UNIT, Said, Scene


@dataclass
class Desk:
    """The service: what was told of which walk."""

    told: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class TellArgs:
    text: str
    walk: str


async def tell(call: Call, args: TellArgs, desk: Desk) -> Outcome:
    desk.told.append((args.walk, args.text))
    return Outcome("tack")


async def ask(call: Call) -> Outcome:
    return Outcome("W-7", about=About("walk", "W-7", "question"))


async def nothing(call: Call, desk: Desk) -> Outcome:
    desk.told.append(("", "inget"))
    return Outcome("inget")


TEXT = Arg(
    "text", "text", Words(2000), msg("vad"), question=msg("Vad?"), position=0, rest=True, verbatim=True
)
WALK = Arg("walk", "rond", Words(20), msg("ronden"), required=False, default="")
TELL = Command(
    ("rond", "skriv"), msg("skriver"), tell, lambda _, say: doc(say("Det är noterat.")), args=(TEXT, WALK)
)
COMMANDS = (
    TELL,
    Command(("rond", "fråga"), msg("frågar"), ask, lambda ref, say: doc(say("Vad ser ni ({ref})?", ref=ref))),
    Command(("rond", "inget"), msg("inget"), nothing, lambda _, say: doc(say("Inget är noterat."))),
    Command(("behov",), msg("visar behov"), nothing, lambda _, say: doc(say("Behoven."))),
)
GROUP = Group(COMMANDS, followers=(Follower("walk", "rond", "rond", {"✅": "inget"}, otherwise="skriv"),))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def scene(store: Store, desk: Desk) -> Scene:
    return Scene(store, (KERNEL, GROUP), {Desk: desk})


async def asked(scene: Scene, room: str = UNIT) -> Said:
    (said,) = await scene.type("!rond fråga", room, JOUR)
    return said


LONG = "Behov av stöd: Två sandsäckar\nKl 14:30 steg vattnet.\n\nnivå: 2 https://vatten.example/a"


async def test_a_reply_without_a_verb_is_told_whole_and_about_what_was_asked(
    scene: Scene, desk: Desk
) -> None:
    question = await asked(scene)
    event = f"$out{question.row.id}"
    assert await scene.body(LONG, UNIT, JOUR, reply_to=event) == "Det är noterat."
    assert await scene.body("Strömavbrott", UNIT, JOUR, reply_to=event) == "Det är noterat."
    assert desk.told == [("W-7", LONG), ("W-7", "Strömavbrott")]


async def test_a_verb_and_a_reaction_mean_what_they_did(scene: Scene, desk: Desk) -> None:
    question = await asked(scene)
    event = f"$out{question.row.id}"
    assert await scene.body("inget", UNIT, JOUR, reply_to=event) == "Inget är noterat."
    assert await scene.body("!rond inget", UNIT, JOUR, reply_to=event) == "Inget är noterat."
    assert "Inget" in await scene.body("✅", UNIT, JOUR, kind=InboxKind.REACTION, relates_to=event)
    assert await scene.body("skriv Lugnt", UNIT, JOUR, reply_to=event) == "Det är noterat."
    assert await scene.body("behov", UNIT, JOUR, reply_to=event) == "Behoven."
    assert desk.told[3:] == [("W-7", "Lugnt"), ("", "inget")]


@pytest.mark.parametrize(
    "text", ["ok", "Tack!", "OK, tack ska du ha", "👍", "…", "Vem tar det?", "Tack, bra!"]
)
async def test_thanks_signs_and_questions_are_no_answer(scene: Scene, desk: Desk, text: str) -> None:
    question = await asked(scene)
    assert await scene.type(text, UNIT, JOUR, reply_to=f"$out{question.row.id}") == []
    assert desk.told == []
    direct = await asked(scene, DIRECT)
    said = await scene.body(text, DIRECT, POLIS, reply_to=f"$out{direct.row.id}")
    assert "Jag förstod inte det." in said
    assert desk.told == []


async def test_words_in_the_thread_count_when_it_hangs_on_our_message(scene: Scene, desk: Desk) -> None:
    question = await asked(scene)
    root = f"$out{question.row.id}"
    assert await scene.type("Översvämning", UNIT, JOUR, thread_root=root) == []
    assert await scene.body("Översvämning i hamnen", UNIT, JOUR, thread_root=root) == "Det är noterat."
    assert await scene.type("Jag åker dit", UNIT, JOUR, reply_to="$person", thread_root=root) == []
    assert desk.told == [("W-7", "Översvämning i hamnen")]


async def test_a_reply_to_a_persons_own_message_is_talk(scene: Scene, desk: Desk) -> None:
    await scene.type("!rond fråga", UNIT, JOUR)
    assert await scene.type("Vattnet stiger", UNIT, POLIS, reply_to="$in1") == []
    assert await scene.type("Vattnet stiger fort", UNIT, POLIS, thread_root="$in1") == []
    assert desk.told == []


async def test_a_reply_is_told_even_while_a_question_is_open(scene: Scene, desk: Desk) -> None:
    question = await asked(scene)
    assert "Vad?" in await scene.body("!rond skriv", UNIT, JOUR)
    said = await scene.body("Vattnet stiger", UNIT, JOUR, reply_to=f"$out{question.row.id}")
    assert said.startswith("Det är noterat.")
    assert desk.told == [("W-7", "Vattnet stiger")]


async def test_a_verb_that_takes_no_text_fails_at_start(desk: Desk) -> None:
    follower = GROUP.followers[0]
    for wrong in ("inget", "saknas"):
        with pytest.raises(TableError, match=f"rond {wrong}"):
            Table((replace(GROUP, followers=(replace(follower, otherwise=wrong),)),), {Desk: desk})


async def test_a_bare_yes_or_no_is_answered_where_silence_would_be_taken_for_a_deed(
    store: Store, desk: Desk
) -> None:
    follower = Follower("walk", "rond", "rond", otherwise="skriv", answered="inget")
    scene = Scene(store, (KERNEL, Group(COMMANDS, followers=(follower,))), {Desk: desk})
    root = f"$out{(await asked(scene)).row.id}"
    for text in ("ok", "Ja!", "nej", "ok 👍"):
        assert await scene.body(text, UNIT, JOUR, reply_to=root) == "Inget är noterat."
    assert await scene.type("ok", UNIT, JOUR, thread_root=root) == []
    for text in ("tack", "Ok, tack!"):
        assert await scene.type(text, UNIT, JOUR, reply_to=root) == []
    assert await scene.body("ja, men vattnet stiger", UNIT, JOUR, reply_to=root) == "Det är noterat."


async def test_a_yes_to_an_open_question_answers_that(store: Store, desk: Desk) -> None:
    follower = Follower("walk", "rond", "rond", otherwise="skriv", answered="inget")
    scene = Scene(store, (KERNEL, Group(COMMANDS, followers=(follower,))), {Desk: desk})
    root = f"$out{(await asked(scene)).row.id}"
    await scene.body("!rond skriv", UNIT, JOUR)
    assert await scene.body("ja", UNIT, JOUR, reply_to=root) == "Det är noterat."
    assert desk.told == [("", "ja")]
