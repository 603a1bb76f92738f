"""the currency and the country of a company's books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


_CAUSES = ("not in US dollars", "in another currency")


def upgrade() -> None:
    """Go forward: every company that was connected is of the United States."""
    for table in ("connect_attempt", "desktop_connection"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column("currency", sa.String(), server_default="USD", nullable=False)
            )
    _rename(*_CAUSES)
    with op.batch_alter_table("company") as batch_op:
        batch_op.add_column(
            sa.Column("currency", sa.String(), server_default="USD", nullable=False)
        )
        batch_op.add_column(sa.Column("country", sa.String(), server_default="US", nullable=False))


def downgrade() -> None:
    """Go back."""
    for name in ("country", "currency"):
        # Others refer to the table: SQLite mustn't make it anew.
        op.drop_column("company", name)
    _rename(*reversed(_CAUSES))
    for table in ("connect_attempt", "desktop_connection"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("currency")


def _rename(old: str, new: str) -> None:
    """Name the cause of records on hold anew; runs keep the one that the audit trail recorded."""
    for name in ("record_state", "arrival_held"):
        table = sa.table(name, sa.column("cause", sa.String()))
        op.execute(table.update().where(table.c.cause == old).values(cause=new))
