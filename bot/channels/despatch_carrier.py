"""What the runner of mails and webhooks asks of each of them, and what they tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, repr=False)
class Parcel:
    """One mail or one request on its way. ``attempts``: with this one.

    ``asking``: an attempt before it ended without an answer.
    """

    id: int
    key: str
    channel: str
    address: str
    payload: Mapping[str, Any]
    attempts: int = 1
    lookup: str | None = None
    private_address: bool = False
    asking: bool = False


class Later(Exception):  # noqa: N818 - an answer, not a fault
    """It was not taken, and may be tried again; ``why`` is a code.

    ``seconds``: what the other side asked for, None: as the runner thinks best. ``everywhere``: it is not
    about this one, and the others need not be tried before that.
    """

    def __init__(self, why: str, seconds: float | None = None, *, everywhere: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds
        self.everywhere = everywhere


class Unanswered(Exception):  # noqa: N818 - an answer, not a fault
    """It left us and may have come through; ``why`` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Carrier(Protocol):
    """Each method raises ``Later``, or ``Refused`` for what will never go."""

    @property
    def repeats(self) -> bool:
        """Whether the receiver knows a second of the same key for the first: then it may be sent again."""
        ...

    async def send(self, parcel: Parcel) -> None:
        """Hand it over.

        Raises:
            Unanswered: nobody can tell whether it was taken.
        """
        ...

    async def found(self, parcel: Parcel) -> bool | None:
        """Whether the receiver has it, of which an attempt went unanswered; None: it cannot be asked."""
        ...

    async def try_out(self, channel: str, address: str | None, *, private_address: bool) -> None:
        """See that the channel would work now, and send nothing."""
        ...

    async def keep_ready(self, number: int) -> None:
        """Do what can be done ahead for so many that are to go in the same moment."""
        ...

    async def rest(self) -> None:
        """Nothing is to go for a while."""
        ...
