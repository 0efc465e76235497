"""The feeds over HTTP: valid, safe, fresh, and with nothing in them but what was released."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from bot.press.content import Variant
from bot.press.tables import MessageRow
from bot.press.values import Act, State
from bot.web.feed_atom import atom
from bot.web.feed_json import json_feed
from bot.web.feed_page import LANGUAGES, STATUSES, Category, Entry, FeedPage
from tests.press.day import MORNING, TEXT, PressDay
from tests.web.json_feed import JSON_FEED
from tests.web.outlet import PUBLIC, Answer, Site, site

ATOM = "{http://www.w3.org/2005/Atom}"
VARIANTS = {
    "so": Variant("Iskuulladu way furan yihiin", "Wac **112**.", ready=True),
    "ar": Variant("المدارس مفتوحة", "اتصل على 112.", ready=True),
}


@pytest.fixture
async def here(day: PressDay) -> AsyncIterator[Site]:
    async with site(day) as found:
        yield found


@pytest.fixture
async def day(store: Any) -> PressDay:
    return await PressDay(store).open()


async def put(here: Site, **more: Any) -> MessageRow:
    return await here.day.put(State.PUBLISHED, **more)


def parsed(answer: Answer) -> Any:
    """As readers take it in; nothing in it is amiss."""
    assert answer.status == 200
    headers = {"content-type": answer.headers["Content-Type"]}
    as_it_is = {"sanitize_html": False, "resolve_relative_uris": False}
    found = feedparser.parse(answer.body, response_headers=headers, **as_it_is)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def valid(answer: Answer) -> Any:
    assert answer.status == 200
    found = json.loads(answer.body)
    Draft202012Validator(JSON_FEED, format_checker=FormatChecker()).validate(found)
    return found


async def test_a_published_message_stands_in_both_feeds_and_readers_understand_them(here: Site) -> None:
    row = await put(here, body="Skolorna är *öppna* & trygga.\n\n- ett\n- två", target_group="Föräldrar")
    await here.outlet.publish(row, local=(("Nacka kommun", "Ring **växeln**."),))
    feed = parsed(await here.get("/feed.atom"))
    (entry,) = feed.entries
    assert (feed.feed.title, feed.feed.language) == ("Gemensamma budskap", "sv")
    assert (entry.title, entry.author) == ("Skolorna är öppna", "Stockholms stad")
    assert entry.published_parsed[:6] == entry.updated_parsed[:6] == MORNING.timetuple()[:6]
    (content,) = entry.content
    assert content.type == "text/html"
    assert "<p>Skolorna är <em>öppna</em> &amp; trygga.</p><ul><li>ett</li><li>två</li></ul>" in content.value
    common, _, local = content.value.partition("<h3>Nacka kommun</h3>")
    assert local == "<p>Ring <strong>växeln</strong>.</p></div>"
    assert "Presskontakt: Presstjänsten, 08-465 004 00." in common
    assert ("Föräldrar", None) in {(one.term, one.scheme) for one in entry.tags}
    assert ("sv", LANGUAGES) in {(one.term, one.scheme) for one in entry.tags}

    (item,) = valid(await here.get("/feed.json"))["items"]
    assert (item["id"], item["title"], item["content_html"]) == (entry.id, entry.title, content.value)
    assert (item["tags"], item["authors"]) == (["Föräldrar"], [{"name": "Stockholms stad"}])
    assert item["content_text"].startswith("Skolorna är öppna & trygga.\n\n")
    assert item["_rocbot"] == {"reference": row.reference, "status": "published", "languages": ["sv"]}


async def test_a_feed_with_nothing_in_it_is_valid(here: Site) -> None:
    assert parsed(await here.get("/feed.atom")).entries == []
    assert valid(await here.get("/feed.json"))["items"] == []


async def test_a_correction_replaces_the_text_under_the_same_id_and_says_so_on_top(here: Site) -> None:
    first = await here.outlet.publish()
    before = parsed(await here.get()).entries[0]
    here.pass_by(hours=2)
    row = await put(here, title="Skolorna är stängda", body="Skolorna är stängda i dag.")
    await here.outlet.publish(row, act=Act.CORRECT, root=first.root, original=first.reference)
    (after,) = parsed(await here.get()).entries
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert after.title == "Skolorna är stängda"
    text = after.content[0].value
    assert TEXT not in text
    said = "<strong>Rättat lördag 21 november 10:00.</strong> Det här gäller i stället för BU-0001."
    assert text.index(said) < text.index("Skolorna är stängda i dag.")
    assert "Det första publicerades lördag 21 november 08:00." in text
    assert ("corrected", STATUSES) in {(one.term, one.scheme) for one in after.tags}
    assert valid(await here.get("/feed.json"))["items"][0]["_rocbot"]["status"] == "corrected"


async def test_what_is_retracted_stays_with_its_title_and_a_notice_and_none_of_its_text(here: Site) -> None:
    row = await put(here, variants=VARIANTS)
    await here.outlet.publish(row, local=(("Nacka kommun", "Ring växeln."),))
    before = parsed(await here.get()).entries[0]
    here.pass_by(minutes=20)
    await here.outlet.publish(row, act=Act.RETRACT, local=(("Nacka kommun", "Ring växeln."),))
    for path in ("/feed.atom", "/feed.json", "/feed.so.atom", "/feed.ar.json"):
        text = (await here.get(path)).text
        for gone in ("112", "vanligt", "Nacka", "Presskontakt"):
            assert gone not in text
        assert f"Stockholms stad har återkallat {row.reference}. Det gäller inte." in text
    (after,) = parsed(await here.get()).entries
    assert after.id == before.id
    assert after.updated > before.updated
    assert after.title == "Återkallat: Skolorna är öppna"
    assert ("retracted", STATUSES) in {(one.term, one.scheme) for one in after.tags}


async def test_each_language_has_its_feed_and_what_is_not_ready_is_in_none(here: Site) -> None:
    unready = {"en": Variant("Draft", "A draft", ready=False), "fa": None}
    await here.outlet.publish(await put(here, variants={**VARIANTS, **unready}))
    here.pass_by(minutes=1)
    await here.outlet.publish(await put(here, title="Bara på svenska"))
    arabic = parsed(await here.get("/feed.ar.atom"))
    (entry,) = arabic.entries
    assert (arabic.feed.language, entry.title) == ("ar", "المدارس مفتوحة")
    assert '<div lang="ar" dir="rtl"><p>اتصل على 112.</p></div>' in entry.content[0].value
    assert '<div lang="sv" dir="ltr"><p>Presskontakt' in entry.content[0].value
    (somali,) = valid(await here.get("/feed.so.json"))["items"]
    assert '<div lang="so" dir="ltr"><p>Wac <strong>112</strong>.</p></div>' in somali["content_html"]
    assert somali["_rocbot"]["languages"] == ["sv", "ar", "so"]
    swedish = parsed(await here.get()).entries
    assert [one.title for one in swedish] == ["Bara på svenska", "Skolorna är öppna"]
    assert len({entry.id, somali["id"], *(one.id for one in swedish)}) == 4
    for code in ("en", "fa", "tr"):
        assert parsed(await here.get(f"/feed.{code}.atom")).entries == []


async def test_the_feeds_point_at_each_other_with_their_languages(here: Site) -> None:
    await here.outlet.publish(await put(here, variants={"pl": Variant("Szkoły", "otwarte", ready=True)}))
    links = parsed(await here.get()).feed.links
    assert [one.href for one in links if one.rel == "self"] == [f"{PUBLIC}/feed.atom"]
    others = {one.hreflang: one.href for one in links if one.rel == "alternate"}
    assert others["so"] == f"{PUBLIC}/feed.so.atom"
    assert "sv" not in others
    # a language that no list has, but a message
    assert others["pl"] == f"{PUBLIC}/feed.pl.atom"
    for href in others.values():
        assert (await here.get(href.removeprefix(PUBLIC))).status == 200
    assert valid(await here.get("/feed.pl.json"))["feed_url"] == f"{PUBLIC}/feed.pl.json"


async def test_a_language_without_a_feed_is_answered_in_words(here: Site) -> None:
    for path in ("/feed.xx.atom", "/feed.qqq.json"):
        answer = await here.get(path)
        assert (answer.status, answer.text) == (404, "Det finns inget flöde på det språket.")
    for path in ("/feed.rss", "/feed.so1.atom", "/feed./../x.atom", "/feed.%00.atom"):
        assert (await here.get(path)).status == 404


async def test_no_draft_and_no_exercise_is_ever_in_a_feed(here: Site) -> None:
    for state in State:
        await here.day.put(state, title="Hemligt utkast")
        await here.day.put(state, title="Hemlig övning", exercise=True)
    prepared = await here.outlet.edition(await here.day.put(State.SCHEDULED, title="Hemligt än"))
    await here.outlet.prepare(prepared)
    here.pass_by(days=2)
    for path in ("/feed.atom", "/feed.json"):
        assert "Hemlig" not in (await here.get(path)).text


async def test_a_reader_that_has_it_is_told_so_and_one_that_has_not_gets_it_packed(here: Site) -> None:
    await here.outlet.publish()
    first = await here.get("/feed.atom")
    tag, since = first.headers["Etag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept-Encoding"
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": since},
    ):
        answer = await here.get("/feed.atom", **headers)
        assert (answer.status, answer.body, answer.headers["Etag"]) == (304, b"", tag)
    # what it was given counts before when
    assert (await here.get("/feed.atom", If_None_Match='"x"', If_Modified_Since=since)).status == 200
    packed = await here.get("/feed.atom", Accept_Encoding="br, gzip;q=0.8")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Etag"] != tag
    assert gzip.decompress(packed.body) == first.body
    assert (await here.get("/feed.atom", If_None_Match=packed.headers["Etag"])).status == 304
    assert (await here.get("/feed.atom", Accept_Encoding="gzip;q=0, br")).body == first.body


async def test_each_change_gives_a_new_tag_and_a_later_time_even_within_a_second(here: Site) -> None:
    ends = here.day.clock.now() + timedelta(hours=1)
    seen = []
    await here.outlet.publish(await put(here, expires_at=ends))
    seen.append(await here.get())
    here.day.clock.jump(here.day.clock.now() - timedelta(minutes=5))
    await here.outlet.publish()
    here.day.clock.jump(here.day.clock.now() + timedelta(minutes=5))
    seen.append(await here.get())
    here.pass_by(hours=2)
    seen.append(await here.get())
    assert len({one.headers["Etag"] for one in seen}) == 3
    times = [one.headers["Last-Modified"] for one in seen]
    for earlier, later in ((0, 1), (1, 2)):
        headers = {"If_Modified_Since": times[earlier]}
        assert (await here.get("/feed.atom", **headers)).status == 200, later


async def test_a_head_request_says_the_same_without_the_body(here: Site) -> None:
    await here.outlet.publish()
    whole = await here.get("/feed.json")
    async with here.http.head("/feed.json") as found:
        assert (found.status, await found.read()) == (200, b"")
        assert found.headers["ETag"] == whole.headers["Etag"]
        assert int(found.headers["Content-Length"]) == len(whole.body)
        assert found.headers["Content-Type"] == "application/feed+json"


async def test_other_sites_may_read_it_and_the_other_pages_stay_closed_and_unkept(here: Site) -> None:
    answer = await here.get("/feed.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    closed = await here.get("/healthz")
    assert closed.headers["Cache-Control"] == "no-store"
    assert closed.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in closed.headers


async def test_many_readers_cost_one_look_and_nothing_is_made_again_while_nothing_changes(here: Site) -> None:
    await here.outlet.publish()
    await here.get()
    looks = here.looks.number
    for _ in range(40):
        assert (await here.at_once("/feed.atom")).status == 200
    assert here.looks.number == looks
    for _ in range(5):
        await here.get()
    assert (here.looks.number, here.looks.renewed) == (looks + 5, 1)
    await here.outlet.publish()
    await here.get()
    assert here.looks.renewed == 2


async def test_while_the_database_is_away_the_answer_is_words_and_then_the_feed_again(here: Site) -> None:
    await here.outlet.publish()
    before = await here.get()
    here.looks.broken = True
    away = await here.get()
    assert (away.status, away.text) == (503, "Flödet kan inte visas just nu. Försök igen om en stund.")
    assert (away.headers["Retry-After"], away.headers["Cache-Control"]) == ("30", "no-store")
    looks = here.looks.number
    assert (await here.at_once("/feed.json")).status == 503
    assert here.looks.number == looks
    here.looks.broken = False
    assert (await here.get()).body == before.body


async def test_without_a_public_address_the_feed_names_none_and_its_ids_stay(day: PressDay) -> None:
    async with site(day) as public:
        await public.outlet.publish()
        known = parsed(await public.get())
    async with site(day, "") as bare:
        found = parsed(await bare.get())
        assert "feed_url" not in valid(await bare.get("/feed.json"))
    assert found.feed.get("links", []) == []
    assert (found.feed.id, found.entries[0].id) == (known.feed.id, known.entries[0].id)


HOSTILE = (
    "<script>alert(1)</script>",
    "]]><x/>",
    "&amp;&lt;&#0;",
    "a\x00b\x08c\x1f",
    "\u202eelttit\u202c",
    "rad ett\r\nX-Header: x\u2028rad två",
    "\ud800",
    "\ufffe\uffff",
    "😀" * 50,
    "ا" * 200,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_leave_the_feeds_valid_and_harmless(here: Site, text: str) -> None:
    storable = text.encode("utf-8", "ignore").decode()
    row = await put(here, title=storable or "x", body=f"{storable}\n\n[länk](javascript:alert(1))")
    await here.outlet.publish(
        row, owner=storable, contact=storable, local=((storable, storable),), original=storable
    )
    answer = await here.get("/feed.atom")
    feed = ET.fromstring(answer.body)  # noqa: S314 - made here
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    content = entry.findtext(f"{ATOM}content") or ""
    for bad in ("<script", "<x", 'href="javascript', "\u202e"):
        assert bad not in content
    title = entry.findtext(f"{ATOM}title") or ""
    assert "\n" not in title
    assert "\u202e" not in title
    parsed(answer)
    valid(await here.get("/feed.json"))


async def test_fifty_long_texts_are_taken_and_the_rest_leave(here: Site) -> None:
    for number in range(52):
        await here.outlet.publish(await put(here, title=f"Nummer {number}", body="Mycket text. " * 2_000))
        here.pass_by(seconds=1)
    found = parsed(await here.get())
    assert [one.title for one in found.entries] == [f"Nummer {number}" for number in range(51, 1, -1)]
    packed = await here.get("/feed.atom", Accept_Encoding="gzip")
    assert len(packed.body) < 50_000


async def test_a_text_of_200_kb_is_shown_whole(here: Site) -> None:
    await here.outlet.publish(await put(here, body="ord " * 50_000 + "slut"))
    (entry,) = parsed(await here.get()).entries
    assert "ord slut</p>" in entry.content[0].value


LINE = st.text(min_size=1, max_size=30)


@given(title=LINE, html=st.text(max_size=60), author=LINE, term=LINE, seconds=st.integers(0, 10**9))
def test_whatever_stands_in_an_entry_comes_out_of_both_forms_as_it_went_in(
    title: str, html: str, author: str, term: str, seconds: int
) -> None:
    at = MORNING + timedelta(seconds=seconds)
    made = Entry("urn:x", "BU-0001", title, html, html, author, at, at, (Category(term, term),))
    page = FeedPage("urn:f", "sv", title, title, PUBLIC, ("so",), (made,))
    feed = ET.fromstring(atom(page))  # noqa: S314 - made here
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    shown = (entry.findtext(f"{ATOM}content") or "").replace("\r", "\n")
    assert shown == as_xml(html)
    assert (entry.findtext(f"{ATOM}title") or "") == as_xml(title)
    found = json.loads(json_feed(page))
    Draft202012Validator(JSON_FEED).validate(found)
    replaced = html.encode("utf-8", "replace").decode()
    assert found["items"][0]["content_html"] == replaced
    assert json_feed(replace(page, base="")) != json_feed(page)


def as_xml(text: str) -> str:
    """What is left of a text in XML 1.0."""
    kept = "".join(
        mark
        for mark in text
        if mark in "\t\n\r"
        or (mark >= " " and not "\ud800" <= mark <= "\udfff" and mark not in "\ufffe\uffff")
    )
    return kept.replace("\r\n", "\n").replace("\r", "\n")
