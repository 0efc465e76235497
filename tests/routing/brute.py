"""The routing table once more, worked out another way: from the raw TOML, minute by minute of the wall clock.

It shares no code with the program: the holidays are an almanac's, the hours are filled into one byte for each
minute of the year, and the table is walked as the file has it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from tests.routing.almanac import EVE_OF_RED, GREAT_EVES, HALF, OTHER_EVES, PUBLIC, SQUEEZED

DAYS = ["mån", "tis", "ons", "tor", "fre", "lör", "sön"]
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
MINUTE = timedelta(minutes=1)
Rows = list[tuple[str, str | None, bool, str | None]]
UNSURE = ("okänd", "annat län")


class Year:
    """Every minute from ``start`` (UTC) with what the clock on the wall in Stockholm shows."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        zone = ZoneInfo("Europe/Stockholm")
        walls = []
        for number in range((end - start) // MINUTE):
            shown = (start + number * MINUTE).astimezone(zone).replace(tzinfo=None)
            walls.append((shown - EPOCH) // MINUTE)
        # An opening has come when the wall has shown it or something later. A closing has come when the wall
        # shows it for the last time, or will never again show anything before it.
        self.highest = list(accumulate(walls, max))
        self.lowest_to_come = list(accumulate(reversed(walls), min))[::-1]
        self.minutes = len(walls)
        self.dates = [
            (EPOCH + timedelta(minutes=walls[0])).date() + timedelta(days=n)
            for n in range(-2, (end - start).days + 3)
        ]

    def number(self, at: datetime) -> int:
        return (at.astimezone(UTC) - self.start) // MINUTE


def kinds_of(day: date) -> set[str]:
    """Every word that means the day, apart from spans of weekdays and the date itself."""
    free = day in PUBLIC or day in GREAT_EVES
    weekday = day.weekday()
    held = {
        "alla": True,
        "röd dag": day in PUBLIC or weekday == 6,
        "helgdag": day in PUBLIC,
        "helg": weekday > 4,
        "vardag": weekday < 5 and not free,
        "afton": day in GREAT_EVES or day in OTHER_EVES,
        "dag före röd dag": day in EVE_OF_RED,
        "klämdag": day in SQUEEZED,
        "halvdag": day in HALF,
        DAYS[weekday]: True,
        DAYS[weekday] + "dag": True,
        PUBLIC.get(day, GREAT_EVES.get(day, OTHER_EVES.get(day, "alla"))): True,
        "skärtorsdagen": day == date(2026, 4, 2),
    }
    return {word for word, holds in held.items() if holds}


def means(word: Any, day: date) -> bool:
    text = str(word).lower()
    if text[:4].isdigit():
        return text == str(day)
    first, _, last = text.partition("-")
    if last:
        here, end = DAYS.index(first[:3]), DAYS.index(last[:3])
        while here != day.weekday() and here != end:
            here = (here + 1) % 7
        return here == day.weekday()
    return text in kinds_of(day)


def rule_of_day(rules: list[dict[str, Any]], kommun: str | None, day: date) -> dict[str, Any] | None:
    mine = [r for r in rules if "kommuner" not in r or kommun in r["kommuner"]]
    dated = [r for r in mine if any(str(word) == str(day) for word in r.get("days", []))]
    for rule in dated + mine:
        if rule.get("always") and "days" not in rule:
            return rule
        if any(means(word, day) for word in rule["days"]):
            return rule
    return None


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def open_minutes(unit: dict[str, Any], kommun: str | None, year: Year) -> bytearray:
    """One byte for each minute of the year: 1 while the unit is open for the kommun (by name)."""
    found = bytearray(year.minutes)
    for day in year.dates:
        rule = rule_of_day(unit.get("open", []), kommun, day)
        if rule is None or rule.get("closed"):
            continue
        spans = [span.split("-") for span in rule.get("hours", [])] or [[rule.get("from"), rule.get("to")]]
        midnight = (datetime(day.year, day.month, day.day) - EPOCH) // MINUTE  # noqa: DTZ001 - wall clock
        for first, last in spans:
            start = midnight if rule.get("always") else midnight + clock(first)
            end = midnight + 1440 if rule.get("always") else midnight + clock(last)
            if end <= start:
                end += 1440
            begin = bisect_left(year.highest, start)
            stop = bisect_right(year.lowest_to_come, end)
            if year.lowest_to_come[stop - 1] == end:
                stop -= 1  # the last minute that shows the end, when there is one
            if begin < stop:
                found[begin:stop] = b"\x01" * (stop - begin)
    return found


class Brute:
    """The answers of one raw register over one year; kommuner go by name here, as the file has them."""

    def __init__(self, raw: dict[str, Any], year: Year) -> None:
        self.raw = raw
        self.year = year
        self.units = {unit["id"]: unit for unit in raw["unit"]}
        self.signed = [a["kommun"] for a in raw["actor"] if a.get("en_ingang")]
        self.known: dict[tuple[str, str | None], bytearray] = {}

    def minutes(self, unit: str, kommun: str | None) -> bytearray:
        held = self.known.get((unit, kommun))
        if held is None:
            if kommun and not any("kommuner" in rule for rule in self.units[unit].get("open", [])):
                held = self.minutes(unit, None)
            else:
                held = open_minutes(self.units[unit], kommun, self.year)
            self.known[unit, kommun] = held
        return held

    def rows(self, case: dict[str, str]) -> Rows:
        """Unit, the kommun whose hours count, whether it must be open, and the row's id."""
        found: Rows = []
        for route in self.raw["route"]:
            if not self.fits(route, case):
                continue
            if ":" not in route["unit"]:
                places = [case[key] for key in ("residence", "found") if case[key] not in UNSURE]
                found.append(
                    (route["unit"], places[0] if places else None, route.get("open", False), route["id"])
                )
                continue
            whose, kind = route["unit"].split(":")
            kommun = case["residence" if whose in {"hemkommun", "residence"} else "found"]
            kind = "socialjour" if kind == "jour" else kind
            found += [
                (unit["id"], kommun, route.get("open", False), route["id"])
                for unit in self.raw["unit"]
                if unit["kind"] == kind and kommun in unit.get("kommuner", [])
            ]
        return found

    def fits(self, route: dict[str, Any], case: dict[str, str]) -> bool:
        ages = [case["age"]] if case["age"] != "okänd" else ["okänd", "<15", "15-17"]
        homes = [case["residence"]]
        if case["residence"] not in UNSURE:
            homes += ["känd", *(["en ingång"] if case["residence"] in self.signed else [])]
        places = [case["found"]] if case["found"] in UNSURE else [case["found"], "känd"]
        wanted = (("age", ages), ("gang", [case["gang"]]), ("residence", homes), ("found", places))
        return (
            route.get("to", "socialtjänst") == case["to"]
            and all(key not in route or set(route[key]) & set(values) for key, values in wanted)
            and case["urgency"] in route.get("urgency", [case["urgency"]])
        )

    def first(self, rows: Rows, minute: int) -> str | None:
        for unit, kommun, must, _ in rows:
            if not must or self.minutes(unit, kommun)[minute]:
                return unit
        return None

    def firsts(self, rows: Rows, minutes: list[int]) -> list[str | None]:
        """``first`` at many minutes: from the last row to the first, each written over the one before."""
        answer: list[str | None] = [None] * len(minutes)
        for unit, kommun, must, _ in reversed(rows):
            held = self.minutes(unit, kommun)
            answer = [unit if not must or held[m] else old for m, old in zip(minutes, answer, strict=True)]
        return answer

    def chain(self, rows: Rows, urgency: str, minute: int) -> list[tuple[str, str | None, int]]:
        """Each unit with the row that gave it and the minute at which it is reached."""
        chain: list[tuple[str, str | None, int]] = []
        kommun: str | None = None
        while True:
            alarmed = [unit for unit, _, _ in chain]
            choice = [
                (unit, place, row)
                for unit, place, must, row in rows
                if unit not in alarmed and not (must and not self.minutes(unit, place)[minute])
            ]
            boss = self.units[alarmed[-1]].get("next") if alarmed else None
            if boss and boss not in alarmed and self.minutes(boss, kommun)[minute]:
                choice.insert(0, (boss, kommun, None))
            if not choice:
                return chain
            name, kommun, row_id = choice[0]
            chain.append((name, row_id, minute))
            minute = self.deadline(name, kommun, urgency, minute)

    def deadline(self, unit: str, kommun: str | None, urgency: str, minute: int) -> int:
        own = self.units[unit].get("step", {}).get(urgency)
        allowed = int(own.split()[0]) if own else {"nu": 5, "idag": 30, "kontorstid": 60}[urgency]
        if urgency == "kontorstid":
            opening = self.minutes(unit, kommun).find(1, minute)
            minute = opening if opening >= 0 else minute
        return minute + allowed

    def boundaries(self, unit: str, kommun: str | None) -> list[int]:
        """The minutes at which the unit opens or closes."""
        held = self.minutes(unit, kommun)
        found, state, at = [], held[0], 0
        while at >= 0:
            state = 1 - state
            at = held.find(state, at + 1)
            if at > 0:
                found.append(at)
        return found
