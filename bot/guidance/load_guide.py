"""An official guide that an administrator sends in the operations room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import SentFile
from bot.chat.outcome import Outcome, Undo
from bot.errors import Refusal
from bot.guidance.desk import Desk
from bot.guidance.entries import GuideEntry, SentGuideEntry, guide, settings
from bot.guidance.files import described, drop_unwanted, keep_file
from bot.guidance.pdf import NoPdf
from bot.guidance.sent import put_sent, take_back
from bot.guidance.sent_pdf import SentPdf, SentPdfs
from bot.register.below import MEGABYTE
from bot.register.section import Enclosed, Snapshot
from bot.store import audit
from bot.work.files import FileAway

BACK: Final = ("gängsnack", "återställ")


@dataclass(frozen=True)
class SaidOfGuide:
    """What the administrator says of the file."""

    language: str
    url: str
    edition: str
    source: str
    checked_at: date | None


@dataclass(frozen=True)
class Replacing:
    """``before``: the guide that is handed out until ``entry`` is."""

    entry: SentGuideEntry
    before: GuideEntry


@dataclass(frozen=True)
class GuideTakenBack:
    """``now``: the guide that is handed out from now on; None when there is none."""

    gone: SentGuideEntry
    now: GuideEntry | None


class LoadGuide:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pdfs = SentPdfs(desk.files)

    async def look(self, call: Call) -> None:
        """Before anything is asked about a file: whether it can be handed out at all.

        Raises:
            Refusal: ``guide.file_away`` or ``guide.unfit``.
        """
        if call.incoming.file is not None:
            self._sent(call.incoming.file, await self._desk.snapshot(call.session))

    async def replaces(self, call: Call, said: SaidOfGuide) -> Replacing | None:
        """What would come in place of another; None when the language has no guide yet.

        Raises:
            Refusal: the file is not to be had, or not to be handed out.
        """
        snapshot = await self._desk.snapshot(call.session)
        _, entry = await self._looked_at(call, said, snapshot)
        before = guide(snapshot, said.language)
        if before is None:
            return None
        if before.sha256 == entry.sha256:
            raise Refusal("guide.same", language=said.language)
        return Replacing(entry, before)

    async def __call__(self, call: Call, said: SaidOfGuide) -> Outcome:
        """Hand it out from now on; the outcome's value is its entry."""
        snapshot = await self._desk.snapshot(call.session)
        found, entry = await self._looked_at(call, said, snapshot)
        by, session = call.caller.user_id, call.session
        await keep_file(session, found, call.now, by)
        await put_sent(session, entry, call.now, by)
        await drop_unwanted(session, await self._desk.snapshot(session))
        await audit.append(
            session,
            at=call.now,
            actor=by,
            action="guide.loaded",
            object=f"guide/{said.language}",
            fields={"sha256": found.checksum},
        )
        way_back = Undo(BACK, {"language": said.language, "checksum": found.checksum})
        return Outcome(entry, undo=way_back)

    async def back(self, call: Call, language: str, checksum: str | None) -> Outcome:
        """The last one that was sent counts no more.

        Raises:
            Refusal: ``guide.none_sent``.
        """
        gone = await take_back(call.session, language, checksum)
        if gone is None:
            raise Refusal("guide.none_sent", language=language)
        snapshot = await self._desk.snapshot(call.session)
        await drop_unwanted(call.session, snapshot)
        await audit.append(
            call.session,
            at=call.now,
            actor=call.caller.user_id,
            action="guide.taken_back",
            object=f"guide/{language}",
            fields={"sha256": gone.sha256 or ""},
        )
        return Outcome(GuideTakenBack(gone, guide(snapshot, language)))

    async def _looked_at(
        self, call: Call, said: SaidOfGuide, snapshot: Snapshot
    ) -> tuple[Enclosed, SentGuideEntry]:
        today = call.now.astimezone(self._desk.zone).date()
        checked = said.checked_at or today
        if checked > today:
            raise Refusal("guide.checked_ahead", day=checked)
        registered = snapshot.of(GuideEntry).get(said.language)
        if registered is not None and registered.checked_at > checked:
            raise Refusal("guide.checked_before", language=said.language, day=registered.checked_at)
        if call.incoming.file is None:
            raise Refusal("guide.no_file")
        sent = self._sent(call.incoming.file, snapshot)
        entry = SentGuideEntry(
            language=said.language,
            url=said.url,
            edition=said.edition,
            source=said.source,
            sha256=sent.checksum,
            checked_at=checked,
            checked_by=call.caller.name,
        )
        return described(sent.body, sent.checksum, sent.pages), entry

    def _sent(self, file: SentFile, snapshot: Snapshot) -> SentPdf:
        """Raises Refusal, or Beforehand."""
        largest = settings(snapshot).largest
        try:
            return self._pdfs.of(file, largest * MEGABYTE)
        except FileAway as away:
            raise Refusal("guide.file_away", why=away.code, largest=largest) from away
        except NoPdf as refused:
            raise Refusal("guide.unfit", why=refused.flaw) from refused
