"""Who can see a company: the people on its list, or everyone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.company_access import (
    NoSuchPerson,
    change_list,
    hidden_from_name,
    may_see,
)
from include.database.setup.people import note_visit
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park

WILLOW = "willow"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A company, and three people who opened CoreBooks; two have one name."""
    connect_company(sqlite_database, willow_park(), actor="ada")
    for id_, name in (("1", "finn"), ("2", "ada"), ("3", "ada")):
        note_visit(sqlite_database, id_, name, may_sync=True, may_connect=False)
    return sqlite_database


def sees(database: Database, *person_ids: str) -> list[bool]:
    with database.reading() as session:
        return [may_see(session, WILLOW, one) for one in person_ids]


def hidden_names(database: Database, *names: str) -> list[str]:
    with database.reading() as session:
        return [name for name in names if WILLOW in hidden_from_name(session, name)]


def test_without_a_list_everyone_sees_a_company(database: Database) -> None:
    assert sees(database, "1", "2", "never seen") == [True] * 3
    assert hidden_names(database, "finn", "ada", "unknown", "") == []


def test_with_a_list_only_those_on_it_see_the_company(database: Database) -> None:
    assert change_list(database, WILLOW, ["1"], "ada")
    assert sees(database, "1", "2", "3", "never seen", "") == [True, False, False, False, False]
    # The ID counts, not what looks like it.
    assert sees(database, "finn", "01", "1 ") == [False] * 3
    assert change_list(database, WILLOW, [], "ada")
    assert sees(database, "2") == [True]


def test_by_a_name_alone_everyone_of_that_name_must_be_on_the_list(database: Database) -> None:
    change_list(database, WILLOW, ["1", "2"], "ada")
    assert hidden_names(database, "finn", "Finn", "ada", "unknown", "") == [
        "Finn",
        "ada",
        "unknown",
        "",
    ]
    change_list(database, WILLOW, ["1", "2", "3"], "ada")
    assert hidden_names(database, "finn", "ada") == []


def test_the_audit_trail_has_who_changed_the_list_and_how(database: Database) -> None:
    change_list(database, WILLOW, ["1", "1"], "ada")
    assert not change_list(database, WILLOW, ["1"], "ada")
    change_list(database, WILLOW, [], "finn")
    with database.reading() as session:
        changed = select(AuditEvent).where(AuditEvent.event == "company access changed")
        events = session.scalars(changed.order_by(AuditEvent.number)).all()
    finn = [{"id": "1", "name": "finn"}]
    assert [(event.actor, event.detail) for event in events] == [
        ("ada", {"before": "everyone", "after": finn}),
        ("finn", {"before": finn, "after": "everyone"}),
    ]


def test_a_person_whom_no_one_has_seen_is_not_put_on_a_list(database: Database) -> None:
    with pytest.raises(NoSuchPerson, match="Ask them to open it once"):
        change_list(database, WILLOW, ["1", "9"], "ada")
    assert sees(database, "2") == [True]
