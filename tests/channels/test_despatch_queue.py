"""What waits: held until released, taken back for good, under one key once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bot.channels.despatch_keeping import ROWS, TEXTS, WaitingDespatches, forget_despatches
from bot.channels.despatch_tables import DespatchState
from tests.channels.despatch_kit import Office, key_of
from tests.harness.postmaster import Trouble


async def cancel(office: Office, *keys: str) -> frozenset[str]:
    async with office.store.begin() as session:
        return await office.queue.cancel(session, keys, office.clock.now())


async def test_a_key_is_kept_once_and_the_first_counts(office: Office) -> None:
    await office.hold(office.mail(), office.mail(payload={"text": "ett annat"}))
    await office.hold(office.mail(payload={"text": "ett tredje"}))
    (row,) = (await office.rows()).values()
    assert row.payload is not None
    assert row.payload["text"] == "Hej å"


async def test_what_was_taken_back_may_be_made_anew_under_its_key(office: Office) -> None:
    await office.hold(office.mail())
    assert await cancel(office, office.mail().key) == {office.mail().key}
    changed = office.mail(payload={"text": "ändrat"})
    await office.put(changed)
    async with office.running():
        await office.quiet()
    (mail,) = office.postmaster.taken
    assert b"=C3=A4ndrat" in mail.raw
    assert await office.heard() == ["sent"]


async def test_what_was_refused_and_is_made_anew_says_the_new_words(office: Office) -> None:
    office.postmaster.troubles.append(Trouble("RCPT", 550))
    await office.put(office.mail())
    async with office.running():
        await office.quiet()
        await office.put(office.mail(payload={"text": "ändrat"}))
        await office.quiet()
    (mail,) = office.postmaster.taken
    assert b"=C3=A4ndrat" in mail.raw
    assert await office.heard() == ["sent", "smtp_550"]


async def test_what_was_sent_is_never_made_anew(office: Office) -> None:
    await office.put(office.mail())
    async with office.running():
        await office.quiet()
        await office.put(office.mail(payload={"text": "ändrat"}))
        await office.quiet()
    assert len(office.postmaster.taken) == 1


async def test_what_is_taken_back_is_not_sent_and_what_is_sent_is_not_taken_back(office: Office) -> None:
    one, other, third = (office.mail(f"redaktion{number}@tidningen.example") for number in range(3))
    await office.hold(one, other, third)
    await cancel(office, one.key)
    await office.release(one, other)
    async with office.running():
        await office.quiet()
        assert await cancel(office, one.key, other.key, third.key, key_of("ingen")) == {third.key}
    assert [mail.to for mail in office.postmaster.taken] == [other.address]
    assert await office.heard() == ["sent"]


async def test_a_release_that_is_rolled_back_lets_nothing_go_and_wakes_nobody(office: Office) -> None:
    mail = office.mail()
    await office.hold(mail)
    async with office.running():
        await office.quiet()
        office.bell._event.clear()
        with suppress(LookupError):
            async with office.store.begin() as session:
                assert await office.queue.release(session, [mail.key], office.clock.now()) == {mail.key}
                raise LookupError
        assert not office.bell._event.is_set()
        await office.quiet()
    assert office.postmaster.taken == []


async def test_only_what_was_refused_is_tried_anew_and_not_what_may_have_come_through(office: Office) -> None:
    refused, doubted = office.mail("a@tidningen.example"), office.mail("b@tidningen.example")
    office.postmaster.troubles.append(Trouble("END", taken=True))
    await office.put(doubted)
    async with office.running():
        await office.quiet()
        office.postmaster.troubles.append(Trouble("RCPT", 550))
        await office.put(refused)
        await office.quiet()
        async with office.store.begin() as session:
            now = office.clock.now()
            keys = [refused.key, doubted.key]
            went = await office.queue.again(session, keys, now, now + timedelta(minutes=15))
        assert went == {refused.key}
        await office.quiet()
    assert sorted(mail.to for mail in office.postmaster.taken) == [refused.address, doubted.address][:2]
    assert await office.heard() == ["sent", "smtp_550", "unknown"]


async def test_texts_and_addresses_are_forgotten_after_a_week_and_rows_after_a_year(office: Office) -> None:
    sent, held = office.mail("a@tidningen.example"), office.mail("b@tidningen.example")
    await office.put(sent)
    await office.hold(held)
    async with office.running():
        await office.quiet()

    async def forget() -> list[tuple[str, str, bool]]:
        async with office.store.begin() as session:
            await forget_despatches(session, office.clock.now())
        return [(row.state, row.address, row.payload is None) for row in (await office.rows()).values()]

    office.clock.advance(TEXTS)
    assert await forget() == [("sent", sent.address, False), ("cancelled", held.address, False)]
    office.clock.advance(timedelta(minutes=1))
    assert (await forget())[0] == ("sent", "", True)
    office.clock.advance(TEXTS)
    assert (await forget())[1] == ("cancelled", "", True)
    async with office.store.begin() as session:
        now = office.clock.now()
        assert await office.queue.again(session, [sent.key, held.key], now, now) == frozenset()
    office.clock.advance(ROWS)
    assert await forget() == []


async def test_a_clock_that_is_set_back_keeps_nobody_waiting_longer(office: Office) -> None:
    office.postmaster.troubles.append(Trouble("RCPT", 451))
    mail, held = office.mail(), office.mail("senare@tidningen.example")
    await office.put(mail)
    await office.hold(held)
    async with office.running():
        await office.quiet()
    before = await office.rows()
    back = timedelta(hours=1)
    office.clock.jump(office.clock.now() - back)
    async with office.store.begin() as session:
        await WaitingDespatches().set_back(session, office.clock.now(), back)
    after = await office.rows()
    assert after[mail.key].not_before == before[mail.key].not_before - back
    assert after[mail.key].give_up_at == before[mail.key].give_up_at - back
    assert after[held.key].give_up_at == before[held.key].give_up_at
    async with office.running():
        await office.pass_by(seconds=5)
    assert [row.state for row in (await office.rows()).values()] == [DespatchState.SENT, DespatchState.HELD]
