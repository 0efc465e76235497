"""The wallboard over HTTP: who is let in, what is sent and when, and what a hostile browser gets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import aiohttp
import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.facts import Level
from bot.web.wallboard import POLICY
from bot.web.wallboard_link import BadLinkError, Links
from bot.web.wallboard_page import Timing
from tests.web.walls import HED, KEY, LUND, NOW, Stage, example_board, staged, with_level

STREAM = "/tavla/ström"
SOON = Timing(beat=0.05)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(SOON) as made:
        yield made


async def event(answer: aiohttp.ClientResponse, name: str) -> dict[str, Any]:
    """The next event of this name; others are passed by."""
    async with asyncio.timeout(10):
        while True:
            line = (await answer.content.readline()).decode().strip()
            if line == f"event: {name}":
                data = (await answer.content.readline()).decode()
                found: dict[str, Any] = json.loads(data.removeprefix("data: "))
                return found


async def status(stage: Stage, key: str, path: str = "/tavla") -> tuple[int, str]:
    async with stage.browser(key) as http, http.get(path) as answer:
        return answer.status, await answer.text()


async def test_a_link_opens_the_board_and_its_key_goes_into_a_cookie_that_no_script_reads(
    stage: Stage,
) -> None:
    async with (
        aiohttp.ClientSession(stage.url) as http,
        http.post("/tavla", data={"nyckel": stage.key(hours=2)}, allow_redirects=False) as answer,
    ):
        cookie = answer.cookies["rocbot_tavla"]
        assert (answer.status, answer.headers["Location"]) == (303, "/tavla")
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
            True,
            "Strict",
            "/tavla",
            "7200",
        )
    async with stage.browser() as http, http.get("/tavla") as answer:
        assert (answer.status, "Aktiverat läge" in await answer.text()) == (200, True)


async def test_the_key_stands_where_no_server_and_no_other_page_is_told_of_it(stage: Stage) -> None:
    before, _, key = stage.link().partition("#")
    assert before == f"{stage.url}/tavla"
    assert HED not in key
    async with aiohttp.ClientSession(stage.url) as http, http.get("/tavla") as answer:
        assert (answer.status, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
        assert "LB-1121-1" not in await answer.text()


async def test_the_whole_link_may_be_pasted_where_scripts_are_off(stage: Stage) -> None:
    async with (
        aiohttp.ClientSession(stage.url) as http,
        http.post("/tavla", data={"nyckel": f" {stage.link()} "}, allow_redirects=False) as answer,
    ):
        assert answer.status == 303


async def test_a_link_that_is_old_says_so_and_how_to_get_a_new_one(stage: Stage) -> None:
    key = stage.key(hours=1)
    stage.clock.advance(timedelta(hours=1))
    code, text = await status(stage, key)
    assert code == 410
    assert "Länken har gått ut" in text
    assert "Skriv !tavla till boten" in text
    assert (await status(stage, key, STREAM))[0] == 410


async def test_a_link_that_is_altered_opens_nothing(stage: Stage) -> None:
    key = stage.key()
    for other in (key[:-1], key[:20] + ("A" if key[20] != "A" else "B") + key[21:], "x", "å", "x" * 5000):
        code, text = await status(stage, other)
        assert code in ({200, 403} if other == "å" else {403})
        assert "LB-1121-1" not in text


async def test_a_link_of_somebody_who_left_the_register_opens_nothing(stage: Stage) -> None:
    key = stage.key(LUND)
    assert (await status(stage, key))[0] == 200
    stage.known = frozenset({HED})
    await stage.look()
    assert (await status(stage, key))[0] == 403


async def test_a_link_made_with_another_key_or_for_another_purpose_opens_nothing(stage: Stage) -> None:
    other = Links(b"another installation's 32 bytes!", "https://other.example.net")
    foreign = other.url(HED, NOW, timedelta(hours=1))
    assert foreign is not None
    assert (await status(stage, foreign.partition("#")[2]))[0] == 403
    with pytest.raises(BadLinkError):
        stage.wall.links.read(Fernet(Fernet.generate_key()).encrypt(b"[]").decode())


@given(st.text(max_size=300))
def test_no_text_is_taken_for_a_link(text: str) -> None:
    with pytest.raises(BadLinkError):
        Links(KEY, "https://tavla.example.net").read(text)


def test_without_a_public_address_there_is_no_link() -> None:
    assert Links(KEY, "").url(HED, NOW, timedelta(hours=1)) is None


async def test_a_change_is_sent_at_once_and_nothing_where_nothing_changes(stage: Stage) -> None:
    async with stage.browser() as http, http.get(STREAM) as answer:
        first = await event(answer, "tavla")
        assert "Nacka" in first["html"]
        assert first["tell"] == ""
        assert "html" not in await event(answer, "puls")
        await stage.change(with_level(stage.board, "0182", Level.CRITICAL))
        second = await event(answer, "tavla")
        assert second["tell"] == "Nacka: 3 kritiskt."
        assert second["html"] != first["html"]


async def test_many_boards_cost_one_look_and_all_hear_of_a_change() -> None:
    async with staged(Timing(beat=60), most_for_one=200) as stage:
        key = stage.key()
        async with stage.browser(key) as http:
            boards = [await http.get(STREAM) for _ in range(90)]
            before = stage.looks
            await asyncio.gather(*(event(board, "tavla") for board in boards))
            await stage.change(with_level(stage.board, "0180", Level.NORMAL))
            told = await asyncio.gather(*(event(board, "tavla") for board in boards))
            assert {one["tell"] for one in told} == {"Stockholm: 0 normalt."}
            assert stage.looks == before + 1
            for board in boards:
                board.close()


async def test_a_stream_ends_when_its_link_does_and_says_why(stage: Stage) -> None:
    async with stage.browser() as http, http.get(STREAM) as answer:
        await event(answer, "tavla")
        stage.clock.advance(timedelta(hours=13))
        assert "har gått ut" in (await event(answer, "slut"))["words"]
        assert (await answer.content.read()).strip() == b""


async def test_a_stream_ends_when_its_person_leaves_the_register(stage: Stage) -> None:
    async with stage.browser() as http, http.get(STREAM) as answer:
        await event(answer, "tavla")
        stage.known = frozenset({LUND})
        await stage.look()
        assert "går inte att använda" in (await event(answer, "slut"))["words"]


async def test_numbers_that_cannot_be_looked_at_are_shown_with_their_age(stage: Stage) -> None:
    async with stage.browser() as http, http.get(STREAM) as answer:
        await event(answer, "tavla")
        stage.broken = True
        stage.clock.advance(timedelta(minutes=3))
        await stage.wall.feed.shown()
        while (alive := await event(answer, "puls"))["age"] == 0:
            pass
        assert (alive["age"], alive["seen"]) == (180, "14:32:05")


async def test_a_board_that_never_could_be_looked_at_says_so() -> None:
    async with staged(SOON) as stage:
        stage.broken = True
        code, text = await status(stage, stage.key())
        assert (code, "Tavlan visas strax" in text) == (503, True)


async def test_too_many_boards_on_one_link_are_refused_and_the_others_go_on() -> None:
    async with staged(SOON, most=3, most_for_one=2) as stage:
        hed, lund = stage.key(HED), stage.key(LUND)
        async with stage.browser(hed) as one, stage.browser(lund) as other:
            first, second = await one.get(STREAM), await one.get(STREAM)
            async with one.get(STREAM) as third:
                assert third.status == 503
            fourth = await other.get(STREAM)
            assert fourth.status == 200
            async with other.get(STREAM) as fifth:
                assert fifth.status == 503
            stage.wall.feed.close()
            for answer in (first, second, fourth):
                await answer.content.read()
            stage.wall.feed.over = False
            async with one.get(STREAM) as again:
                assert again.status == 200


async def test_a_board_that_takes_nothing_is_let_go_and_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.web.wallboard_stream._PATIENCE_SECONDS", 0.2)
    async with staged(SOON) as stage:
        key = stage.key()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(stage.url.rpartition(":")[2]))
        cast(asyncio.Transport, writer.transport).pause_reading()
        head = f"GET /tavla/str%C3%B6m HTTP/1.1\r\nHost: x\r\nCookie: rocbot_tavla={key}\r\n\r\n"
        writer.write(head.encode())
        async with stage.browser(key) as http, http.get(STREAM) as answer:
            await event(answer, "tavla")
            async with asyncio.timeout(30):
                for number in range(10_000):
                    await stage.change(replace(example_board(), picture=f"LB-{number}"))
                    await event(answer, "tavla")
                    if stage.wall.feed.watching == 1:
                        break
            assert stage.wall.feed.watching == 1
        writer.close()
        del reader


async def test_every_page_has_a_strict_policy_and_is_kept_nowhere(stage: Stage) -> None:
    async with stage.browser() as http:
        for path in ("/tavla", "/tavla/tavla.css", "/tavla/tavla.js", STREAM):
            async with http.get(path) as answer:
                assert answer.headers["Cache-Control"] == "no-store"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                found = answer.headers["Content-Security-Policy"]
                assert found.startswith("default-src 'none'")
                assert "unsafe" not in found
        async with http.get("/tavla") as answer:
            assert answer.headers["Content-Security-Policy"] == POLICY
            text = await answer.text()
        for inline in ("style=", "<style", "onclick", "onload", "http://", "https://"):
            assert inline not in text


async def test_names_with_markup_in_them_are_only_text(stage: Stage) -> None:
    await stage.change(replace(example_board(), picture="<script>x</script>"))
    async with stage.browser() as http, http.get("/tavla") as answer:
        text = await answer.text()
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


async def test_a_stop_of_the_bot_waits_for_no_board() -> None:
    async with staged(Timing(beat=600)) as stage, stage.browser() as http:
        answer = await http.get(STREAM)
        await event(answer, "tavla")
        stage.wall.feed.close()
        async with asyncio.timeout(5):
            assert (await answer.content.read()).strip() == b""
