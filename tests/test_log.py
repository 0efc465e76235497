"""Logs carry ids and places, never what anybody wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import configure, where


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


SECRET = "Någon skrev detta"


def test_a_librarys_message_and_arguments_stay_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure("debug", "json")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("aiohttp").exception("failed with %s", SECRET)
    logging.getLogger("nio.responses").error("bad event %s", SECRET)
    shown = capsys.readouterr().err
    assert SECRET not in shown
    assert "ValueError" in shown


def test_an_error_is_told_by_its_type_and_place() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        told = where(error)
    assert told["error"] == "KeyError"
    assert "test_an_error_is_told" in told["at"]
    assert SECRET not in str(told)


def test_our_own_events_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", "json")
    structlog.get_logger().info("inbox.done", inbox_id=7)
    structlog.get_logger().debug("not.shown")
    line = capsys.readouterr().err.strip()
    assert '"event": "inbox.done"' in line
    assert '"inbox_id": 7' in line
    assert "not.shown" not in line
