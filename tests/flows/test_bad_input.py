"""What people get wrong is answered with what was wrong and what would be right, and harms nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from bot.demo.stage import BOT
from tests.harness.events import Event
from tests.harness.nio_client import NioClient
from tests.harness.running import OPERATIONS, PATIENCE, UNIT, RunningBot, alive, answer, hear
from tests.harness.strict_client import StrictClient

CASE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"
PATTERN = "Så här: !ärende övning hemkommun:… påträffad:… ålder:… gäng:… när:… ring:…"
GO_ON = "Utan svar KLOCKAN går jag vidare, med det som saknas som okänt."


@dataclass
class Talk:
    """A police officer in a direct chat, and somebody on duty in the unit's room."""

    police: StrictClient
    direct: str
    duty: StrictClient
    unit: str

    async def says(self, text: str, **more: Any) -> str:
        """What the officer is answered, with every time made the same."""
        since = self.police.mark()
        sent = await self.police.send_text(self.direct, text, **more)
        return timeless(await self.told(sent, since))

    async def told(self, sent: str, since: int) -> Event:
        """The bot's reply to a message of the officer's."""
        return await self.police.wait_for(
            lambda event: event.sender == BOT and event.replaces is None,
            room=self.direct,
            reply_to=sent,
            since=since,
            timeout=PATIENCE,
        )

    async def raised(self) -> str:
        since = self.police.mark()
        await self.police.send_text(self.direct, CASE)
        return reference(await hear(self.police, "Larmar Stockholms socialjour", since=since))


def timeless(event: Event) -> str:
    # shortly before midnight a time of the next day has its date
    return re.sub(r"(\w+dag \d{1,2} \w+ )?\d{2}:\d{2}", "KLOCKAN", event.body or "")


def reference(event: Event) -> str:
    found = re.search(r"IA-\d{4}-\d{4}-\w{2}", event.body or "")
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
async def talk(common: RunningBot) -> Talk:
    police, duty = await common.strict("polis-ek"), await common.strict("jour-alm")
    return Talk(police, await common.direct(police), duty, await common.enter(duty, UNIT))


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        ("!foo", "Jag känner inte till ”foo”.\nSkriv !hjälp för det du kan göra här."),
        ("!statsu", "Jag känner inte till ”statsu”.\nMenade du något av det här?\n- !status"),
        ("hur mår du", "Jag förstod inte det.\nSkriv !hjälp för det du kan göra här."),
        ("avbryt", "Ingen fråga väntar på svar, så det finns inget att avbryta."),
        (
            "!ärende övning hemkommun:Nacka hemkomun:Solna",
            f"Jag känner inte till hemkomun: (tecken 32).\nMenade du hemkommun:?\n{PATTERN}",
        ),
        (
            "!ärende övning hemkommun:Nacka hemkommun:Solna",
            f"hemkommun: står två gånger med olika värden (tecken 42).\n{PATTERN}",
        ),
        ("!ärende övning Nacka", f"Jag vet inte vad ”Nacka” hör till (tecken 16).\n{PATTERN}"),
        (
            "!ärende övning färg:blå",
            (
                "Jag känner inte till färg: (tecken 16).\nDe här går att ange: "
                f"hemkommun, påträffad, ålder, gäng, när, ring, tolk, till och enheter.\n{PATTERN}"
            ),
        ),
        (
            "!ärende visa IA-2026-9999-K7",
            "Jag hittar inget ärende IA-2026-9999-K7 som du ska se.",
        ),
        (
            "!identitet bekräfta @jour-alm:localhost",
            "Det här får bara den göra som har rollen administratör.\nDin roll är polis.",
        ),
        (
            "!ärende eskalera senaste",
            "Det här får bara den göra som har jour just nu, eller rollen ROC eller TiB.\nDin roll är polis.",
        ),
    ],
)
async def test_a_wrong_line_is_answered_with_what_was_wrong(talk: Talk, line: str, answered: str) -> None:
    assert await talk.says(line) == answered


