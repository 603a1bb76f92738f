"""metered reads: how often QuickBooks Online was read, per company, app and month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "metered_reads",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("reads", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_metered_reads_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "client_id", "month", name=op.f("pk_metered_reads")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("metered_reads")
