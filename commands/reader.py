"""In which language a picture is drawn: an executor draws it, before any view is asked."""

from __future__ import annotations

from bot.chat.declare import Call
from bot.chat.languages import Languages
from bot.chat.message import RoomClass
from bot.chat.preference import language_of
from bot.chat.say import Say


async def say_here(call: Call, languages: Languages) -> Say:
    """The translator that the command's own view will be handed."""
    language = call.place.language
    if call.place.room_class is RoomClass.DIREKT:
        language = await language_of(call.session, call.caller.user_id, call.caller.language)
    return languages.say(language, call.now)
