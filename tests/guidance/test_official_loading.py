"""The official guide is loaded with the register: whole or not at all, and only what it says it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from bot.assembly import register_sentences
from bot.clock import Clock
from bot.demo.standins import stand_in, write
from bot.errors import Fault
from bot.guidance import pdf
from bot.guidance.languages import language, languages
from bot.guidance.pdf import Flaw, NoPdf, pages, pages_apart
from bot.guidance.sections import guidance_sections
from bot.guidance.tables import GuideFileRow, GuideSentRow
from bot.register.apply import apply_register, file_changes
from bot.register.load import Loaded, load_files
from bot.register.section import Sections
from bot.store.engine import Store
from tests.harness.clock import MovableClock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOMALI, ARABIC = stand_in(language("so")), stand_in(language("ar"))
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def sections() -> Sections:
    clock: Clock = MovableClock(NOW)
    return guidance_sections(clock)


@pytest.fixture
def desk(tmp_path: Path, sections: Sections) -> Callable[..., Loaded]:
    """Loads a register of one guide, with a file beside it and some of its keys changed."""

    def load(body: bytes | None = SOMALI, more: str = "", **keys: object) -> Loaded:
        if body is not None:
            (tmp_path / "so.pdf").write_bytes(body)
        path = tmp_path / "register.toml"
        path.write_text(guide(body or b"", **keys) + more, "utf-8")
        return load_files([path], sections, register_sentences())

    return load


def guide(body: bytes, **keys: object) -> str:
    given = {
        "language": "so",
        "url": "https://guide.example/so",
        "edition": "påhittad 1",
        "source": "Påhittad utgivare",
        "file": "so.pdf",
        "sha256": sha256(body).hexdigest(),
        "checked_by": "ingen, exempel",
        **keys,
    }
    rows = "\n".join(f'{key} = "{value}"' for key, value in given.items() if value is not None)
    return f"[[guide]]\n{rows}\nchecked_at = 2026-11-02\n"


async def files(store: Store) -> dict[str, bytes]:
    async with store.begin() as session:
        rows = await session.scalars(select(GuideFileRow))
        return {row.checksum: row.body for row in rows}


async def test_the_file_is_in_the_difference_and_comes_with_the_register(
    store: Store, desk: Callable[..., Loaded], sections: Sections
) -> None:
    loaded = desk()
    async with store.begin() as session:
        shown = await file_changes(session, loaded, sections)
    assert len(shown) == 1
    assert shown[0].startswith("+ fil till guide so: 1 sida, 0,1 MB, SHA-256 ")
    assert await files(store) == {}
    async with store.begin() as session:
        applied = await apply_register(session, loaded, sections, at=NOW, actor="admin")
    assert applied.files == shown
    assert await files(store) == {sha256(SOMALI).hexdigest(): SOMALI}
    async with store.begin() as session:
        again = await apply_register(session, loaded, sections, at=NOW, actor="admin")
    assert again.files == ()
    assert again.version == applied.version


async def test_a_load_that_fails_leaves_the_old_file_and_no_new_one(
    store: Store, desk: Callable[..., Loaded], sections: Sections
) -> None:
    async with store.begin() as session:
        await apply_register(session, desk(), sections, at=NOW, actor="admin")
    with pytest.raises(Fault, match=r"register\.moved"):
        async with store.begin() as session:
            await apply_register(session, desk(ARABIC), sections, at=NOW, actor="admin", shown=7)
    assert list((await files(store)).values()) == [SOMALI]


async def test_a_file_that_no_guide_refers_to_any_more_goes_with_the_load(
    store: Store, desk: Callable[..., Loaded], sections: Sections
) -> None:
    async with store.begin() as session:
        await apply_register(session, desk(), sections, at=NOW, actor="admin")
    async with store.begin() as session:
        applied = await apply_register(session, desk(ARABIC), sections, at=NOW, actor="admin")
    assert [line[0] for line in applied.files] == ["+", "-"]
    assert list((await files(store)).values()) == [ARABIC]
    async with store.begin() as session:
        entry = {
            "language": "ar",
            "url": "https://guide.example/ar",
            "edition": "påhittad 2",
            "source": "Påhittad utgivare",
            "sha256": sha256(ARABIC).hexdigest(),
            "checked_at": "2026-11-20",
            "checked_by": "ingen, exempel",
        }
        session.add(GuideSentRow(language="ar", entry=entry, sent_at=NOW, sent_by="@a:localhost"))
    bare = desk(SOMALI, file=None, sha256=None)
    async with store.begin() as session:
        await apply_register(session, bare, sections, at=NOW, actor="admin")
    assert list((await files(store)).values()) == [ARABIC], "one was sent that refers to it"


def locked() -> bytes:
    """A PDF that asks for a password."""
    made, out = PdfWriter(), BytesIO()
    made.add_blank_page(100, 100)
    made.encrypt("hemligt", algorithm="RC4-128")
    made.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "keys", "key", "told"),
    [
        (None, {}, "file", "filen so.pdf finns inte i "),
        (SOMALI, {"sha256": "0" * 64}, "sha256", f'egen SHA-256 är "{sha256(SOMALI).hexdigest()}"'),
        (SOMALI, {"sha256": None}, "sha256", f'filens egen är "{sha256(SOMALI).hexdigest()}"'),
        (SOMALI, {"file": None}, "sha256", "sha256 hör till en fil"),
        (SOMALI, {"sha256": "ABC"}, "sha256", "64 tecken"),
        (b"<html>", {}, "file", "filen är ingen PDF"),
        (SOMALI[:300], {}, "file", "filen är avbruten"),
        (SOMALI.replace(b"/Pages", b"/Pagen"), {}, "file", "filen är trasig"),
        (SOMALI.replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[     ]"), {}, "file", "ingen sida"),
        (b"%PDF-1.4\n%%EOF", {}, "file", "filen är trasig"),
        (locked(), {}, "file", "filen är låst med lösenord"),
        (SOMALI, {"file": "../so.pdf"}, "file", "under mappen där registerfilen ligger"),
        (SOMALI, {"file": "/etc/passwd"}, "file", "under mappen där registerfilen ligger"),
        (SOMALI, {"file": "."}, "file", "under mappen där registerfilen ligger"),
        (SOMALI, {"language": "fi"}, "language", "guiden görs inte på fi; den görs på sv, en, ar"),
        (SOMALI, {"url": "http://guide.example/so"}, "url", "en adress som börjar med https://"),
    ],
)
def test_what_is_wrong_with_a_guide_is_told_with_its_key_and_how_to_mend_it(
    desk: Callable[..., Loaded], body: bytes | None, keys: dict[str, object], key: str, told: str
) -> None:
    with pytest.raises(Fault) as fault:
        desk(body, **keys)
    lines = "\n".join(fault.value.fields["lines"])
    assert told in lines
    assert f".{key}: " in lines


def test_a_file_larger_than_the_register_allows_is_refused_without_being_read(
    desk: Callable[..., Loaded], tmp_path: Path
) -> None:
    with (tmp_path / "so.pdf").open("wb") as large:
        large.truncate(2_000_000_000_000)
    with pytest.raises(Fault) as fault:
        desk(None, "[gangsnack]\nlargest = 1\n")
    assert "filen är 2000000,0 MB, högst 1 MB tas emot" in fault.value.fields["lines"][0]


def test_no_link_is_followed_out_of_the_folder(desk: Callable[..., Loaded], tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "so.pdf").write_bytes(SOMALI)
    (tmp_path / "way").symlink_to(tmp_path / "outside")
    (tmp_path / "direct.pdf").symlink_to(tmp_path / "outside" / "so.pdf")
    sums = {"sha256": sha256(SOMALI).hexdigest()}
    with pytest.raises(Fault) as folder:
        desk(None, file="outside", **sums)
    assert "outside är ingen vanlig fil" in folder.value.fields["lines"][0]
    for name in ("way/so.pdf", "direct.pdf", "direct.pdf/so.pdf"):
        with pytest.raises(Fault) as fault:
            desk(None, file=name, **sums)
        assert "nås genom en länk" in fault.value.fields["lines"][0]
    assert desk(None, file="outside/so.pdf", **sums).enclosed["guide"]["so"].body == SOMALI


def test_a_second_guide_in_a_language_is_a_fault_and_the_same_file_for_two_is_remarked_on(
    desk: Callable[..., Loaded],
) -> None:
    with pytest.raises(Fault) as fault:
        desk(more=guide(SOMALI))
    assert "finns redan i register.toml" in fault.value.fields["lines"][0]
    warnings = desk(more=guide(SOMALI, language="ar")).warnings
    assert len(warnings) == 1
    assert "samma fil som för so" in warnings[0]


@pytest.mark.parametrize("cut", range(1, len(SOMALI), 13))
def test_whatever_is_cut_out_of_a_pdf_it_is_read_or_refused(cut: int) -> None:
    body = SOMALI[:cut] + SOMALI[cut + 7 :]
    assert outcome(body) in {1, *Flaw}


async def test_a_process_of_its_own_finds_the_same() -> None:
    assert await pages_apart(SOMALI) == 1
    for body, flaw in ((b"<html>", Flaw.HEADER), (locked(), Flaw.LOCKED), (b"%PDF-1.4\n%%EOF", Flaw.BROKEN)):
        with pytest.raises(NoPdf) as refused:
            await pages_apart(body)
        assert refused.value.flaw is flaw


async def test_a_pdf_that_takes_too_long_or_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0)
    with pytest.raises(NoPdf) as refused:
        await pages_apart(SOMALI)
    assert refused.value.flaw is Flaw.BROKEN


def outcome(body: bytes) -> int | Flaw:
    try:
        return pages(body)
    except NoPdf as refused:
        return refused.flaw


def test_the_examples_files_are_stand_ins_that_say_so(tmp_path: Path) -> None:
    write(tmp_path)
    for one in languages():
        shipped = EXAMPLES / "guides" / f"{one.code}.pdf"
        assert shipped.read_bytes() == (tmp_path / shipped.name).read_bytes()
        assert shipped.stat().st_size < 3000
        text = PdfReader(shipped).pages[0].extract_text()
        assert "PLATSHÅLLARE - STAND-IN" in text
        assert "This is not the guide." in text
        assert one.english in text


def test_what_was_checked_today_in_stockholm_is_not_ahead_of_its_time(tmp_path: Path) -> None:
    """Past midnight here it still is the day before in UTC."""
    path = tmp_path / "register.toml"
    path.write_text(guide(SOMALI).replace("2026-11-02", "2026-11-23"), "utf-8")
    (tmp_path / "so.pdf").write_bytes(SOMALI)
    sections = guidance_sections(MovableClock(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)))
    assert load_files([path], sections, register_sentences()).warnings == ()
