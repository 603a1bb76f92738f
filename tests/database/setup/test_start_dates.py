"""A workflow's start date can change until it posts; then it is what its entries began with."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.start_dates import RUNNING, workflow_start
from include.database.setup.companies import NewWorkflow, activate, connect_company, deactivate
from include.database.setup.start_dates import StartDateFixed, change_start_date, reads_from
from include.database.statuses import RecordStatus
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import RecordState, Watermark
from include.database.tables.runs import AuditEvent, SyncRun
from tests.database.setup.test_companies import willow_park

NEW_YEAR, JULY = dt.date(2026, 1, 1), dt.date(2026, 7, 1)
INCOME = "brokerage_income"


def income(start: dt.date) -> NewWorkflow:
    template = "income-via-invoices"
    return NewWorkflow(INCOME, template, {}, "finn", reads_from(start), start)


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finn")
    activate(database, "willow", income(JULY))
    return database


def a_run(database: Database, outcome: str, *, preview: bool = False) -> int:
    with database.writing() as session:
        setup = session.scalars(select(WorkflowSetup.id)).first()
        run = SyncRun(
            company_id="willow",
            category=INCOME,
            airflow_run_id=f"manual__{outcome}_{preview}",
            trigger="manual",
            actor="finn",
            preview=preview,
            mode="sync",
            selection={},
            setup_id=setup,
            started_at=utc_now(),
            counts={},
            outcome=outcome,
        )
        session.add(run)
        session.flush()
        return run.id


def fixed(database: Database) -> str:
    with database.reading() as session:
        return workflow_start(session, "willow", INCOME).fixed


def test_the_first_run_reads_a_month_more_so_that_no_early_disbursement_is_missed() -> None:
    assert reads_from(JULY) == dt.datetime(2026, 5, 31, tzinfo=dt.UTC)


def test_another_start_date_is_a_new_version_and_in_the_audit_trail(willow: Database) -> None:
    assert change_start_date(willow, "willow", income(NEW_YEAR)) == 2
    with willow.reading() as session:
        start = workflow_start(session, "willow", INCOME)
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (start.day, start.sync_from, start.fixed) == (NEW_YEAR, reads_from(NEW_YEAR), "")
    assert newest is not None
    assert (newest.event, newest.detail["start_date"]) == ("workflow turned on", "2026-01-01")


def test_what_a_preview_read_and_left_out_is_read_and_decided_again(willow: Database) -> None:
    left_out, synced = RecordStatus.NOT_READY, RecordStatus.SYNCED
    run = a_run(willow, "previewed", preview=True)
    with willow.writing() as session:
        session.add(
            Watermark(company_id="willow", category=INCOME, read_up_to=utc_now(), run_id=run)
        )
        for key, status in (
            ("transaction:1", left_out),
            ("transaction:2", synced),
            ("entry:invoice:9", left_out),
        ):
            session.add(
                RecordState(company_id="willow", category=INCOME, record_key=key, status=status)
            )
    change_start_date(willow, "willow", income(NEW_YEAR))
    with willow.reading() as session:
        states = dict(session.execute(select(RecordState.record_key, RecordState.status)).all())
        assert session.scalars(select(Watermark)).all() == []
    assert states == {
        "transaction:1": RecordStatus.READY,
        "transaction:2": synced,
        "entry:invoice:9": left_out,
    }


@pytest.mark.parametrize("outcome", ["previewed", "completed", "failed", "rejected"])
def test_a_run_that_posted_nothing_leaves_it_open(willow: Database, outcome: str) -> None:
    a_run(willow, outcome, preview=outcome == "previewed")
    assert fixed(willow) == ""


def test_while_a_run_is_in_progress_it_stays(willow: Database) -> None:
    a_run(willow, "running", preview=True)
    assert fixed(willow) == ""
    a_run(willow, "running")
    assert fixed(willow) == RUNNING
    with pytest.raises(StartDateFixed, match="wasn't changed. It can't change while a run"):
        change_start_date(willow, "willow", income(NEW_YEAR))
    with willow.reading() as session:
        assert workflow_start(session, "willow", INCOME).day == JULY


def test_a_workflow_that_is_turned_on_again_before_it_posted_starts_anew(willow: Database) -> None:
    run = a_run(willow, "previewed", preview=True)
    with willow.writing() as session:
        session.add(
            Watermark(company_id="willow", category=INCOME, read_up_to=utc_now(), run_id=run)
        )
    deactivate(willow, "willow", INCOME, actor="finn")
    activate(willow, "willow", income(NEW_YEAR))
    with willow.reading() as session:
        assert session.scalars(select(Watermark)).all() == []
