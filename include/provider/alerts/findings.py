"""What needs a person now, kind by kind: each one query or two, however many companies there are."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from include.database.alerts.channels import disk_percent
from include.database.alerts.heartbeats import beats
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding, open_of
from include.database.setup.schedules import is_schedule
from include.database.statuses import ApprovalStatus, RecordStatus, RunOutcome
from include.database.tables.acts import ScheduledRun
from include.database.tables.alerts import Alert
from include.database.tables.approvals import Approval
from include.database.tables.companies import Automation, Company, WorkflowSetup
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.schedule.auto_sync import last_moment
from include.settings import airflow_home, checkpoints_folder
from include.workflows.category import Category, Stream

GIVEN_UP = dt.timedelta(minutes=45)
"""A run that failed so long ago isn't retried any more: Airflow's longest pause is half an hour."""

LATE = dt.timedelta(minutes=15)
"""How long after its time a scheduled run may start."""

SILENT = dt.timedelta(hours=1)
"""How long requests may wait for a PC that doesn't call."""

_RECENT = dt.timedelta(days=7)
_TEST_LIVES = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the database.

    Attributes:
        session: a transaction that reads.
        now: UTC.
    """

    session: Session
    now: dt.datetime


def failed_runs(look: Look) -> Iterator[Finding]:
    """Workflows whose newest run failed, and jobs of the schedule that failed since they last worked.

    Most were opened by the task that failed (`notifiers`). Those of a task that couldn't are found here.
    """
    known = set()
    for alert in open_of(look.session, AlertKind.RUN_FAILED):
        if not _is_over(look, alert):
            known.add((alert.company_id, alert.subject))
            yield _same(alert)
    for run in _failed(look):
        if (run.company_id, run.category) not in known:
            yield run_failed(run)


def run_failed(run: SyncRun) -> Finding:
    """A run that failed."""
    return Finding(
        run.company_id,
        AlertKind.RUN_FAILED,
        run.category,
        f"{Category(run.category).heading} run {run.id} failed. {run.message}".rstrip(),
        "Open the run, fix the cause, then clear the failed task in Airflow or run the workflow again.",
        f"/companies/{run.company_id}/history/{run.id}",
        str(run.id),
    )


def _failed(look: Look) -> Sequence[SyncRun]:
    later = aliased(SyncRun)
    return look.session.scalars(
        select(SyncRun)
        .where(
            SyncRun.outcome == RunOutcome.FAILED,
            SyncRun.finished_at < look.now - GIVEN_UP,
            SyncRun.finished_at > look.now - _RECENT,
            SyncRun.preview.is_(False),
            ~exists().where(
                later.company_id == SyncRun.company_id,
                later.category == SyncRun.category,
                later.id > SyncRun.id,
                later.preview.is_(False),
            ),
        )
        .order_by(SyncRun.id)
    ).all()


def _is_over(look: Look, alert: Alert) -> bool:
    """Whether the workflow or the job did its work since it failed."""
    worked = beats(look.session).get(alert.subject)
    if worked is not None and not alert.company_id:
        return worked > alert.opened_at
    done = look.session.scalar(
        select(func.max(SyncRun.finished_at)).where(
            SyncRun.company_id == alert.company_id,
            SyncRun.category == alert.subject,
            SyncRun.preview.is_(False),
            SyncRun.outcome.in_((RunOutcome.COMPLETED, RunOutcome.REJECTED)),
        )
    )
    # What never worked again is on its run's page; a run of no company has none.
    return (done is not None and done > alert.opened_at) or alert.opened_at < look.now - _RECENT


def _same(alert: Alert) -> Finding:
    return Finding(
        alert.company_id,
        AlertKind(alert.kind),
        alert.subject,
        alert.sentence,
        alert.what_to_do,
        alert.path,
        alert.news,
    )


def on_hold(look: Look) -> Iterator[Finding]:
    """Companies with records on hold: how many in each workflow."""
    held: dict[str, list[str]] = {}
    newest: dict[str, dt.datetime] = {}
    rows = look.session.execute(
        select(
            RecordState.company_id,
            RecordState.category,
            func.count().label("number"),
            func.max(RecordState.since).label("newest"),
        )
        .join(Company, Company.id == RecordState.company_id)
        .where(RecordState.status == RecordStatus.ON_HOLD, Company.disconnected_at.is_(None))
        .group_by(RecordState.company_id, RecordState.category)
        .order_by(RecordState.company_id, RecordState.category)
    )
    for row in rows:
        heading = Category(row.category).heading.lower()
        held.setdefault(row.company_id, []).append(f"{heading}: {row.number:,}")
        newest[row.company_id] = max(row.newest, newest.get(row.company_id, row.newest))
    for company_id, counts in held.items():
        yield Finding(
            company_id,
            AlertKind.ON_HOLD,
            "records",
            f"Records are on hold and weren't posted ({', '.join(counts)}).",
            "Open Needs attention. Each record has the reason and the fix.",
            f"/companies/{company_id}/attention",
            newest[company_id].isoformat(),
        )


def approvals_waiting(look: Look) -> Iterator[Finding]:
    """Runs that wait for an approver."""
    rows = look.session.execute(
        select(Approval, SyncRun)
        .join(SyncRun, SyncRun.id == Approval.run_id)
        .where(Approval.status == ApprovalStatus.WAITING, SyncRun.outcome == RunOutcome.RUNNING)
        .order_by(Approval.id)
    )
    for asked, run in rows:
        yield approval_waits(asked, run)


def approval_waits(asked: Approval, run: SyncRun) -> Finding:
    """A run that waits for an approver."""
    number = len(asked.covers)
    changes = "change" if number == 1 else "changes"
    return Finding(
        run.company_id,
        AlertKind.APPROVAL_WAITS,
        f"run {run.id}",
        f"{Category(run.category).heading} run {run.id}, started by {run.actor}, waits for approval "
        f"of {number:,} {changes}.",
        "Review the changes, then approve or reject them. After 3 days without an answer, they are "
        "rejected.",
        f"/companies/{run.company_id}/history/{run.id}",
        str(asked.id),
    )


def silent_pcs(look: Look) -> Iterator[Finding]:
    """PCs that don't call though requests wait for them."""
    long_ago = look.now - SILENT
    called = DesktopConnection.last_contact_at
    rows = look.session.execute(
        select(DesktopConnection, func.count().label("number"))
        .join(DesktopMessage, DesktopMessage.company_id == DesktopConnection.company_id)
        .join(Company, Company.id == DesktopConnection.company_id)
        .where(
            DesktopConnection.revoked_at.is_(None),
            Company.disconnected_at.is_(None),
            DesktopMessage.status.in_((MessageStatus.QUEUED, MessageStatus.SENT)),
            DesktopMessage.queued_at < long_ago,
            or_(called.is_(None), called < long_ago),
        )
        .group_by(DesktopConnection.company_id)
        .order_by(DesktopConnection.company_id)
    )
    for pc, number in rows:
        last = f"{pc.last_contact_at:%Y-%m-%d %H:%M} UTC" if pc.last_contact_at else "never"
        yield Finding(
            pc.company_id,
            AlertKind.PC_SILENT,
            "pc",
            f"The QuickBooks PC doesn't call. Requests that wait for it: {number:,}. Its last call: "
            f"{last}.",
            "Turn on the PC, open QuickBooks and the Web Connector, and select Update Selected.",
            f"/settings/integrations/desktop/{pc.company_id}",
        )


