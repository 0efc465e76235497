"""Pictures and files: after the text, in the same thread, once, and never without words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.chat.document import Document, bullets, doc, file, picture
from bot.chat.notices import KERNEL
from bot.chat.outcome import About
from bot.chat.pack import attached, contents, shown
from bot.chat.post import Placed
from bot.store.attachment import attachment_of
from bot.store.engine import Store
from tests.chat.example import GROUP, Harbour
from tests.chat.kit import UNIT, Said, Scene


@dataclass(frozen=True)
class Image:
    png: bytes = b"\x89PNG"
    width: int = 1125
    height: int = 600


MAP = picture("karta.png", Image(), "Karta: två kommuner har luckor.")
PLAN = file("jour.ics", "text/calendar", b"BEGIN:VCALENDAR", "Jourschema för april.")
DOCUMENT = doc("Två luckor:", bullets(["Nacka", "Värmdö"]), MAP, PLAN)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store, (KERNEL, GROUP), {Harbour: Harbour()})


async def send(scene: Scene, document: Document, placed: Placed) -> list[Said]:
    async with scene.store.begin() as session:
        await scene.post.send(session, document, placed, scene.clock.now())
    return await scene.news()


def test_the_text_is_the_same_with_and_without_its_picture() -> None:
    assert contents(DOCUMENT) == contents(doc("Två luckor:", bullets(["Nacka", "Värmdö"])))


def test_a_document_of_a_picture_alone_says_in_words_what_it_shows() -> None:
    assert [content["body"] for content in contents(doc(MAP))] == ["Karta: två kommuner har luckor."]


def test_a_picture_tells_its_size_and_its_words_are_its_body() -> None:
    (shown_as, body), (as_file, _) = attached(DOCUMENT)
    assert shown_as == {
        "msgtype": "m.image",
        "body": "Karta: två kommuner har luckor.",
        "filename": "karta.png",
        "info": {"mimetype": "image/png", "size": 4, "w": 1125, "h": 600},
        "m.mentions": {},
    }
    assert body == b"\x89PNG"
    assert as_file["msgtype"] == "m.file"
    assert as_file["info"] == {"mimetype": "text/calendar", "size": 15}


def test_where_there_is_only_text_an_attachment_is_a_line_with_its_name() -> None:
    line = "[karta.png] Karta: två kommuner har luckor."
    assert doc("Två luckor.", MAP).plain() == f"Två luckor.\n{line}"
    assert doc(MAP).html() == f"<p>{line}</p>"
    assert shown(attached(DOCUMENT)[0][0]) == line
    assert shown(contents(DOCUMENT)[0]).startswith("Två luckor:")


def test_tricks_in_a_name_or_in_alt_text_are_taken_out() -> None:
    trick = file("a\u202egpj\n.exe", "text/plain", b"x", "Rad\u202e ett\nrad två")
    assert (trick.name, trick.alt) == ("agpj .exe", "Rad ett rad två")


async def test_attachments_follow_the_text_in_its_thread_with_their_bytes_beside_them(scene: Scene) -> None:
    about = About("boat", "B-1", "note")
    first, second, third = await send(scene, DOCUMENT, Placed(UNIT, about=about, mention=()))
    assert [one.content["msgtype"] for one in (first, second, third)] == ["m.text", "m.image", "m.file"]
    assert {second.row.thread_id, third.row.thread_id} == {first.row.id}
    async with scene.store.read() as session:
        assert await attachment_of(session, first.row.id) is None
        assert await attachment_of(session, second.row.id) == b"\x89PNG"
        assert await attachment_of(session, third.row.id) == b"BEGIN:VCALENDAR"


async def test_what_is_said_once_brings_its_picture_once(scene: Scene) -> None:
    said = await send(scene, DOCUMENT, Placed(UNIT, dedupe_key="once"))
    assert len(said) == 3
    assert await send(scene, DOCUMENT, Placed(UNIT, dedupe_key="once")) == []


async def test_a_changed_status_message_brings_its_pictures_no_second_time(scene: Scene) -> None:
    placed = Placed(UNIT, about=About("boat", "B-1", "status"), status=True)
    assert len(await send(scene, DOCUMENT, placed)) == 3
    (changed,) = await send(scene, DOCUMENT, placed)
    assert changed.row.edits_id is not None
