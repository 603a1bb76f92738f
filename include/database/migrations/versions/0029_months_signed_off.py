"""months signed off: a month's tie-out and sign-offs, notes on records on hold, entries that differ."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import Json, UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_DIFFERS = sa.text(
    "edited_as IS NOT NULL OR status IN ('voided in QuickBooks', 'deleted in QuickBooks')"
)
_HOLDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "month_tie_out",
        sa.Column("company_id", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("compared_at", UtcDateTime(), nullable=False),
        sa.Column("compared_by", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "month"),
    )
    op.create_table(
        "month_sign_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("company_id", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_by_id", sa.String(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("checkpoint", sa.String(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("moved", Json, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("moves", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index("ix_month_sign_off_month", "month_sign_off", ["company_id", "month", "id"])
    op.create_index(
        "uq_month_sign_off_holds",
        "month_sign_off",
        ["company_id", "month"],
        unique=True,
        sqlite_where=_HOLDS,
        postgresql_where=_HOLDS,
    )
    op.create_table(
        "record_note",
        sa.Column("company_id", sa.String(), sa.ForeignKey("company.id"), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False, server_default=""),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "record_key"),
    )
    op.create_index(
        "ix_link_differs",
        "link",
        ["company_id", "date"],
        sqlite_where=_DIFFERS,
        postgresql_where=_DIFFERS,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_link_differs", "link")
    op.drop_table("record_note")
    op.drop_table("month_sign_off")
    op.drop_table("month_tie_out")
