"""``!budskap språk`` and ``lokalt``: one language of a message, and an actor's own block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.chat.converters import Words, yes_no
from bot.chat.declare import Access, Arg, Call, Command, Group
from bot.chat.document import Document, code, doc
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.errors import Refusal
from bot.press.checks import BODY_LONGEST, LOCAL_LONGEST
from bot.press.desk import Desk
from bot.press.parts import LOCAL, Translation, WriteLocal, WriteVariant
from bot.press.pictures import actor_name
from bot.press.tongues import language_name
from bot.register.section import Snapshot
from commands import press_write_args as read
from commands import press_write_views as views
from commands.press_reading import read_language, read_remark
from commands.press_remark import REFERENCE, ROOMS

_FOR_FIRST: Final = re.compile(r"(?:för|for)[ \t]?[:=：][ \t]*(?=\S)", re.IGNORECASE)
_FOR_LAST: Final = re.compile(r"\s(?:för|for)[:=：](?P<name>\S[^\n]{0,80})\Z", re.IGNORECASE)
_ACCESS: Final = Access(roles=frozenset({Role.KOMMUNIKATOR}), rooms=ROOMS)


@dataclass(frozen=True)
class LanguageArgs:
    reference: str | None
    language: str
    text: str | None
    ready: bool | None
    gone: bool


@dataclass(frozen=True)
class LocalArgs:
    reference: str | None
    text: str
    owner: str | None


async def write_language(call: Call, args: LanguageArgs, service: WriteVariant) -> Outcome:
    text = read.variant(args.text) if args.text is not None else None
    wanted = Translation(args.language, text=text, ready=args.ready, gone=args.gone)
    return await service(call, args.reference, wanted)


async def write_local(call: Call, args: LocalArgs, service: WriteLocal) -> Outcome:
    owner, text = (args.owner, args.text) if args.owner else await _for_whom(call, args.text)
    return await service(call, args.reference, text, owner)


async def _for_whom(call: Call, text: str) -> tuple[str | None, str]:
    """The actor that the text begins or ends with, as a key, and the text without it.

    Raises:
        Refusal: ``picture.actor``, it names none; ``message.no_block``, there is nothing else.
    """
    if (first := _FOR_FIRST.match(text)) is not None:
        rest = text[first.end() :]
        own = _own_name(await call.service(Desk).snapshot(call.session), call, rest)
        name = own or rest.split(maxsplit=1)[0].rstrip(",;")
        left = rest[len(name) :].lstrip(" ,;\n")
    elif (last := _FOR_LAST.search(text)) is not None:
        name, left = last["name"], text[: last.start()]
    else:
        return None, text
    actor = await read.OneActor().read(name, call)
    if not left.strip():
        raise Refusal("message.no_block")
    return actor, await _BLOCK.convert.read(left.strip(), call)


def _own_name(snapshot: Snapshot, call: Call, text: str) -> str | None:
    """The name that the text begins with, in all its words, of an actor for whom the caller writes."""
    for one in call.caller.roles.get(Role.KOMMUNIKATOR, frozenset()):
        name = actor_name(snapshot, one)
        if (found := re.match(rf"{re.escape(name)}(?!\w)", text, re.IGNORECASE)) is not None:
            return found[0]
    return None


_LANGUAGE: Final = Arg(
    name="language",
    key="språk",
    aliases=("language",),
    convert=read.Language(),
    summary=msg("språket, på svenska eller med sin kod"),
    question=msg("Vilket språk?"),
    position=1,
    example="somaliska",
)
_TRANSLATED: Final = Arg(
    name="text",
    key="text",
    convert=Words(BODY_LONGEST + 2000),
    summary=msg("rubriken på raden under, och texten på raderna efter den; utan text blir språket önskat"),
    required=False,
    position=2,
    rest=True,
    verbatim=True,
)
_READY: Final = Arg(
    name="ready",
    key="klar",
    aliases=("färdig", "ready"),
    convert=yes_no(),
    summary=msg("ja när den som svarar för språket har sagt att texten är färdig"),
    required=False,
    single=True,
    example="ja",
)
_GONE: Final = Arg(
    name="gone",
    key="bort",
    aliases=("ta bort", "remove"),
    convert=yes_no(),
    summary=msg("ja: språket tas bort"),
    required=False,
    default=False,
    single=True,
    example="ja",
)
_BLOCK: Final = Arg(
    name="text",
    key="text",
    convert=read.Or(Words(LOCAL_LONGEST + 500), ""),
    summary=msg("er egen text under den gemensamma; ett streck tar bort den"),
    question=msg("Vad ska stå under den gemensamma texten, från er?"),
    position=1,
    rest=True,
    verbatim=True,
    example="Har du frågor? Ring Nacka kommun, 08-465 004 00.",
)
_FOR: Final = Arg(
    name="owner",
    key="för",
    aliases=("for",),
    convert=read.OneActor(),
    summary=msg("aktören, om du skriver för flera"),
    required=False,
    question=msg("Vilken aktör är det för?"),
    example="Nacka",
)


def _no_variant(fields: views.Fields, say: Say) -> Document:
    name = language_name(fields["language"], say.language)
    return doc(
        say("{reference} har ingen text på {language}.", reference=fields["reference"], language=name),
        say.rich(
            "Skriv den med {write}, rubriken på nästa rad och texten under.",
            write=code(f"!budskap språk {fields['reference']} {fields['language']}"),
        ),
    )


def _no_part(fields: views.Fields, say: Say) -> Document:
    return doc(
        say("{actor} deltar inte i {reference}.", actor=fields["actor"], reference=fields["reference"]),
        say("Be {owner} att lägga till er bland dem som godkänner eller informeras.", owner=fields["owner"]),
    )


GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "språk"),
            aliases=(("budskap", "översättning"), ("budskap", "language")),
            summary=msg("skriver budskapet på ett annat språk, eller säger att den texten är färdig"),
            args=(REFERENCE, _LANGUAGE, _TRANSLATED, _READY, _GONE),
            reads=read_language,
            access=_ACCESS,
            execute=write_language,
            view=views.revised,
            instead=msg("Texten ligger kvar som en revision. Skriv !budskap språk igen om något ska ändras."),
            undone=msg("Inget är ändrat."),
            examples=("budskap språk BU-0031 somaliska klar:ja", "budskap språk BU-0031 arabiska bort:ja"),
        ),
        Command(
            path=LOCAL,
            aliases=(("budskap", "local"),),
            summary=msg("skriver er egen text under den gemensamma, som inte ändras"),
            args=(REFERENCE, _BLOCK, _FOR),
            reads=read_remark,
            access=_ACCESS,
            execute=write_local,
            view=views.revised,
            instead=msg("Er text ligger kvar som en revision. Skriv !budskap lokalt igen om den ska ändras."),
            undone=msg("Inget är ändrat."),
            examples=(
                "budskap lokalt BU-0031 Har du frågor? Ring Nacka kommun, 08-465 004 00.",
                "budskap lokalt BU-0031 för:Nacka Har du frågor? Ring 08-465 004 00.",
            ),
        ),
    ),
    problems={
        "message.no_variant": _no_variant,
        "message.no_part": _no_part,
        "message.no_block": lambda _, say: doc(
            say("Skriv också vad som ska stå under den gemensamma texten. Ett streck tar bort det.")
        ),
    },
)
