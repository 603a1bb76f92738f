"""lists found: transactions, changes and a period's entries are sorted, searched and counted from indexes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MOST = {"title": 300, "number": 100, "search_text": 500}
"""Characters: what is indexed must be short on PostgreSQL."""
_LISTED = {
    "ix_record_listed": ("day", "amount_cents", "gone", "search_text"),
    "ix_record_title": ("title",),
    "ix_record_number": ("number",),
    "ix_record_amount": ("amount_cents",),
}
_IS_TOLD = sa.text("event <> 'recorded'")
_WAS_SENT = sa.text("status IN ('posted', 'error', 'sent')")


def upgrade() -> None:
    """Go forward."""
    for column, most in _MOST.items():
        op.execute(
            f"UPDATE record SET {column} = substr({column}, 1, {most}) WHERE length({column}) > {most}"
        )
    op.drop_index("ix_record_day", "record")
    for name, (sorted_by, *read) in _LISTED.items():
        op.create_index(name, "record", ["company_id", "stream", *_newest_first(sorted_by), *read])
    op.drop_index("ix_link_status", "link")
    of_status = ["company_id", "category", "status", "date", "kind", "total_cents"]
    op.create_index("ix_link_status", "link", of_status)
    op.create_index("ix_link_date", "link", ["company_id", "date", "status", "record_key"])
    op.create_index(
        "ix_operation_sent",
        "operation",
        ["company_id", "id", "run_id", "category", "sent_at", "status"],
        sqlite_where=_WAS_SENT,
        postgresql_where=_WAS_SENT,
    )
    op.create_index(
        "ix_audit_event_told",
        "audit_event",
        ["company_id", "number", "actor", "at", "event"],
        sqlite_where=_IS_TOLD,
        postgresql_where=_IS_TOLD,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_audit_event_told", "audit_event")
    op.drop_index("ix_operation_sent", "operation")
    op.drop_index("ix_link_date", "link")
    op.drop_index("ix_link_status", "link")
    op.create_index("ix_link_status", "link", ["company_id", "category", "status"])
    for name in _LISTED:
        op.drop_index(name, "record")
    op.create_index("ix_record_day", "record", ["company_id", "stream", "day", "key"])


def _newest_first(column: str) -> list[Any]:
    if op.get_bind().dialect.name == "sqlite":
        # It reads any index backward, with nulls last, and knows no words for that.
        return [column, "key"]
    return [sa.text(f"{column} DESC NULLS LAST"), sa.text("key DESC")]
