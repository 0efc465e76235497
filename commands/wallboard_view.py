"""The wallboard in words: what ``bot.web`` puts on the page, and what is read aloud when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.actors.facts import kommun
from bot.cases.states import OPEN
from bot.chat.say import Say
from bot.situation.facts import COUNTY, Board, Count, KommunLevel, Level, Mode, Names, Silent
from bot.web.wallboard_page import BoardPage, Item, Panel, ShellWords, Tile
from commands.case_words import STATES
from commands.picture_terms import MODES, TRENDS

_UNKNOWN: Final = "?"


def board_page(board: Board, names: Names, say: Say) -> BoardPage:
    """Everything on it; nothing in it is what somebody wrote."""
    tiles = [_tile(one, names, say) for one in board.levels]
    return BoardPage(
        title=_title(board, say),
        mode=_mode(board, say),
        activated=board.mode is Mode.ACTIVATED,
        map_heading=say("Läget i kommunerna"),
        legend_heading=say("Vad tecknen betyder"),
        county=_tile(board.county, names, say),
        # the most serious first, for ears and small screens
        tiles=tuple(sorted(tiles, key=lambda tile: -1 if tile.level is None else tile.level, reverse=True)),
        legend=(*(_legend(level, names.levels[level]) for level in Level), _legend(None, _unknown(say))),
        legend_age=say("äldre uppgift"),
        panels=tuple(_panels(board, names, say)),
    )


def told(before: Board, now: Board, names: Names, say: Say) -> str:
    """What differs, in one breath; nothing where only small things do."""
    return " ".join(_told(before, now, names, say))


def shell_words(say: Say) -> ShellWords:
    """What stands around the board, and in its place."""
    again = say("Skriv !tavla till boten i din direktchatt, så får du en ny länk.")
    return ShellWords(
        title=say("Lägesbild – tavla"),
        updated=say("Senast uppdaterad"),
        lost=say("Ingen kontakt med boten sedan"),
        old=say("Boten kommer inte åt sina uppgifter. De som visas är från"),
        key=say("Länken, eller det som står efter # i den"),
        open=say("Öppna tavlan"),
        welcome=(say("Tavlan"), say("Tavlan öppnas med en länk. {again}", again=again)),
        expired=(say("Länken har gått ut"), say("Länken har gått ut. {again}", again=again)),
        refused=(
            say("Länken gäller inte"),
            say(
                "Länken går inte att använda: den är avklippt, ändrad eller någon annans. {again}",
                again=again,
            ),
        ),
        crowded=(
            say("För många tavlor"),
            say("För många tavlor är öppna just nu. Stäng någon, och ladda om sidan."),
        ),
        away=(
            say("Tavlan visas strax"),
            say("Boten kommer inte åt sina uppgifter just nu. Ladda om om en stund."),
        ),
    )


def _title(board: Board, say: Say) -> str:
    if board.picture is None or board.picture_at is None:
        return say("Ingen lägesbild har gått ut än")
    when = say.brief(board.picture_at)
    if board.version > 1:
        return say(
            "Lägesbild {reference}, version {version}, {when}",
            reference=board.picture,
            version=board.version,
            when=when,
        )
    return say("Lägesbild {reference}, {when}", reference=board.picture, when=when)


def _mode(board: Board, say: Say) -> str:
    mode = say.term(MODES[board.mode])
    words = mode[:1].upper() + mode[1:]
    if board.mode is Mode.ORDINARY or board.mode_since is None:
        return words
    return say("{mode} sedan {when}", mode=words, when=say.brief(board.mode_since))


def _tile(one: KommunLevel, names: Names, say: Say) -> Tile:
    known = None if one.kommun == COUNTY else kommun(one.kommun)
    trend = one.trend if one.level is not None else None
    return Tile(
        name=known.name if known else say("Hela länet"),
        label=known.label if known else "",
        level=None if one.level is None else int(one.level),
        number=_UNKNOWN if one.level is None else str(int(one.level)),
        word=_unknown(say) if one.level is None else names.levels[one.level],
        short_word=say("saknas") if one.level is None else "",
        trend=trend.value if trend else None,
        trend_word=say.term(TRENDS[trend]) if trend else "",
        age=_age(one, say),
        row=known.row if known else 0,
        col=known.col if known else 0,
    )


def _age(one: KommunLevel, say: Say) -> str:
    if one.level is None or not one.carried:
        return ""
    since = one.observed_at
    return say("äldre uppgift") if since is None else say("uppgift från {when}", when=say.when(since))


def _unknown(say: Say) -> str:
    return say("ej rapporterat")


def _legend(level: Level | None, word: str) -> Tile:
    number = _UNKNOWN if level is None else str(int(level))
    return Tile(name="", label="", level=None if level is None else int(level), number=number, word=word)


def _panels(board: Board, names: Names, say: Say) -> Iterator[Panel]:
    yield _missing(board, names, say)
    yield _next(board, say)
    yield Panel(
        heading=say("Öppna ärenden"),
        lead="" if board.cases else say("inga uppgifter"),
        items=tuple(
            Item(
                say(
                    "{state}: {number}", state=say.term(STATES[state]), number=_count(board.cases[state], say)
                )
            )
            for state in OPEN
            if state in board.cases
        ),
    )
    yield Panel(
        heading=say("Gemensamma budskap"),
        lead="" if board.messages else say("inget planerat"),
        items=tuple(
            Item(say("{hour}: {number}", hour=say.brief(one.at), number=one.number)) for one in board.messages
        ),
    )


def _missing(board: Board, names: Names, say: Say) -> Panel:
    number = len(board.missing)
    lead = (
        say("{number} av {asked}", number=number, asked=board.asked)
        if number
        else say("alla {asked} har svarat", asked=board.asked)
    )
    note = ""
    if not board.open and board.opens_at is not None:
        note = say("Nästa runda öppnar {when}.", when=say.brief(board.opens_at))
    return Panel(
        heading=say("Har inte rapporterat") if board.open else say("Saknades i senaste bilden"),
        lead=lead if board.asked else say("ingen är tillfrågad"),
        note=note,
        items=tuple(_silent(one, names) for one in board.missing),
        long=True,
    )


def _silent(one: Silent, names: Names) -> Item:
    if one.kommun is None:
        return Item(names.actor(one.actor))
    known = kommun(one.kommun)
    return Item(known.name, known.label)


def _next(board: Board, say: Say) -> Panel:
    heading = say("Nästa lägesbild")
    if board.next_at is None:
        return Panel(heading, lead=say("inget utskick är planerat"))
    when = say.brief(board.next_at)
    if board.next_at < say.now:
        return Panel(heading, lead=say("försenad: skulle ha gått ut {when}", when=when), loud=True)
    note = say("Rapporter senast {when}.", when=say.brief(board.closes_at)) if board.closes_at else ""
    return Panel(heading, lead=when, note=note)


def _count(count: Count, say: Say) -> str:
    if count.exact:
        return str(count.least)
    if count.most is None:
        return say("{least} eller fler", least=count.least)
    if not count.least:
        return say("färre än {limit}", limit=count.most + 1)
    return say("{least}–{most}", least=count.least, most=count.most)


def _told(before: Board, now: Board, names: Names, say: Say) -> Iterator[str]:
    if now.mode is not before.mode:
        yield say("{mode}.", mode=_mode(now, say))
    if (now.picture, now.version) != (before.picture, before.version):
        yield say("{title}.", title=_title(now, say))
    levels = {one.kommun: one.level for one in before.levels}
    for one in now.levels:
        if one.level is not levels.get(one.kommun):
            tile = _tile(one, names, say)
            yield say("{name}: {number} {word}.", name=tile.name, number=tile.number, word=tile.word)
    if now.open and len(now.missing) != len(before.missing):
        yield say("{number} av {asked} har inte rapporterat.", number=len(now.missing), asked=now.asked)
