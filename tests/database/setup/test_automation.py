"""Auto-sync and approvals: chosen per company, every change in the audit trail."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import connect_company
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finn")
    return database


def settings_of(database: Database) -> AutomationSettings:
    with database.reading() as session:
        return automation.of(session, "willow")


def test_auto_sync_is_off_until_a_user_turns_it_on(willow: Database) -> None:
    assert settings_of(willow) == AutomationSettings()
    assert not settings_of(willow).sync_deals


def test_a_change_is_stored_and_audited_with_before_and_after(willow: Database) -> None:
    chosen = AutomationSettings(sync_deals=True, approval_required=True, approvers=("ada",))
    assert automation.change(willow, "willow", chosen, "ada")
    kept = settings_of(willow)
    assert (kept.sync_deals, kept.approval_required, kept.approvers) == (True, True, ("ada",))
    with willow.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.actor, event.event) == ("ada", "auto-sync and approvals changed")
    assert event.detail["before"]["sync_deals"] is False
    assert event.detail["after"]["approvers"] == ["ada"]


def test_the_same_settings_again_change_and_audit_nothing(willow: Database) -> None:
    chosen = AutomationSettings(sync_billing=True)
    assert automation.change(willow, "willow", chosen, "ada")
    with willow.reading() as session:
        before = len(session.scalars(select(AuditEvent)).all())
    assert not automation.change(willow, "willow", chosen, "finn")
    with willow.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == before


def test_the_schedules_last_start_outlives_a_change(willow: Database) -> None:
    automation.change(willow, "willow", AutomationSettings(sync_deals=True), "ada")
    at = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    with willow.writing() as session:
        automation.mark_looked(session, "willow", at)
    automation.change(willow, "willow", AutomationSettings(sync_billing=True), "ada")
    assert settings_of(willow).looked_at == at
