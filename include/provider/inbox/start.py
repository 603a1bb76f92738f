"""The task that starts workflows after imports, as auto-sync starts them: announced, then triggered.

Called again after a crash, it starts nothing twice: a run is announced under one name, and Airflow starts each
name once.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.feeds.doors import AfterReading
from include.database.engine import Database
from include.database.tables.acts import ScheduledRun
from include.plain_text import plain
from include.provider.airflow_runs import AirflowRuns
from include.provider.inbox.follow_ups import (
    FedCompany,
    ReadArrival,
    fed_companies,
    is_concerned,
    mark_started,
    read_arrivals,
    workflows_on,
)
from include.provider.inbox.wake import wake
from include.provider.schedule.auto_sync import announce
from include.settings import database_url
from include.sync.run.imports import posting_names, run_name
from include.workflows.category import Category

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Follow:
    """A workflow that follows an import."""

    company: FedCompany
    category: Category
    arrival: ReadArrival

    @property
    def preview(self) -> bool:
        return self.arrival.after is AfterReading.PREVIEW


def start(runs: AirflowRuns) -> dict[str, int]:
    """Start the workflows of companies for which imports changed something.

    Args:
        runs: Airflow's DAG runs.

    Returns:
        {"imports": how many were looked at, "started": how many runs were triggered}

    Raises:
        RuntimeError: some couldn't be started; all others were.
    """
    imports, started, failed = 0, 0, []
    with closing(Database(database_url())) as database:
        try:
            started += wake(database, runs)
        except Exception:
            logger.exception("Auto-sync's look after calls of CORE.")
            failed.append("calls of CORE")
        with database.reading() as session:
            waiting = read_arrivals(session)
        for _, group in groupby(sorted(waiting, key=attrgetter("feed_id", "id")), _feed_of):
            arrivals = list(group)
            imports += len(arrivals)
            try:
                started += _start(database, arrivals, runs)
            except Exception:
                # Whatever it was: other sources' workflows start, and these are tried again.
                logger.exception("The workflows of the source %s.", arrivals[0].feed_name)
                failed.append(arrivals[0].feed_name)
    if failed:
        raise RuntimeError(
            f"The workflows of these sources couldn't all be started: {', '.join(failed)}. The reason is above. "
            "Airflow tries again."
        )
    return {"imports": imports, "started": started}


def _feed_of(arrival: ReadArrival) -> str:
    return arrival.feed_id


def _start(database: Database, arrivals: Sequence[ReadArrival], runs: AirflowRuns) -> int:
    """Start what follows the imports of one source; several of them are followed by one run."""
    with database.reading() as session:
        follows = _follows(session, arrivals)
    started = 0
    for follow in follows:
        started += _start_one(database, follow, runs)
    with database.writing() as session:
        mark_started(session, [one.id for one in arrivals], utc_now())
    return started


def _follows(session: Session, arrivals: Sequence[ReadArrival]) -> list[_Follow]:
    """The workflows that follow, each with the newest import that changed something for it."""
    feed = arrivals[0]
    if feed.after is AfterReading.NOTHING:
        logger.info("Source %s: no workflow follows its imports, as it is set up.", feed.feed_name)
        return []
    companies = fed_companies(session, feed.feed_id)
    if not companies:
        logger.info("Source %s feeds no company, so no workflow follows.", feed.feed_name)
    found: list[_Follow] = []
    for company in companies:
        concerning = [one for one in arrivals if is_concerned(session, one.id, company)]
        if not concerning:
            logger.info("%s: nothing changed for %s.", company.name, company.stream.value)
            continue
        if not company.is_connected:
            logger.info("%s is disconnected, so no workflow follows.", company.name)
            continue
        on = workflows_on(session, company)
        if not on:
            logger.info(
                "%s: no workflow is on for %s, so none follows.", company.name, company.stream.value
            )
        found.extend(_Follow(company, category, concerning[-1]) for category in on)
    return found


def _start_one(database: Database, follow: _Follow, runs: AirflowRuns) -> int:
    """Announce and trigger one run, unless one is waiting to begin that will do as well."""
    company, category = follow.company, follow.category.value
    if not follow.preview and (name := _to_begin(database, follow, runs)):
        logger.info("%s: %s %s hasn't begun and covers this.", company.name, category, name)
        return 0
    name = run_name(company.id, follow.arrival.id, secrets.token_hex(16), preview=follow.preview)
    with database.writing() as session:
        run = announce(session, company.id, category, _moment(follow), name)
        announced = run.name
    conf = {"company": company.id, "preview_only": follow.preview}
    logger.info(
        "%s: starting %s after %s%s",
        company.name,
        category,
        plain(follow.arrival.name),
        " (preview)" if follow.preview else "",
    )
    runs.trigger(category, announced, conf)
    return 1


def _moment(follow: _Follow) -> dt.datetime:
    """By which the run is announced once: when the import was read."""
    return follow.arrival.read_at


def _to_begin(database: Database, follow: _Follow, runs: AirflowRuns) -> str:
    """A run after an earlier import that Airflow has and that hasn't read anything; empty if there is none."""
    with database.reading() as session:
        names = session.scalars(
            select(ScheduledRun.name)
            .where(
                ScheduledRun.company_id == follow.company.id,
                ScheduledRun.category == follow.category.value,
                ScheduledRun.run_id.is_(None),
                ScheduledRun.name.like(posting_names(follow.company.id), escape="\\"),
                ScheduledRun.due_since != _moment(follow),
            )
            .order_by(ScheduledRun.made_at.desc())
            .limit(5)
        ).all()
    return next((name for name in names if runs.is_alive(follow.category.value, name)), "")
