"""life after posting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "entry_watermark",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("read_up_to", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_entry_watermark_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "category", name=op.f("pk_entry_watermark")),
    )
    op.create_table(
        "party_choice",
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("quickbooks_id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_party_choice_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "party_key", name=op.f("pk_party_choice")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("shape_version", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("found", columns.Json, nullable=True))
        batch_op.add_column(sa.Column("accepted", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("setup_version", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("shape_version", sa.Integer(), server_default="0", nullable=False)
        )

    # What was posted before keeps the template it was posted with.
    op.execute("UPDATE link SET shape_version = setup_version")
    op.execute(
        "UPDATE operation SET setup_version = (SELECT version FROM workflow_setup JOIN sync_run "
        "ON sync_run.setup_id = workflow_setup.id WHERE sync_run.id = operation.run_id)"
    )
    op.execute("UPDATE operation SET shape_version = setup_version")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner", sa.String(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("gone", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.create_index("ix_record_owner", ["company_id", "owner"], unique=False)

    with op.batch_alter_table("watermark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("swept_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("record_state", schema=None) as batch_op:
        batch_op.drop_index("ix_record_state_todo")
        batch_op.create_index(
            "ix_record_state_todo", ["company_id", "category", "status", "record_key"], unique=False
        )

    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(), server_default="sync", nullable=False))
        batch_op.add_column(
            sa.Column("selection", columns.Json, server_default=sa.text("'{}'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("plan_digest", sa.String(), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("watermark", schema=None) as batch_op:
        batch_op.drop_column("swept_at")

    with op.batch_alter_table("record_state", schema=None) as batch_op:
        batch_op.drop_index("ix_record_state_todo")
        batch_op.create_index(
            "ix_record_state_todo", ["company_id", "category", "status"], unique=False
        )

    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.drop_column("plan_digest")
        batch_op.drop_column("selection")
        batch_op.drop_column("mode")

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index("ix_record_owner")
        batch_op.drop_column("gone")
        batch_op.drop_column("owner")

    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_column("shape_version")
        batch_op.drop_column("setup_version")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_column("accepted")
        batch_op.drop_column("found")
        batch_op.drop_column("shape_version")

    op.drop_table("party_choice")
    op.drop_table("entry_watermark")
