"""Errors are a code and fields; the sentence is made at the edge, in the reader's language."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault of the program
    """Something the user can mend, or a rule that says no.

    Attributes:
        code: A stable name such as ``kommun.ambiguous``; a view in ``chat.problems`` or in a
            command group's table of problems turns it into words.
        fields: What the sentence needs. Never the secret that the rule protects.
    """

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


class Fault(Exception):  # noqa: N818 - named for what an operator has to mend
    """Something an operator must mend before the program can go on: shown as one line, exit code 1."""

    def __init__(self, code: str, /, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
