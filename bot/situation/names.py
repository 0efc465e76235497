"""What actors, kommuner, themes and levels are called in the register in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actors.facts import ActorEntry, actor, kommun, kommuner
from bot.register.section import Snapshot
from bot.situation.entries import settings, themes


@dataclass(frozen=True)
class Names:
    """Each by its id or code; ``levels`` by the level's number."""

    actors: Mapping[str, str]
    kommuner: Mapping[str, str]
    themes: Mapping[str, str]
    levels: tuple[str, ...]

    def actor(self, actor_id: str) -> str:
        """The id itself for one that the register has no more."""
        return self.actors.get(actor_id, actor_id)


def names(snapshot: Snapshot) -> Names:
    return Names(
        actors={entry.id: entry.name for entry in snapshot.of(ActorEntry).values()},
        kommuner={one.code: one.name for one in kommuner()},
        themes={one.id: one.name for one in themes(snapshot)},
        levels=settings(snapshot).levels,
    )


def short_name(snapshot: Snapshot, actor_id: str) -> str:
    """As it stands in a list of many: a kommun without the word, another up to its first comma."""
    found = actor(snapshot, actor_id)
    if found is None:
        return actor_id
    return kommun(found.kommun).name if found.kommun else found.name.split(",")[0]
