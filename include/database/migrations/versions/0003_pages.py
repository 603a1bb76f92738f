"""pages: what lists show, logins at QuickBooks, what runs by itself, decisions about items."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "connect_attempt",
        sa.Column("state_digest", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("core_connection", sa.String(), nullable=False),
        sa.Column("quickbooks_connection", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_connect_attempt")),
    )
    op.create_table(
        "automation",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("sync_deals", sa.Boolean(), nullable=False),
        sa.Column("sync_billing", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("looked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("approval_required", sa.Boolean(), nullable=False),
        sa.Column("approvers", columns.Json, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_automation_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_automation")),
    )
    op.create_table(
        "item_override",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("sync", sa.Boolean(), nullable=False),
        sa.Column("create_payment", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_item_override_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "record_key", "item", name=op.f("pk_item_override")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("disconnected_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_status", ["company_id", "category", "status"], unique=False)

    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index("ix_operation_record", ["company_id", "record_key"], unique=False)

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stream", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("title", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("number", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("amount_cents", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("search_text", sa.String(), server_default="", nullable=False)
        )
        batch_op.create_index("ix_record_day", ["company_id", "stream", "day", "key"], unique=False)

    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("held_back", columns.Json, server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("approved_by", sa.String(), server_default="", nullable=False)
        )
    _fill_lists()


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.drop_column("approved_by")
        batch_op.drop_column("held_back")

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index("ix_record_day")
        batch_op.drop_column("search_text")
        batch_op.drop_column("amount_cents")
        batch_op.drop_column("day")
        batch_op.drop_column("number")
        batch_op.drop_column("title")
        batch_op.drop_column("stream")

    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index("ix_operation_record")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("ix_link_status")

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("disconnected_at")
        batch_op.drop_column("plan")

    op.drop_table("item_override")
    op.drop_table("automation")
    op.drop_table("connect_attempt")


def _fill_lists() -> None:
    """Records that were read before get their line in the lists from what was kept of them."""
    record = sa.table(
        "record",
        sa.column("company_id", sa.String()),
        sa.column("key", sa.String()),
        sa.column("payload", columns.Json),
        sa.column("stream", sa.String()),
        sa.column("title", sa.String()),
        sa.column("number", sa.String()),
        sa.column("day", sa.Date()),
        sa.column("amount_cents", sa.BigInteger()),
        sa.column("search_text", sa.String()),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(record.c.company_id, record.c.key, record.c.payload)).all()
    for company_id, key, payload in rows:
        connection.execute(
            record.update()
            .where(record.c.company_id == company_id, record.c.key == key)
            .values(**_line(key, payload or {}))
        )


def _line(key: str, payload: dict[str, Any]) -> dict[str, Any]:
    number = payload.get("number") or ""
    if key.startswith("statement:"):
        items = payload.get("items") or []
        name = (payload.get("agent") or {}).get("name") or ""
        days = [item["billing_date"] for item in items if item.get("billing_date")]
        line = {"stream": "billing statements", "title": name, "amount_cents": None}
        day = min(days, default=None)
    else:
        place = " ".join(payload.get(part) or "" for part in ("state", "zip")).strip()
        parts = (payload.get("address"), payload.get("city"), place)
        gross = (payload.get("disbursement") or payload).get("gross_cents")
        title = ", ".join(part for part in parts if part)
        line = {"stream": "transactions", "title": title, "amount_cents": gross}
        day = payload.get("closing_date")
    words = (line["title"], number, key.partition(":")[2])
    return {
        **line,
        "number": number,
        "day": dt.date.fromisoformat(day) if day else None,
        "search_text": " ".join(str(word).casefold() for word in words if word),
    }
