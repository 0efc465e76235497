"""A need is raised by anyone, owned by an actor with a time, and followed until it is met."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.chat.message import Trust
from bot.chat.screen import screen
from bot.situation.compiled import NeedState
from bot.situation.needs import needs_now
from bot.situation.tables import NeedRow
from bot.situation.values import Audience
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.situation.day import (
    AKTOR_NACKA,
    EK,
    HED,
    KVIST,
    LEDNING,
    LILJA,
    LUND,
    MORNING,
    NACKA_POLIS,
    NORD,
    ROC,
    SSR,
    Day,
    Said,
    direct,
)

WORDS = "två fältassistenter till Nacka centrum"
NEW = f"!behov ny {WORDS}"


async def rows(day: Day) -> list[NeedRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(NeedRow).order_by(NeedRow.id)))


async def now(day: Day, *, exercise: bool = False) -> tuple[NeedState, ...]:
    async with day.store.begin() as session:
        return await needs_now(session, day.clock.now(), exercise=exercise)


async def first(day: Day, who: str, text: str, room: str | None = None) -> str:
    return (await day.type(who, text, room))[0].body


def second(day: Day, open_store: Callable[[], Store]) -> Day:
    """Another process on the same database and in the same rooms."""
    other = Day(open_store(), day.clock)
    other.hall = day.hall
    other.restart(other.store)
    return other


def of(said: list[Said], room: str) -> list[str]:
    return [one.body for one in said if one.room == room]


def _needs(said: list[Said]) -> list[Said]:
    """What is said of needs, whatever else the day brings."""
    return [one for one in said if "BE-0" in one.body]


async def test_anyone_raises_a_need_and_roc_hears_it_as_it_comes(day: Day) -> None:
    answer = await first(day, EK, f"{NEW} kommun:Nacka när:18:00 tema:unga")
    assert "Behovet är anmält: BE-0001. ROC har fått veta det." in answer
    assert "Har ingen tagit det 08:15 får TiB veta det." in answer
    (card,) = day.heard(ROC)
    assert WORDS in card.body
    for part in ("Nacka", "Behövs 18:00.", "Rekrytering av barn och unga", "Ingen har tagit det än"):
        assert part in card.body
    assert not card.mentions
    (need,) = await now(day)
    assert (need.reference, need.actor, need.words, need.kommun) == ("BE-0001", "polis", WORDS, "0182")
    assert (need.audience, need.tags, need.late) == (Audience.ROC, ("rekrytering",), False)


async def test_what_is_needed_is_asked_for(day: Day) -> None:
    assert "Vad behövs?" in await first(day, HED, "!behov ny")
    await day.type(HED, WORDS)
    assert [row.words for row in await rows(day)] == [WORDS]


async def test_the_words_of_a_need_keep_their_lines(day: Day) -> None:
    await day.type(HED, "!need new två saker\n- tält\n- filtar")
    assert [row.words for row in await rows(day)] == ["två saker\n- tält\n- filtar"]


async def test_the_same_need_twice_is_one(day: Day) -> None:
    await day.type(HED, NEW)
    assert "redan anmält: BE-0001" in await first(day, HED, f"!behov ny {WORDS.upper()}")
    assert len(await rows(day)) == 1
    assert len(day.heard(ROC)) == 1


async def test_a_need_that_nobody_takes_calls_the_duty_officer_again_and_again(day: Day) -> None:
    await day.type(HED, NEW)
    said = await day.pass_by(minutes=46)
    told = [one for one in said if one.room == ROC and "Ingen har tagit BE-0001 än." in one.body]
    assert [one.mentions for one in told] == [[LUND]] * 3
    assert (await now(day))[0].late
    await day.answer(LUND, "ta klart:12:00", told[-1])
    assert not _needs(await day.pass_by(hours=1))


async def test_taking_asks_when_it_is_met_and_tells_the_raiser(day: Day) -> None:
    await day.type(HED, NEW)
    assert "När är det löst?" in (await day.answer(KVIST, "ta", day.heard(ROC)[0]))[0].body
    said = await day.type(KVIST, "12:00", ROC)
    assert "Länsstyrelsen" in of(said, ROC)[0]
    (told,) = of(said, direct(HED))
    assert "har tagit BE-0001 och löser det senast 12:00." in told
    assert "Kvist, ROC (fiktiv)" in told
    (need,) = await now(day)
    assert (need.owner, need.due_at) == ("lst", MORNING + timedelta(hours=4))
    assert "löser det senast 12:00" in day.card(ROC)


async def test_the_owner_is_reminded_then_all_hear_that_it_is_late_and_again_each_day(day: Day) -> None:
    await day.type(HED, NEW)
    await day.type(KVIST, "!behov ta BE-0001 klart:12:00")
    said = _needs(await day.pass_by(hours=4, minutes=1))
    assert [(one.room, one.mentions) for one in said] == [(direct(KVIST), [KVIST])]
    assert "BE-0001 skulle vara löst 12:00." in said[0].body
    said = await day.pass_by(minutes=15)
    for room in (direct(KVIST), direct(HED), ROC):
        assert any("BE-0001 är försenat" in body for body in of(said, room))
    assert (await now(day))[0].late
    said = await day.pass_by(days=2)
    assert len([body for body in of(said, ROC) if "BE-0001 är försenat" in body]) == 2
    said = await day.type(KVIST, "!behov klart be 1")
    assert "BE-0001 är löst, enligt Kvist, ROC (fiktiv)" in of(said, direct(HED))[0]
    assert not await now(day)
    assert not _needs(await day.pass_by(days=3))


async def test_late_is_told_at_the_same_time_of_day_when_the_clocks_change(day: Day) -> None:
    day.clock.advance(datetime(2027, 3, 27, 11, tzinfo=UTC) - MORNING)
    await day.type(HED, NEW)
    await day.type(KVIST, "!behov ta BE-0001 klart:13:00")
    await day.pass_by(hours=2)
    (row,) = await rows(day)
    assert row.remind_at == datetime(2027, 3, 28, 11, 15, tzinfo=UTC)


async def test_the_owner_moves_the_time_and_the_raiser_hears_it(day: Day) -> None:
    await day.type(EK, f"{NEW} för:ssr")
    await day.type(HED, "!behov ta BE-0001 klart:10:00")
    await day.pass_by(hours=2)
    reminder = day.heard(direct(HED))[-1]
    said = await day.answer(HED, "ta klart:14:00", reminder)
    assert "Noterat: BE-0001 ska vara löst 14:00." in said[0].body
    assert "Ny tid för BE-0001" in of(said, direct(EK))[0]
    assert not _needs(await day.pass_by(hours=3))


async def test_a_need_belongs_to_the_first_actor_that_takes_it(day: Day) -> None:
    await day.type(EK, f"{NEW} för:ssr")
    await day.type(HED, "!behov ta BE-0001 klart:12:00")
    said = await first(day, LILJA, "!behov ta BE-0001 klart:11:00")
    assert "BE-0001 är redan taget: Nacka kommun (Hed, lägesansvarig i Nacka (fiktiv)) löser" in said
    assert [row.owner_actor for row in await rows(day)] == ["nacka"]


async def test_two_actors_that_take_it_in_the_same_moment(open_store: Callable[[], Store], day: Day) -> None:
    other = second(day, open_store)
    await day.type(EK, f"{NEW} för:ssr")
    said = await asyncio.gather(
        day.type(HED, "!behov ta BE-0001 klart:12:00"), other.type(LILJA, "!behov ta BE-0001 klart:12:00")
    )
    (row,) = await rows(day)
    late = LILJA if row.owner_actor == "nacka" else HED
    told = [one.body for both in said for one in both if one.room == direct(late)]
    assert any("BE-0001 är redan taget" in body for body in told)


async def test_two_processes_remind_once(open_store: Callable[[], Store], day: Day) -> None:
    other = second(day, open_store)
    await day.type(HED, NEW)
    day.clock.advance(timedelta(minutes=15))
    both = await asyncio.gather(day.tick(), other.tick())
    told = {one.event_id for said in both for one in said if "Ingen har tagit BE-0001 än." in one.body}
    assert len(told) == 1


async def test_what_fell_due_while_the_bot_was_away_is_told_once(day: Day) -> None:
    await day.type(HED, NEW)
    await day.type(HED, "!behov ny filtar")
    await day.type(KVIST, "!behov ta BE-0002 klart:09:00")
    day.clock.advance(timedelta(hours=9))
    said = await day.tick()
    assert len([body for body in of(said, ROC) if "Ingen har tagit BE-0001 än." in body]) == 1
    assert len([body for body in of(said, ROC) if "BE-0002 är försenat" in body]) == 1
    assert len([body for body in of(said, direct(KVIST)) if "BE-0002" in body]) == 1
    assert not _needs(await day.tick())


async def test_whoever_raised_it_says_that_it_is_met_and_the_owner_may_rest(day: Day) -> None:
    await day.type(HED, NEW)
    await day.type(KVIST, "!behov ta BE-0001 klart:12:00")
    told = day.heard(direct(HED))[-1]
    said = await day.answer(HED, "klart", told)
    assert "BE-0001 är löst" in of(said, direct(KVIST))[0]
    assert "är löst" in day.card(ROC)


async def test_only_the_raiser_takes_it_back(day: Day) -> None:
    await day.type(HED, NEW)
    await day.type(KVIST, "!behov ta BE-0001 klart:12:00")
    assert "bara den återta som anmälde det" in await first(day, KVIST, "!behov återta BE-0001")
    said = await day.type(HED, "!behov återta BE-0001")
    assert "BE-0001 är återtaget av Hed" in of(said, direct(KVIST))[0]
    assert not await now(day)
    assert not _needs(await day.pass_by(days=2))


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [
        (EK, "!behov ta BE-0001 klart:12:00", "rollen"),
        (EK, "!behov klart BE-0001", "säger den som har tagit det"),
        (LILJA, "!behov klart BE-0001", "säger den som har tagit det"),
        (LILJA, "!behov återta BE-0001", "bara den återta"),
        (KVIST, "!behov ta BE-0001 klart:2026-11-20 12:00", "har redan varit"),
        (KVIST, "!behov ta BE-0001 klart:nu", "har redan varit"),
        (KVIST, "!behov ta om två timmar klart:12:00", "Jag kan inte läsa numret"),
        (KVIST, "!behov ta BE-0099 klart:12:00", "Jag hittar inget behov BE-0099"),
        (HED, "!behov ny tält när:2026-11-20 12:00", "har redan varit"),
        (HED, "!behov ny tält kommun:Hogsby", "är ingen kommun i länet"),
        (HED, "!behov ny tält tema:rymden", "Det finns inget tema rymden"),
        (HED, "!behov ny tält för:egen", "alla aktörer"),
        (KVIST, "!behov lista aktör:Ankeborg", "Ankeborg"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_its_reason(
    day: Day, who: str, text: str, why: str
) -> None:
    await day.type(HED, f"{NEW} för:ssr")
    assert why in await first(day, who, text)
    assert [(row.state, row.words) for row in await rows(day)] == [("open", WORDS)]


@pytest.mark.parametrize("verb", ["ta BE-0001 klart:12:00", "klart BE-0001", "återta BE-0001"])
@pytest.mark.parametrize("end", ["klart", "återta"])
async def test_nothing_follows_once_it_is_over(day: Day, end: str, verb: str) -> None:
    await day.type(HED, NEW)
    await day.type(HED, f"!behov {end} BE-0001")
    (before,) = await rows(day)
    assert "enligt Hed" in (body := await first(day, HED, f"!behov {verb}")) or "av Hed" in body
    (after,) = await rows(day)
    assert (after.state, after.version_id) == (before.state, before.version_id)


async def test_without_a_number_the_only_one_is_meant_and_of_several_it_asks(day: Day) -> None:
    assert "inget öppet behov" in await first(day, KVIST, "!behov klart")
    await day.type(HED, NEW)
    assert WORDS in await first(day, KVIST, "!behov visa")
    await day.type(HED, "!behov ny filtar")
    asked = await first(day, KVIST, "!behov klart")
    assert "Vilket behov menar du?" in asked
    assert "2) BE-0002 Nacka kommun: filtar." in asked
    assert "BE-0002 är löst" in await first(day, KVIST, "2")
    assert "BE-0002" in await first(day, KVIST, "!behov visa senaste")


async def test_what_is_marked_for_roc_is_shown_to_nobody_wider(day: Day) -> None:
    await day.type(HED, NEW)
    seen = {who: WORDS in await first(day, who, "!behov lista") for who in (HED, KVIST, LUND, LILJA, EK)}
    assert seen == {HED: True, KVIST: True, LUND: True, LILJA: False, EK: False}
    rooms = {
        (KVIST, ROC): True,
        (HED, AKTOR_NACKA): True,
        (LUND, LEDNING): True,
        (KVIST, SSR): False,
        (HED, SSR): False,
        (HED, NACKA_POLIS): False,
    }
    for (who, room), shown in rooms.items():
        assert (WORDS in await first(day, who, "!behov lista", room)) is shown, room
        assert (WORDS in await first(day, who, "!behov visa BE-0001", room)) is shown, room
    for verb in ("visa BE-0001", "klart BE-0001", "ta BE-0001 klart:12:00"):
        assert "Jag hittar inget behov BE-0001" in await first(day, LILJA, f"!behov {verb}")


async def test_what_is_for_all_actors_is_shown_to_all(day: Day) -> None:
    await day.type(HED, f"{NEW} för:alla")
    assert WORDS in await first(day, EK, "!behov lista")
    assert WORDS in await first(day, KVIST, "!behov lista", SSR)
    assert (await now(day))[0].audience is Audience.SSR


async def test_the_list_has_late_ones_first_and_is_narrowed(day: Day) -> None:
    await day.type(HED, f"{NEW} kommun:Nacka")
    await day.type(KVIST, "!behov ta BE-0001 klart:imorgon 12:00")
    await day.type(EK, "!behov ny filtar kommun:Solna")
    await day.pass_by(minutes=20)
    await day.type(NORD, "!behov ny tolkar")
    body = await first(day, KVIST, "!behov lista")
    assert [body.index(one) for one in ("BE-0002", "BE-0003", "BE-0001")] == sorted(
        body.index(one) for one in ("BE-0001", "BE-0002", "BE-0003")
    )
    assert "Försenat: ingen har tagit det sedan 08:00." in body
    assert "BE-0002" not in await first(day, KVIST, "!behov lista kommun:Nacka")
    assert "BE-0001" in await first(day, KVIST, "!behov lista aktör:Nacka")
    assert "Inga öppna behov stämmer" in await first(day, KVIST, "!behov lista kommun:Salem")


async def test_an_exercise_is_kept_apart(day: Day) -> None:
    await day.type(HED, f"{NEW} övning:ja")
    assert all("ÖVNING." in said.body for said in day.log)
    assert not await now(day)
    assert [need.exercise for need in await now(day, exercise=True)] == [True]
    assert "Inga öppna behov." in await first(day, KVIST, "!behov lista")
    assert "ÖVNING. " in await first(day, KVIST, "!behov lista övning:ja")
    said = _needs(await day.pass_by(minutes=16))
    assert said
    assert all("ÖVNING." in one.body for one in said)


async def test_a_room_with_strangers_hears_that_there_is_a_need_and_not_which(day: Day) -> None:
    day.hall.joined[ROC].add("@vem:annan")
    await day.type(HED, NEW)
    (card,) = day.heard(ROC)
    assert "Nacka kommun har ett behov." in card.body
    assert "fältassistenter" not in card.body
    said = await day.type(KVIST, "!behov lista", ROC)
    assert not any("fältassistenter" in body for body in of(said, ROC))
    assert any("fältassistenter" in body for body in of(said, direct(KVIST)))


async def test_a_need_from_an_unsigned_device_is_taken_and_flagged(day: Day) -> None:
    said = await day.type(HED, NEW, trust=Trust.UNSIGNED)
    assert "inte signerad" in said[0].body
    assert len(await rows(day)) == 1


async def test_a_personnummer_is_not_kept(day: Day) -> None:
    clean = screen(f"{NEW} för 19900101-2384")
    said = await day.type(HED, clean.text, screened=clean.dropped)
    assert "personnummer" in said[0].body
    assert not any("19900101" in one.body for one in day.log)
    assert [row.words for row in await rows(day)] == [f"{WORDS} för"]


async def test_far_too_long_a_text_is_refused_and_markup_is_only_text(day: Day) -> None:
    await day.type(HED, f"!behov ny {'x' * 60_000}")
    assert "1000" in await first(day, HED, f"!behov ny {'x' * 1001}")
    assert not await rows(day)
    await day.type(HED, "!behov ny <img src=x> \u202egnitsuh\u202c \u2066fara")
    (card,) = day.heard(ROC)
    assert "<img src=x> gnitsuh fara" in card.body
    assert "<img" not in card.content["formatted_body"]
    assert "\u202e" not in str(card.content)


async def test_each_step_is_in_the_audit_log_without_the_words(day: Day) -> None:
    await day.type(HED, NEW)
    await day.type(KVIST, "!behov ta BE-0001 klart:12:00")
    await day.type(KVIST, "!behov ta BE-0001 klart:13:00")
    await day.type(KVIST, "!behov klart BE-0001")
    async with day.store.begin() as session:
        found = [
            row
            for row in await session.scalars(select(AuditRow).order_by(AuditRow.seq))
            if row.object == "BE-0001"
        ]
    assert [row.action for row in found] == ["need.raise", "need.take", "need.move", "need.met"]
    assert not any("fältassistenter" in row.fields for row in found)


async def test_talk_in_the_thread_of_a_need_does_nothing(day: Day) -> None:
    await day.type(HED, NEW)
    card = day.heard(ROC)[0]
    for text in ("vi tittar på det", "tack!", "klart om en timme", "inte klart"):
        await day.answer(KVIST, text, card)
    assert [row.state for row in await rows(day)] == ["open"]


async def test_a_need_in_a_report_is_said_there_and_offered_to_be_followed(day: Day) -> None:
    report = "!lägesbild rapport händelse:oro vid skolan kommun:Nacka behov:"
    offer = "Ska behovet följas upp tills det är löst: skriv !behov ny"
    assert offer in await first(day, HED, f"{report}tolkar i kväll")
    assert offer not in await first(day, LILJA, f"{report}inga.")
    assert not await now(day)
