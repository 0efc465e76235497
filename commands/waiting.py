"""What ``!mina`` shows of cases, of the lägesbild and of joint messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.facts import OpenCase, waiting
from bot.chat.document import Document, Inline, code, doc
from bot.chat.message import Caller
from bot.chat.say import Say
from bot.clock import Clock
from bot.press.desk import Desk as PressDesk
from bot.press.seats import Stuck
from bot.press.waiting import MessageWait, MessageWaits, messages_wait_for
from bot.situation.waiting import Wait, WaitKind, waits_for
from commands.case_mark import mark
from commands.case_words import STATES
from commands.me import Item
from commands.press_stuck import mending


class WaitingCases:
    """One's own open cases, and those that wait for the units where one is on duty."""

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        found = await waiting(session, caller.user_id, caller.units)
        return [Item(_line, _fields(case)) for case in found]


def _fields(case: OpenCase) -> Mapping[str, Any]:
    return {
        "reference": case.reference,
        "state": case.state,
        "raised_at": case.raised_at,
        "exercise": case.exercise,
    }


def _line(fields: Mapping[str, Any], say: Say) -> Document:
    line = say.rich(
        "{reference}, {state}, startat {time}.",
        reference=code(fields["reference"]),
        state=say.term(STATES[fields["state"]]),
        time=say.time(fields["raised_at"]),
    )
    return mark(doc(line), say, exercise=fields["exercise"])


class WaitingSituation:
    """What a duty officer should decide, what the own actor is asked for, and the needs one has taken."""

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        return [Item(_wait, {"wait": one}) for one in await waits_for(session, caller)]


def _wait(fields: Mapping[str, Any], say: Say) -> Document:
    wait: Wait = fields["wait"]
    reference, at = code(wait.reference), say.time(wait.at) if wait.at else ""
    match wait.kind:
        case WaitKind.CALL:
            line = say.rich(
                "{reference}, begäran om aktiverat läge {time}: bekräfta eller avslå.",
                reference=reference,
                time=at,
            )
        case WaitKind.REVIEW if wait.late:
            line = say.rich(
                "{reference}, lägesbild att granska: den gick ut utan fritext {time}.",
                reference=reference,
                time=at,
            )
        case WaitKind.REVIEW:
            line = say.rich("{reference}, lägesbild att granska före {time}.", reference=reference, time=at)
        case WaitKind.ROUND:
            line = say.rich(
                "{reference}, rapport till lägesbilden före {time}.", reference=reference, time=at
            )
        case WaitKind.REQUEST:
            line = say.rich("{reference}, begäran att svara på före {time}.", reference=reference, time=at)
        case WaitKind.NEED:
            line = say.rich("{reference}, behov att lösa senast {time}.", reference=reference, time=at)
    return mark(doc(line), say, exercise=wait.exercise)


class WaitingPress:
    """The messages that one is to sign, and those of the own actor that wait for a decision."""

    def __init__(self, desk: PressDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        found = await messages_wait_for(session, self._desk, caller, self._clock.now())
        return [Item(_message, {"wait": one}) for one in found]


def _message(fields: Mapping[str, Any], say: Say) -> Document:
    wait: MessageWait = fields["wait"]
    reference = code(wait.reference)
    match wait.kind:
        case MessageWaits.SIGN:
            line = say.rich(
                "{reference}, {title}: läs och skriv {approve}, senast {time}.",
                reference=reference,
                title=wait.title,
                approve=code(f"!budskap godkänn {wait.reference} rev {wait.revision}"),
                time=say.time(wait.at) if wait.at else "",
            )
        case MessageWaits.MOVE:
            line = say.rich(
                "{reference}, {title}: för {actor} finns ingen annan som kan godkänna, och ditt ja räknas "
                "för {given}. Ska det gälla {actor}: skriv {back} och sedan {approve}. "
                "Någon annan behöver då godkänna för {given}.",
                reference=reference,
                title=wait.title,
                actor=wait.actor,
                given=wait.given,
                back=code(f"!budskap ångra {wait.reference}"),
                approve=code(_approve_for(wait, say)),
            )
        case MessageWaits.REVISE:
            line = say.rich(
                "{reference}, {title}: avslaget, behöver en ny revision.",
                reference=reference,
                title=wait.title,
            )
        case MessageWaits.STUCK if wait.stuck is not None:
            return mark(doc(*_stuck(wait, wait.stuck, say)), say, exercise=wait.exercise)
        case MessageWaits.PLAN:
            line = say.rich(
                "{reference}, {title}: godkänt, behöver en tid.", reference=reference, title=wait.title
            )
        case MessageWaits.RELEASE:
            line = say.rich(
                "{reference}, {title}: pausat, behöver släppas eller stoppas.",
                reference=reference,
                title=wait.title,
            )
        case MessageWaits.MISSED:
            line = say.rich(
                "{reference}, {title}: gick inte ut i tid, behöver en ny tid eller stoppas.",
                reference=reference,
                title=wait.title,
            )
    return mark(doc(line), say, exercise=wait.exercise)


def _stuck(wait: MessageWait, stuck: Stuck, say: Say) -> Iterator[Inline]:
    yield say.rich(
        "{reference}, {title}: kan inte bli godkänt. Det saknas någon som får godkänna för {actors}.",
        reference=code(wait.reference),
        title=wait.title,
        actors=say.list(stuck.actors),
    )
    yield from mending(stuck, wait.reference, say)


def _approve_for(wait: MessageWait, say: Say) -> str:
    return f"!budskap godkänn {wait.reference} rev {wait.revision} {say('för:{actor}', actor=wait.actor)}"
