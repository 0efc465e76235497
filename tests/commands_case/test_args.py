"""What people write for a case's keys."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.cases.end_case import CloseReason, WithdrawReason
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.folder import Desk
from bot.chat.declare import Call
from bot.chat.message import Caller
from bot.duty.facts import Duty
from bot.errors import Refusal
from bot.register.section import Snapshot
from commands import case_args as args
from commands import case_lists as lists
from tests.cases.night import ALM, EK, example
from tests.harness.clock import START


class _Register:
    async def current(self, session: object) -> Snapshot:  # noqa: ARG002
        return example().snapshot(1)


def call(user_id: str = EK, organisation: str | None = "polis") -> Call:
    caller = Caller(user_id, True, "Ek", "sv", organisation)
    desk = Desk(_Register(), Duty(), cast(Any, None))
    return Call(cast(Any, None), caller, cast(Any, None), cast(Any, None), START, services={Desk: desk})


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("14", AgeBand.UNDER_15),
        ("<15", AgeBand.UNDER_15),
        ("under 15", AgeBand.UNDER_15),
        ("15", AgeBand.FROM_15),
        ("16 år", AgeBand.FROM_15),
        ("ca 17", AgeBand.FROM_15),
        ("15-17", AgeBand.FROM_15),
        ("18", AgeBand.FROM_18),
        ("20", AgeBand.FROM_18),
        ("21", AgeBand.FROM_21),
        ("21+", AgeBand.FROM_21),
        ("vuxen", AgeBand.FROM_21),
        ("okänd", AgeBand.UNKNOWN),
        ("vet ej", AgeBand.UNKNOWN),
    ],
)
async def test_an_age_becomes_its_band(text: str, band: AgeBand) -> None:
    assert await args.Age().read(text, call()) is band


@pytest.mark.parametrize("text", ["160", "tonåring", "-3", "20100412-0000"])
async def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        await args.Age().read(text, call())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Nacka", "0182"),
        ("upplands väsby", "0114"),
        ("UPPLANDS VASBY", "0114"),
        ("Salems kommun", "0128"),
        ("okänd", "okänd"),
        ("annat län", "annat län"),
    ],
)
async def test_a_kommun_is_understood_in_every_form(text: str, place: str) -> None:
    assert await args.Place().read(text, call()) == place


async def test_an_ambiguous_kommun_is_offered_and_not_guessed() -> None:
    with pytest.raises(Refusal) as refused:
        await args.Place().read("Upplands", call())
    assert [choice.label for choice in refused.value.fields["choices"]] == ["Upplands Väsby", "Upplands-Bro"]


@pytest.mark.parametrize("text", ["RLC", "rlc", "08-465 004 01", "0846500401"])
async def test_a_function_is_chosen_by_name_or_number(text: str) -> None:
    assert await args.CallBack().read(text, call()) == "rlc"


async def test_the_choices_are_the_functions_of_ones_own_organisation() -> None:
    assert [c.label for c in await args.CallBack().choices(call())] == ["RLC", "Vakthavande befäl"]
    assert [c.text for c in await args.CallBack().choices(call(ALM, "stockholm"))] == ["samordnare"]


async def test_silence_means_the_first_function_of_ones_own_organisation() -> None:
    assert await args.CallBack().read(args.SILENT, call()) == "rlc"
    assert await args.CallBack().read(args.SILENT, call(organisation="nobody")) is None


async def test_a_private_number_is_not_taken() -> None:
    with pytest.raises(Refusal) as refused:
        await args.CallBack().read("070-174 06 99", call())
    assert refused.value.code == "case.call_back"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("somaliska", "so"),
        ("Sorani", "ckb"),
        ("tigrinska", "ti"),
        ("Arabic", "ar"),
        ("ja", "und"),
        ("nej", None),
    ],
)
async def test_an_interpreters_language_is_kept_as_its_code(text: str, code: str | None) -> None:
    assert await args.Language().read(text, call()) == code


async def test_words_that_are_no_language_are_refused_so_that_nothing_free_is_kept() -> None:
    with pytest.raises(Refusal):
        await args.Language().read("han heter Kalle", call())


async def test_a_unit_is_found_by_part_of_its_name() -> None:
    assert await args.Unit().read("sydost", call()) == "socialjour-sydost"
    assert await args.Unit().read("Socialjouren Sydost", call()) == "socialjour-sydost"
    with pytest.raises(Refusal) as refused:
        await args.Unit().read("socialjour", call())
    assert len(refused.value.fields["choices"]) > 1


async def test_the_closed_lists_take_what_people_say() -> None:
    assert await lists.urgency().read("akut", call()) is Urgency.NOW
    assert await lists.urgency().read("i dag", call()) is Urgency.TODAY
    assert await lists.urgency().read("kontorstid", call()) is Urgency.OFFICE
    assert await lists.gang().read("vet inte", call()) is Gang.UNKNOWN
    assert await lists.destination().read("soc", call()) is Destination.SOCIALTJANST
    assert await lists.close_reason().read("dubblett", call()) is CloseReason.DUPLICATE
    assert await lists.withdraw_reason().read("löst", call()) is WithdrawReason.NOT_NEEDED
    assert await lists.move_reason().read("fel enhet", call()) == "wrong_unit"
