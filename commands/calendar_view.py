"""The calendar of planned publications in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.chat.say import Say
from bot.press.facts import Planned, Standing
from bot.web.calendar import CalendarWords
from bot.web.calendar_file import CalendarEvent
from commands.press_words import state_word


def calendar_name(say: Say) -> str:
    return say("Gemensamma budskap")


def calendar_words(say: Say) -> CalendarWords:
    again = say("Skriv !budskap kalender till boten i din direktchatt, så får du en ny länk.")
    return CalendarWords(
        refused=say(
            "Länken går inte att använda: den är avklippt, ändrad eller någon annans. {again}", again=again
        ),
        expired=say("Länken har gått ut. {again}", again=again),
        away=say("Kalendern kan inte visas just nu. Försök igen om en stund."),
    )


def event(one: Planned, say: Say, uid: Callable[[str], str]) -> CalendarEvent:
    """``uid``: what calendars know a message by."""
    exercise = say("ÖVNING")
    summary = say("{reference}, {owner}", reference=one.reference, owner=one.owner)
    if one.title is not None:
        summary = say("{what}: {title}", what=summary, title=one.title)
    return CalendarEvent(
        uid=uid(one.reference),
        at=one.at,
        summary=f"{exercise} – {summary}" if one.exercise else summary,
        description="\n".join(_description(one, say)),
        status=one.standing,
        changes=one.changes,
        categories=(exercise,) if one.exercise else (),
    )


def _description(one: Planned, say: Say) -> Iterator[str]:
    if one.exercise:
        yield say("Det här är en övning. Budskapet når ingen utanför den.")
    yield say("{reference} är {state}.", reference=one.reference, state=state_word(one.state, say))
    yield say("Tid i Sverige: {when}.", when=say.when(one.at))
    if one.standing is Standing.TENTATIVE:
        yield say("Tiden är inte säker än.")
    if one.embargo_until is not None:
        yield say("Embargo till {at}: sprid det inte före dess.", at=say.when(one.embargo_until))
