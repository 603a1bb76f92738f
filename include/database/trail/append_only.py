"""Triggers that keep the trail append-only, and what is final of runs and changes as it is.

They stop mistakes, and whoever may write rows but not change tables. Who owns the tables can drop them,
so Verify tells which are missing, and finds what was altered meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

_RUN = (
    *("id", "company_id", "category", "airflow_run_id", "trigger", "actor", "mode", "selection"),
    *("setup_id", "started_at"),
)
FINAL_WHEN_PLANNED = (
    *("id", "run_id", "company_id", "category", "document_key", "record_key", "kind", "wave"),
    *("record_fingerprint", "base_revision", "before", "total_cents", "reason", "date"),
    *("due_date", "setup_version", "shape_version", "tax_before_cents"),
)
"""Columns of a change that never change once it is planned."""
FINAL_WHEN_SENT = ("action", "existing_id", "existing_version", "request_id", "needs")
"""Those that may still change until it is sent."""
FINAL_WHEN_POSTED = (
    "status",
    "sent_at",
    "answer",
    "answered_at",
    "quickbooks_id",
    "trace_id",
    "tax_cents",
)
"""Those that QuickBooks' response decides."""
_APPEND_ONLY = "The audit trail is append-only."
_FINAL = "This is final, because the audit trail has it."


def create_triggers(connection: Connection) -> None:
    """Create all triggers anew."""
    drop_triggers(connection)
    sqlite = connection.dialect.name == "sqlite"
    for statement in _on_sqlite() if sqlite else _on_postgresql():
        connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Drop all triggers, for a migration."""
    on = "" if connection.dialect.name == "sqlite" else " ON {table}"
    for name, table, *_ in _rules(connection.dialect.name):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}"))


def missing_triggers(connection: Connection) -> list[str]:
    """The names of the triggers that aren't there."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    there = set(connection.execute(text(query)).scalars())
    return [name for name, *_ in _rules(connection.dialect.name) if name not in there]


def _rules(dialect: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, table, what is done, when it is refused, and what is answered."""
    sqlite = dialect == "sqlite"

    def changed(*columns: str) -> str:
        differ = "IS NOT" if sqlite else "IS DISTINCT FROM"
        return " OR ".join(f'OLD."{name}" {differ} NEW."{name}"' for name in columns)

    # Rotating keys seals tax IDs anew.
    payload = (
        "json_remove(OLD.payload, '$.tax_id') IS NOT json_remove(NEW.payload, '$.tax_id')"
        if sqlite
        else "OLD.payload - 'tax_id' IS DISTINCT FROM NEW.payload - 'tax_id'"
    )
    sent = f"OLD.status <> 'planned' AND ({changed(*FINAL_WHEN_SENT)} OR {payload})"
    posted = f"OLD.status IN ('posted', 'previewed') AND ({changed(*FINAL_WHEN_POSTED)})"
    # What the rates come to, until QuickBooks' own figure comes with its response.
    taxed = f"NEW.status <> 'posted' AND ({changed('tax_cents')})"
    deleted = "OLD.status NOT IN ('planned', 'previewed')"
    yield "audit_event_no_update", "audit_event", "UPDATE", "", _APPEND_ONLY
    yield "audit_event_no_delete", "audit_event", "DELETE", "", _APPEND_ONLY
    yield "sync_run_no_delete", "sync_run", "DELETE", "", _FINAL
    yield "sync_run_final", "sync_run", "UPDATE", changed(*_RUN), _FINAL
    yield "operation_no_delete", "operation", "DELETE", deleted, _FINAL
    final = f"{changed(*FINAL_WHEN_PLANNED)} OR ({sent}) OR ({taxed}) OR ({posted})"
    yield "operation_final", "operation", "UPDATE", final, _FINAL
    if not sqlite:
        for table in ("audit_event", "sync_run", "operation"):
            yield f"{table}_no_truncate", table, "TRUNCATE", "", _APPEND_ONLY


def _on_sqlite() -> Iterator[str]:
    for name, table, done, when, answer in _rules("sqlite"):
        yield (
            f"CREATE TRIGGER {name} BEFORE {done} ON {table}{f' WHEN {when}' if when else ''} "
            f"BEGIN SELECT RAISE(ABORT, '{answer}'); END"
        )


def _on_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION corebooks_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"
    )
    for name, table, done, when, answer in _rules("postgresql"):
        each = "STATEMENT" if done == "TRUNCATE" else "ROW"
        yield (
            f"CREATE TRIGGER {name} BEFORE {done} ON {table} FOR EACH {each}"
            f"{f' WHEN ({when})' if when else ''} EXECUTE FUNCTION corebooks_refuse('{answer}')"
        )
