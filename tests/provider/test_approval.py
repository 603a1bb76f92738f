"""Where a person must agree, nothing is sent before they did, and they see what they agree to."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database import automation
from include.database.automation import AutomationSettings
from include.database.statuses import RunOutcome
from include.database.tables.runs import AuditEvent, SyncRun
from include.provider.approval import note_answer, question
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from tests.sync.conftest import office
from tests.sync.office import COMPANY, INCOME, Office

__all__ = ["office"]


@pytest.fixture
def careful(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office where ada or finn must agree, with one deal to book."""
    url = office.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    asked = AutomationSettings(approval_required=True, approvers=("ada", "finn"))
    automation.change(office.database, COMPANY, asked, "ada")
    office.core.post("/examples/A")
    return office


def planned(office: Office, *, preview: bool = False) -> int:
    """A run that stands before its approval."""
    with office.context(INCOME, preview=preview) as context:
        extract(context)
        diff(context)
        return context.run_id


def test_the_approver_sees_counts_money_and_every_entry(careful: Office) -> None:
    asked = question(planned(careful))
    assert asked is not None
    assert asked.approvers == ("ada", "finn")
    assert "Willow & Park Realty" in asked.subject
    assert "| create invoice | 1 | 10,000.00 |" in asked.body
    assert "started by finance ops" in asked.body
    assert "- create invoice TR-" in asked.body


def test_nobody_is_asked_where_no_approval_is_required_or_nothing_would_be_sent(
    careful: Office,
) -> None:
    assert question(planned(careful, preview=True)) is None
    automation.change(careful.database, COMPANY, AutomationSettings(), "ada")
    assert question(planned(careful)) is None


def test_who_agreed_is_kept_with_the_run_and_in_the_trail(careful: Office) -> None:
    run_id = planned(careful)
    note_answer(run_id, "ada", agreed=True)
    with careful.database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert run.approved_by == "ada"
    assert run.outcome == RunOutcome.RUNNING
    assert last is not None
    assert (last.actor, last.event) == ("ada", "plan approved")


def test_a_rejected_plan_is_given_up_and_the_next_run_plans_it_anew(careful: Office) -> None:
    run_id = planned(careful)
    note_answer(run_id, "ada", agreed=False)
    with careful.database.reading() as session:
        run = session.get_one(SyncRun, run_id)
    assert run.outcome == RunOutcome.REJECTED
    assert run.message == "ada did not agree to this plan. Nothing was sent."
    assert careful.entries("Invoice") == []
    assert careful.run(INCOME).created == 1
    assert len(careful.entries("Invoice")) == 1
