"""Synapse's limits, made so wide that no test or scene meets them."""

from __future__ import annotations

from typing import Any

_WIDE = {"per_second": 1_000_000, "burst_count": 1_000_000}
WIDE_LOGIN: dict[str, Any] = {
    "rc_login": {"address": _WIDE, "account": _WIDE, "failed_attempts": _WIDE},
    "rc_registration": _WIDE,
    "rc_registration_token_validity": _WIDE,
}
WIDE_LIMITS: dict[str, Any] = {
    "rc_message": _WIDE,
    "rc_admin_redaction": _WIDE,
    "rc_joins": {"local": _WIDE, "remote": _WIDE},
    "rc_joins_per_room": _WIDE,
    "rc_invites": {"per_room": _WIDE, "per_user": _WIDE, "per_issuer": _WIDE},
    "rc_room_creation": _WIDE,
    "rc_3pid_validation": _WIDE,
    "rc_third_party_invite": _WIDE,
    "rc_key_requests": _WIDE,
    "rc_presence": {"per_user": _WIDE},
    "rc_delayed_event_mgmt": _WIDE,
    "rc_reports": _WIDE,
    "rc_media_create": _WIDE,
    "rc_user_directory": _WIDE,
    "rc_federation": {"window_size": 1000, "sleep_limit": 1_000_000, "reject_limit": 1_000_000},
}
