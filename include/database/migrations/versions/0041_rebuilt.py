"""companies whose database was lost: since when links are made anew, and what had no entry then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("company", sa.Column("rebuilding_since", UtcDateTime(), nullable=True))
    op.add_column("company", sa.Column("rebuilt_at", UtcDateTime(), nullable=True))
    op.create_table(
        "missing_entry",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_missing_entry_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "document_key", name=op.f("pk_missing_entry")),
    )
    op.create_index("ix_missing_entry_record", "missing_entry", ["company_id", "record_key"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("missing_entry")
    op.drop_column("company", "rebuilt_at")
    op.drop_column("company", "rebuilding_since")
