"""entries that QuickBooks had before CoreBooks: what searches found, and what users decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import BigId, Json, UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "link", sa.Column("as_found", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _add_matches()
    _add_decisions()


def _add_matches() -> None:
    op.create_table(
        "existing_match",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("record_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("party_fingerprint", sa.String(), nullable=False),
        sa.Column("core_cents", sa.BigInteger(), nullable=False),
        sa.Column("entry_kind", sa.String(), nullable=False),
        sa.Column("quickbooks_id", sa.String(), nullable=False),
        sa.Column("entry_party_id", sa.String(), nullable=False),
        sa.Column("entry_party_name", sa.String(), nullable=False),
        sa.Column("entry_cents", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("differences", Json, nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("record_fingerprint", sa.String(), nullable=False),
        sa.Column("setup_version", sa.Integer(), nullable=False),
        sa.Column("shape_version", sa.Integer(), nullable=False),
        sa.Column("entry", Json, nullable=False),
        sa.Column("others", Json, nullable=False),
        sa.Column("decision", sa.String(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("confirm_id", sa.String(), server_default="", nullable=False),
        sa.Column("accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("whole_record", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("run_id", BigId, nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_existing_match_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "document_key", name=op.f("pk_existing_match")),
    )
    for name, columns in {
        "ix_existing_match_listed": ["company_id", "category", "decision", "certain"],
        "ix_existing_match_record": ["company_id", "category", "record_key"],
        "ix_existing_match_entry": ["company_id", "entry_kind", "quickbooks_id"],
    }.items():
        op.create_index(name, "existing_match", columns)


def _add_decisions() -> None:
    op.create_table(
        "not_the_same",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), nullable=False),
        sa.Column("entry_kind", sa.String(), nullable=False),
        sa.Column("quickbooks_id", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_not_the_same_company_id_company")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_the_same")),
        sa.UniqueConstraint(
            "company_id",
            "document_key",
            "entry_kind",
            "quickbooks_id",
            name="uq_not_the_same",
        ),
    )
    op.create_table(
        "booked_elsewhere",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("quickbooks_id", sa.String(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_booked_elsewhere_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "document_key", name=op.f("pk_booked_elsewhere")),
    )
    op.create_index(
        "ix_booked_elsewhere_record", "booked_elsewhere", ["company_id", "category", "record_key"]
    )
    op.create_table(
        "named_entry",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("entry_kind", sa.String(), nullable=False),
        sa.Column("quickbooks_id", sa.String(), nullable=False),
        sa.Column("document_key", sa.String(), server_default="", nullable=False),
        sa.Column("problem", sa.String(), server_default="", nullable=False),
        sa.Column("named_by", sa.String(), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_named_entry_company_id_company")
        ),
        sa.PrimaryKeyConstraint(
            "company_id",
            "category",
            "record_key",
            "entry_kind",
            "quickbooks_id",
            name=op.f("pk_named_entry"),
        ),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("named_entry", "booked_elsewhere", "not_the_same", "existing_match"):
        op.drop_table(table)
    op.drop_column("link", "as_found")
