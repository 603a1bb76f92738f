"""the currency and the country of a company's books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


_TABLES = ("company", "connect_attempt", "desktop_connection")
_CAUSES = ("not in US dollars", "in another currency")


def upgrade() -> None:
    """Go forward: every company that was connected is of the United States."""
    for table in _TABLES:
        column = sa.Column("currency", sa.String(), server_default="USD", nullable=False)
        op.add_column(table, column)
    op.add_column("company", sa.Column("country", sa.String(), server_default="US", nullable=False))
    _rename(*_CAUSES)


def downgrade() -> None:
    """Go back. Not in batches: SQLite would make the tables anew, which others refer to."""
    _rename(*reversed(_CAUSES))
    op.drop_column("company", "country")
    for table in _TABLES:
        op.drop_column(table, "currency")


def _rename(old: str, new: str) -> None:
    """Name the cause of records on hold anew; runs keep the one that the audit trail recorded."""
    for name in ("record_state", "arrival_held"):
        table = sa.table(name, sa.column("cause", sa.String()))
        op.execute(table.update().where(table.c.cause == old).values(cause=new))
