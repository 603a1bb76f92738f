"""How far a run is: what Airflow has of it and what the CoreBooks database has, put together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from include.database.engine import Database
from include.database.reads.run_summary import RunSummary
from include.database.reads.runs import RunProgress, awaited_run, run_progress, running_actor
from include.database.statuses import OperationStatus, RunOutcome
from include.provider.airflow_api import AirflowRun
from include.sync.run.mode import RunMode
from include.web.runs.status import RunStatus, status_of
from include.workflows.category import Category


class Step(StrEnum):
    """Where a run is, in words."""

    WAITING = "Waiting to start"
    READING = "Reading CORE"
    PLANNING = "Planning changes"
    SEARCHING = "Searching QuickBooks"
    APPROVAL = RunStatus.AWAITS_APPROVAL.value
    SENDING = "Posting to QuickBooks"
    CHECKING = "Verifying in QuickBooks"
    FINISHED = "Finished"


_SHARES = {
    Step.WAITING: 5,
    Step.READING: 16,
    Step.PLANNING: 27,
    Step.SEARCHING: 30,
    Step.APPROVAL: 38,
    Step.SENDING: 40,
    Step.CHECKING: 92,
    Step.FINISHED: 100,
}
"""How much is done when a step begins, in percent."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A run on its way.

    Attributes:
        category: the workflow.
        name: its DAG run's ID in Airflow.
        step: where it is.
        sent: changes that QuickBooks has answered, of `to_send` in all.
        detail: what it waits for, or why it failed; empty when there is nothing to report.
        run: the run in the CoreBooks database; None before it began.
        failed: whether it ended early.
    """

    category: Category
    name: str
    step: Step
    sent: int = 0
    to_send: int = 0
    detail: str = ""
    run: RunSummary | None = None
    failed: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.step is Step.FINISHED

    @property
    def preview(self) -> bool:
        """Whether it posts nothing."""
        return self.run is not None and self.run.preview

    @property
    def status(self) -> RunStatus:
        """The status for its badge."""
        if self.failed:
            return RunStatus.FAILED
        if self.step is Step.APPROVAL:
            return RunStatus.AWAITS_APPROVAL
        if self.is_finished and self.run is not None:
            return status_of(self.run)
        return RunStatus.RUNNING

    @property
    def said(self) -> str:
        """The same in one sentence, for screen readers."""
        how_far = f", {self.sent} of {self.to_send}" if self.step is Step.SENDING else ""
        step = self.status if self.is_finished else self.step.value
        return f"{self.category.heading}: {step}{how_far}. {self.detail}".strip()

    @property
    def digest(self) -> str:
        """Changes when what is shown changes."""
        return hashlib.sha256(self.said.encode()).hexdigest()[:16]

    @property
    def share(self) -> int:
        """How much is done, in percent, for a bar."""
        if self.to_send and self.step is Step.SENDING:
            return 40 + 50 * self.sent // self.to_send
        return _SHARES[self.step]


def progress(
    database: Database, company_id: str, category: Category, name: str, airflow: AirflowRun | None
) -> Progress:
    """How far a run is.

    Args:
        database: the database.
        company_id: whose run.
        category: of which workflow.
        name: the run's ID in Airflow.
        airflow: what Airflow has of it; None when it has no such run.
    """
    known = run_progress(database, company_id, category, name)
    if known is None:
        return _not_begun(database, company_id, category, name, airflow)
    step = _step(known, airflow)
    by_status = known.by_status
    answered = _count(by_status, OperationStatus.POSTED, OperationStatus.ERROR)
    return Progress(
        category=category,
        name=name,
        step=step,
        sent=answered,
        to_send=answered + _count(by_status, OperationStatus.PLANNED, OperationStatus.SENT),
        detail=_detail(known, step),
        run=known.run,
        failed=step is Step.FINISHED
        and known.run.outcome in (RunOutcome.FAILED, RunOutcome.RUNNING),
    )


def _not_begun(
    database: Database, company_id: str, category: Category, name: str, airflow: AirflowRun | None
) -> Progress:
    if airflow is None:
        sentence = "Airflow has no run with this ID, and CoreBooks has no record of it."
        return Progress(category, name, Step.FINISHED, detail=sentence, failed=True)
    if airflow.is_finished:
        sentence = _why_not_begun(database, company_id, category, airflow)
        return Progress(category, name, Step.FINISHED, detail=sentence, failed=True)
    actor = running_actor(database, company_id, category)
    detail = f"Waiting for another run of this workflow, started by {actor}." if actor else ""
    return Progress(category, name, Step.WAITING, detail=detail)


def _why_not_begun(
    database: Database, company_id: str, category: Category, airflow: AirflowRun
) -> str:
    if airflow.state == "success":
        return (
            "This scheduled run was skipped, because another run of this workflow wasn't finished."
        )
    awaited = awaited_run(database, company_id, category)
    if awaited is None:
        return "The run failed before it began. The log of its extract task in Airflow has why."
    number, actor = awaited
    return (
        f"Run {number} of this workflow, started by {actor}, waits for approval. Approve or reject it "
        "first, then run again. Nothing was read or posted."
    )


def _step(known: RunProgress, airflow: AirflowRun | None) -> Step:
    run = known.run
    ended = run.outcome in (RunOutcome.COMPLETED, RunOutcome.PREVIEWED, RunOutcome.REJECTED)
    # Airflow retries a failed task; only when Airflow gives up is the run at its end.
    if ended or airflow is None or airflow.is_finished:
        return Step.FINISHED
    if not run.counts.is_read:
        return Step.READING
    if run.mode == RunMode.FIND_EXISTING:
        return Step.SEARCHING
    if not run.counts.is_planned:
        return Step.PLANNING
    planned = _count(known.by_status, OperationStatus.PLANNED)
    sent = _count(known.by_status, OperationStatus.SENT)
    untouched = planned and not sent and not _count(known.by_status, OperationStatus.POSTED)
    if untouched and run.approval_required and not run.approved_by and not run.preview:
        return Step.APPROVAL
    return Step.SENDING if planned or sent else Step.CHECKING


def _detail(known: RunProgress, step: Step) -> str:
    run = known.run
    if run.outcome == RunOutcome.FAILED and step is not Step.FINISHED:
        return f"The run failed: {run.message} Airflow retries it automatically."
    if step is Step.SENDING and not _count(known.by_status, OperationStatus.POSTED):
        return _waits_for(known)
    return run.message


def _waits_for(known: RunProgress) -> str:
    writer = known.writer
    if not writer or writer.endswith(f"run {known.run.id}"):
        return ""
    return f"Waiting for {writer}. Only one run at a time posts to a company."


def _count(by_status: Mapping[str, int], *statuses: OperationStatus) -> int:
    return sum(by_status.get(status, 0) for status in statuses)
