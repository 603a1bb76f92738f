"""runs found: by their DAG run, the newest of a workflow, those that failed, and those that haven't begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.drop_index("ix_sync_run_open", "sync_run")
    _index(
        "ix_sync_run_open", "sync_run", ["outcome", "company_id", "category"], "outcome = 'running'"
    )
    _index("ix_sync_run_failed", "sync_run", ["outcome", "finished_at"], "outcome = 'failed'")
    op.create_index("ix_sync_run_newest", "sync_run", ["company_id", "category", "id"])
    by_dag_run = ["airflow_run_id", "category", "company_id", "id"]
    op.create_index("ix_sync_run_airflow_run", "sync_run", by_dag_run)
    _index("ix_scheduled_run_not_begun", "scheduled_run", ["made_at"], "run_id IS NULL")


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_scheduled_run_not_begun", "scheduled_run")
    for name in ("airflow_run", "newest", "failed", "open"):
        op.drop_index(f"ix_sync_run_{name}", "sync_run")
    _index("ix_sync_run_open", "sync_run", ["company_id", "category"], "outcome = 'running'")


def _index(name: str, table: str, columns: list[str], among: str) -> None:
    """An index of some rows."""
    op.create_index(
        name, table, columns, sqlite_where=sa.text(among), postgresql_where=sa.text(among)
    )
