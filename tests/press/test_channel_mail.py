"""Press lists as a channel: what was signed, once to each, linked to what it corrects."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

from bot.press.content import Variant
from bot.press.entries import ChannelEntry
from bot.press.values import ChannelKind, State
from tests.harness.postmaster import Trouble
from tests.press.day import KOMMUNIKATION, NORD, TEXT, changed
from tests.press.despatching import MAIL, PRESS, Newsroom
from tests.press.publishing import out, scheduled, send_out, states

ONE, OTHER = PRESS


def parts(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML."""
    text, html = (str(part.get_content()).replace("\r\n", "\n") for part in message.iter_parts())
    return text, html


async def published(newsroom: Newsroom, **more: object) -> list[EmailMessage]:
    await out(newsroom.day, **{"channels": (MAIL,), **more})
    await newsroom.sent()
    return [mail.message for mail in newsroom.office.postmaster.taken]


async def test_each_of_the_press_list_gets_what_was_signed_once(newsroom: Newsroom) -> None:
    messages = await published(newsroom)
    assert sorted(str(one["To"]) for one in messages) == sorted(PRESS)
    text, html = parts(messages[0])
    assert str(messages[0]["Subject"]) == "Skolorna är öppna"
    assert text == f"Skolorna är öppna\n\n{TEXT}\n\nStockholms stad, BU-0001\n"
    assert f"<h2>Skolorna är öppna</h2>\n<p>{TEXT}</p>" in html
    assert await states(newsroom.day) == {(MAIL, one): ("sent", None) for one in PRESS}
    assert (await newsroom.day.message()).state == State.PUBLISHED
    assert "Alla 2 mottagare har det" in newsroom.day.heard(KOMMUNIKATION)[-1].body


async def test_nothing_leaves_before_its_time_though_all_is_made_ready(newsroom: Newsroom) -> None:
    await scheduled(newsroom.day, channels=(MAIL,))
    await newsroom.day.pass_by(minutes=9, seconds=59)
    assert await states(newsroom.day) == {(MAIL, one): ("prepared", None) for one in PRESS}
    await newsroom.sent()
    assert newsroom.office.postmaster.taken == []
    await newsroom.day.pass_by(seconds=1)
    await newsroom.sent()
    assert len(newsroom.office.postmaster.taken) == 2


async def test_everything_that_belongs_to_it_stands_in_text_and_html(newsroom: Newsroom) -> None:
    day = newsroom.day
    messages = await published(
        newsroom,
        title="Skolorna <b>är</b> öppna & säkra",
        body="## Läget\n\nRing **112**, läs [mer](https://webb.example/a?b=1&c=2).\n\n- ett\n- två",
        variants={
            "en": Variant("Schools are open", "Call **112**.", ready=True),
            "ar": Variant("المدارس مفتوحة", "اتصل", ready=True),
        },
        local={"nacka": "Ring växeln i **Nacka**."},
        spokesperson="kommunikationschefen",
        embargo_until=day.clock.now() + timedelta(hours=3),
    )
    text, html = parts(messages[0])
    assert str(messages[0]["Subject"]) == "Skolorna <b>är</b> öppna & säkra"
    assert "Skolorna <b>är</b> öppna & säkra" in text
    assert "<h2>Skolorna &lt;b&gt;är&lt;/b&gt; öppna &amp; säkra</h2>" in html
    assert '<strong>112</strong>, läs <a href="https://webb.example/a?b=1&amp;c=2">mer</a>' in html
    for said in (
        "Nacka kommun",
        "Talesperson: kommunikationschefen",
        "English",
        "Schools are open",
        "العربية",
    ):
        assert said in text
        assert said in html
    assert "Embargo till lördag 21 november 2026 kl. 11:00: sprid det inte före dess." in text
    assert '<div lang="ar" dir="rtl">' in html
    assert "**" not in text
    assert "<script" not in html


async def test_each_language_runs_in_its_own_direction(newsroom: Newsroom) -> None:
    name = "Gängsnacket – أول دليل"
    variants = {
        "ar": Variant("Gängsnacket", "Gängsnacket: \u2066https://guide.example/ar\u2069", ready=True),
        "ckb": Variant("دەق", "دەق", ready=True),
        "fa": Variant("متن", "می\u200cخواهم", ready=True),
        "so": Variant("Qoraal", name, ready=True),
    }
    messages = await published(newsroom, variants=variants)
    text, html = parts(messages[0])
    for code, way in (("ar", "rtl"), ("ckb", "rtl"), ("fa", "rtl"), ("so", "ltr")):
        assert f'<div lang="{code}" dir="{way}">' in html
    assert '\u2066<a href="https://guide.example/ar">https://guide.example/ar</a>\u2069' in html
    assert "می\u200cخواهم" in text


async def test_a_correction_and_a_retraction_stand_in_the_thread_of_the_first(newsroom: Newsroom) -> None:
    day, taken = newsroom.day, newsroom.office.postmaster.taken
    (first, _) = await published(newsroom)
    await day.type(NORD, "!budskap rätta BU-0001 text:Skolorna öppnar klockan 10.")
    await send_out(day, await day.message())
    await newsroom.sent()
    await day.type(NORD, "!budskap återkalla BU-0002")
    await day.type(NORD, "ja")
    await newsroom.sent()
    to_one = [mail.message for mail in taken if mail.to == str(first["To"])]
    assert [str(one["Subject"]) for one in to_one] == [
        "Skolorna är öppna",
        "Rättelse: Skolorna är öppna",
        "Återkallat: Skolorna är öppna",
    ]
    ids = [str(one["Message-ID"]) for one in to_one]
    assert str(to_one[1]["References"]).split() == ids[:1]
    assert str(to_one[2]["References"]).split() == ids[:2]
    corrected, retracted = parts(to_one[1])[0], parts(to_one[2])[0]
    assert corrected.startswith("Rättelse. Det här gäller i stället för BU-0001.")
    assert "Skolorna öppnar klockan 10." in corrected
    assert "Stockholms stad har återkallat BU-0002. Det gäller inte." in retracted
    assert "klockan 10" not in retracted
    assert len(taken) == 6


