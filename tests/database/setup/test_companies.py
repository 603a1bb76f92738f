"""One QuickBooks company is connected once and has one workflow on per category."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from include.database.engine import Database
from include.database.setup.companies import (
    CompanyConnected,
    NewWorkflow,
    OtherCompany,
    WorkflowActive,
    activate,
    active_template,
    change,
    connect_company,
    deactivate,
    disconnect_company,
)
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, OAuthToken, WorkflowSetup
from include.database.tables.runs import AuditEvent


def willow_park(company_id: str = "willow") -> Company:
    return Company(
        id=company_id,
        name="Willow & Park Realty",
        edition="online",
        realm_id="913",
        core_connection="core",
        quickbooks_connection="qbo",
        timezone="America/Chicago",
    )


def income(template: str = "income-via-invoices") -> NewWorkflow:
    return NewWorkflow("brokerage_income", template, {}, actor="finance ops")


def test_a_second_income_workflow_is_rejected_and_the_first_is_named(
    database: Database,
) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    assert activate(database, "willow", income()) == 1
    with pytest.raises(
        WorkflowActive, match="Brokerage income is already on for willow.*income-via-invoices"
    ):
        activate(database, "willow", income("income-via-deposits"))


def test_the_database_itself_rejects_a_second_active_workflow(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    activate(database, "willow", income())
    row = {
        "company_id": "willow",
        "category": "brokerage_income",
        "template": "income-via-deposits",
        "options": {},
        "version": 2,
        "active": True,
        "sync_from": utc_now(),
        "created_at": utc_now(),
        "created_by": "a user with SQL",
    }
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(insert(WorkflowSetup).values(**row))
    with database.writing() as session:
        session.execute(insert(WorkflowSetup).values(**{**row, "active": False}))


def test_changing_the_template_keeps_one_active_version_and_the_history(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    activate(database, "willow", income())
    assert change(database, "willow", income("income-via-deposits")) == 2
    with database.reading() as session:
        rows = session.execute(
            select(WorkflowSetup.template, WorkflowSetup.active).order_by(WorkflowSetup.version)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("income-via-invoices", False),
        ("income-via-deposits", True),
    ]


def test_after_turning_off_another_template_can_be_turned_on(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    activate(database, "willow", income())
    deactivate(database, "willow", "brokerage_income", actor="finance ops")
    assert activate(database, "willow", income("income-via-deposits")) == 2


def test_the_same_quickbooks_company_cannot_be_connected_twice(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    connect_company(database, willow_park(), actor="finance ops")
    with pytest.raises(CompanyConnected, match="already connected as willow"):
        connect_company(database, willow_park("willow-again"), actor="finance ops")


def test_another_quickbooks_company_cannot_take_the_place_of_the_first(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    other = willow_park()
    other.realm_id = "914"
    with pytest.raises(
        OtherCompany, match=r"Willow & Park Realty \(913\).*a different one \(914\)"
    ):
        connect_company(database, other, actor="finance ops")


def test_disconnecting_deletes_the_tokens_and_reconnecting_clears_it(
    database: Database,
) -> None:
    connect_company(database, willow_park(), actor="ada")
    activate(database, "willow", income())
    with database.writing() as session:
        session.add(OAuthToken(company_id="willow", ciphertext="sealed", saved_at=utc_now()))
    disconnect_company(database, "willow", actor="ada")
    disconnect_company(database, "willow", actor="ada")
    with database.reading() as session:
        assert session.get(OAuthToken, "willow") is None
        assert session.get_one(Company, "willow").disconnected_at is not None
        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.number)).all()
    assert events == ["connected", "workflow turned on", "disconnected"]
    connect_company(database, willow_park(), actor="ada")
    with database.reading() as session:
        assert session.get_one(Company, "willow").disconnected_at is None
    assert active_template(database, "willow", "brokerage_income") == "income-via-invoices"
