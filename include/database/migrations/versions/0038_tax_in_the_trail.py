"""the triggers that keep what is final of changes know their tax, too: `migrate` creates them anew.

Rows stay as they are: the audit trail has their tax in its digests since there is such a column. What was
recorded before tax had a topic of its own is compared as it was recorded.
"""

from __future__ import annotations

from alembic import op

from include.database.trail.append_only import drop_triggers

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


_INDEX = "ix_link_status"
_COLUMNS = ("company_id", "category", "status", "date", "kind", "total_cents")
"""What Overview counts and totals; now with the tax."""


def upgrade() -> None:
    """Go forward."""
    drop_triggers(op.get_bind())
    op.drop_index(_INDEX, "link")
    op.create_index(_INDEX, "link", [*_COLUMNS, "tax_cents"])


def downgrade() -> None:
    """Go back: earlier tables lack columns that the triggers name."""
    drop_triggers(op.get_bind())
    op.drop_index(_INDEX, "link")
    op.create_index(_INDEX, "link", [*_COLUMNS])
