"""Auto-sync of 1,000 companies: what a look costs, and what a month costs. Run: make bench."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

# Before anything imports Airflow: it reads this once.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="corebooks-airflow-"))

from sqlalchemy import event, func, select, update

from benchmarks.parts import results
from benchmarks.parts.fleet import multiply_company
from benchmarks.parts.postgresql_office import postgresql_office
from benchmarks.parts.waiting import put_in_queue, wait_for_pcs
from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.tables.base import Base
from include.database.tables.columns import utc_now
from include.database.tables.companies import Automation, Company
from include.database.tables.records import Watermark
from include.provider.schedule import looks
from include.provider.schedule.auto_sync import portions_due
from include.provider.schedule.looks import look
from tests.provider.airflow import Airflow, core_of, look_now
from tests.sync.closings import close
from tests.sync.office import COMPANY, Office

COMPANIES = 1_000
CHANGED = 50
SETTINGS = AutomationSettings(sync_deals=True, sync_billing=True, schedule="*/15 * * * *")
SYNCS_A_DAY = 3
DAYS = 30
LOOKS_A_DAY = 24 * 4
TASKS_OF_A_RUN = 5
READS_LIMIT = 400_000
"""Metered reads a month that 1,000 companies may make; 500,000 are free at Intuit."""


def main() -> int:
    """Print the figures. Returns 1 where 1,000 companies need more metered reads than the limit."""
    with postgresql_office() as office:
        database = office.database
        office.connect()
        _at_noon(database)
        a_day = day_of_a_company(office)
        ids = multiply_company(database, COMPANY, COMPANIES - 1)
        rows = [
            look_of_all(office, "all idle", 0),
            look_of_all(office, f"{CHANGED} with changes", CHANGED),
        ]
        put_in_queue(database, [COMPANY, *ids])
        with queries_of(database) as queries:
            waiting = wait_for_pcs([COMPANY, *ids], lambda: len(queries))
    month = reads_a_month(a_day)
    results.keep(
        "fleet",
        {
            "machine": results.machine(),
            "companies": COMPANIES,
            "looks": rows,
            "day": a_day,
            "waiting": waiting,
            "syncs_a_day": SYNCS_A_DAY,
            "reads_a_month": month,
            "reads_limit": READS_LIMIT,
        },
    )
    _print(rows, a_day, month)
    print(
        f"{waiting['pcs']:,} PCs that are off: {waiting['queries']} queries and "
        f"{waiting['cpu_seconds']:.1f} s of one core in {waiting['seconds']:.0f} s of waiting"
    )
    return 0 if month <= READS_LIMIT else 1


def _at_noon(database: Database) -> None:
    """Put the company where it is noon now: no company's daily run is due while this runs."""
    hours = 12 - utc_now().hour
    with database.writing() as session:
        session.get_one(Company, COMPANY).timezone = f"Etc/GMT{-hours:+d}"


def day_of_a_company(office: Office) -> dict[str, dict[str, int]]:
    """What each kind of run costs a company: metered reads, and rows that stay in the database.

    All three workflows are on.
    """
    airflow = Airflow()
    automation.change(office.database, COMPANY, SETTINGS, "benchmark")
    deals = [close(office, gross=1_000_000) for _ in range(10)]
    for _ in range(3):  # the first runs, and those that see them as QuickBooks' changes
        look_now(office, airflow)
        airflow.carry_out(office)
    costs = {}
    for name, correct in (("a look", False), ("a sync with changes", True)):
        with counted(office) as cost:
            if correct:
                office.core.patch(f"/transactions/{deals[0]}", gross=900_000)
            look_now(office, airflow)
            cost["runs"] = len(airflow.queued)
            airflow.carry_out(office)
        costs[name] = cost
    with counted(office) as cost, tomorrow():
        look_now(office, airflow)
        cost["runs"] = len(airflow.queued)
        airflow.carry_out(office)
    costs["the daily run"] = cost
    look_now(office, airflow)
    airflow.carry_out(office)
    look_now(office, airflow)
    if airflow.queued:
        raise RuntimeError(f"a look after a look found something: {airflow.queued}")
    return costs


