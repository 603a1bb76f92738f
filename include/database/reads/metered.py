"""How many of this month's metered reads of QuickBooks Online are used, by app and company.

For the Integrations page, `corebooks reads`, and the alert that reads are running out: `reads_of_month`
has the figures, `running_out` the apps to warn of.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.metered_reads import month_of
from include.database.tables.companies import Company
from include.database.tables.quickbooks import MeteredReads

WARN_FROM = 0.8
"""The part of a month's reads from which to warn, whatever day it is."""
_FIRST_DAYS = 5
"""Days of a month after which its pace says something about its end: connecting takes more reads."""


@dataclass(frozen=True, slots=True)
class AppReads:
    """The metered reads of one app at Intuit in one month.

    Attributes:
        client_id: of the app; its connections in Airflow have it.
        month: "2026-11", in UTC.
        reads: used so far, by all of its companies.
        limit: of the app's tier; QuickBooks answers no reads beyond it until the next month.
        expected: reads at the month's end if it goes on as it did; the same as `reads` in its first
            five days.
        companies: by company ID, its name and reads, the most first.
    """

    client_id: str
    month: str
    reads: int
    limit: int
    expected: int
    companies: Mapping[str, tuple[str, int]]

    @property
    def app(self) -> str:
        """How sentences name the app: by the end of its client ID."""
        return f"…{self.client_id[-6:]}"

    @property
    def used_up(self) -> bool:
        """Whether QuickBooks answers no reads until next month."""
        return self.reads >= self.limit

    @property
    def runs_out(self) -> bool:
        """Whether to warn: much is used, or the pace is too high."""
        return self.reads >= WARN_FROM * self.limit or self.expected > self.limit


def reads_of_month(
    database: Database, limit: int, now: dt.datetime | None = None
) -> list[AppReads]:
    """Each app's reads in the month of a moment, the most first; one query.

    Args:
        database: the database.
        limit: reads a month of the apps' tier (`include.settings.reads_a_month`).
        now: the moment; the present one if none is given.
    """
    now = now or utc_now()
    month = month_of(now)
    with database.reading() as session:
        rows = session.execute(
            select(
                MeteredReads.client_id, MeteredReads.company_id, Company.name, MeteredReads.reads
            )
            .join(Company, Company.id == MeteredReads.company_id)
            .where(MeteredReads.month == month)
            .order_by(MeteredReads.reads.desc(), MeteredReads.company_id)
        ).all()
    by_app: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for client_id, company_id, name, reads in rows:
        by_app[client_id][company_id] = (name, reads)
    found = [_app_reads(app, month, companies, limit, now) for app, companies in by_app.items()]
    return sorted(found, key=lambda one: -one.reads)


def running_out(database: Database, limit: int, now: dt.datetime | None = None) -> list[AppReads]:
    """The apps whose reads may not last until the month's end; see `reads_of_month`."""
    return [app for app in reads_of_month(database, limit, now) if app.runs_out]


def _app_reads(
    client_id: str,
    month: str,
    companies: Mapping[str, tuple[str, int]],
    limit: int,
    now: dt.datetime,
) -> AppReads:
    reads = sum(count for _, count in companies.values())
    return AppReads(client_id, month, reads, limit, _expected(reads, now), companies)


def _expected(reads: int, now: dt.datetime) -> int:
    now = now.astimezone(dt.UTC)
    passed = (now.day - 1) + now.hour / 24
    days = calendar.monthrange(now.year, now.month)[1]
    return round(reads * days / passed) if passed >= _FIRST_DAYS else reads
