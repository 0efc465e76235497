"""``rocbot channels``: what leaves beside Matrix; and what ``rocbot check`` says of the second channel."""

from __future__ import annotations

from pathlib import Path

from bot.channels.marks import Marks
from bot.channels.opening import answers_at
from bot.config import Settings, load_settings
from bot.operate.check_despatches import look_at_mail
from bot.operate.finding import Finding, obs, ok, wrong
from bot.operate.screen import Screen
from bot.register.dialling import e164
from bot.secrets import load_secrets, webhook_files

_KEY = "channels.gateway"


async def show_channels(config: Path) -> int:
    """Print the address for answers, which whoever knows it can knock at.

    Raises:
        Fault: the settings or secrets cannot be read.
    """
    settings, screen = load_settings(config), Screen()
    screen.line(look_at_channel(settings).line())
    if settings.channels.gateway:
        answers = answers_at(settings.channels, Marks(load_secrets(settings).signing_key))
        screen.line(f"Adressen för svar (sms_url hos 46elks), hemlig: {answers}/svar")
    screen.line(look_at_mail(settings).line())
    for name, path in webhook_files(settings).items():
        screen.line(f"Anrop till kanalen {name} signeras med hemligheten i {path}")
    return 0


def look_at_channel(settings: Settings) -> Finding:
    """What the settings come to: nothing is sent."""
    channels = settings.channels
    if not channels.gateway:
        return obs(_KEY, "ingen andra kanal: larm går bara till chatten, och den som sover väcks inte")
    if e164(channels.sender) is None:
        return wrong("channels.sender", f"{channels.sender} går inte att svara på; skriv det som +46...")
    if not settings.web.listen:
        return wrong("web.listen", "svar på sms kommer in genom webbdelen, och den är avstängd")
    if channels.gateway == "46elks" and not channels.sound_url:
        return obs("channels.sound_url", "larm går som sms, men ingen rings upp: ljudfilen saknas")
    return ok(_KEY, f"larm går också till telefoner, genom {channels.gateway}")
