"""The official guide comes as a file that an administrator sends in the operations room."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import select

from bot.chat.dialogue import keep, restore
from bot.chat.message import Incoming, SentFile, Trust
from bot.demo.standins import stand_in
from bot.guidance.entries import GuideEntry, guide
from bot.guidance.languages import language
from bot.guidance.official import official
from bot.guidance.sent import yielding
from bot.guidance.sent_pdf import SentPdfs
from bot.guidance.tables import GuideFileRow, GuideSentRow
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.work.beforehand import Beforehand
from bot.work.files import FileAway
from tests.cases.night import DRIFT, KVIST, MOBERG, ROC, Said, direct
from tests.guidance.day import GuideDay, guide_entry

NEW, OTHER = stand_in(language("so")), stand_in(language("ti"))
URL = "https://guide.example/ny"
SAYS = f"utgåva:Påhittad utgåva 2027 källa:Påhittad utgivare adress:{URL} kontrollerad:2026-11-20"
LOAD = f"!gängsnack ladda so {SAYS}"


@dataclass
class Homeserver:
    """Files by address; an error takes the place of one that cannot be had."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    error: str | None = None
    fetched: int = 0

    async def fetch(self, file: SentFile, largest: int) -> bytes:
        self.fetched += 1
        if self.error is not None or file.url not in self.bodies:
            raise FileAway(self.error or "gone")
        if len(self.bodies[file.url]) > largest:
            raise FileAway("large")
        return self.bodies[file.url]


@dataclass
class Office:
    """The operations room with its administrator."""

    day: GuideDay
    server: Homeserver

    async def says(
        self, text: str, body: bytes | None = None, who: str = MOBERG, room: str = DRIFT, **more: object
    ) -> list[Said]:
        file = None
        if body is not None:
            url = f"mxc://localhost/{sha256(body).hexdigest()[:8]}"
            self.server.bodies[url] = body
            file = SentFile(url, "application/pdf", len(body), {"key": "k", "iv": "i", "sha256": "s"})
        return await self.day.type(who, text, room, file=file, **more)

    async def handed_out(self, code: str = "so") -> tuple[str, bytes | None] | None:
        """The edition and the file."""
        async with self.day.store.begin() as session:
            snapshot = await self.day.register.current(session)
            found = await official(session, snapshot, code, self.day.clock.now())
        return (found.entry.edition, found.body) if found is not None else None

    async def files(self) -> set[bytes]:
        async with self.day.store.begin() as session:
            return set(await session.scalars(select(GuideFileRow.body)))

    async def registers(self, *entries: GuideEntry) -> tuple[str, ...]:
        """Load these guides and no other; what is said of files."""
        day = self.day
        snapshot = await day.snapshot()
        found = {section.model: snapshot.of(section.model) for section in day.sections}
        found[GuideEntry] = {one.language: one for one in entries}
        async with day.store.begin() as session:
            applied = await apply_register(
                session, Loaded(found), day.sections, at=day.clock.now(), actor="test"
            )
        return applied.files


@pytest.fixture
async def office(day: GuideDay) -> Office:
    day.files = server = Homeserver()
    day.restart(day.store)
    made = Office(day, server)
    await made.registers()
    return made


def bodies(said: list[Said]) -> str:
    return "\n".join(one.body for one in said)


async def test_a_file_with_its_command_is_handed_out_from_then_on(office: Office) -> None:
    said = bodies(await office.says(LOAD, NEW))
    assert "Den officiella guiden på somaliska är inlagd" in said
    assert sha256(NEW).hexdigest() in said
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    snapshot = await office.day.snapshot()
    entry = guide(snapshot, "so")
    assert entry is not None
    assert (entry.url, entry.checked_by) == (URL, "Moberg, drift (fiktiv)")


