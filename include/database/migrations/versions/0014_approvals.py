"""approvals: bound to exactly what is sent; a run belongs to one act of one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OF_A_RUN = ("company_id", "category", "airflow_run_id")
_WITH_ITS_ACT = (*_OF_A_RUN, "act_number")


def _unique(names: tuple[str, ...]) -> str:
    return op.f(f"uq_sync_run_{'_'.join(names)}")


def upgrade() -> None:
    """Go forward."""
    _create_approval()
    _create_airflow_act()
    _create_scheduled_run()
    with op.batch_alter_table("automation") as batch:
        batch.add_column(
            sa.Column("four_eyes", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("sync_run") as batch:
        batch.add_column(sa.Column("actor_id", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("act", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("act_id", columns.BigId, nullable=False, server_default="0"))
        batch.add_column(sa.Column("act_number", sa.Integer(), nullable=False, server_default="0"))
        batch.drop_constraint(_unique(_OF_A_RUN), type_="unique")
        batch.create_unique_constraint(_unique(_WITH_ITS_ACT), list(_WITH_ITS_ACT))


def _create_approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", columns.BigId, nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("run_id", columns.BigId, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("covers", columns.Json, nullable=False),
        sa.Column("asked_as", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False, server_default=""),
        sa.Column("decided_by_name", sa.String(), nullable=False, server_default=""),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_approval_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_approval_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_run", "approval", ["run_id", "status"])
    op.create_index("ix_approval_company", "approval", ["company_id", "status"])


def _create_airflow_act() -> None:
    op.create_table(
        "airflow_act",
        sa.Column("id", columns.BigId, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("run_name", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("detail", columns.Json, nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_airflow_act")),
    )
    op.create_index("ix_airflow_act_run", "airflow_act", ["category", "run_name", "id"])


def _create_scheduled_run() -> None:
    op.create_table(
        "scheduled_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("due_since", columns.UtcDateTime(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("run_id", columns.BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_scheduled_run_company_id_company")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["sync_run.id"], name=op.f("fk_scheduled_run_run_id_sync_run")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_run")),
        sa.UniqueConstraint(
            "company_id",
            "category",
            "due_since",
            name=op.f("uq_scheduled_run_company_id_category_due_since"),
        ),
    )


def downgrade() -> None:
    """Go back; of runs that share a DAG run's ID, only the first keeps it."""
    op.execute(
        "UPDATE sync_run SET airflow_run_id = airflow_run_id || ' #' || CAST(id AS VARCHAR) "
        "WHERE act_number > 0"
    )
    with op.batch_alter_table("sync_run") as batch:
        batch.drop_constraint(_unique(_WITH_ITS_ACT), type_="unique")
        batch.create_unique_constraint(_unique(_OF_A_RUN), list(_OF_A_RUN))
        for name in ("act_number", "act_id", "act", "actor_id"):
            batch.drop_column(name)
    with op.batch_alter_table("automation") as batch:
        batch.drop_column("four_eyes")
    for table in ("scheduled_run", "airflow_act", "approval"):
        op.drop_table(table)
