"""The operations room is told once of a guide whose link breaks, file changes or check grows old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from bot.guidance.entries import GuidanceEntry, GuideEntry
from bot.guidance.guide_watch import WatchGuides
from bot.guidance.link_round import LinkRound
from bot.guidance.tables import GuideFileRow, GuideLinkRow
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.work.links import FileOnNet, LinkAnswer
from tests.cases.night import DRIFT
from tests.guidance.day import GuideDay, guide_entry

PDF = b"%PDF-1.4 the guide"
SUM = sha256(PDF).hexdigest()
ON_ONE = pytest.mark.parametrize("backend", ["sqlite"])
"""The database is not the point."""


@dataclass
class Net:
    """What each address answers, and what was asked for."""

    answers: dict[str, LinkAnswer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    expected: list[FileOnNet | None] = field(default_factory=list)

    async def ask(
        self,
        url: str,
        *,
        expected: FileOnNet | None,
        largest: int,  # noqa: ARG002
        private_address: bool,  # noqa: ARG002
    ) -> LinkAnswer:
        self.asked.append(url.rpartition("/")[2])
        self.expected.append(expected)
        return self.answers.get(url.rpartition("/")[2], LinkAnswer())


@dataclass
class Watch:
    day: GuideDay
    net: Net

    async def asks(self, **span: float) -> list[str]:
        """Time passes and the round is made; what the operations room hears."""
        day, before = self.day, len(self.day.heard(DRIFT))
        day.clock.advance(timedelta(**span))
        await LinkRound(day.store, day.register, self.net, day.clock, pause=0).round()
        duty = WatchGuides(day.desk)
        async with day.store.begin() as session:
            due = await duty.next_due(session)
            notices = await duty.carry_out(session, day.clock.now())
            assert (due is not None and due <= day.clock.now()) == (notices is not None)
            await day.core.post.notify(session, notices or (), day.clock.now())
        await day.deliver()
        return [said.body for said in day.heard(DRIFT)[before:]]


@pytest.fixture
async def watch(day: GuideDay) -> Watch:
    await only(day, "so")
    return Watch(day, Net())


async def only(day: GuideDay, *codes: str, rules: Mapping[str, Any] | None = None, **more: Any) -> None:
    """Guides in these languages and in no other."""
    snapshot = await day.snapshot()
    entries = {section.model: snapshot.of(section.model) for section in day.sections}
    entries[GuideEntry] = {code: guide_entry(code, **more) for code in codes}
    entries[GuidanceEntry] = {"gangsnack": GuidanceEntry(**(rules or {}))}
    async with day.store.begin() as session:
        await apply_register(session, Loaded(entries), day.sections, at=day.clock.now(), actor="test")


@ON_ONE
async def test_each_link_is_asked_for_once_a_day(watch: Watch) -> None:
    await only(watch.day, "so", "ti")
    assert await watch.asks() == []
    assert watch.net.asked == ["so", "ti"]
    await watch.asks(hours=23)
    assert len(watch.net.asked) == 2
    await watch.asks(hours=1)
    assert watch.net.asked == ["so", "ti", "so", "ti"]


async def test_a_link_that_fails_twice_is_told_of_once_and_when_it_works_again(watch: Watch) -> None:
    await watch.asks()
    watch.net.answers["so"] = LinkAnswer(fault="http_404")
    assert await watch.asks(days=1) == []
    heard = await watch.asks(hours=1)
    assert len(heard) == 1
    assert "somaliska: länken https://guide.example/so fungerar inte: servern svarar 404." in heard[0]
    assert "Senast fungerade den" in heard[0]
    for _ in range(3):
        assert await watch.asks(days=1) == []
    del watch.net.answers["so"]
    again = await watch.asks(days=1)
    assert len(again) == 1
    assert "somaliska: länken är som den ska igen." in again[0]
    assert await watch.asks(days=1) == []


@ON_ONE
async def test_one_failure_among_good_days_is_not_told(watch: Watch) -> None:
    for _ in range(2):
        watch.net.answers["so"] = LinkAnswer(fault="timeout")
        assert await watch.asks(days=1) == []
        del watch.net.answers["so"]
        assert await watch.asks(hours=1) == []


@ON_ONE
async def test_another_guide_on_the_net_than_the_one_handed_out_is_told_of_once_for_each(
    watch: Watch,
) -> None:
    await only(watch.day, "so", file="so.pdf", sha256=SUM)
    async with watch.day.store.begin() as session:
        session.add(GuideFileRow(checksum=SUM, body=PDF, loaded_at=watch.day.clock.now(), loaded_by="test"))
    assert await watch.asks() == []
    assert watch.net.expected == [FileOnNet(len(PDF), SUM)]
    watch.net.answers["so"] = LinkAnswer(other="size:7")
    heard = await watch.asks(days=1)
    assert len(heard) == 1
    assert "guiden på nätet är en annan än den vi delar ut" in heard[0]
    assert await watch.asks(days=1) == []
    watch.net.answers["so"] = LinkAnswer(other="size:8")
    assert len(await watch.asks(days=1)) == 1


@ON_ONE
async def test_an_old_check_is_told_of_once_in_the_morning(watch: Watch) -> None:
    await only(watch.day, "so", "ti", rules={"guide_age": "30 d"})
    assert await watch.asks(days=9) == []
    heard = await watch.asks(days=2)
    assert len(heard) == 1
    assert "somaliska: ingen har kontrollerat guiden sedan" in heard[0]
    assert "tigrinska: ingen har kontrollerat guiden sedan" in heard[0]
    assert await watch.asks(days=20) == []


@ON_ONE
async def test_nothing_is_asked_or_told_of_links_when_the_register_says_so(watch: Watch) -> None:
    watch.net.answers["so"] = LinkAnswer(fault="timeout")
    await watch.asks()
    await only(watch.day, "so", rules={"check_links": False})
    assert await watch.asks(hours=1) == []
    assert await watch.asks(days=3) == []
    assert watch.net.asked == ["so"]


async def test_an_address_that_is_changed_begins_anew_and_one_taken_away_is_forgotten(watch: Watch) -> None:
    watch.net.answers["so"] = LinkAnswer(fault="timeout")
    await watch.asks()
    assert len(await watch.asks(hours=1)) == 1
    await only(watch.day, "so", url="https://guide.example/new")
    assert await watch.asks() != []
    assert watch.net.asked[-1] == "new"
    await only(watch.day, "ti")
    await watch.asks()
    async with watch.day.store.begin() as session:
        assert list(await session.scalars(select(GuideLinkRow.language))) == ["ti"]


@ON_ONE
async def test_a_clock_that_was_set_back_does_not_put_it_off(watch: Watch) -> None:
    await watch.asks()
    watch.day.clock.jump(watch.day.clock.now() - timedelta(days=30))
    await watch.asks()
    assert watch.net.asked == ["so", "so"]
