"""``!budskap mall`` and ``formuleringar``: templates to fill in, and the wordings that are agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.document import Block, Document, Heading, Inline, Para, code, doc
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.press.agreed import AgreedLines, ListAgreed
from commands.press_remark import ROOMS

_PARTS: Final = """Syfte:
Målgrupp:
Signeras av:
Informeras:
Kanaler:
Presskontakt:
Talesperson:
Faktakontroll:
Gäller till:"""
_EVENT: Final = f"""!budskap ny
[fyll i rubriken: det viktigaste på en rad]

[fyll i det viktigaste i två korta meningar]

## Vad vi vet
[fyll i det som är bekräftat, och av vem]

## Vad vi inte vet
[fyll i det som många frågar om och som inte är klart]

## Vad vi gör
[fyll i vad varje myndighet gör nu]

## Vad du kan göra
[fyll i råd som går att följa genast]

## Nästa besked
[fyll i när och var]

{_PARTS}"""
_PRESS: Final = f"""!budskap ny
[fyll i rubriken: vem gör vad]

[fyll i vad som händer, när, var och varför, i två meningar]

[fyll i det som läsaren behöver veta mer]

[fyll i ett citat, och vilken roll som säger det]

{_PARTS}"""


@dataclass(frozen=True)
class LinesArgs:
    wanted: str


async def templates(call: Call) -> Outcome:  # noqa: ARG001 - the same for everybody
    return Outcome(None)


async def agreed(call: Call, args: LinesArgs, service: ListAgreed) -> Outcome:
    return await service(call, args.wanted)


def templates_view(value: None, say: Say) -> Document:  # noqa: ARG001 - nothing to show but the templates
    """In Swedish whatever the reader's language, as the common text is."""
    return doc(
        say("Kopiera en mall, fyll i den och skicka den till mig. Där [fyll i] står kvar tas den inte emot."),
        Heading(say("Vid en händelse")),
        Para((_EVENT,)),
        Heading(say("Vanlig presstext")),
        Para((_PRESS,)),
        say.rich("Formuleringar som ni har enats om visas av {lines}.", lines=code("!budskap formuleringar")),
    )


def lines_view(value: AgreedLines, say: Say) -> Document:
    if not value.lines:
        if value.wanted:
            return doc(say("Ingen formulering innehåller {text}.", text=value.wanted))
        return doc(say("Det finns inga formuleringar i registret."))
    found: list[Block | Inline] = [
        say.rich(
            "Skriv {insert} i texten, så sätter jag in orden.",
            insert=code(f"{{formulering:{value.lines[0].id}}}"),
        )
    ]
    for one in value.lines:
        found += [Heading(one.id), one.text]
        if one.overdue:
            found.append(
                say(
                    "Skulle ha setts över {day}. Fråga {owner} innan du använder den.",
                    day=say.day(one.review_at),
                    owner=one.owner,
                )
            )
        else:
            found.append(
                say("{owner} svarar för den. Ses över {day}.", owner=one.owner, day=say.day(one.review_at))
            )
    return doc(*found)


_WANTED: Final = Arg(
    name="wanted",
    key="ord",
    aliases=("word",),
    convert=Words(60),
    summary=msg("ord som ska stå i formuleringen; utan ord visas alla"),
    required=False,
    default="",
    position=0,
    rest=True,
    example="rykten",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "mall"),
            aliases=(("budskap", "mallar"), ("budskap", "template")),
            summary=msg("visar mallar för budskap att kopiera och fylla i"),
            access=Access(rooms=ROOMS),
            execute=templates,
            view=templates_view,
            on_edit=OnChange.NOTHING,
            on_redact=OnChange.NOTHING,
            examples=("budskap mall",),
        ),
        Command(
            path=("budskap", "formuleringar"),
            aliases=(("budskap", "formulering"), ("budskap", "lines")),
            summary=msg("visar ord som aktörerna har enats om, och när de ska ses över"),
            args=(_WANTED,),
            access=Access(rooms=ROOMS),
            execute=agreed,
            view=lines_view,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("budskap formuleringar", "budskap formuleringar rykten"),
        ),
    ),
)
