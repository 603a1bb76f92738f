"""payees' sales tax, the tax of entries, and the rates and currencies of the company's lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import Json, UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "payee_tax",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("charges_tax", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(), server_default="", nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_payee_tax_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "party_key", name=op.f("pk_payee_tax")),
    )
    op.add_column(
        "link", sa.Column("tax_cents", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("catalogue", sa.Column("sales_rates", Json, nullable=True))
    op.add_column("catalogue", sa.Column("purchase_rates", Json, nullable=True))
    op.add_column(
        "catalogue", sa.Column("currency", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("catalogue", "currency")
    op.drop_column("catalogue", "purchase_rates")
    op.drop_column("catalogue", "sales_rates")
    op.drop_column("link", "tax_cents")
    op.drop_table("payee_tax")
