"""What an operator reads when the bot's login or identity needs a hand: one line for each code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from bot.errors import Fault
from bot.matrix.errors import LoggedOut, RateLimited, Rejected, Unreachable

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "matrix.unreachable": "matrix.homeserver: servern svarar inte ({why})",
        "matrix.busy": "matrix.homeserver: servern ber oss vänta {seconds} s; försök igen sedan",
        "matrix.rejected": "matrix.homeserver: servern säger nej ({errcode})",
        "matrix.not_initialised": "boten har aldrig loggat in: kör `rocbot init`",
        "matrix.logged_out": (
            "servern känner inte längre igen inloggningen för {user_id}: kör `rocbot init` för att logga in "
            "igen som samma enhet"
        ),
        "matrix.password_refused": (
            "servern godtar inte lösenordet för {user_id}: se matrix.password_file, och att kontot finns "
            "på servern"
        ),
        "matrix.other_server": (
            "matrix.user_id: på den här servern heter kontot {found}, inte {user_id}; skriv det namnet, "
            "eller rätta matrix.homeserver"
        ),
        "matrix.other_user": (
            "matrix.user_id: databasen hör till {found}, inte till {user_id}; skriv det namnet, eller ange "
            "en annan store.directory och database.url"
        ),
        "matrix.key_store_missing": (
            "nycklarna i {directory} är borta, men servern känner enheten: kör `rocbot init --new-device` "
            "för att gå vidare som en ny enhet"
        ),
        "matrix.key_store_mismatch": (
            "nycklarna i {directory} är inte de som servern känner enheten på: kör "
            "`rocbot init --new-device` för att gå vidare som en ny enhet"
        ),
        "matrix.key_store_in_use": "en annan rocbot använder nycklarna i {directory}",
        "matrix.key_store_failed": "nycklarna i {path} går inte att skriva: {error}",
        "matrix.identity_unknown": (
            "servern har en korssigneringsidentitet för boten vars hemligheter inte finns i vår databas: kör "
            "`rocbot init --recovery-key-file FIL`, eller återställ databasen ur en säkerhetskopia"
        ),
        "matrix.identity_changed": (
            "botens korssigneringsidentitet på servern är inte vår, någon har bytt den: ta reda på vem, och "
            "återställ den sedan eller kör `rocbot init --recovery-key-file FIL`"
        ),
        "matrix.identity_missing": (
            "servern har tappat botens korssigneringsidentitet: kör `rocbot init` för att ge den samma igen"
        ),
        "matrix.signature_refused": "servern godtog inte signaturen av botens egen enhet",
        "matrix.recovery_key_mistyped": (
            "det är ingen återställningsnyckel: jämför med den som `rocbot init` visade"
        ),
        "matrix.recovery_key_wrong": "det är en återställningsnyckel, men inte den för det här kontot",
        "matrix.recovery_incomplete": "servern har inte allt som återställningsnyckeln ska öppna",
    }
)


@contextmanager
def homeserver_faults(user_id: str) -> Iterator[None]:
    """For commands that an operator waits for: what the homeserver does not do is a fault, said in a line."""
    try:
        yield
    except Unreachable as error:
        raise Fault("matrix.unreachable", why=_plain(error.why)) from error
    except RateLimited as error:
        raise Fault("matrix.busy", seconds=round(error.retry_after)) from error
    except LoggedOut as error:
        raise Fault("matrix.logged_out", user_id=user_id) from error
    except Rejected as error:
        raise Fault("matrix.rejected", errcode=error.errcode) from error


def _plain(why: str) -> str:
    """What the network library calls it, in words; an answer such as ``http 502`` stays as it is."""
    if why.startswith("http"):
        return why
    if "Timeout" in why:
        return "inget svar i tid"
    if "Certificate" in why or "SSL" in why:
        return "certifikatet godtas inte"
    if "DNS" in why:
        return "namnet finns inte i DNS"
    if "Connector" in why or "Refused" in why:
        return "ingen tar emot på den adressen"
    return f"förbindelsen bröts, {why}"
