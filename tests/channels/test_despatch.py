"""Mails and webhooks on their way: each once, or its row says why not."""

from __future__ import annotations

from tests.channels.despatch_kit import Office


async def test_what_is_released_goes_out_and_is_told(office: Office) -> None:
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(30)]
    request = office.request()
    await office.hold(*mails, request)
    async with office.running():
        await office.quiet()
        assert (office.postmaster.taken, office.receiver.published) == ([], {})
        await office.release(*mails, request)
        await office.quiet()
    assert sorted(one.to for one in office.postmaster.taken) == sorted(one.address for one in mails)
    assert all(one.encrypted for one in office.postmaster.taken)
    assert [*office.receiver.published] == [request.key]
    assert set(await office.states()) == {("sent", None)}
    assert await office.heard() == ["sent"] * 31
