"""The named days of 2026 with a little on both sides, copied by hand from an almanac."""

from __future__ import annotations

from datetime import date

PUBLIC = {
    date(2025, 12, 25): "juldagen",
    date(2025, 12, 26): "annandag jul",
    date(2026, 1, 1): "nyårsdagen",
    date(2026, 1, 6): "trettondedag jul",
    date(2026, 4, 3): "långfredagen",
    date(2026, 4, 5): "påskdagen",
    date(2026, 4, 6): "annandag påsk",
    date(2026, 5, 1): "första maj",
    date(2026, 5, 14): "kristi himmelsfärdsdag",
    date(2026, 5, 24): "pingstdagen",
    date(2026, 6, 6): "nationaldagen",
    date(2026, 6, 20): "midsommardagen",
    date(2026, 10, 31): "alla helgons dag",
    date(2026, 12, 25): "juldagen",
    date(2026, 12, 26): "annandag jul",
    date(2027, 1, 1): "nyårsdagen",
    date(2027, 1, 6): "trettondedag jul",
}
GREAT_EVES = {
    date(2025, 12, 24): "julafton",
    date(2025, 12, 31): "nyårsafton",
    date(2026, 6, 19): "midsommarafton",
    date(2026, 12, 24): "julafton",
    date(2026, 12, 31): "nyårsafton",
}
OTHER_EVES = {
    date(2026, 1, 5): "trettondagsafton",
    date(2026, 4, 4): "påskafton",
    date(2026, 4, 30): "valborgsmässoafton",
    date(2026, 5, 23): "pingstafton",
    date(2026, 10, 30): "allahelgonsafton",
    date(2027, 1, 5): "trettondagsafton",
}
HALF = {
    date(2026, 1, 5),
    date(2026, 4, 2),
    date(2026, 4, 30),
    date(2026, 10, 30),
    date(2027, 1, 5),
}
SQUEEZED = {date(2026, 1, 2), date(2026, 1, 5), date(2026, 5, 15)}
EVE_OF_RED = {
    date(2025, 12, 23), date(2025, 12, 24), date(2025, 12, 25), date(2025, 12, 30), date(2025, 12, 31),
    date(2026, 1, 5), date(2026, 4, 2), date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 30),
    date(2026, 5, 13), date(2026, 5, 23), date(2026, 6, 5), date(2026, 6, 18), date(2026, 6, 19),
    date(2026, 10, 30), date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 30),
    date(2026, 12, 31), date(2027, 1, 5),
}  # fmt: skip
