"""the currency and the country of a company's books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: every company that was connected is of the United States."""
    with op.batch_alter_table("company") as batch_op:
        batch_op.add_column(
            sa.Column("currency", sa.String(), server_default="USD", nullable=False)
        )
        batch_op.add_column(sa.Column("country", sa.String(), server_default="US", nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("company") as batch_op:
        batch_op.drop_column("country")
        batch_op.drop_column("currency")
