"""The database itself keeps the trail append-only, and what is final as it is; on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.clock import utc_now
from include.database.audit import verify
from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.statuses import OperationStatus
from include.database.tables.runs import Operation
from include.database.trail.append_only import missing_triggers
from include.sync.run.opening import RunRequest, open_run
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park
from tests.database.trail.values import vendor_change


@pytest.fixture
def changes(database: Database) -> Database:
    """A run with a change that was posted, and one that is planned."""
    connect_company(database, willow_park(), actor="finance ops")
    chosen = NewWorkflow("agent_billing", "billings-and-payments", {}, actor="finance ops")
    activate(database, "willow", chosen)
    run = open_run(database, RunRequest("willow", Category.AGENT_BILLING, "one", "manual", "ann"))
    with database.writing() as session:
        for number, status in enumerate((OperationStatus.POSTED, OperationStatus.PLANNED)):
            payload = {"display_name": "Amy Adler", "tax_id": "sealed"}
            session.add(vendor_change(run, str(number), status, payload, "new in CORE"))
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'nobody'",
        "DELETE FROM audit_event",
        "DELETE FROM sync_run",
        "UPDATE sync_run SET actor = 'nobody'",
        "UPDATE sync_run SET started_at = '2026-01-01'",
        "DELETE FROM operation",
        "UPDATE operation SET total_cents = 5 WHERE status = 'planned'",
        "UPDATE operation SET reason = 'asked to' WHERE status = 'planned'",
        "UPDATE operation SET tax_cents = 5 WHERE status = 'planned'",
        "UPDATE operation SET tax_cents = 5 WHERE status = 'posted'",
        "UPDATE operation SET tax_before_cents = 5 WHERE status = 'planned'",
        "UPDATE operation SET sent_at = '2026-01-01' WHERE status = 'posted'",
        "UPDATE operation SET request_id = 'x' WHERE status = 'posted'",
        "UPDATE operation SET status = 'planned' WHERE status = 'posted'",
        "UPDATE operation SET quickbooks_id = '7' WHERE status = 'posted'",
        "UPDATE operation SET payload = '{\"display_name\": \"Bo\"}' WHERE status = 'posted'",
    ],
)
def test_what_is_final_is_refused(changes: Database, statement: str) -> None:
    says = "append-only" if "audit_event" in statement else "This is final"
    with pytest.raises(DBAPIError, match=re.escape(says)), changes.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit_event", "sync_run", "operation"])
def test_a_table_is_not_emptied_at_once_either(changes: Database, table: str) -> None:
    """By a statement that SQLite doesn't have."""
    with pytest.raises(DBAPIError, match="append-only"), changes.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_the_tax_that_quickbooks_added_comes_with_its_response(changes: Database) -> None:
    with changes.writing() as session:
        (planned,) = session.scalars(select(Operation).where(Operation.status == "planned"))
        planned.status, planned.tax_cents = OperationStatus.POSTED, 390_001
    with changes.reading() as session:
        verify(session, "willow")
    edit = "UPDATE operation SET tax_cents = 390000"
    with pytest.raises(DBAPIError, match="This is final"), changes.engine.begin() as connection:
        connection.execute(text(edit))


def test_what_is_not_final_can_be_written(changes: Database) -> None:
    with changes.engine.begin() as connection:
        assert missing_triggers(connection) == []
        sealed = '{"display_name": "Amy Adler", "tax_id": "sealed anew"}'
        connection.execute(text("UPDATE operation SET payload = :sealed"), {"sealed": sealed})
    with changes.reading() as session:
        # Digests leave tax IDs out: rotating keys alters nothing.
        assert verify(session, "willow") == 4
    with changes.writing() as session:
        (planned,) = session.scalars(select(Operation).where(Operation.status == "planned"))
        planned.needs = {"name": "Amy Adler (vendor)"}
        planned.status, planned.sent_at = OperationStatus.SENT, utc_now()
    with changes.writing() as session:
        (sent,) = session.scalars(select(Operation).where(Operation.status == "sent"))
        sent.status, sent.sent_at = OperationStatus.PLANNED, None
        session.flush()
        session.delete(sent)
    with changes.reading() as session:
        assert verify(session, "willow") == 6
