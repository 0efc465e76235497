"""Structured logs that carry ids and codes, never what anybody wrote."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure(level: str, form: str) -> None:
    """Send our own events to stderr, one line each; libraries are heard from errors on, without detail."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=_to_stderr,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutContent())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    # matrix-nio writes whole events into its messages.
    logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
    logging.getLogger("peewee").setLevel(logging.CRITICAL + 1)


def _to_stderr(*_names: str) -> structlog.PrintLogger:
    """Asked at each event: what stderr was at the start may be closed by now."""
    return structlog.PrintLogger(sys.stderr)


def where(error: BaseException) -> dict[str, str]:
    """The error's type and the frames it passed: an exception's message can hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return {
        "error": type(error).__name__,
        "at": " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames)),
    }


class _WithoutContent(logging.Formatter):
    """A library's record: its logger, level and place; neither its message nor its arguments."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        detail = f" {where(error)}" if error else ""
        return f"{record.levelname} {record.name} {record.funcName}:{record.lineno}{detail}"
