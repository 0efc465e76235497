"""The guide to take along: a page to print, an SMS, or text for a mail or a school's own system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, ToRoom
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance import counts, frame
from bot.guidance.counts import What
from bot.guidance.desk import Desk
from bot.guidance.entries import settings
from bot.guidance.hand_out import HandedOut, HandOut, Prepared, Wanted, help_text
from bot.guidance.languages import SOURCE
from bot.guidance.leaf import Leaf
from bot.guidance.page_of import beside, make_page
from bot.guidance.plain import Plain, make_plain
from bot.guidance.printer import Printer
from bot.guidance.sms import Sms, make_sms
from bot.guidance.tongue import Missing, Tongue
from bot.guidance.values import Section


class Form(StrEnum):
    """What it is made into. BESIDE is a page with the Swedish beside, for the one who hands it over."""

    PDF = "pdf"
    BESIDE = "jämför"
    SMS = "sms"
    MAIL = "mejl"
    TEXT = "text"


_COUNTED: Final[Mapping[Form, What]] = MappingProxyType(
    {
        Form.PDF: What.PDF,
        Form.BESIDE: What.PDF,
        Form.SMS: What.SMS,
        Form.MAIL: What.MAIL,
        Form.TEXT: What.TEXT,
    }
)


@dataclass(frozen=True)
class Taken:
    """``handed``: what it was made of. ``made``: a PDF called ``name``, or a text; None: it may not be."""

    handed: HandedOut
    form: Form
    made: bytes | Sms | Plain | None
    name: str = ""


class TakeAlong:
    """Makes it, and sends texts as a message of their own, to be copied."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._hand_out = HandOut(desk)
        self._printer = Printer(desk.typefaces)

    async def __call__(self, call: Call, wanted: Wanted, form: Form) -> Outcome:
        """Raises Refusal: ``page.*``, ``sms.too_long`` or ``sms.no_link``."""
        alone = call.place.room_class is RoomClass.DIREKT
        form = Form.PDF if form is Form.BESIDE and wanted.language == SOURCE else form
        # an SMS is read when it comes, by whoever has to know who answers then
        paper = form is not Form.SMS
        found = await self._hand_out.prepared(call.session, wanted, call.now, alone=alone, paper=paper)
        if found.leaf is None or not _whole(found.handed, form):
            return Outcome(Taken(found.handed, form, None))
        try:
            made = await self._made(call, form, found, found.leaf)
        except Missing:
            return Outcome(Taken(found.handed, form, None))
        # Not before: what is written keeps a database of one writer, and a page takes its time.
        await counts.add(call.session, wanted.language, wanted.kommun, _COUNTED[form], call.now)
        taken = Taken(found.handed, form, made, _name(found.handed, form))
        return Outcome(taken, () if isinstance(made, bytes) else (_message(call, form, made),))

    async def _made(self, call: Call, form: Form, found: Prepared, leaf: Leaf) -> bytes | Sms | Plain:
        match form:
            case Form.SMS:
                return await self._sms(call, found, leaf.tongue)
            case Form.MAIL | Form.TEXT:
                return make_plain(leaf, found.handed.help.oldest)
        help = found.handed.help  # noqa: A001
        page = make_page(leaf, found.told, call.now.astimezone(self._desk.zone).date(), help.oldest)
        if form is Form.BESIDE:
            swedish = await self._desk.tongue(call.session, SOURCE)
            page = beside(page, found.told, swedish, help_text(swedish, help, paper=True), help.oldest)
        return await self._printer.pdf(page)

    async def _sms(self, call: Call, found: Prepared, tongue: Tongue) -> Sms:
        handed = found.handed
        if handed.official is None:
            raise Refusal("sms.no_link", language=handed.language)
        showing = handed.sections[Section.RAM]
        notices = ((frame.DRAFT, showing.draft), (frame.OUTDATED, showing.outdated))
        return make_sms(
            tongue,
            handed.official.entry.url,
            handed.help,
            handed.kommun.name if handed.kommun else None,
            notices=tuple(tongue.line(line) for line, holds in notices if holds),
            most=settings(await self._desk.snapshot(call.session)).sms_parts,
        )


def _whole(handed: HandedOut, form: Form) -> bool:
    """Whether all of it may be said here: half a page would look whole. An SMS has nothing of the parts."""
    wanted = (Section.RAM,) if form is Form.SMS else tuple(handed.sections)
    return all(handed.sections[one].said for one in wanted)


def _name(handed: HandedOut, form: Form) -> str:
    kommun = fold(handed.kommun.name).replace(" ", "-") if handed.kommun else ""
    parts = ("stodtext", handed.language.code, kommun, "svenska" if form is Form.BESIDE else "")
    return f"{'-'.join(filter(None, parts))}.pdf"


def _message(call: Call, form: Form, made: Sms | Plain) -> Notice:
    """Beside the answer, and nothing in it but what is to be copied."""
    subject = made.subject if isinstance(made, Plain) and form is Form.MAIL else ""
    return Notice(
        "guide.copy",
        ToRoom(call.place.room_id),
        {"subject": subject, "text": made.text},
        thread=False,
        within=call.incoming.thread_root,
    )
