"""entry counts: how many entries QuickBooks had for a workflow before it posted any."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "entry_count",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("is_all", sa.Boolean(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_entry_count_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "category", "kind", name=op.f("pk_entry_count")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("entry_count")
