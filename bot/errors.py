"""Errors are a code and fields; the sentence is made at the edge, in the reader's language."""

from __future__ import annotations

from typing import Any, Self


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault of the program
    """Something the user can mend, or a rule that says no.

    Attributes:
        code: A stable name such as ``kommun.ambiguous``; a view in ``chat.problems`` or in a
            command group's table of problems turns it into words.
        fields: What the sentence needs. Never the secret that the rule protects.
        answer_to: Where it is told, as an outcome's ``answer_to``, when the room may not hear it.
        about: The one object it speaks of, as an outcome's ``about``: what a reply to it means.
    """

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
        self.answer_to: Any = None
        self.about: Any = None

    def told_to(self, target: Any) -> Self:
        """The same, told elsewhere than where it was asked; None leaves it there."""
        self.answer_to = target
        return self


class Fault(Exception):  # noqa: N818 - named for what an operator has to mend
    """Something an operator must mend before the program can go on: shown as one line, exit code 1."""

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
