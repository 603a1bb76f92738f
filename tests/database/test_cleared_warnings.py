"""A warning is cleared once, by name, and the audit trail has who did so."""

from __future__ import annotations

import pytest

from include.clock import utc_now
from include.database import audit
from include.database.cleared_warnings import clear_warnings
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.statuses import RecordStatus, WarningKind
from include.database.tables.records import RecordState, RecordWarning
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park
from tests.sync.office import EXPENSES, INCOME

DEAL, OTHER = "transaction:1", "transaction:2"


@pytest.fixture
def warned(database: Database) -> Database:
    """Two warnings of a synced transaction, and one of a transaction that is on hold."""
    connect_company(database, willow_park(), actor="finn")
    rows = ((DEAL, INCOME, RecordStatus.SYNCED), (DEAL, EXPENSES, RecordStatus.SYNCED))
    with database.writing() as session:
        for key, category, status in (*rows, (OTHER, INCOME, RecordStatus.ON_HOLD)):
            own = {"company_id": "willow", "category": category, "record_key": key}
            session.add(RecordState(**own, status=status))
            session.add(
                RecordWarning(
                    **own, kind=WarningKind.DEFAULT, sentence=f"{category}.", since=utc_now()
                )
            )
    return database


def is_open(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.query(RecordWarning).order_by(RecordWarning.id)
        return [(row.record_key, row.category) for row in rows if not row.cleared_by]


def test_all_of_a_transaction_are_cleared_and_those_of_one_on_hold_stay(warned: Database) -> None:
    with warned.writing() as session:
        assert clear_warnings(session, "willow", "finn", [DEAL, OTHER]) == 2
    assert is_open(warned) == [(OTHER, INCOME)]
    with warned.writing() as session:
        assert clear_warnings(session, "willow", "ann", [DEAL]) == 0
        assert {row.cleared_by for row in session.query(RecordWarning)} == {"finn", ""}


def test_one_alone_is_cleared_and_told_in_the_trail(warned: Database) -> None:
    with warned.writing() as session:
        (first, *_) = session.query(RecordWarning).order_by(RecordWarning.id)
        assert clear_warnings(session, "willow", "finn", [DEAL], first.id) == 1
    assert is_open(warned) == [(DEAL, EXPENSES), (OTHER, INCOME)]
    with warned.reading() as session:
        (event,) = session.query(AuditEvent).filter_by(event="warnings cleared")
        assert (event.actor, event.subject) == ("finn", DEAL)
        assert event.detail["warnings"] == [
            {"workflow": INCOME, "kind": WarningKind.DEFAULT, "sentence": f"{INCOME}."}
        ]
        audit.verify(session, "willow")


def test_a_warning_of_another_transaction_or_company_is_not_cleared(warned: Database) -> None:
    with warned.writing() as session:
        (first, *_) = session.query(RecordWarning).order_by(RecordWarning.id)
        assert clear_warnings(session, "willow", "finn", [OTHER], first.id) == 0
        assert clear_warnings(session, "oak", "finn", [DEAL]) == 0
