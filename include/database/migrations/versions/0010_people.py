"""people: who opened CoreBooks, by the auth manager's own IDs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("may_sync", sa.Boolean(), nullable=False),
        sa.Column("may_connect", sa.Boolean(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("person")
