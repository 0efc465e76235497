"""What an operator reads when something has to be mended: one line for each code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.errors import Fault
from bot.matrix.faults import SENTENCES as MATRIX

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "web.listen": "web.listen: kan inte lyssna på {listen}: {why}",
        **MATRIX,
        "config.unreadable": "{path} går inte att läsa: {why}",
        "config.syntax": "{path} rad {line}: {why}",
        "config.invalid": "{path}: {lines}",
        "config.example_left": "{path}: exempelvärdet står kvar, ersätt det: {keys}",
        "secret.missing": (
            "hemligheten {name} saknas eller går inte att läsa; `rocbot init` gör dem som går att göra"
        ),
        "secret.malformed": "hemligheten {name} är inte 32 byte i base64",
        "secret.in_environment": (
            "hemligheten {name} kommer från miljön; lägg den i filen data-key.1 bland hemligheterna först"
        ),
        "tls.unreadable": "{key}: {path} har inga certifikat som går att läsa ({why})",
        "database.url": "database.url går inte att tyda",
        "database.kind": "database.url: {kind} går inte, välj sqlite eller postgresql",
        "database.memory": "database.url: databasen ska ligga i en fil, inte i minnet",
        "database.directory": "database.url: mappen {path} finns inte",
        "database.unreachable": "database.url: databasen svarar inte ({why})",
        "database.newer": (
            "databasen har schema {found} och programmet känner bara till {known}: kör det nyare programmet"
        ),
        "database.empty": "databasen är tom; `rocbot init` eller `rocbot restore` fyller den",
        "database.older": (
            "databasen har schema {found}, programmet {known}; den uppgraderas när boten startar"
        ),
        "database.foreign": "databasen har tabeller som inte är rocbots ({tables}); ange en egen databas",
        "database.references": "tabellen {table} hänvisar till rader som inte finns; schemat är orört",
        "backup.revision": (
            "databasen har schema {found}, programmet {known}; starta boten en gång innan den kopieras"
        ),
        "backup.exists": "{path} finns redan; ange ett annat namn eller flytta undan filen",
        "backup.no_folder": "mappen {path} finns inte; skapa den eller ange en annan",
        "backup.unwritable": "{path} går inte att skriva: {why}",
        "restore.unreadable": "{path} är ingen säkerhetskopia som går att läsa ({why})",
        "restore.damaged": "{path} är inte hel: kontrollsumman stämmer inte",
        "restore.format": "säkerhetskopian har format {found}, programmet läser {known}",
        "restore.not_empty": "database.url: databasen är inte tom; restore fyller bara en tom",
        "restore.wrong_key": "store.secrets: datanyckeln är inte den som kopian är förseglad med",
        "restore.other_account": "kopian är av {found}, men matrix.user_id är {user_id}",
        "restore.login": (
            "databasen är återställd, men inloggningen gick inte: {why}; kör `rocbot init --new-device`"
        ),
        "bot.running": "boten kör med {directory}; stoppa den först",
        "console.nobody": "registret har ingen {user}",
        "schedule.no_unit": "registret har ingen enhet {unit}; de som finns: {units}",
        "schedule.unwritable": "{path} går inte att skriva: {why}",
        "check.failed": "{count} fel",
        "coverage.holes": "täckningen är inte hel",
        "coverage.no_picture": "{path} blir ingen bild: namnet ska sluta på .png eller .svg",
        "coverage.unwritable": "{path} går inte att skriva: {why}",
        "rooms.grave": "{count} fel som gör att rum inte ska användas",
        "audit.broken": "granskningsloggen är ändrad: rad {row} stämmer inte med raden före",
        "register.invalid": "registret har {count} fel och är inte ändrat",
        "register.moved": (
            "någon annan har ändrat registret under tiden (version {version}, inte {shown}); kör om"
        ),
        "register.outdated": (
            "registrets {kind} {entry} är lagrad av en annan version av rocbot; "
            "ladda registrets filer igen med `rocbot register`"
        ),
        "guidance.damaged": "{path}: skadad, från rad {line}; installera om programmet",
        "guide.no_language": "det finns ingen översättning till {code}; språken är {codes}",
        "guide.import_damaged": (
            "den importerade filen på {code} är skadad från rad {line}; importera den igen först"
        ),
        "guide.rejected": "{path} har {count} fel, och inget är ändrat",
        "guide.unreadable": "{path} går inte att läsa: {why}",
        "register.none": "inget register är laddat; kör `rocbot register FIL`",
    }
)


def sentence(fault: Fault) -> str:
    """The line for a fault."""
    pattern = SENTENCES.get(fault.code)
    if pattern is None:
        details = ", ".join(f"{key}={value}" for key, value in fault.fields.items())
        return f"{fault.code} ({details})" if details else fault.code
    fields = {
        key: "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else value
        for key, value in fault.fields.items()
    }
    return pattern.format(**fields)
