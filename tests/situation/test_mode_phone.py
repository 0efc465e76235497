"""A call that nobody decides reaches the duty officer's telephone, and says there no more than its number."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.protocols import Ring
from bot.situation.desk import MODE
from bot.store.engine import Store
from tests.situation.day import HED, LUND, MORNING, Day

CALL = "!samverkansläge begär orsak:flera skjutningar i länet på ett dygn"


@dataclass
class Telephones:
    """What would be sent to telephones."""

    queued: list[tuple[Ring, str]] = field(default_factory=list)

    async def code(self, session: AsyncSession, ring: Ring, now: datetime) -> str | None:  # noqa: ARG002
        return "12345"

    async def queue(self, session: AsyncSession, ring: Ring, text: str, now: datetime) -> None:  # noqa: ARG002
        self.queued.append((ring, text))


class PhoneDay(Day):
    phones: Telephones


@pytest.fixture
async def phones(store: Store) -> PhoneDay:
    class One(PhoneDay):
        phones = Telephones()

    day = One(store)
    await day.open()
    return day


async def test_the_telephone_rings_when_nobody_decides_in_time(phones: PhoneDay) -> None:
    await phones.type(HED, CALL)
    assert not phones.phones.queued
    await phones.pass_by(minutes=10)
    words = "SL-0001: begäran om aktiverat läge väntar på beslut. Öppna rummet."
    assert [text for _, text in phones.phones.queued] == [words, words]
    rings = [ring.target for ring, _ in phones.phones.queued]
    ten = MORNING + timedelta(minutes=10)
    assert [(one.user_id, one.voice, one.not_before) for one in rings] == [
        (LUND, False, ten),
        (LUND, True, ten + timedelta(minutes=5)),
    ]
    await phones.pass_by(minutes=10)
    assert [ring.about.purpose for ring, _ in phones.phones.queued] == ["ring-1"] * 2 + ["ring-2"] * 2


async def test_what_waits_at_the_gateway_is_not_sent_once_it_is_decided_or_told_anew(
    phones: PhoneDay,
) -> None:
    await phones.type(HED, CALL)
    await phones.pass_by(minutes=20)
    (listener,) = [one for one in phones.core.answers if one.subject == MODE]

    async def wanted(purpose: str) -> bool:
        async with phones.store.begin() as session:
            return await listener.wanted(session, "SL-0001", purpose)

    assert [await wanted("ring-1"), await wanted("ring-2")] == [False, True]
    await phones.type(LUND, "!samverkansläge bekräfta")
    assert not await wanted("ring-2")


async def test_an_answer_by_telephone_decides_nothing_and_says_so(phones: PhoneDay) -> None:
    await phones.type(HED, CALL)
    await phones.pass_by(minutes=10)
    (listener,) = [one for one in phones.core.answers if one.subject == MODE]
    async with phones.store.begin() as session:
        now = phones.clock.now()
        answered = await listener.answered(session, "SL-0001", "ring-1", LUND, now, by="voice")
        gone = await listener.answered(session, "SL-0099", "ring-1", LUND, now, by="voice")
    assert (answered.kind, gone.kind) == ("mode.phone_answer", "mode.phone_gone")
    assert not answered.notices
    assert "SL-0001 väntar på beslut" in (await phones.type(HED, "!samverkansläge visa"))[0].body


async def test_an_exercise_rings_no_telephone(phones: PhoneDay) -> None:
    await phones.type(HED, f"{CALL} övning:ja")
    await phones.pass_by(minutes=30)
    assert not phones.phones.queued
