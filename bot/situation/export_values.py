"""Values as they stand in JSON."""

from __future__ import annotations

from datetime import UTC, datetime


def named(identity: str, name: str) -> dict[str, str]:
    return {"id": identity, "name": name}


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
