"""Where changes need approval, exactly what was approved posts, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.people import Who, note_visit
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from include.provider.approving.approval import (
    ApprovalRequest,
    Decision,
    approval_request,
    record_decision,
)
from include.provider.approving.approval_text import body_of, code, subject_of
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.approved import NotApproved
from include.sync.post.post import post
from tests.database.trail.attacker import as_attacker
from tests.sync.conftest import office
from tests.sync.office import COMPANY, INCOME, KEY, Office

__all__ = ["office"]

ADA, FINN, ZOE = Who("1", "ada"), Who("2", "finn"), Who("3", "zoe")
TASK = "task 1"


@pytest.fixture
def careful(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office where ada or finn must approve, with one transaction to post."""
    url = office.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    note_visit(office.database, ADA.id, ADA.name, may_sync=True, may_connect=True)
    require(office, "1", "finn")
    office.core.post("/examples/A")
    return office


def require(office: Office, *approvers: str, four_eyes: bool = True) -> None:
    settings = AutomationSettings(approval_required=True, approvers=approvers, four_eyes=four_eyes)
    automation.change(office.database, COMPANY, settings, "ada")


def planned(office: Office, actor: str = "finance ops", *, preview: bool = False) -> int:
    """A run whose changes are planned."""
    with office.context(INCOME, preview=preview, actor=actor) as context:
        extract(context)
        diff(context)
        return context.run_id


def plan_again(office: Office, run_id: int) -> None:
    """Somebody clears `diff` in Airflow."""
    with office.again(run_id) as context:
        extract(context)
        diff(context)


def asked(office: Office, actor: str = "finance ops") -> int:
    """A run that waits for an approver."""
    run_id = planned(office, actor=actor)
    assert approval_request(run_id, TASK) is not None
    return run_id


def answer(run_id: int, who: Who | None, *, approves: bool = True, task: str = TASK) -> str:
    return record_decision(run_id, Decision(task, who, approves))


def send(office: Office, run_id: int) -> None:
    """The task `post`, whatever became of the tasks before it."""
    with office.again(run_id) as context:
        post(context)


def invoices(office: Office) -> list[int]:
    return [entry["total"] for entry in office.entries("Invoice")]


def run_and_last_event(office: Office, run_id: int) -> tuple[SyncRun, AuditEvent]:
    with office.database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return run, event


def test_the_approver_sees_counts_money_and_every_entry(careful: Office) -> None:
    request = approval_request(planned(careful), TASK)
    assert request is not None
    # The simple auth manager's IDs are usernames.
    assert request.approvers == ("1", "finn")
    # The customer and its invoice.
    assert request.subject == (
        "Post 2 brokerage income changes ($10,000.00 in new entries) to Willow & Park Realty?"
    )
    assert "| Create customer | 1 |  |" in request.body
    assert "If no one decides within 3 days, nothing posts." in request.body
    assert "](" not in request.body, "Airflow's address isn't set here"
    assert "| Change | Entries | Amount (USD) |" in request.body
    assert "| Create invoice | 1 | 10,000.00 |" in request.body
    assert "started by `finance ops`" in request.body
    assert "- `create invoice TR-" in request.body
    assert "On hold, not posted: 0." in request.body


