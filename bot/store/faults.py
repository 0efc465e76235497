"""What an operator reads when the database or a backup has to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "database.newer": (
            "databasen är av version {found}, men programmet känner bara till {known}; "
            "kör den nyare versionen av rocbot"
        ),
        "database.foreign": "databasen innehåller tabeller som inte är rocbots ({tables}); välj en tom databas",
        "database.references": "databasen ändrades inte: tabellen {table} hänvisar till rader som saknas",
        "backup.revision": (
            "databasen är av version {found} och ska vara {known}; starta boten en gång, gör sedan kopian"
        ),
        "restore.not_empty": "databasen är inte tom; en säkerhetskopia läses bara in i en tom databas",
        "restore.unreadable": "{path} går inte att läsa som säkerhetskopia ({why})",
        "restore.damaged": "{path} är inte hel: kontrollsumman stämmer inte",
        "restore.format": "säkerhetskopian har formatet {found}, men programmet läser {known}",
        "restore.wrong_key": "säkerhetskopian är förseglad med en annan datanyckel; ange den rätta",
    }
)
