"""An installation of the bot as an operator has it: settings, a password file, an empty folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.demo import standins
from bot.demo.homeserver import Homeserver
from tests.harness.strict_client import AccountName

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "register.toml"
PASSWORD = "lösenord"


@dataclass(frozen=True)
class Installation:
    """Everything of one bot lies in ``folder``."""

    folder: Path
    homeserver: str
    user_id: str

    @property
    def config(self) -> Path:
        return self.folder / "rocbot.toml"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def configure(self, more: str = "", *, in_store: str = "") -> None:
        """Write the settings."""
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o600)
        self.config.write_text(
            f"""
[matrix]
homeserver = "{self.homeserver}"
user_id = "{self.user_id}"
password_file = "{password}"
[store]
directory = "{self.store}"
{in_store}
{more}
""",
            encoding="utf-8",
        )

    def register(self) -> Path:
        """The example register with the names of its rooms made the test's own."""
        ours = self.user_id[1:].partition(":")[0]
        text = EXAMPLE.read_text(encoding="utf-8").replace('alias = "#', f'alias = "#{ours}-')
        standins.write(self.folder / "guides")
        path = self.folder / "register.toml"
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The commands set up the program's log; the other tests want theirs back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def nowhere(tmp_path: Path) -> Installation:
    """A bot whose homeserver does not exist."""
    made = Installation(tmp_path / "bot", "http://127.0.0.1:9", "@rocbot:localhost")
    made.configure()
    return made


@pytest.fixture
async def installation(homeserver: Homeserver, account_name: AccountName, tmp_path: Path) -> Installation:
    """A bot with an account on a real homeserver, not logged in yet."""
    account = await homeserver.register(account_name("rocbot"), PASSWORD)
    made = Installation(tmp_path / "bot", homeserver.url, account.user_id)
    made.configure()
    return made
