"""What was marked for a narrower audience is shown to nobody wider: person and room both count."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.actors.facts import PersonEntry
from bot.chat.declare import Call
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass, Trust
from bot.chat.outcome import ToPerson
from bot.register.section import Snapshot
from bot.situation.audience import Sight, audience_of
from bot.situation.values import Audience
from tests.cases.night import example

HED, KVIST, LUND, EK = (
    "@rapp-hed:localhost",
    "@roc-kvist:localhost",
    "@tib-lund:localhost",
    "@polis-ek:localhost",
)
NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)


def sight(
    user_id: str, room_class: RoomClass, owner: str | None = None, *, strangers: tuple[str, ...] = ()
) -> Sight:
    snapshot = Snapshot(1, example().entries)
    entry = snapshot.of(PersonEntry)[user_id]
    roles = {grant.role: frozenset({entry.organisation}) for grant in entry.roles}
    caller = Caller(user_id, True, entry.name, "sv", entry.organisation, cast(dict[Role, Any], roles))
    place = Place("!r:localhost", room_class, owner, encrypted=True, strangers=strangers)
    incoming = Incoming(1, "$1", "!r:localhost", user_id, "text", "", Trust.SIGNED, NOW, NOW)
    return audience_of(Call(cast(Any, None), caller, place, incoming, NOW), snapshot)


@pytest.mark.parametrize(
    ("user_id", "room", "owner", "expected"),
    [
        (KVIST, RoomClass.DIREKT, None, Sight(Audience.ROC, "lst")),
        (LUND, RoomClass.ROC, None, Sight(Audience.ROC)),
        (HED, RoomClass.DIREKT, None, Sight(Audience.SSR, "nacka")),
        (HED, RoomClass.AKTOR, "nacka", Sight(Audience.SSR, "nacka")),
        (HED, RoomClass.AKTOR, "polis", Sight(Audience.SSR)),
        (KVIST, RoomClass.AKTOR, "nacka", Sight(Audience.SSR)),
        (KVIST, RoomClass.SSR, None, Sight(Audience.SSR)),
        (KVIST, RoomClass.KOMMUN_POLIS, "0182", Sight(Audience.SSR)),
        (EK, RoomClass.ROC, None, Sight(Audience.SSR)),
        (EK, RoomClass.LEDNING, None, Sight(Audience.ROC)),
        (KVIST, RoomClass.DRIFT, None, Sight(Audience.SSR)),
    ],
)
def test_the_narrower_of_person_and_room_decides(
    user_id: str, room: RoomClass, owner: str | None, expected: Sight
) -> None:
    assert sight(user_id, room, owner) == expected


def test_an_actors_own_things_are_seen_by_it_alone() -> None:
    seen = {who: sight(who, RoomClass.DIREKT).sees("nacka", Audience.OWN) for who in (HED, KVIST, EK)}
    assert seen == {HED: True, KVIST: False, EK: False}
    assert not sight(HED, RoomClass.SSR).sees("nacka", Audience.OWN)


def test_what_is_for_the_centre_is_seen_by_it_and_by_whose_it_is() -> None:
    seen = {who: sight(who, RoomClass.DIREKT).sees("nacka", Audience.ROC) for who in (HED, KVIST, EK)}
    assert seen == {HED: True, KVIST: True, EK: False}
    assert not sight(KVIST, RoomClass.SSR).sees("nacka", Audience.ROC)
    assert sight(EK, RoomClass.SSR).sees("nacka", Audience.SSR)


def test_a_room_with_strangers_is_not_answered_but_the_person_is() -> None:
    found = sight(KVIST, RoomClass.ROC, strangers=("@vem:annan",))
    assert found == Sight(Audience.ROC, "lst", ToPerson(KVIST))
