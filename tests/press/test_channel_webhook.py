"""Publishing systems as a channel: documented, signed, and each act once."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bot.assembly import all_sections, register_sentences
from bot.errors import Fault
from bot.press.content import Variant
from bot.press.entries import ChannelEntry
from bot.press.keys import key_of
from bot.press.values import ChannelKind, State
from bot.register.load import load_files
from tests.harness.clock import MovableClock
from tests.harness.receiver import Trouble
from tests.press.day import KOMMUNIKATION, NORD, TEXT, changed
from tests.press.despatching import HOOK, Newsroom
from tests.press.publishing import out, send_out, states

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "message.schema.json").read_text(encoding="utf-8"))


def checked(message: dict[str, Any]) -> dict[str, Any]:
    """As the schema has it, and with nothing that the schema does not name."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(message)
    assert set(message) == set(SCHEMA["properties"])
    return message


async def published(newsroom: Newsroom, **more: Any) -> list[dict[str, Any]]:
    await out(newsroom.day, **{"channels": (HOOK,), **more})
    await newsroom.sent()
    return [checked(one.json) for one in newsroom.office.receiver.requests if one.method == "POST"]


async def url(newsroom: Newsroom) -> str:
    found = (await newsroom.day.snapshot()).of(ChannelEntry)[HOOK].url
    assert found is not None
    return found


async def test_a_message_is_sent_as_it_was_signed(newsroom: Newsroom) -> None:
    day = newsroom.day
    (message,) = await published(
        newsroom,
        body="Läs **mer** på [webben](https://webb.example/a).",
        variants={"en": Variant("Schools are open", "Read *more*.", ready=True)},
        local={"nacka": "Ring växeln."},
        target_group="vårdnadshavare",
        embargo_until=day.clock.now() + timedelta(hours=2),
        expires_at=day.clock.now() + timedelta(days=2),
    )
    revision = await day.revision()
    assert message["id"] == key_of("BU-0001", "publish", HOOK, await url(newsroom))
    assert (message["reference"], message["root"], message["corrects"]) == ("BU-0001", "BU-0001", None)
    assert (message["revision"], message["hash"]) == (1, revision.hash)
    assert (message["event"], message["exercise"]) == ("message.published", False)
    assert message["title"] == message["headline"] == "Skolorna är öppna"
    assert message["text"] == "Läs mer på webben (https://webb.example/a)."
    assert message["html"] == (
        '<p>Läs <strong>mer</strong> på <a href="https://webb.example/a">webben</a>.</p>'
    )
    assert message["languages"] == {
        "en": {"title": "Schools are open", "text": "Read more.", "html": "<p>Read <em>more</em>.</p>"}
    }
    assert message["local"] == [
        {"owner": "Nacka kommun", "text": "Ring växeln.", "html": "<p>Ring växeln.</p>"}
    ]
    assert message["owner"] == "Stockholms stad"
    assert message["target_group"] == "vårdnadshavare"
    assert message["published_at"] == "2026-11-21T07:10:00Z"
    assert message["embargo_until"] == "2026-11-21T09:00:00Z"
    assert message["expires_at"] == "2026-11-23T07:00:00Z"
    assert await states(day) == {(HOOK, await url(newsroom)): ("sent", None)}
    assert (await day.message()).state == State.PUBLISHED


async def test_a_correction_names_what_it_takes_the_place_of_and_a_retraction_says_nothing_of_the_text(
    newsroom: Newsroom,
) -> None:
    day = newsroom.day
    await published(newsroom)
    await day.type(NORD, "!budskap rätta BU-0001 text:Skolorna öppnar klockan 10.")
    await send_out(day, await day.message())
    await newsroom.sent()
    await day.type(NORD, "!budskap återkalla BU-0002")
    await day.type(NORD, "ja")
    await newsroom.sent()
    first, corrected, retracted = [checked(one.json) for one in newsroom.office.receiver.requests]
    assert corrected["event"] == "message.corrected"
    assert (corrected["reference"], corrected["corrects"], corrected["root"]) == (
        "BU-0002",
        "BU-0001",
        "BU-0001",
    )
    assert corrected["text"] == "Skolorna öppnar klockan 10."
    assert corrected["headline"] == "Rättelse: Skolorna är öppna"
    assert (retracted["event"], retracted["reference"]) == ("message.retracted", "BU-0002")
    assert "klockan 10" not in json.dumps(retracted)
    assert "Det gäller inte." in retracted["text"]
    assert (retracted["languages"], retracted["local"], retracted["contact"]) == ({}, [], None)
    assert len({first["id"], corrected["id"], retracted["id"]}) == 3


async def test_a_receiver_that_takes_it_and_answers_nothing_has_it_once(newsroom: Newsroom) -> None:
    newsroom.office.receiver.troubles.append(Trouble(status=None, taken=True))
    await published(newsroom)
    await newsroom.sent(seconds=10)
    assert [one.method for one in newsroom.office.receiver.requests] == ["POST", "GET"]
    assert len(newsroom.office.receiver.published) == 1
    assert (await newsroom.day.message()).state == State.PUBLISHED


