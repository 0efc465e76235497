"""``python -m translations.gangsnack``: bring the texts for parents into the catalogue of each language.

A translation is found by its key (gettext's context): when the Swedish has changed it stays, marked as
fuzzy, with the words that it was made from.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.guidance.languages import Language, translated
from bot.guidance.po import parse
from bot.guidance.po_update import updated

HERE = Path(__file__).parent


def path_of(language: Language) -> Path:
    return HERE / language.code / "LC_MESSAGES" / "gangsnack.po"


def main() -> int:
    for language in translated():
        path = path_of(language)
        new = updated(language, parse(path.read_bytes()) if path.exists() else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(new)
        left = sum(not one.translated for one in parse(new).current().values())
        sys.stdout.write(f"{language.code}: {left} texts to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
