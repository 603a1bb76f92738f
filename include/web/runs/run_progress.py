"""How far a run is: Airflow's word and the database's put together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.database import automation
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.statuses import OperationStatus, RunOutcome
from include.database.tables.companies import Lease
from include.database.tables.runs import Operation, SyncRun
from include.sync.verify.report import RunReport, run_report
from include.web.frame.airflow_runs import AirflowRun
from include.workflows.category import Category


class Step(StrEnum):
    """Where a run is, as people read it."""

    WAITING = "Waiting to start"
    READING = "Reading CORE"
    PLANNING = "Comparing with QuickBooks"
    APPROVAL = "Waiting for approval"
    SENDING = "Sending to QuickBooks"
    CHECKING = "Reading back what was sent"
    FINISHED = "Finished"


_ORDER = tuple(Step)


@dataclass(frozen=True, slots=True)
class Progress:
    """A run on its way.

    Attributes:
        category: the workflow.
        name: the run's name in Airflow.
        step: where it is.
        sent: writes that QuickBooks has answered; of `to_send` in all.
        detail: what it waits for, or why it stopped; empty when there is nothing to say.
        report: its figures, as soon as the database knows it.
        held_back: what its plan held back: {"record", "cause", "sentence", "what_to_do"} each.
        preview: whether nothing is sent.
        failed: whether it ended before it was done.
    """

    category: Category
    name: str
    step: Step
    sent: int = 0
    to_send: int = 0
    detail: str = ""
    report: RunReport | None = None
    on_hold: Sequence[Mapping[str, str]] = ()
    preview: bool = False
    failed: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.step is Step.FINISHED

    @property
    def said(self) -> str:
        """The same in one sentence, for those who hear it."""
        how_far = f", {self.sent} of {self.to_send}" if self.step is Step.SENDING else ""
        step = "Stopped" if self.failed else self.step.value
        return f"{self.category.heading}: {step}{how_far}. {self.detail}".strip()

    @property
    def digest(self) -> str:
        """Changes when what is shown changes."""
        return hashlib.sha256(self.said.encode()).hexdigest()[:16]

    @property
    def share(self) -> int:
        """How much of the way is done, in percent, for a bar."""
        if self.to_send and self.step is Step.SENDING:
            return 40 + 50 * self.sent // self.to_send
        return {Step.CHECKING: 92, Step.FINISHED: 100, Step.SENDING: 40}.get(
            self.step, 5 + 11 * _ORDER.index(self.step)
        )


def progress(
    database: Database,
    company: ConnectedCompany,
    category: Category,
    name: str,
    airflow: AirflowRun | None,
) -> Progress:
    """How far a run is.

    Args:
        database: the database.
        company: whose run.
        category: of which workflow.
        name: the run's name in Airflow.
        airflow: what Airflow says of it; None when it knows no such run.
    """
    with database.reading() as session:
        run = session.scalars(
            select(SyncRun).where(
                SyncRun.company_id == company.id,
                SyncRun.category == category,
                SyncRun.airflow_run_id == name,
            )
        ).first()
        if run is None:
            return _not_begun(session, company, category, name, airflow)
        by_status: Counter[str] = Counter()
        for status, number in session.execute(
            select(Operation.status, func.count())
            .where(Operation.run_id == run.id)
            .group_by(Operation.status)
        ):
            by_status[status] = number
        step = _step(session, run, by_status, airflow)
        detail = run.message
        if run.outcome == RunOutcome.FAILED and step is not Step.FINISHED:
            detail = f"It stopped: {run.message} Airflow tries it again by itself."
        elif step is Step.SENDING and not by_status[OperationStatus.POSTED]:
            detail = _who_writes(session, company, run)
    answered = by_status[OperationStatus.POSTED] + by_status[OperationStatus.ERROR]
    waiting = by_status[OperationStatus.PLANNED] + by_status[OperationStatus.SENT]
    return Progress(
        category=category,
        name=name,
        step=step,
        sent=answered,
        to_send=answered + waiting,
        detail=detail,
        report=run_report(database, run.id),
        on_hold=run.on_hold,
        preview=run.preview,
        failed=step is Step.FINISHED and run.outcome in (RunOutcome.FAILED, RunOutcome.RUNNING),
    )


def _not_begun(
    session: Session,
    company: ConnectedCompany,
    category: Category,
    name: str,
    airflow: AirflowRun | None,
) -> Progress:
    if airflow is None:
        sentence = (
            "Airflow knows no run of this name (any more), and it left nothing in the database."
        )
        return Progress(category, name, Step.FINISHED, detail=sentence, failed=True)
    if airflow.is_finished:
        sentence = (
            "The run stopped before it began. The log of its task “extract” in Airflow says why."
        )
        return Progress(category, name, Step.FINISHED, detail=sentence, failed=True)
    other = session.scalars(
        select(SyncRun)
        .where(
            SyncRun.company_id == company.id,
            SyncRun.category == category,
            SyncRun.outcome == RunOutcome.RUNNING,
        )
        .order_by(SyncRun.id.desc())
    ).first()
    detail = (
        f"Another run of this workflow, started by {other.actor}, is not done." if other else ""
    )
    return Progress(category, name, Step.WAITING, detail=detail)


def _step(
    session: Session, run: SyncRun, by_status: Counter[str], airflow: AirflowRun | None
) -> Step:
    ended = run.outcome in (RunOutcome.COMPLETED, RunOutcome.PREVIEWED, RunOutcome.REJECTED)
    # A failed task is tried again by Airflow; only when Airflow gives up is the run at its end.
    if ended or airflow is None or airflow.is_finished:
        return Step.FINISHED
    if "read" not in run.counts:
        return Step.READING
    if "to_create" not in run.counts:
        return Step.PLANNING
    untouched = by_status[OperationStatus.PLANNED] and not (
        by_status[OperationStatus.SENT] or by_status[OperationStatus.POSTED]
    )
    asked = automation.of(session, run.company_id).approval_required
    if untouched and asked and not run.approved_by and not run.preview:
        return Step.APPROVAL
    if by_status[OperationStatus.PLANNED] or by_status[OperationStatus.SENT]:
        return Step.SENDING
    return Step.CHECKING


def _who_writes(session: Session, company: ConnectedCompany, run: SyncRun) -> str:
    lease = session.get(Lease, company.id)
    if lease is None or f"run {run.id}" in lease.holder or not lease.holder:
        return ""
    return f"One run at a time writes to a company; it waits for: {lease.holder}."
