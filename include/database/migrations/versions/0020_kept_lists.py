"""kept lists: QuickBooks Online's lists and facts are kept, and brought up to date by what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kept_list",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("read_at", columns.UtcDateTime(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("refused_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_kept_list_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "entity", name=op.f("pk_kept_list")),
    )
    op.create_table(
        "kept_entity",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", columns.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "entity"],
            ["kept_list.company_id", "kept_list.entity"],
            name=op.f("fk_kept_entity_company_id_kept_list"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", "entity", "entity_id", name=op.f("pk_kept_entity")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("kept_entity")
    op.drop_table("kept_list")
