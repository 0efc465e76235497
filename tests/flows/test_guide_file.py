"""An official guide sent as a sealed file in the operations room is handed out from then on."""

from __future__ import annotations

from bot.demo.standins import stand_in
from bot.guidance.languages import language
from tests.harness.running import OPERATIONS, RunningBot, answer, hear, next_word
from tests.harness.strict_client import StrictClient

PDF = stand_in(language("so")).replace(b"not the guide", b"NOT the guide")
NAME = "gangsnacket-so.pdf"
SAYS = "utgåva:Påhittad 2 källa:Påhittad utgivare adress:https://guide.example/so"


async def sent(
    admin: StrictClient, drift: str, caption: str | None, media_type: str = "application/pdf"
) -> None:
    """A sealed PDF, with words beneath it or without."""
    named = NAME if caption is not None else None
    await admin.send_file(drift, PDF, caption or NAME, mimetype=media_type, filename=named)


async def test_an_administrator_sends_a_guide_and_takes_it_back(common: RunningBot) -> None:
    admin = await common.strict("admin-moberg")
    drift = await common.enter(admin, OPERATIONS)
    since = admin.mark()
    await sent(admin, drift, f"!gängsnack ladda so {SAYS}", "text/plain")
    asked = await next_word(admin, drift, since)
    assert "Den officiella guiden på somaliska finns redan: påhittad 1" in (asked.body or "")
    assert "är inlagd: Påhittad 2" in ((await answer(admin, drift, "ja")).body or "")
    since = admin.mark()
    await admin.send_text(drift, "!gängsnack so")
    told = await hear(admin, "Påhittad 2", room=drift, since=since)
    assert told.encrypted
    file = await admin.wait_for(
        lambda event: event.content.get("msgtype") == "m.file", room=drift, since=since
    )
    assert await admin.download(file) == PDF
    since = admin.mark()
    await admin.send_text(drift, "!ångra")
    await hear(admin, "Nu delas påhittad 1", room=drift, since=since)
    since = admin.mark()
    await sent(admin, drift, None, "application/octet-stream")
    assert "Vilket språk är guiden på?" in ((await next_word(admin, drift, since)).body or "")
    await answer(admin, drift, "avbryt")
