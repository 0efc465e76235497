"""What can go wrong between us and the homeserver, sorted by what the caller does about it."""

from __future__ import annotations

from typing import Any


class MatrixError(Exception):
    """Any answer that is not the one asked for."""


class Unreachable(MatrixError):  # noqa: N818 - named for the state, as its siblings are
    """No answer, a 5xx or something that is not Matrix: try again later. ``why`` holds no content."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after


class RateLimited(MatrixError):  # noqa: N818
    """The homeserver asks us to wait ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"{retry_after:.3f} s")
        self.retry_after = retry_after


class LoggedOut(MatrixError):  # noqa: N818
    """The access token is no longer good; nothing will work until an operator logs in again."""


class Rejected(MatrixError):  # noqa: N818
    """A refusal for good: asking the same again gets the same. ``body`` is the whole answer."""

    def __init__(self, status: int, errcode: str, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {errcode}")
        self.status = status
        self.errcode = errcode
        self.body = body
