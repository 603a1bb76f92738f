"""What an approver approved of tax is what leaves: a rate that changed meanwhile is asked about again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.people import Who
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.runs import Operation
from include.provider.approving.approval import Decision, approval_request, record_decision
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.approved import NotApproved
from include.sync.post.post import post
from include.sync.run.mode import RunMode
from sandbox.quickbooks_online.person import Person
from tests.sync.office import COMPANY, EXPENSES, INCOME, KEY, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes

ADA = Who("1", "ada")


@pytest.fixture
def ontario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A brokerage in Ontario where ada must approve: one deal of CA$30,000, with 13 % HST."""
    with open_abroad(tmp_path, "CA") as office:
        url = office.database.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
        monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        use_codes(office, "CA")
        charges(office, agent=True, broker=True)
        require_approval(office)
        ontario_deal(office)
        yield office


def require_approval(office: Office, *, required: bool = True) -> None:
    settings = AutomationSettings(approval_required=required, approvers=("1",), four_eyes=True)
    automation.change(office.database, COMPANY, settings, "ada")


def approved(office: Office, **aim: Any) -> tuple[int, str]:
    """A run whose changes ada approved, and what she was shown."""
    with office.context(INCOME, **aim) as context:
        extract(context)
        diff(context)
        run_id = context.run_id
    return run_id, approve(run_id, "task 1")


def approve(run_id: int, task: str) -> str:
    request = approval_request(run_id, task)
    assert request is not None
    assert record_decision(run_id, Decision(task, ADA, approved=True)) == ""
    return request.body


def send(office: Office, run_id: int) -> None:
    with office.again(run_id) as context:
        post(context)


def rate_named(office: Office, name: str) -> dict[str, Any]:
    return next(one for one in Person(office.quickbooks).all("TaxRate") if one["Name"] == name)


def raise_hst(office: Office, percent: int) -> None:
    """Someone changes the rate of HST (ON) in QuickBooks, as of long ago."""
    person = Person(office.quickbooks)
    rate = rate_named(office, "HST (ON)")
    since = [{"RateValue": percent, "EffectiveDate": dt.date(2010, 7, 1).isoformat()}]
    person.edit("TaxRate", rate["Id"], RateValue=percent, EffectiveTaxRate=since)


def totals(office: Office) -> list[int]:
    return [entry["total"] for entry in office.quickbooks.entries("Invoice")]


def test_the_tax_that_was_approved_leaves(ontario: Office) -> None:
    run_id, shown = approved(ontario)
    assert "| Create invoice | 1 | 30,000.00 | 3,900.00 | 33,900.00 |" in shown
    send(ontario, run_id)
    assert totals(ontario) == [33_900_00]


def test_a_rate_that_changed_after_the_approval_is_asked_about_again(
    ontario: Office, caplog: pytest.LogCaptureFixture
) -> None:
    run_id, _ = approved(ontario)
    raise_hst(ontario, 15)
    with pytest.raises(NotApproved, match=r"ada approved .* and what is planned now differs"):
        send(ontario, run_id)
    assert totals(ontario) == []
    assert "ada approved CA$3,900.00 of tax" in caplog.text
    assert "come to CA$4,500.00 now" in caplog.text
    shown = approve(run_id, "task 2")
    assert "| Create invoice | 1 | 30,000.00 | 4,500.00 | 34,500.00 |" in shown
    send(ontario, run_id)
    assert totals(ontario) == [34_500_00]


def test_a_code_without_tax_that_gets_a_rate_is_asked_about_again(ontario: Office) -> None:
    raise_hst(ontario, 0)
    with ontario.gateway() as gateway:
        gateway.look_again(whole=True)
    run_id, shown = approved(ontario)
    assert "Tax" not in shown
    raise_hst(ontario, 13)
    with pytest.raises(NotApproved, match="what is planned now differs"):
        send(ontario, run_id)
    assert totals(ontario) == []


def test_a_rate_of_a_code_that_the_run_does_not_use_changes_nothing(ontario: Office) -> None:
    run_id, _ = approved(ontario)
    person = Person(ontario.quickbooks)
    gst = rate_named(ontario, "GST")
    person.edit("TaxRate", gst["Id"], RateValue=7)
    send(ontario, run_id)
    assert totals(ontario) == [33_900_00]


def test_an_undo_at_another_rate_than_approved_is_started_again(ontario: Office) -> None:
    """The invoice goes back to CA$30,000, which would get the tax of today."""
    first, _ = approved(ontario)
    send(ontario, first)
    (deal,) = ontario.core.store.deals
    ontario.core.patch(f"/transactions/{deal}", gross=4_000_000)
    require_approval(ontario, required=False)
    second = ontario.run(INCOME).run_id
    assert totals(ontario) == [45_200_00]
    require_approval(ontario)
    aim: dict[str, Any] = {"mode": RunMode.UNDO, "undo": second}
    assert ontario.run(INCOME, **aim).outcome == RunOutcome.PREVIEWED
    undo, shown = approved(ontario, **aim)
    assert "| Update invoice | 1 | 30,000.00 | 3,900.00 | 33,900.00 |" in shown
    raise_hst(ontario, 15)
    with pytest.raises(
        NotApproved, match=r"come to another tax\. Nothing more was posted\. Start the undo"
    ):
        send(ontario, undo)
    assert totals(ontario) == [45_200_00]


def test_without_approvals_no_one_is_asked_and_no_call_is_added(ontario: Office) -> None:
    require_approval(ontario, required=False)
    ontario.run(EXPENSES)
    with ontario.context(INCOME) as context:
        extract(context)
        diff(context)
        run_id = context.run_id
    ontario.quickbooks.reset_meter()
    send(ontario, run_id)
    assert ontario.quickbooks.metered().get("query", 0) <= 1
    assert totals(ontario) == [33_900_00]


def test_a_planned_tax_is_what_the_digest_covers(ontario: Office) -> None:
    run_id, _ = approved(ontario)
    with ontario.database.reading() as session:
        invoice = session.scalars(
            select(Operation).where(Operation.run_id == run_id, Operation.kind == "invoice")
        ).one()
        assert (invoice.status, invoice.tax_cents) == (OperationStatus.PLANNED, 390_000)
