"""The numbers that /metrics shows, in a registry of their own so that nothing is made at import."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10, 60)


class Metrics:
    """One instance a process, handed to whoever counts."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self.registry = registry
        self.events_taken = Counter(
            "rocbot_events_taken", "Events written to the inbox", ["kind"], registry=registry
        )
        self.events_ignored = Counter(
            "rocbot_events_ignored", "Events that do not concern us", ["why"], registry=registry
        )
        self.malformed = Counter(
            "rocbot_events_malformed", "Events that could not be parsed", ["where"], registry=registry
        )
        self.unreadable = Counter(
            "rocbot_events_unreadable",
            "Messages never decrypted and reported to the sender",
            registry=registry,
        )
        self.handled = Histogram(
            "rocbot_handling_seconds", "Time to handle one inbox row", buckets=_SECONDS, registry=registry
        )
        self.faults = Counter(
            "rocbot_faults", "Unexpected errors shown as a reference", ["where"], registry=registry
        )
        self.sent = Counter("rocbot_sent", "Outbox rows that left", ["outcome"], registry=registry)
        self.prepared = Gauge(
            "rocbot_outbox_prepared", "Messages sealed ahead of their moment", registry=registry
        )
        self.outbox_age = Gauge(
            "rocbot_outbox_oldest_seconds", "Age of the oldest unsent row", ["priority"], registry=registry
        )
        self.inbox_age = Gauge(
            "rocbot_inbox_oldest_seconds", "Age of the oldest unhandled row", registry=registry
        )
        self.sync_age = Gauge(
            "rocbot_sync_age_seconds", "Time since the last answered sync", registry=registry
        )
        self.duty_late = Gauge(
            "rocbot_duty_late_seconds", "How late the oldest due item is", registry=registry
        )
        self.standing_still = Gauge(
            "rocbot_cases_standing_still",
            "Open cases that do not progress, at the last look",
            registry=registry,
        )
        self.messages_still = Gauge(
            "rocbot_messages_standing_still",
            "Joint messages that are due and not out, at the last look",
            registry=registry,
        )
        self.signs_of_life = Counter(
            "rocbot_signs_of_life",
            "Looks at which all was well, by how the ping went",
            ["outcome"],
            registry=registry,
        )
        self.one_time_keys = Gauge(
            "rocbot_one_time_keys", "One-time keys the homeserver holds for us", registry=registry
        )
        self.phone = Counter(
            "rocbot_phone", "Text messages and calls by outcome", ["kind", "outcome"], registry=registry
        )
        self.despatch = Counter(
            "rocbot_despatch",
            "Mails and webhook requests by outcome",
            ["kind", "outcome"],
            registry=registry,
        )
        self.unsigned_devices = Counter(
            "rocbot_unsigned_commands", "Commands taken from unsigned devices", registry=registry
        )

    def page(self) -> bytes:
        """The text format that Prometheus reads."""
        return generate_latest(self.registry)
