"""What needs a person is found while it lasts, and only then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import change_disk_percent
from include.database.alerts.heartbeats import beat
from include.database.alerts.kinds import AlertKind
from include.database.engine import Database
from include.database.from_quickbooks.metered_reads import month_of
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.statuses import ApprovalStatus, RecordStatus, RunOutcome
from include.database.tables.acts import ScheduledRun
from include.database.tables.approvals import Approval
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopMessage
from include.database.tables.quickbooks import MeteredReads
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.alerts.look import FINDERS, look
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.settings import reads_a_month
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def willow(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    connect_company(database, willow_park(), actor="finn")
    activate(database, "willow", NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn"))
    change_disk_percent(database, 0, "ada")
    return database


def stands(database: Database) -> list[tuple[str, str]]:
    """The open alerts after a look: kind and sentence."""
    look(database)
    with database.reading() as session:
        return [
            (str(kind), one.sentence) for kind in FINDERS for one in alerts.open_of(session, kind)
        ]


def added(database: Database, *rows: Any) -> None:
    with database.writing() as session:
        session.add_all(rows)


def run(outcome: RunOutcome, finished: dt.timedelta | None, **values: Any) -> SyncRun:
    """A run of brokerage income that ended so long ago."""
    now = utc_now()
    return SyncRun(
        **{
            "company_id": "willow",
            "category": "brokerage_income",
            "airflow_run_id": f"run {now.isoformat()}",
            "trigger": "manual",
            "actor": "finn",
            "preview": False,
            "setup_id": 1,
            "started_at": now - DAY,
            "finished_at": now - finished if finished is not None else None,
            "outcome": outcome,
            "counts": {},
            "message": "CORE rejected the API key." if outcome == RunOutcome.FAILED else "",
            **values,
        }
    )


def test_a_run_that_failed_and_is_not_retried_any_more_until_one_completes(
    willow: Database,
) -> None:
    added(willow, run(RunOutcome.FAILED, HOUR / 2))
    assert stands(willow) == []
    added(willow, run(RunOutcome.FAILED, HOUR))
    failed = ("run failed", "Brokerage income run 2 failed. CORE rejected the API key.")
    assert stands(willow) == [failed]
    added(willow, run(RunOutcome.RUNNING, None))
    assert stands(willow) == [failed]
    added(willow, run(RunOutcome.COMPLETED, -HOUR))
    assert stands(willow) == []


def test_a_preview_that_failed_calls_no_one(willow: Database) -> None:
    added(willow, run(RunOutcome.FAILED, HOUR, preview=True))
    assert stands(willow) == []


def test_a_job_of_the_schedule_that_failed_until_it_works(willow: Database) -> None:
    beat(willow, "quickbooks_auto_sync")
    with willow.writing() as session:
        alerts.open_alert(
            session,
            alerts.Finding("", AlertKind.RUN_FAILED, "quickbooks_auto_sync", "It failed.", ""),
        )
    assert stands(willow) == [("run failed", "It failed.")]
    beat(willow, "quickbooks_auto_sync")
    assert stands(willow) == []


def test_records_on_hold_are_counted_by_workflow(willow: Database) -> None:
    for key, category in (
        ("1", "brokerage_income"),
        ("2", "brokerage_income"),
        ("1", "agent_expenses"),
    ):
        state = RecordState(
            company_id="willow",
            category=category,
            record_key=f"transaction:{key}",
            status=RecordStatus.ON_HOLD,
        )
        added(willow, state)
    counts = "agent expenses: 1, brokerage income: 2"
    assert stands(willow) == [
        ("records on hold", f"Records are on hold and weren't posted ({counts}).")
    ]


def test_a_run_that_waits_for_approval_until_it_is_decided(willow: Database) -> None:
    added(willow, run(RunOutcome.RUNNING, None))
    asked = Approval(
        company_id="willow",
        run_id=1,
        digest="d",
        covers=["a", "b"],
        asked_as="try",
        asked_by="1",
        asked_by_name="finn",
        asked_at=utc_now(),
        status=ApprovalStatus.WAITING,
    )
    added(willow, asked)
    assert stands(willow) == [
        (
            "approval waits",
            "Brokerage income run 1, started by finn, waits for approval of 2 changes.",
        )
    ]
    with willow.writing() as session:
        session.get_one(Approval, 1).status = ApprovalStatus.APPROVED
    assert stands(willow) == []


def test_a_pc_that_does_not_call_though_requests_wait(willow: Database) -> None:
    pc = DesktopConnection(
        company_id="willow",
        username="corebooks-willow",
        password_hash="",
        owner_id="{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}",
        file_id="{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
        core_connection="core",
        timezone="America/Chicago",
        created_by="finn",
        last_contact_at=utc_now() - 3 * HOUR,
    )
    added(willow, pc)
    assert stands(willow) == []
    waits = DesktopMessage(
        company_id="willow",
        key="key",
        is_write=False,
        subject="invoice",
        label="invoices",
        request="",
        queued_at=utc_now() - 2 * HOUR,
    )
    added(willow, waits)
    ((kind, sentence),) = stands(willow)
    assert kind == "PC offline"
    assert "Requests that wait for it: 1." in sentence
    with willow.writing() as session:
        session.get_one(DesktopConnection, "willow").last_contact_at = utc_now()
    assert stands(willow) == []


@pytest.mark.parametrize(
    ("ends", "expires", "told"),
    [(40 * DAY, 100 * DAY, False), (20 * DAY, 100 * DAY, True), (None, 10 * DAY, True)],
    ids=["in 40 days", "in 20 days", "unused for 90 days"],
)
def test_a_connection_that_ends_soon(
    willow: Database, ends: dt.timedelta | None, expires: dt.timedelta, *, told: bool
) -> None:
    now = utc_now()
    tokens = Tokens("a", "r", now + HOUR, now + expires, now + ends if ends else None)
    with vault(willow, "willow").locked() as lock:
        lock.save(tokens)
    assert [kind for kind, _ in stands(willow)] == ["connection ends soon"] * told


def scheduled(database: Database, looked: dt.timedelta, schedule: str = "*/5 * * * *") -> None:
    settings = AutomationSettings(sync_deals=True, schedule=schedule)
    automation.change(database, "willow", settings, "ada")
    with database.writing() as session:
        automation.mark_looked(session, "willow", utc_now() - looked)


def test_auto_sync_that_did_not_start_its_runs(willow: Database) -> None:
    scheduled(willow, dt.timedelta(minutes=9))
    assert stands(willow) == []
    scheduled(willow, HOUR)
    ((kind, sentence),) = stands(willow)
    assert kind == "auto-sync late"
    assert sentence.endswith("hasn't started its runs.")
    scheduled(willow, dt.timedelta())
    assert stands(willow) == []


def test_a_scheduled_run_that_airflow_does_not_begin(willow: Database) -> None:
    scheduled(willow, dt.timedelta())
    begun = ScheduledRun(
        name="auto__willow",
        company_id="willow",
        category="brokerage_income",
        due_since=utc_now() - HOUR,
        made_at=utc_now() - HOUR,
    )
    added(willow, begun)
    ((kind, sentence),) = stands(willow)
    assert kind == "auto-sync late"
    assert sentence.startswith("Airflow hasn't begun the brokerage income run")
    # It was skipped, because another run was at work then.
    added(willow, run(RunOutcome.COMPLETED, HOUR / 2))
    assert stands(willow) == []


def test_a_disk_that_is_nearly_full(willow: Database) -> None:
    change_disk_percent(willow, 100, "ada")
    ((kind, sentence), *_) = stands(willow)
    assert kind == "disk nearly full"
    assert "GiB free." in sentence
    change_disk_percent(willow, 0, "ada")
    assert stands(willow) == []


def test_a_kind_that_cannot_be_looked_for_keeps_no_other_from_being_told(
    willow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no key")

    monkeypatch.setitem(FINDERS, AlertKind.RUN_FAILED, broken)
    change_disk_percent(willow, 100, "ada")
    assert {kind for kind, _ in stands(willow)} == {"disk nearly full"}


def test_a_disconnected_company_calls_no_one(willow: Database) -> None:
    scheduled(willow, HOUR)
    with willow.writing() as session:
        company = session.get(type(willow_park()), "willow")
        assert company is not None
        company.disconnected_at = utc_now()
    assert stands(willow) == []


def test_an_app_whose_reads_run_out_this_month(willow: Database) -> None:
    def used(reads: int) -> MeteredReads:
        return MeteredReads(
            company_id="willow", client_id="client-123456", month=month_of(utc_now()), reads=reads
        )

    added(willow, used(1))
    assert stands(willow) == []
    with willow.writing() as session:
        session.merge(used(reads_a_month()))
    ((kind, sentence),) = stands(willow)
    assert kind == "reads running out"
    assert sentence.startswith("The app …123456 at Intuit used ")
