"""The parts of a message as arguments, which a new one, a change and a correction have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.chat.converters import Moment, Words
from bot.chat.declare import Arg
from bot.chat.say import msg
from bot.press.checks import BODY_LONGEST, SMALL_LONGEST
from bot.press.content import Variant
from bot.press.draft import Draft, Gone
from bot.press.revise_rules import unfixed
from bot.press.tables import MessageRow
from bot.press.values import Quorum
from commands import press_write_args as read
from commands.press_write_begun import EXERCISE, OWNER, WHEN
from commands.press_write_words import FREE, GUIDED

_LONGEST: Final = BODY_LONGEST + 2000
"""Somewhat more than is taken: what is too long is said with how much."""


@dataclass(frozen=True)
class SaidArgs:
    words: str | None
    title: str | None
    text: str | None
    signers: Quorum | None
    channels: tuple[str, ...] | None
    purpose: str | None
    target_group: str | None
    informed: tuple[str, ...] | None
    contact: str | None
    spokesperson: str | None
    checked_by: str | None
    languages: tuple[str, ...] | None
    variants: Mapping[str, Variant] | None = field(default=None)
    local: Mapping[str, str] | None = field(default=None)
    embargo_until: datetime | Gone | None = field(default=None)
    expires_at: datetime | Gone | None = field(default=None)


@dataclass(frozen=True, kw_only=True)
class ChangedArgs(SaidArgs):
    """``exercise``, ``owner`` and ``when`` stand as they are: whoever writes them is told so."""

    exercise: bool | None
    owner: str | None
    when: str | None

    def may(self, row: MessageRow) -> None:
        """See ``unfixed``."""
        unfixed(row, exercise=self.exercise, owner=self.owner, timed=self.when is not None)


def new_draft(args: SaidArgs) -> Draft:
    """Of text under no heading, the first line is the title when there is no other."""
    title, body = args.title, args.text
    if args.words is not None:
        free = args.words.strip()
        if title is None:
            title, _, free = free.partition("\n")
            title = " ".join(title.split()).strip(" #*")
        body = "\n\n".join(part for part in (free.strip(), body) if part)
    return _draft(args, title, body)


def changed_draft(args: SaidArgs, title_now: str) -> Draft:
    """Of text under no heading all is the new body, but for the title where it still stands first."""
    if args.words is None:
        return _draft(args, args.title, args.text)
    first, _, rest = args.words.strip().partition("\n")
    same = " ".join(first.split()).strip(" #*").casefold() == title_now.casefold() and rest.strip()
    free = rest.strip() if same else args.words.strip()
    return _draft(args, args.title, "\n\n".join(part for part in (free, args.text) if part))


def _draft(args: SaidArgs, title: str | None, body: str | None) -> Draft:
    return Draft(
        title=title,
        body=body,
        quorum=args.signers,
        channels=args.channels,
        purpose=args.purpose,
        target_group=args.target_group,
        informed=args.informed,
        contact=args.contact,
        spokesperson=args.spokesperson,
        checked_by=args.checked_by,
        languages=args.languages,
        variants=args.variants or {},
        local=args.local or {},
        embargo_until=args.embargo_until,
        expires_at=args.expires_at,
    )


_SMALL: Final = read.Or(Words(SMALL_LONGEST), "")

WORDS: Final = Arg(
    name=FREE,
    key="budskapstext",
    convert=Words(_LONGEST),
    summary=msg("rubriken på första raden och texten under; klistra gärna in allt på en gång"),
    required=False,
    position=0,
    rest=True,
    verbatim=True,
)
TITLE: Final = Arg(
    name="title",
    key="titel",
    aliases=("rubrik", "title"),
    convert=read.Title(),
    summary=msg("rubriken, en rad"),
    question=msg("Vad är rubriken? En rad."),
    required=False,
    required_with=GUIDED,
    verbatim=True,
    kept=True,
    example="Skolorna är öppna",
)
TEXT: Final = Arg(
    name="text",
    key="text",
    aliases=("brödtext",),
    convert=read.Body(),
    summary=msg("texten, i klarspråk; rubriker, listor, fetstil och länkar skrivs som i Markdown"),
    question=msg("Vad ska det stå? Skriv hela texten i ett meddelande."),
    required=False,
    required_with=GUIDED,
    verbatim=True,
    kept=True,
    example="Skolorna är öppna som vanligt.",
)
SIGNERS: Final = Arg(
    name="signers",
    key="signeras",
    aliases=("signers",),
    convert=read.Deciding(),
    summary=msg("aktörer som ska godkänna: alla som räknas upp, och gärna 2 av flera, eller veto för någon"),
    question=msg(
        "Vilka aktörer ska godkänna? Till exempel: Stockholm, polisen. "
        "Eller: Stockholm och 2 av Nacka, Huddinge, Solna."
    ),
    kept=True,
    example="Stockholm, polisen",
)
OTHERS: Final = (
    Arg(
        name="channels",
        key="kanaler",
        aliases=("kanal", "channels"),
        convert=read.Channels(),
        summary=msg("var det publiceras; annars registrets vanliga kanaler"),
        required=False,
        question=msg("Vilka kanaler?"),
        example="Flödet på webben",
    ),
    Arg(
        name="purpose",
        key="syfte",
        aliases=("purpose",),
        convert=_SMALL,
        summary=msg("vad budskapet ska åstadkomma; publiceras inte"),
        required=False,
        verbatim=True,
        example="Lugna föräldrar",
    ),
    Arg(
        name="target_group",
        key="målgrupp",
        aliases=("group",),
        convert=_SMALL,
        summary=msg("vilka det är till; publiceras inte"),
        required=False,
        verbatim=True,
        example="Vårdnadshavare",
    ),
    Arg(
        name="informed",
        key="informeras",
        aliases=("informed",),
        convert=read.Or(read.SeveralActors(), ()),
        summary=msg("aktörer som får veta utan att godkänna"),
        required=False,
        question=msg("Vilka aktörer ska informeras?"),
        example="Solna",
    ),
    Arg(
        name="contact",
        key="presskontakt",
        aliases=("contact",),
        convert=read.Or(read.Contact(), ""),
        summary=msg("numret för pressen: en funktion i registret"),
        required=False,
        question=msg("Vilken funktion är presskontakt?"),
        example="RLC",
    ),
    Arg(
        name="spokesperson",
        key="talesperson",
        aliases=("spokesperson",),
        convert=_SMALL,
        summary=msg("vem som svarar pressen: en roll, inte ett namn"),
        required=False,
        verbatim=True,
        example="kommunikationschef i beredskap",
    ),
    Arg(
        name="checked_by",
        key="faktakontroll",
        aliases=("checked",),
        convert=_SMALL,
        summary=msg("vem som har kontrollerat fakta; publiceras inte"),
        required=False,
        verbatim=True,
        example="säkerhetschefen",
    ),
    Arg(
        name="languages",
        key="språk",
        aliases=("languages",),
        convert=read.Or(read.Languages(), ()),
        summary=msg("språk som det ska finnas på, utöver svenska"),
        required=False,
        question=msg("Vilka språk?"),
        example="somaliska, arabiska",
    ),
    Arg(
        name="variants",
        key="översättning",
        convert=read.Variants(),
        summary=msg("texten på ett annat språk, på egna rader under ”Språk, somaliska:”"),
        required=False,
        question=msg("Vad är rubriken och texten på det språket?"),
        verbatim=True,
    ),
    Arg(
        name="local",
        key="lokalt",
        convert=read.Local(),
        summary=msg("en aktörs egen rad under den gemensamma texten, under ”Lokalt, Nacka:”"),
        required=False,
        question=msg("Vilken aktör?"),
        verbatim=True,
    ),
    Arg(
        name="embargo_until",
        key="embargo",
        convert=read.Or(Moment(), Gone.GONE),
        summary=msg("inget sprids före den tiden: en överenskommelse mellan myndigheterna, inget skydd"),
        required=False,
        question=msg("Till när gäller embargot?"),
        example="15:00",
    ),
    Arg(
        name="expires_at",
        key="gäller",
        aliases=("expires",),
        convert=read.Or(Moment(), Gone.GONE),
        summary=msg("när budskapet slutar gälla"),
        required=False,
        question=msg("När slutar det gälla?"),
        example="2026-12-24 06:00",
    ),
)
CHANGED: Final = (
    replace(WORDS, position=1),
    *(replace(arg, required=False, required_with=None) for arg in (TITLE, TEXT, SIGNERS)),
    *OTHERS,
    *(
        replace(arg, summary=msg("bestäms när budskapet skrivs, och ändras inte sedan"))
        for arg in (EXERCISE, OWNER)
    ),
    replace(WHEN, summary=msg("väljs för sig, med schemalägg")),
)
"""In a change nothing has to be said. The last three are read so that they can be refused: unread they would
be lost without a word.
"""
