"""alerts: what calls a person, where it is told, and when the schedule's jobs last did their work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import BigId, Json, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "alert",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("what_to_do", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("news", sa.String(), server_default="", nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(
        "uq_alert_open",
        "alert",
        ["company_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_alert_closed_at", "alert", ["closed_at"])
    op.create_table(
        "alert_channel",
        sa.Column("id", BigId, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("recipients", Json, nullable=False),
        sa.Column("kinds", Json, nullable=False),
        sa.Column("holds_at_once", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_channel")),
    )
    op.create_table(
        "alert_delivery",
        sa.Column("alert_id", BigId, nullable=False),
        sa.Column("channel_id", BigId, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_news", sa.String(), server_default="", nullable=False),
        sa.Column("times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(), server_default="", nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_delivery_alert_id_alert")
        ),
        sa.PrimaryKeyConstraint("alert_id", "channel_id", name=op.f("pk_alert_delivery")),
    )
    op.create_table(
        "alert_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disk_percent", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_settings")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeat")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("heartbeat", "alert_settings", "alert_delivery", "alert_channel", "alert"):
        op.drop_table(table)
