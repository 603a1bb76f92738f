"""Bringing the ledger's tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from include.ledger.database import Ledger


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(ledger: Ledger, revision: str = "head") -> str:
    """Upgrade the tables; harmless when they are up to date.

    Returns:
        The revision the ledger stands at.
    """
    with ledger.engine.begin() as connection:
        command.upgrade(_config(connection), revision)
        return MigrationContext.configure(connection).get_current_revision() or ""


def write_step(ledger: Ledger, message: str) -> None:
    """For developers: write the step from the tables as they are to the models as they are."""
    with ledger.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def newest_step() -> str:
    """The revision that `migrate` leads to."""
    directory = Path(__file__).parent / "migrations"
    return ScriptDirectory(str(directory)).get_current_head() or ""