def late_auto_sync(look: Look) -> Iterator[Finding]:
    """Companies whose scheduled runs should have started, and didn't."""
    for company, settings in look.session.execute(_scheduled()):
        since = _late_since(company, settings, look.now)
        if since is not None:
            yield _late(
                company, f"Auto-sync of {since:%Y-%m-%d %H:%M} UTC hasn't started its runs."
            )
    for company_id, category, made_at in look.session.execute(not_begun(look.now)):
        company = look.session.get_one(Company, company_id)
        yield _late(
            company,
            f"Airflow hasn't begun the {Category(category).heading.lower()} run that auto-sync "
            f"started at {made_at:%Y-%m-%d %H:%M} UTC.",
            category,
        )


def _late(company: Company, sentence: str, subject: str = "schedule") -> Finding:
    return Finding(
        company.id,
        AlertKind.AUTO_SYNC_LATE,
        subject,
        sentence,
        "In Airflow, check that the DAGs of auto-sync and of the workflows aren't paused, and that workers "
        "are running. Nothing is lost. The next run syncs all changes.",
        f"/companies/{company.id}/auto-sync",
    )


def _scheduled() -> Any:
    """Connected companies whose auto-sync has something to run, with their settings."""
    billing = [one.value for one in Category if one.stream is Stream.BILLING]
    of_billing = WorkflowSetup.category.in_(billing)
    wanted = or_(
        and_(Automation.sync_billing, of_billing), and_(Automation.sync_deals, ~of_billing)
    )
    return (
        select(Company, Automation)
        .join(Automation, Automation.company_id == Company.id)
        .where(
            Company.disconnected_at.is_(None),
            exists().where(WorkflowSetup.company_id == Company.id, WorkflowSetup.active, wanted),
        )
        .order_by(Company.id)
    )


