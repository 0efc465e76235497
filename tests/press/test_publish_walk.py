"""Whatever happens in whatever order, nothing goes out but the text that is approved at that instant."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.content import content_hash, from_json
from bot.press.tables import MessageRow, RevisionRow, SignOffRow
from bot.press.values import State, Verdict
from bot.register.load import Loaded
from bot.store.audit import AuditRow
from tests.faults.desk import Killed, Side
from tests.press.day import DAHL, IN_FORCE, NORD, SSR, STRAND, PressDay, changed, without_role
from tests.press.publishing import sign
from tests.press.signing import signs_also_for
from tests.stores import opened

SIGNERS = {"stockholm": {DAHL, STRAND}, "polis": {STRAND}}
"""Who may sign for whom; one of them for both, and then for one of them alone."""
LATE = timedelta(minutes=15)
STEPS = (
    "edit", "tamper", "approve stockholm", "approve polis", "reject polis", "lose role", "have role",
    "lose device", "have device", "schedule", "pause", "release", "stop", "a minute", "two minutes",
    "ten minutes", "an hour", "back an hour", "killed before", "killed after", "stranger",
    "approve as the other", "both by one",
)  # fmt: skip
PLAIN = ("approve stockholm", "approve polis", "schedule", "ten minutes")
"""What leads to a publication when nothing comes between."""
_numbers = count()


@dataclass
class Walk:
    """One message, everybody who has to do with it, and what would be wrong."""

    day: PressDay
    url: str
    roles: bool = True
    devices: bool = True
    edits: int = 0
    seen: int = 0
    body: str = ""
    released: list[str] = field(default_factory=list)

    async def row(self) -> MessageRow:
        return await self.day.message()

    async def step(self, name: str) -> None:
        row = await self.row()
        one = row.reference
        await {
            "edit": self._edit,
            "tamper": self._tamper,
            "approve stockholm": lambda: self._type(DAHL, f"godkänn {one} rev {row.revision}"),
            "approve polis": lambda: self._type(STRAND, f"godkänn {one} rev {row.revision} för:polisen"),
            "approve as the other": lambda: self._type(
                STRAND, f"godkänn {one} rev {row.revision} för:Stockholm"
            ),
            "both by one": lambda: sign(self.day, row, stockholm=STRAND, polis=STRAND),
            "reject polis": lambda: self._type(
                STRAND, f"avslå {one} rev {row.revision} för:polisen orsak:Fel"
            ),
            "lose role": lambda: self._role(has=False),
            "have role": lambda: self._role(has=True),
            "lose device": lambda: self._device(has=False),
            "have device": lambda: self._device(has=True),
            "schedule": lambda: self._type(NORD, f"schemalägg {one} om 5 min", "ja"),
            "pause": lambda: self._type(NORD, f"pausa {one}"),
            "release": lambda: self._type(NORD, f"släpp {one}", "ja"),
            "stop": lambda: self._type(STRAND, f"stopp {one}"),
            "a minute": lambda: self._pass(minutes=1),
            "two minutes": lambda: self._pass(minutes=2),
            "ten minutes": lambda: self._pass(minutes=10),
            "an hour": lambda: self._jump(hours=1),
            "back an hour": lambda: self._jump(hours=-1),
            "killed before": lambda: self._killed("before"),
            "killed after": lambda: self._killed("after"),
            "stranger": self._stranger,
        }[name]()
        await self._look()

    async def _type(self, who: str, *lines: str) -> None:
        first, *more = lines
        await self.day.type(who, f"!budskap {first}")
        for line in more:
            await self.day.type(who, line)

    async def _edit(self) -> None:
        self.edits += 1
        await self._type(NORD, f"ändra {(await self.row()).reference} text:Lydelse {self.edits}. Ring 112.")

    async def _tamper(self) -> None:
        """Somebody writes into the database past the bot."""
        async with self.day.store.begin() as session:
            revision = await self._newest(session)
            if revision.content is not None:
                revision.content = {**revision.content, "body": "Inskrivet vid sidan av."}

    async def _role(self, *, has: bool) -> None:
        if self.roles != has:
            self.roles = has
            await self.day.open(with_both_roles() if has else without_role(STRAND))

    async def _device(self, *, has: bool) -> None:
        self.devices = has
        (self.day.worth.lost.discard if has else self.day.worth.lost.add)(STRAND)

    async def _stranger(self) -> None:
        self.day.hall.joined[SSR] ^= {"@stranger:elsewhere"}

    async def _pass(self, minutes: float) -> None:
        for _ in range(int(minutes)):
            self.day.clock.advance(timedelta(minutes=1))
            await self.day.tick()
            await self._look()

    async def _jump(self, hours: float) -> None:
        self.day.clock.jump(self.day.clock.now() + timedelta(hours=hours))
        await self.day.tick()

    async def _killed(self, side: Side) -> None:
        """At the third commit of what falls due within a minute; another process goes on."""
        commits = count(1)

        async def die(now: Side) -> None:
            if now == side and next(commits) >= 3:
                raise Killed

        alive, dying = self.day.store, opened(self.url, die)
        self.day.store = dying
        self.day.clock.advance(timedelta(minutes=1))
        with suppress(Killed):
            await self.day.tick()
        self.day.store = alive
        await dying.dispose()
        await self._look()
        await self.day.tick()

    async def _newest(self, session: AsyncSession) -> RevisionRow:
        wanted = select(RevisionRow).order_by(RevisionRow.number.desc()).limit(1)
        return (await session.scalars(wanted)).one()

    async def _look(self) -> None:
        """Everything that was released since the last look was approved, whole and in time."""
        async with self.day.store.read() as session:
            found = await session.scalars(
                select(AuditRow)
                .where(AuditRow.action == "message.released", AuditRow.seq > self.seen)
                .order_by(AuditRow.seq)
            )
            for one in found.all():
                self.seen, fields = one.seq, json.loads(one.fields)
                self.released.append(fields["hash"])
                row = (await session.scalars(select(MessageRow))).one()
                assert row.publish_at is not None
                assert row.publish_at <= one.at <= row.publish_at + LATE
                revision = await self._newest(session)
                assert revision.content is not None
                assert revision.number == fields["revision"]
                assert content_hash(from_json(revision.content), row.reference) == fields["hash"]
                await self._approved(session, revision)
                self.body = str(revision.content["body"])
        assert len(self.released) <= 1
        texts = [said.body for said in self.day.heard(SSR)]
        assert len(texts) <= len(self.released)
        assert all(self.body in text for text in texts)

    async def _approved(self, session: AsyncSession, revision: RevisionRow) -> None:
        rows = await session.scalars(
            select(SignOffRow).where(SignOffRow.voided_at.is_(None), SignOffRow.hash == revision.hash)
        )
        yes = {
            row.actor: row.person
            for row in rows
            if row.verdict == Verdict.APPROVED and row.person in SIGNERS[row.actor]
        }
        assert set(yes) == set(SIGNERS)
        assert len(set(yes.values())) == len(yes)
        assert self.roles
        assert self.devices


def with_both_roles() -> Loaded:
    return changed(person={STRAND: signs_also_for(STRAND, "stockholm")})


@st.composite
def walks(draw: st.DrawFn) -> list[str]:
    """The plain way, twice perhaps, with some other things between its steps."""
    steps = []
    for name in PLAIN * draw(st.integers(1, 2)):
        steps += [*draw(st.lists(st.sampled_from(STEPS), max_size=1)), name]
    return steps


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walks())
@example(list(PLAIN))
@example([*PLAIN[:3], "edit", "ten minutes"])
@example([*PLAIN[:3], "two minutes", "two minutes", "tamper", "two minutes"])
@example([*PLAIN[:3], "lose role", "ten minutes"])
@example([*PLAIN[:3], "lose device", "ten minutes"])
@example([*PLAIN[:3], "two minutes", "two minutes", "killed before", "killed after"])
@example([*PLAIN[:3], "pause", "ten minutes", "release", "schedule", "ten minutes"])
@example([*PLAIN[:3], "an hour"])
@example(["approve as the other", *PLAIN[1:]])
@example(["both by one", *PLAIN[2:]])
@example([*PLAIN[:3], "both by one", "ten minutes"])
@example([*PLAIN[:3], "back an hour", "ten minutes"])
async def test_nothing_is_released_but_what_is_approved_at_that_instant(
    sqlite_templates: Path, tmp_path: Path, steps: list[str]
) -> None:
    template = sqlite_templates / f"{IN_FORCE.name}.db"
    if not template.exists():
        await IN_FORCE.make(f"sqlite:///{template}")
    path = tmp_path / f"{next(_numbers)}.db"
    await asyncio.to_thread(shutil.copyfile, template, path)
    store = opened(f"sqlite:///{path}")
    day = await PressDay(store).enter()
    await day.open(with_both_roles())
    await day.put(State.CIRCULATED)
    walk = Walk(day, f"sqlite:///{path}")
    for name in steps:
        await walk.step(name)
    event(f"released: {bool(walk.released)}")
    if steps == list(PLAIN):
        assert len(walk.released) == 1
        assert len(day.heard(SSR)) == 1
    await store.dispose()
