"""What is wrong with a register and how to mend it, in plain Swedish: one sentence for each code.

The codes of pydantic's own errors stand here too, so that nobody meets its English.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file.unreadable": "filen går inte att läsa ({why})",
        "file.encoding": "filen är inte UTF-8; spara den som UTF-8",
        "syntax.equals": "tecken {column}: här väntades = efter nyckeln",
        "syntax.header": "tecken {column}: rubriken ska sluta med lika många ] som den börjar med [",
        "syntax.more": "tecken {column}: det står något mer efter värdet; text ska stå inom citattecken",
        "syntax.statement": "tecken {column}: raden är varken [rubrik] eller nyckel = värde",
        "syntax.key": "tecken {column}: här väntades en nyckel; ett namn med å, ä, ö skrivs inom citattecken",
        "syntax.twice": "samma nyckel eller rubrik står två gånger",
        "syntax.value": "tecken {column}: värdet går inte att läsa; text ska stå inom citattecken",
        "syntax.date": "tecken {column}: datumet eller klockslaget finns inte",
        "syntax.array": "tecken {column}: listan är inte avslutad med ], eller så saknas ett kommatecken",
        "syntax.inline": "tecken {column}: tabellen är inte avslutad med }}, eller så saknas ett kommatecken",
        "syntax.string": "tecken {column}: texten är inte avslutad med citattecken på samma rad",
        "syntax.backslash": "tecken {column}: ett omvänt snedstreck skrivs dubbelt i en text",
        "syntax.other": "tecken {column}: går inte att läsa som TOML",
        "file.unknown_table": "det finns ingen tabell som heter så{hint}",
        "file.single_brackets": "skriv [[{kind}]] med dubbla klamrar, det får finnas flera",
        "file.double_brackets": "skriv [{kind}] med enkla klamrar, den finns bara en gång",
        "file.loose_key": "{kind} ska vara en tabell; sätt uppgiften under rätt [[rubrik]]",
        "entry.duplicate": "finns redan i {file} rad {line}; samma id får stå en gång",
        "missing": "uppgiften saknas",
        "extra_forbidden": "det finns ingen sådan uppgift här{hint}",
        "string_type": 'ska vara text inom citattecken, till exempel "så här"',
        "string_too_short": "är för kort, minst {min_length} tecken",
        "string_too_long": "är för lång, högst {max_length} tecken",
        "string_pattern_mismatch": "har fel form",
        "bool_type": "ska vara true eller false",
        "bool_parsing": "ska vara true eller false",
        "int_type": "ska vara ett heltal utan citattecken",
        "int_parsing": "ska vara ett heltal utan citattecken",
        "int_from_float": "ska vara ett heltal",
        "float_type": "ska vara ett tal",
        "float_parsing": "ska vara ett tal",
        "greater_than": "ska vara större än {gt}",
        "greater_than_equal": "ska vara minst {ge}",
        "less_than": "ska vara mindre än {lt}",
        "less_than_equal": "ska vara högst {le}",
        "enum": "godtas inte; det går att välja på {expected}{hint}",
        "literal_error": "godtas inte; det går att välja på {expected}{hint}",
        "date_type": "ska vara ett datum, till exempel 2026-11-22",
        "date_parsing": "ska vara ett datum som finns, till exempel 2026-11-22",
        "date_from_datetime_parsing": "ska vara ett datum som finns, till exempel 2026-11-22",
        "date_from_datetime_inexact": "ska vara ett datum utan klockslag, till exempel 2026-11-22",
        "datetime_type": "ska vara datum och klockslag, till exempel 2026-12-24 17:00",
        "datetime_parsing": "ska vara datum och klockslag som finns, till exempel 2026-12-24 17:00",
        "datetime_from_date_parsing": "ska vara datum och klockslag som finns, till exempel 2026-12-24 17:00",
        "time_type": "ska vara ett klockslag, till exempel 17:00",
        "time_parsing": "ska vara ett klockslag, till exempel 17:00",
        "time_delta_type": 'ska vara en tid, till exempel "5 min"',
        "time_delta_parsing": 'ska vara en tid, till exempel "5 min"',
        "tuple_type": 'ska vara en lista inom klamrar, till exempel ["a", "b"]',
        "list_type": 'ska vara en lista inom klamrar, till exempel ["a", "b"]',
        "frozen_set_type": 'ska vara en lista inom klamrar, till exempel ["a", "b"]',
        "set_type": 'ska vara en lista inom klamrar, till exempel ["a", "b"]',
        "too_short": "är för kort, minst {min_length}",
        "too_long": "är för lång, högst {max_length}",
        "dict_type": "ska vara en tabell inom krullparenteser, till exempel {{ a = 1 }}",
        "model_type": "ska vara en tabell inom krullparenteser, till exempel {{ a = 1 }}",
        "model_attributes_type": "ska vara en tabell inom krullparenteser, till exempel {{ a = 1 }}",
        "url_parsing": "ska vara en webbadress som börjar med https://",
        "url_scheme": "ska vara en webbadress som börjar med https://",
        "shape.short": "ska vara ett kortnamn av a–z, siffror och bindestreck, som socialjour-syd",
        "shape.name": "ska vara en rad med 1 till 80 tecken, utan blanksteg först och sist",
        "shape.hidden": (
            "har ett osynligt styrtecken ({code}, tecken {at}): det bryter raden eller vänder på texten; "
            "skriv om namnet för hand"
        ),
        "shape.user": "ska vara ett Matrix-namn som @anna:localhost",
        "shape.room": "ska vara ett rums-id som !abc:localhost; ett namn som #rum:localhost skrivs som alias",
        "shape.alias": "ska vara ett rumsalias som #roc:localhost",
        "shape.phone": "ska vara ett telefonnummer av siffror, blanksteg och bindestreck, som 08-465 004 00",
        "shape.dialable": "ska vara ett nummer som går att ringa, som 070-174 06 05 eller +46 70 174 06 05",
        "shape.master_key": "ska vara en huvudnyckel: 43 tecken base64 utan = på slutet",
        "shape.language": "ska vara en språkkod som so eller ckb",
        "enclosed.path": (
            "ska vara en sökväg under mappen där registerfilen ligger, utan / först och utan .., "
            "som guider/so.pdf"
        ),
        "enclosed.missing": "filen {file} finns inte i {folder}; lägg den där eller rätta namnet",
        "enclosed.unreadable": "filen {file} går inte att läsa ({why})",
        "enclosed.link": (
            "{file} nås genom en länk, eller genom en fil som inte är en mapp; lägg filen själv där"
        ),
        "enclosed.kind": "{file} är ingen vanlig fil",
        "enclosed.too_large": (
            "filen är {size} MB, högst {largest} MB tas emot; ta en mindre, eller höj gränsen (largest)"
        ),
        "duration.unknown": 'ska vara en tid, till exempel "5 min", "1 h 30 min" eller "20 s"',
        "duration.positive": "ska vara längre än noll",
    }
)


def sentence(code: str, fields: Mapping[str, Any], more: Mapping[str, str]) -> str:
    """The sentence for a fault; ``more`` holds those of the subjects."""
    pattern = more.get(code) or SENTENCES.get(code)
    shown = {key: _shown(value) for key, value in fields.items()}
    if pattern is None:
        details = ", ".join(f"{key} {value}" for key, value in shown.items())
        return f"godtas inte ({code}{': ' if details else ''}{details})"
    hint = shown.get("suggestion")
    return pattern.format(**{**shown, "hint": f"; menar du {hint}?" if hint else ""})


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        words = [str(part) for part in value]
        return ", ".join(words[:-1]) + (" och " if len(words) > 1 else "") + "".join(words[-1:])
    return "" if value is None else str(value)
