"""``!budskap visa``: a message whole, what has changed in it, or its text in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.converters import Number
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.document import Block, Document, Heading, Inline, Para, bullets, code, doc
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.press.show import Remark, ShowMessage, Shown
from commands import press_write_args as read
from commands.press_card import card, marked
from commands.press_difference import differences
from commands.press_remark import REFERENCE, ROOMS
from commands.press_remark_views import person
from commands.press_text import beside, text_blocks, variant_blocks


@dataclass(frozen=True)
class ShowArgs:
    reference: str | None
    since: int | None
    language: str | None


async def show(call: Call, args: ShowArgs, service: ShowMessage) -> Outcome:
    return await service(call, args.reference, since=args.since, language=args.language)


def shown(value: Shown, say: Say) -> Document:
    """All of it, or what was asked for."""
    picture = value.picture
    if value.language is not None and (variant := value.content.variants[value.language]) is not None:
        head = say(
            "{reference}, revision {revision}.", reference=picture.reference, revision=picture.revision
        )
        return marked(doc(head, *variant_blocks(value.language, variant, say)), say, picture)
    if value.since is not None:
        return marked(_since(value, say), say, picture)
    lines: list[Block | Inline] = [
        *text_blocks(value.content, value.names, say),
    ]
    if told := beside(value.content, value.names, say):
        lines += [Heading(say("Uppgifter")), *told]
    if value.remarks:
        lines += [Heading(say("Kommentarer")), bullets(_remark(one, say) for one in value.remarks)]
        if value.more:
            lines.append(say.count("En äldre visas inte.", "{n} äldre visas inte.", value.more))
    if len(value.revisions) > 1:
        lines += [
            Heading(say("Revisioner")),
            bullets(
                say("{number}: {name}, {at}", number=one.number, name=one.name, at=say.when(one.at))
                for one in value.revisions
            ),
            say.rich(
                "Skriv {show} för att se vad som har ändrats sedan revision {number}.",
                show=code(f"!budskap visa {picture.reference} rev:{value.revisions[1].number}"),
                number=value.revisions[1].number,
            ),
        ]
    return card(picture, say) + doc(*lines)


def _since(value: Shown, say: Say) -> Document:
    picture = value.picture
    fields: dict[str, str | int] = {
        "reference": picture.reference,
        "since": value.since or 0,
        "revision": picture.revision,
    }
    if not value.changes:
        return doc(say("{reference}: inget skiljer revision {since} från revision {revision}.", **fields))
    head = say("{reference}: från revision {since} till revision {revision}.", **fields)
    return doc(head, *differences(value.changes, value.names, say))


def _remark(one: Remark, say: Say) -> Para:
    head = say(
        "{person} {at}, om revision {revision}:",
        person=person(one.name, one.actor, say),
        at=say.time(one.at),
        revision=one.revision,
    )
    return Para((head, " ", one.text))


_SINCE: Final = Arg(
    name="since",
    key="rev",
    aliases=("revision",),
    convert=Number(1, 9999),
    summary=msg("visar i stället vad som har ändrats sedan den revisionen"),
    required=False,
    single=True,
    example="2",
)
_LANGUAGE: Final = Arg(
    name="language",
    key="språk",
    aliases=("language",),
    convert=read.Language(),
    summary=msg("visar i stället texten på det språket"),
    required=False,
    example="somaliska",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "visa"),
            aliases=(("budskap", "show"),),
            summary=msg("visar ett budskap: texten, vilka som har godkänt, kommentarer och revisioner"),
            args=(REFERENCE, _SINCE, _LANGUAGE),
            access=Access(rooms=ROOMS),
            execute=show,
            view=shown,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=(
                "budskap visa BU-0031",
                "budskap visa BU-0031 rev:2",
                "budskap visa BU-0031 språk:somaliska",
            ),
        ),
    ),
)