async def test_a_file_by_itself_is_asked_about_and_the_command_may_come_after_it(office: Office) -> None:
    assert "Vilket språk är guiden på?" in bodies(await office.says("!gängsnack ladda", NEW))
    assert "Vilken utgåva är det?" in bodies(await office.says("so"))
    said = bodies(await office.says(LOAD))
    assert "Den officiella guiden på somaliska är inlagd" in said
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_that_is_no_pdf_is_told_so_before_anything_is_asked_about_it(office: Office) -> None:
    for line in ("!gängsnack ladda", "!gängsnack ladda so"):
        said = bodies(await office.says(line, b"PK not a PDF"))
        assert "Filen är ingen PDF." in said
        assert "hämta den som PDF och skicka den här i rummet" in said
        assert "Vilke" not in said


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_sent_while_its_command_asks_goes_on_with_what_was_written(office: Office) -> None:
    assert "Vem ger ut den?" in bodies(await office.says("!gängsnack ladda so utgåva:2027"))
    said = bodies(await office.says("", NEW))
    assert "Jag fortsätter på det du började skriva" in said
    assert "Vem ger ut den?" in said
    assert "Vilken adress har den på nätet?" in bodies(await office.says("Påhittad utgivare"))
    assert "är inlagd" in bodies(await office.says(URL))
    assert await office.handed_out() == ("2027", NEW)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_that_is_no_pdf_sent_while_its_command_asks_is_answered(office: Office) -> None:
    await office.says("!gängsnack ladda so utgåva:2027")
    assert "Filen är ingen PDF." in bodies(await office.says("", b"PK not a PDF"))
    assert "Vem ger ut den?" in bodies(await office.says("", NEW))


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("caption", ["!gängsnack ladda", "", "so", "Här är en till"])
async def test_a_second_file_is_not_taken_for_the_one_that_is_asked_about(
    office: Office, caption: str
) -> None:
    assert "Vilket språk är guiden på?" in bodies(await office.says("!gängsnack ladda", NEW))
    said = await office.says(caption, OTHER)
    assert len(said) == 1
    assert "Jag frågar om filen som du skickade" in said[0].body
    assert "Vilket språk" not in said[0].body
    assert "Så här" not in said[0].body
    for answer in ("so", "2027", "Påhittad utgivare", URL):
        said = await office.says(answer)
    assert "är inlagd" in bodies(said)
    assert await office.handed_out() == ("2027", NEW)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_second_file_with_all_that_is_said_of_it_is_loaded_and_the_first_is_still_asked_about(
    office: Office,
) -> None:
    await office.says("!gängsnack ladda", NEW)
    said = bodies(await office.says(LOAD.replace("so ", "ti ", 1), OTHER))
    assert "Den officiella guiden på tigrinska är inlagd" in said
    assert "väntar fortfarande på ditt svar" in said
    assert "Vilken utgåva är det?" in bodies(await office.says("so"))
    await office.says(LOAD)
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    assert await office.handed_out("ti") == ("Påhittad utgåva 2027", OTHER)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_may_come_with_the_answer_to_its_question(office: Office) -> None:
    await office.says("!gängsnack ladda")
    assert "Filen är ingen PDF." in bodies(await office.says("Här är den", b"PK not a PDF"))
    assert "Vilken utgåva är det?" in bodies(await office.says("so", NEW))
    assert "är inlagd" in bodies(await office.says(LOAD))
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_without_words_that_nobody_waits_for_is_for_people(office: Office) -> None:
    assert await office.says("", b"a log") == []


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_the_file_is_fetched_and_looked_at_while_no_transaction_is_open_and_once(
    office: Office,
) -> None:
    day, server = office.day, office.server
    server.bodies["mxc://localhost/a"] = NEW
    file = SentFile("mxc://localhost/a", "application/pdf", None, {"key": "k", "iv": "i", "sha256": "s"})
    incoming = day.incoming(MOBERG, LOAD, DRIFT, file=file)
    with pytest.raises(Beforehand) as order:
        async with day.store.begin() as session:
            await day.core.dispatcher.handle(session, incoming)
    assert server.fetched == 0
    await order.value.work()
    async with day.store.begin() as session:
        await day.core.dispatcher.handle(session, incoming)
    assert server.fetched == 1
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_that_could_not_be_had_is_fetched_anew_when_it_is_asked_for_again(
    office: Office,
) -> None:
    office.server.error = "away"
    assert "gick inte att hämta" in bodies(await office.says(LOAD, NEW))
    office.server.error = None
    assert "är inlagd" in bodies(await office.says(LOAD, NEW))


async def test_files_that_come_in_step_do_not_drive_each_other_out_of_memory() -> None:
    urls = [f"mxc://localhost/{number}" for number in range(4)]
    server = Homeserver(dict.fromkeys(urls, NEW))
    pdfs = SentPdfs(server)
    files = [SentFile(url, "application/pdf", None, {"key": "k", "iv": "i", "sha256": "s"}) for url in urls]
    for file in files:
        with pytest.raises(Beforehand) as order:
            pdfs.of(file, 10**7)
        await order.value.work()
    assert [pdfs.of(file, 10**7).body for file in files] == [NEW] * 4
    assert server.fetched == 4


async def test_another_guide_is_replaced_after_a_question_and_the_step_can_be_taken_back(
    office: Office,
) -> None:
    await office.says(LOAD, NEW)
    asked = bodies(await office.says(LOAD.replace("2027", "2028"), OTHER))
    assert "finns redan: Påhittad utgåva 2027" in asked
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    await office.says("nej")
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    await office.says(LOAD.replace("2027", "2028"), OTHER)
    assert "är inlagd" in bodies(await office.says("ja"))
    assert await office.handed_out() == ("Påhittad utgåva 2028", OTHER)
    said = bodies(await office.says("!ångra"))
    assert "Nu delas Påhittad utgåva 2027" in said
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    assert await office.files() == {NEW}
    assert "Nu finns ingen officiell guide på somaliska" in bodies(
        await office.says("!gängsnack återställ so")
    )
    assert await office.files() == set()
    assert "Ingen guide på somaliska har skickats hit" in bodies(await office.says("!gängsnack återställ so"))


