"""QuickBooks Desktop: connections, sessions of the Web Connector, messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "desktop_connection",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("core_connection", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("first_contact_at", columns.UtcDateTime(), nullable=True),
        sa.Column("last_contact_at", columns.UtcDateTime(), nullable=True),
        sa.Column("company_file", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", columns.UtcDateTime(), nullable=True),
        sa.Column("last_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_desktop_connection")),
        sa.UniqueConstraint("file_id", name=op.f("uq_desktop_connection_file_id")),
        sa.UniqueConstraint("username", name=op.f("uq_desktop_connection_username")),
    )
    op.create_table(
        "desktop_message",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("is_write", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("responses", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", columns.UtcDateTime(), nullable=False),
        sa.Column("handed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["desktop_connection.company_id"],
            name=op.f("fk_desktop_message_company_id_desktop_connection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desktop_message")),
    )
    with op.batch_alter_table("desktop_message", schema=None) as batch_op:
        batch_op.create_index("ix_desktop_message_answered_at", ["answered_at"], unique=False)
        batch_op.create_index("ix_desktop_message_key", ["company_id", "key"], unique=False)
        batch_op.create_index(
            "ix_desktop_message_status", ["company_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "uq_desktop_message_write",
            ["company_id", "key"],
            unique=True,
            sqlite_where=sa.text("is_write"),
            postgresql_where=sa.text("is_write"),
        )

    op.create_table(
        "desktop_session",
        sa.Column("ticket_digest", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("last_call_at", columns.UtcDateTime(), nullable=False),
        sa.Column("closed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("file_checked", sa.Boolean(), nullable=False),
        sa.Column("awaits", sa.String(), nullable=False),
        sa.Column("message_id", columns.BigId, nullable=True),
        sa.Column("iterator", sa.String(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["desktop_connection.company_id"],
            name=op.f("fk_desktop_session_company_id_desktop_connection"),
        ),
        sa.PrimaryKeyConstraint("ticket_digest", name=op.f("pk_desktop_session")),
    )
    with op.batch_alter_table("desktop_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_desktop_session_open",
            ["company_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("desktop_session", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_desktop_session_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("desktop_session")
    with op.batch_alter_table("desktop_message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_desktop_message_write",
            sqlite_where=sa.text("is_write"),
            postgresql_where=sa.text("is_write"),
        )
        batch_op.drop_index("ix_desktop_message_status")
        batch_op.drop_index("ix_desktop_message_key")
        batch_op.drop_index("ix_desktop_message_answered_at")

    op.drop_table("desktop_message")
    op.drop_table("desktop_connection")
