"""A run belongs to one act of one person, whatever they do with it in Airflow."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.acts import ALL_RUNS, ActKind, note_act, note_answer
from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import Who, note_visit
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.acts import ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from include.sync.run.authors import Act
from include.sync.run.errors import RunOfAnother, RunRejected
from include.sync.run.open_runs import close_abandoned, open_runs
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.run import note_waiting
from include.sync.run.taking_over import run_of_task
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park

INCOME, NAME = Category.BROKERAGE_INCOME, "manual__1"
ADMIN, FINANCE = Who("1", "admin"), Who("2", "finance")
FIRST, CLEARED = Act("2026-11-23T12:00:00/0"), Act("2026-11-23T12:00:00/1", 1)
CREATED_ANEW = Act("2026-11-23T15:00:00/0")


@pytest.fixture
def willow(sqlite_database: Database) -> Database:
    """A company with an income workflow."""
    connect_company(sqlite_database, willow_park(), actor="admin")
    workflow = NewWorkflow(INCOME, "income-via-invoices", {}, actor="admin")
    activate(sqlite_database, "willow", workflow)
    return sqlite_database


def does(
    database: Database, who: Who, kind: ActKind, answer: int = 200, *, name: str = NAME
) -> None:
    """Somebody does something to the DAG run, and Airflow answers."""
    with database.writing() as session:
        act = note_act(session, who, kind, INCOME, name, {"method": "POST"})
    with database.writing() as session:
        note_answer(session, act, answer)


def opened(
    database: Database, actor: str = "admin", act: Act = FIRST, *, trigger: str = "manual"
) -> SyncRun:
    """The first task of the DAG run begins."""
    run_id = open_run(database, RunRequest("willow", INCOME, NAME, trigger, actor, act=act))
    return run_with(database, run_id)


def run_with(database: Database, run_id: int) -> SyncRun:
    with database.reading() as session:
        return session.get_one(SyncRun, run_id)


def ends(database: Database, run: SyncRun, outcome: RunOutcome) -> None:
    with database.writing() as session:
        session.get_one(SyncRun, run.id).outcome = outcome


def plan_one(database: Database, run: SyncRun) -> None:
    with database.writing() as session:
        session.add(
            Operation(
                run_id=run.id,
                company_id="willow",
                category=INCOME,
                document_key="key",
                record_key="transaction:1",
                record_fingerprint="f",
                kind="invoice",
                action="create",
                wave=1,
                base_revision=0,
                request_id="request",
                status=OperationStatus.PLANNED,
                payload={},
                total_cents=100,
                reason="",
                needs={},
            )
        )


def trail(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.event != "recorded", AuditEvent.subject.startswith("run "))
            .order_by(AuditEvent.number)
        )
        return [(event.actor, event.event, event.subject) for event in events]


def test_a_retry_is_the_same_run_and_its_actor_has_an_id(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    assert (run.actor, run.actor_id, run.trigger) == ("admin", "1", "manual")
    assert opened(willow).id == run.id
    ends(willow, run, RunOutcome.FAILED)
    assert opened(willow).id == run.id


def test_who_clears_an_own_run_goes_on_with_it(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    ends(willow, run, RunOutcome.FAILED)
    does(willow, ADMIN, ActKind.CLEARED)
    assert opened(willow, act=CLEARED).id == run.id
    assert trail(willow) == [("admin", "run cleared in Airflow", f"run {run.id}")]


@pytest.mark.parametrize("outcome", [RunOutcome.RUNNING, RunOutcome.FAILED, RunOutcome.COMPLETED])
def test_who_clears_the_run_of_another_starts_one_of_their_own(
    willow: Database, outcome: RunOutcome
) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    ends(willow, run, outcome)
    does(willow, FINANCE, ActKind.CLEARED)
    # Airflow still tells the tasks that admin triggered it.
    cleared = opened(willow, "admin", CLEARED)
    assert cleared.id != run.id
    assert (cleared.actor, cleared.actor_id) == ("finance", "2")
    assert ("finance", "run cleared in Airflow", f"run {run.id}") in trail(willow)


def test_who_clears_all_runs_of_a_time_is_named_for_each(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    ends(willow, run, RunOutcome.COMPLETED)
    does(willow, FINANCE, ActKind.CLEARED, name=ALL_RUNS)
    assert opened(willow, act=CLEARED).actor == "finance"
    with willow.reading() as session:
        named = select(AuditEvent.actor).where(AuditEvent.event == "runs cleared in Airflow")
        assert session.scalars(named).all() == ["finance"]


def test_a_run_that_was_created_anew_under_the_same_id_is_its_creators(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    does(willow, FINANCE, ActKind.DELETED)
    does(willow, FINANCE, ActKind.TRIGGERED)
    anew = opened(willow, "finance", CREATED_ANEW)
    assert anew.id != run.id
    assert (anew.actor, anew.actor_id) == ("finance", "2")
    assert trail(willow) == [("finance", "run deleted in Airflow", f"run {run.id}")]


@pytest.mark.parametrize(
    "outcome", [RunOutcome.COMPLETED, RunOutcome.REJECTED, RunOutcome.PREVIEWED]
)
def test_what_is_done_is_another_run_when_it_is_repeated(
    willow: Database, outcome: RunOutcome
) -> None:
    run = opened(willow)
    ends(willow, run, outcome)
    does(willow, ADMIN, ActKind.CLEARED)
    again = opened(willow, act=CLEARED)
    assert (again.id != run.id, again.actor) == (True, "admin")
    assert run_with(willow, run.id).outcome == outcome


def test_a_clear_that_no_one_noted_is_nobodys_we_know(willow: Database) -> None:
    run = opened(willow)
    assert opened(willow, act=CLEARED).actor == "unknown"
    assert run_with(willow, run.id).actor == "admin"


@pytest.mark.parametrize("kind", [ActKind.CLEARED, ActKind.MARKED])
def test_who_clears_it_in_a_way_that_airflow_does_not_count_is_found_too(
    willow: Database, kind: ActKind
) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    does(willow, FINANCE, kind)
    # Cleared without resetting the run: neither its start nor its number of clears differs.
    cleared = opened(willow)
    assert (cleared.id != run.id, cleared.actor) == (True, "finance")
    ends(willow, cleared, RunOutcome.COMPLETED)
    does(willow, ADMIN, kind)
    assert opened(willow, act=CREATED_ANEW).actor == "admin"


def test_what_airflow_refused_changes_nothing(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    does(willow, ADMIN, ActKind.CLEARED)
    does(willow, FINANCE, ActKind.CLEARED, answer=403)
    assert opened(willow, act=CLEARED).id == run.id


def announce(database: Database, name: str = NAME) -> None:
    with database.writing() as session:
        session.add(
            ScheduledRun(
                name=name,
                company_id="willow",
                category=INCOME,
                due_since=utc_now(),
                made_at=utc_now(),
                run_id=None,
            )
        )


def test_a_run_is_the_schedules_only_if_the_schedule_announced_it(willow: Database) -> None:
    assert opened(willow, "unknown", trigger="scheduled").actor == "unknown"
    announce(willow, "another")
    assert opened(willow, "unknown", CREATED_ANEW, trigger="scheduled").trigger == "manual"


def test_an_announced_run_is_the_schedules_once(willow: Database) -> None:
    announce(willow)
    run = opened(willow, "unknown", trigger="scheduled")
    assert (run.actor, run.trigger) == ("schedule", "scheduled")
    assert opened(willow, "unknown", trigger="scheduled").id == run.id
    # Created again under its name, and cleared: neither is the schedule's.
    anew = opened(willow, "finance", CREATED_ANEW)
    assert (anew.actor, anew.trigger) == ("finance", "manual")
    does(willow, FINANCE, ActKind.CLEARED)
    cleared = opened(willow, "unknown", CLEARED, trigger="scheduled")
    assert (cleared.actor, cleared.trigger) == ("finance", "manual")


def test_a_task_that_another_clears_is_a_run_of_theirs_with_what_was_left(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    plan_one(willow, run)
    assert run_of_task(willow, run.id, NAME, FIRST) == run.id
    does(willow, FINANCE, ActKind.CLEARED)
    taken = run_with(willow, run_of_task(willow, run.id, NAME, CLEARED))
    assert (taken.actor, taken.actor_id, taken.outcome) == ("finance", "2", RunOutcome.RUNNING)
    assert run_with(willow, run.id).message == (
        f"finance cleared its tasks in Airflow. Run {taken.id} continues it."
    )
    with willow.reading() as session:
        assert session.scalars(select(Operation.run_id)).all() == [taken.id]
    # The tasks after it go on with the same one.
    assert run_of_task(willow, run.id, NAME, CLEARED) == taken.id
    assert trail(willow)[-1] == ("finance", "run continued by another user", f"run {taken.id}")


def test_who_cannot_see_the_company_takes_no_run_over(willow: Database) -> None:
    for who in (ADMIN, FINANCE):
        note_visit(willow, who.id, who.name, may_sync=True, may_connect=True)
    change_list(willow, "willow", [ADMIN.id], "admin")
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    does(willow, FINANCE, ActKind.CLEARED)
    with pytest.raises(RunOfAnother, match="Only admin, who started the run, can continue it"):
        run_of_task(willow, run.id, NAME, CLEARED)
    does(willow, ADMIN, ActKind.CLEARED)
    assert run_of_task(willow, run.id, NAME, CLEARED) == run.id


def test_a_task_that_its_own_actor_clears_goes_on(willow: Database) -> None:
    does(willow, ADMIN, ActKind.TRIGGERED)
    run = opened(willow)
    ends(willow, run, RunOutcome.FAILED)
    does(willow, ADMIN, ActKind.MARKED)
    assert run_of_task(willow, run.id, NAME, CLEARED) == run.id


def test_a_rejected_run_is_over_for_every_task(willow: Database) -> None:
    run = opened(willow)
    ends(willow, run, RunOutcome.REJECTED)
    for writes in (True, False):
        with pytest.raises(RunRejected, match="Start a new run"):
            run_of_task(willow, run.id, NAME, FIRST, writes=writes)


def test_a_task_works_on_no_run_of_another_dag_run(willow: Database) -> None:
    run = opened(willow)
    for run_id, name in ((run.id, "manual__2"), (run.id + 1, NAME)):
        with pytest.raises(RunOfAnother, match="Nothing was posted"):
            run_of_task(willow, run_id, name, FIRST)


def test_another_unfinished_run_is_known_with_what_it_waits_for(willow: Database) -> None:
    run = opened(willow)
    second = RunRequest("willow", INCOME, "manual__2", "manual", "finance")
    (other,) = open_runs(willow, second)
    assert (other.id, other.actor, other.waits_for) == (run.id, "admin", "")
    note_waiting(willow, run.id, "Waiting for the PC.")
    assert open_runs(willow, second)[0].waits_for == "the QuickBooks PC"
    assert open_runs(willow, RunRequest("willow", INCOME, NAME, "manual", "admin")) == []
    close_abandoned(willow, run.id)
    assert open_runs(willow, second) == []
