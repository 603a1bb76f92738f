"""who sees: a company may have a list of the people who can see it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "company_person",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_company_person_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_company_person_person_id_person")
        ),
        sa.PrimaryKeyConstraint("company_id", "person_id", name=op.f("pk_company_person")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("company_person")
