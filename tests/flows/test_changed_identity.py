"""Somebody's identity changes: operations are told, and it is worth little until it is confirmed."""

from __future__ import annotations

from tests.harness.running import OPERATIONS, UNIT, RunningBot, answer, hear

CASE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"


async def test_a_new_identity_is_worth_little_until_it_is_confirmed(running: RunningBot) -> None:
    admin, police = await running.strict("admin-moberg"), await running.strict("polis-ek")
    duty, other = await running.strict("jour-berg"), await running.strict("jour-alm")
    drift, unit = await running.enter(admin, OPERATIONS), await running.enter(duty, UNIT)
    await running.enter(other, UNIT)
    direct, own = await running.direct(police), await running.direct(duty)
    confirm = f"!identitet bekräfta {duty.user_id}"
    assert "Din enhet är signerad av dig." in ((await answer(duty, own, "!vem")).body or "")
    none = await answer(admin, drift, confirm)
    assert none.body == f"Det finns inget byte att bekräfta för {duty.user_id}."

    await duty.new_identity()
    told = await hear(admin, duty.user_id, "har bytt identitet", room=drift)
    assert confirm in (told.body or "")
    assert "Din identitet har bytts" in ((await answer(duty, own, "!vem")).body or "")

    mark, since = duty.mark(), police.mark()
    await police.send_text(direct, CASE)
    alarm = await hear(duty, "Larm till", room=unit, since=mark)
    await duty.send_text(unit, "tar", reply_to=alarm.event_id)
    await hear(duty, "Det här kräver en signerad enhet.", "ingen har bekräftat bytet", room=unit, since=mark)
    await hear(police, "har sett larmet", "ingen har tagit", since=since)

    for client, room in ((duty, own), (police, direct)):
        refused = await answer(client, room, confirm)
        assert "rollen administratör" in (refused.body or "")
    asked = await answer(admin, drift, confirm)
    assert duty.user_id in (asked.body or "")
    assert "har en ny identitet sedan" in (asked.body or "")
    confirmed = await answer(admin, drift, "ja")
    assert confirmed.body == (
        f"Den nya identiteten för {duty.user_id} är bekräftad och gäller från och med nu."
    )
    assert "Din enhet är signerad av dig." in ((await answer(duty, own, "!vem")).body or "")
    since = police.mark()
    await duty.send_text(unit, "tar", reply_to=alarm.event_id)
    await hear(police, "har tagit", since=since)
    await running.command("audit", "verify")


async def test_a_changed_administrator_confirms_nobody(running: RunningBot) -> None:
    admin = await running.strict("admin-moberg")
    drift = await running.enter(admin, OPERATIONS)
    since = admin.mark()
    await admin.new_identity()
    await hear(admin, admin.user_id, "har bytt identitet", room=drift, since=since)
    refused = await answer(admin, drift, f"!identitet bekräfta {admin.user_id}")
    assert "Det här kräver en signerad enhet." in (refused.body or "")
