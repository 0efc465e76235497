"""The words of joint messages as values: states, verdicts, channels, and who must sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a message stands; ``states.py`` has the one table of what leads from where to where.

    PARTLY: some channel has it and some has not. HELD: paused, and must be released. MISSED: its time passed,
    and it was not sent. STOPPED: before anything of it was out; taken up again by an edit.
    """

    DRAFT = "draft"
    CIRCULATED = "circulated"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PARTLY = "partly"
    PUBLISHED = "published"
    HELD = "held"
    MISSED = "missed"
    STOPPED = "stopped"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class Act(StrEnum):
    """What is done on the channels. CORRECT: a message that takes the place of another, linked to it."""

    PUBLISH = "publish"
    CORRECT = "correct"
    RETRACT = "retract"


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"


class VoidWhy(StrEnum):
    """Why an approval, or a rejection, counts no longer.

    REVISED: there is a new revision. EXPIRED: too old. ROLE: whoever gave it may not sign for the actor any
    more. AUTHOR: they wrote it themselves. DEVICE: their device is trusted no longer. WITHDRAWN: they took it
    back. REPLACED: the actor has said something else since. ALTERED: the stored text is not what was signed.
    STOPPED: the message was. ELSEWHERE: the same person's approval for another actor counts already.
    """

    REVISED = "revised"
    EXPIRED = "expired"
    ROLE = "role"
    AUTHOR = "author"
    DEVICE = "device"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    ALTERED = "altered"
    STOPPED = "stopped"
    ELSEWHERE = "elsewhere"


class ChannelKind(StrEnum):
    """As the register names them."""

    ROOM = "rum"
    FEED = "flöde"
    WEBHOOK = "webhook"
    MAIL = "epost"


class ChannelState(StrEnum):
    """Of one channel in one publication: FAILED: nobody there has it; PARTLY: some of its addresses."""

    PREPARED = "prepared"
    RELEASED = "released"
    SENT = "sent"
    PARTLY = "partly"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """Of one address. UNKNOWN: it may have come through, and is not sent again blindly.

    CANCELLED: stopped before it was sent.
    """

    PREPARED = "prepared"
    RELEASED = "released"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class RemarkKind(StrEnum):
    """LOOKING: "jag tittar på den"."""

    COMMENT = "comment"
    LOOKING = "looking"


class HeldWhy(StrEnum):
    """ONE: this message alone. ALL: ``pausa alla``. MODE: the mode changed."""

    ONE = "one"
    ALL = "all"
    MODE = "mode"


@dataclass(frozen=True)
class Quorum:
    """Which organisations (ids of actors) decide.

    Each of ``required`` must approve, and ``least`` of ``among``. A rejection by one of ``required`` or of
    ``veto`` blocks until there is a new revision; one by another is only told.
    """

    required: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    least: int = 0
    veto: tuple[str, ...] = ()

    @property
    def signers(self) -> tuple[str, ...]:
        """Everyone who has a say, in their order, each once."""
        return tuple(dict.fromkeys((*self.required, *self.among, *self.veto)))

    def blocking(self, actors: Iterable[str]) -> tuple[str, ...]:
        """Those of the actors whose rejection blocks."""
        strong = {*self.required, *self.veto}
        return tuple(actor for actor in actors if actor in strong)
