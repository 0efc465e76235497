"""Whether a message can be approved at all: a person for each actor that it takes, and each person once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.content import from_json
from bot.press.find import parties
from bot.press.pictures import actor_name, revision_of
from bot.press.tables import MessageRow
from bot.press.tell import signers_of, writers_of
from bot.press.values import Quorum
from bot.press.who_signs import seated, who_may
from bot.press.writers import writer_of, writers
from bot.register.section import Snapshot

_LOOKED_AT: Final = 10
"""So many earlier revisions, of those that could stand again."""


@dataclass(frozen=True)
class Seats:
    """``people``: by actor that has a say, who may sign for it."""

    quorum: Quorum
    owner: str
    people: Mapping[str, tuple[str, ...]]

    def but(self, wrote: Collection[str]) -> Seats:
        """Without those who wrote it."""
        left = {actor: tuple(one for one in who if one not in wrote) for actor, who in self.people.items()}
        return replace(self, people=left)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The actors without a person of their own, where it cannot be approved without them."""
        quorum, able = self.quorum, seated(self.people)
        few = len([one for one in quorum.among if one in able]) < quorum.least
        without = (one for one in quorum.signers if one not in able)
        return tuple(one for one in without if one in quorum.required or (few and one in quorum.among))

    @property
    def only_owner(self) -> bool:
        """True when nobody could sign for another actor than the owner."""
        return not seated(self.people) - {self.owner}

    @property
    def enough(self) -> bool:
        return not self.lacking and not self.only_owner

    @property
    def empty(self) -> tuple[str, ...]:
        """The actors for which nobody may sign."""
        return tuple(one for one in self.quorum.signers if not self.people[one])


@dataclass(frozen=True)
class Stuck:
    """Why nobody can get a message approved as it stands, with actors by name, and what would mend it.

    ``actors``: those that lack a person. ``shared``: they have people, who are all needed for another actor.
    ``only_owner``: they are all but the owner. ``back``: a revision before this that could be approved.
    ``others``: somebody else could make the change then. ``stand_ins``: somebody may name one there.
    """

    revision: int
    owner: str
    actors: tuple[str, ...]
    shared: bool
    only_owner: bool
    back: int | None
    others: bool
    stand_ins: bool


async def seats(
    session: AsyncSession, snapshot: Snapshot, quorum: Quorum, owner: str, now: datetime
) -> Seats:
    """Who may sign at this moment, by actor that has a say."""
    # one person signs for one of them: the owner comes last of some, as another has to be there too
    some = sorted(quorum.among, key=lambda one: one == owner)
    actors = dict.fromkeys((*quorum.required, *some, *quorum.veto))
    return Seats(quorum, owner, {one: await who_may(session, snapshot, one, now) for one in actors})


async def stuck(session: AsyncSession, snapshot: Snapshot, row: MessageRow, now: datetime) -> Stuck | None:
    """None where the newest revision can be approved, or has been erased."""
    content = (await revision_of(session, row)).content
    if content is None:
        return None
    quorum = from_json(content).quorum
    all_who_may = await seats(session, snapshot, quorum, row.owner, now)
    wrote = await writers(session, row)
    left = all_who_may.but(wrote)
    if left.enough:
        return None
    lacking = left.lacking or tuple(one for one in quorum.signers if one != row.owner)
    alone = tuple(one for one in lacking if one in left.empty)
    return Stuck(
        revision=row.revision,
        owner=actor_name(snapshot, row.owner),
        actors=tuple(actor_name(snapshot, one) for one in alone or lacking),
        shared=not alone,
        only_owner=not left.lacking,
        back=await _back(session, snapshot, row, wrote, now),
        others=any(
            one not in wrote and all_who_may.but({row.author, one}).enough
            for one in await _makers(session, snapshot, row)
        ),
        stand_ins=any(signers_of(snapshot, one) for one in lacking),
    )


async def _back(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, wrote: frozenset[str], now: datetime
) -> int | None:
    """The newest of the earlier revisions that could be approved."""
    for number in range(row.revision - 1, max(0, row.revision - 1 - _LOOKED_AT), -1):
        writer, earlier = await writer_of(session, row, number), await revision_of(session, row, number)
        if earlier.content is None or writer in wrote - {row.author}:
            continue
        quorum = from_json(earlier.content).quorum
        found = await seats(session, snapshot, quorum, row.owner, now)
        if found.but({row.author, writer}).enough:
            return number
    return None


async def _makers(session: AsyncSession, snapshot: Snapshot, row: MessageRow) -> tuple[str, ...]:
    """Who may make the change that the newest revision was: of the text, or of an actor's own block."""
    newest = await revision_of(session, row)
    owners = writers_of(snapshot, row.owner)
    if newest.made_by in owners or newest.content is None:
        return owners
    theirs = (writers_of(snapshot, one) for one in parties(row, from_json(newest.content)))
    return tuple(one for people in theirs if newest.made_by in people for one in people)
