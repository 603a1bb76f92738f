"""The figures of the demo's summary: the database's reports, CORE's totals, QuickBooks' balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from include.database.engine import Database
from include.sync.verify.report import RunReport, latest_reports
from sandbox.demo.expected import Expected, Paper, expected
from sandbox.demo.failures import DemoFailed
from sandbox.demo.settings import DAGS, DemoSettings
from sandbox.demo.standing import Books, read_books
from sandbox.demo.switches import KeptOut

_BILLING = "agent_billing"
_BANKS = ("Bank", "Other Current Asset", "Credit Card")
_INCOME = ("Income", "Other Income")
_COSTS = ("Cost of Goods Sold", "Expense", "Other Expense")


@dataclass(frozen=True, slots=True)
class Held:
    """A record that waits for a person."""

    record: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class WorkflowFigures:
    """What one workflow did in its newest run; money in cents."""

    workflow: str
    outcome: str
    message: str
    read: int
    created: int
    updated: int
    unchanged: int
    money_cents: int
    on_hold: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One amount as CORE has it and as QuickBooks has it, in cents."""

    name: str
    core_cents: int
    quickbooks_cents: int

    @property
    def difference(self) -> int:
        """QuickBooks less CORE."""
        return self.quickbooks_cents - self.core_cents


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is shown at the end."""

    workflows: tuple[WorkflowFigures, ...]
    comparisons: tuple[Comparison, ...]
    kept_out: KeptOut
    balances: Mapping[str, int]
    debits: int
    credits: int
    balanced: bool

    @property
    def ties_out(self) -> bool:
        """Whether CORE and QuickBooks have the same amounts, to the cent."""
        return bool(self.comparisons) and not any(row.difference for row in self.comparisons)


def collect(settings: DemoSettings) -> Summary:
    """Gather the summary from the database and both sandboxes."""
    database = Database(settings.database_url)
    try:
        workflows = workflow_figures(settings, database)
        books = read_books(database, settings.company)
    finally:
        database.close()
    new = Paper(settings.income.endswith("invoices"), settings.expenses.endswith("bills"))
    deals = expected(_get(f"{settings.core_url}/sandbox/transactions"), books, new)
    trial = _get(f"{settings.books_url}/trial-balance")
    return Summary(
        workflows=tuple(workflows),
        comparisons=compare(deals, billing_totals(settings, books), trial["accounts"]),
        kept_out=deals.kept,
        balances=_get(f"{settings.books_url}/balances"),
        debits=trial["debits"],
        credits=trial["credits"],
        balanced=trial["balanced"],
    )


def workflow_figures(settings: DemoSettings, database: Database) -> list[WorkflowFigures]:
    """The newest run of every workflow, in the order people set them up."""
    reports = latest_reports(database, settings.company)
    return [
        _figures(report) for report in sorted(reports, key=lambda one: DAGS.index(one.category))
    ]


def _figures(report: RunReport) -> WorkflowFigures:
    return WorkflowFigures(
        workflow=report.category,
        outcome=report.outcome,
        message=report.message,
        read=report.read,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        money_cents=report.created_cents + report.updated_cents,
        on_hold=tuple(
            Held(line.record_key, line.sentence, line.what_to_do) for line in report.on_hold
        ),
    )


def billing_totals(settings: DemoSettings, books: Books) -> Mapping[str, int]:
    """CORE's own totals of agents' statements, without those that are on hold as a whole."""
    held = (record for record in books.waiting.get(_BILLING, ()) if not books.of(_BILLING, record))
    excluded = ",".join(sorted(_core_id(record) for record in held))
    url = f"{settings.core_url}/sandbox/totals"
    billing: Mapping[str, int] = _get(url, {"exclude_statements": excluded})["billing"]
    return billing


def compare(
    deals: Expected, billing: Mapping[str, int], accounts: Iterable[Mapping[str, Any]]
) -> tuple[Comparison, ...]:
    """Set CORE's amounts beside the balances they must have led to in QuickBooks.

    Args:
        deals: what the deals must have led to.
        billing: CORE's totals of agents' statements: billed, paid, open.
        accounts: QuickBooks' trial balance.
    """
    books = _by_type(accounts)
    return (
        Comparison(
            "Owed by customers and agents (accounts receivable)",
            deals.invoiced + billing["open"],
            books.get("Accounts Receivable", 0),
        ),
        Comparison(
            "Owed to agents and vendors (accounts payable)",
            deals.billed,
            -books.get("Accounts Payable", 0),
        ),
        Comparison(
            "Received and paid (bank)",
            deals.received + billing["paid"] - deals.paid,
            sum(books.get(kind, 0) for kind in _BANKS),
        ),
        Comparison(
            "Net income of transactions and billing",
            deals.net_income + billing["billed"],
            -sum(books.get(kind, 0) for kind in (*_INCOME, *_COSTS)),
        ),
    )


def _by_type(accounts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Debits less credits of every type of account."""
    books: dict[str, int] = {}
    for account in accounts:
        balance = account["debit"] - account["credit"]
        books[account["type"]] = books.get(account["type"], 0) + balance
    return books


def _core_id(record: str) -> str:
    """The id in CORE: what follows the kind of record in its key."""
    return record.rpartition(":")[2].rpartition("/")[2]


def _get(url: str, parameters: Mapping[str, str] | None = None) -> Any:
    try:
        answer = httpx.get(url, params=parameters, timeout=30, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise DemoFailed(f"No figures from {url}: {error}") from error
    return answer.json()
