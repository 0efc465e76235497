"""What rooms and people hear of a message's time: given, moved, stopped, paused, released, missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Text, bullets, code, doc
from bot.chat.say import Say
from bot.press.held_tell import Cause, KeptLine
from bot.press.pause import Paused
from bot.press.pictures import MessagePicture
from bot.press.release_pause import Released
from bot.press.schedule import TimeGiven
from bot.press.stop import Stopped
from bot.press.values import State
from commands.case_mark import exercise_mark, mark
from commands.press_plan_words import (
    all_paused_head,
    cause_line,
    halted_lines,
    held_back,
    out_at,
    paused_line,
)
from commands.press_sign_words import marked, said_of

Fields = Mapping[str, Any]
_LISTED: Final = 30


def _timed(fields: Fields, say: Say) -> Document:
    given: TimeGiven = fields["given"]
    picture: MessagePicture = fields["picture"]
    by = say("Bestämt av {name}.", name=given.name)
    return marked(picture, say, " ".join((out_at(_heard(given, picture), say), by)))


def _heard(given: TimeGiven, picture: MessagePicture) -> TimeGiven:
    """As the room may hear it: its picture may lack the title."""
    return TimeGiven(given.reach, picture, given.name, given.before)


def _near(fields: Fields, say: Say) -> Document:
    mine = fields["mine"]
    head = say(
        "Nära i tid: {owner} planerar {theirs} till {at}. Ert {reference} har tiden {mine}. Stäm av med dem.",
        owner=fields["owner"],
        theirs=fields["theirs"],
        at=say.when(fields["at"]),
        reference=mine.reference,
        mine=say.when(mine.at),
    )
    return mark(doc(head), say, exercise=fields["exercise"])


def _stopped(fields: Fields, say: Say) -> Document:
    value: Stopped = fields["stopped"]
    picture: MessagePicture = fields["picture"]
    message = said_of(picture, say)
    if value.actor is None:
        head = say("{name} har som TiB stoppat {message}.", name=value.name, message=message)
    else:
        head = say(
            "{name} ({actor}) har stoppat {message}.", name=value.name, actor=value.actor, message=message
        )
    partly = value.halted is not None and value.halted.out
    lines: list[Block | Inline] = [head if partly else " ".join((head, say("Inget av det går ut.")))]
    if value.reason and picture.content is not None:
        lines.append(say("Skäl: {reason}", reason=value.reason))
    if value.halted is not None and partly:
        lines += halted_lines(value.halted, picture.reference, say)
    else:
        lines.append(say("Godkännandena gäller inte längre. Ändras budskapet blir det ett utkast igen."))
    return marked(picture, say, *lines)


def _paused(fields: Fields, say: Say) -> Document:
    value: Paused = fields["paused"]
    picture: MessagePicture = fields["picture"]
    heard = Paused(picture, value.name, value.at, value.dropped, value.cause)
    head = " ".join((paused_line(heard, say), say("Bestämt av {name}.", name=value.name)))
    lines: list[Block | Inline] = [head]
    if value.cause is not None:
        lines.append(cause_line(value.cause, say))
    if not value.dropped:
        lines.append(held_back(picture.reference, say))
    return marked(picture, say, *lines)


def _all_paused(fields: Fields, say: Say) -> Document:
    kept: Sequence[KeptLine] = fields["lines"]
    cause: Cause = fields["cause"]
    by: str | None = fields["by"]
    head = all_paused_head(len(kept), say)
    if by is not None:
        head = " ".join((head, say("Bestämt av {name}.", name=by)))
    lines: list[Block | Inline] = [
        " ".join((head, cause_line(cause, say))),
        bullets(_kept(one, say) for one in kept[:_LISTED]),
    ]
    if len(kept) > _LISTED:
        more = say.rich("{list} visar resten.", list=code(say("!budskap lista läge:pausat")))
        lines.append(more)
    lines.append(
        say("Inget av det går ut av sig självt. Den som äger ett budskap ser över det och släpper det sedan.")
    )
    return doc(*lines)


def _kept(one: KeptLine, say: Say) -> Text:
    mark_first = exercise_mark(say, exercise=one.exercise)
    at = say.exact(one.at) if one.at is not None else say("ingen tid")
    if one.dropped:
        said = say.rich(
            "{reference} {title} ({owner}): hade tiden {at}, som är borttagen. Det är inte godkänt än.",
            reference=code(one.reference),
            title=one.title or "",
            owner=one.owner,
            at=at,
        )
    else:
        said = say.rich(
            "{reference} {title} ({owner}): skulle gå ut {at}.",
            reference=code(one.reference),
            title=one.title or "",
            owner=one.owner,
            at=at,
        )
    return Text((*mark_first, *said.parts))


def _released(fields: Fields, say: Say) -> Document:
    value: Released = fields["released"]
    picture: MessagePicture = fields["picture"]
    message = said_of(picture, say)
    if picture.state is State.SCHEDULED and picture.publish_at is not None:
        at = say.exact(picture.publish_at)
        return marked(
            picture,
            say,
            say("{name} har släppt {message}. Det går ut {at}.", name=value.name, message=message, at=at),
        )
    return marked(
        picture,
        say,
        say(
            "{name} har släppt {message}. Det går inte ut förrän det är godkänt och har en tid.",
            name=value.name,
            message=message,
        ),
    )


def _missed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    at: datetime = fields["at"]
    lacking: Sequence[str] = fields["lacking"]
    blocked: Sequence[str] = fields["blocked"]
    lines: list[Block | Inline] = [
        say("{message} gick inte ut {at}.", message=said_of(picture, say), at=say.time(at))
    ]
    if blocked:
        lines.append(say("{actors} har avslagit det.", actors=say.list(blocked)))
    elif lacking:
        lines.append(say("{actors} har inte godkänt det.", actors=say.list(lacking)))
    lines.append(
        say.rich(
            "Det skickas inte av sig självt. Ge det en ny tid: {line}",
            line=code(f"!budskap schemalägg {picture.reference} tid:15:00"),
        )
    )
    return marked(picture, say, *lines)


def _passed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    message, at = said_of(picture, say), say.time(fields["at"])
    if picture.state is State.HELD:
        head = say("{message} gick inte ut {at}, för det är pausat.", message=message, at=at)
        again = say.rich(
            "Släpp det och ge det en ny tid: {line}", line=code(f"!budskap släpp {picture.reference}")
        )
    else:
        head = say("{message} gick inte ut {at}, för det blev inte klart i tid.", message=message, at=at)
        again = say.rich(
            "Ge det en ny tid: {line}", line=code(f"!budskap schemalägg {picture.reference} tid:15:00")
        )
    return marked(picture, say, head, again)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "message.timed": _timed,
        "message.near": _near,
        "message.stopped": _stopped,
        "message.paused": _paused,
        "message.all_paused": _all_paused,
        "message.released": _released,
        "message.missed": _missed,
        "message.passed": _passed,
    }
)
