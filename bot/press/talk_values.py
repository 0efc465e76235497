"""The words of rumours and questions as values."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """Which of the two it is."""

    RUMOUR = "rumour"
    QUESTION = "question"


class TalkState(StrEnum):
    """OPEN: nobody has answered it yet. CLOSED: it is over, and may be taken up again."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Truth(StrEnum):
    """What is known of a rumour: it is never shown without this before it."""

    FALSE = "false"
    MISLEADING = "misleading"
    UNCONFIRMED = "unconfirmed"
    TRUE = "true"


class Spread(StrEnum):
    SMALL = "small"
    GROWING = "growing"
    LARGE = "large"


class Asker(StrEnum):
    """Who asks."""

    MEDIA = "media"
    PUBLIC = "public"
    STAFF = "staff"


LIVING = frozenset({TalkState.OPEN, TalkState.ANSWERED})
