"""Feeds: what arrives in files, mails, queries and calls, and the records that came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables.columns import BigId, Json, UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "record", sa.Column("source", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("after_reading", sa.String(), nullable=False),
        sa.Column("cursor", Json, nullable=False),
        sa.Column("trouble", sa.String(), server_default="", nullable=False),
        sa.Column("trouble_since", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(), server_default="", nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("off_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_feed_company_id_company")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_index(op.f("ix_feed_company_id"), "feed", ["company_id"], unique=False)
    op.create_table(
        "feed_company",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("routes", Json, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_feed_company_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_company_feed_id_feed")
        ),
        sa.PrimaryKeyConstraint("company_id", "stream", name=op.f("pk_feed_company")),
    )
    op.create_index(op.f("ix_feed_company_feed_id"), "feed_company", ["feed_id"], unique=False)
    op.create_table(
        "feed_secret",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("dialect", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_secret_feed_id_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_secret")),
    )
    op.create_index(op.f("ix_feed_secret_feed_id"), "feed_secret", ["feed_id"], unique=False)
    op.create_table(
        "import_profile",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rows_checked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_held", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("activated_by", sa.String(), server_default="", nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_import_profile_feed_id_feed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profile")),
        sa.UniqueConstraint(
            "feed_id", "name", "version", name=op.f("uq_import_profile_feed_id_name_version")
        ),
    )
    op.create_index(
        "uq_import_profile_one_active",
        "import_profile",
        ["feed_id", "name"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "arrival",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), server_default="", nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("dated_at", UtcDateTime(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_key", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), server_default="", nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("profile_id", BigId, nullable=True),
        sa.Column("counts", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.Column("sentence", sa.String(), server_default="", nullable=False),
        sa.Column("what_to_do", sa.String(), server_default="", nullable=False),
        sa.Column("confirmed_by", sa.String(), server_default="", nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("runs_started_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_arrival_feed_id_feed")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["import_profile.id"], name=op.f("fk_arrival_profile_id_import_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index("ix_arrival_feed", "arrival", ["feed_id", "id"], unique=False)
    op.create_index(
        "ix_arrival_to_start",
        "arrival",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'read' AND runs_started_at IS NULL"),
        postgresql_where=sa.text("status = 'read' AND runs_started_at IS NULL"),
    )
    op.create_index(
        "uq_arrival_once",
        "arrival",
        ["feed_id", "idempotency_key"],
        unique=True,
        sqlite_where=sa.text("idempotency_key <> ''"),
        postgresql_where=sa.text("idempotency_key <> ''"),
    )
    op.create_index("ix_arrival_hash", "arrival", ["feed_id", "sha256"], unique=False)
    op.create_index(
        "ix_arrival_waiting",
        "arrival",
        ["status", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('stored', 'reading')"),
        postgresql_where=sa.text("status IN ('stored', 'reading')"),
    )
    op.create_table(
        "arrival_held",
        sa.Column("arrival_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("what_to_do", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_arrival_held_arrival_id_arrival")
        ),
        sa.PrimaryKeyConstraint("arrival_id", "number", name=op.f("pk_arrival_held")),
    )
    op.create_table(
        "arrival_part",
        sa.Column("arrival_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_arrival_part_arrival_id_arrival")
        ),
        sa.PrimaryKeyConstraint("arrival_id", "number", name=op.f("pk_arrival_part")),
    )
    op.create_table(
        "feed_record",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("payload", Json, nullable=True),
        sa.Column("held", Json, nullable=True),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("arrival_id", BigId, nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("gone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("final_at", UtcDateTime(), nullable=True),
        sa.Column("route", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_feed_record_arrival_id_arrival")
        ),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_record_feed_id_feed")),
        sa.PrimaryKeyConstraint("feed_id", "key", name=op.f("pk_feed_record")),
    )
    op.create_index(
        "ix_feed_record_changed", "feed_record", ["feed_id", "kind", "changed_at"], unique=False
    )
    op.create_index("ix_feed_record_owner", "feed_record", ["feed_id", "owner"], unique=False)
    op.create_index(
        "ix_feed_record_profile", "feed_record", ["feed_id", "profile", "kind"], unique=False
    )
    op.create_table(
        "feed_version",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("arrival_id", BigId, nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"], ["arrival.id"], name=op.f("fk_feed_version_arrival_id_arrival")
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_version_feed_id_feed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_version")),
    )
    op.create_index(
        op.f("ix_feed_version_arrival_id"), "feed_version", ["arrival_id"], unique=False
    )
    op.create_index("ix_feed_version_key", "feed_version", ["feed_id", "key", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_feed_version_key", table_name="feed_version")
    op.drop_index(op.f("ix_feed_version_arrival_id"), table_name="feed_version")
    op.drop_table("feed_version")
    op.drop_index("ix_feed_record_profile", table_name="feed_record")
    op.drop_index("ix_feed_record_owner", table_name="feed_record")
    op.drop_index("ix_feed_record_changed", table_name="feed_record")
    op.drop_table("feed_record")
    op.drop_table("arrival_part")
    op.drop_table("arrival_held")
    op.drop_index(
        "ix_arrival_waiting",
        table_name="arrival",
        sqlite_where=sa.text("status IN ('stored', 'reading')"),
        postgresql_where=sa.text("status IN ('stored', 'reading')"),
    )
    op.drop_index("uq_arrival_once", table_name="arrival")
    op.drop_index("ix_arrival_to_start", table_name="arrival")
    op.drop_index("ix_arrival_hash", table_name="arrival")
    op.drop_index("ix_arrival_feed", table_name="arrival")
    op.drop_table("arrival")
    op.drop_index(
        "uq_import_profile_one_active",
        table_name="import_profile",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.drop_table("import_profile")
    op.drop_index(op.f("ix_feed_secret_feed_id"), table_name="feed_secret")
    op.drop_table("feed_secret")
    op.drop_index(op.f("ix_feed_company_feed_id"), table_name="feed_company")
    op.drop_table("feed_company")
    op.drop_index(op.f("ix_feed_company_id"), table_name="feed")
    op.drop_table("feed")
    op.drop_column("record", "source")
