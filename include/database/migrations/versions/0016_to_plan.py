"""to plan: what a run plans is kept with the run, not where Airflow's users can edit it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("sync_run", sa.Column("to_plan", columns.Json, nullable=True))


def downgrade() -> None:
    """Go back. The table isn't rebuilt, as its triggers would be lost."""
    op.drop_column("sync_run", "to_plan")
