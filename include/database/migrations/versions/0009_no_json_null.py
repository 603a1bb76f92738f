"""no JSON null: what isn't there is no value of the column, by which queries find it."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("record", "payload"),
    ("link", "edited_as"),
    ("operation", "before"),
    ("operation", "answer"),
)


def upgrade() -> None:
    """Go forward."""
    for table, column in _COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = NULL WHERE CAST({column} AS TEXT) = 'null'")


def downgrade() -> None:
    """Go back: earlier versions read both."""
