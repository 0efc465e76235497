"""Whether the catalogues of the texts for parents are whole, and which of their translations are outdated."""

from __future__ import annotations

from collections.abc import Iterator

from bot.guidance.catalogue import texts_of
from bot.guidance.languages import Language, translated
from bot.guidance.po import PoError, PoFile, parse
from bot.guidance.po_check import problems
from bot.guidance.po_update import is_current
from bot.guidance.source import lines
from translations.gangsnack import path_of


def faults() -> Iterator[tuple[str, str]]:
    """What is wrong, by language; an outdated translation is none."""
    for language in translated():
        try:
            po = parse(path_of(language).read_bytes())
        except (PoError, OSError) as error:
            yield language.code, f"damaged: {path_of(language).name} {error}"
        else:
            yield from ((language.code, fault) for fault in faults_of(po, language))


def faults_of(po: PoFile, language: Language) -> Iterator[str]:
    """Of one catalogue: what an import refuses, and besides what is missing or not brought up."""
    if po.field("Plural-Forms") != language.plurals:
        yield "other plural forms than in languages.toml: the header"
    found = po.current()
    yield from (
        f"not translated: {line.key}"
        for line in lines()
        if line.key not in found or not found[line.key].translated
    )
    if not is_current(po, lines()):
        yield "not brought up to the Swedish of now"
    yield from (
        f"{one.code}: {one.key or 'the header'} ({one.detail or f'line {one.line}'})"
        for one in problems(po, language)
    )


def outdated() -> Iterator[tuple[str, str]]:
    """The language and the key of each translation whose Swedish has changed."""
    for language in translated():
        try:
            texts = texts_of(language.code, parse(path_of(language).read_bytes()))
        except (PoError, OSError):
            continue
        yield from ((language.code, line.key) for line in lines() if texts.outdated(line))
