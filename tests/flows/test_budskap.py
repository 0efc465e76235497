"""A joint message by the real bot: what all have signed reaches each channel once, whatever is killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.demo.stage import PASSWORD
from bot.press.values import Act, DeliveryState
from tests.harness.looking import in_files
from tests.harness.newsroom import (
    ALL_ACTORS,
    COMMUNICATORS,
    GUEST,
    POLICE,
    PRESS,
    SQUARE,
    WRITER,
    Before,
    Newsroom,
    Published,
    until,
)
from tests.harness.nio_client import NioClient
from tests.harness.postmaster import Trouble as MailTrouble
from tests.harness.receiver import Trouble
from tests.harness.running import answer, listen

SECOND = timedelta(seconds=1)
WHOLE = """!budskap ny {title}

{text}
Signeras av: Stockholm, polisen
Ägare: Stockholm
"""
SOMALI = """Språk, somaliska:
Maktabaduhu way furan yihiin
Waxay furan yihiin caawa."""


@pytest.fixture(scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    async with Newsroom.opened(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


async def signed(room: Newsroom, title: str, text: str, more: str = "") -> str:
    """Written, circulated and approved by both, revision 1."""
    reference = await room.written(WHOLE.format(title=title, text=text) + more)
    await room.circulated(reference)
    await room.approved(reference, 1)
    return reference


def unsure(published: Published) -> set[str]:
    """Those of whom nobody knows whether their mail came; all others have what was released."""
    states = {address: state for _, address, state in published.deliveries}
    assert len(states) == len(published.deliveries) == 4 + len(PRESS)
    unknown = {one for one, state in states.items() if state == DeliveryState.UNKNOWN}
    assert unknown <= set(PRESS)
    assert {state for one, state in states.items() if one not in unknown} == {DeliveryState.SENT}
    return unknown


async def once_everywhere(
    room: Newsroom, reference: str, before: Before, texts: Sequence[str], *, doubt: bool = False
) -> None:
    """Each channel has it once, in each language, as it was signed; no other room has heard anything.

    ``doubt``: it may be unknown of a mail that was on its way when the bot was killed.
    """
    published = await room.published(reference, Act.PUBLISH)
    assert set(published.signed) == {published.hash}
    assert published.recomputed == published.hash
    unknown = unsure(published)
    assert doubt or not unknown

    for who, alias in ((WRITER, ALL_ACTORS), (GUEST, SQUARE)):
        assert [len(room.posted(who, alias, reference, text)) for text in texts] == [1] * len(texts)
    new = await room.new_events(before)
    outside = {room.rooms[alias]: len(texts) for alias in (ALL_ACTORS, SQUARE)}
    assert {one: number for one, number in new.items() if one not in room.at_work} == outside

    requests = room.requests(before, reference)
    assert {one["hash"] for one in requests} == {published.hash}
    assert len({one["id"] for one in requests}) == 1
    assert [one["text"] for one in room.receiver.published.values() if one["reference"] == reference] == [
        texts[0]
    ]
    mails = room.mails(before)
    assert {one.to for one in mails} | unknown == set(PRESS)
    assert len({one.to for one in mails}) == len({one.message["Message-ID"] for one in mails}) == len(mails)
    assert all(texts[0] in one.text for one in mails)
    entries = [one for one in await room.entries() if one["_rocbot"]["reference"] == reference]
    assert len(entries) == 1
    assert texts[0] in entries[0]["content_text"]


async def test_what_all_have_signed_anew_after_an_edit_is_out_once_though_the_bot_is_killed_before_its_time(
    room: Newsroom,
) -> None:
    before, police = await room.before(), room.people[POLICE]
    reference = await room.written(
        WHOLE.format(title="Biblioteken", text="Alla bibliotek stänger klockan fem.") + SOMALI
    )
    await room.says(WRITER, f"!budskap språk {reference} somaliska klar:ja", reference, "en ny revision, 2")
    await room.circulated(reference)

    card = await listen(police, reference, "på remiss", room=room.rooms[COMMUNICATORS])
    since = len(police.heard)
    await room.reacts(POLICE, card, "✅")
    await listen(police, "En reaktion räknas inte som ett godkännande", since=since)
    async with await NioClient.start(room.running.url, police.user_id, PASSWORD) as light:
        chat = room.direct["unsigned"] = await room.running.new_direct(light)
        said = await answer(light, chat, f"!budskap godkänn {reference} rev 2")
        assert "Det här kräver en signerad enhet." in str(said.body)
    assert (await room.published(reference)).signed == ()

    await room.approved(reference, 2, POLICE)
    since = len(police.heard)
    edit = f"!budskap ändra {reference} text:Alla bibliotek är öppna till midnatt."
    await room.says(WRITER, edit, "en ny revision, 3", "gäller inte längre: det gällde revision 2")
    await listen(police, reference, "gäller inte längre: det gällde revision 2", since=since)
    await room.says(POLICE, f"!budskap godkänn {reference} rev 2", "revision 3")
    assert (await room.published(reference)).signed == ()

    # what was translated from the old text is not ready for the new one
    await room.says(WRITER, f"!budskap språk {reference} somaliska klar:ja", reference, "en ny revision, 4")
    await room.approved(reference, 4)
    room.receiver.troubles.append(Trouble(status=503))
    room.postmaster.troubles.append(MailTrouble("RCPT"))
    due = await room.planned(reference, 6)
    await until(due - SECOND)
    await room.killed_and_started()
    await room.told(reference, "är publicerat")
    await room.killed_and_started()
    await once_everywhere(
        room, reference, before, ["Alla bibliotek är öppna till midnatt.", "Waxay furan yihiin caawa."]
    )
    assert not room.receiver.troubles
    assert not room.postmaster.troubles


async def test_killed_at_its_time_and_again_while_a_receiver_is_silent_it_is_out_once(room: Newsroom) -> None:
    before, text = await room.before(), "Badhusen öppnar igen på måndag."
    reference = await signed(room, "Badhusen", text)
    due = await room.planned(reference, 5)
    room.receiver.troubles.append(Trouble(status=202, taken=True, seconds=60))
    await until(due)
    await room.killed_and_started()
    await room.requested(reference)
    await room.killed_and_started()
    await room.settled(reference)
    await once_everywhere(room, reference, before, [text], doubt=True)
    assert len(room.requests(before, reference)) == 1
    assert "GET" in {one.method for one in room.receiver.requests[before.requests :]}


async def test_while_the_homeserver_is_away_the_other_channels_have_it_and_the_rooms_once_it_is_back(
    room: Newsroom,
) -> None:
    before, text = await room.before(), "Ungdomsmottagningen har extra öppet."
    reference = await signed(room, "Ungdomsmottagningen", text)
    due = await room.planned(reference, 5)
    # it takes it, and says so too late
    room.receiver.troubles.append(Trouble(status=202, taken=True, seconds=12))
    homeserver = room.running.stage.homeserver
    await until(due - SECOND)
    await homeserver.stop(kill=True)
    async with asyncio.timeout(20):
        while len(room.mails(before)) < len(PRESS):  # noqa: ASYNC110 - they come from another process
            await asyncio.sleep(0.05)
    assert room.posted(GUEST, SQUARE, reference) == []
    await homeserver.start()
    await room.told(reference, "är publicerat")
    await once_everywhere(room, reference, before, [text])


async def test_a_stop_a_second_before_its_time_holds(room: Newsroom) -> None:
    """On a machine that takes longer than that to read it, the stop comes sooner at the second try."""
    for lead in (1.0, 4.0):
        before, text = await room.before(), "Simhallen är stängd för rengöring."
        reference = await signed(room, "Simhallen", text)
        due = await room.planned(reference, 6)
        await until(due - timedelta(seconds=lead))
        stopped = await room.says(POLICE, f"!budskap stopp {reference}", reference)
        if "är stoppat" in stopped.text:
            break
    await until(due + 2 * SECOND)
    new = await room.new_events(before)
    assert new.keys() <= room.at_work
    assert room.mails(before) == []
    assert len(room.receiver.requests) == before.requests
    assert tuple(one["id"] for one in await room.entries()) == before.entries
    unpublished = ["Simhallen", "rengöring"]
    assert in_files(room.running.directory / "rocbot.log", unpublished) == []
    assert in_files(room.running.directory / "store", unpublished) == []


async def test_a_retraction_reaches_all_who_had_it_though_the_bot_is_killed(room: Newsroom) -> None:
    text = "Tunnelbanan går inte i natt."
    reference = await signed(room, "Tunnelbanan", text)
    await room.at_once(reference)
    await room.told(reference, "är publicerat")
    before = await room.before()
    await room.says(
        WRITER, f"!budskap återkalla {reference} orsak:felnamnet", reference, "Svara ja eller nej"
    )
    await room.people[WRITER].say(room.direct[WRITER], "ja")
    await asyncio.sleep(0.4)
    await room.killed_and_started()
    await room.settled(reference, Act.RETRACT)

    unknown = unsure(await room.published(reference, Act.RETRACT))
    new = await room.new_events(before)
    for who, alias in ((WRITER, ALL_ACTORS), (GUEST, SQUARE)):
        (notice,) = room.posted(who, alias, "Återkallat: Tunnelbanan")
        (original,) = room.posted(who, alias, text)
        edits = [one for one in room.people[who].heard if one.edits == original.event_id]
        assert ["ÅTERKALLAT" in one.text for one in edits] == [True]
        assert new[notice.room_id] == 2
    (request,) = {one["id"]: one for one in room.requests(before, reference)}.values()
    assert (request["event"], text in str(request)) == ("message.retracted", False)
    mails = room.mails(before)
    assert {one.to for one in mails} | unknown == set(PRESS)
    assert len({one.to for one in mails}) == len(mails)
    assert all("Återkallat" in one.message["Subject"] and text not in one.text for one in mails)
    (entry,) = [one for one in await room.entries() if one["_rocbot"]["reference"] == reference]
    assert (entry["_rocbot"]["status"], text in str(entry)) == ("retracted", False)
    outward = [str(one) for one in (*room.receiver.published.values(), *(mail.raw for mail in mails))]
    assert not any("felnamnet" in one for one in outward)


async def test_an_exercise_reaches_its_own_room_and_no_public_channel(room: Newsroom) -> None:
    before, text = await room.before(), "Vattnet är avstängt i hela länet."
    reference = await signed(room, "Vattnet", text, "Övning: ja")
    await room.at_once(reference)
    await room.told(reference, "är publicerat")
    published = await room.published(reference, Act.PUBLISH)
    assert published.deliveries == (("ovningsrummet", room.rooms[COMMUNICATORS], DeliveryState.SENT),)
    assert (await room.new_events(before)).keys() <= room.at_work
    assert room.mails(before) == []
    assert len(room.receiver.requests) == before.requests
    assert tuple(one["id"] for one in await room.entries()) == before.entries
    said = [one for one in room.people[WRITER].heard if reference in one.text and one.edits is None]
    assert all("ÖVNING" in one.text for one in said if one.sender != room.people[WRITER].user_id)
