"""reported edits: when QuickBooks last reported that an entry changed there, per company and workflow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reported_edit",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("reported_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_reported_edit_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "category", name=op.f("pk_reported_edit")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("reported_edit")