def test_the_approver_gets_from_airflow_to_the_runs_page(
    careful: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.willow.example")
    run_id = planned(careful)
    request = approval_request(run_id, TASK)
    assert request is not None
    page = f"/plugin/quickbooks/corebooks/companies/{COMPANY}/history/{run_id}"
    link = f"[Open run {run_id} in CoreBooks](https://airflow.willow.example{page})"
    assert f"{link} to see every change." in request.body


def test_a_void_and_a_payment_show_their_amounts(careful: Office) -> None:
    run_id = planned(careful)
    with careful.database.reading() as session:
        run = session.get_one(SyncRun, run_id)
        company = session.get_one(Company, COMPANY)
        of_run = select(Operation).where(Operation.run_id == run_id)
        invoice = session.scalars(of_run.where(Operation.kind == "invoice")).one()
        session.expunge_all()
    invoice.action, invoice.total_cents = "void", 0
    body = body_of(run, company, [invoice], [], "")
    assert "| Void invoice | 1 | 10,000.00 |" in body
    # It creates nothing, so there is nothing to sum up.
    assert subject_of(run, company, [invoice]) == (
        "Post 1 brokerage income change to Willow & Park Realty?"
    )
    payload = {**invoice.payload, "kind": "payment"}
    invoice.action, invoice.kind, invoice.payload = "create", "payment", payload
    invoice.total_cents = 1_000_000
    assert "| Create payment | 1 | 10,000.00 |" in body_of(run, company, [invoice], [], "")
    assert "new entries" not in subject_of(run, company, [invoice])


def test_the_tax_that_quickbooks_adds_is_told_beside_the_amounts(careful: Office) -> None:
    run_id = planned(careful)
    with careful.database.reading() as session:
        run, company = session.get_one(SyncRun, run_id), session.get_one(Company, COMPANY)
        (invoice,) = session.scalars(select(Operation).where(Operation.kind == "invoice"))
        session.expunge_all()
    assert "tax" not in body_of(run, company, [invoice], [], "").lower()
    invoice.tax_cents = 130_000
    body = body_of(run, company, [invoice], [], "")
    assert "| Change | Entries | Amount (USD) | Tax (USD) | Total (USD) |" in body
    assert "| Create invoice | 1 | 10,000.00 | 1,300.00 | 11,300.00 |" in body
    assert "of $10,000.00 plus $1,300.00 tax for" in body
    assert "($10,000.00 plus $1,300.00 tax in new entries)" in subject_of(run, company, [invoice])


def test_text_of_others_is_text_for_the_approver(careful: Office) -> None:
    hostile = (
        "A\n\n## Nothing will be sent\n[Reviewed](https://example.com) ![t](http://127.0.0.1/t)"
    )
    (deal,) = careful.core.get("/transactions")
    careful.core.patch(f"/transactions/{deal['id']}", custom_id="`x`", address=hostile)
    request = approval_request(planned(careful), TASK)
    assert isinstance(request, ApprovalRequest)
    for line in request.body.splitlines():
        assert not line.startswith("#")
        outside = "".join(line.split("`")[::2])
        assert "](" not in outside
        assert "http" not in outside
    assert code("a\r\n`b`\u202e c") == "`a \u2019b\u2019 c`"


def test_what_was_approved_posts_and_the_trail_says_who_approved_it(careful: Office) -> None:
    run_id = asked(careful)
    assert answer(run_id, ADA) == ""
    run, event = run_and_last_event(careful, run_id)
    assert (run.approved_by, run.outcome) == ("ada", RunOutcome.RUNNING)
    assert (event.actor, event.event) == ("ada", "changes approved")
    assert event.detail["approver_id"] == "1"
    send(careful, run_id)
    assert invoices(careful) == [1_000_000]
    # Asked again, it is approved already.
    assert approval_request(run_id, "task 2") is None


def test_marking_the_task_approve_as_done_posts_nothing(careful: Office) -> None:
    for run_until_then in (planned, asked):
        run_id = run_until_then(careful)
        with pytest.raises(
            NotApproved, match=r"requires approval .* no one approved the 2 changes"
        ):
            send(careful, run_id)
    assert invoices(careful) == []


def test_an_approval_covers_no_other_plan(careful: Office) -> None:
    run_id = asked(careful)
    answer(run_id, ADA)
    (deal,) = careful.core.get("/transactions")
    careful.core.patch(f"/transactions/{deal['id']}", gross=400_000_000)
    plan_again(careful, run_id)
    with pytest.raises(
        NotApproved, match=r"ada approved 2 changes of run \d+, and what is planned"
    ):
        send(careful, run_id)
    assert invoices(careful) == []
    # Asked again, it needs a new answer.
    assert approval_request(run_id, "task 2") is not None
    assert answer(run_id, FINN, task="task 2") == ""
    send(careful, run_id)
    assert len(invoices(careful)) == 1


def test_a_change_that_is_altered_after_its_approval_is_not_sent(careful: Office) -> None:
    for column, value in (
        ("action", "update"),
        ("existing_id", "7"),
        ("payload", None),
    ):
        run_id = asked(careful)
        answer(run_id, ADA)
        invoice = (Operation.run_id == run_id) & (Operation.kind == "invoice")
        with as_attacker(careful.database) as connection:
            payload = connection.execute(select(Operation.payload).where(invoice)).scalar_one()
            altered = {**payload, "memo": "other"} if value is None else value
            connection.execute(update(Operation).where(invoice).values({column: altered}))
        with pytest.raises(NotApproved):
            send(careful, run_id)
    assert invoices(careful) == []


def test_a_run_approved_by_who_asked_for_it_posts_only_where_the_office_allows_it(
    careful: Office,
) -> None:
    require(careful, "1", four_eyes=False)
    run_id = asked(careful, actor="ada")
    assert answer(run_id, ADA) == ""
    require(careful, "1")
    with pytest.raises(NotApproved, match=r"ada asked for run \d+, so another approver"):
        send(careful, run_id)
    require(careful, "1", four_eyes=False)
    send(careful, run_id)
    assert len(invoices(careful)) == 1


def test_an_approver_who_is_one_no_longer_has_approved_nothing(careful: Office) -> None:
    run_id = asked(careful)
    answer(run_id, ADA)
    require(careful, "finn")
    with pytest.raises(NotApproved, match="ada isn't an approver"):
        send(careful, run_id)
    assert approval_request(run_id, "task 2") is not None


def test_rejected_changes_are_never_sent_and_another_run_plans_them_again(careful: Office) -> None:
    run_id = asked(careful)
    answer(run_id, ADA, approves=False)
    run, event = run_and_last_event(careful, run_id)
    assert run.outcome == RunOutcome.REJECTED
    assert run.message == "ada rejected these changes. Nothing was posted."
    assert (event.actor, event.event) == ("ada", "changes rejected")
    for _ in range(2):
        with pytest.raises(NotApproved, match="ada rejected these changes"):
            send(careful, run_id)
    with careful.database.reading() as session:
        assert session.get_one(SyncRun, run_id).outcome == RunOutcome.REJECTED
        rejected = select(Operation.status).where(Operation.run_id == run_id)
        assert set(session.scalars(rejected)) == {OperationStatus.REJECTED}
    assert invoices(careful) == []
    automation.change(careful.database, COMPANY, AutomationSettings(), "ada")
    assert careful.run(INCOME).created == 1
    assert invoices(careful) == [1_000_000]


def interrupted(office: Office) -> int:
    """A run that was approved and stopped between the customer and the invoice."""
    run_id = asked(office)
    answer(run_id, ADA)
    with office.database.writing() as session:
        customer = (Operation.run_id == run_id) & (Operation.kind == "customer")
        session.execute(update(Operation).where(customer).values(status=OperationStatus.ERROR))
    return run_id


def test_what_was_interrupted_goes_on_with_what_was_approved(careful: Office) -> None:
    run_id = interrupted(careful)
    send(careful, run_id)
    with careful.database.reading() as session:
        statuses = select(Operation.status).where(Operation.run_id == run_id)
        assert OperationStatus.PLANNED not in set(session.scalars(statuses))


def test_what_was_interrupted_and_planned_again_is_not_sent_in_part(careful: Office) -> None:
    run_id = interrupted(careful)
    (deal,) = careful.core.get("/transactions")
    careful.core.patch(f"/transactions/{deal['id']}", gross=400_000_000)
    plan_again(careful, run_id)
    with pytest.raises(NotApproved, match="what is planned now differs"):
        send(careful, run_id)
    assert invoices(careful) == []
