"""A report, its edit and its redaction through real encrypted rooms, as an actor and ROC see them."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.situation.tables import ReportRow
from bot.situation.values import ReportState
from tests.harness.running import CENTRE, RunningBot, hear

ACTOR = "#aktor-nacka:localhost"
REFERENCE = re.compile(r"R-\d{4}-\d+")


async def newest(bot: RunningBot) -> ReportRow:
    """The newest report, as the bot's database has it."""
    store = bot.store()
    try:
        async with store.read() as session:
            found = await session.scalars(select(ReportRow).order_by(ReportRow.id.desc()).limit(1))
            return found.one()
    finally:
        await store.dispose()


async def test_a_report_is_changed_by_an_edit_and_withdrawn_by_a_redaction(common: RunningBot) -> None:
    reporter, centre = await common.strict("rapp-hed"), await common.strict("roc-kvist")
    room, roc = await common.enter(reporter, ACTOR), await common.enter(centre, CENTRE)
    written = await reporter.send_text(room, "!lägesbild rapport Bråk vid hamnen nivå:1 för:ssr")
    receipt = await hear(reporter, "mottagen", room=room)
    found = REFERENCE.search(receipt.body or "")
    assert found is not None
    reference = found[0]
    card = await hear(centre, reference, "Bråk vid hamnen", room=roc)

    await reporter.send_edit(room, written, "!lägesbild rapport Lugnt vid hamnen nivå:0 för:ssr")
    await hear(reporter, reference, "ändrad", room=room)
    changed = await hear(centre, "Lugnt vid hamnen", room=roc)
    assert (changed.replaces, changed.encrypted) == (card.event_id, True)
    assert (await newest(common)).level == 0

    await reporter.send_redaction(room, written)
    await hear(reporter, reference, "återtagen", room=room)
    await hear(centre, reference, room=roc, fits=lambda event: "hamnen" not in (event.body or ""))
    assert (await newest(common)).state == ReportState.WITHDRAWN
