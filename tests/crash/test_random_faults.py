"""Over hundreds of documents everything goes wrong that can: in the end the books are complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from include.books.causes import HoldCause
from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import SystemClock
from include.database.engine import Database
from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.quickbooks.online.gateway import OnlineGateway, connect
from include.quickbooks.online.wire.limiter import Limiter, Limits
from include.quickbooks.online.wire.settings import OnlineSettings
from include.sync.verify.report import RunReport
from include.sync.verify.verify import BooksDiffer
from include.workflows.category import Category
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.crash.findings import Findings, against_database, doubled
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

# Each fault alone is tried in tests/quickbooks/online/test_lost_responses.py and its neighbors.
pytestmark = pytest.mark.whole

MOST_RUNS = 40

BEFORE_AND_AFTER: list[dict[str, Any]] = [
    {"kind": "fault", "code": "10000"},
    {"kind": "html"},
    {"kind": "empty"},
    {"kind": "drop"},
    {"kind": "truncated"},
    {"kind": "cut"},
]
BEFORE: list[dict[str, Any]] = [
    {"kind": "429", "shape": "xml"},
    {"kind": "429", "shape": "json", "retry_after": 0},
    {"kind": "429", "shape": "lower_case", "status": 403, "retry_after": 0},
    {"kind": "401"},
]
SELDOM: list[dict[str, Any]] = [
    {"kind": "timeout", "when": "before_commit"},
    {"kind": "timeout", "when": "after_commit"},
    {"kind": "drop", "when": "between_items", "items": 7, "match": {"operation": "batch"}},
    {"kind": "drop", "match": {"operation": "refresh"}},
    {"kind": "html", "when": "after_commit", "match": {"operation": "refresh"}},
]
PER_ITEM: list[dict[str, Any]] = [
    {"kind": "fault", "code": code, "match": {"operation": operation}}
    for code in ("10000", "3001", "5010")
    for operation in ("create", "update")
]


class HastyClock(SystemClock):
    """Waits a thousandth of what it should."""

    def sleep(self, seconds: float) -> None:
        """Let a little time pass."""
        super().sleep(seconds / 1000)


class HastyOffice(Office):
    """An office that has no patience: short time limits, short waits."""

    @contextmanager
    def gateway(self) -> Iterator[OnlineGateway]:
        """The company's gateway."""
        url = self.quickbooks.url
        settings = OnlineSettings(
            client_id="sandbox-client",
            client_secret="sandbox-secret",
            realm_id=self.quickbooks.realm,
            environment="sandbox",
            api_url=url,
            oauth_url=url,
            app_url=f"{url}/app/{self.quickbooks.realm}",
            timeout_seconds=0.5,
        )
        limits = Limits(100_000, 100_000, 100_000, minute=0.06, second=0.01, jitter=0)
        clock = HastyClock()
        opened = connect(settings, self.vault(), limiter=Limiter(limits, clock), clock=clock)
        try:
            yield opened
        finally:
            opened.close()


def rules() -> list[dict[str, Any]]:
    """Every shape of fault, each by chance and repeatable."""
    often = [
        {**one, "when": when}
        for one in BEFORE_AND_AFTER
        for when in ("before_commit", "after_commit")
    ]
    found = [{**one, "probability": 0.03} for one in (*often, *BEFORE)]
    found += [{**one, "probability": 0.02} for one in (*SELDOM, *PER_ITEM)]
    return [{"times": None, "seed": seed, **one} for seed, one in enumerate(found)]


def run(office: Office, category: Category) -> RunReport | None:
    """One run; None when QuickBooks could not be worked with until its end."""
    try:
        return office.run(category)
    except BooksDiffer:
        return None
    except GatewayUnavailable as stop:
        if not stop.sentence or stop.recovery is not Recovery.RETRY_LATER:
            raise
        return None


def still_to_do(office: Office, category: Category) -> int:
    """How many records wait for QuickBooks, not for a person who corrects them in CORE."""
    waiting = or_(
        RecordState.status == RecordStatus.READY,
        RecordState.cause.in_((HoldCause.DEPENDS,)),
    )
    query = select(func.count()).where(RecordState.category == category, waiting)
    with office.database.reading() as session:
        return session.scalar(query) or 0


def until_nothing_is_left(office: Office, category: Category) -> tuple[RunReport, int]:
    """Run until a run is done and nothing waits. Returns its report, and how many runs it took."""
    for number in range(1, MOST_RUNS + 1):
        report = run(office, category)
        if report and not still_to_do(office, category):
            return report, number
    pytest.fail(f"{category}: not done after {MOST_RUNS} runs")


def test_faults_of_every_shape_over_hundreds_of_documents(
    sqlite_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        running_core(transactions=120, agents=16, billing_months=3, switches=False) as core,
        running_quickbooks(requestid_retention_seconds=0, rotation_grace_seconds=86_400) as there,
    ):
        office = HastyOffice(core, there, sqlite_database)
        office.connect()
        for rule in rules():
            there.fault(**rule)
        runs = 0
        for category in (INCOME, EXPENSES, BILLING):
            report, number = until_nothing_is_left(office, category)
            runs += number
            assert all(line.sentence and line.what_to_do for line in report.on_hold)
        struck = fired(office)
        there.no_faults()
        for category in (INCOME, EXPENSES, BILLING):
            last = office.run(category)
            assert (last.created, last.updated, last.voided) == (0, 0, 0)

        found = Findings()
        doubled(office, found)
        against_database(office, found)
        assert list(found) == []
        held = [line.record_key.partition(":")[2] for line in office.run(INCOME).on_hold]
        totals = core.get("/totals", exclude=",".join(held))
        billing = totals["billing"]
        paid_out = totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"]
        assert office.balances("Accounts Receivable", "Accounts Payable", "Checking Account") == (
            totals["income"] + billing["open"],
            paid_out,
            billing["paid"],
        )
        documents = len(there.entries())
    with capsys.disabled():
        print(f"\nrandom faults: {documents} documents, {runs} runs, {dict(struck)}")  # noqa: T201  (the numbers are wanted)
    assert documents >= 350
    assert set(struck) >= {rule["kind"] for rule in rules() if rule["times"] is None}


def fired(office: Office) -> Counter[str]:
    """How often faults of each kind struck."""
    struck: Counter[str] = Counter()
    for rule in office.quickbooks._control("GET", "faults"):
        struck[rule["kind"]] += rule["fired"]
    return struck
