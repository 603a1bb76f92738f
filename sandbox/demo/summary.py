"""The figures of the demo's summary: the database's reports, CORE's totals, QuickBooks' balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from include.books.documents import SOLD
from include.database.engine import Database
from include.database.tables.records import Record
from include.quickbooks.online.entries.documents import ENTITIES
from include.sync.run.posting_log import core_name
from include.sync.verify.report import RunReport, latest_reports
from sandbox.demo.deal_money import Excluded
from sandbox.demo.expected import Expected, OnAccount, expected
from sandbox.demo.failures import DemoFailed
from sandbox.demo.payees import charging
from sandbox.demo.posted_entries import PostedEntries, read_posted_entries
from sandbox.demo.sales_tax import NO_TAX, SalesTax
from sandbox.demo.settings import DAGS, DemoSettings

_BILLING = "agent_billing"
_BANKS = ("Bank", "Other Current Asset", "Credit Card")
_INCOME = ("Income", "Other Income")
_SALES = frozenset(ENTITIES[kind] for kind in SOLD)
"""What QuickBooks calls the entries that bear the tax on sales."""
_COSTS = ("Cost of Goods Sold", "Expense", "Other Expense")


@dataclass(frozen=True, slots=True)
class RecordOnHold:
    """A record on hold; `record` is its number and address or agent."""

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
    on_hold: tuple[RecordOnHold, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One amount as CORE has it and as QuickBooks has it, in cents."""

    name: str
    core_cents: int
    quickbooks_cents: int

    @property
    def variance(self) -> int:
        """QuickBooks minus CORE."""
        return self.quickbooks_cents - self.core_cents


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is shown at the end."""

    workflows: tuple[WorkflowFigures, ...]
    comparisons: tuple[Comparison, ...]
    excluded: Excluded
    balances: Mapping[str, int]
    debits: int
    credits: int
    balanced: bool

    @property
    def ties_out(self) -> bool:
        """Whether CORE and QuickBooks have the same amounts, to the cent."""
        return bool(self.comparisons) and not any(row.variance for row in self.comparisons)


def collect(settings: DemoSettings) -> Summary:
    """Gather the summary from the database and both sandboxes."""
    database = Database(settings.database_url)
    try:
        workflows = workflow_figures(settings, database)
        posted = read_posted_entries(database, settings.company)
    finally:
        database.close()
    new = OnAccount(settings.income.endswith("invoices"), settings.expenses.endswith("bills"))
    tax = SalesTax.of(settings.abroad, charging(settings) if settings.abroad else {})
    deals = expected(_get(f"{settings.core_url}/sandbox/transactions"), posted, new, tax)
    billing = billing_totals(settings, posted, tax)
    trial = _get(f"{settings.books_url}/trial-balance")
    return Summary(
        workflows=tuple(workflows),
        comparisons=(
            *compare(deals, billing, trial["accounts"]),
            *_taxes(settings, deals, billing, trial["accounts"]),
        ),
        excluded=deals.excluded,
        balances=_get(f"{settings.books_url}/balances"),
        debits=trial["debits"],
        credits=trial["credits"],
        balanced=trial["balanced"],
    )


def entries(settings: DemoSettings) -> list[Mapping[str, Any]]:
    """Every entry in QuickBooks, with its version, deleted ones included."""
    listed: list[Mapping[str, Any]] = _get(f"{settings.books_url}/entries", {"deleted": "true"})
    return listed


def workflow_figures(settings: DemoSettings, database: Database) -> list[WorkflowFigures]:
    """The latest run of each workflow, in the order of setup."""
    reports = latest_reports(database, settings.company)
    in_order = sorted(reports, key=lambda report: DAGS.index(report.category))
    with database.reading() as session:
        rows = session.execute(select(Record.key, Record.number, Record.title)).all()
    names = {
        key: ", ".join(part for part in (number, title) if part) for key, number, title in rows
    }
    return [_figures(report, names) for report in in_order]


def _figures(report: RunReport, names: Mapping[str, str]) -> WorkflowFigures:
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
            RecordOnHold(
                names.get(line.record_key) or core_name(line.record_key),
                line.sentence,
                line.what_to_do,
            )
            for line in report.on_hold
        ),
    )


def billing_totals(
    settings: DemoSettings, posted: PostedEntries, tax: SalesTax = NO_TAX
) -> Mapping[str, int]:
    """CORE's own totals of agents' statements, without those that are on hold as a whole.

    "billed", "paid" and "open" are without the "tax" that QuickBooks adds; all in cents.
    """
    if not settings.billing:
        return {"billed": 0, "paid": 0, "open": 0, "tax": 0}
    on_hold = posted.on_hold.get(_BILLING, ())
    unposted = (record for record in on_hold if not posted.of_record(_BILLING, record))
    excluded = sorted(_core_id(record) for record in unposted)
    url = f"{settings.core_url}/sandbox/totals"
    billing: dict[str, int] = _get(url, {"exclude_statements": ",".join(excluded)})["billing"]
    statements = _get(f"{settings.core_url}/sandbox/statements") if settings.abroad else ()
    billed = (one["total"] for one in statements if str(one["id"]) not in excluded)
    return {**billing, "tax": sum(tax.of_sale(cents) for cents in billed)}


def compare(
    deals: Expected, billing: Mapping[str, int], accounts: Iterable[Mapping[str, Any]]
) -> tuple[Comparison, ...]:
    """Compare CORE's amounts with the balances that they must have led to in QuickBooks.

    Args:
        deals: what the transactions must have led to.
        billing: CORE's totals of agents' statements: billed, paid, open, and the tax on them.
        accounts: QuickBooks' trial balance.
    """
    balances = _by_type(accounts)
    return (
        Comparison(
            "Owed by customers and agents (accounts receivable)",
            deals.invoiced + billing["open"] + billing.get("tax", 0),
            balances.get("Accounts Receivable", 0),
        ),
        Comparison(
            "Owed to agents and vendors (accounts payable)",
            deals.billed,
            -balances.get("Accounts Payable", 0),
        ),
        Comparison(
            "Received and paid (bank)",
            deals.received + billing["paid"] - deals.paid,
            sum(balances.get(kind, 0) for kind in _BANKS),
        ),
        Comparison(
            "Net income of transactions and billing",
            deals.net_income + billing["billed"],
            -sum(balances.get(kind, 0) for kind in (*_INCOME, *_COSTS)),
        ),
    )


def _taxes(
    settings: DemoSettings,
    deals: Expected,
    billing: Mapping[str, int],
    accounts: Iterable[Mapping[str, Any]],
) -> Iterator[Comparison]:
    """What was charged of sales tax, what is claimed back, and what is owed; nothing in the US."""
    if settings.abroad is None:
        return
    owing = settings.abroad.accounts
    rows = [row for row in _get(f"{settings.books_url}/journal") if row["account"] in owing]
    sold = [row for row in rows if row["type"] in _SALES]
    bought = [row for row in rows if row["type"] not in _SALES]
    collected = deals.collected + billing["tax"]
    yield Comparison("Tax charged on income and billing", collected, -_debits(sold))
    yield Comparison("Tax claimed back on payments", deals.claimed, _debits(bought))
    held = [row for row in accounts if row["name"] in owing]
    yield Comparison("Owed to the tax agency", collected - deals.claimed, -_debits(held))


def _debits(rows: Iterable[Mapping[str, Any]]) -> int:
    """Debits minus credits."""
    return sum(row["debit"] - row["credit"] for row in rows)


def _by_type(accounts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Debits minus credits of each type of account."""
    balances: dict[str, int] = {}
    for account in accounts:
        balance = account["debit"] - account["credit"]
        balances[account["type"]] = balances.get(account["type"], 0) + balance
    return balances


def _core_id(record: str) -> str:
    """The ID in CORE: what follows the kind of record in its key."""
    return record.rpartition(":")[2].rpartition("/")[2]


def _get(url: str, parameters: Mapping[str, str] | None = None) -> Any:
    try:
        answer = httpx.get(url, params=parameters, timeout=30, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise DemoFailed(f"No figures from {url}: {error}") from error
    return answer.json()
