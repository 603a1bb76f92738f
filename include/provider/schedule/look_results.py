"""Storing what a look found, and the runs that it announces, each in one short transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.statuses import LookFinding
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.companies import Automation
from include.database.upserts import upsert
from include.provider.schedule.auto_sync import DueCompany, announce
from include.sync.decide.look import LookFacts
from include.sync.extract.look_facts import Workflow


@dataclass(frozen=True, slots=True)
class Look:
    """What was found for a workflow.

    Attributes:
        finding: why a run starts, or why none does.
        facts: from which it was found.
        detail: what else there is to say of it.
        listed: a hash of CORE's list of changes; empty if CORE wasn't asked, or didn't answer.
    """

    finding: LookFinding
    facts: LookFacts
    detail: str
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A run for Airflow to trigger: the workflow, the name it was announced under, its form."""

    category: str
    name: str
    conf: dict[str, Any]
    finding: LookFinding


def store_idle(
    database: Database,
    companies: Sequence[DueCompany],
    looks: Mapping[Workflow, Look],
    now: dt.datetime,
) -> None:
    """Store the looks of companies for which nothing starts: one transaction for all of them.

    A company that CORE didn't answer for is due again with the next look.
    """
    if not companies:
        return
    ids = [company.id for company in companies]
    mine = {workflow: look for workflow, look in looks.items() if workflow[0] in set(ids)}
    away = {key[0] for key, look in mine.items() if look.finding is LookFinding.AWAY}
    looked = [
        {"company_id": company.id, "looked_at": company.moment}
        for company in companies
        if company.id not in away
    ]
    with database.writing() as session:
        _store(session, mine, {}, now)
        if looked:
            session.execute(update(Automation), looked)


def store_started(
    database: Database, company: DueCompany, looks: Mapping[Workflow, Look], now: dt.datetime
) -> list[Trigger]:
    """Store a company's look, and announce the runs that start.

    That the company was looked at is stored once they are triggered (`triggered`).
    """
    triggers = []
    with database.writing() as session:
        for (company_id, category), look in looks.items():
            if not look.finding.starts:
                continue
            run = announce(session, company_id, category, company.moment)
            conf = {"company": company_id, "due_since": company.moment.isoformat()}
            triggers.append(Trigger(category, run.name, conf, look.finding))
        session.flush()
        _store(session, looks, {one.category: one.name for one in triggers}, now)
    return triggers


def triggered(database: Database, company: DueCompany, triggers: Sequence[Trigger]) -> None:
    """Store that a company's runs were triggered; one whose name somebody took is announced again."""
    names = [one.name for one in triggers]
    with database.writing() as session:
        announced = session.scalars(select(ScheduledRun.name).where(ScheduledRun.name.in_(names)))
        if len(list(announced)) == len(names):
            looked = {"company_id": company.id, "looked_at": company.moment}
            session.execute(update(Automation), [looked])


def _store(
    session: Session,
    looks: Mapping[Workflow, Look],
    started: Mapping[str, str],
    now: dt.datetime,
) -> None:
    """Store looks in place of those before, all in one statement."""
    ids = {company_id for company_id, _ in looks}
    known = {
        (row.company_id, row.category): row.run_name
        for row in session.scalars(select(CoreLook).where(CoreLook.company_id.in_(ids)))
    }
    rows = [
        _row(workflow, look, started.get(workflow[1], ""), known.get(workflow, ""), now)
        for workflow, look in looks.items()
    ]
    upsert(session, CoreLook, rows)


def _row(
    workflow: Workflow, look: Look, run_name: str, before: str, now: dt.datetime
) -> dict[str, Any]:
    facts = look.facts
    failed = look.finding is LookFinding.AGAIN and not facts.never_triggered
    return {
        "company_id": workflow[0],
        "category": workflow[1],
        "looked_at": now,
        "finding": look.finding.value,
        "detail": look.detail,
        "run_name": run_name or before,
        "read_at": facts.read_at,
        "begun_at": facts.begun_at,
        "failures": facts.failures + 1 if failed else facts.failures,
        "away_since": facts.away_since,
        "listed": look.listed,
    }
