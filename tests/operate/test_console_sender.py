"""What the console shows of what the bot says."""

from bot.operate.console_rooms import ConsoleRooms
from bot.operate.console_sender import PrintingSender
from bot.register.section import Snapshot

ROOM = "!enhet:konsol"


async def test_a_picture_is_shown_as_a_line_with_its_name_and_its_words() -> None:
    lines: list[str] = []
    sender = PrintingSender(ConsoleRooms(lambda: Snapshot(1, {})), lines.append)
    content = {"msgtype": "m.image", "body": "Täckning: två luckor.", "filename": "täckning.png"}
    address = await sender.upload(ROOM, content, b"\x89PNG")
    await sender.send(ROOM, "m.room.message", {**content, **address}, "t1")
    assert lines == ["→ !enhet:konsol #1: [täckning.png] Täckning: två luckor."]


async def test_what_is_pinned_is_shown_by_the_number_of_its_message() -> None:
    lines: list[str] = []
    sender = PrintingSender(ConsoleRooms(lambda: Snapshot(1, {})), lines.append)
    said = await sender.send(ROOM, "m.room.message", {"msgtype": "m.text", "body": "Läget"}, "t1")
    await sender.send(ROOM, "m.room.pinned_events", {"pin": said.event_id, "former": []}, "t2")
    assert lines == ["→ !enhet:konsol #1: Läget", "→ !enhet:konsol fäst #1"]
