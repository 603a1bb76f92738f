"""moves of a company to another QuickBooks: both ends, entries, names, and rows for going back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import BigId, Json, UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_IS_OPEN = sa.text("state IN ('preparing', 'switching', 'going back')")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "company_move",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=True),
        sa.Column("old_lists", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("new_lists", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("from_records", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("connected_by", sa.String(), server_default="", nullable=False),
        sa.Column("connected_at", UtcDateTime(), nullable=True),
        sa.Column("matched_at", UtcDateTime(), nullable=True),
        sa.Column("proof", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("proved_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by", sa.String(), server_default="", nullable=False),
        sa.Column("accepted_because", sa.String(), server_default="", nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("switched_by", sa.String(), server_default="", nullable=False),
        sa.Column("switched_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), server_default="", nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_company_move_company_id_company")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_move")),
    )
    op.create_index(
        "uq_company_move_one_open",
        "company_move",
        ["company_id"],
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )
    _entries()
    _names()
    op.create_table(
        "moved_row",
        sa.Column("id", BigId, nullable=False),
        sa.Column("move_id", BigId, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["move_id"], ["company_move.id"], name=op.f("fk_moved_row_move_id_company_move")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_row")),
    )
    op.create_index("ix_moved_row_move", "moved_row", ["move_id"])


def _entries() -> None:
    op.create_table(
        "moved_entry",
        sa.Column("move_id", BigId, nullable=False),
        sa.Column("document_key", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("old_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("new_id", sa.String(), server_default="", nullable=False),
        sa.Column("after", Json, nullable=True),
        sa.Column("matched_by", sa.String(), server_default="", nullable=False),
        sa.Column("candidates", Json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.Column("link", Json, nullable=True),
        sa.Column("is_moved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["move_id"], ["company_move.id"], name=op.f("fk_moved_entry_move_id_company_move")
        ),
        sa.PrimaryKeyConstraint("move_id", "document_key", name=op.f("pk_moved_entry")),
    )
    op.create_index("ix_moved_entry_matched", "moved_entry", ["move_id", "matched_by"])


def _names() -> None:
    op.create_table(
        "moved_name",
        sa.Column("move_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("old_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("needed_for", sa.String(), nullable=False),
        sa.Column("new_id", sa.String(), server_default="", nullable=False),
        sa.Column("new_name", sa.String(), server_default="", nullable=False),
        sa.Column("new_version", sa.String(), server_default="", nullable=False),
        sa.Column("matched_by", sa.String(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["move_id"], ["company_move.id"], name=op.f("fk_moved_name_move_id_company_move")
        ),
        sa.PrimaryKeyConstraint("move_id", "kind", "old_id", name=op.f("pk_moved_name")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("moved_row", "moved_name", "moved_entry", "company_move"):
        op.drop_table(table)
