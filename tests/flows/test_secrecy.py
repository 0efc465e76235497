"""Who must not read what: the details of a case, identity numbers, strangers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from stdnum import luhn

from bot.demo.player import Heard, Player
from bot.demo.stage import BOT
from bot.matrix.http import path
from tests.harness.looking import count_of_rows, in_columns, in_files, messages_of
from tests.harness.nio_client import NioClient
from tests.harness.running import PATIENCE, RunningBot, alive, listen

CAST = (
    *("polis-ek", "polis-lind", "jour-alm", "jour-berg", "jour-chef", "jour-dahl", "mott-uggla"),
    *("roc-kvist", "tib-lund", "admin-moberg"),
)
"""At least one member of every room in which the bot may have something to say here."""
LINE = "hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu tolk:somaliska ring:RLC"
DETAILS = re.compile(r"Nacka|Huddinge|15–17|under 18|gäng|somaliska", re.IGNORECASE)
REFERENCE = re.compile(r"IA-\d{4}-\d{4}-\w{2}")


def number(digits: str) -> str:
    """Nine digits, six of them a date, with their check digit: nobody's number."""
    return digits + luhn.calc_check_digit(digits)


BORN = number("100412238")
LENT = number("100472238")


@dataclass
class Night:
    """Everybody is logged in; each has heard all that was said in their rooms."""

    running: RunningBot
    people: dict[str, Player]
    rooms: dict[str, str]

    def __getitem__(self, name: str) -> Player:
        return self.people[name]

    async def hear(self, name: str, *parts: str, room: str | None = None, since: int = 0) -> Heard:
        """What the bot has said or will say to somebody."""
        return await listen(self.people[name], *parts, room=room, since=since)

    async def ask(self, name: str, room: str, text: str) -> str:
        """Write a command and wait for what the bot says next in the room."""
        player = self.people[name]
        since = len(player.heard)
        await player.say(room, text)

        def wanted(heard: Heard) -> bool:
            return heard.sender == BOT and heard.room_id == room and heard.edits is None

        try:
            return (await player.hear(wanted, PATIENCE, since)).text
        except TimeoutError:
            raise TimeoutError(f"{name} had no answer to {text} in {room}") from None

    async def raised(self, name: str, line: str = LINE) -> str:
        """A case; its reference."""
        since = len(self[name].heard)
        await self[name].say(self.rooms[name], f"!ärende ny {line}")
        return reference((await self.hear(name, "IA-", since=since)).text)

    def mark(self) -> dict[str, int]:
        """What everybody has heard so far."""
        return {name: len(player.heard) for name, player in self.people.items()}

    def where(self, wanted: Callable[[str], object], since: dict[str, int]) -> set[str]:
        """The rooms in which anybody has read something of the bot's that is wanted."""
        return {
            heard.room_id
            for name, player in self.people.items()
            for heard in player.heard[since[name] :]
            if heard.sender == BOT and (wanted(heard.text) or wanted(str(heard.content)))
        }

    async def nothing_unheard(self) -> None:
        """Wait until every message that the bot sent was read by somebody here: none went elsewhere."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = {one.event_id for player in self.people.values() for one in player.heard}
                sent = await messages_of(self.running.stage.homeserver, BOT)
                missed = {room: ids - heard for room, ids in sent.items() if ids - heard}
                if not missed:
                    return
                await asyncio.sleep(0.5)


def reference(text: str) -> str:
    found = REFERENCE.search(text)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
async def night(running: RunningBot) -> Night:
    people = dict(zip(CAST, await asyncio.gather(*(running.player(name) for name in CAST)), strict=True))
    police = people["polis-ek"]
    aliases = {"unit": "enhet-stockholm", "roc": "roc", "drift": "drift", "wide": "nacka-polis"}
    aliases |= {
        "other": "enhet-sodertorn",
        "chief": "enhet-ledning-stockholm",
        "ssr": "ssr",
        "tib": "enhet-tib",
    }
    rooms = {}
    for name, alias in aliases.items():
        answer = await police.client.call("GET", path("directory", "room", f"#{alias}:localhost"))
        rooms[name] = str(answer["room_id"])
    for name in ("polis-ek", "polis-lind", "jour-dahl", "roc-kvist", "tib-lund"):
        rooms[name] = await people[name].direct(BOT)
    return Night(running, people, rooms)


async def test_details_are_in_the_receiving_units_room_and_the_raisers_direct_chat_alone(
    night: Night,
) -> None:
    rooms, since = night.rooms, night.mark()
    case = await night.raised("polis-ek")
    await night.hear("jour-alm", case, "somaliska", room=rooms["unit"])
    await night.hear("roc-kvist", case, "larmad", room=rooms["roc"])

    for name, room in (
        *(("roc-kvist", rooms["roc"]), ("roc-kvist", rooms["roc-kvist"]), ("tib-lund", rooms["tib-lund"])),
        *(("jour-dahl", rooms["other"]), ("jour-dahl", rooms["jour-dahl"]), ("tib-lund", rooms["tib"])),
        *(("polis-lind", rooms["polis-lind"]), ("polis-lind", rooms["wide"])),
        *(("polis-ek", rooms["wide"]), ("admin-moberg", rooms["drift"])),
    ):
        await night.ask(name, room, f"!ärende visa {case}")
        await night.ask(name, room, "!ärende lista")
        await night.ask(name, room, f"!ärende tar {case}")
    told = await night.ask("polis-ek", rooms["wide"], f"!ärende ny {LINE}")
    assert "direktchatt" in told
    await night.nothing_unheard()
    assert night.where(DETAILS.search, since) <= {rooms["unit"], rooms["polis-ek"]}
    assert night.where(lambda text: case in text, since) >= {rooms["unit"], rooms["polis-ek"], rooms["roc"]}

    await night.ask("roc-kvist", rooms["roc"], f"!ärende eskalera {case} skäl:fel enhet")
    await night.hear("jour-chef", case, "somaliska", room=rooms["chief"])
    await night["jour-chef"].say(rooms["chief"], f"!ärende tar {case}")
    await night.hear("roc-kvist", case, "jourens chef", "tagen")
    await night["polis-ek"].say(rooms["polis-ek"], f"!ärende ringt {case}")
    await night["polis-ek"].say(rooms["polis-ek"], f"!ärende avsluta {case}")
    await night.hear("roc-kvist", case, "avslutad")
    await night.nothing_unheard()
    assert night.where(DETAILS.search, since) == {rooms["unit"], rooms["polis-ek"], rooms["chief"]}


async def test_a_direct_chat_that_is_none_any_more_gets_no_details(night: Night) -> None:
    police, other = night["polis-lind"], night["jour-dahl"]
    room = night.rooms["polis-lind"]
    case = await night.raised("polis-lind")
    await night.hear("polis-lind", case, "är larmad", room=room)
    await police.client.call("POST", path("rooms", room, "invite"), {"user_id": other.user_id})
    await other.join(room)
    since = len(other.heard)
    await police.say(room, "!status")
    await night.ask("roc-kvist", night.rooms["roc"], f"!ärende eskalera {case} skäl:fel enhet")
    await invited(police)
    moved = await night.hear("polis-lind", case, "jourens chef", "därför")
    assert moved.room_id != room
    await night.nothing_unheard()
    assert [heard.text for heard in other.heard[since:] if DETAILS.search(heard.text)] == []


async def test_a_stranger_in_the_units_room_gets_no_key_and_no_details(night: Night) -> None:
    running, rooms, duty = night.running, night.rooms, night["jour-alm"]
    account = await running.stage.homeserver.register("nyfiken", "lösenord")
    async with await NioClient.start(running.url, account.user_id, account.password) as stranger:
        invite = path("rooms", rooms["unit"], "invite")
        await duty.client.call("POST", invite, {"user_id": account.user_id})
        await stranger.join(rooms["unit"])
        told = await night.hear("admin-moberg", account.user_id, "Stockholms socialjour", room=rooms["drift"])
        assert "inte i registret" in told.text

        since = len(duty.heard)
        case = await night.raised("polis-ek")
        bare = await night.hear("jour-alm", case, room=rooms["unit"], since=since)
        assert DETAILS.search(bare.text) is None
        for name in ("jour-alm", "jour-berg"):
            await invited(night[name])
            alarm = await night.hear(name, case, "somaliska", "Huddinge")
            assert alarm.room_id not in rooms.values()
            assert await night[name].members(alarm.room_id) == {BOT, night[name].user_id}
        await night.hear("admin-moberg", case, "direktchattar", room=rooms["drift"])

        shown = await night.ask("jour-alm", rooms["unit"], f"!ärende visa {case}")
        assert DETAILS.search(shown) is None
        await duty.say(rooms["unit"], f"!ärende tar {case}")
        await night.hear("polis-ek", case, "har tagit")
        await duty.say(rooms["unit"], f"!ärende ringt {case}")
        await night.hear("polis-ek", case, "Kontakt med")
        await night.nothing_unheard()
        texts = [heard.text for heard in duty.heard[since:] if heard.room_id == rooms["unit"]]
        assert [text for text in texts if DETAILS.search(text) or "RLC" in text] == []
        said = stranger.find(room=rooms["unit"], sender=BOT)
        assert said
        assert {event.decryption_failure for event in said} == {"no_key"}

        await stranger.nio.room_leave(rooms["unit"])
        await invitation_is_over(night, account.user_id)
        case = await night.raised("polis-ek")
        await night.hear("jour-alm", case, "somaliska", room=rooms["unit"])


async def invited(player: Player) -> None:
    """Take up the direct chat that the bot opens."""
    async with asyncio.timeout(PATIENCE):
        while not player.invites:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.1)
    await player.accept_invites()


async def invitation_is_over(night: Night, stranger: str) -> None:
    """Wait until the bot has seen that the stranger left."""
    duty, room = night["jour-alm"], night.rooms["unit"]
    async with asyncio.timeout(PATIENCE):
        while "finns inte i registret" in await night.ask("jour-alm", room, "!vem"):
            assert stranger not in await duty.members(room)


async def test_an_identity_number_is_kept_nowhere(night: Night) -> None:
    running, police, rooms = night.running, night["polis-ek"], night.rooms
    light = await running.light("jour-frisk")
    direct = await running.direct(light)
    clear = await running.new_direct(light, encrypted=False)
    await everywhere(light, direct, f"20{BORN[:6]}-{BORN[6:]}")
    await everywhere(light, clear, LENT)
    for digits in (BORN, LENT):
        forms = (
            digits,
            f"{digits[:6]}+{digits[6:]}",
            " ".join(digits),
            f"{digits[:6]}\u200b–\u200b{digits[6:]}",
        )
        for form in forms:
            await light.send_text(direct, f"!hjälp {form}")
            with_it = f"pojken heter {form} tror jag"
            await night["jour-alm"].say(rooms["unit"], with_it)
            await police.say(rooms["wide"], with_it)
            await police.say(rooms["polis-ek"], with_it)
    for room in (direct, clear):
        await alive(light, room)
    for name, room in (
        ("jour-alm", rooms["unit"]),
        ("polis-ek", rooms["wide"]),
        ("polis-ek", rooms["polis-ek"]),
    ):
        await night.ask(name, room, "!status")

    await running.command("backup", str(running.directory / "with-numbers"))
    store = running.store()
    try:
        assert await count_of_rows(store) > 100
        assert await in_columns(store, "2026") != []
        for digits in (BORN, LENT):
            assert await in_columns(store, digits) == []
    finally:
        await store.dispose()
    found = []
    for digits in (BORN, LENT):
        needles = [digits, f"{digits[:6]}-{digits[6:]}", " ".join(digits), f"{digits[:6]} {digits[6:]}"]
        for where in ("store", "with-numbers", "rocbot.log", "commands.log"):
            found += in_files(running.directory / where, needles)
    assert found == []


async def everywhere(client: NioClient, room: str, form: str) -> None:
    """Type it wherever a person can type something."""
    sent = await client.send_text(room, f"!ärende ny hemkommun:Nacka ålder:{form} påträffad:Huddinge")
    await client.send_text(room, form)
    await client.send_text(room, f"!{form}")
    await client.send_text(room, "avbryt")
    await client.send_text(room, f"!hjälp {form}")
    await client.send_text(room, f"!ärende visa {form}")
    await client.send_text(room, f"!ärende ny färg{form}:blå pnr: {form} hemkommun:{form}")
    await client.send_text(room, "avbryt")
    words = {"msgtype": "m.text", "body": form}
    edit = {"rel_type": "m.replace", "event_id": sent}
    await client.send(room, {**words, "m.new_content": words, "m.relates_to": edit})
    quote = {"m.in_reply_to": {"event_id": sent}}
    body = f"> <@någon:localhost> {form}\n\nja {form}"
    html = {"format": "org.matrix.custom.html", "formatted_body": f"<b>{form}</b>"}
    await client.send(room, {**words, **html, "body": body, "m.relates_to": quote})
    await client.send(room, {"msgtype": "m.file", "body": form, "filename": form, "url": "mxc://localhost/a"})
    await client.send(room, {"msgtype": "m.emote", "body": f"ringer {form}"})
    await client.send(room, {"msgtype": form, "body": form})
    mark = {"rel_type": "m.annotation", "event_id": sent, "key": form}
    await client.send(room, {"m.relates_to": mark}, kind="m.reaction")
    await client.send(room, {"m.relates_to": {**mark, "rel_type": form}, **words})
    await client.nio.room_redact(room, sent, reason=form)
