"""the tax of planned and posted changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_COLUMNS = ("tax_cents", "tax_before_cents")


def upgrade() -> None:
    """Go forward."""
    for name in _COLUMNS:
        op.add_column(
            "operation", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    """Go back."""
    for name in reversed(_COLUMNS):
        op.drop_column("operation", name)
