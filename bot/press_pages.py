"""The pages of joint messages in the web part: the feeds, and the calendar behind a link."""

from __future__ import annotations

from typing import Final

from bot.assembly import Ground
from bot.chat.languages import Languages
from bot.feeds import FeedLook, Names
from bot.message_calendar import CalendarLook
from bot.register.source import RegisterSource
from bot.web.calendar import CalendarPage
from bot.web.calendar_link import CalendarLinks
from bot.web.feeds import Feeds
from commands.calendar_view import calendar_words
from commands.feed_view import page_words

_LANGUAGE: Final = "sv"
"""Of what stands in the place of a page: who asks for it is not known there."""


def calendar_links(base: Ground) -> CalendarLinks:
    """For ``!budskap kalender``; without pages there is nothing to link to."""
    web = base.settings.web
    return CalendarLinks(base.secrets.signing_key, web.public_url if web.listen else "")


def press_pages(base: Ground, register: RegisterSource) -> tuple[Feeds, CalendarPage]:
    """To be added to the web part."""
    settings, clock, store = base.settings, base.clock, base.store
    languages, names = Languages(settings.zone), Names(settings.matrix.user_id)
    say = languages.say(_LANGUAGE, clock.now())
    feed = FeedLook(store, clock, languages, names, settings.web.public_url)
    calendar = CalendarLook(store, register, clock, languages, names, settings.zone.key)
    return (
        Feeds(feed, page_words(say), clock),
        CalendarPage(calendar_links(base), calendar, calendar_words(say), clock),
    )
