"""An alarm reaches telephones: whose, when, with what words, and not when nobody waits for it any more."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select, update

from bot.actors.facts import PersonEntry
from bot.cases.alarm import purpose_of
from bot.cases.folder import Desk as CaseDesk
from bot.cases.folder import open_folder
from bot.cases.ring import ring
from bot.cases.tables import Case
from bot.channels.keeping import forget_phones
from bot.channels.queue import PhoneQueue
from bot.channels.tables import ChannelAnswer, ChannelCode, ChannelMessage, MessageState
from bot.store.engine import Store
from tests.cases.night import ALM, EK, NEW, STOCKHOLM, ZONE, changed, example
from tests.channels.kit import ALM_PHONE, CHEF_PHONE, LUND_PHONE, PhoneNight


async def test_those_on_duty_get_a_text_message_at_once_with_reference_unit_and_code_and_nothing_else(
    night: PhoneNight,
) -> None:
    await night.type(EK, NEW)
    case = await night.case()
    assert [one["to"] for one in night.server.taken] == [ALM_PHONE]
    said = re.sub(r"\b\d{5}\b", "CODE", night.texts()[0])
    assert said == (
        f"Stockholms socialjour: larm {case.reference}. Öppna rummet. Svara CODE om du har sett larmet."
    )
    assert len(night.texts()[0]) <= 160
    assert "Huddinge" not in said


async def test_an_exercise_is_marked(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    async with night.store.begin() as session:
        await session.execute(update(Case).values(exercise=True))
    await night.pass_by(minutes=5)
    assert night.texts(CHEF_PHONE)[0].startswith("ÖVNING")


async def test_whoever_has_not_seen_it_is_rung_up_later(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=2, seconds=29)
    assert night.server.sent_to(ALM_PHONE, "calls") == []
    await night.pass_by(seconds=1)
    call = night.server.sent_to(ALM_PHONE, "calls")[0]
    assert '"ivr": "https://ljud.invalid/larm.mp3"' in call["voice_start"]
    assert night.code() not in call["voice_start"]


async def test_nobody_is_rung_up_when_the_alarm_is_seen_or_taken(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ok", night.alarm())
    await night.pass_by(minutes=3)
    assert night.server.sent_to(ALM_PHONE, "calls") == []
    assert await night.states("voice") == [MessageState.DROPPED]


async def test_a_message_that_comes_too_late_for_its_alarm_is_not_sent(night: PhoneNight) -> None:
    async with night.store.begin() as session:
        await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
    await night.deliver()
    await night.answer(ALM, "tar", night.alarm())
    await night.phone()
    assert night.server.taken == []
    rows = await night.messages()
    assert {row.state for row in rows if row.kind == "sms"} == {MessageState.DROPPED}
    assert all(row.number is None and row.text is None for row in rows if row.kind == "sms")


async def test_the_next_step_gets_its_own_message_with_another_code(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=5)
    assert len(night.texts(CHEF_PHONE)) == 1
    assert night.code(CHEF_PHONE) != night.code()
    await night.pass_by(minutes=10)
    assert "TiB och ROC: larm" in night.texts(LUND_PHONE)[0]


async def test_what_can_wait_for_the_office_wakes_nobody_and_is_no_call(night: PhoneNight) -> None:
    uggla = "@mott-uggla:localhost"
    entry = example().entries[PersonEntry][uggla].model_copy(update={"phone": "070-174 06 20"})
    await night.open(changed(person={uggla: entry}))
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    assert night.server.taken == []
    rows = await night.messages()
    assert [row.kind for row in rows] == ["sms"]
    # a Saturday at 03:12; the office opens on Monday
    opens = rows[0].not_before.astimezone(ZONE)
    assert (opens.weekday(), 7 <= opens.hour < 12) == (0, True)
    await night.pass_by(days=2, hours=6)
    assert len(night.texts("+46701740620")) == 1


async def test_numbers_texts_and_codes_are_not_readable_in_the_database(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    code = night.code()
    async with night.store.read() as session:
        found = (await session.scalars(select(ChannelCode))).one()
        rows = (await session.scalars(select(ChannelMessage))).all()
    assert code not in found.code_mark
    assert found.code_mark == night.marks.code(ALM_PHONE, code)
    assert [(row.number, row.text) for row in rows if row.state == MessageState.SENT] == [(None, None)]
    raw = await _raw(night.store)
    assert ALM_PHONE.encode() not in raw
    assert b"larm IA-" not in raw


class Nowhere:
    """No room is looked at."""

    async def safe(self, session: object, room_id: str) -> bool:  # noqa: ARG002
        return False

    def absent(self, room_id: str, user_ids: object) -> tuple[str, ...]:  # noqa: ARG002
        return ()


async def _raw(store: Store) -> bytes:
    async with store.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM channel_message")).all()
    return b"|".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row)


async def test_without_a_second_channel_nothing_is_queued(night: PhoneNight) -> None:
    night.core.post._phones = None
    await night.type(EK, NEW)
    assert await night.messages() == []
    assert night.alarm(STOCKHOLM).mentions == [ALM]


async def test_without_a_sound_to_play_nobody_is_called(night: PhoneNight) -> None:
    night.core.post._phones = PhoneQueue(night.marks, calls=False)
    await night.type(EK, NEW)
    await night.pass_by(minutes=4)
    assert [one["kind"] for one in night.server.taken] == ["sms"]


async def test_an_alarm_that_is_told_twice_is_sent_once(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    case = await night.case()
    async with night.store.begin() as session:
        folder = await open_folder(
            session, CaseDesk(night.register, night.core.duty, Nowhere()), case.reference
        )
        assert folder is not None
        again = ring(folder, purpose_of(1), night.clock.now())
        await night.core.post.notify(session, again, night.clock.now())
    await night.phone()
    assert len(night.texts()) == 1


async def test_codes_and_rows_are_forgotten_after_their_time(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await night.sms(ALM_PHONE, "hej")
    async with night.store.begin() as session:
        await forget_phones(session, night.clock.now() + timedelta(days=6))
    assert await night.messages() != []
    assert "Koden stämmer inte" not in await night.sms(ALM_PHONE, night.code())
    async with night.store.begin() as session:
        await forget_phones(session, night.clock.now() + timedelta(days=31))
    assert {row.state for row in await night.messages()} <= {MessageState.QUEUED}
    async with night.store.read() as session:
        assert (await session.scalars(select(ChannelCode))).all() == []
        assert (await session.scalars(select(ChannelAnswer))).all() == []
