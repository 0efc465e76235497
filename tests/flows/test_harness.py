"""The harness itself: that its clients talk, and that the strict one is strict."""

from collections.abc import Callable

from bot.demo.homeserver import Homeserver
from tests.harness.strict_client import StrictClient


async def test_two_strict_clients_talk(homeserver: Homeserver, account_name: Callable[[str], str]) -> None:
    anna = await homeserver.register(account_name("anna"), "lösenord")
    bo = await homeserver.register(account_name("bo"), "lösenord")
    async with (
        await StrictClient.start(homeserver.url, anna.user_id, anna.password) as first,
        await StrictClient.start(homeserver.url, bo.user_id, bo.password) as second,
    ):
        room = await first.create_room(name="lägesrum", invites=[bo.user_id])
        await second.wait_for(kind="invite", room=room, sender=anna.user_id)
        await second.join(room)
        await first.wait_member(room, bo.user_id)

        sent = await first.send_text(room, "hej, är du där?")
        heard = await second.wait_for(room=room, body_contains="är du där")
        assert (heard.event_id, heard.sender, heard.encrypted) == (sent, anna.user_id, True)
        assert heard.decryption_failure is None
