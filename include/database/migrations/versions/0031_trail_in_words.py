"""trail in words: events are counted by kind, and events and changes are found by a thing's names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_IS_TOLD = sa.text("event <> 'recorded'")
_WAS_SENT = sa.text("status IN ('posted', 'error', 'sent')")


def upgrade() -> None:
    """Go forward."""
    for name, columns in (
        ("ix_audit_event_kind", ["company_id", "event"]),
        ("ix_audit_event_subject", ["company_id", "subject", "number"]),
    ):
        op.create_index(
            name, "audit_event", columns, sqlite_where=_IS_TOLD, postgresql_where=_IS_TOLD
        )
    op.create_index(
        "ix_operation_trace",
        "operation",
        ["company_id", "trace_id"],
        sqlite_where=_WAS_SENT,
        postgresql_where=_WAS_SENT,
    )
    op.create_index("ix_link_number", "link", ["company_id", "number"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_link_number", "link")
    op.drop_index("ix_operation_trace", "operation")
    op.drop_index("ix_audit_event_subject", "audit_event")
    op.drop_index("ix_audit_event_kind", "audit_event")
