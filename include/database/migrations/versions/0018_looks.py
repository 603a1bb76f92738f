"""looks: what the schedule found when it looked, and until where CORE's list of changes is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "core_look",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("looked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), server_default="", nullable=False),
        sa.Column("run_name", sa.String(), server_default="", nullable=False),
        sa.Column("read_at", columns.UtcDateTime(), nullable=True),
        sa.Column("begun_at", columns.UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("listed", sa.String(), server_default="", nullable=False),
        sa.Column("away_since", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_core_look_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "category", name=op.f("pk_core_look")),
    )
    op.add_column("watermark", sa.Column("window", sa.String(), server_default="", nullable=False))
    op.add_column(
        "automation", sa.Column("settings_changed_at", columns.UtcDateTime(), nullable=True)
    )
    op.create_index(
        "ix_sync_run_open",
        "sync_run",
        ["company_id", "category"],
        sqlite_where=sa.text("outcome = 'running'"),
        postgresql_where=sa.text("outcome = 'running'"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_sync_run_open", "sync_run")
    op.drop_column("automation", "settings_changed_at")
    op.drop_column("watermark", "window")
    op.drop_table("core_look")
