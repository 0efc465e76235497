"""Whatever people do in whatever order, it is approved exactly while enough have said yes to its text."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.press import find
from bot.press.values import Quorum, State
from bot.press.weigh import weigh
from tests.press.day import DAHL, NORD, OST, STRAND, VINGE, PressDay
from tests.press.signing import revise, state, with_two_actors

PEOPLE = {"stockholm": (DAHL,), "polis": (STRAND,), "nacka": (VINGE, STRAND), "lst": (OST,)}
"""Who may sign for whom; one of them for two."""
QUORUMS = (
    Quorum(required=("stockholm", "polis")),
    Quorum(required=("stockholm",), among=("polis", "nacka", "lst"), least=2),
    Quorum(among=("stockholm", "polis", "nacka"), least=1, veto=("lst",)),
)
LASTS = timedelta(hours=48)
STEPS = 40


@dataclass
class Rules:
    """The rules of the issue, kept apart from the program that they are compared with."""

    quorum: Quorum
    revision: int = 1
    wrote: set[str] = field(default_factory=lambda: {NORD})
    yes: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """By actor: who said it, and when."""
    no: set[str] = field(default_factory=set)

    def say_yes(self, actor: str, who: str, revision: int, now: datetime) -> None:
        blocked = actor in self.no and actor in {*self.quorum.required, *self.quorum.veto}
        # one person speaks for one organisation
        spoken = any(by == who and at + LASTS > now for one, (by, at) in self.yes.items() if one != actor)
        if revision == self.revision and who not in self.wrote and not blocked and not spoken:
            self.no.discard(actor)
            # said once more it changes nothing, unless it is soon too old
            _, before = self.yes.get(actor, (who, now - LASTS))
            if now + timedelta(hours=1) >= before + LASTS:
                self.yes[actor] = who, now

    def take_back(self, who: str) -> None:
        self.yes = {actor: (by, at) for actor, (by, at) in self.yes.items() if by != who}

    def say_no(self, actor: str, revision: int) -> None:
        if revision == self.revision:
            self.yes.pop(actor, None)
            self.no.add(actor)

    def enough(self, now: datetime) -> bool:
        """Each that is named, some of the others, nobody against it, and somebody else than the owner."""
        strong = {*self.quorum.required, *self.quorum.veto}
        yes = {
            actor for actor, (_, at) in self.yes.items() if at + LASTS > now and actor in self.quorum.signers
        }
        return (
            yes.issuperset(self.quorum.required)
            and len(yes & set(self.quorum.among)) >= self.quorum.least
            and not self.no & strong
            and bool(yes - {"stockholm"})
        )


async def step(day: PressDay, rules: Rules, chance: random.Random) -> str:
    """One thing that somebody does, in the program and by the rules."""
    actor, now = chance.choice(rules.quorum.signers), day.clock.now()
    who = chance.choice(PEOPLE[actor])
    revision = chance.choice((rules.revision, rules.revision, max(1, rules.revision - 1)))
    # what is rejected is most often written anew
    edits = ("edit",) * (9 if rules.no else 1)
    match chance.choice((*("yes",) * 9, *edits, "no", "back", "time", "device")):
        case "yes":
            await day.type(who, f"!budskap godkänn BU-0001 rev {revision} för:{actor}")
            rules.say_yes(actor, who, revision, now)
            return f"{who} approves {revision} for {actor}"
        case "no":
            await day.type(who, f"!budskap avslå BU-0001 rev {revision} för:{actor} orsak:Fel")
            rules.say_no(actor, revision)
            return f"{actor} rejects {revision}"
        case "back":
            await day.type(who, "!budskap ångra BU-0001")
            rules.take_back(who)
            return f"{who} takes it back"
        case "edit":
            by = chance.choice((NORD, NORD, NORD, who))
            await revise(day, by=by, title=f"Rubrik {rules.revision + 1}")
            rules.revision, rules.wrote = rules.revision + 1, {NORD, by}
            rules.yes.clear()
            rules.no.clear()
            return f"{by} edits"
        case "device":
            day.worth.lost.add(who)
            row = await day.message()
            async with day.store.begin() as session:
                await weigh(session, day.desk, await find.held(session, row.id), now)
            day.worth.lost.clear()
            rules.take_back(who)
            return f"{who}'s device is lost"
        case _:
            hours = chance.choice((1, 13, 30))
            await day.pass_by(hours=hours)
            return f"{hours} hours pass"


@pytest.mark.parametrize("seed", [0, 2, 3, 4])
async def test_it_is_approved_while_the_rules_say_so_and_never_else(day: PressDay, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same walk each time
    quorum = QUORUMS[seed % len(QUORUMS)]
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=quorum)
    rules, walked, seen = Rules(quorum), list[str](), set[State]()
    for _ in range(STEPS):
        walked.append(await step(day, rules, chance))
        wanted = State.APPROVED if rules.enough(day.clock.now()) else State.CIRCULATED
        assert await state(day) is wanted, "\n".join(walked)
        seen.add(wanted)
    assert seen == {State.APPROVED, State.CIRCULATED}
