"""Whether a scheduled look starts a run of a workflow: by what the database has, then by CORE's list.

A look asks QuickBooks nothing. If QuickBooks Online reports an edit (a webhook of Intuit's), the look starts
a run, which finds it. What is reported nowhere is found by one full run a day, which also plans records
again that are on hold.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from include.database.statuses import LookFinding, RunOutcome

REST_AFTER_FAILURES = dt.timedelta(hours=1)
"""After a second failed run in a row, so long none starts."""
PATIENCE_WITH_CORE = dt.timedelta(hours=1)
"""How long looks find no answer from CORE before a run starts, whose failure people see."""
_NIGHT_MINUTES = 6 * 60


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run that the schedule announced.

    Attributes:
        name: its DAG run's ID.
        announced_at: when it was announced.
        outcome: a value of `RunOutcome`; empty if it never began.
        begun_at: when it began.
        ended_at: when it ended.
        read_at: when it had read CORE.
    """

    name: str
    announced_at: dt.datetime
    outcome: str = ""
    begun_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    read_at: dt.datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether it planned all there was; a rejected one isn't planned again at once."""
        return self.outcome in (RunOutcome.COMPLETED, RunOutcome.PREVIEWED, RunOutcome.REJECTED)


@dataclass(frozen=True, slots=True)
class LookFacts:
    """What the database has of a company's workflow when a look begins.

    Attributes:
        open_run: the run that isn't finished, if any; its DAG run is still alive.
        is_queued: the newest announced run waits in Airflow for its first task.
        never_triggered: it was announced, and then Airflow never heard of it.
        last: the newest announced run.
        read_at: when the newest scheduled run that ended well had read CORE.
        begun_at: when that run began.
        failures: how many scheduled runs failed since.
        settings_changed_at: when a person last changed something that runs depend on.
        ready_since: when the newest record became ready to sync.
        reported_at: when QuickBooks last reported an edit, if no run read edits since.
        away_since: since when CORE doesn't answer.
    """

    open_run: int | None = None
    is_queued: bool = False
    never_triggered: bool = False
    last: LastRun | None = None
    read_at: dt.datetime | None = None
    begun_at: dt.datetime | None = None
    failures: int = 0
    settings_changed_at: dt.datetime | None = None
    ready_since: dt.datetime | None = None
    reported_at: dt.datetime | None = None
    away_since: dt.datetime | None = None


def without_core(
    facts: LookFacts, company_id: str, zone: ZoneInfo, now: dt.datetime
) -> LookFinding | None:
    """What a look finds without asking CORE; None if CORE must be asked.

    Args:
        facts: of the company's workflow.
        company_id: by it, companies' daily runs are spread over the night.
        zone: the company's time zone.
        now: UTC.
    """
    if facts.open_run is not None:
        return LookFinding.OPEN
    if facts.is_queued:
        return LookFinding.QUEUED
    failed_at = _failed_at(facts.last)
    if facts.never_triggered:
        return LookFinding.AGAIN
    if failed_at is not None:
        return _after_failure(facts, failed_at, now)
    return _reason(facts, company_id, zone, now)


def _after_failure(facts: LookFacts, failed_at: dt.datetime, now: dt.datetime) -> LookFinding:
    """Once again at once, and then every hour, unless a person changed something."""
    rests = facts.failures > 0 and now < failed_at + REST_AFTER_FAILURES
    changed = _is_after(facts.settings_changed_at, failed_at)
    return LookFinding.PAUSING if rests and not changed else LookFinding.AGAIN


def _reason(
    facts: LookFacts, company_id: str, zone: ZoneInfo, now: dt.datetime
) -> LookFinding | None:
    """Why a run starts whatever CORE has; None if only CORE can tell."""
    if facts.read_at is None or facts.begun_at is None:
        return LookFinding.FIRST
    if _is_after(facts.settings_changed_at, facts.begun_at):
        return LookFinding.SETTINGS
    if _is_after(facts.ready_since, facts.read_at):
        return LookFinding.READY
    if facts.reported_at is not None:
        return LookFinding.EDITED
    is_due = facts.begun_at < night_moment(company_id, zone, now)
    return LookFinding.DAILY if is_due else None


def without_answer(facts: LookFacts, now: dt.datetime) -> LookFinding:
    """What a look finds when CORE doesn't answer: after a while a run starts, and fails visibly."""
    since = facts.away_since or now
    return LookFinding.REJECTED if now - since >= PATIENCE_WITH_CORE else LookFinding.AWAY


def night_moment(company_id: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """The latest moment from which a company's daily run is due: between midnight and 6 AM, its own.

    Returns:
        A moment at or before now, UTC.
    """
    minutes = zlib.crc32(company_id.encode()) % _NIGHT_MINUTES
    today = now.astimezone(zone).date()
    time = dt.time(minutes // 60, minutes % 60)
    moment = dt.datetime.combine(today, time, zone)
    if moment > now:
        moment = dt.datetime.combine(today - dt.timedelta(days=1), time, zone)
    return moment.astimezone(dt.UTC)


def _failed_at(last: LastRun | None) -> dt.datetime | None:
    """When the last run failed; one that ended without having begun failed as well."""
    if last is None or last.is_done:
        return None
    return last.ended_at or last.announced_at


def _is_after(moment: dt.datetime | None, other: dt.datetime) -> bool:
    return moment is not None and moment > other
