"""The official guide comes first: its file, its edition and check, and whether its link works."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.guidance.entries import GuidanceEntry, GuideEntry, SentGuideEntry, guide
from bot.guidance.official import LinkState, official
from bot.guidance.sent import put_sent, sent_guides
from bot.guidance.tables import GuideFileRow, GuideLinkRow
from bot.register.section import Snapshot
from bot.store.backup import Whose, backup, restore
from bot.store.engine import Store
from bot.store.migrations import upgrade
from tests.stores import data_keys

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PDF = b"%PDF-1.4 made up"
SUM = sha256(PDF).hexdigest()
URL = "https://guide.example/so.pdf"


def entry(**more: object) -> GuideEntry:
    return GuideEntry.model_validate(raw(**more))


def sent(**more: object) -> SentGuideEntry:
    return SentGuideEntry.model_validate(raw(**more))


def raw(**more: object) -> dict[str, object]:
    return {
        "language": "so",
        "url": URL,
        "edition": "2023",
        "source": "Påhittade länsstyrelsen",
        "checked_at": date(2026, 11, 2),
        "checked_by": "påhittad",
        **more,
    }


def snapshot(*entries: GuideEntry, **limits: object) -> Snapshot:
    return Snapshot(
        1,
        {
            GuideEntry: {one.language: one for one in entries if type(one) is GuideEntry},
            SentGuideEntry: {one.language: one for one in entries if type(one) is SentGuideEntry},
            GuidanceEntry: {"gangsnack": GuidanceEntry.model_validate(limits)},
        },
    )


def asked(**more: object) -> GuideLinkRow:
    return GuideLinkRow(**{"language": "so", "url": URL, "fine_at": NOW, "failures": 0, **more})


async def test_the_guide_is_given_with_its_file_when_one_is_loaded(store: Store) -> None:
    register = snapshot(entry(file="so.pdf", sha256=SUM))
    async with store.begin() as session:
        bare = await official(session, register, "so", NOW)
        session.add(GuideFileRow(checksum=SUM, body=PDF, loaded_at=NOW, loaded_by="test"))
        whole = await official(session, register, "so", NOW)
        none = await official(session, register, "ti", NOW)
    assert bare is not None
    assert bare.body is None
    assert whole is not None
    assert (whole.body, whole.entry.edition, whole.name) == (PDF, "2023", "gangsnacket-so.pdf")
    assert none is None


async def test_a_backup_brings_the_files_back_and_those_that_were_sent(tmp_path: Path) -> None:
    """On one database: what lies in a row comes back alike on both."""
    large = PDF + bytes(range(256)) * 8000
    stores = [Store(f"sqlite:///{tmp_path}/{name}.db", data_keys()) for name in ("old", "new")]
    old, new = stores
    await upgrade(old)
    async with old.begin() as session:
        session.add(GuideFileRow(checksum=SUM, body=large, loaded_at=NOW, loaded_by="test"))
        await put_sent(session, sent(sha256=SUM), NOW, "@admin:localhost")
    await backup(old, tmp_path / "kept", Whose("@bot:localhost", "DEVICE", None), NOW)
    await restore(new, tmp_path / "kept", NOW)
    async with new.begin() as session:
        beside = await sent_guides(session)
        found = await official(session, Snapshot(1, beside), "so", NOW)
    for store in stores:
        await store.dispose()
    assert found is not None
    assert (found.body, found.entry.edition) == (large, "2023")


async def test_a_check_older_than_the_limit_is_told(store: Store) -> None:
    register = snapshot(entry(), guide_age="30 d")
    async with store.begin() as session:
        fresh = await official(session, register, "so", NOW)
        old = await official(session, register, "so", NOW + timedelta(days=11))
    assert fresh is not None
    assert not fresh.too_old
    assert old is not None
    assert old.too_old


async def test_a_link_counts_as_broken_when_it_has_failed_twice(store: Store) -> None:
    register = snapshot(entry())
    states = []
    async with store.begin() as session:
        for row in (
            asked(fine_at=None),
            asked(),
            asked(failures=1, fault="http_404"),
            asked(failures=2, fault="http_404"),
            asked(other="en annan"),
            asked(url="https://guide.example/before.pdf", failures=9),
        ):
            await session.merge(row)
            await session.flush()
            found = await official(session, register, "so", NOW)
            assert found is not None
            states.append(found.link)
    assert states == [
        LinkState.UNKNOWN,
        LinkState.FINE,
        LinkState.FINE,
        LinkState.BROKEN,
        LinkState.OTHER,
        LinkState.UNKNOWN,
    ]


def test_of_a_guide_that_was_sent_and_one_in_the_register_the_one_checked_last_is_handed_out() -> None:
    older, newer = date(2026, 11, 2), date(2026, 11, 20)
    registered, by_hand = entry(checked_at=older), sent(checked_at=newer)
    assert guide(snapshot(registered, by_hand), "so") is by_hand
    assert guide(snapshot(registered, sent(checked_at=older)), "so") != registered
    later = entry(checked_at=newer)
    assert guide(snapshot(later, sent(checked_at=older)), "so") is later
    assert guide(snapshot(by_hand), "so") is by_hand
