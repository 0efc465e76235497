"""The calendar of planned publications put together: one person's, in their language."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actors.facts import person
from bot.chat.languages import Languages
from bot.chat.preference import language_of
from bot.clock import Clock
from bot.feeds import Names
from bot.press.facts import may_see_plans, planned
from bot.register.source import RegisterSource
from bot.store.engine import Store
from bot.web.calendar_file import calendar_file
from commands.calendar_view import calendar_name, event


@dataclass(frozen=True)
class CalendarLook:
    """What the web part calls."""

    store: Store
    register: RegisterSource
    clock: Clock
    languages: Languages
    names: Names
    zone: str

    async def __call__(self, user_id: str) -> bytes | None:
        """None for who has left the register, or the roles in which messages are planned."""
        now = self.clock.now()
        async with self.store.read() as session:
            snapshot = await self.register.current(session)
            found = person(snapshot, user_id)
            if found is None or not may_see_plans(found):
                return None
            say = self.languages.say(await language_of(session, found.id, found.language), now)
            plans = await planned(session, snapshot, found, now)
        events = (event(one, say, self.names.calendar) for one in plans)
        return calendar_file(calendar_name(say), self.zone, events, now)
