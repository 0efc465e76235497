"""What a revision says, and the hash that approvals are bound to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.press.bound import Bound
from bot.press.values import Quorum


@dataclass(frozen=True)
class Variant:
    """The text in another language; ``ready`` when whoever answers for the language has said so."""

    title: str
    body: str
    ready: bool = False


@dataclass(frozen=True)
class Content:
    """Everything that is signed: a change of any of it is a new revision.

    ``body`` is Markdown (see ``markup.py``). The quorum and ``informed`` name actors by id, ``contact`` a
    function's number in the register, ``channels`` the register's channels. ``variants``: by language code,
    None for one that is wanted and not written yet. ``local``: by actor, its own block below the common text.
    ``guide``: texts of the guide for parents that it was made of: it goes out while they hold.
    The time of publication is not part of it: signing says what is sent, planning says when.
    """

    title: str
    body: str
    quorum: Quorum
    channels: tuple[str, ...] = ()
    purpose: str = ""
    target_group: str = ""
    informed: tuple[str, ...] = ()
    contact: str = ""
    spokesperson: str = ""
    checked_by: str = ""
    variants: Mapping[str, Variant | None] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    embargo_until: datetime | None = None
    expires_at: datetime | None = None
    guide: tuple[Bound, ...] = ()


def to_json(content: Content) -> dict[str, Any]:
    """Plain values; times as UTC in ISO 8601. Where nothing is of the guide nothing is said of it.

    What was signed before there was a guide has the hash that it had.
    """
    found = asdict(content)
    if not content.guide:
        del found["guide"]
    for key in ("embargo_until", "expires_at"):
        at: datetime | None = found[key]
        found[key] = at.astimezone(UTC).isoformat() if at is not None else None
    plain: dict[str, Any] = json.loads(json.dumps(found, ensure_ascii=False))
    return plain


def from_json(found: Mapping[str, Any]) -> Content:
    """What ``to_json`` made."""
    quorum = found["quorum"]
    return Content(
        **{
            **found,
            "quorum": Quorum(
                required=tuple(quorum["required"]),
                among=tuple(quorum["among"]),
                least=quorum["least"],
                veto=tuple(quorum["veto"]),
            ),
            "channels": tuple(found["channels"]),
            "informed": tuple(found["informed"]),
            "variants": {code: Variant(**one) if one else None for code, one in found["variants"].items()},
            "embargo_until": _time(found["embargo_until"]),
            "expires_at": _time(found["expires_at"]),
            "guide": tuple(Bound(**one) for one in found.get("guide", ())),
        }
    )


def content_hash(content: Content, reference: str) -> str:
    """SHA-256 in hex over reference and canonical JSON: the same text of another message is not it."""
    canonical = json.dumps(
        [reference, to_json(content)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
