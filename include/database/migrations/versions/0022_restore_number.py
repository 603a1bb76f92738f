"""restore numbers: which restore from a backup a company's changes come after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "company", sa.Column("restore_number", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("company", "restore_number")
