"""``python -m translations.update``: take new texts into every catalogue, and those no longer said out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from translations.catalogues import paths, read, write
from translations.check import faults_of
from translations.extract import template


def main() -> int:
    wanted = template()
    for language, path in paths():
        catalog = read(language, path)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        # fixed, so that two people who add a text each do not meet in the header
        catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        write(catalog, path)
        left = sum(1 for _ in faults_of(catalog, wanted))
        sys.stdout.write(f"{language}: {left} texts to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
