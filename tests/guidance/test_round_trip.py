"""A translation goes out as PO and comes back: nothing is lost, and what is wrong is refused whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy import update as change

from bot.errors import Fault
from bot.guidance import catalogue, po_import, po_update, review, shelf, source
from bot.guidance.languages import language, languages, translated
from bot.guidance.po import Item, PoError, PoFile, parse
from bot.guidance.po_check import problems
from bot.guidance.po_import import Rejected, Taken, export, take_in
from bot.guidance.po_update import updated
from bot.guidance.review import standing
from bot.guidance.shelf import Shelf, shipped_po
from bot.guidance.tables import CatalogueRow, ReviewRow
from bot.guidance.values import ReviewState, Section
from bot.operate.guide_words import damaged, wrong
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.guidance.po_files import whole
from tests.guidance.test_outdated import with_sentence

ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FROM_AN_AGENCY = "# From a made-up agency.\n#\n# Second line.\n"
OBSOLETE = (
    '\n# kept by the agency\n#, fuzzy\n#~ msgctxt "oro.gammal"\n#~ msgid "Gammal."\n#~ msgstr "Hore."\n'
)


async def take(store: Store, po: bytes, name: str = "") -> Taken:
    async with store.begin() as session:
        return await take_in(session, Shelf(), po, at=NOW, by="cli:test", name=name)


async def given_out(store: Store, code: str = "so") -> bytes:
    async with store.begin() as session:
        return await export(session, code)


async def stored(store: Store) -> list[CatalogueRow]:
    async with store.begin() as session:
        return list(await session.scalars(select(CatalogueRow)))


def edited(po: bytes, old: str, new: str) -> bytes:
    assert old in po.decode()
    return po.decode().replace(old, new, 1).encode()


def as_agencies_write(po: bytes) -> bytes:
    """With all that may stand in a PO file and that the bot has no use for."""
    text = FROM_AN_AGENCY + po.decode()
    text = text.replace(
        'msgctxt "oro.alla"', '# a translator says\n#: bot.py:1\n#, no-wrap, x-note\nmsgctxt "oro.alla"', 1
    )
    return (text + OBSOLETE + "\n\n# the end\n").encode()


@pytest.mark.parametrize("one", translated(), ids=lambda one: one.code)
def test_every_catalogue_that_ships_is_read_as_babel_reads_it(one: object) -> None:
    code = one.code  # type: ignore[attr-defined]
    ours = parse(shipped_po(code)).current()
    theirs = {
        message.context: (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        for message in read_po(BytesIO(shipped_po(code)), locale=code, abort_invalid=True)
        if message.context
    }
    assert {key: item.forms for key, item in ours.items()} == theirs


@pytest.mark.parametrize("code", [one.code for one in translated()])
def test_what_ships_may_be_imported_as_it_is(code: str) -> None:
    assert problems(parse(shipped_po(code)), language(code)) == ()


def test_every_part_of_a_file_is_kept_when_it_is_read() -> None:
    po = as_agencies_write(whole()).replace(b"\n", b"\r\n")
    found = parse(po)
    again = found.header.raw + "".join(one.raw for one in found.items) + found.tail
    assert again.encode() == po


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
async def test_an_unchanged_file_comes_back_to_the_byte(store: Store, ends: bytes) -> None:
    po = as_agencies_write(whole()).replace(b"\n", ends)
    taken = await take(store, po)
    assert not taken.same
    assert await given_out(store) == po
    assert (await take(store, po)).same
    assert (await take(store, await given_out(store))).same
    async with store.begin() as session:
        imports = await session.scalars(select(AuditRow).where(AuditRow.action == "guide.import"))
        assert [(row.actor, row.object) for row in imports] == [("cli:test", "so")]


async def test_what_ships_goes_out_and_comes_back_and_nothing_is_stored(store: Store) -> None:
    for one in translated():
        po = await given_out(store, one.code)
        assert po == shipped_po(one.code)
        assert (await take(store, po, f"{one.code}.po")).same
    assert await stored(store) == []


async def test_the_file_that_ships_takes_its_place_back_and_is_not_kept(store: Store) -> None:
    await take(store, whole())
    assert len(await stored(store)) == 1
    taken = await take(store, shipped_po("so"))
    assert not taken.same
    assert await stored(store) == []
    assert await given_out(store) == shipped_po("so")


async def test_only_the_sections_that_an_import_changes_become_drafts(store: Store) -> None:
    await take(store, whole())
    await approve_all(store)
    taken = await take(store, edited(whole(), "(oro.telefon)", "(another phone)"))
    assert [change.line.key for change in taken.changes] == ["oro.telefon"]
    assert taken.changes[0].after == ("(another phone)",)
    assert taken.touched == (Section.ORO,)
    assert [one for one, state in taken.states.items() if state is ReviewState.DRAFT] == [Section.ORO]
    async with store.begin() as session:
        found = await standing(session, await Shelf().texts(session, "so"))
    assert [one for one, state in found.items() if state.state is ReviewState.DRAFT] == [Section.ORO]


async def test_a_file_put_back_has_its_approvals_again(store: Store) -> None:
    await take(store, whole())
    await approve_all(store)
    await take(store, edited(whole(), "(oro.telefon)", "[Annat.]"))
    assert set((await take(store, whole())).states.values()) == {ReviewState.REVIEWED}


async def test_comments_alone_change_no_text(store: Store) -> None:
    await take(store, whole())
    await approve_all(store)
    taken = await take(store, as_agencies_write(whole()))
    assert (taken.changes, taken.touched) == ((), ())
    assert set(taken.states.values()) == {ReviewState.REVIEWED}


async def test_an_import_older_than_the_swedish_of_now_shows_as_outdated(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take(store, whole())
    older, was = as_agencies_write(whole()), parse(whole()).current()["oro.telefon"].ids
    new = with_sentence("oro.telefon", "Barnet har två telefoner.")
    for module in (source, catalogue, review, po_import, po_update):
        monkeypatch.setattr(
            module, "lines", lambda section=None: tuple(one for one in new if section in {None, one.section})
        )
    taken = await take(store, older)
    assert [line.key for line in taken.outdated] == ["oro.telefon"]
    assert taken.states[Section.ORO] is ReviewState.OUTDATED
    out = parse(await given_out(store)).current()["oro.telefon"]
    assert out.fuzzy
    assert out.previous == was
    assert out.ids == ("Barnet har två telefoner.",)


async def test_the_running_bot_says_an_import_at_once(store: Store) -> None:
    running = Shelf()
    async with store.begin() as session:
        before = await running.texts(session, "so")
    await take(store, whole())
    async with store.begin() as session:
        after = await running.texts(session, "so")
        assert (await running.all(session))["so"] is after
    assert before.entries["oro.telefon"].forms != ("(oro.telefon)",)
    assert after.entries["oro.telefon"].forms == ("(oro.telefon)",)


async def approve_all(store: Store) -> None:
    async with store.begin() as session:
        for one in (await standing(session, await Shelf().texts(session, "so"))).values():
            session.add(
                ReviewRow(
                    language="so",
                    section=one.section,
                    text_hash=one.text_hash,
                    source_hash=one.source_hash,
                    reviewer="@sprak-palm:localhost",
                    organisation="huddinge",
                    at=NOW,
                )
            )


BAD_FILES = {
    "no PO": (b"PNG\n", "rad 1: raden går inte att läsa som PO; ett citattecken kan saknas"),
    "empty": (b"", "rad 1: filen saknar huvud (den första texten, med tom msgid)"),
    "another encoding": (whole().decode().encode("utf-16"), "rad 1: filen är inte i UTF-8 här"),
    "a byte order mark": (b"\xef\xbb\xbf" + whole(), "rad 1: filen börjar med ett BOM-tecken"),
    "cut off": (whole()[: whole().index(b"msgstr", 2000)], "texten har ingen msgstr: filen är avklippt"),
    "a quote lost": (edited(whole(), '(oro.telefon)"', "(oro.telefon)"), "ett citattecken kan saknas"),
    "a quote too many": (edited(whole(), "(oro.telefon)", '(oro"telefon)'), "ett citattecken kan saknas"),
    "an unknown escape": (edited(whole(), "(oro.telefon)", r"(oro\q)"), "omvänt snedstreck"),
    "a text twice": (
        whole() + b'\nmsgctxt "oro.alla"\nmsgid "x"\nmsgstr "y"\n',
        "samma text står två gånger",
    ),
    "a text without an end": (whole() + b"#\n#, a\n" * 100_000, "texten har fler än tusen rader"),
    "blank lines without an end": (whole() + b"\n" * 900_000, "texten har fler än tusen rader"),
    "lines in disorder": (edited(whole(), 'msgctxt "oro.alla"', 'msgstr "x"\nmsgctxt "oro.alla"'), "rad"),
}  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize("name", BAD_FILES)
async def test_a_damaged_file_is_refused_with_its_line(store: Store, name: str) -> None:
    po, said = BAD_FILES[name]
    with pytest.raises(PoError) as refused:
        await take(store, po)
    assert said in damaged(refused.value)
    assert await stored(store) == []


FORMS = language("so").plurals
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "fuzzy header": (lambda po: b"#, fuzzy\n" + po, "huvudet är märkt fuzzy"),
    "no language": (lambda po: edited(po, '"Language: so\\n"\n', ""), "Language är tom"),
    "another language": (lambda po: edited(po, "Language: so", "Language: fi"), "Language är fi"),
    "Swedish": (lambda po: edited(po, "Language: so", "Language: sv"), "Language är sv"),
    "another charset": (lambda po: edited(po, "charset=utf-8", "charset=latin-1"), "Content-Type ska vara"),
    "other plurals": (
        lambda po: edited(po, FORMS, "nplurals=1; plural=0;"),
        f"Plural-Forms ska vara: {FORMS}",
    ),
    "a plural lacking": (
        lambda _: whole(changed={"ram.dagar": ("[%(n)s]",)}),
        "ram.dagar: 1/2 pluralformer är ifyllda",
    ),
    "a plural left empty": (
        lambda _: whole(changed={"ram.dagar": ("[%(n)s]", "")}),
        "ram.dagar: 1/2 pluralformer är ifyllda",
    ),
    "a plural too many": (
        lambda _: whole(changed={"ram.dagar": ("[%(n)s]",) * 3}),
        "ram.dagar: 3/2 pluralformer är ifyllda",
    ),
    "a value lost": (
        lambda po: edited(po, "(hjälp.fara) %(number)s", "(hjälp.fara)"),
        "hjälp.fara: översättningen har inte samma värden som svenskan: number",
    ),
    "a value too many": (
        lambda po: edited(po, "(oro.telefon)", "[%(who)s telefon]"),
        "oro.telefon: översättningen har inte samma värden som svenskan: who",
    ),
    "a value twice": (
        lambda po: edited(po, "(hjälp.fara) %(number)s", "%(number)s %(number)s"),
        "hjälp.fara: översättningen har inte samma värden som svenskan: number",
    ),
    "a value misspelt": (
        lambda po: edited(po, "(hjälp.fara) %(number)s", "(hjälp.fara) %(nummer)s"),
        "hjälp.fara: översättningen har inte samma värden som svenskan: number, nummer",
    ),
    "a percent sign": (
        lambda po: edited(po, "(oro.telefon)", "[100 procent %]"),
        "oro.telefon: översättningen har inte samma värden som svenskan: %",
    ),
    "another number": (
        lambda po: edited(po, "(ram.barn) 18", "(ram.barn) 19"),
        "ram.barn: översättningen har andra tal än svenskan: 19",
    ),
    "digits of the script": (
        lambda po: edited(po, "(ram.barn) 18", "(ram.barn) ١٨"),
        "ram.barn: översättningen har andra tal än svenskan: ١٨",
    ),
    "a number more": (
        lambda po: edited(po, "(oro.telefon)", "[112]"),
        "oro.telefon: översättningen har andra tal än svenskan: 112",
    ),
    "a space before": (
        lambda po: edited(po, '"(oro.telefon)', '" (oro.telefon)'),
        "oro.telefon: översättningen börjar eller slutar med blanktecken",
    ),
    "a space after": (
        lambda po: edited(po, "(oro.telefon)", "(oro.telefon)\u00a0"),
        "oro.telefon: översättningen börjar eller slutar med blanktecken",
    ),
    "a direction override": (
        lambda po: edited(po, "(oro.telefon)", "(\u202eoro.telefon)"),
        "oro.telefon: översättningen har ett tecken som inte får finnas: U+202E",
    ),
    "an isolate": (
        lambda po: edited(po, "(oro.telefon)", "(\u2067oro.telefon)"),
        "oro.telefon: översättningen har ett tecken som inte får finnas: U+2067",
    ),
    "a control character": (
        lambda po: edited(po, "(oro.telefon)", "(\x07oro.telefon)"),
        "oro.telefon: översättningen har ett tecken som inte får finnas: U+0007",
    ),
    "an invisible character": (
        lambda po: edited(po, "(oro.telefon)", "(\u200boro.telefon)"),
        "oro.telefon: översättningen har ett tecken som inte får finnas: U+200B",
    ),
    "an unknown key": (
        lambda po: po + b'\nmsgctxt "oro.ny"\nmsgid "Ny."\nmsgstr "[Ny.]"\n',
        "oro.ny: den texten finns inte",
    ),
    "no key": (lambda po: po + b'\nmsgid "Ny."\nmsgstr "[Ny.]"\n', "Ny.: den texten finns inte"),
    "a singular for a plural": (
        lambda po: edited(
            edited(po, 'msgctxt "oro.alla"\nmsgid ', 'msgctxt "oro.alla"\nmsgid "x"\nmsgid_plural '),
            'msgstr "(oro.alla)',
            'msgstr[0] "(oro.alla)',
        ),
        "oro.alla: den svenska texten har en annan form nu",
    ),
    "a text that is far too long": (
        lambda po: edited(po, "(oro.telefon)", "x" * 3000),
        "oro.telefon: översättningen är för lång",
    ),
    "a translation emptied": (
        lambda po: edited(po, "(oro.telefon)", ""),
        "oro.telefon: översättningen finns i dag men inte i filen",
    ),
    "larger than any": (lambda po: po + b"#" * 1_000_000, "filen är större än en megabyte"),
}  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_may_not_stand_for_its_language_is_refused_whole(store: Store, name: str) -> None:
    make, said = REFUSED[name]
    with pytest.raises(Rejected) as refused:
        await take(store, make(whole()))
    assert any(said in wrong(problem) for problem in refused.value.problems), [
        wrong(problem) for problem in refused.value.problems
    ]
    assert await stored(store) == []


async def test_a_file_called_by_another_language_is_refused(store: Store) -> None:
    with pytest.raises(Rejected) as refused:
        await take(store, whole(), "ar_2026.po")
    assert "heter något annat" in wrong(refused.value.problems[0])
    assert not (await take(store, whole(), "rocbot-so.po")).same


async def test_a_file_in_other_letters_than_the_language_has_is_refused(store: Store) -> None:
    with pytest.raises(Rejected) as refused:
        await take(store, whole("ar"))
    assert "språkets bokstäver" in wrong(refused.value.problems[0])


async def test_a_translation_with_what_its_script_needs_is_taken(store: Store) -> None:
    po = edited(shipped_po("fa"), 'msgstr "', 'msgstr "\u200fمی\u200cشود')
    assert (
        len((await take(store, edited(po, "PO-Revision-Date: 2026", "PO-Revision-Date: 2027"))).changes) <= 1
    )


async def test_a_plural_may_leave_the_number_out(store: Store) -> None:
    await take(store, whole(changed={"ram.dagar": ("[En dag.]", "[%(n)s dagar.]")}))


async def test_one_fault_refuses_the_whole_file(store: Store) -> None:
    await take(store, whole())
    before = await given_out(store)
    bad = edited(edited(whole(), "(oro.telefon)", "[Nytt.]"), "(ram.barn) 18", "(ram.barn) 19")
    with pytest.raises(Rejected):
        await take(store, bad)
    assert await given_out(store) == before


async def test_an_import_that_is_damaged_later_gives_way_to_what_ships(store: Store) -> None:
    await take(store, whole())
    async with store.begin() as session:
        await session.execute(change(CatalogueRow).values(po=whole()[:3000]))
    async with store.begin() as session:
        found = Shelf()
        shipped_texts = await Shelf().texts(session, "en")
        assert (await found.texts(session, "so")).entries == shelf.shipped()["so"].entries
        assert await found.damaged(session) == ("so",)
        assert (await found.all(session))["en"] == shipped_texts
    await take(store, whole())
    async with store.begin() as session:
        assert await Shelf().damaged(session) == ()


def test_a_catalogue_that_ships_damaged_stops_the_start_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def torn(code: str) -> bytes:
        return shipped_po(code)[:5000] if code == "ti" else shipped_po(code)

    monkeypatch.setattr(shelf, "shipped_po", torn)
    with pytest.raises(Fault) as fault:
        shelf.shipped.__wrapped__()
    assert fault.value.code == "guidance.damaged"
    assert fault.value.fields["path"] == "translations/ti/LC_MESSAGES/gangsnack.po"


async def test_swedish_is_no_translation(store: Store) -> None:
    for code in ("sv", "fi", ""):
        with pytest.raises(KeyError):
            await given_out(store, code)


def test_the_plural_header_may_be_written_with_other_blanks_and_brackets() -> None:
    for one in languages()[1:]:
        loose = one.plurals.replace(" ", "").replace(";plural", "; plural").replace("(", "").replace(")", "")
        po = edited(updated(one, None), one.plurals, loose)
        assert problems(parse(po), one) == ()


def read_or_refused(po: bytes) -> PoFile | PoError:
    try:
        return parse(po)
    except PoError as error:
        return error


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_in_a_file_it_is_read_to_the_byte_or_refused(data: st.DataObject) -> None:
    po = bytearray(as_agencies_write(whole()))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(po) - 1))
        new = data.draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"\\", b"\n", b"#~ ", b"#| ", b"msgid "]))
        )
        po[at : at + data.draw(st.integers(0, 40))] = new
    found = read_or_refused(bytes(po))
    if isinstance(found, PoError):
        assert damaged(found).startswith(f"rad {found.line}: ")
        assert 1 <= found.line <= bytes(po).count(b"\n") + 1
        return
    again = found.header.raw + "".join(one.raw for one in found.items) + found.tail
    assert again.encode() == bytes(po)
    parse(updated(language("so"), found))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_whatever_is_translated_is_written_and_read_as_it_is(text: str) -> None:
    item = Item(1, context="oro.alla", ids=("Svenska.",), forms=(text,), comments=("# x",))
    po = updated(language("so"), PoFile(parse(whole()).header, (item,)))
    assert parse(po).current()["oro.alla"].forms == (text,)
