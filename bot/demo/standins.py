"""Made-up PDFs in the place of the official guide, which this project has no copy of.

``python -m bot.demo.standins FOLDER`` writes one for each language; each says that it is not the guide.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from bot.guidance.languages import Language, languages

_PAGE: Final = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
    "/Resources << /Font << /F 4 0 R >> >> >>"
)
_FONT: Final = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def stand_in(one: Language) -> bytes:
    """A page that says in Swedish and English what it is not. The same bytes each time."""
    lines = (
        "PLATSHÅLLARE - STAND-IN",
        "Det här är inte guiden Gängsnacket.",
        "This is not the guide. It is a made-up file to try things with.",
        f"{one.swedish} / {one.english} ({one.code})",
    )
    shown = " ".join(f"({line}) Tj T*" for line in map(_escaped, lines))
    text = f"BT /F 16 Tf 30 TL 60 740 Td {shown} ET".encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE.encode(),
        _FONT.encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    body, starts = b"%PDF-1.4\n", []
    for number, found in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, found)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return body + head + b"startxref\n%d\n%%%%EOF\n" % len(body)


def write(folder: Path) -> None:
    """One file for each language, as ``so.pdf``."""
    folder.mkdir(exist_ok=True)
    for one in languages():
        (folder / f"{one.code}.pdf").write_bytes(stand_in(one))


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
