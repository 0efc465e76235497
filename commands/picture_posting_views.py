"""A lägesbild as it is posted in a room, and what is said of postings that came late or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Attachment, Block, Document, bullets, doc, para, picture, strong
from bot.chat.say import Say, msg
from bot.situation.compiled import Version
from bot.situation.said import Late, LateCause, Replaces, SaidWith
from commands.picture_map import map_alt
from commands.picture_sections import change_lines
from commands.picture_view import picture_document

Fields = Mapping[str, Any]
_CAUSES: Final = MappingProxyType(
    {
        LateCause.AWAY: msg("Jag var borta då."),
        LateCause.ROOM: msg("Rummet kunde inte få den då: där fanns någon som registret inte känner."),
        LateCause.HOMESERVER: msg("Servern gick inte att nå då."),
    }
)


def posting(fields: Fields, say: Say) -> Document:
    """The picture's own title first, then what has to be known of this copy of it."""
    version: Version = fields["version"]
    head, *rest = picture_document(version, fields["names"], say).blocks
    shown = Document((head, *_lead(fields, say), *rest))
    return shown + Document((_map(fields, say),)) if fields["image"] is not None else shown


def map_alone(fields: Fields, say: Say) -> Document:
    version: Version = fields["version"]
    return doc(say("Kartan till lägesbild {reference}:", reference=version.reference), _map(fields, say))


def _map(fields: Fields, say: Say) -> Attachment:
    version: Version = fields["version"]
    name = f"lagesbild-{version.reference}-{version.version}.png"
    return picture(name, fields["image"], map_alt(version, fields["names"], say))


def _lead(fields: Fields, say: Say) -> Iterator[Block]:
    said: SaidWith = fields["said"]
    late: Late | None = fields["late"]
    if late is not None:
        sent = say(
            "Sen: skulle ha gått ut {due}, gick ut {at}.", due=say.time(late.due_at), at=say.time(late.at)
        )
        yield para(strong(sent), " ", say.term(_CAUSES[late.cause]))
    for missed in said.missed:
        yield para(
            say(
                "Lägesbild {reference}, {due}, gick aldrig ut.",
                reference=missed.reference,
                due=say.time(missed.due_at),
            )
        )
    if said.replaces is not None:
        yield from _replaces(said.replaces, fields, say)


def _replaces(old: Replaces, fields: Fields, say: Say) -> Iterator[Block]:
    if old.held:
        yield para(
            strong(say("Granskad, med fritext.")),
            " ",
            say("Ersätter version {version} utan fritext, {at}.", version=old.version, at=say.time(old.at)),
        )
        return
    yield para(strong(say("Ersätter version {version}, {at}.", version=old.version, at=say.time(old.at))))
    if found := change_lines(old.changes, fields["names"], say):
        yield para(say("Det här är ändrat:"))
        yield bullets(found)


def _replaced(fields: Fields, say: Say) -> Document:
    return doc(
        para(
            strong(say("ERSATT")),
            " ",
            say(
                "Lägesbild {reference} gäller inte längre. Version {version} gick ut {at}.",
                reference=fields["object"],
                version=fields["by"],
                at=say.time(fields["at"]),
            ),
        )
    )


def _waits(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{room} har inte fått lägesbild {reference}.",
            reference=fields["object"],
            room=fields["room"],
        ),
        _why_it_waits(fields, say),
        say("Jag försöker varje minut, och den går ut så snart det går, märkt som sen."),
    )


def _why_it_waits(fields: Fields, say: Say) -> str:
    if not fields["bound"]:
        return say("Rummet finns inte än: adressen i registret leder ingenstans.")
    if fields["strangers"]:
        return say(
            "Där finns någon som registret inte känner: {people}.", people=say.list(fields["strangers"])
        )
    return say("Rummet är inte krypterat, eller så är jag inte med i det.")


def _refused(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Lägesbild {reference} kom aldrig fram i {room}: servern sade nej ({error}). Driften vet om det.",
            reference=fields["object"],
            room=fields["room"],
            error=fields["error"],
        )
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "picture.posting": posting,
        "picture.map": map_alone,
        "picture.replaced": _replaced,
        "picture.waits": _waits,
        "picture.refused": _refused,
    }
)
