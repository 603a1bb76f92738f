"""The migrations lead to exactly the tables that the code works with."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from include.ledger import desktop_models  # noqa: F401  (its tables belong to the metadata)
from include.ledger.database import Ledger
from include.ledger.migrate import migrate, newest_step
from include.ledger.models import Base


def test_the_migrated_tables_are_the_models(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(ledger: Ledger) -> None:
    assert migrate(ledger) == newest_step()
