"""company facts: what a company's QuickBooks was like when it was last asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import Json

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "company", sa.Column("facts", Json, nullable=False, server_default=sa.text("'{}'"))
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("company", "facts")
