"""Questions: what is asked, with numbered choices, and how it is kept until the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.attempt import ArgRefusal, Attempt, screened
from bot.chat.declare import Arg, Choice
from bot.chat.dialogue import SUBJECT, Dialogue, Kind, before_a_yes, close, keep, replace_draft
from bot.chat.document import Block, Document, code, doc, numbered, para
from bot.chat.kernel import Kernel, usage_line
from bot.chat.outcome import About
from bot.chat.parse import read_line
from bot.chat.post import Placed
from bot.chat.say import Say
from bot.chat.text import fold
from bot.errors import Refusal
from bot.store.outbox import Priority

_KEY_BEFORE = re.compile(r"([^\W\d_][\w-]*)\s{0,3}[:=]\s*$")


async def ask_value(
    kernel: Kernel, attempt: Attempt, arg: Arg, wrong: ArgRefusal | None = None, head: Document | None = None
) -> None:
    """Ask for one argument; ``wrong`` is what could not be read, said first."""
    say = kernel.say(attempt.address, attempt.call.now)
    offered = wrong.refusal.fields.get("choices", ()) if wrong else ()
    choices = [one if isinstance(one, Choice) else Choice(str(one), str(one)) for one in offered]
    usual = list(await arg.convert.choices(attempt.call))
    # what is offered for this text alone is nearer to what was meant than the usual example
    near = choices[0].text if choices and not usual else ""
    choices = choices or usual
    command = attempt.bound.command
    first = attempt.dialogue is None
    blocks: list[Block] = list(head.blocks) if head else []
    if wrong is not None:
        blocks += describe_wrong(kernel, wrong, say, near, attempt.call.incoming.text).blocks
    question = say.term(arg.question or arg.summary)
    if first and command.preamble:
        question = f"{say.term(command.preamble)} {question}"
    blocks.append(para(question))
    if choices:
        blocks.append(numbered(say.term(choice.label) for choice in choices))
    patience = await _patience(kernel, attempt)
    if first:
        blocks.append(para(_term(attempt, arg, say, patience)))
    blocks += doc(*screened(attempt.call.incoming, say)).blocks
    given = {name: text for name, text in attempt.given.items() if name != arg.name}
    row = await _keep(attempt, Kind.ARGUMENT, given, patience, asked=arg.name, choices=choices)
    await _put(kernel, attempt, row, doc(*blocks))
    if first and command.begun is not None:
        await kernel.post.notify(attempt.call.session, await command.begun(attempt.call), attempt.call.now)


async def ask_consent(kernel: Kernel, attempt: Attempt, document: Document) -> None:
    """Ask yes or no before something is done."""
    say = kernel.say(attempt.address, attempt.call.now)
    patience = await _patience(kernel, attempt)
    row = await _keep(attempt, Kind.CONFIRM, attempt.given, patience)
    row.state = {**row.state, "read_at": (attempt.read_at or attempt.call.now).isoformat()}
    until = say.time(attempt.call.now + patience)
    consent = say.rich(
        "Svara {yes} eller {no}. Utan svar {until} gör jag ingenting.",
        yes=code(say("ja")),
        no=code(say("nej")),
        until=until,
    )
    await _put(kernel, attempt, row, document + doc(consent))


def describe_wrong(kernel: Kernel, wrong: ArgRefusal, say: Say, near: str = "", line: str = "") -> Document:
    """What could not be read, where it stood, why, and what would do if something like it is known."""
    key = _key(wrong, line)
    written = code(f"{key}:{wrong.text[:60]}")
    if wrong.at is None:
        place = say.rich("Jag kan inte läsa {written}.", written=written)
    else:
        place = say.rich("Jag kan inte läsa {written} (tecken {at}).", written=written, at=wrong.at + 1)
    described = doc(place) + kernel.problem(wrong.refusal, say)
    return described + usage_line(f"{key}:{near}", say) if near else described


def _key(wrong: ArgRefusal, line: str) -> str:
    """As it was written in the line, which may be one of its other names."""
    read = read_line(line).read
    if wrong.at is None or not read.startswith(wrong.text, wrong.at):
        return wrong.arg.key
    found = _KEY_BEFORE.search(read[: wrong.at])
    return found[1] if found else wrong.arg.key


async def ask_which(kernel: Kernel, attempt: Attempt, arg: Arg, which: Refusal, head: Document) -> None:
    """Ask which of several an executor found is meant; its own words show them, numbered."""
    say = kernel.say(attempt.address, attempt.call.now)
    patience = await _patience(kernel, attempt)
    document = head + kernel.problem(which, say)
    if attempt.dialogue is None:
        document += doc(_term(attempt, arg, say, patience))
    document += doc(*screened(attempt.call.incoming, say))
    given = {name: text for name, text in attempt.given.items() if name != arg.name}
    choices = which.fields["choices"]
    row = await _keep(
        attempt, Kind.ARGUMENT, given, patience, asked=arg.name, choices=choices, only_these=True
    )
    await _put(kernel, attempt, row, document)


async def _patience(kernel: Kernel, attempt: Attempt) -> timedelta:
    own = attempt.bound.command.patience
    return await own(attempt.call) if own is not None else kernel.policy.question_lapses()


def _term(attempt: Attempt, asked: Arg, say: Say, patience: timedelta) -> str:
    until = say.time(attempt.call.now + patience)
    given = attempt.given
    missing = [arg for arg in attempt.bound.command.args if arg.needed(given) and arg.name not in given]
    if all(arg.when_silent is not None for arg in (asked, *missing)):
        return say("Utan svar {until} går jag vidare, med det som saknas som okänt.", until=until)
    return say("Frågan gäller till {until}. Skriv avbryt om du inte vill gå vidare.", until=until)


async def _keep(
    attempt: Attempt,
    kind: Kind,
    given: object,
    patience: timedelta,
    *,
    asked: str | None = None,
    choices: Sequence[Choice] = (),
    only_these: bool = False,
) -> Dialogue:
    call = attempt.call
    session = call.session
    if attempt.dialogue is not None:
        await close(session, attempt.dialogue)
    else:
        await _replace_older(attempt)
    row = Dialogue(
        sender=call.caller.user_id,
        target=attempt.address.target,
        language=attempt.address.language,
        origin_event=call.incoming.event_id,
        path=" ".join(attempt.bound.command.path),
        kind=kind,
        asked=asked,
        state={
            "given": given,
            "choices": [choice.text for choice in choices],
            "incoming": keep(replace(call.incoming, screened=())),
            "confirmed": attempt.confirmed,
            "only_these": only_these,
        },
        created_at=call.now,
        expires_at=call.now + patience,
    )
    session.add(row)
    await session.flush()
    return row


async def _replace_older(attempt: Attempt) -> None:
    """Of what is asked about before it is done, the newest stands: a second yes must not do the older."""
    command, call = attempt.bound.command, attempt.call
    if command.confirm is None:
        return
    # the first argument names what it is done to
    about = [arg.name for arg in command.args[:1]]
    path = " ".join(command.path)
    for row in await before_a_yes(call.session, call.caller.user_id, attempt.address.target, path):
        if all(fold(row.given.get(name, "")) == fold(attempt.given.get(name, "")) for name in about):
            await replace_draft(call.session, row.id)


async def _put(kernel: Kernel, attempt: Attempt, row: Dialogue, document: Document) -> None:
    thread = attempt.call.incoming.thread_root if attempt.here else None
    placed = Placed(
        target=attempt.address.target,
        priority=Priority.CASE,
        about=About(SUBJECT, str(row.id), "question"),
        thread=False,
        reply_event=attempt.answers if attempt.here and thread is None else None,
        thread_event=thread,
    )
    await kernel.post.send(attempt.call.session, document, placed, attempt.call.now)
