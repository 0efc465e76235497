"""The calls into Alembic; loaded only when there is something to change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData


def run(connection: Connection, target: str) -> None:
    """Bring the database to a revision, in the transaction that the connection is in."""
    command.upgrade(_config(connection), target)


def differences(connection: Connection, metadata: MetaData) -> list[Any]:
    """What the database's tables lack or have beside the ones that the code declares."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def revise(connection: Connection, metadata: MetaData, message: str, number: str) -> None:
    """Write a revision from the difference between the code and a database at the newest one."""
    config = _config(connection, metadata)
    for name, value in (
        ("hooks", "format, lint"),
        ("lint.type", "module"),
        ("lint.module", "ruff"),
        ("lint.options", "check --fix --quiet REVISION_SCRIPT_FILENAME"),
        ("format.type", "module"),
        ("format.module", "ruff"),
        ("format.options", "format --quiet REVISION_SCRIPT_FILENAME"),
    ):
        config.set_section_option("post_write_hooks", name, value)
    command.revision(config, message, autogenerate=True, rev_id=number)


def _config(connection: Connection, metadata: MetaData | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config
