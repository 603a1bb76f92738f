"""asked by: which run asked QuickBooks what changed, as one question serves all workflows of a company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Without a foreign key: SQLite would have to build the table anew, and runs aren't deleted.
    op.add_column("entry_watermark", sa.Column("asked_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("entry_watermark", "asked_by")
