"""refused calls: wrong passwords lock nobody out; a call with an old one is told on the page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("desktop_connection") as batch_op:
        for name in ("previous_hashes", "refused_from", "refused_password"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("refused_at", columns.UtcDateTime(), nullable=True))
        batch_op.drop_column("failed_logins")
        batch_op.drop_column("locked_until")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("desktop_connection") as batch_op:
        batch_op.add_column(
            sa.Column("failed_logins", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("locked_until", columns.UtcDateTime(), nullable=True))
        for name in ("previous_hashes", "refused_from", "refused_password", "refused_at"):
            batch_op.drop_column(name)
