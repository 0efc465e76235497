"""A lägesbild by the real bot: posted once whatever is killed, and nobody reads what is for fewer."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from stdnum import luhn

from bot.clock import SystemClock
from bot.demo.lagesbild import next_minute, post_at
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT
from tests.harness.looking import in_columns, in_files
from tests.harness.running import RunningBot, listen

CAST = ("rapp-hed", "rapp-lilja", "kom-nord", "roc-kvist", "tib-lund")
PARTS = ("händelse", "konsekvens", "åtgärd", "planerad", "resurs", "behov", "prognos")
LEAD, CLOSED = timedelta(seconds=50), timedelta(seconds=15)
BORN = "100412238" + luhn.calc_check_digit("100412238")
"""Nobody's number: a date, three digits and their check digit."""


def words(mark: str, audience: str) -> str:
    """A report with a word of its own and an identity number in every field."""
    lines = [f"{part}: {mark}{part} {BORN[:6]}-{BORN[6:]}" for part in PARTS]
    more = f"kommun:Nacka nivå:2 för:{audience} säkerhet:bekräftat källa: {mark}källan {BORN}"
    return "\n".join([f"!lägesbild rapport {more}", *lines])


def planted(mark: str) -> list[str]:
    return [f"{mark}{part}" for part in (*PARTS, "källan")]


async def until(moment: datetime) -> None:
    await asyncio.sleep(max((moment - SystemClock().now()).total_seconds(), 0))


def pictures(player: Player) -> list[Heard]:
    """The postings that came as new messages, in whatever room."""
    return [
        heard
        for heard in player.heard
        if heard.sender == BOT
        and heard.edits is None
        and heard.text.startswith("Lägesbild LB-")
        and "Det här är den första" in heard.text
    ]


async def test_killed_and_cut_off_across_its_time_it_is_posted_once_and_each_reads_what_is_theirs(
    tmp_path: Path,
) -> None:
    async with RunningBot.started(tmp_path) as running:
        people = dict(zip(CAST, await asyncio.gather(*(running.player(one) for one in CAST)), strict=True))
        for player in people.values():
            player.accepting = True
        hed, lilja, nord, kvist, tib = people.values()
        due = next_minute(SystemClock().now() + LEAD)
        await post_at(running.stage, due)
        await listen(hed, "läget hos Nacka kommun")
        home, police = await hed.direct(BOT), await lilja.direct(BOT)
        await hed.say(home, words("öppet", "ssr"))
        await listen(hed, "är mottagen", room=home)
        await lilja.say(police, words("inre", "roc"))
        await listen(lilja, "är mottagen", room=police)
        await lilja.say(police, words("eget", "egen"))
        await listen(kvist, "inrehändelse")
        await until(due - CLOSED)
        review = await listen(tib, "Granska lägesbild", "inrehändelse")
        await tib.say(review.room_id, "!lägesbild publicera")
        await listen(tib, "är godkänd och går ut")

        homeserver = running.stage.homeserver
        await until(due - timedelta(seconds=3))
        await homeserver.stop(kill=True)
        await until(due + timedelta(seconds=2))
        running.stage.bot.kill()
        await running.stage.bot.wait()
        await homeserver.start()
        await running.start()
        for player, inner in ((kvist, True), (hed, False), (nord, False)):
            heard = await listen(player, "Lägesbild LB-", "Det här är den första", "öppethändelse")
            assert ("inrehändelse" in heard.text) is inner
        running.stage.bot.kill()
        await running.stage.bot.wait()
        await running.start()
        answered = await hed.direct(BOT)
        await hed.say(answered, "!lägesbild visa")
        await listen(hed, "öppethändelse", room=answered)

        rooms = {heard.room_id for heard in pictures(tib)}
        assert len(rooms) >= 3, "roc, ssr and the leadership's"
        for player in (hed, nord, kvist, tib):
            posted = [heard.room_id for heard in pictures(player) if heard.room_id not in {home, answered}]
            assert len(posted) == len(set(posted)), player.user_id
        for player, hidden in (
            (hed, [*planted("inre"), *planted("eget")]),
            (nord, [*planted("inre"), *planted("eget")]),
            (kvist, planted("eget")),
            (tib, planted("eget")),
        ):
            texts = "\n".join(str(heard.content) for heard in player.heard if heard.sender == BOT)
            assert [word for word in hidden if word in texts] == [], player.user_id
        store = running.store()
        assert await in_columns(store, BORN) == []
        await store.dispose()
        assert in_files(running.directory / "rocbot.log", [*planted("inre"), *planted("öppet"), BORN]) == []
