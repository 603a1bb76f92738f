"""webhooks seen: when Intuit's last came, in all and per company, and how many were rejected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "webhook_received",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_webhook_received_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_webhook_received")),
    )
    op.create_table(
        "webhook_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=True),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected_since", columns.UtcDateTime(), nullable=True),
        sa.Column("rejected_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("webhook_calls")
    op.drop_table("webhook_received")
