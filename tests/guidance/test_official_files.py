"""Of the files that people send, an administrator's PDF in the operations room is kept, and no other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nio.crypto.attachments import encrypt_attachment

from bot.chat.message import SentFile
from bot.matrix.events import Ignored, Taken, TakenFile, read
from bot.matrix.files import FileDesk
from bot.matrix.sifting import Heard
from bot.sent_files import file_command
from bot.work.files import FileAway
from tests.cases.night import DRIFT, KVIST, MOBERG, ROC
from tests.guidance.day import GuideDay

BODY = b"%PDF-1.4 guide" * 5000
SEALED, KEYS = encrypt_attachment(BODY)
MXC = "mxc://localhost/abc"
FILE = {**KEYS, "url": MXC}


def event(**content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "content": {
            "msgtype": "m.file",
            "body": "so.pdf",
            "file": FILE,
            "info": {"mimetype": "application/pdf", "size": len(BODY)},
            **content,
        },
    }


def taken(**content: Any) -> Taken:
    found = read(event(**content))
    assert not isinstance(found, Ignored)
    return found


def test_a_sealed_file_is_read_with_its_caption_and_its_name_is_no_caption() -> None:
    plain = taken()
    assert plain.payload["text"] == ""
    assert plain.file is not None
    assert plain.file.caption == ""
    assert taken(filename="so.pdf").file == plain.file
    captioned = taken(filename="so.pdf", body="!gängsnack ladda so").file
    assert captioned is not None
    assert captioned.caption == "!gängsnack ladda so"
    assert captioned.kept == plain.file.kept
    assert plain.file.kept is not None
    assert SentFile(**plain.file.kept).media_type == "application/pdf"


@pytest.mark.parametrize(
    "content",
    [
        {"file": None, "url": MXC},
        {"file": "x"},
        {"file": {**FILE, "url": "https://localhost/abc"}},
        {"file": {**FILE, "url": "mxc://localhost/../../admin"}},
        {"file": {**FILE, "url": "mxc://localhost/a?b"}},
        {"file": {**FILE, "key": {"k": 7}}},
        {"file": {**FILE, "iv": "A" * 1000}},
        {"file": {**FILE, "hashes": {}}},
    ],
)
def test_nothing_is_kept_of_a_file_in_clear_or_malformed_but_what_stands_beneath_it(
    content: dict[str, Any],
) -> None:
    found = taken(filename="so.pdf", **{"body": "!gängsnack ladda so", **content}).file
    assert found is not None
    assert (found.kept, found.caption) == (None, "!gängsnack ladda so")


def test_words_bring_no_file() -> None:
    assert taken(msgtype="m.text").file is None


@pytest.mark.parametrize("size", [True, -1, "7", 1.5, None])
def test_a_size_that_is_none_is_not_believed(size: object) -> None:
    found = taken(info={"mimetype": 7, "size": size}).file
    assert found is not None
    assert found.kept is not None
    assert (found.kept["size"], found.kept["media_type"]) == (None, "")


def sent(media_type: str = "application/pdf", name: str = "so.pdf", caption: str = "") -> TakenFile:
    return TakenFile(name, media_type, caption, {"url": MXC})


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_only_an_administrators_files_in_the_operations_room_are_kept(day: GuideDay) -> None:
    await day.snapshot()
    command = file_command(day.register)
    assert command(DRIFT, MOBERG, sent()) == Heard("!gängsnack ladda", keep=True)
    assert command(DRIFT, MOBERG, sent(caption="Protokollet")) == Heard("Protokollet", keep=True)
    assert command(DRIFT, KVIST, sent()) is None
    assert command(ROC, MOBERG, sent()) is None
    assert command("!other:localhost", MOBERG, sent()) is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("media_type", "name", "text"),
    [
        ("application/octet-stream", "so.pdf", "!gängsnack ladda"),
        ("", "so.PDF ", "!gängsnack ladda"),
        ("Application/PDF; charset=binary", "so", "!gängsnack ladda"),
        ("image/png", "Guide.PDF", "!gängsnack ladda"),
        ("image/png", "bild.png", ""),
        ("text/plain", "rocbot.log", ""),
        ("", "rocbot", ""),
        ("application/octet-stream", "kopia.tar", ""),
    ],
)
async def test_what_is_called_a_pdf_is_asked_about_and_any_other_file_waits_for_a_question(
    day: GuideDay, media_type: str, name: str, text: str
) -> None:
    await day.snapshot()
    assert file_command(day.register)(DRIFT, MOBERG, sent(media_type, name)) == Heard(text, keep=True)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("caption", ["Här är guiden på somaliska", "Gängsnacket, ny utgåva"])
async def test_a_file_whose_words_speak_of_the_guide_is_looked_at_whatever_it_is_called(
    day: GuideDay, caption: str
) -> None:
    await day.snapshot()
    for file in (sent("text/plain", "so.txt", caption), sent("", "so.docx", caption), sent(caption=caption)):
        assert file_command(day.register)(DRIFT, MOBERG, file) == Heard("!gängsnack ladda", keep=True)
        assert file_command(day.register)(DRIFT, KVIST, file) is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("caption", ["!gängsnack ladda so", " ! Gangsnack  ladda", "!guide load so"])
async def test_the_command_beneath_a_file_is_heard_whatever_the_file_and_whoever_sends_it(
    day: GuideDay, caption: str
) -> None:
    await day.snapshot()
    command = file_command(day.register)
    for file in (sent("image/png", "bild.png", caption), sent("text/plain", "x", caption)):
        assert command(DRIFT, MOBERG, file) == Heard(caption, keep=True)
        assert command(DRIFT, KVIST, file) == Heard(caption, keep=False)
        assert command(ROC, MOBERG, file) == Heard(caption, keep=False)


class Transport:
    """A homeserver with one file."""

    access_token = "secret"

    def __init__(self, status: int = 200, body: bytes = SEALED, seconds: float = 0.0) -> None:
        self.status, self.body, self.seconds = status, body, seconds
        self.asked: list[tuple[str, str]] = []

    async def send(self, method: str, path: str, _: object, headers: dict[str, str], *__: object) -> Any:
        self.asked.append((method, path))
        assert headers == {"Authorization": "Bearer secret"}
        await asyncio.sleep(self.seconds)
        return self

    @property
    def content(self) -> Transport:
        return self

    async def iter_chunked(self, size: int) -> Any:
        for at in range(0, len(self.body), size):
            yield self.body[at : at + size]

    def close(self) -> None:
        """As aiohttp's answer."""


