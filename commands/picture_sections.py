"""Sections of a lägesbild: what changed, what is needed, how strained it is, who is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.chat.document import Block, Heading, Inline, Para, Strong, bullets, para, strong
from bot.chat.say import Say
from bot.chat.text import clean
from bot.situation.compiled import (
    ActorStanding,
    Change,
    ChangeKind,
    KommunLevel,
    Line,
    NeedState,
    Standing,
    Version,
)
from bot.situation.lines import lines_in
from bot.situation.names import Names
from bot.situation.values import Level, Part
from commands.picture_lines import actor_name, aged, cut, line, near, places
from commands.picture_terms import TRENDS, level_words

_MOST: Final = 6
"""Lines of one kind before the detail, so that all of that is read in two minutes."""


def as_of(version: Version) -> datetime:
    """The moment from which ages are counted."""
    return max(version.due_at, version.compiled_at)


def changes(version: Version, names: Names, say: Say) -> Iterator[Block]:
    if version.before_reference is None or version.before_at is None:
        yield para(say("Det här är den första lägesbilden, så det finns inget att jämföra med."))
        return
    since = near(version.before_at, as_of(version), say)
    yield Heading(say("Nytt sedan {reference}, {time}", reference=version.before_reference, time=since))
    if items := change_lines(version.changes, names, say, as_of=as_of(version)):
        yield bullets(items)
    else:
        yield para(say("Inga nivåer har ändrats.") if version.held else say("Inget har ändrats."))


def change_lines(
    found: Sequence[Change], names: Names, say: Say, *, as_of: datetime | None = None
) -> Sequence[Inline | Para]:
    """The first of them, and how many more there are; times as seen from ``as_of``, or from now."""
    moment = as_of or say.now
    texts = [one for one in found if one.kind not in {ChangeKind.LEVEL, ChangeKind.GONE}]
    items: list[Inline | Para] = [
        _level_change(one, names, say) for one in found if one.kind is ChangeKind.LEVEL
    ]
    items += [_text_change(one, moment, names, say) for one in texts[:_MOST]]
    if more := len(texts[_MOST:]):
        items.append(say.count("och {n} till, längre ner", "och {n} till, längre ner", more))
    if gone := [one.report for one in found if one.kind is ChangeKind.GONE and one.report]:
        items.append(say("Står inte längre kvar: {references}.", references=say.list(gone)))
    return items


def _level_change(one: Change, names: Names, say: Say) -> str:
    place = places((one.kommun or "",), names, say)
    before, now = level_words(one.before, names, say), level_words(one.now, names, say)
    return say("{place}: {now}, förut {before}.", place=place, now=now, before=before)


def _text_change(one: Change, as_of: datetime, names: Names, say: Say) -> Para:
    words = {
        ChangeKind.NEW: say("Nytt."),
        ChangeKind.CHANGED: say("Ändrat."),
        ChangeKind.CORRECTED: say("Rättat."),
    }
    if one.line is None:
        return para(words[one.kind], " ", one.report or "")
    return para(words[one.kind], " ", *line(one.line, as_of, names, say, short=True).inlines)


def needs(version: Version, names: Names, say: Say) -> Iterator[Block]:
    """Needs, late ones first, then what reports ask for, and what was planned and never told of again."""
    yield Heading(say("Behov och försenat"))
    items = [
        *(_need(one, version, names, say) for one in version.needs),
        *(line(one, as_of(version), names, say, short=True) for one in _asked_or_late(version)),
    ]
    yield bullets(items) if items else para(say("Inga öppna behov."))


def lifted(version: Version) -> frozenset[Line]:
    """Lines that stand whole among the needs, and not once more under their theme."""
    return frozenset(one for one in _asked_or_late(version) if cut(one.words) == one.words)


def _asked_or_late(version: Version) -> tuple[Line, ...]:
    asked = [one for one in lines_in(version.themes) if one.part is Part.NEED and not one.carried]
    late = [one for one in version.late if isinstance(one, Line)]
    return (*asked[:_MOST], *late[:_MOST])


def _need(one: NeedState, version: Version, names: Names, say: Say) -> Para:
    head = [one.reference, actor_name(one.actor, names)]
    if one.kommun and (place := places((one.kommun,), names, say)) not in head[1]:
        head.append(place)
    words = clean(one.words)
    told = f": {words}{'' if words.endswith(('.', '!', '?')) else '.'} " if words else ". "
    mark: tuple[Strong, ...] = (strong(say("Försenat.")),) if one.late else ()
    return para(*mark, " " if mark else "", ", ".join(head), told, _who(one, version, names, say))


def _who(one: NeedState, version: Version, names: Names, say: Say) -> str:
    if one.owner is None:
        return say("Ingen har tagit det.")
    owner = actor_name(one.owner, names)
    if one.due_at is None:
        return say("{actor} tar hand om det.", actor=owner)
    due = near(one.due_at, as_of(version), say)
    return say("{actor} tar hand om det, klart {time}.", actor=owner, time=due)


def levels(version: Version, names: Names, say: Say) -> Iterator[Block]:
    """The highest first, each level with its number and name; of a local picture its own kommun only."""
    county = say(
        "Hela länet: {level}",
        level=_with_remarks(level_words(version.county.level, names, say), version.county, version, say),
    )
    if version.kommun is not None:
        own = next(one for one in version.levels if one.kommun == version.kommun)
        name = places((own.kommun,), names, say)
        yield Heading(say("Läget i {kommun}", kommun=name))
        told = _with_remarks(level_words(own.level, names, say), own, version, say)
        yield bullets([para(strong(name), f": {told}"), county])
        return
    yield Heading(say("Läget i kommunerna"))
    items: list[Inline | Para] = [county]
    for level in sorted(Level, reverse=True):
        if found := [one for one in version.levels if one.level is level]:
            listed = [_with_remarks(places((one.kommun,), names, say), one, version, say) for one in found]
            items.append(para(strong(f"{level_words(level, names, say)}:"), " ", say.list(listed)))
    if silent := [places((one.kommun,), names, say) for one in version.levels if one.level is None]:
        if len(silent) == len(version.levels):
            items.append(say("Ingen kommun har någon rapporterad nivå."))
        else:
            items.append(para(strong(say("Ej rapporterat:")), " ", say.list(silent)))
    yield bullets(items)


def _with_remarks(told: str, one: KommunLevel, version: Version, say: Say) -> str:
    """``Nacka (värre, från i går 13:40, 26 tim gammal)``."""
    remarks = [say.term(TRENDS[one.trend])] if one.trend is not None and one.level is not None else []
    if one.carried and one.observed_at is not None:
        remarks.append(aged(one.observed_at, as_of(version), say))
    return f"{told} ({', '.join(remarks)})" if remarks else told


def standings(version: Version, names: Names, say: Say) -> Iterator[Block]:
    """Who has answered, and by name who has not."""
    if not version.standings:
        return
    answered = sum(one.standing is not Standing.MISSING for one in version.standings)
    yield Heading(say("Vem har rapporterat"))
    yield para(say("{answered} av {all} aktörer har svarat.", answered=answered, all=len(version.standings)))
    groups = (
        (say("Har rapporterat:"), Standing.REPORTED),
        (say("Har svarat, utan något nytt att visa här:"), Standing.NOTHING),
        (say("Har inte hörts av:"), Standing.MISSING),
    )
    by_standing = (
        (head, [one for one in version.standings if one.standing is kind]) for head, kind in groups
    )
    yield bullets(
        para(strong(head), " ", say.list([_actor(one, version, names, say) for one in found]))
        for head, found in by_standing
        if found
    )


def _actor(one: ActorStanding, version: Version, names: Names, say: Say) -> str:
    name = actor_name(one.actor, names)
    if one.standing is not Standing.MISSING or one.last is None:
        return name
    return say("{actor} (senast {time})", actor=name, time=near(one.last, as_of(version), say))
