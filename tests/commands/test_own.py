"""The bot's own commands, as a person reads them in Swedish and in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller, Trust
from bot.chat.notices import KERNEL
from bot.register.source import RegisterSource
from bot.store.engine import Store
from commands import help as help_group
from commands import me, status, who
from commands.me import Desk, Item
from commands.status import Health, Report
from commands.who import Directory
from tests.chat.example import GROUP, Harbour
from tests.chat.kit import DIRECT, JOUR, MONDAY, POLIS, ROC, UNIT, Scene


class Names:
    async def organisation(self, session: AsyncSession, organisation_id: str) -> str:  # noqa: ARG002
        return {"polisen": "Polisen", "stockholm": "Stockholms stad"}[organisation_id]

    async def unit(self, session: AsyncSession, unit_id: str) -> str:  # noqa: ARG002
        return {"stockholm": "Stockholms socialjour"}[unit_id]


class Pulse:
    """How the bot is, as the test says."""

    def __init__(self) -> None:
        self.now = Report(MONDAY, None, None, 0, "0.1.0")

    async def report(self, session: AsyncSession) -> Report:  # noqa: ARG002
        return self.now


class Boats:
    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:  # noqa: ARG002
        return [Item(GROUP.notices["boat.alarm"], {"ref": "B-1"})] if caller.units else []


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture
def harbour() -> Harbour:
    return Harbour()


@pytest.fixture
def scene(store: Store, pulse: Pulse, harbour: Harbour) -> Scene:
    groups = (KERNEL, help_group.GROUP, me.GROUP, status.GROUP, who.GROUP, GROUP)
    services = {
        Directory: Names(),
        Health: pulse,
        Desk: Desk((Boats(),)),
        Harbour: harbour,
        RegisterSource: RegisterSource(()),
    }
    return Scene(store, groups, services)


async def test_who_says_name_roles_duty_room_and_device(scene: Scene) -> None:
    assert await scene.body("!vem", UNIT, JOUR) == (
        "Du är Jourhavande, Stockholms stad.\n"
        "Roll: socialjour, för Stockholms stad.\n"
        "Du har jour nu i Stockholms socialjour.\n"
        "Rummet: enhetens rum.\n"
        "Din enhet är signerad av dig. Allt du har rätt till går att göra från den."
    )


async def test_who_tells_an_unsigned_device_what_to_do_and_names_strangers(scene: Scene) -> None:
    scene.world.places[ROC] = replace(scene.world.places[ROC], strangers=("@okand:localhost",))
    said = await scene.body("!whoami", ROC, POLIS, trust=Trust.UNSIGNED)
    assert "1 i rummet finns inte i registret." in said
    assert "verifiera enheten med din återställningsnyckel" in said
    assert "Ring en administratör" in await scene.body("!vem", ROC, POLIS, trust=Trust.CHANGED)


async def test_the_language_chosen_is_used_from_the_answer_on(scene: Scene) -> None:
    assert await scene.body("!språk") == "Jag skriver svenska till dig."
    assert await scene.body("!sprak engelska") == "I write English to you from now on."
    assert await scene.body("!vem") == (
        "You are Vakthavande, Polisen.\n"
        "Role: police, for Polisen.\n"
        "You are not on duty now.\n"
        "The room: a direct chat with me.\n"
        "Your device is signed by you. You can do everything you are allowed to from it."
    )
    assert await scene.body("!language sv") == "Jag skriver svenska till dig från och med nu."


async def test_a_room_keeps_its_own_language(scene: Scene) -> None:
    await scene.type("!språk en")
    assert (await scene.body("!vem", ROC)).startswith("Du är Vakthavande")


async def test_a_language_that_only_the_guide_has_is_offered_as_the_guide(scene: Scene) -> None:
    said = await scene.body("!språk somaliska")
    assert said.startswith(
        "Jag skriver själv bara svenska och engelska.\nGuiden Gängsnacket finns på somaliska."
    )
    assert "Svara ja eller nej." in said
    await scene.type("nej")
    assert await scene.body("!språk") == "Jag skriver svenska till dig."


async def test_a_language_that_nobody_has_is_answered_with_those_there_are(scene: Scene) -> None:
    assert "1) svenska\n2) engelska" in await scene.body("!språk polska")
    await scene.type("2")
    assert await scene.body("!språk") == "I write English to you."


async def test_status_is_one_line_when_all_is_well_and_names_what_is_not(scene: Scene, pulse: Pulse) -> None:
    assert await scene.body("!status") == "Allt fungerar. Version 0.1.0."
    late = MONDAY - timedelta(minutes=5)
    pulse.now = Report(late, late, late, 2, "0.1.0")
    assert await scene.body("!status") == (
        "Jag har det svårt just nu.\n"
        "Jag hörde senast från servern 03:07.\n"
        "Något som skulle göras 03:07 är inte gjort.\n"
        "2 meddelanden väntar på att skickas, det äldsta sedan 03:07.\n"
        "Version 0.1.0."
    )


async def test_mine_lists_what_every_subject_says_waits(scene: Scene) -> None:
    assert await scene.body("!mina") == "Inget väntar på dig."
    said = await scene.type("!mine", UNIT, JOUR)
    assert (said[-1].target, said[-1].body) == (JOUR, "Det här väntar på dig:\n- Larm: B-1.")
    assert not any("B-1" in one.body for one in said if one.target == UNIT)


async def test_mine_lists_what_was_begun_and_waits_for_an_answer(scene: Scene) -> None:
    await scene.type("!båt ny hamn:Nacka")
    assert await scene.body("!mina") == (
        "Det här väntar på dig:\n"
        "- Du har börjat skriva !båt ny. Utan svar 03:14 går jag vidare, med det som saknas som okänt.\n"
        "Frågan om !båt ny väntar fortfarande på ditt svar. Skriv avbryt om du inte vill gå vidare."
    )
    await scene.type("!båt sänk")
    assert "- !båt sänk väntar på ditt svar, till 03:27." in await scene.body("!mina")


async def test_mine_is_answered_in_the_direct_chat_even_when_nothing_waits(scene: Scene) -> None:
    said = await scene.type("!mina", ROC)
    assert [(one.target, one.body) for one in said] == [
        (ROC, "Jag svarar dig i direktchatten."),
        (DIRECT, "Inget väntar på dig."),
    ]


async def test_undo_runs_the_way_back_once_with_its_own_rules(scene: Scene, harbour: Harbour) -> None:
    assert await scene.body("!ångra") == "Det finns inget av dig att ångra."
    await scene.type("!båt ny hamn:Nacka besättning:4 ring:RLC")
    assert (await scene.body("!undo")).startswith("Det når 3 hamnar.")
    await scene.type("ja")
    assert harbour.done[-1] == "sink B-1"
    assert await scene.body("!ångra") == "!båt sänk går inte att ångra."


async def test_help_lists_what_this_person_may_do_in_this_room(scene: Scene) -> None:
    assert await scene.body("!hjälp", UNIT, JOUR) == (
        "Det här kan du göra här:\n"
        "- !hjälp – visar vad du kan göra i det här rummet\n"
        "- !språk – väljer språket jag skriver till dig på i direktchatten\n"
        "- !mina – visar vad som väntar på dig\n"
        "- !ångra – tar tillbaka ditt senaste steg, där det går\n"
        "- !status – visar hur jag själv mår\n"
        "- !vem – visar vem jag tror att du är, dina roller, rummet och din enhet\n"
        "- !båt tar – tar en båt\n"
        "- !båt ok – har sett\n"
        "- !båt sänk – sänker en båt\n"
        "- !möte – bestämmer en tid\n"
        "Skriv !hjälp språk för exempel på ett av dem.\n"
        "Vad får delas med vem: !hjälp sekretess. Checklista för en orosanmälan: !hjälp orosanmälan."
    )


async def test_help_leaves_out_what_needs_a_signed_device_and_counts_it(scene: Scene) -> None:
    said = await scene.body("!hjälp", UNIT, JOUR, trust=Trust.UNSIGNED)
    assert "!båt tar" not in said
    assert "1 kommando till kräver en signerad enhet." in said


async def test_help_explains_one_command_with_examples(scene: Scene) -> None:
    assert await scene.body("!hjälp båt ny", DIRECT) == (
        "!båt ny – beställer en båt\n"
        "Andra namn: boat new.\n"
        "- hamn: hamnen (eller port)\n"
        "- besättning: hur många (eller crew)\n"
        "- lykta: om lyktan lyser; behövs inte\n"
        "- ring: vem som ringer\n"
        "Exempel:\n"
        "- !båt ny hamn:Nacka besättning:4 ring:RLC\n"
        "Går att skriva i direktchatt med mig, enhetens rum eller ROC-rummet."
    )
    assert "Du kan inte göra det här och nu." in await scene.body("!help boat take", DIRECT)
    assert "- !båt sänk – sänker en båt" in await scene.body("!hjälp båt")
    assert "Menade du något av det här?\n- !båt ny" in await scene.body("!hjälp båt nyy")
