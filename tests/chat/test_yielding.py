"""A verb without its group: what is urgent keeps its words, whatever else is called the same."""

from bot.chat.declare import Call, Command, Follower, Group
from bot.chat.document import Document, doc
from bot.chat.follow import is_bare_verb, plain
from bot.chat.outcome import Outcome
from bot.chat.parse import read_line
from bot.chat.registry import Table
from bot.chat.say import Say, msg


async def _execute(call: Call) -> Outcome:  # noqa: ARG001 - only its shape matters
    return Outcome(None)


def _view(_value: object, say: Say) -> Document:
    return doc(say("ja"))


def _command(*path: str) -> Command:
    return Command(path=path, summary=msg("ja"), execute=_execute, view=_view)


def _table() -> Table:
    case = Group(
        commands=(_command("ärende", "tar"), _command("ärende", "visa")),
        followers=(Follower("case", "ärende", "ärende"),),
    )
    need = Group(
        commands=(_command("behov", "tar"), _command("behov", "visa"), _command("behov", "klart")),
        followers=(Follower("need", "behov", "behov"),),
        yielding=("behov",),
    )
    return Table((need, case), {})


def _plain(text: str) -> str | None:
    read = plain(_table(), read_line(text))
    return " ".join(read.command.path) if read else None


def test_plain_words_in_a_direct_chat_mean_what_does_not_yield() -> None:
    assert _plain("tar") == "ärende tar"
    assert _plain("behov tar") == "behov tar"
    assert _plain("klart") == "behov klart"


def test_a_verb_alone_means_what_yields_for_somebody_who_may_do_nothing_else() -> None:
    names = _table().names
    found = [
        names.alone(["visa"], lambda _: True),
        names.alone(["visa"], lambda one: one.path[0] == "behov"),
        names.alone(["visa"], lambda _: False),
    ]
    assert [one.path[0] if one else None for one in found] == ["ärende", "behov", "ärende"]


def test_a_word_that_everybody_uses_is_no_bare_verb() -> None:
    assert is_bare_verb(_table(), read_line("tar"))
    assert not is_bare_verb(_table(), read_line("klart"))