@contextmanager
def counted(office: Office) -> Iterator[dict[str, int]]:
    """Counts metered reads and new rows of a block."""
    cost: dict[str, int] = {}
    before = rows_of(office.database)
    office.quickbooks.reset_meter()
    yield cost
    cost["metered reads"] = office.quickbooks.metered()["total"]
    cost["rows"] = rows_of(office.database) - before


def rows_of(database: Database) -> int:
    """How many rows all tables have."""
    with database.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        )


@contextmanager
def tomorrow() -> Iterator[None]:
    """A block in which looks take place a day later."""
    later = utc_now() + dt.timedelta(days=1)
    with mock.patch.object(looks, "utc_now", return_value=later):
        yield


def look_of_all(office: Office, name: str, changed: int) -> dict[str, Any]:
    """One look at all companies, of which some have changes: as its tasks do, one after the other."""
    database = office.database
    with database.writing() as session:
        an_hour_ago = utc_now() - dt.timedelta(hours=1)
        session.execute(update(Automation).values(looked_at=an_hour_ago))
        with_news = [f"company-{number:04}" for number in range(1, changed + 1)]
        session.execute(
            update(Watermark)
            .where(Watermark.company_id.in_(with_news), Watermark.category != "agent_billing")
            .values(window="as before the change")
        )
    office.quickbooks.reset_meter()
    calls_before = _core_calls(office)
    airflow = Airflow()
    seconds, started = [], 0
    with queries_of(database) as queries:
        began = time.perf_counter()
        portions = portions_due()
        for portion in portions:
            begun = time.perf_counter()
            started += look(portion, airflow, core_of(office))["started"]
            seconds.append(time.perf_counter() - begun)
        took = time.perf_counter() - began
    return {
        "name": name,
        "companies": sum(map(len, portions)),
        "runs": started,
        "seconds": took,
        "slowest_task": max(seconds),
        "queries": len(queries),
        "core_calls": _core_calls(office) - calls_before,
        "task_instances": 1 + len(portions) + TASKS_OF_A_RUN * started,
        "metered_reads": office.quickbooks.metered()["total"],
    }


def _core_calls(office: Office) -> int:
    return int(office.core.get("/calls")["total"])


@contextmanager
def queries_of(database: Database) -> Iterator[list[str]]:
    """The statements of a block, of every engine."""
    found: list[str] = []

    def note(*told: Any) -> None:
        found.append(str(told[2]))

    kind = type(database.engine)
    event.listen(kind, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(kind, "before_cursor_execute", note)


def reads_a_month(a_day: dict[str, dict[str, int]]) -> int:
    """Metered reads of all companies in a month, by what was counted."""
    reads = {name: cost["metered reads"] for name, cost in a_day.items()}
    daily = (
        (LOOKS_A_DAY - SYNCS_A_DAY) * reads["a look"]
        + SYNCS_A_DAY * reads["a sync with changes"]
        + reads["the daily run"]
    )
    return COMPANIES * DAYS * daily


def _print(rows: list[dict[str, Any]], a_day: dict[str, dict[str, int]], month: int) -> None:
    print(f"One look over {COMPANIES:,} companies (PostgreSQL)")
    heads = ("", "runs", "seconds", "queries", "CORE calls", "task instances", "metered reads")
    names = ("runs", "seconds", "queries", "core_calls", "task_instances", "metered_reads")
    print(
        results.table(
            heads,
            [
                (
                    row["name"],
                    *(f"{row[one]:,.1f}" if one == "seconds" else f"{row[one]:,}" for one in names),
                )
                for row in rows
            ],
        )
    )
    print("\nOne company, all three workflows")
    print(
        results.table(
            ("", "runs", "metered reads", "rows"),
            [
                (name, *(f"{cost[one]:,}" for one in ("runs", "metered reads", "rows")))
                for name, cost in a_day.items()
            ],
        )
    )
    word = "met   " if month <= READS_LIMIT else "MISSED"
    print(
        f"\n{word}  {COMPANIES:,} companies, a look every 15 minutes and {SYNCS_A_DAY} syncs with changes a "
        f"day: {month:,} metered reads a month (limit {READS_LIMIT:,})"
    )


if __name__ == "__main__":
    sys.exit(main())