async def test_whom_the_server_refuses_is_said_and_only_that_one_is_tried_again(newsroom: Newsroom) -> None:
    day, master = newsroom.day, newsroom.office.postmaster
    newsroom.office.connections = 1
    master.troubles.append(Trouble("RCPT", 550))
    await published(newsroom)
    assert await states(day) == {(MAIL, ONE): ("refused", "smtp_550"), (MAIL, OTHER): ("sent", None)}
    assert (await day.message()).state == State.PARTLY
    told = day.heard(KOMMUNIKATION)[-1].body
    assert f"{ONE}: e-postservern svarar med felkod 550." in told
    await day.type(NORD, "!budskap igen BU-0001")
    await newsroom.sent()
    assert [mail.to for mail in master.taken] == [OTHER, ONE]
    assert (await day.message()).state == State.PUBLISHED


async def test_what_may_have_come_through_is_said_to_be_in_doubt_and_not_sent_again(
    newsroom: Newsroom,
) -> None:
    day, master = newsroom.day, newsroom.office.postmaster
    newsroom.office.connections = 1
    master.troubles.append(Trouble("END", taken=True))
    await published(newsroom)
    assert await states(day) == {(MAIL, ONE): ("unknown", "unknown"), (MAIL, OTHER): ("sent", None)}
    assert f"{ONE}: osäkert. Det kan ha kommit fram." in day.heard(KOMMUNIKATION)[-1].body
    await day.type(NORD, "!budskap igen BU-0001")
    await newsroom.sent(hours=2)
    assert [mail.to for mail in master.taken] == [ONE, OTHER]


async def test_a_server_that_is_away_for_the_whole_time_is_said_and_nothing_is_sent_later(
    newsroom: Newsroom,
) -> None:
    day, master = newsroom.day, newsroom.office.postmaster
    await master.__aexit__()
    await published(newsroom)
    await day.pass_by(minutes=16)
    await newsroom.sent(minutes=1)
    assert {state for state, _ in (await states(day)).values()} <= {"refused", "cancelled"}
    assert (await day.message()).state == State.PARTLY
    await master.__aenter__()
    await newsroom.sent(hours=2)
    assert master.taken == []


async def test_a_text_that_was_changed_after_it_was_made_ready_is_the_one_that_goes(
    newsroom: Newsroom,
) -> None:
    day = newsroom.day
    row = await scheduled(day, channels=(MAIL,))
    await day.pass_by(minutes=9)
    await day.type(NORD, f"!budskap ändra {row.reference} text:Skolorna är stängda.")
    await send_out(day, await day.message())
    await newsroom.sent()
    texts = [parts(mail.message)[0] for mail in newsroom.office.postmaster.taken]
    assert len(texts) == 2
    assert all("Skolorna är stängda." in text and TEXT not in text for text in texts)


async def test_what_is_stopped_in_time_reaches_nobody(newsroom: Newsroom) -> None:
    day = newsroom.day
    row = await scheduled(day, channels=(MAIL,))
    await day.pass_by(minutes=9)
    await day.type(NORD, f"!budskap stopp {row.reference}")
    await day.pass_by(minutes=5)
    await newsroom.sent(minutes=1)
    assert newsroom.office.postmaster.taken == []
    assert (await day.message()).state == State.STOPPED


async def test_an_exercise_reaches_its_own_list_alone_and_is_marked_everywhere(newsroom: Newsroom) -> None:
    day = newsroom.day
    own = ChannelEntry(
        id="ovningslistan",
        name="Övning: lista",
        kind=ChannelKind.MAIL,
        public=False,
        exercise=True,
        addresses=("ovning@samverkan.example",),
    )
    await day.open(changed(kanal={own.id: own}))
    newsroom.office.listeners = {listener.subject: listener for listener in day.core.listeners}
    (message,) = await published(newsroom, channels=(MAIL, own.id), exercise=True)
    assert str(message["To"]) == "ovning@samverkan.example"
    assert str(message["Subject"]) == "ÖVNING: Skolorna är öppna"
    text, html = parts(message)
    assert text.startswith("ÖVNING. Det här är en övning och gäller ingenting.")
    assert "<strong>ÖVNING. Det här är en övning" in html
    assert (await states(day))[own.id, "ovning@samverkan.example"] == ("sent", None)


async def test_an_address_that_is_listed_twice_gets_one_mail(newsroom: Newsroom) -> None:
    day = newsroom.day
    found = (await day.snapshot()).of(ChannelEntry)[MAIL]
    twice = found.model_copy(update={"addresses": (*PRESS, PRESS[0].upper())})
    await day.open(changed(kanal={MAIL: twice}))
    newsroom.office.listeners = {listener.subject: listener for listener in day.core.listeners}
    assert len(await published(newsroom)) == 2
