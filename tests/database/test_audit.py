"""The audit trail shows that it was tampered with."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from include.database import audit
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park
from tests.database.trail.attacker import as_attacker


@pytest.fixture
def trail(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    for cents in (1_000_00, 160_00, 7_840_00):
        with database.writing() as session:
            audit.append(
                session,
                "willow",
                actor="finance ops",
                event="created",
                subject="bill",
                detail={"cents": cents, "name": "Zoë"},
            )
    return database


def test_an_untouched_trail_is_verified(trail: Database) -> None:
    with trail.reading() as session:
        assert audit.verify(session, "willow") == 4


def test_a_changed_amount_is_found(trail: Database) -> None:
    with as_attacker(trail) as connection:
        connection.execute(
            update(AuditEvent).where(AuditEvent.number == 3).values(detail={"cents": 1})
        )
    with trail.reading() as session, pytest.raises(audit.TrailBroken, match="event 3: its content"):
        audit.verify(session, "willow")


def test_a_removed_event_is_found(trail: Database) -> None:
    with as_attacker(trail) as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.number == 2))
    with trail.reading() as session, pytest.raises(audit.TrailBroken, match="at event 2"):
        audit.verify(session, "willow")


def test_what_failed_leaves_no_event(trail: Database) -> None:
    with pytest.raises(RuntimeError), trail.writing() as session:
        audit.append(session, "willow", actor="x", event="created", subject="y", detail={})
        raise RuntimeError
    with trail.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == 4
