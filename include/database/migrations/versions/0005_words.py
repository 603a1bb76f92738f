"""words: statuses, modes and tables are called what pages call them.

Events of the audit trail keep the words they were written with: a trail that is rewritten proves
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from include.database.tables import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_VALUES = {
    ("record_state", "status"): {
        "pending": "ready",
        "held back": "on hold",
        "not due": "not ready",
    },
    ("operation", "status"): {"handed": "sent", "done": "posted", "refused": "error"},
    ("desktop_message", "status"): {"handed": "sent"},
    ("link", "status"): {"live": "in QuickBooks"},
    ("sync_run", "outcome"): {"done": "completed"},
    ("sync_run", "mode"): {"keep": "keep-quickbooks", "restate": "repost"},
    ("record_state", "cause"): {
        "changed in QuickBooks": "edited in QuickBooks",
        "fell through": "canceled in CORE",
        "settled with the bank": "cleared or reconciled",
        "fault in CoreBooks": "internal error",
        "written since": "updated by a later run",
        "who is meant?": "similar names in QuickBooks",
        "waits for something else": "depends on another entry",
    },
}
_REJECTED = re.compile(r"QuickBooks (?!error )(\S+)")
"""Causes of rejections name QuickBooks' code."""
_COUNTS = {"held_back": "on_hold", "not_due": "not_ready"}
_OPTIONS = {"itemised": "itemized"}
_POLICIES = ("edited_in_quickbooks", "closed_period", "no_longer_in_core", "fell_through")
_CHOICES = {
    "Hold back": "Put on hold",
    "Post at the first open day": "Post on the first open day",
}


def upgrade() -> None:
    """Go forward."""
    _move_table("party_choice", "manual_match")
    _rename("link", "found", "edited_as")
    _rename("sync_run", "held_back", "on_hold")
    _rename("operation", "handed_at", "sent_at")
    _rename("desktop_message", "handed_at", "sent_at")
    _drop_index("uq_operation_one_handed")
    _change_values(_VALUES)
    _change_codes(_REJECTED, "QuickBooks error ")
    causes = _VALUES["record_state", "cause"]
    _change_json("sync_run", "on_hold", lambda holds: _with_causes(holds, causes))
    _change_json("operation", "answer", lambda answer: _with_cause(answer, causes))
    _change_json("sync_run", "counts", lambda counts: _renamed(counts, _COUNTS))
    _change_json("operation", "answer", lambda answer: _recovery(answer, "held back", "on hold"))
    _change_json("workflow_setup", "options", lambda said: _choices(said, _CHOICES))
    _change_json("workflow_setup", "options", lambda said: _renamed(said, _OPTIONS))
    _create_index("uq_operation_one_sent", "sent")


def downgrade() -> None:
    """Go back."""
    _drop_index("uq_operation_one_sent")
    back = {column: {new: old for old, new in values.items()} for column, values in _VALUES.items()}
    options_back = {new: old for old, new in _OPTIONS.items()}
    _change_json("workflow_setup", "options", lambda said: _renamed(said, options_back))
    choices_back = {new: old for old, new in _CHOICES.items()}
    _change_json("workflow_setup", "options", lambda said: _choices(said, choices_back))
    _change_json("operation", "answer", lambda answer: _recovery(answer, "on hold", "held back"))
    causes_back = back["record_state", "cause"]
    _change_codes(re.compile(r"QuickBooks error (\S+)"), "QuickBooks ")
    _change_json("sync_run", "on_hold", lambda holds: _with_causes(holds, causes_back))
    _change_json("operation", "answer", lambda answer: _with_cause(answer, causes_back))
    counts_back = {new: old for old, new in _COUNTS.items()}
    _change_json("sync_run", "counts", lambda counts: _renamed(counts, counts_back))
    _change_values(back)
    _create_index("uq_operation_one_handed", "handed")
    _rename("desktop_message", "sent_at", "handed_at")
    _rename("operation", "sent_at", "handed_at")
    _rename("sync_run", "on_hold", "held_back")
    _rename("link", "edited_as", "found")
    _move_table("manual_match", "party_choice")


def _move_table(old: str, new: str) -> None:
    # Made anew rather than renamed: its constraints carry its name.
    op.create_table(
        new,
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("quickbooks_id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f(f"fk_{new}_company_id_company")
        ),
        sa.PrimaryKeyConstraint("company_id", "party_key", name=op.f(f"pk_{new}")),
    )
    names = "company_id, party_key, quickbooks_id, actor, chosen_at"
    op.execute(f"INSERT INTO {new} ({names}) SELECT {names} FROM {old}")
    op.drop_table(old)


def _rename(table: str, old: str, new: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(old, new_column_name=new)


def _drop_index(name: str) -> None:
    with op.batch_alter_table("operation") as batch_op:
        batch_op.drop_index(name)


def _create_index(name: str, status: str) -> None:
    only = sa.text(f"status = '{status}'")
    with op.batch_alter_table("operation") as batch_op:
        batch_op.create_index(
            name,
            ["company_id", "document_key"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )


def _change_values(values: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    for (table, column), changes in values.items():
        rows = sa.table(table, sa.column(column, sa.String()))
        for old, new in changes.items():
            op.execute(rows.update().where(rows.c[column] == old).values({column: new}))


def _change_json(table: str, column: str, change: Callable[[Any], Any]) -> None:
    rows = sa.table(table, sa.column("id", columns.BigId), sa.column(column, columns.Json))
    connection = op.get_bind()
    for key, value in connection.execute(sa.select(rows.c.id, rows.c[column])).all():
        changed = change(value)
        if changed != value:
            connection.execute(rows.update().where(rows.c.id == key).values({column: changed}))


def _change_codes(pattern: re.Pattern[str], prefix: str) -> None:
    """Change the causes that name a code, and only those: a cause may be another sentence."""
    rows = sa.table("record_state", sa.column("cause", sa.String()))
    connection = op.get_bind()
    for cause in connection.execute(sa.select(rows.c.cause).distinct()).scalars().all():
        code = pattern.fullmatch(cause)
        if code:
            changed = rows.update().where(rows.c.cause == cause).values(cause=prefix + code[1])
            connection.execute(changed)


def _with_cause(hold: Any, causes: Mapping[str, str]) -> Any:
    if isinstance(hold, dict) and hold.get("cause") in causes:
        return hold | {"cause": causes[hold["cause"]]}
    return hold


def _with_causes(holds: Any, causes: Mapping[str, str]) -> Any:
    return [_with_cause(hold, causes) for hold in holds] if isinstance(holds, list) else holds


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    return {names.get(name, name): entry for name, entry in (value or {}).items()}


def _recovery(answer: Any, old: str, new: str) -> Any:
    if isinstance(answer, dict) and answer.get("recovery") == old:
        return answer | {"recovery": new}
    return answer


def _choices(options: Any, names: Mapping[str, str]) -> Any:
    return {
        name: names.get(entry, entry) if name in _POLICIES else entry
        for name, entry in (options or {}).items()
    }
