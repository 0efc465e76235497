"""Our short text made into what a joint message says: Swedish, and each language whose words are reviewed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actors.facts import people
from bot.chat.declare import Call
from bot.chat.message import Role
from bot.errors import Refusal
from bot.guidance.catalogue import text_hash
from bot.guidance.desk import Desk
from bot.guidance.entries import GuideEntry, guide
from bot.guidance.help import EMERGENCY, local_help
from bot.guidance.languages import SOURCE
from bot.guidance.leaf import Leaf, Told, make_leaf
from bot.guidance.review import states
from bot.guidance.showable import Showing
from bot.guidance.source import PARTS
from bot.guidance.tongue import Tongue
from bot.guidance.values import ReviewState, Section
from bot.press.facts import Bound
from bot.register.section import Snapshot

_MARKUP: Final = re.compile(r"[\\*_\[\]]|^[#+-](?= )|^\d+(?=[.)] )")


@dataclass(frozen=True)
class SharedText:
    """``body`` is Markdown. ``bound``: the texts it was made of. ``linked``: with the guide's address."""

    language: str
    title: str
    body: str
    bound: tuple[Bound, ...]
    linked: bool


@dataclass(frozen=True)
class NotReviewed:
    """A section that may not be shared; ``reviewers``: names of those who may review it."""

    language: str
    section: Section
    state: ReviewState
    reviewers: tuple[str, ...]


class ShareGuide:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, languages: Sequence[str], section: Section | None
    ) -> tuple[SharedText, ...]:
        """Swedish first, then the languages: all four sections, or one.

        Raises:
            Refusal: ``guide.not_reviewed`` when any of it is not.
        """
        snapshot = await self._desk.snapshot(call.session)
        sections = _sections(section)
        tongues = await self._reviewed(call, snapshot, languages, sections)
        numbers = {"hjälp.fara": EMERGENCY}
        police = local_help(snapshot, self._desk.duty, None, (), call.now).first("polis")
        if police is not None and police.phone:
            numbers["hjälp.polis"] = police.phone
        return tuple(_text(one, snapshot, sections, MappingProxyType(numbers)) for one in tongues)

    async def look(self, call: Call, languages: Sequence[str], section: Section | None) -> None:
        """Raises Refusal: as when it is made."""
        await self._reviewed(call, await self._desk.snapshot(call.session), languages, _sections(section))

    async def _reviewed(
        self, call: Call, snapshot: Snapshot, languages: Sequence[str], sections: Sequence[Section]
    ) -> list[Tongue]:
        tongues = [await self._desk.tongue(call.session, one) for one in dict.fromkeys((SOURCE, *languages))]
        if found := [one for tongue in tongues async for one in _lacking(call, snapshot, tongue, sections)]:
            raise Refusal("guide.not_reviewed", found=found)
        return tongues


def _sections(section: Section | None) -> tuple[Section, ...]:
    return (section,) if section is not None else tuple(one.section for one in PARTS)


async def _lacking(
    call: Call, snapshot: Snapshot, tongue: Tongue, sections: Sequence[Section]
) -> AsyncIterator[NotReviewed]:
    code = tongue.language.code
    standing = await states(call.session, tongue.texts)
    for one in (*sections, Section.RAM):
        if standing[one] is not ReviewState.REVIEWED:
            yield NotReviewed(code, one, standing[one], reviewers_of(snapshot, code))


def reviewers_of(snapshot: Snapshot, language: str) -> tuple[str, ...]:
    """The names of those who may review it."""
    return tuple(
        one.name
        for one in people(snapshot)
        if any(grant.role is Role.GRANSKARE and grant.language == language for grant in one.roles)
    )


def _text(
    tongue: Tongue, snapshot: Snapshot, sections: Sequence[Section], numbers: Mapping[str, str]
) -> SharedText:
    code = tongue.language.code
    entry = guide(snapshot, code)
    shown = dict.fromkeys((*sections, Section.RAM), Showing.PLAIN)
    leaf = make_leaf(tongue, Told(shown, entry, numbers))
    if leaf is None:
        raise LookupError(code)
    alone = len(leaf.passages) == 1
    return SharedText(
        language=code,
        title=leaf.passages[0].heading if alone else leaf.title,
        body="\n\n".join(_markdown(leaf, entry, headed=not alone)),
        bound=tuple(Bound(code, one.value, text_hash(tongue.texts, one)) for one in shown),
        linked=entry is not None,
    )


def _markdown(leaf: Leaf, entry: GuideEntry | None, *, headed: bool) -> Iterator[str]:
    """Every paragraph and item runs the right way, wherever it is read."""
    turned = leaf.tongue.paragraph
    for passage in leaf.passages:
        if headed:
            yield f"## {turned(_plain(passage.heading))}"
        for block in passage.blocks:
            if isinstance(block, str):
                yield turned(_plain(block))
            else:
                yield "\n".join(f"- {turned(_plain(one))}" for one in block)
    if entry is not None:
        yield from (turned(one if entry.url in one else _plain(one)) for one in leaf.guide)


def _plain(text: str) -> str:
    """Nothing in it is markup."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)
