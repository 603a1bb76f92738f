"""Imports: rows that someone dismissed, contents that are no longer kept, and records a profile was tried on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


_HELD = sa.text("held IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    for name in ("dismissed_by", "dismissed_why"):
        column = sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))
        op.add_column("feed_record", column)
    op.create_index(
        "ix_feed_record_held",
        "feed_record",
        ["feed_id", "key"],
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.add_column("arrival", sa.Column("content_dropped_at", UtcDateTime(), nullable=True))
    for name in ("records_checked", "records_held"):
        number = sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        op.add_column("import_profile", number)


def downgrade() -> None:
    """Go back."""
    op.drop_column("import_profile", "records_held")
    op.drop_column("import_profile", "records_checked")
    op.drop_column("arrival", "content_dropped_at")
    op.drop_index("ix_feed_record_held", "feed_record")
    op.drop_column("feed_record", "dismissed_why")
    op.drop_column("feed_record", "dismissed_by")
