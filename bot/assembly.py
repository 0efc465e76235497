"""What the bot and the operator's commands put together alike: store, register, their words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from bot.actors.bindings import bindings
from bot.actors.sections import SENTENCES as ACTOR_SENTENCES
from bot.actors.sections import actor_sections
from bot.cases.sections import SENTENCES as CASE_SENTENCES
from bot.cases.sections import case_sections
from bot.cases.table import defaults
from bot.clock import Clock, SystemClock
from bot.config import Settings, load_settings
from bot.duty.facts import UnitEntry
from bot.duty.overrides import overrides
from bot.duty.sections import SENTENCES as DUTY_SENTENCES
from bot.duty.sections import duty_sections
from bot.guidance.sections import SENTENCES as GUIDANCE_SENTENCES
from bot.guidance.sections import guidance_sections
from bot.guidance.sent import sent_guides
from bot.law.sections import SENTENCES as LAW_SENTENCES
from bot.law.sections import law_sections
from bot.log import configure
from bot.press.sections import SENTENCES as PRESS_SENTENCES
from bot.press.sections import press_sections
from bot.register.section import Sections, Snapshot
from bot.register.source import RegisterSource
from bot.secrets import Secrets, load_secrets
from bot.situation.sections import SENTENCES as SITUATION_SENTENCES
from bot.situation.sections import situation_sections
from bot.store import migrations
from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.reachable import database_faults


@dataclass(frozen=True)
class Ground:
    """What everything stands on."""

    settings: Settings
    secrets: Secrets
    clock: Clock
    store: Store
    sections: Sections

    @property
    def register(self) -> RegisterSource:
        """A source of its own; the bot keeps one for its whole life."""
        return RegisterSource(self.sections, beside=[bindings, overrides, sent_guides])


@asynccontextmanager
async def ground(config: Path, *, clock: Clock | None = None) -> AsyncIterator[Ground]:
    """Settings, secrets and an open store whose schema is the program's own."""
    settings = load_settings(config)
    configure(settings.log.level, settings.log.format)
    secrets = load_secrets(settings)
    async with open_store(settings, secrets) as store:
        yield Ground(settings, secrets, clock or SystemClock(), store, all_sections(clock or SystemClock()))


@asynccontextmanager
async def open_store(settings: Settings, secrets: Secrets) -> AsyncIterator[Store]:
    """The database, brought to the program's schema.

    Raises:
        Fault: it is newer than the program, or not to be opened.
    """
    store = Store(settings.database_url, Keyring(secrets.data_keys))
    try:
        with database_faults():
            await migrations.upgrade(store)
        yield store
    finally:
        await store.dispose()


def all_sections(clock: Clock) -> Sections:
    """Every kind of entry the register has, in the order in which a difference is shown."""

    def stale(snapshot: Snapshot) -> timedelta:
        return defaults(snapshot).stale

    return (
        *actor_sections(lambda snapshot: snapshot.of(UnitEntry).keys(), clock, stale),
        *duty_sections(clock, stale),
        *case_sections(),
        *law_sections(clock),
        *situation_sections(),
        *press_sections(),
        *guidance_sections(clock),
    )


def register_sentences() -> Mapping[str, str]:
    """What is said of faults in the register, by code."""
    return MappingProxyType(
        {
            **ACTOR_SENTENCES,
            **DUTY_SENTENCES,
            **CASE_SENTENCES,
            **LAW_SENTENCES,
            **SITUATION_SENTENCES,
            **PRESS_SENTENCES,
            **GUIDANCE_SENTENCES,
        }
    )
