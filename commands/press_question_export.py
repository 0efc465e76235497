"""Questions and answers as a block for a website, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from html import escape
from typing import Final

from bot.chat.document import Document, doc, file
from bot.chat.say import Say
from bot.chat.text import clean, strip_controls
from bot.press.question_export import QuestionsExported
from bot.press.talk_pictures import AnswerPicture, TalkPicture

_WRITTEN_IN: Final = "sv"


def exported(value: QuestionsExported, say: Say) -> Document:
    number = len(value.questions)
    answer = doc(
        say.count(
            "En fråga med svar för allmänheten, som webbsida och som text.",
            "{n} frågor med svar för allmänheten, som webbsida och som text.",
            number,
        )
    )
    if value.outdated:
        left = say.list(value.outdated)
        answer += doc(say("Inte med, för att svaret ska ses över först: {references}.", references=left))
    html, text = as_html(value, say).encode(), as_text(value, say).encode()
    name = say("fragor-och-svar")
    return answer + doc(
        file(f"{name}.html", "text/html", html, say("Frågor och svar att lägga in på en webbplats.")),
        file(f"{name}.txt", "text/plain", text, say("Frågor och svar som text.")),
    )


def as_html(value: QuestionsExported, say: Say) -> str:
    """A part of a page: no style, no script, and nothing of what anybody wrote but its letters."""
    return "\n".join(_html(value, say)) + "\n"


def as_text(value: QuestionsExported, say: Say) -> str:
    return "\n".join(_text(value, say)) + "\n"


def _html(value: QuestionsExported, say: Say) -> Iterator[str]:
    yield f'<section lang="{escape(say.language)}">'
    yield f"<h2>{escape(say('Frågor och svar'))}</h2>"
    yield f"<p>{escape(say('Uppdaterat {at}', at=say.when(value.made_at)))}</p>"
    # questions and answers are in Swedish, whoever takes them out
    yield "<dl>" if say.language == _WRITTEN_IN else f'<dl lang="{_WRITTEN_IN}">'
    for question, answer in _pairs(value):
        moment = answer.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield f'<dt id="{escape(question.reference.lower())}">{escape(clean(question.words or ""))}</dt>'
        yield "<dd>"
        yield from (f"<p>{escape(one)}</p>" for one in _paragraphs(answer.text))
        yield f'<p><small><time datetime="{moment}">{escape(_source(answer, say))}</time></small></p>'
        yield "</dd>"
    yield "</dl>"
    yield "</section>"


def _text(value: QuestionsExported, say: Say) -> Iterator[str]:
    yield say("Frågor och svar").upper()
    yield say("Uppdaterat {at}", at=say.when(value.made_at))
    for question, answer in _pairs(value):
        yield ""
        yield clean(question.words or "")
        yield from _paragraphs(answer.text)
        last = say.day(say.local((answer.holds_until or answer.at) - timedelta(seconds=1)).date())
        yield f"({_source(answer, say)}. {say('Gäller till och med {day}.', day=last)})"


def _pairs(value: QuestionsExported) -> Iterator[tuple[TalkPicture, AnswerPicture]]:
    return ((one, one.answer) for one in value.questions if one.answer is not None)


def _source(answer: AnswerPicture, say: Say) -> str:
    return say("{actor}, {at}", actor=answer.actor, at=say.when(answer.at))


def _paragraphs(text: str) -> Iterator[str]:
    """The lines that say anything, without what could turn or hide them."""
    return filter(None, (clean(line) for line in strip_controls(text).splitlines()))
