"""nio's Olm machine with its defects mended in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import vodozemac
from nio.crypto import InboundGroupSession, InboundSession
from nio.crypto.olm_machine import Olm
from nio.events import ForwardedRoomKeyEvent, MegolmEvent

from bot.matrix.drops import Drops
from bot.matrix.keystore import KeyStore


class GuardedOlm(Olm):  # type: ignore[misc]
    """Consumed keys are gone for good, nothing that strangers send raises, and no key leaves unasked.

    nio's own notion of verified devices is not used: whose device is worth what is decided by
    cross-signing, elsewhere. ``may_have_keys`` says which people may get the keys of our messages.
    Room events are opened elsewhere too; this takes what comes to the device.
    """

    def __init__(self, user_id: str, device_id: str, store: KeyStore, drops: Drops) -> None:
        self.drops = drops
        self.may_have_keys: Callable[[str], bool] = lambda _user_id: True
        super().__init__(user_id, device_id, store)

    # -- what comes in

    def _create_inbound_session(
        self,
        sender: str,  # noqa: ARG002 - nio's signature
        sender_key: str,
        message: Any,
    ) -> InboundSession:
        # The one-time key is consumed by the first decryption, which nio does after it has saved the account.
        session = InboundSession(self.account, message, sender_key)
        consume = session.first_decrypt

        def consume_and_save(first: Any) -> Any:
            opened = consume(first)
            self.save_account()
            return opened

        session.first_decrypt = consume_and_save
        return session

    def decrypt(self, sender: str, sender_key: str, message: Any) -> Any:
        with self.store.transaction(), self.drops.guard("olm"):
            try:
                return super().decrypt(sender, sender_key, message)
            except vodozemac.SessionCreationException:
                # An honest device whose one-time key we no longer have: start anew with it.
                self._mark_device_for_unwedging(sender, sender_key)
                raise
        return None

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        known = self.inbound_group_store.get(room_id, sender_key, session_id)
        super().create_group_session(sender_key, sender_fp_key, room_id, session_id, session_key)
        if known is not None:
            self._keep_better(known)

    def _keep_better(self, session: InboundGroupSession) -> None:
        """Of two copies of one key, the one that opens more messages is kept."""
        known = self.inbound_group_store.get(session.room_id, session.sender_key, session.id)
        if known is None or session.first_known_index <= known.first_known_index:
            self.inbound_group_store.add(session)
            self.save_inbound_group_session(session)

    def check_if_wedged(self, event: MegolmEvent) -> None:
        """After a new session with a device that had lost ours, its key is asked for once more."""
        device = self.device_store[event.sender].get(event.device_id)
        waiting = self.key_re_requests_events[event.sender, event.device_id]
        if device in self.wedged_devices and event not in waiting:
            waiting.append(event)

    # -- keys that others ask for or offer

    def _handle_key_requests(self, event: Any) -> None:
        """Nobody gets an old room key by asking."""

    def handle_key_verification(self, event: Any) -> None:
        """The bot holds no emoji comparisons; people trust it through its cross-signing identity."""

    def _handle_forwarded_room_key_event(
        self, sender: str, sender_key: str, payload: dict[Any, Any]
    ) -> ForwardedRoomKeyEvent | None:
        """Only a key that we asked for, from the very device that made it: as good as if it came unasked."""
        event = ForwardedRoomKeyEvent.from_dict(payload, sender, sender_key)
        if not isinstance(event, ForwardedRoomKeyEvent):
            return None
        content = payload["content"]
        asked = self.outgoing_key_requests.get(event.session_id)
        device = self.device_store.device_from_sender_key(sender, sender_key)
        made_here = device and (sender_key, device.ed25519) == (
            content["sender_key"],
            content["sender_claimed_ed25519_key"],
        )
        if asked is None or asked.room_id != event.room_id or not made_here:
            return None
        session = self._import_group_session(
            content["session_key"], device.ed25519, sender_key, event.room_id, []
        )
        if session is None or session.id != event.session_id:
            return None
        self._keep_better(session)
        self.outgoing_key_requests.pop(event.session_id)
        self.store.remove_outgoing_key_request(asked)
        return event

    # -- devices

    def _handle_key_claiming(self, response: Any) -> None:
        claimed = response.one_time_keys
        with self.store.transaction():
            for user_id, devices in claimed.items():
                for device_id, key in devices.items():
                    response.one_time_keys = {user_id: {device_id: key}}
                    with self.drops.guard("one_time_key"):
                        super()._handle_key_claiming(response)
        response.one_time_keys = claimed
