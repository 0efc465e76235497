"""What is said of joint messages in their rooms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Document
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from commands.press_card import card

Fields = Mapping[str, Any]


def picture_in(fields: Fields) -> MessagePicture:
    found: MessagePicture = fields["picture"]
    return found


def _card(fields: Fields, say: Say) -> Document:
    return card(picture_in(fields), say)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"message.card": _card})
