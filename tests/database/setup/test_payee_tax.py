"""Who charges sales tax is said by a user, for one company, and it is in the audit trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.payee_tax import charges_tax, decide
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park

JANE = "vendor/agent:45"
ACME = "vendor/vendor:7"


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finn")
    return database


def say(database: Database, party_key: str, *, charges: bool | None, actor: str = "finn") -> bool:
    with database.writing() as session:
        return decide(session, "willow", party_key, charges=charges, actor=actor)


def said(database: Database, company_id: str = "willow") -> dict[str, bool]:
    with database.reading() as session:
        return charges_tax(session, company_id)


def told(database: Database) -> list[tuple[str, str, object, object]]:
    with database.reading() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.event == "payee's sales tax decided")
            .order_by(AuditEvent.number)
        )
        return [
            (one.actor, one.subject, one.detail["charged_tax"], one.detail["charges_tax"])
            for one in events
        ]


def test_nobody_charges_tax_or_charges_none_until_someone_says_so(willow: Database) -> None:
    assert said(willow) == {}
    assert say(willow, JANE, charges=True)
    assert say(willow, ACME, charges=False)
    assert said(willow) == {JANE: True, ACME: False}
    assert said(willow, "another company") == {}


def test_a_decision_can_be_changed_and_left_open_again(willow: Database) -> None:
    say(willow, JANE, charges=False)
    say(willow, JANE, charges=True, actor="ann")
    assert said(willow) == {JANE: True}
    say(willow, JANE, charges=None, actor="ann")
    assert said(willow) == {}
    assert told(willow) == [
        ("finn", JANE, None, False),
        ("ann", JANE, False, True),
        ("ann", JANE, True, None),
    ]


def test_the_same_answer_again_changes_and_audits_nothing(willow: Database) -> None:
    assert say(willow, JANE, charges=True)
    assert not say(willow, JANE, charges=True, actor="ann")
    assert not say(willow, ACME, charges=None)
    assert len(told(willow)) == 1
