"""The figures of the demo's summary: the ledger's reports, CORE's totals, QuickBooks' balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from include.ledger.database import Ledger
from include.sync.report import RunReport, latest_reports
from sandbox.demo.failures import DemoFailed
from sandbox.demo.settings import DAGS, REALM, DemoSettings
from sandbox.demo.switches import KeptOut, kept_out

_BANKS = ("Bank", "Other Current Asset")
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
    held_back: tuple[Held, ...] = ()


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
    def agrees(self) -> bool:
        """Whether CORE and QuickBooks have the same amounts, to the cent."""
        return bool(self.comparisons) and not any(row.difference for row in self.comparisons)


def collect(settings: DemoSettings) -> Summary:
    """Gather the summary from the ledger and both sandboxes."""
    workflows = workflow_figures(settings)
    held = {figures.workflow: _core_ids(figures.held_back) for figures in workflows}
    deals = _get(f"{settings.core_url}/sandbox/transactions")
    kept = KeptOut(
        income=kept_out(deals, held.get("brokerage_income", ())).income,
        outgo=kept_out(deals, held.get("agent_expenses", ())).outgo,
    )
    trial = _get(f"{settings.quickbooks_url}/sandbox/{REALM}/trial-balance")
    return Summary(
        workflows=tuple(workflows),
        comparisons=compare(settings, core_totals(settings, held), kept, trial["accounts"]),
        kept_out=kept,
        balances=_get(f"{settings.quickbooks_url}/sandbox/{REALM}/balances"),
        debits=trial["debits"],
        credits=trial["credits"],
        balanced=trial["balanced"],
    )


def workflow_figures(settings: DemoSettings) -> list[WorkflowFigures]:
    """The newest run of every workflow, in the order people set them up."""
    ledger = Ledger(settings.ledger_url)
    try:
        reports = latest_reports(ledger, settings.company)
    finally:
        ledger.close()
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
        held_back=tuple(
            Held(line.record_key, line.sentence, line.what_to_do) for line in report.held_back
        ),
    )


def core_totals(
    settings: DemoSettings, held: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, Any]]:
    """CORE's own totals for every workflow, without the records that it holds back.

    `held` is workflow -> CORE ids of its held-back transactions or statements.
    """
    parameter = {"agent_billing": "exclude_statements"}
    return {
        dag: _get(
            f"{settings.core_url}/sandbox/totals",
            {parameter.get(dag, "exclude"): ",".join(held.get(dag, ()))},
        )
        for dag in DAGS
    }


def compare(
    settings: DemoSettings,
    core: Mapping[str, Mapping[str, Any]],
    kept: KeptOut,
    accounts: Iterable[Mapping[str, Any]],
) -> tuple[Comparison, ...]:
    """Set CORE's totals beside the balances they must have led to in QuickBooks.

    Invoices stand in accounts receivable and bills in accounts payable; sales receipts, deposits,
    checks, expenses and agents' payments move the bank. What is left over is the net income.
    """
    deals, paid_out = core["brokerage_income"], core["agent_expenses"]
    billing = core["agent_billing"]["billing"]
    parts = ("co_broke", "vendor_payments", "agent_net")
    income: int = deals["income"] - kept.income
    outgo: int = sum(paid_out[part] for part in parts) - kept.outgo
    invoiced = settings.income.endswith("invoices")
    billed = settings.expenses.endswith("bills")
    books = _by_type(accounts)
    bank = sum(books.get(kind, 0) for kind in _BANKS)
    net = -sum(books.get(kind, 0) for kind in (*_INCOME, *_COSTS))
    return (
        Comparison(
            "Owed by customers and agents (accounts receivable)",
            billing["open"] + (income if invoiced else 0),
            books.get("Accounts Receivable", 0),
        ),
        Comparison(
            "Owed to agents and vendors (accounts payable)",
            outgo if billed else 0,
            -books.get("Accounts Payable", 0),
        ),
        Comparison(
            "Received and paid out (bank)",
            billing["paid"] + (0 if invoiced else income) - (0 if billed else outgo),
            bank,
        ),
        Comparison("Net income of deals and billing", income - outgo + billing["billed"], net),
    )


def _by_type(accounts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Debits less credits of every type of account."""
    books: dict[str, int] = {}
    for account in accounts:
        balance = account["debit"] - account["credit"]
        books[account["type"]] = books.get(account["type"], 0) + balance
    return books


def _core_ids(held: Iterable[Held]) -> list[str]:
    """The ids in CORE: what follows the kind of record in its key."""
    return sorted({line.record.rpartition(":")[2].rpartition("/")[2] for line in held})


def _get(url: str, parameters: Mapping[str, str] | None = None) -> Any:
    try:
        answer = httpx.get(url, params=parameters, timeout=30, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise DemoFailed(f"No figures from {url}: {error}") from error
    return answer.json()
