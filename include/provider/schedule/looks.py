"""The schedule's look at some companies: is there anything to sync? If so, their runs are started.

A look asks the database, and then CORE for its list of changes. It asks QuickBooks nothing, and what it
finds is stored. One company's error keeps no other one from its run.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from contextlib import closing

from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import LookFinding
from include.provider.airflow_runs import AirflowRuns
from include.provider.connections.opening import Lookup, in_task
from include.provider.connections.sources import sources_of
from include.provider.schedule.auto_sync import DueCompany, due_companies
from include.provider.schedule.lists_of_changes import Unasked, ask_core
from include.provider.schedule.look_results import Look, store_idle, store_started, triggered
from include.settings import database_url
from include.sync.decide.look import LookFacts, without_answer, without_core
from include.sync.extract.look_facts import StoredFacts, Workflow, stored_facts
from include.sync.run.open_runs import close_abandoned
from include.workflows.category import Category

logger = logging.getLogger(__name__)


def look(company_ids: Sequence[str], runs: AirflowRuns, lookup: Lookup = in_task) -> dict[str, int]:
    """Look at some companies, and start the runs that are needed.

    What tasks pass each other can be edited in Airflow, so the database is asked again which companies
    are due. Called again, it starts nothing twice.

    Args:
        company_ids: the companies.
        runs: Airflow's DAG runs.
        lookup: how Airflow connections are looked up.

    Returns:
        {"companies": how many were looked at, "started": how many runs were triggered}

    Raises:
        RuntimeError: some companies' look failed; all others were looked at.
    """
    with closing(Database(database_url())) as database:
        now = utc_now()
        with database.reading() as session:
            due = due_companies(session, now, company_ids)
            stored = stored_facts(session, [company.id for company in due])
        known = _known(database, due, stored, runs)
        looks = _without_core(due, known, now)
        looks |= _with_core(database, due, stored, known, looks, lookup, now)
        return _carry_out(database, due, looks, runs, now)


def _known(
    database: Database, due: Sequence[DueCompany], stored: StoredFacts, runs: AirflowRuns
) -> dict[Workflow, LookFacts]:
    """The facts of each workflow that is on; whether its runs still live is asked of Airflow."""
    facts = {}
    for company in due:
        for category in company.categories:
            workflow = (company.id, category.value)
            if workflow in stored.begins:
                facts[workflow] = _facts(database, company, category.value, stored, runs)
    return facts


def _facts(
    database: Database, company: DueCompany, category: str, stored: StoredFacts, runs: AirflowRuns
) -> LookFacts:
    workflow = (company.id, category)
    last, before = stored.last.get(workflow), stored.looks.get(workflow)
    facts = LookFacts(
        last=last,
        read_at=before.read_at if before else None,
        begun_at=before.begun_at if before else None,
        failures=before.failures if before else 0,
        settings_changed_at=company.settings_changed_at,
        ready_since=stored.ready_since.get(workflow),
        reported_at=stored.reported.get(workflow),
        away_since=before.away_since if before else None,
    )
    if last is not None and last.is_done:
        facts = dataclasses.replace(facts, read_at=last.read_at, begun_at=last.begun_at, failures=0)
    for run in stored.open_runs.get(workflow, ()):
        if runs.is_alive(category, run.name):
            return dataclasses.replace(facts, open_run=run.id)
        close_abandoned(database, run.id)
        if last is not None and last.name == run.name:
            facts = dataclasses.replace(facts, last=dataclasses.replace(last, ended_at=utc_now()))
    if last is not None and not last.outcome:
        if runs.is_alive(category, last.name):
            return dataclasses.replace(facts, is_queued=True)
        return dataclasses.replace(facts, never_triggered=not runs.exists(category, last.name))
    return facts


def _without_core(
    due: Sequence[DueCompany], known: Mapping[Workflow, LookFacts], now: dt.datetime
) -> dict[Workflow, Look]:
    zones = {company.id: company.zone for company in due}
    looks = {}
    for workflow, facts in known.items():
        finding = without_core(facts, workflow[0], zones[workflow[0]], now)
        if finding is not None:
            detail = f"Run {facts.open_run}" if facts.open_run else ""
            looks[workflow] = Look(finding, facts, detail)
    return looks


def _with_core(
    database: Database,
    due: Sequence[DueCompany],
    stored: StoredFacts,
    known: Mapping[Workflow, LookFacts],
    done: Mapping[Workflow, Look],
    lookup: Lookup,
    now: dt.datetime,
) -> dict[Workflow, Look]:
    """What CORE's lists say of those that the database alone doesn't decide."""
    sources = sources_of(database, due)
    questions = {
        workflow: (sources[workflow[0], Category(workflow[1]).stream], stored.begins[workflow])
        for workflow in known
        if workflow not in done
    }
    looks = {}
    for workflow, answer in ask_core(database, questions, lookup).items():
        facts = known[workflow]
        if isinstance(answer, Unasked) and answer.may_pass:
            finding = without_answer(facts, now)
            facts = dataclasses.replace(facts, away_since=facts.away_since or now)
            looks[workflow] = Look(finding, facts, answer.sentence)
        elif isinstance(answer, Unasked):
            looks[workflow] = Look(LookFinding.REJECTED, facts, answer.sentence)
        else:
            known_list = {stored.begins[workflow].window, _seen_before(stored, workflow)}
            finding = LookFinding.NOTHING if answer in known_list else LookFinding.NEWS
            facts = dataclasses.replace(facts, away_since=None)
            looks[workflow] = Look(finding, facts, "", answer)
    return looks


def _seen_before(stored: StoredFacts, workflow: Workflow) -> str:
    """What the last look saw, where no run has read a record by which to know how far it read."""
    before = stored.looks.get(workflow)
    return before.listed if before and not stored.begins[workflow].is_read else ""


def _carry_out(
    database: Database,
    due: Sequence[DueCompany],
    looks: Mapping[Workflow, Look],
    runs: AirflowRuns,
    now: dt.datetime,
) -> dict[str, int]:
    """Store what was found, and start runs: company by company, where any starts."""
    mine = {
        company.id: {key: value for key, value in looks.items() if key[0] == company.id}
        for company in due
    }
    starting = [one for one in due if any(look.finding.starts for look in mine[one.id].values())]
    store_idle(database, [one for one in due if one not in starting], looks, now)
    started, failed = 0, []
    for company in starting:
        try:
            triggers = store_started(database, company, mine[company.id], now)
            for one in triggers:
                logger.info("%s: starting %s (%s)", company.name, one.category, one.finding)
                runs.trigger(one.category, one.name, one.conf)
            triggered(database, company, triggers)
            started += len(triggers)
        except Exception:
            # Whatever it was: the others start, and the next look tries again under the same names.
            logger.exception("%s: its runs couldn't be started.", company.name)
            failed.append(company.name)
    if failed:
        raise RuntimeError(
            f"The runs of these companies couldn't all be started: {', '.join(failed)}. The reason is "
            "above. All other companies were looked at. Airflow tries again."
        )
    return {"companies": len(due), "started": started}
