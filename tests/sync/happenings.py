"""What happens to an entry after it was posted, and a case of it for tables of tests.

Each case posts an example, lets something happen, and runs the workflow again. Checked are the
entries in QuickBooks, the database's links, and the sentence or log line that users read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from sandbox.core_backoffice.model import ACCOUNT_ID
from tests.sync.office import EXPENSES, INCOME, Office

Happens = Callable[[Office, str], None]

HOLD_EDITS = {"edited_in_quickbooks": "Put on hold"}
DEPOSITS = "income-via-deposits"
BILLS: dict[str, Any] = {"category": EXPENSES, "template": "expenses-via-bills"}
AMY_AND_LEE = [("live", 784_000), ("live", 16_000)]


def core(**changes: Any) -> Happens:
    """The transaction changes in CORE."""
    return lambda office, transaction: office.core.patch(f"/transactions/{transaction}", **changes)


def deleted_in_core(office: Office, transaction: str) -> None:
    """The transaction is deleted, and the next run is on another day."""
    office.core.delete(f"/transactions/{transaction}")
    office.sweep_every = dt.timedelta()


def in_quickbooks(entity: str, action: str = "update", **fields: Any) -> Happens:
    """The (first) entry is edited, voided or deleted in QuickBooks."""

    def happens(office: Office, _transaction: str) -> None:
        first = office.entries(entity)[0]
        office.quickbooks.edit(entity, first["id"], action, **fields)

    return happens


def edited_amount(office: Office, _transaction: str) -> None:
    """The invoice is lowered to $9,500.00 in QuickBooks."""
    with office.quickbooks.api() as api:
        invoice = api.get("invoice/" + office.entries("Invoice")[0]["id"]).json()["Invoice"]
    lines = [line for line in invoice["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    lines[0]["Amount"] = 9500
    lines[0]["SalesItemLineDetail"]["UnitPrice"] = 9500
    office.quickbooks.edit("Invoice", invoice["Id"], "update", Line=lines)


def inactive(account: str) -> Happens:
    """An account is made inactive in QuickBooks."""

    def happens(office: Office, _transaction: str) -> None:
        with office.gateway() as gateway:
            lists = gateway.catalogue().entries
        entry = next(entry for entry in lists if entry.name == account)
        office.quickbooks.edit("Account", entry.id, "deactivate")

    return happens


def closed(day: str) -> Happens:
    """The closing date is set in QuickBooks."""
    return lambda office, _transaction: office.quickbooks.set(book_close_date=day)


def reconciled(entity: str) -> Happens:
    """The (first) entry is reconciled with the bank in QuickBooks."""
    return lambda office, _transaction: office.quickbooks.clear(
        entity, office.entries(entity)[0]["id"]
    )


def both(*steps: Happens) -> Happens:
    """One thing after the other."""

    def happens(office: Office, transaction: str) -> None:
        for step in steps:
            step(office, transaction)

    return happens


def other_agent(office: Office, transaction: str) -> None:
    """The transaction gets another agent."""
    shares = office.core.get(f"/transactions/{transaction}")["agents"]
    other = next(iter(office.core.store.agents.values())).id
    office.core.patch(
        f"/transactions/{transaction}", agents=[{**shares[0], "agent": other, "items": []}]
    )


def agent_owes(office: Office, transaction: str) -> None:
    """A fee larger than the commission: the agent owes the brokerage."""
    shares = office.core.get(f"/transactions/{transaction}")["agents"]
    fee = {"name": "Marketing", "amount": 900_000, "payee": {"kind": "Account", "id": ACCOUNT_ID}}
    office.core.patch(f"/transactions/{transaction}", agents=[{**shares[0], "items": [fee]}])


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        happens: between the first sync and the run.
        counts: created, updated and voided of the run.
        quickbooks: status and total of every entry afterwards, by type.
        links: the statuses of the database's links, sorted.
        on_hold: what the sentence of the hold has; empty when nothing is on hold.
        logged: what the run's log has.
    """

    name: str
    happens: Happens
    counts: tuple[int, int, int]
    quickbooks: dict[str, list[tuple[str, int]]]
    links: list[str]
    on_hold: str = ""
    logged: str = ""
    category: Category = INCOME
    template: str = "income-via-invoices"
    options: dict[str, str] = field(default_factory=dict)
    mode: RunMode = RunMode.SYNC


def check(case: Case, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Post example A, let it happen, run again, and once more."""
    office.use(case.template, **case.options)
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(case.category)
    case.happens(office, transaction)
    caplog.clear()
    caplog.set_level("INFO")

    selected = (transaction,) if case.mode.needs_records else ()
    report = office.run(case.category, selected, mode=case.mode)

    assert (report.created, report.updated, report.voided) == case.counts
    assert entries_now(office) == case.quickbooks
    assert sorted(link.status for link in office.links().values()) == case.links
    sentences = " ".join(office.on_hold(case.category))
    assert case.on_hold in sentences
    assert bool(sentences) == bool(case.on_hold)
    assert case.logged in caplog.text
    assert office.quickbooks.trial_balance()["balanced"]
    # What is posted stays posted, what is on hold stays on hold: nothing is written again.
    again = office.run(case.category)
    assert (again.created, again.updated, again.voided) == (0, 0, 0)
    assert entries_now(office) == case.quickbooks


def entries_now(office: Office) -> dict[str, list[tuple[str, int]]]:
    """Status and total of every entry in QuickBooks, by type."""
    by_type: dict[str, list[tuple[str, int]]] = {}
    for entry in office.quickbooks.entries():
        zeroed = entry["total"] == 0 and str(entry["memo"]).startswith("Voided")
        status = "voided" if zeroed else entry["status"]
        by_type.setdefault(entry["type"], []).append((status, entry["total"]))
    return by_type
