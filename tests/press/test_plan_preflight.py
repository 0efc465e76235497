"""Before its time a message is tried: channels, rooms, texts and approvals. How it went is said."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.actors.entries import FunctionEntry
from bot.channels.despatch_tables import TrialRow
from bot.press.content import Variant
from bot.press.plan_tables import PreflightRow
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, State
from tests.cases.night import Said
from tests.press.day import (
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    KOMMUNIKATION,
    NORD,
    SSR,
    PressDay,
    changed,
    example,
)
from tests.press.planning import calls, message, of, plan

MAIL_AND_WEB = ("natverket", "pressen", "webben")


async def coming(day: PressDay, state: State = State.SCHEDULED, **more: Any) -> None:
    """A message that goes out in half an hour, planned as a person would have."""
    at = day.clock.now() + timedelta(minutes=30)
    times = {"publish_at": at, "preflight_at": at - timedelta(minutes=15)}
    await message(day, state, **{**times, **more})


async def answers(day: PressDay, **errors: str | None) -> None:
    """The channels answer, now."""
    async with day.store.begin() as session:
        for channel, error in errors.items():
            values = {"answered_at": day.clock.now(), "error": error}
            await session.execute(update(TrialRow).where(TrialRow.channel == channel).values(values))


async def asked(day: PressDay) -> list[tuple[str, str, str | None]]:
    async with day.store.begin() as session:
        rows = await session.scalars(select(TrialRow).order_by(TrialRow.channel))
        return [(row.channel, row.kind, row.address) for row in rows]


async def to_the_trial(day: PressDay) -> None:
    await day.pass_by(minutes=15)


def told(said: list[Said], room: str = KOMMUNIKATION) -> list[str]:
    return [body for body in of(said, room) if "klart för" in body or "inför" in body]


async def test_the_channels_are_tried_a_quarter_before_and_nothing_is_sent(day: PressDay) -> None:
    await coming(day, channels=MAIL_AND_WEB)
    await day.pass_by(minutes=14)
    assert not await asked(day)
    await day.pass_by(minutes=1)
    assert await asked(day) == [
        ("pressen", "mail", None),
        ("webben", "webhook", "https://webb.example/budskap"),
    ]


async def test_when_all_is_well_it_is_said_once_and_calls_nobody(day: PressDay) -> None:
    await coming(day, channels=MAIL_AND_WEB)
    await to_the_trial(day)
    await answers(day, pressen=None, webben=None)
    said = await day.pass_by(seconds=15)
    for room in (KOMMUNIKATION, AKTOR_POLIS, AKTOR_STOCKHOLM):
        assert told(said, room) == ["Allt är klart för BU-0001 ”Skolorna är öppna” 08:30: kanalerna svarar."]
    assert not calls(said, "klart för")
    assert not told(await day.pass_by(minutes=12))


async def test_a_channel_that_fails_or_does_not_answer_is_told_a_minute_later_and_calls_the_owner(
    day: PressDay,
) -> None:
    await coming(day, channels=MAIL_AND_WEB)
    await to_the_trial(day)
    await answers(day, pressen="login")
    assert not told(await day.pass_by(seconds=59))
    said = await day.pass_by(seconds=2)
    (body,) = told(said)
    assert "2 saker är inte som de ska inför BU-0001 ”Skolorna är öppna” 08:30:" in body
    assert "Presslistan (påhittade redaktioner): " in body
    assert "Stockholms stads webb (påhittad adress): jag fick inget svar" in body
    assert "Det går ut ändå, dit det går." in body
    assert calls(said, "inför") == {NORD}


async def test_it_is_told_again_when_it_gets_well_or_worse_and_not_in_between(day: PressDay) -> None:
    await coming(day, channels=MAIL_AND_WEB)
    await to_the_trial(day)
    await answers(day, pressen="login", webben=None)
    assert len(told(await day.pass_by(seconds=15))) == 1
    await answers(day, pressen="login", webben=None)
    assert not told(await day.pass_by(minutes=2))
    await answers(day, pressen="login", webben="http_500")
    assert len(told(await day.pass_by(minutes=2))) == 1
    await answers(day, pressen=None, webben=None)
    assert told(await day.pass_by(minutes=2)) == ["Nu är allt klart för BU-0001 ”Skolorna är öppna” 08:30."]
    assert not told(await day.pass_by(minutes=5))


async def test_an_answer_to_an_earlier_trial_does_not_make_it_well(day: PressDay) -> None:
    await coming(day, channels=("natverket", "pressen"))
    await to_the_trial(day)
    await answers(day, pressen="login")
    await day.pass_by(seconds=15)
    async with day.store.begin() as session:
        await session.execute(
            update(TrialRow).values(answered_at=day.clock.now() - timedelta(hours=1), error=None)
        )
    assert not told(await day.pass_by(minutes=3))


async def test_who_has_not_signed_is_named_and_that_it_does_not_go_out(day: PressDay) -> None:
    await coming(day, State.CIRCULATED)
    await to_the_trial(day)
    (body,) = told(await day.pass_by(seconds=15))
    assert "- Stockholms stad har inte godkänt det." in body
    assert "- Polismyndigheten, Polisregion Stockholm har inte godkänt det." in body
    assert "Som det är nu går det inte ut." in body


async def test_an_approval_that_ends_before_the_time_is_found(day: PressDay) -> None:
    await coming(day)
    async with day.store.begin() as session:
        soon = {"expires_at": day.clock.now() + timedelta(minutes=20)}
        await session.execute(update(SignOffRow).where(SignOffRow.actor == "polis").values(soon))
    await to_the_trial(day)
    (body,) = told(await day.pass_by(seconds=15))
    assert "Godkännandet från Polismyndigheten, Polisregion Stockholm blir för gammalt" in body


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            {"variants": {"so": None, "ar": Variant("t", "b", ready=True)}},
            "Texten är inte klar på somaliska.",
        ),
        ({"channels": ("natverket", "borta")}, "Kanalen borta finns inte i registret, så dit går inget."),
        (
            {"body": "Läs http://stockholm.example/skola nu."},
            "Länken http://stockholm.example/skola går inte",
        ),
        ({"body": "å" * 20_000}, "Rummet för alla aktörer: texten är för lång för kanalen."),
        ({"contact": "borta"}, "Presskontakten borta finns inte i registret."),
        ({"title": "Viktigt meddelande till allmänheten"}, "Texten ser ut som ett VMA."),
    ],
)
async def test_texts_languages_links_and_contacts_are_looked_at(
    day: PressDay, content: dict[str, Any], said: str
) -> None:
    await coming(day, **content)
    await to_the_trial(day)
    (body,) = told(await day.pass_by(seconds=15))
    assert said in body


async def test_a_press_contact_whose_number_was_checked_long_ago_is_found(day: PressDay) -> None:
    some = next(iter(example().snapshot().of(FunctionEntry).values()))
    old = some.model_copy(update={"verified_at": day.clock.now().date() - timedelta(days=91)})
    await day.open(changed(function={some.id: old}))
    await coming(day, contact=some.id)
    await to_the_trial(day)
    (body,) = told(await day.pass_by(seconds=15))
    assert "kontrollerades senast" in body


@pytest.mark.parametrize("fault", ["stranger", "open", "away"])
async def test_rooms_are_looked_at_again(day: PressDay, fault: str) -> None:
    await coming(day)
    if fault == "stranger":
        day.hall.joined[SSR].add("@okand:localhost")
    elif fault == "open":
        day.hall.plain.add(SSR)
    else:
        day.hall.joined[SSR].clear()
    await to_the_trial(day)
    (body,) = told(await day.pass_by(seconds=15))
    words = "jag är inte med i rummet" if fault == "away" else "är inte krypterat, eller så finns någon där"
    assert words in body


async def test_a_message_with_another_time_or_none_is_not_spoken_of(day: PressDay) -> None:
    await coming(day)
    await day.pass_by(minutes=15, seconds=1)
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert not told(await day.pass_by(minutes=5))
    await day.type(NORD, "!budskap stopp BU-0001")
    assert not told(await day.pass_by(hours=8))


async def test_a_new_time_is_tried_anew(day: PressDay) -> None:
    await coming(day)
    assert len(told(await day.pass_by(minutes=16))) == 1
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert len(told(await day.pass_by(hours=6, minutes=50))) == 1
    async with day.store.begin() as session:
        assert len((await session.scalars(select(PreflightRow))).all()) == 1


async def test_a_time_nearer_than_the_trial_is_tried_at_once(day: PressDay) -> None:
    await message(day, quorum=Quorum(required=("stockholm", "polis")))
    await plan(day, NORD, "!budskap schemalägg BU-0001 om 5 min")
    assert len(told(await day.pass_by(seconds=15))) == 1


async def test_an_exercise_tries_no_public_channel(day: PressDay) -> None:
    await coming(day, exercise=True, channels=("ovningsrummet", "pressen", "webben"))
    await to_the_trial(day)
    assert not await asked(day)
    (body,) = told(await day.pass_by(seconds=15))
    assert body.startswith(("ÖVNING", "Nord"))
    assert "ÖVNING" in body
