"""``!hjälp``: what one may do here, one command with examples, and the pages on the law."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.document import Document, code, doc
from bot.chat.help import Explanation, Overview, explain, overview, show
from bot.chat.outcome import Outcome
from bot.chat.policy import Policy
from bot.chat.registry import Table
from bot.chat.say import Say, msg
from bot.register.source import RegisterSource
from commands import law


@dataclass(frozen=True)
class HelpArgs:
    topic: str | None


async def show_help(
    call: Call, args: HelpArgs, table: Table, policy: Policy, register: RegisterSource
) -> Outcome:
    if args.topic is None:
        return Outcome(overview(call, table, policy))
    if (topic := law.topic_of(args.topic)) is not None:
        return Outcome(law.page(await register.current(call.session), topic, call.now))
    return Outcome(explain(call, args.topic, table, policy))


def _show(value: Overview | Explanation | law.Page, say: Say) -> Document:
    if isinstance(value, law.Page):
        return law.show_page(value, say)
    found = show(value, say)
    if not isinstance(value, Overview):
        return found
    pages = {"secrecy": code(say("!hjälp sekretess")), "report": code(say("!hjälp orosanmälan"))}
    return found + doc(
        say.rich("Vad får delas med vem: {secrecy}. Checklista för en orosanmälan: {report}.", **pages)
    )


GROUP = Group(
    commands=(
        Command(
            path=("hjälp",),
            aliases=(("help",),),
            summary=msg("visar vad du kan göra i det här rummet"),
            args=(
                Arg(
                    name="topic",
                    key="om",
                    aliases=("about",),
                    convert=Words(),
                    summary=msg("ett kommando, som ärende ny, eller sekretess eller orosanmälan"),
                    required=False,
                    position=0,
                    rest=True,
                ),
            ),
            access=Access(in_clear=True),
            execute=show_help,
            view=_show,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("hjälp", "hjälp ärende ny", "hjälp sekretess", "hjälp orosanmälan"),
        ),
    ),
)