@pytest.mark.parametrize(
    ("wrong", "answered"),
    [
        (
            "hemkommun:Upplands",
            (
                "Jag kan inte läsa hemkommun:Upplands (tecken SISTA).\n"
                "Det kan vara Upplands Väsby eller Upplands-Bro.\n"
                "Så här: hemkommun:Upplands Väsby\n"
                "Fara för liv: ring 112. Vilken är hemkommunen? Kommunens namn, okänd eller annat län.\n"
                f"1) Upplands Väsby\n2) Upplands-Bro\n{GO_ON}"
            ),
        ),
        (
            "hemkommun:Hogsby",
            (
                "Jag kan inte läsa hemkommun:Hogsby (tecken SISTA).\n"
                "Hogsby är ingen kommun i länet. Skriv kommunens namn, okänd eller annat län.\n"
                "Fara för liv: ring 112. Vilken är hemkommunen? Kommunens namn, okänd eller annat län.\n"
                f"{GO_ON}"
            ),
        ),
        (
            "ålder:hundra",
            (
                "Jag kan inte läsa ålder:hundra (tecken SISTA).\nSkriv åldern som ett tal, eller okänd.\n"
                "Fara för liv: ring 112. Hur gammal är personen?\n"
                "1) under 15 år\n2) 15–17 år\n"
                f"3) 18–20 år\n4) 21 år eller äldre\n5) okänd ålder\n{GO_ON}"
            ),
        ),
        (
            "när:sedan",
            (
                "Jag kan inte läsa när:sedan (tecken SISTA).\n"
                "Det ska vara nu (akut), idag eller nästa kontorstid.\n"
                "Fara för liv: ring 112. Hur bråttom är det?\n1) nu (akut)\n2) idag\n"
                f"3) nästa kontorstid\n{GO_ON}"
            ),
        ),
        (
            "ring:Kalle",
            (
                "Jag kan inte läsa ring:Kalle (tecken SISTA).\nRegistret har inget nummer som heter Kalle.\n"
                "Fara för liv: ring 112. Vem ringer de upp?\n1) RLC\n2) Vakthavande befäl\n"
                f"{GO_ON}"
            ),
        ),
    ],
)
async def test_a_wrong_value_is_asked_for_again_and_the_rest_is_kept(
    talk: Talk, wrong: str, answered: str
) -> None:
    key = wrong.split(":", maxsplit=1)[0]
    rest = " ".join(pair for pair in CASE.split()[2:] if not pair.startswith(key))
    line = f"!ärende ny {rest} {wrong}"
    assert await talk.says(line) == answered.replace("SISTA", str(len(line) - len(wrong) + len(key) + 2))
    assert await talk.says("avbryt") == "Avbrutet. Jag har inte gjort !ärende ny."


async def test_an_ambiguous_kommun_is_settled_by_a_number(talk: Talk) -> None:
    await talk.says(CASE.replace("påträffad:Huddinge", "påträffad:Upplands").replace("ålder:16 ", ""))
    assert "Hur gammal är personen?" in await talk.says("2")
    assert "Avbrutet" in await talk.says("avbryt")


async def test_nonsense_between_question_and_answer_does_no_harm(talk: Talk) -> None:
    assert "Hur gammal är personen?" in await talk.says(CASE.replace("ålder:16 ", ""))
    assert "Skriv åldern som ett tal, eller okänd." in await talk.says("ganska ung")
    since = talk.police.mark()
    assert await talk.says("!status") == "Allt fungerar. Version 0.1.0."
    await hear(talk.police, "!ärende ny väntar fortfarande", since=since)
    await talk.police.send_text(talk.direct, "16")
    await hear(talk.police, "Larmar Stockholms socialjour", since=since)


async def test_a_command_in_the_wrong_room_says_where_it_belongs(common: RunningBot) -> None:
    admin = await common.strict("admin-moberg")
    drift = await common.enter(admin, OPERATIONS)
    other = await common.strict("tib-lund")
    wide = await common.enter(other, "#ssr:localhost")
    refused = await answer(other, wide, "!ärende lista")
    assert refused.body == (
        "Det går inte i det här rummet. Skriv i direktchatt med mig, enhetens rum, rum för kommun och polis, "
        "ROC-rummet eller driftrummet."
    )
    assert "Det här får bara den göra" in ((await answer(admin, drift, "!ärende tar senaste")).body or "")


async def test_a_room_that_is_not_encrypted_is_told_so(talk: Talk, common: RunningBot) -> None:
    police = talk.police
    room = await common.new_direct(police, encrypted=False)
    refused = await answer(police, room, CASE)
    assert refused.body == (
        "Den här chatten är inte krypterad, så jag gör inget med det du skriver.\n"
        "Öppna en ny, krypterad direktchatt med mig.\nInget är larmat."
    )
    assert "Allt fungerar" in ((await answer(police, room, "!status")).body or "")
    assert "Rummet är inte krypterat." in ((await answer(police, room, "!vem")).body or "")
    long = await answer(police, room, "!ärende ny " + "ä" * 30_000)
    assert long.body == (
        "Meddelandet är för långt: 30011 tecken. Jag läser högst 16000. Inget är gjort.\n"
        "Korta av det, eller dela upp det i flera meddelanden."
    )


async def test_words_in_clear_in_an_encrypted_room_are_not_obeyed(talk: Talk, common: RunningBot) -> None:
    since = talk.police.mark()
    content = {"msgtype": "m.text", "body": CASE}
    sent = await common.put(talk.police.access_token, talk.direct, "m.room.message", content)
    told = await talk.told(str(sent), since)
    assert told.body == (
        "Meddelandet kom okrypterat i ett krypterat rum, så jag gör inget med det. Skicka det igen.\n"
        "Inget är larmat."
    )


