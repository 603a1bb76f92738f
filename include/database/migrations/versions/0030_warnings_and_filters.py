"""warnings of records that are synced, and filters of lists that people save."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_OPEN = sa.text("cleared_at IS NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "record_warning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("company_id", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("cleared_by", sa.String(), nullable=False, server_default=""),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("company_id", "category", "record_key", "kind", "sentence"),
    )
    op.create_index(
        "ix_record_warning_open",
        "record_warning",
        ["company_id", "category", "record_key"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("company_id", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("company_id", "person_id", "list", "name"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("saved_filter")
    op.drop_table("record_warning")
