"""``!gängsnack somaliska format:pdf``: what the key ``format`` adds to handing out."""

from __future__ import annotations

from typing import Any, Final

from bot.chat.declare import Arg, Group
from bot.chat.document import Document
from bot.chat.say import Say, msg
from bot.guidance.take_along import Taken
from commands import guide_print_problems as problems
from commands import guide_take_views as views
from commands import guide_views
from commands.guide_args import OneForm, form_ends

FORMAT: Final = Arg(
    name="form",
    key="format",
    aliases=("form", "as"),
    convert=OneForm(),
    summary=msg("att ta med: pdf, sms, mejl, text eller jämför (pdf med svenska bredvid)"),
    required=False,
    question=msg("Vilket format menar du?"),
    position=2,
    rest=True,
    ends=form_ends,
    late=True,
    example="pdf",
)


def answer(value: Any, say: Say) -> Document:
    return views.taken(value, say) if isinstance(value, Taken) else guide_views.answer(value, say)


GROUP: Final = Group(commands=(), notices=views.NOTICES, problems=problems.PROBLEMS)