async def test_an_unsigned_device_that_takes_has_only_seen(talk: Talk, common: RunningBot) -> None:
    berg = await common.light("jour-berg")
    await berg.join(talk.unit)
    await talk.duty.wait_member(talk.unit, berg.user_id)
    case = await talk.raised()
    alarm = await hear(berg, case, "Larm till", room=talk.unit)
    reply = {"m.in_reply_to": {"event_id": alarm.event_id}}
    await berg.send(talk.unit, {"msgtype": "m.text", "body": "tar", "m.relates_to": reply})
    told = await hear(talk.duty, "Det här kräver en signerad enhet.", case, room=talk.unit)
    assert "har sett" in (told.body or "")
    await hear(talk.police, "har sett larmet", case, "ingen har tagit")
    await berg.send(talk.unit, {"msgtype": "m.text", "body": "ringt", "m.relates_to": reply})
    await hear(
        talk.duty, "signerad enhet", "återställningsnyckel", room=talk.unit, since=talk.duty.mark() - 1
    )
    own = await hear(talk.duty, case, "Larm till", room=talk.unit)
    await talk.duty.send_text(talk.unit, "tar", reply_to=own.event_id)
    await hear(talk.police, "har tagit", case)
    await unsigned_may_ask(common, berg)


async def unsigned_may_ask(common: RunningBot, client: NioClient) -> None:
    """What shows nothing of anybody is not even flagged."""
    room = await common.direct(client)
    who = (await answer(client, room, "!vem")).body or ""
    assert who.count("inte signerad") == 1


@pytest.mark.parametrize("letter", ["x", "ö", "🚓"])
async def test_a_huge_message_is_answered_in_a_line(talk: Talk, letter: str) -> None:
    text = letter * (44_000 // len(letter.encode()))
    if len(text) > 16_000:
        assert "Meddelandet är för långt" in await talk.says(f"!ärende ny {text}")
    else:
        assert len(await talk.says(f"!ärende ny {text}")) < 1000
    since = talk.duty.mark()
    await talk.duty.send_text(talk.unit, text)
    await alive(talk.duty, talk.unit)
    assert len(talk.duty.find(sender=BOT, room=talk.unit, since=since)) == 1


async def test_control_and_override_characters_are_taken_out(talk: Talk) -> None:
    said = await talk.says("!\u202efo\u0007o\u202d \u2066bar\u0000\u2069\u200f")
    assert "foo bar" in said
    assert not re.search("[\u0000-\u0009\u000b-\u001f\u202a-\u202e]", said)
    typed = CASE.replace("Nacka", "\u202eNa\u200bcka\u202c").replace("ålder", "a\u030alder")
    since = talk.police.mark()
    await talk.police.send_text(talk.direct, typed.replace(":", "：").replace("16", "\u0661\u0666\u0001"))
    case = reference(await hear(talk.police, "Larmar Stockholms socialjour", since=since))
    await hear(talk.duty, case, "Hemkommun: Nacka", "Ålder: 15–17 år", room=talk.unit)


async def test_a_reply_to_what_is_gone_says_so(talk: Talk) -> None:
    since = talk.police.mark()
    gone = await talk.police.send_text(talk.direct, "!vem")
    await talk.told(gone, since)
    await talk.police.send_redaction(talk.direct, gone)
    assert await talk.says("hej igen", reply_to=gone) == (
        "Jag förstod inte det.\nSkriv !hjälp för det du kan göra här."
    )
    assert "Du är Ek" in await talk.says("!vem", reply_to="$aldrig-funnits")
    told = await answer(talk.duty, talk.unit, "tar", reply_to="$aldrig-funnits")
    assert told.body == (
        "Jag vet inte vad ”tar” gäller: meddelandet du svarade på hittar jag inte. "
        "Skriv kommandot med referensen."
    )


@pytest.mark.parametrize("msgtype", ["m.image", "m.file", "m.audio", "m.video", "m.location"])
async def test_what_is_no_text_is_answered(talk: Talk, msgtype: str) -> None:
    since = talk.police.mark()
    content = {"msgtype": msgtype, "body": "bild.png", "url": "mxc://localhost/x", "geo_uri": "geo:59,18"}
    told = await talk.told(await talk.police.send_raw(talk.direct, content), since)
    assert told.body == "Jag läser bara text, inte bilder, filer, ljud eller platser. Inget är gjort."


async def test_nobody_else_hears_of_any_of_it(talk: Talk, common: RunningBot) -> None:
    await alive(talk.police, talk.direct)
    await alive(talk.duty, talk.unit)
    assert common.stage.bot.returncode is None
    assert "command failed" not in common.stage.log()
