"""Catalogues in other states than those that ship."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

from babel.messages.pofile import read_po, write_po

from bot.guidance.languages import language
from bot.guidance.tables import CatalogueRow
from tests.guidance.day import MOBERG, GuideDay
from translations import gangsnack


def altered(code: str, key: str, form: str | None = None) -> bytes:
    """What ships, with another translation of one line; or, without one, made from another Swedish."""
    catalog = read_po(BytesIO(gangsnack.path_of(language(code)).read_bytes()), locale=code)
    message = next(one for one in catalog if one.context == key)
    string = message.string if form is None else form
    if form is None:
        catalog.delete(message.id, context=key)
        catalog.add("Det här stod förut.", string, context=key, flags={"fuzzy"})
    else:
        message.string = string
    file = BytesIO()
    write_po(file, catalog, width=100)
    return file.getvalue()


async def put_on_shelf(day: GuideDay, code: str, po: bytes) -> None:
    """In place of the catalogue that ships."""
    async with day.store.begin() as session:
        session.add(
            CatalogueRow(
                language=code,
                po=po,
                checksum=sha256(po).hexdigest(),
                imported_at=day.clock.now(),
                imported_by=MOBERG,
            )
        )
