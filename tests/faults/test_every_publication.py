"""Killed at any commit from due to done, each channel gets a message once, or its row says why not.

Of the product of deaths and troubles a sample is played; ROCBOT_FAULTS=all plays a death at every commit.
"""

from __future__ import annotations

import os

import pytest
from sqlalchemy import select

from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import ChannelKind, DeliveryState, State
from bot.store.audit import verify
from bot.store.outbox import OutboxRow, OutboxState
from tests.faults.conftest import NewDatabase
from tests.faults.desk import Fate, never, once_at, over_and_over
from tests.faults.press_desk import AHEAD, HOOK, MAILS, SQUARE, PressDesk, Way
from tests.harness.clock import MovableClock
from tests.press.day import KOMMUNIKATION, MORNING, NORD, SSR, TEXT, PressDay
from tests.press.publishing import PREPARED_AHEAD, sign
from tests.stores import opened

TROUBLES: dict[str, dict[str, Way]] = {
    "none": {},
    "the room refuses": {SSR: Way.REFUSED},
    "the homeserver's answer is lost": {SSR: Way.UNKNOWN, SQUARE: Way.SLOW},
    "the homeserver is away": {SSR: Way.AWAY, SQUARE: Way.AWAY},
    "a mail is refused and one is slow": {MAILS[0]: Way.REFUSED, MAILS[1]: Way.SLOW},
    "the mail server's answer is lost": {MAILS[0]: Way.UNKNOWN, MAILS[1]: Way.SILENT},
    "the webhook refuses, a mail never goes": {HOOK: Way.REFUSED, MAILS[1]: Way.AWAY},
    "the webhook's answer is lost": {HOOK: Way.UNKNOWN, SQUARE: Way.REFUSED},
    "the webhook is silent": {HOOK: Way.SILENT, SSR: Way.SILENT},
    "the webhook is slow": {HOOK: Way.SLOW, SQUARE: Way.SILENT},
    "nothing is there": dict.fromkeys((SSR, SQUARE, HOOK, *MAILS), Way.AWAY),
}
"""Each receiver in each way at least once."""
NEW = "Skolorna öppnar klockan 10. Vid fara för liv, ring 112."
WORDS = {"publish": TEXT, "retract": "Återkallat: ", "correct": NEW}
ENDS: dict[Way, set[str]] = {
    Way.SENT: {"sent"},
    Way.REFUSED: {"refused"},
    Way.UNKNOWN: {"sent", "unknown"},
    Way.SILENT: {"sent", "unknown"},
    Way.SLOW: {"sent"},
    Way.AWAY: {"cancelled", "refused", "unknown"},
}
"""What may become of an address, by how its receiver behaves."""


