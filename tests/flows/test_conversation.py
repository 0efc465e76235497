"""The whole conversation of a case, held by strict clients: deaf and dumb to a bot that is not signed."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass

import aiohttp
import pytest

from bot.demo.stage import BOT
from tests.harness.events import Event
from tests.harness.running import CENTRE, UNIT, RunningBot, alive, answer, hear, listen
from tests.harness.strict_client import StrictClient

REFERENCE = re.compile(r"IA-\d{4}-\d{4}-\w{2}")


@dataclass
class People:
    """Who takes part, with the rooms they are in."""

    police: StrictClient
    direct: str
    duty: StrictClient
    second: StrictClient
    unit: str
    centre: StrictClient
    roc: str


@pytest.fixture(scope="module")
async def people(running: RunningBot) -> People:
    police = await running.strict("polis-ek")
    duty, second = await running.strict("jour-alm"), await running.strict("jour-berg")
    centre = await running.strict("roc-kvist")
    await police.verify_user(BOT)
    unit = await running.enter(duty, UNIT)
    await running.enter(second, UNIT)
    return People(
        police, await running.direct(police), duty, second, unit, centre, await running.enter(centre, CENTRE)
    )


async def bots_device(client: StrictClient) -> str:
    """The bot's only device, which is signed by its owner, whom this person has verified."""
    (device,) = await client.devices(BOT)
    trust = await client.device_trust(BOT, device)
    assert trust.signed_by_owner
    assert trust.cross_signing_verified
    return device


async def raised(people: People) -> str:
    """A case with everything given at once; its reference."""
    since = people.police.mark()
    line = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"
    await people.police.send_text(people.direct, line)
    return reference(await hear(people.police, "Larmar Stockholms socialjour", since=since))


async def taken_to_the_end(people: People, case: str) -> None:
    """From the alarm to the end, each step by a reply."""
    alarm = await hear(people.duty, case, "Larm till", room=people.unit)
    assert set((alarm.mentions or {})["user_ids"]) == {people.duty.user_id, people.second.user_id}
    await people.duty.send_text(people.unit, "tar", reply_to=alarm.event_id)
    told = await hear(
        people.police, "Stockholms socialjour har tagit", case, "ringer RLC", room=people.direct
    )
    assert told.mentions == {"user_ids": [people.police.user_id]}
    await hear(people.second, "har tagit", case, room=people.unit)
    seen_by_second = await hear(people.second, case, "Larm till", room=people.unit)
    await people.second.send_text(people.unit, "ringt", reply_to=seen_by_second.event_id)
    await hear(people.police, case, "Kontakt med Stockholms socialjour", room=people.direct)
    await hear(people.centre, case, "kontakt", room=people.roc)
    await people.police.send_text(people.direct, "avsluta", reply_to=told.event_id)
    await hear(people.centre, case, "avslutad", room=people.roc)
    await hear(people.duty, case, "Avslutat", room=people.unit)


def reference(event: Event) -> str:
    found = REFERENCE.search(event.body or "")
    assert found is not None
    return found[0]


async def test_a_strict_client_holds_the_whole_conversation(people: People) -> None:
    police, direct = people.police, people.direct
    await bots_device(police)

    asked = await answer(police, direct, "!arende ny hemkommun: Nacka påträffad:Huddinge ålder:16 när:nu")
    assert "Fara för liv: ring 112. Finns en koppling till gäng?" in (asked.body or "")
    asked = await answer(police, direct, "1")
    assert "Vem ringer de upp?\n1) RLC\n2) Vakthavande befäl" in (asked.body or "")
    case = reference(await answer(police, direct, "rlc"))
    await hear(police, case, "Stockholms socialjour är larmad")
    await taken_to_the_end(people, case)


async def test_the_centre_sees_reference_unit_and_state_alone(people: People) -> None:
    case = await raised(people)
    await taken_to_the_end(people, case)
    told = [event.body or "" for event in people.centre.find(room=people.roc, sender=BOT)]
    about = [body for body in told if case in body]
    states = [re.fullmatch(rf"{case}\u00a0· Stockholms socialjour\u00a0· (\w+)\b.*", body) for body in about]
    assert [state and state[1] for state in states][-1] == "avslutad"
    assert {"tagen", "kontakt", "avslutad"} <= {state[1] for state in states if state}
    assert all(states)


async def test_every_client_keeps_one_message_for_a_case_and_a_thread_under_it(people: People) -> None:
    case = await raised(people)
    await taken_to_the_end(people, case)
    for client, room in (
        (people.police, people.direct),
        (people.duty, people.unit),
        (people.centre, people.roc),
    ):
        said = [event for event in client.find(room=room, sender=BOT) if case in (event.body or "")]
        main = [event for event in said if event.thread_root is None and event.replaces is None]
        assert len(main) == 1
        edits = {event.replaces for event in said if event.replaces}
        threads = {event.thread_root for event in said if event.thread_root}
        assert edits == {main[0].event_id}
        assert threads <= {main[0].event_id}


async def test_a_check_mark_counts_as_seen_and_plain_words_do_the_rest(people: People) -> None:
    case, since = await raised(people), people.police.mark()
    alarm = await hear(people.second, case, "Larm till", room=people.unit)
    await people.second.send_reaction(people.unit, str(alarm.event_id), "✅")
    await hear(people.police, "har sett larmet", case, "ingen har tagit", since=since)
    await people.second.send_text(people.unit, "Tar!", thread=alarm.event_id)
    await hear(people.police, "har tagit", case, since=since)
    await people.duty.send_text(people.unit, "tar", reply_to=alarm.event_id)
    await hear(people.duty, f"{case} är redan taget av Berg", room=people.unit)
    await people.second.send_text(people.unit, "vi ringde nyss", reply_to=alarm.event_id)
    await people.second.send_text(people.unit, "ringt", reply_to=alarm.event_id)
    await hear(people.centre, case, "kontakt", room=people.roc)
    await people.police.send_text(people.direct, f"!Arende Avsluta {case.lower().replace('-', ' ')}")
    await hear(people.centre, case, "avslutad", room=people.roc)


