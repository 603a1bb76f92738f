"""desktop answers: what a response must carry, questions in portions, the non-taxable tax code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXTS = (("desktop_session", "request_id"), ("desktop_connection", "non_taxable"))
_NUMBERS = (("desktop_message", "answered_to"), ("desktop_message", "portion"))


def upgrade() -> None:
    """Go forward."""
    for table, name in _TEXTS:
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
    for table, name in _NUMBERS:
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back."""
    for table, name in (*_TEXTS, *_NUMBERS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
