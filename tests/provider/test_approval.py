"""Where changes need approval, none posts before it, and the approver sees what is approved."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database import automation
from include.database.automation import AutomationSettings
from include.database.statuses import RunOutcome
from include.database.tables.runs import AuditEvent, SyncRun
from include.provider.approval import approval_request, record_decision
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from tests.sync.conftest import office
from tests.sync.office import COMPANY, INCOME, Office

__all__ = ["office"]


@pytest.fixture
def careful(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office where ada or finn must approve, with one transaction to post."""
    url = office.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    settings = AutomationSettings(approval_required=True, approvers=("ada", "finn"))
    automation.change(office.database, COMPANY, settings, "ada")
    office.core.post("/examples/A")
    return office


def planned(office: Office, *, preview: bool = False) -> int:
    """A run that is waiting for approval."""
    with office.context(INCOME, preview=preview) as context:
        extract(context)
        diff(context)
        return context.run_id


def run_and_last_event(office: Office, run_id: int) -> tuple[SyncRun, AuditEvent]:
    with office.database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return run, event


def test_the_approver_sees_counts_money_and_every_entry(careful: Office) -> None:
    request = approval_request(planned(careful))
    assert request is not None
    assert request.approvers == ("ada", "finn")
    # The customer and its invoice.
    assert request.subject == "Post 2 brokerage income changes to Willow & Park Realty?"
    assert "| Change | Entries | Amount (USD) |" in request.body
    assert "| Create invoice | 1 | 10,000.00 |" in request.body
    assert "started by finance ops" in request.body
    assert "- create invoice TR-" in request.body
    assert "On hold, not posted: 0." in request.body


def test_there_is_no_request_without_required_approval_or_for_a_preview(careful: Office) -> None:
    assert approval_request(planned(careful, preview=True)) is None
    automation.change(careful.database, COMPANY, AutomationSettings(), "ada")
    assert approval_request(planned(careful)) is None


def test_the_approver_is_recorded_with_the_run_and_in_the_audit_trail(careful: Office) -> None:
    run_id = planned(careful)
    record_decision(run_id, "ada", approved=True)
    run, event = run_and_last_event(careful, run_id)
    assert (run.approved_by, run.outcome) == ("ada", RunOutcome.RUNNING)
    assert (event.actor, event.event) == ("ada", "changes approved")


def test_rejected_changes_are_not_posted_and_the_next_run_plans_them_again(careful: Office) -> None:
    run_id = planned(careful)
    record_decision(run_id, "ada", approved=False)
    run, event = run_and_last_event(careful, run_id)
    assert run.outcome == RunOutcome.REJECTED
    assert run.message == "ada rejected these changes. Nothing was posted."
    assert (event.actor, event.event) == ("ada", "changes rejected")
    assert careful.entries("Invoice") == []
    assert careful.run(INCOME).created == 1
    assert len(careful.entries("Invoice")) == 1


def test_changes_that_no_one_approves_in_time_are_not_posted(careful: Office) -> None:
    run_id = planned(careful)
    record_decision(run_id, None, approved=False)
    run, event = run_and_last_event(careful, run_id)
    assert run.outcome == RunOutcome.REJECTED
    assert run.message == "No one approved these changes within 3 days. Nothing was posted."
    assert (event.actor, event.event) == ("CoreBooks", "approval expired")
    assert careful.entries("Invoice") == []
