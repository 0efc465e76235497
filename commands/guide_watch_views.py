"""What the operations room reads of the official guides: links, files on the net, and old checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import Group, NoticeView
from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.guidance.guide_watch import News
from bot.guidance.languages import language
from commands.guide_words import name_of

Fields = Mapping[str, Any]


def _guides(fields: Fields, say: Say) -> Document:
    news = fields["news"]
    lines = [_line(one, say) for one in news]
    kinds = {News(one["what"]) for one in news}
    blocks: list[Block | Inline] = [say("Om den officiella guiden Gängsnacket:"), bullets(lines)]
    if kinds - {News.MENDED}:
        blocks.append(
            say.rich(
                "Titta efter hos utgivaren, ändra {section} i registret och ladda det igen.",
                section=code("[[guide]]"),
            )
        )
    return doc(*blocks)


def _line(one: Fields, say: Say) -> str:
    name, url = name_of(language(one["language"]), say), one["url"]
    match News(one["what"]):
        case News.BROKEN:
            return _broken(one, name, say)
        case News.OTHER:
            return say(
                "{language}: guiden på nätet är en annan än den vi delar ut. Se {url}", language=name, url=url
            )
        case News.MENDED:
            return say("{language}: länken är som den ska igen. {url}", language=name, url=url)
        case News.TOO_OLD:
            return say(
                "{language}: ingen har kontrollerat guiden sedan {date}.",
                language=name,
                date=say.day(one["checked_at"]),
            )


def _broken(one: Fields, name: str, say: Say) -> str:
    told = fault(one["fault"], say)
    if one["fine_at"] is None:
        return say("{language}: länken {url} fungerar inte: {why}.", language=name, url=one["url"], why=told)
    return say(
        "{language}: länken {url} fungerar inte: {why}. Senast fungerade den {when}.",
        language=name,
        url=one["url"],
        why=told,
        when=say.when(one["fine_at"]),
    )


def fault(found: str, say: Say) -> str:
    """Why a link does not work."""
    if found.startswith("http_"):
        return say("servern svarar {status}", status=found.removeprefix("http_"))
    words = {
        "tls": say("dess certifikat godtas inte"),
        "timeout": say("servern svarar inte i tid"),
        "connection": say("det går inte att nå servern"),
        "redirected": say("den skickar vidare för många gånger"),
        "not_https": say("den leder till en sida utan https"),
        "private_address": say("den leder till ett privat nät"),
        "no_address": say("det är ingen adress"),
    }
    return words.get(found) or say("svaret bröts")


_NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"drift.guides": _guides})

GROUP: Final = Group(commands=(), notices=_NOTICES)
