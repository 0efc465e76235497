"""Lengths of time worked out by the database, each in its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[float]):  # noqa: N801 - reads as SQL does
    """From the first instant to the second; NULL when one of them is."""

    type = Float()
    inherit_cache = True


class epoch(FunctionElement[int]):  # noqa: N801
    """Whole seconds since 1970, rounded down."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between, "postgresql")
def _between_in_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end}) - ({start})) AS DOUBLE PRECISION)"


@compiles(seconds_between, "sqlite")
def _between_in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    # Days as a float are good to some 50 microseconds.
    return f"ROUND((JULIANDAY({end}) - JULIANDAY({start})) * 86400, 3)"


@compiles(epoch, "postgresql")
def _epoch_in_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    (one,) = element.clauses
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(one, **more)})) AS BIGINT)"


@compiles(epoch, "sqlite")
def _epoch_in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    (one,) = element.clauses
    return f"CAST(STRFTIME('%s', {compiler.process(one, **more)}) AS INTEGER)"
