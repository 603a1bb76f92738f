"""Whose answer counts when a run asks for approval; nothing is posted here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, update

from include.clock import utc_now
from include.database import approvals
from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import Who, note_visit
from include.database.statuses import OperationStatus, RunOutcome
from include.database.stored.documents import document_to_json
from include.database.tables.acts import ScheduledRun
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from include.provider.approving.approval import (
    ApprovalRequest,
    AskAnew,
    Decision,
    approval_request,
    record_decision,
)
from include.provider.stops import ActionNeeded
from include.sync.run.opening import RunRequest, open_run
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park
from tests.sync.decide.values import bill
from tests.sync.office import KEY

ADA, FINN, ZOE = Who("1", "ada"), Who("2", "finn"), Who("3", "zoe")
EXPENSES, TASK = Category.AGENT_EXPENSES, "task 1"


@dataclass
class Desk:
    """A company whose changes need approval, with a bill planned by one run at a time."""

    database: Database

    def require(self, *approvers: str, four_eyes: bool = True) -> None:
        settings = AutomationSettings(
            approval_required=True, approvers=approvers, four_eyes=four_eyes
        )
        automation.change(self.database, "willow", settings, "ada")

    def planned(
        self, actor: str = "finance ops", *, trigger: str = "manual", preview: bool = False
    ) -> int:
        name = f"run of {actor}"
        if trigger == "scheduled":
            self._announce(name)
        request = RunRequest("willow", EXPENSES, name, trigger, actor, preview=preview)
        run_id = open_run(self.database, request)
        with self.database.writing() as session:
            session.add(_operation(run_id))
        return run_id

    def _announce(self, name: str) -> None:
        with self.database.writing() as session:
            session.add(
                ScheduledRun(
                    name=name,
                    company_id="willow",
                    category=EXPENSES,
                    due_since=utc_now(),
                    made_at=utc_now(),
                    run_id=None,
                )
            )

    def asked(self, actor: str = "finance ops", *, trigger: str = "manual") -> int:
        run_id = self.planned(actor, trigger=trigger)
        assert approval_request(run_id, TASK) is not None
        return run_id

    def run(self, run_id: int) -> SyncRun:
        with self.database.reading() as session:
            return session.get_one(SyncRun, run_id)

    def is_open(self, run_id: int) -> bool:
        """Whether the run goes on asking."""
        with self.database.reading() as session:
            asked = approvals.waiting(session, run_id)
            return asked is not None and approvals.approved(session, run_id) is None

    def last_event(self) -> tuple[str, str]:
        with self.database.reading() as session:
            event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        return event.actor, event.event


def _operation(run_id: int) -> Operation:
    document = bill()
    return Operation(
        run_id=run_id,
        company_id="willow",
        category=EXPENSES,
        document_key=document.key,
        record_key="transaction:1",
        record_fingerprint="f",
        kind=document.kind,
        action="create",
        wave=1,
        base_revision=0,
        request_id=f"request of {run_id}",
        status=OperationStatus.PLANNED,
        payload=document_to_json(document),
        total_cents=document.total,
        reason="new in CORE",
        needs={},
    )


@pytest.fixture
def desk(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Only ada ever opened CoreBooks; finn was named by name."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    connect_company(sqlite_database, willow_park(), actor="ada")
    activate(
        sqlite_database, "willow", NewWorkflow(EXPENSES, "expenses-via-bills", {}, actor="ada")
    )
    note_visit(sqlite_database, ADA.id, ADA.name, may_sync=True, may_connect=True)
    made = Desk(sqlite_database)
    made.require("1", "finn")
    return made


def request(run_id: int, task: str = TASK) -> ApprovalRequest:
    made = approval_request(run_id, task)
    assert made is not None
    return made


def answer(run_id: int, who: Who | None, *, approves: bool = True, task: str = TASK) -> str:
    return record_decision(run_id, Decision(task, who, approves))


def test_there_is_no_request_without_required_approval_or_for_a_preview(desk: Desk) -> None:
    assert approval_request(desk.planned("zoe", preview=True), TASK) is None
    automation.change(desk.database, "willow", AutomationSettings(), "ada")
    assert approval_request(desk.planned(), TASK) is None


@pytest.mark.parametrize(
    ("typed", "limited"), [("finn", False), ("12", True)], ids=["a name", "a number"]
)
def test_under_fab_airflow_is_told_ids_and_no_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, limited: bool
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__AUTH_MANAGER", "providers.fab.FabAuthManager")
    desk.require("1", typed)
    # With a name among them, Airflow would refuse its owner: CoreBooks checks who answered.
    assert request(desk.planned()).approvers == (("1", typed) if limited else ())


def test_who_asked_for_a_run_cannot_approve_it_unless_the_office_allows_it(desk: Desk) -> None:
    note_visit(desk.database, FINN.id, FINN.name, may_sync=True, may_connect=False)
    assert request(desk.planned()).approvers == ("1", "2")
    run_id = desk.planned("finn")
    assert request(run_id).approvers == ("1",)
    assert (
        answer(run_id, FINN) == f"finn asked for run {run_id}, so another approver must approve it."
    )
    assert desk.is_open(run_id)
    desk.require("1", "2", four_eyes=False)
    assert answer(run_id, FINN) == ""
    assert desk.run(run_id).approved_by == "finn"


def test_an_approver_must_be_able_to_see_the_company(desk: Desk) -> None:
    note_visit(desk.database, FINN.id, FINN.name, may_sync=True, may_connect=False)
    change_list(desk.database, "willow", [ADA.id], "ada")
    run_id = desk.planned("ada")
    desk.require("1", "2", four_eyes=False)
    assert request(run_id).approvers == ("1",)
    reason = "finn isn't on the list of users who can see Willow & Park Realty."
    assert answer(run_id, FINN) == reason
    assert desk.is_open(run_id)
    assert answer(run_id, ADA) == ""


def test_who_asked_for_a_run_may_end_it(desk: Desk) -> None:
    note_visit(desk.database, FINN.id, FINN.name, may_sync=True, may_connect=False)
    run_id = desk.asked("finn")
    assert answer(run_id, FINN, approves=False) == ""
    assert desk.run(run_id).outcome == RunOutcome.REJECTED


def test_who_asked_for_a_run_and_is_its_only_approver_is_told_at_once(desk: Desk) -> None:
    desk.require("1")
    with pytest.raises(ActionNeeded, match=r"ada asked for run .* only approver"):
        approval_request(desk.planned("ada"), TASK)


def test_without_named_approvers_another_user_who_can_start_runs_approves(desk: Desk) -> None:
    desk.require()
    note_visit(desk.database, ZOE.id, ZOE.name, may_sync=False, may_connect=False)
    run_id = desk.asked("ada")
    assert "ada asked" in answer(run_id, ADA)
    assert "zoe can't start runs" in answer(run_id, ZOE)
    assert answer(run_id, FINN) == ""


def test_a_scheduled_run_is_approved_by_any_approver(desk: Desk) -> None:
    run_id = desk.asked("schedule", trigger="scheduled")
    assert answer(run_id, ADA) == ""


def test_an_answer_of_somebody_else_does_not_count_and_the_run_goes_on_asking(desk: Desk) -> None:
    run_id = desk.asked()
    assert answer(run_id, ZOE) == "zoe isn't an approver of Willow & Park Realty."
    assert answer(run_id, ZOE, approves=False) != ""
    assert desk.last_event() == ("zoe", "rejection not counted")
    assert desk.is_open(run_id)
    # A name that was typed is found by the ID that answers.
    assert answer(run_id, FINN) == ""


def test_an_answer_to_an_earlier_question_does_not_count(desk: Desk) -> None:
    run_id = desk.asked()
    request(run_id, "task 2")
    with pytest.raises(AskAnew):
        answer(run_id, ADA)
    assert desk.is_open(run_id)
    assert answer(run_id, ADA, task="task 2") == ""


def test_an_approver_who_was_shown_other_changes_is_asked_anew(desk: Desk) -> None:
    run_id = desk.asked()
    other = replace(bill(), number="TR-2")
    with desk.database.writing() as session:
        session.execute(update(Operation).values(payload=document_to_json(other)))
    for approves in (True, False):
        with pytest.raises(AskAnew, match="aren't those that were shown"):
            answer(run_id, ADA, approves=approves)
    assert "TR-2" in request(run_id, "task 2").body


def test_changes_that_no_one_approves_in_time_are_over(desk: Desk) -> None:
    run_id = desk.asked()
    assert answer(run_id, None) != ""
    assert answer(run_id, None, approves=False) == ""
    run = desk.run(run_id)
    assert run.outcome == RunOutcome.REJECTED
    assert run.message == "No one approved these changes within 3 days. Nothing was posted."
    assert desk.last_event() == ("CoreBooks", "approval expired")


def test_settings_tell_four_eyes_to_the_audit_trail() -> None:
    alone = replace(AutomationSettings(), four_eyes=False)
    assert AutomationSettings().choices["four_eyes"] is True
    assert alone.choices["four_eyes"] is False