async def test_the_same_file_twice_is_said_so(office: Office) -> None:
    await office.says(LOAD, NEW)
    assert "Det är samma fil som redan delas ut" in bodies(await office.says(LOAD, NEW))


async def test_a_register_that_is_loaded_later_says_which_of_two_is_handed_out(office: Office) -> None:
    await office.says(LOAD, NEW)
    lines = await office.registers(guide_entry("so"))
    assert any(line.startswith("= guide so som skickades i driftrummet") for line in lines), lines
    assert await office.handed_out() == ("Påhittad utgåva 2027", NEW)
    later = guide_entry("so", checked_at=office.day.clock.now().date())
    lines = await office.registers(later)
    assert any("registrets gäller" in line for line in lines), lines
    assert await office.handed_out() == ("Påhittad utgåva 2026", None)
    assert await office.files() == set()
    async with office.day.store.begin() as session:
        assert list(await session.scalars(select(GuideSentRow))) == []
        assert await yielding(session, await office.day.register.current(session)) == ([], [])


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_one_that_gives_way_to_a_register_that_is_as_it_was_is_handed_out_no_more(
    office: Office,
) -> None:
    registered = guide_entry("so", sha256=sha256(OTHER).hexdigest())
    await office.registers(registered)
    await office.says(LOAD, NEW)
    await office.says("ja")
    await office.says(LOAD.replace("2027", "2028"), OTHER)
    await office.says("ja")
    assert await office.handed_out() == ("Påhittad utgåva 2028", OTHER)
    await office.registers(registered)
    assert await office.handed_out() == ("Påhittad utgåva 2026", OTHER)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_one_checked_before_the_registers_is_not_said_to_be_handed_out(office: Office) -> None:
    """The register's goes first then, and would go on being handed out."""
    await office.registers(guide_entry("so"))
    said = bodies(await office.says(LOAD.replace("2026-11-20", "2026-11-01"), NEW))
    assert "i registret är kontrollerad senare, måndag 2 november" in said
    assert await office.files() == set()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("text", "body", "told"),
    [
        (LOAD, None, "Jag har ingen fil att lägga in."),
        (LOAD, b"<html>", "Filen är ingen PDF."),
        (LOAD, NEW[:200], "Filen är avbruten"),
        (LOAD, b"%PDF-1.4\n%%EOF", "Filen är trasig"),
        (LOAD, NEW + bytes(11_000_000), "Filen är för stor, högst 10 MB"),
        (LOAD.replace("so ", "finska ", 1), NEW, "Guiden finns inte på finska"),
        (LOAD.replace("https", "http"), NEW, "är ingen adress"),
        (LOAD.replace("2026-11-20", "2027-11-20"), NEW, "har inte varit än"),
        (LOAD.replace("2026-11-20", "igår"), NEW, "är inget datum"),
    ],
)
async def test_what_is_not_to_be_handed_out_is_told_and_nothing_is_changed(
    office: Office, text: str, body: bytes | None, told: str
) -> None:
    assert told in bodies(await office.says(text, body))
    assert await office.handed_out() is None
    assert await office.files() == set()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("error", "told"),
    [("gone", "finns inte längre"), ("damaged", "har ändrats på vägen"), ("away", "gick inte att hämta")],
)
async def test_a_file_that_cannot_be_had_is_told(office: Office, error: str, told: str) -> None:
    office.server.error = error
    assert told in bodies(await office.says(LOAD, NEW))


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_nobody_but_an_administrator_on_a_signed_device_in_the_operations_room_loads_one(
    office: Office,
) -> None:
    await office.says(LOAD, NEW, trust=Trust.UNSIGNED)
    await office.says(LOAD, NEW, who=KVIST, room=ROC)
    await office.says(LOAD, NEW, room=direct(MOBERG))
    assert await office.handed_out() is None


def test_a_file_waits_with_its_question_and_its_keys_are_not_shown() -> None:
    file = SentFile("mxc://localhost/a", "application/pdf", 3, {"key": "hemlig", "iv": "i", "sha256": "s"})
    at = datetime(2026, 11, 23, tzinfo=UTC)
    incoming = Incoming(1, "$e", DRIFT, MOBERG, "text", "", Trust.SIGNED, at, at, file=file)
    assert restore(json.loads(json.dumps(keep(incoming)))) == incoming
    assert "hemlig" not in repr(incoming)
