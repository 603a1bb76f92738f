"""What a person must do next: each line says what happened, how much is at stake, and since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from include.clock import utc_now
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import OpenAlert
from include.database.reads.approvals import WaitingApproval
from include.database.reads.due import Amount, DueTransactions
from include.database.status_words import ConnectionStatus
from include.database.statuses import RecordStatus
from include.web.overview.next_steps import NextStep, Waiting, next_steps
from tests.web.overview.test_setup_steps import COMPANY

NONE = Amount()
CONNECTED = (ConnectionStatus.CONNECTED, "")
NOTHING = Waiting(
    connection=CONNECTED, alerts=(), approvals=(), on_hold=0, oldest_hold=None, due=None
)


def ago(**time: int) -> dt.datetime:
    return utc_now() - dt.timedelta(**time)


def due(on_hold: Amount = NONE, missing: Amount = NONE) -> DueTransactions:
    parts = {RecordStatus.ON_HOLD: on_hold} if on_hold else {}
    return DueTransactions(dt.date(2025, 12, 1), on_hold + missing, parts, NONE, ())


def only(waiting: Waiting) -> NextStep:
    (step,) = next_steps(COMPANY, waiting)
    return step


def test_where_nothing_waits_there_is_nothing_to_do() -> None:
    assert next_steps(COMPANY, NOTHING) == []


def test_records_on_hold_have_their_amount_and_the_age_of_the_oldest() -> None:
    held = due(on_hold=Amount(5, 268_913_75))
    step = only(replace(NOTHING, on_hold=6, oldest_hold=ago(days=12, hours=3), due=held))
    assert step.sentence == "6 records are on hold and weren't posted."
    assert (step.cents, step.age, step.path) == (
        268_913_75,
        "12 days",
        "/companies/willow/attention",
    )
    assert only(replace(NOTHING, on_hold=1)).sentence == "1 record is on hold and wasn't posted."


def test_a_run_that_waits_says_for_whose_approval() -> None:
    waits = WaitingApproval(
        run_id=15,
        category="agent_expenses",
        airflow_run_id="manual__15",
        changes=2,
        asked_by="finn",
        asked_at=ago(hours=18),
        why_not="",
    )
    step = only(replace(NOTHING, approvals=[waits]))
    assert step.sentence == (
        "Agent expenses, run 15, started by finn, waits for your approval: 2 changes."
    )
    assert (step.action, step.age) == ("Review changes", "18 hours")
    others = replace(waits, why_not="Only ada can approve.", changes=1)
    assert only(replace(NOTHING, approvals=[others])).sentence.endswith(
        "waits for approval: 1 change."
    )


def test_what_no_workflow_has_read_is_named_with_its_amount() -> None:
    step = only(replace(NOTHING, due=due(missing=Amount(1, 83_861_25))))
    assert step.sentence == "No workflow has read 1 transaction that CORE has. Select and sync it."
    assert (step.word, step.cents, step.age) == ("Not synced", 83_861_25, "")


def test_a_disconnected_company_and_an_alert_lead_to_where_they_are_mended() -> None:
    alert = OpenAlert(
        id=1,
        company_id="willow",
        company="",
        kind=AlertKind.RUN_FAILED,
        sentence="Run 7 failed.",
        what_to_do="Start it again.",
        path="/companies/willow/history/7",
        opened_at=ago(minutes=5),
    )
    gone = replace(COMPANY, disconnected_at=ago(days=2))
    ended = (ConnectionStatus.DISCONNECTED, "Nothing posts to this company.")
    first, second = next_steps(gone, replace(NOTHING, connection=ended, alerts=[alert]))
    assert first.sentence == "QuickBooks Online: Nothing posts to this company."
    assert (first.path, first.age, first.kind) == ("/settings/integrations", "2 days", "bad")
    assert second.sentence == f"{AlertKind.RUN_FAILED.heading}. Run 7 failed. Start it again."
    assert (second.path, second.age) == ("/companies/willow/history/7", "5 minutes")


def test_the_longest_waiting_comes_first_and_what_has_no_age_last() -> None:
    waiting = replace(
        NOTHING,
        on_hold=1,
        oldest_hold=ago(days=3),
        due=due(on_hold=Amount(1, 1_00), missing=Amount(1, 2_00)),
    )
    assert [step.word for step in next_steps(COMPANY, waiting)] == ["On hold", "Not synced"]


def test_a_company_that_is_being_moved_says_that_nothing_is_posted() -> None:
    since = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
    [step] = next_steps(COMPANY, replace(NOTHING, moving_since=since))
    assert step.sentence == (
        "Willow & Park Realty is being moved to another QuickBooks, so nothing is posted. An administrator finishes "
        "the move."
    )
    assert (step.path, step.since) == (f"/companies/{COMPANY.id}/move", since)
