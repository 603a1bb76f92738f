"""entries of others: payments that someone entered in QuickBooks count for CORE's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.add_column(
            sa.Column("is_foreign", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_column("is_foreign")