async def test_a_redirection_is_said_in_words_and_may_be_tried_anew(newsroom: Newsroom) -> None:
    day, receiver = newsroom.day, newsroom.office.receiver
    receiver.troubles.append(Trouble(status=302, headers={"Location": "http://10.0.0.1/"}))
    await published(newsroom)
    assert (await states(day))[HOOK, await url(newsroom)] == ("refused", "redirected")
    told = day.heard(KOMMUNIKATION)[-1].body
    assert "mottagaren hänvisar till en annan adress" in told
    await day.type(NORD, "!budskap igen BU-0001")
    await newsroom.sent()
    assert len(receiver.published) == 1
    assert (await day.message()).state == State.PUBLISHED


async def test_what_was_left_in_doubt_is_asked_about_before_it_is_tried_anew(newsroom: Newsroom) -> None:
    day, receiver = newsroom.day, newsroom.office.receiver
    receiver.troubles.append(Trouble(status=None, taken=True))
    receiver.lookup_status = 500
    await published(newsroom)
    await newsroom.sent(minutes=16)
    assert (await states(day))[HOOK, await url(newsroom)] == ("unknown", "unknown")
    assert (await day.message()).state == State.PARTLY
    receiver.lookup_status = None
    await day.type(NORD, "!budskap igen BU-0001")
    await newsroom.sent()
    assert [one.method for one in receiver.requests].count("POST") == 1
    assert (await day.message()).state == State.PUBLISHED


async def test_an_inner_address_that_the_register_does_not_list_gets_nothing(newsroom: Newsroom) -> None:
    day = newsroom.day
    found = (await day.snapshot()).of(ChannelEntry)[HOOK]
    hidden = found.model_copy(
        update={"url": "https://localhost:1/in", "lookup": None, "private_address": False}
    )
    await day.open(changed(kanal={HOOK: hidden}))
    newsroom.office.listeners = {listener.subject: listener for listener in day.core.listeners}
    assert await published(newsroom) == []
    assert (await states(day))[HOOK, "https://localhost:1/in"] == ("refused", "private_address")
    assert "adressen leder till ett inre nät" in day.heard(KOMMUNIKATION)[-1].body


async def test_of_an_address_only_its_name_is_said(newsroom: Newsroom) -> None:
    day = newsroom.day
    found = (await day.snapshot()).of(ChannelEntry)[HOOK]
    hidden = found.model_copy(update={"url": "https://bot:hemligt@localhost:1/in?nyckel=hemligt"})
    await day.open(changed(kanal={HOOK: hidden}))
    newsroom.office.listeners = {listener.subject: listener for listener in day.core.listeners}
    await published(newsroom)
    await newsroom.sent(minutes=16)
    told = day.heard(KOMMUNIKATION)[-1].body
    assert "localhost: det går inte att ansluta." in told
    assert all("hemligt" not in said.body for said in day.log)


async def test_an_exercise_goes_to_receivers_for_exercises_alone_and_says_that_it_is_one(
    newsroom: Newsroom,
) -> None:
    day = newsroom.day
    own = ChannelEntry(
        id="ovningswebben",
        name="Övning: webb",
        kind=ChannelKind.WEBHOOK,
        public=False,
        exercise=True,
        url=newsroom.office.receiver.url,
        private_address=True,
    )
    newsroom.office.secrets[own.id] = newsroom.office.secrets[HOOK]
    await day.open(changed(kanal={own.id: own}))
    newsroom.office.listeners = {listener.subject: listener for listener in day.core.listeners}
    (message,) = await published(newsroom, channels=(HOOK, own.id), exercise=True)
    assert message["exercise"] is True
    assert message["headline"] == "ÖVNING: Skolorna är öppna"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", '<img src="x">', TEXT]
)
async def test_what_is_no_markup_is_text(newsroom: Newsroom, text: str) -> None:
    (message,) = await published(newsroom, body=text)
    assert not re.search(r"<(?!/?p>)", message["html"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('url = "http://webb.example/in"', "adressen ska börja med https://"),
        (
            'url = "https://webb.example/in"\nlookup = "http://webb.example/{id}"',
            "adressen ska börja med https://",
        ),
        ('url = "https://webb.example/in"\nlookup = "https://webb.example/in"', "lookup ska ha {id} där"),
        ('url = "ftp://webb.example/in"', "ska vara en adress som börjar med https://"),
        ('url = "https://webb.example/a b"', "ska vara en adress som börjar med https://"),
    ],
)
def test_an_address_that_would_not_do_is_refused_with_the_register(
    tmp_path: Path, more: str, said: str
) -> None:
    file = tmp_path / "kanal.toml"
    file.write_text(f'[[kanal]]\nid = "webb"\nname = "Webb"\nkind = "webhook"\n{more}\n', encoding="utf-8")
    with pytest.raises(Fault) as fault:
        load_files([file], all_sections(MovableClock()), register_sentences())
    assert [said in line for line in fault.value.fields["lines"] if "kanal.webb" in line] == [True]


def test_the_example_in_the_documentation_is_one() -> None:
    page = (DOCS / "webhook.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert [checked(json.loads(one))["event"] for one in examples] == ["message.published"]
