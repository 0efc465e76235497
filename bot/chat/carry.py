"""Carrying out a command: values, object, consent, executor, and what follows from the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import undo
from bot.chat.access import decide
from bot.chat.ask import ask_consent, ask_value, ask_which, describe_wrong
from bot.chat.attempt import ArgRefusal, Attempt, Stopped, is_stale, read_values, remarks, undone
from bot.chat.declare import OnChange, View
from bot.chat.dialogue import close
from bot.chat.document import Document, doc
from bot.chat.kernel import BLANK, Kernel, pattern, put_right, usage_line
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome, Target
from bot.chat.post import Placed
from bot.chat.words import trust_sentence
from bot.errors import Refusal
from bot.store import audit
from bot.store.event_ref import STATUS, remember
from bot.store.outbox import OutboxRow, Priority

COMMAND = "command"
"""The ``event_ref`` subject and purpose of a message that was carried out as a command."""


class Carrier:
    """Runs attempts; the only place where an executor is called."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def carry(self, attempt: Attempt) -> bool:
        """Run the command, or ask for what is missing; False when all it led to was a refusal."""
        try:
            values = await read_values(attempt)
        except Stopped as stopped:
            return await self._ask(attempt, stopped)
        try:
            outcome = await self._run(attempt, values)
        except Refusal as refusal:
            return await self._refused(attempt, refusal)
        if outcome is not None:
            # Not before: a command that takes its time would keep SQLite from everybody else.
            await self._close(attempt)
            await self._moved(attempt)
            await self._follow(attempt, outcome)
        return True

    async def _ask(self, attempt: Attempt, stopped: Stopped) -> bool:
        """For what is missing or cannot be read, unless no answer would do; False when nothing is asked."""
        try:
            await self._look(attempt, stopped.known)
        except Refusal as refusal:
            return await self._refused(attempt, refusal)
        if isinstance(stopped, ArgRefusal):
            return await self._wrong(attempt, stopped)
        await self._moved(attempt)
        await ask_value(self._kernel, attempt, stopped.arg, head=self._head(attempt))
        return True

    async def _look(self, attempt: Attempt, known: Mapping[str, object]) -> None:
        """Raises Refusal: what is known already is enough to refuse it."""
        looks = attempt.bound.looks
        if looks is None:
            return
        args = [arg for arg in attempt.bound.command.args if arg.name in looks.names]
        if any(arg.name not in known and (arg.name in attempt.given or arg.required) for arg in args):
            return
        await looks(attempt.call, {arg.name: known.get(arg.name, arg.default) for arg in args})

    async def _refused(self, attempt: Attempt, refusal: Refusal) -> bool:
        """Say so, or ask (True) which of several is meant, where it may be heard."""
        await self._moved(attempt)
        attempt = await self._apart(attempt, refusal.answer_to)
        asked = refusal.fields.get("asks")
        arg = next((arg for arg in attempt.bound.command.args if arg.name == asked), None)
        if arg is not None and not attempt.silent:
            await ask_which(self._kernel, attempt, arg, refusal, self._head(attempt))
            return True
        await self._close(attempt)
        say = self._kernel.say(attempt.address, attempt.call.now)
        said = await self._say(
            attempt,
            self._head(attempt)
            + self._kernel.problem(refusal, say)
            + self._weak(attempt)
            + undone(attempt.bound.command, say),
        )
        if (about := refusal.about) is not None:
            session = attempt.call.session
            await remember(session, about.subject, about.object_id, about.purpose, outbox_id=said.id)
        return False

    async def _apart(self, attempt: Attempt, target: Target | None) -> Attempt:
        """With the answer where it belongs; whoever asked in a room that may not hear it is told so."""
        if target is None:
            return attempt
        found = await self._kernel.post.addresses(attempt.call.session, target)
        if attempt.here and attempt.call.place.room_class is not RoomClass.DIREKT:
            await self._elsewhere(attempt)
        return replace(attempt, address=found[0] if found else attempt.address)

    async def _run(self, attempt: Attempt, values: Mapping[str, object]) -> Outcome | None:
        """None when it has to wait for a yes, or another command was carried out instead."""
        command = attempt.bound.command
        if command.access.scope is not None:
            await command.access.scope(attempt.call, attempt.bound.args(values))
        if not attempt.confirmed and not attempt.silent and await self._consent(attempt, values):
            return None
        outcome: Outcome = await attempt.bound.execute(attempt.call, values)
        if isinstance(outcome.value, undo.Instead):
            await self._instead(attempt, outcome.value)
            return None
        return outcome

    async def _consent(self, attempt: Attempt, values: Mapping[str, object]) -> bool:
        """True when the command has to wait for a yes."""
        say = self._kernel.say(attempt.address, attempt.call.now)
        confirm, prepare = attempt.bound.command.confirm, attempt.bound.prepare
        if confirm is not None and prepare is not None:
            reach = await prepare(attempt.call, values)
            if reach is not None:
                await ask_consent(self._kernel, attempt, confirm.view(reach, say))
                return True
        if is_stale(attempt):
            written = say.time(attempt.call.incoming.origin_at)
            sentence = say(
                "Det här skrev du {then}, och jag läser det först nu. Ska jag göra det?", then=written
            )
            await ask_consent(self._kernel, attempt, doc(sentence))
            return True
        return False

    async def _follow(self, attempt: Attempt, outcome: Outcome) -> None:
        call, command = attempt.call, attempt.bound.command
        session, now = call.session, call.now
        if outcome.about is not None:
            about = outcome.about
            await remember(session, about.subject, about.object_id, COMMAND, event_id=call.incoming.event_id)
        name = " ".join(command.path)
        if command.on_edit is not OnChange.RERUN or command.on_redact is not OnChange.NOTHING:
            await remember(session, COMMAND, name, COMMAND, event_id=call.incoming.event_id)
        await self.tell(attempt, outcome, command.view)
        if outcome.undo is not None:
            await undo.offer(session, call.caller.user_id, outcome.undo, now)
        elif command.on_edit is not OnChange.RERUN:
            await undo.settle(session, call.caller.user_id, command.path, now)

    async def tell(self, attempt: Attempt, outcome: Outcome, view: View) -> None:
        """Answer with what was done, tell the others, and note an unsigned device."""
        call, session, now = attempt.call, attempt.call.session, attempt.call.now
        attempt = await self._apart(attempt, outcome.answer_to)
        say = self._kernel.say(attempt.address, now)
        document = self._head(attempt) + view(outcome.value, say)
        noted = remarks(attempt, self._kernel.policy, say)
        if not _is_status(outcome):
            document += noted
        await self._say(attempt, document, outcome)
        if _is_status(outcome) and noted.blocks:
            # the status message is edited as soon as something happens: what is said once stands by itself
            await self._kernel.answer(session, call.incoming, attempt.address, noted)
        await self._kernel.post.notify(session, outcome.notices, now)
        if attempt.flagged:
            trust = {"trust": call.caller.trust.value}
            await audit.append(
                session,
                at=now,
                actor=call.caller.user_id,
                action="command.unsigned",
                object=" ".join(attempt.bound.command.path),
                fields=trust,
            )

    async def _instead(self, attempt: Attempt, way: undo.Instead) -> None:
        bound = self._kernel.table.bound(way.path)
        verdict = decide(bound.command, attempt.call.caller, attempt.call.place, self._kernel.policy)
        if verdict.refusal is not None:
            raise verdict.refusal
        await self.carry(replace(attempt, bound=bound, given=dict(way.given), at={}, flagged=verdict.flagged))

    async def _wrong(self, attempt: Attempt, wrong: ArgRefusal) -> bool:
        """A wrong value is asked for again (True), so that the rest need not be written twice."""
        await self._moved(attempt)
        if wrong.arg.question is not None and not attempt.silent:
            await ask_value(self._kernel, attempt, wrong.arg, wrong, head=self._head(attempt))
            return True
        await self._close(attempt)
        say = self._kernel.say(attempt.address, attempt.call.now)
        described = describe_wrong(self._kernel, wrong, say, line=attempt.call.incoming.text)
        described += usage_line(self._right(attempt, wrong), say)
        await self._say(attempt, described + undone(attempt.bound.command, say))
        return False

    def _right(self, attempt: Attempt, wrong: ArgRefusal) -> str:
        """The sender's own line with the value that was offered, or with room for one."""
        offered = wrong.refusal.fields.get("choices", ())
        right = str(getattr(offered[0], "text", offered[0])) if len(offered) == 1 else BLANK
        if wrong.at is not None and (
            line := put_right(attempt.call.incoming.text, wrong.at, wrong.text, right)
        ):
            return line
        return pattern(attempt.bound.command)

    def _head(self, attempt: Attempt) -> Document:
        """Why something else was done than what was written."""
        say, head = self._kernel.say(attempt.address, attempt.call.now), attempt.lead
        for fault in attempt.faults:
            head += self._kernel.problem(fault, say)
        if attempt.faults:
            head += doc(say("Jag går vidare utan det."))
        if attempt.refused is None or attempt.dialogue is not None:
            return head
        return head + self._kernel.problem(attempt.refused, say)

    def _weak(self, attempt: Attempt) -> Document:
        """What stands in the way of the fuller command, which the refusal may have invited to."""
        path, policy = attempt.bound.command.path, self._kernel.policy
        fuller = [one for one in self._kernel.table.commands if one.unsigned == path]
        if (
            attempt.refused
            or not attempt.flagged
            or not any(one.access.guard in policy.needs_signed for one in fuller)
        ):
            return doc()
        say = self._kernel.say(attempt.address, attempt.call.now)
        return doc(trust_sentence(attempt.call.caller.trust, say))

    async def _moved(self, attempt: Attempt) -> None:
        """Tell the room, once, that the talk goes on elsewhere."""
        if not attempt.moved or attempt.dialogue is not None:
            return
        call = attempt.call
        here = await self._kernel.here(call.session, call.caller, call.place)
        say = self._kernel.say(here, call.now)
        sentence = say("Jag svarar dig i direktchatten. Ta bort ditt meddelande här: rummet är för brett.")
        await self._kernel.answer(call.session, call.incoming, here, doc(sentence))

    async def _elsewhere(self, attempt: Attempt) -> None:
        """Whoever asks in a room that may not hear the answer is told where it went."""
        say = self._kernel.say(attempt.address, attempt.call.now)
        sentence = doc(say("Jag svarar dig i direktchatten."))
        await self._kernel.answer(attempt.call.session, attempt.call.incoming, attempt.address, sentence)

    async def _close(self, attempt: Attempt) -> None:
        if attempt.dialogue is not None:
            await close(attempt.call.session, attempt.dialogue)

    async def _say(self, attempt: Attempt, document: Document, outcome: Outcome | None = None) -> OutboxRow:
        about = outcome.about if outcome else None
        status = outcome is not None and _is_status(outcome)
        in_room = attempt.here
        thread = attempt.call.incoming.thread_root if in_room and about is None else None
        placed = Placed(
            target=attempt.address.target,
            about=about,
            status=status,
            thread_event=thread,
            reply_event=attempt.answers if in_room and thread is None and not status else None,
            priority=outcome.priority if outcome else Priority.ANSWER,
        )
        return await self._kernel.post.send(attempt.call.session, document, placed, attempt.call.now)


def _is_status(outcome: Outcome) -> bool:
    return outcome.about is not None and outcome.about.purpose == STATUS
