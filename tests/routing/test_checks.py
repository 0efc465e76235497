"""What is told of a routing table that does not hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.cases.entries import RouteEntry
from bot.cases.routes import routing_table
from bot.cases.sections import SENTENCES, case_sections
from bot.register.section import RegisterFault
from tests.routing.registers import example_register, raw_register, snapshot_of

ROW = {"id": "rad", "unit": "polis-rlc", "reason": "Därför"}


def faults(raw: dict[str, Any]) -> list[RegisterFault]:
    snapshot = snapshot_of(raw)
    return [fault for section in case_sections() for fault in section.check(snapshot)]


def test_a_sound_table_is_told_only_what_nobody_has_decided() -> None:
    found = faults(raw_register())
    assert {fault.code for fault in found} == {"route.undecided"}
    assert all(fault.warning for fault in found)
    assert "ingen-kommun" not in {fault.entry_id for fault in found}


def test_every_row_of_the_example_is_undecided_and_nothing_else_is_wrong() -> None:
    found = faults(example_register())
    assert {(fault.code, fault.warning) for fault in found} == {("route.undecided", True)}
    assert len(found) == len(example_register()["route"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "ingen"}, "route.unit"),
        ({"also": "ingen"}, "route.unit"),
        ({"unit": "hemkommun:ledning"}, "route.kind"),
    ],
)
def test_a_row_that_leads_nowhere_is_told(changes: dict[str, str], code: str) -> None:
    raw = raw_register()
    raw["route"][0].update(changes)
    (fault,) = [one for one in faults(raw) if not one.warning]
    assert (fault.code, fault.entry_id) == (code, "en-ingang")
    SENTENCES[code].format(**fault.fields)


def test_a_case_that_no_row_takes_is_a_fault_unless_a_fallback_takes_it() -> None:
    raw = raw_register()
    raw["route"] = [row for row in raw["route"] if row["id"] != "ingen-kommun"]
    (hole,) = [one for one in faults(raw) if one.code == "route.hole"]
    assert hole.warning
    del raw["defaults"]["fallback_unit"]
    (hole,) = [one for one in faults(raw) if one.code == "route.hole"]
    assert not hole.warning
    assert "okänd" in SENTENCES["route.hole"].format(**hole.fields)


def test_a_fallback_that_does_not_exist_is_a_fault() -> None:
    raw = raw_register()
    raw["defaults"]["fallback_unit"] = "ingen"
    assert "defaults.fallback" in {fault.code for fault in faults(raw)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "hemkommun:brandkår"}, "route.receiver"),
        ({"unit": "granne:socialjour"}, "route.receiver"),
        ({"residence": ["Göteborg"]}, "place.unknown"),
        ({"decided_by": "Gruppen"}, "route.decided"),
        ({"reason": "{namn} ringde"}, "route.reason"),
        ({"reason": "{0}"}, "route.reason"),
        ({"reason": "{unit.name}"}, "route.reason"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_a_sentence(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as raised:
        RouteEntry.model_validate({**ROW, **changes})
    assert raised.value.errors()[0]["type"] == code
    assert SENTENCES[code].format()


def test_english_and_short_words_for_the_receiver_are_understood() -> None:
    row = RouteEntry.model_validate({**ROW, "unit": "residence:jour", "also": "found:mottagning"})
    assert (row.unit, row.also) == ("hemkommun:socialjour", "påträffad:mottagning")


def test_the_table_reads_as_conditions_receiver_reason_and_decision() -> None:
    table = routing_table(snapshot_of(raw_register()))
    first, police = table.rows[0], table.rows[-1]
    assert "ålder <15 eller 15-17" in first[2]
    assert "hemkommun med en ingång" in first[2]
    assert first[3] == "Stockholms socialjour; mottagning för hemkommunen får veta"
    assert first[5] == "inte beslutad"
    assert police[2] == "till polisen"
    assert table.rows[8][5] == "Samordningsgruppen, 2026-09-01"
    assert all(len(row) == len(table.titles) for row in table.rows)
