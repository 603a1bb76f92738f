"""runs listed: what History filters by is in one index, in the order of its list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_sync_run_history",
        "sync_run",
        ["company_id", "id", "category", "actor", "outcome", "started_at"],
        sqlite_where=sa.text("category <> ''"),
        postgresql_where=sa.text("category <> ''"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_sync_run_history", "sync_run")
