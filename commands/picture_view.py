"""A lägesbild as it is read: what changed, what is needed and the levels come before the detail."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.document import Block, Document, Heading, Mark, bullets, para, strong
from bot.chat.say import Say
from bot.chat.text import BETWEEN
from bot.situation.compiled import Version
from bot.situation.names import Names
from bot.situation.values import Mode
from commands.picture_communication import communication
from commands.picture_counts import numbers
from commands.picture_lines import actor_name, line, places
from commands.picture_map import map_title, mode_words
from commands.picture_sections import as_of, change_lines, changes, levels, lifted, needs, standings

__all__ = ["change_lines", "picture_document"]


def picture_document(version: Version, names: Names, say: Say) -> Document:
    """The whole of one version. What comes before the detail is to be read in two minutes."""
    return Document(
        (
            *_title(version, names, say),
            *changes(version, names, say),
            *needs(version, names, say),
            *levels(version, names, say),
            *_detail(version, names, say),
            *communication(version, names, say),
            *standings(version, names, say),
            *numbers(version, say),
        )
    )


def _title(version: Version, names: Names, say: Say) -> Iterator[Block]:
    title = map_title(version, say)
    if version.kommun is not None:
        title = say("{picture} för {kommun}", picture=title, kommun=places((version.kommun,), names, say))
    exercise = (Mark(f"{say('ÖVNING')}. "),) if version.exercise else ()
    rest = BETWEEN.join(("", say.when(version.due_at), mode_words(version.mode, say)))
    yield para(*exercise, strong(title), rest)
    if version.corrects is not None:
        yield para(
            say("Rättelse av version {number}.", number=version.corrects),
            f" {say('Skäl: {reason}', reason=version.reason)}" if version.reason else "",
        )
    if version.held:
        yield para(
            strong(say("Inte granskad.")),
            " ",
            say(
                "Ingen hann granska bilden till utskicket. Därför står här nivåer, vem som har rapporterat "
                "och antal, men inget av det som aktörerna har skrivit. Det kommer när bilden är granskad."
            ),
        )
    yield from _mode(version, names, say)


def _mode(version: Version, names: Names, say: Say) -> Iterator[Block]:
    mode = version.mode
    if mode.mode is Mode.ACTIVATED and mode.cause:
        caller = actor_name(mode.called_for, names) if mode.called_for else ""
        yield para(
            say("Läget är aktiverat på begäran av {actor}. Orsak: {cause}", actor=caller, cause=mode.cause)
            if caller
            else say("Läget är aktiverat. Orsak: {cause}", cause=mode.cause)
        )
    if mode.called is not None:
        yield para(say("En begäran om aktiverat läge väntar på beslut: {reference}.", reference=mode.called))


def _detail(version: Version, names: Names, say: Say) -> Iterator[Block]:
    """Under each theme what the reports say; what they need stands further up."""
    if version.held:
        yield from _events(version, names, say)
        return
    above = lifted(version)
    for block in version.themes:
        found = [one for one in block.lines if one not in above]
        if found:
            theme = names.themes.get(block.theme) or say("Övrigt")
            yield Heading(
                say.count("{theme}: {n} händelse", "{theme}: {n} händelser", block.events, theme=theme)
            )
            yield bullets(line(one, as_of(version), names, say) for one in found)


def _events(version: Version, names: Names, say: Say) -> Iterator[Block]:
    if not version.themes:
        return
    yield Heading(say("Händelser"))
    yield bullets(
        say.count(
            "{theme}: {n} händelse",
            "{theme}: {n} händelser",
            block.events,
            theme=names.themes.get(block.theme) or say("Övrigt"),
        )
        for block in version.themes
    )