async def test_the_social_services_alarm_the_police(running: RunningBot, people: People) -> None:
    officer, direct = await running.player("polis-lind"), await running.direct(people.duty)
    since, marked = people.duty.mark(), len(officer.heard)
    line = "till: polisen hemkommun: Upplands Väsby påträffad: sthlm ålder: 17 år gäng: vet ej när: nu"
    await people.duty.send_text(direct, f"!ärende ny {line}")
    await hear(people.duty, "Vem ringer de upp?", "samordnare", room=direct, since=since)
    await people.duty.send_text(direct, "1")
    case = reference(await hear(people.duty, "Larmar Polisens regionledningscentral", since=since))
    alarm = await listen(officer, case, "Hemkommun: Upplands Väsby", "Påträffad: Stockholm", since=marked)
    await officer.say(alarm.room_id, "tar", reply_to=alarm.event_id)
    told = await hear(people.duty, "Polisens regionledningscentral har tagit", case, room=direct)
    await people.duty.send_text(direct, "ringt", reply_to=told.event_id)
    await hear(people.centre, case, "kontakt", room=people.roc)


async def test_each_person_is_answered_in_the_language_of_their_choice(people: People) -> None:
    police, direct = people.police, people.direct
    assert "English" in ((await answer(police, direct, "!language english")).body or "")
    since = police.mark()
    line = "!case new residence:Nacka found:Huddinge age:16 gang:yes when:now call:RLC"
    await police.send_text(direct, line)
    case = reference(await hear(police, "Danger to life: call 112.", "Alarming", since=since))
    await hear(people.duty, case, "Larm till", "Ålder: 15–17 år", room=people.unit)
    await police.send_text(direct, f"!case withdraw {case} reason:mistake")
    await hear(police, case, "Withdrawn", since=since)
    await hear(people.duty, case, "Återtaget", room=people.unit)
    assert "svenska" in ((await answer(police, direct, "!språk svenska")).body or "")


async def test_after_a_restart_it_is_the_same_device_and_the_talk_goes_on(
    running: RunningBot, people: People
) -> None:
    before = await bots_device(people.police)
    case = await raised(people)
    await hear(people.duty, case, "Larm till", room=people.unit)
    await running.stop()
    await people.duty.send_text(people.unit, "hur går det?")
    await running.start()
    assert await bots_device(people.police) == before
    await taken_to_the_end(people, case)


async def test_a_restored_bot_is_a_new_signed_device_of_the_same_owner(
    running: RunningBot, people: People
) -> None:
    before = await bots_device(people.police)
    identity = (await people.police.user_trust(BOT)).master_key
    case = await raised(people)
    await hear(people.duty, case, "Larm till", room=people.unit)
    backup = running.directory / "backup"
    await running.command("backup", str(backup))
    await running.stop()
    store = running.directory / "store"
    shutil.move(store, running.directory / "lost")
    store.mkdir()
    await running.command("restore", str(backup))
    await running.start()

    after = await bots_device(people.police)
    assert after != before
    trust = await people.police.user_trust(BOT)
    assert (trust.master_key, trust.verified, trust.needs_approval) == (identity, True, False)
    await alive(people.police, people.direct)
    await taken_to_the_end(people, case)
    await taken_to_the_end(people, await raised(people))


async def test_a_link_asked_for_in_a_room_comes_to_the_direct_chat_and_opens_the_wallboard(
    running: RunningBot, people: People
) -> None:
    direct = await running.direct(people.centre)
    since = people.centre.mark()
    await people.centre.send_text(people.roc, "!tavla")
    told = await hear(people.centre, "/tavla#", since=since)
    assert told.room == direct
    before, _, key = (told.body or "").partition("(")[2].partition(")")[0].partition("#")
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as http,
        http.post(before, data={"nyckel": key}) as answer,
    ):
        shown = await answer.text()
    assert answer.status == 200
    assert "Ordinarie läge" in shown
    assert "NAC" in shown
    log = (running.directory / "rocbot.log").read_text(encoding="utf-8")
    assert key not in log
    assert "/tavla" not in log


async def test_the_calendar_opens_with_its_link_and_the_feeds_for_everybody(
    running: RunningBot, people: People
) -> None:
    direct = await running.direct(people.centre)
    since = people.centre.mark()
    await people.centre.send_text(direct, "!budskap kalender")
    told = await hear(people.centre, "/kalender.ics?nyckel=", since=since)
    link = (told.body or "").partition("(")[2].partition(")")[0]
    site, _, key = link.partition("/kalender.ics?nyckel=")
    async with aiohttp.ClientSession() as http:
        for address, kind, begins in (
            (link, "text/calendar", "BEGIN:VCALENDAR"),
            (f"{site}/feed.atom", "application/atom+xml", "<?xml"),
            (f"{site}/feed.so.json", "application/feed+json", "{"),
        ):
            async with http.get(address) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert (await answer.text(encoding="utf-8")).startswith(begins)
    log = (running.directory / "rocbot.log").read_text(encoding="utf-8")
    assert key not in log
    assert "/kalender" not in log
