"""why preview: a run that had to be a preview says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("sync_run") as batch_op:
        batch_op.add_column(
            sa.Column("why_preview", sa.String(), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sync_run") as batch_op:
        batch_op.drop_column("why_preview")
