"""Every module with tables, so that migrations and tests see the whole schema."""

from __future__ import annotations

import bot.actors.bindings
import bot.cases.auditor
import bot.cases.counts
import bot.cases.coverage_tables
import bot.cases.tables
import bot.channels.despatch_tables
import bot.channels.tables
import bot.chat.dialogue
import bot.chat.preference
import bot.chat.undo
import bot.duty.overrides
import bot.duty.tables
import bot.guidance.tables
import bot.matrix.tables
import bot.matrix.tables_account
import bot.press.feed_tables
import bot.press.plan_tables
import bot.press.tables
import bot.press.talk_tables
import bot.register.tables
import bot.situation.picture_tables
import bot.situation.tables
import bot.store.attachment
import bot.store.audit
import bot.store.event_ref
import bot.store.inbox
import bot.store.outbox
import bot.store.pulse
import bot.store.sync_state  # noqa: F401 - each import registers its tables
from bot.store.base import Base

METADATA = Base.metadata