class Play:
    """A message signed and planned, and all that happens to it."""

    def __init__(self, url: str, ways: dict[str, Way], fate: Fate) -> None:
        self.store = opened(url)
        self.day = PressDay(self.store, MovableClock(MORNING))
        self.desk = PressDesk(self.day, url, ways, fate)

    async def begin(self) -> None:
        await self.day.fill()
        self.day.hall.joined[SQUARE] = {"@anyone:elsewhere"}
        self.day.hall.plain.add(SQUARE)
        await self.desk.pass_by(seconds=(AHEAD - PREPARED_AHEAD).total_seconds())

    async def go_out(self) -> None:
        """Its time comes; what is tried again has its time too, and is given up after it."""
        await self.desk.pass_by(seconds=PREPARED_AHEAD.total_seconds())
        for minutes in (1, 2, 11, 2):
            await self.desk.pass_by(minutes=minutes)

    async def end(self) -> None:
        await self.desk.end()
        await self.store.dispose()

    async def retract(self) -> None:
        await self.desk.type(NORD, "!budskap återkalla BU-0001")
        await self.desk.type(NORD, "ja")
        for minutes in (1, 2, 11, 2, 720):
            await self.desk.pass_by(minutes=minutes)

    async def correct(self) -> None:
        """Written through deaths, signed in peace, and out through deaths."""
        await self.desk.type(NORD, f"!budskap rätta BU-0001 text:{NEW}")
        at = self.day.clock.now() + PREPARED_AHEAD
        async with self.store.begin() as session:
            row = (await session.scalars(select(MessageRow).order_by(MessageRow.id.desc()))).first()
            assert row is not None
            row.state, row.circulated_at = State.SCHEDULED, self.day.clock.now()
            row.publish_at, row.prepare_at = at, self.day.clock.now()
        await sign(self.day, row)
        await self.desk.pass_by(seconds=1)
        await self.go_out()

    async def judge(self, act: str = "publish") -> dict[str, str]:
        """By address: what its row says, held against what its receiver has."""
        async with self.store.read() as session:
            assert (await verify(session)).broken is None
            rows = (
                await session.execute(
                    select(DeliveryRow, ChannelRow.kind, PublicationRow.state)
                    .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
                    .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
                    .where(PublicationRow.act == act)
                )
            ).all()
            waiting = await session.scalars(
                select(OutboxRow.id).where(OutboxRow.state.in_((OutboxState.HELD, OutboxState.QUEUED)))
            )
            assert waiting.all() == []
        assert {state for _, _, state in rows} == {"done"}
        for row, kind, _ in rows:
            self._agrees(row, kind, WORDS[act])
        return {row.address: row.state for row, _, _ in rows}

    def _agrees(self, row: DeliveryRow, kind: str, words: str) -> None:
        world, where = self.desk.world, row.address
        assert (row.error is None) == (row.state == DeliveryState.SENT)
        if kind == ChannelKind.FEED:
            assert row.state == DeliveryState.SENT
            return
        if kind == ChannelKind.ROOM:
            had = sum(number for body, number in world.heard(where).items() if words in body)
        else:
            had = world.took[where][row.key]
        assert had <= 1
        if row.state == DeliveryState.SENT:
            assert had == 1
        elif row.state != DeliveryState.UNKNOWN:
            assert had == 0

    async def message(self) -> MessageRow:
        """The first."""
        async with self.store.read() as session:
            return (await session.scalars(select(MessageRow).where(MessageRow.reference == "BU-0001"))).one()

    def edits(self, room: str) -> int:
        """How often what was published there was edited."""
        published = {
            f"${name}"
            for name, (where, content) in self.desk.world.said.items()
            if where == room and TEXT in content["body"]
        }
        return sum(
            content.get("m.relates_to", {}).get("event_id") in published and "m.new_content" in content
            for _, content in self.desk.world.said.values()
        )

    def told(self, words: str) -> int:
        """How often that was said to those who work with it."""
        return sum(number for body, number in self.desk.world.heard(KOMMUNIKATION).items() if words in body)


async def played(new: NewDatabase, trouble: str, fate: Fate) -> tuple[dict[str, str], PressDesk]:
    """A message through its publication; what became of each address."""
    play = Play(await new(), TROUBLES[trouble], fate)
    await play.begin()
    await play.go_out()
    found = await play.judge()
    for address, state in found.items():
        way = play.desk.world.way(address)
        cut_off = {"unknown"} if address in MAILS and play.desk.deaths else set()
        assert state in ENDS[way] | cut_off
    whole = set(found.values()) == {"sent"}
    message = await play.message()
    assert message.state == (State.PUBLISHED if whole else State.PARTLY)
    assert message.published_at == MORNING + AHEAD
    assert play.told("är publicerat." if whole else "är bara delvis publicerat") == 1
    await play.end()
    return found, play.desk


LONGEST = 7
EVERY = os.environ.get("ROCBOT_FAULTS") == "all"


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_each_channel_gets_it_once_or_its_row_says_why_not(
    trouble: str, backend: str, new_publication: NewDatabase
) -> None:
    """The first life ends before its first commit, the next after it, and so on to the seventh, and again."""
    _, calm = await played(new_publication, trouble, never)
    _, desk = await played(new_publication, trouble, over_and_over(LONGEST))
    assert desk.deaths > calm.commits / LONGEST
    for commit in range(1, calm.commits + 1) if EVERY else ():
        _, desk = await played(new_publication, trouble, once_at(commit))
        assert desk.deaths == 1, f"{backend}, commit {commit}"


@pytest.mark.parametrize(("act", "state"), [("retract", State.RETRACTED), ("correct", State.CORRECTED)])
@pytest.mark.parametrize("trouble", ["none", "the room refuses", "the webhook's answer is lost"])
async def test_what_follows_reaches_everybody_who_has_it_once(
    act: str, state: State, trouble: str, new_publication: NewDatabase
) -> None:
    """In rooms what stood there is edited once, and a message of its own comes once."""
    play = Play(await new_publication(), {}, over_and_over(LONGEST))
    await play.begin()
    await play.go_out()
    play.desk.world.ways = TROUBLES[trouble]
    had = {address for address, ended in (await play.judge()).items() if ended in {"sent", "unknown"}}
    await (play.retract() if act == "retract" else play.correct())
    found = await play.judge(act)
    assert found.keys() == had
    assert (await play.message()).state == state
    for room in (SSR, SQUARE):
        refused = play.desk.world.way(room) is Way.REFUSED
        assert found[room] == ("refused" if refused else "sent")
        assert play.edits(room) == (0 if refused else 1)
    await play.end()