def file(**more: Any) -> SentFile:
    kept = taken().file
    assert kept is not None
    assert kept.kept is not None
    return SentFile(**{**kept.kept, **more})


async def test_a_file_is_fetched_as_its_reader_and_opened() -> None:
    transport = Transport()
    assert await FileDesk(transport).fetch(file(), len(BODY)) == BODY
    assert transport.asked == [("GET", "/_matrix/client/v1/media/download/localhost/abc")]


@pytest.mark.parametrize(
    ("transport", "largest", "code"),
    [
        (Transport(404), 10**6, "gone"),
        (Transport(500), 10**6, "away"),
        (Transport(body=SEALED[:-1] + b"x"), 10**6, "damaged"),
        (Transport(body=b""), 10**6, "damaged"),
        (Transport(), len(BODY) - 1, "large"),
        (Transport(seconds=9), 10**6, "away"),
    ],
)
async def test_a_file_that_is_not_to_be_had_is_a_code(transport: Transport, largest: int, code: str) -> None:
    for size in (len(BODY), None):
        with pytest.raises(FileAway) as away:
            await FileDesk(transport, seconds=0.1).fetch(file(size=size), largest)
        assert away.value.code == code


async def test_keys_that_open_nothing_are_damage() -> None:
    keys = {"iv": "!", "key": "!", "sha256": KEYS["hashes"]["sha256"]}
    with pytest.raises(FileAway) as away:
        await FileDesk(Transport()).fetch(file(keys=keys), 10**6)
    assert away.value.code == "damaged"