def _late_since(company: Company, settings: Automation, now: dt.datetime) -> dt.datetime | None:
    """Since when a company's scheduled runs are missing; None while they aren't late."""
    if not is_schedule(settings.schedule):
        return settings.looked_at or now  # it never comes up, and nobody would know
    moment = last_moment(settings.schedule, company.timezone, now - LATE)
    return moment if settings.looked_at is not None and settings.looked_at < moment else None


def not_begun(now: dt.datetime, for_so_long: dt.timedelta = LATE) -> Any:
    """Scheduled runs that were started and have no first task, unless another run was at work."""
    return (
        select(ScheduledRun.company_id, ScheduledRun.category, func.min(ScheduledRun.made_at))
        .join(Company, Company.id == ScheduledRun.company_id)
        .where(
            ScheduledRun.run_id.is_(None),
            ScheduledRun.made_at < now - for_so_long,
            ScheduledRun.made_at > now - dt.timedelta(days=1),
            Company.disconnected_at.is_(None),
            ~exists().where(
                SyncRun.company_id == ScheduledRun.company_id,
                SyncRun.category == ScheduledRun.category,
                or_(SyncRun.finished_at.is_(None), SyncRun.finished_at >= ScheduledRun.made_at),
            ),
        )
        .group_by(ScheduledRun.company_id, ScheduledRun.category)
        .order_by(ScheduledRun.company_id)
    )


def full_disks(look: Look) -> Iterator[Finding]:
    """Disks of this machine that CoreBooks or Airflow writes to and that are nearly full."""
    percent = disk_percent(look.session)
    seen = set()
    for folder in _folders(look.session):
        usage = shutil.disk_usage(folder)
        device = folder.stat().st_dev
        if device in seen or usage.free * 100 >= usage.total * percent:
            continue
        seen.add(device)
        yield Finding(
            "",
            AlertKind.DISK_FULL,
            str(folder),
            f"The disk of {folder} has {usage.free / 2**30:,.1f} GiB of {usage.total / 2**30:,.1f} GiB "
            "free.",
            "Free space, for example by Airflow's log rotation and airflow db clean, or enlarge the "
            "disk. When it is full, no run can continue.",
        )


def _folders(session: Session) -> list[Path]:
    url = session.get_bind().engine.url
    named = [airflow_home(), Path(checkpoints_folder())]
    if url.drivername.startswith("sqlite") and url.database:
        named.append(Path(url.database).resolve().parent)
    return [folder for folder in named if folder.is_dir()]


def tests(look: Look) -> Iterator[Finding]:
    """Tests that were asked for and aren't delivered yet; after an hour they are given up."""
    for alert in open_of(look.session, AlertKind.TEST):
        if alert.opened_at > look.now - _TEST_LIVES:
            yield _same(alert)
