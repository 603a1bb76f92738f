"""The worked examples with their debits and credits, as QuickBooks' sandbox posted them.

Each example is created in CORE, run under every template, and its debits and credits are read back
from the general ledger: what the pages show is what happened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from include.books.documents import DocumentKind
from include.books.money import format_amount, format_money
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.tables.entries import Link
from include.quickbooks.online.entries.documents import ENTITIES
from include.workflows.category import Category
from include.workflows.documentation import table
from include.workflows.template import of_category
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import sqlite_database
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

STORIES = {
    "A": "A. Gross commission $10,000.00. The agent has $8,000.00 after the split and pays 2% of it, "
    "$160.00, to the team leader.",
    "B": "B. Gross commission $10,000.00. A $1,000.00 referral to Acme Realty is deducted before the "
    "split and paid separately. The agent has 80% of $9,000.00.",
    "C": "C. Like B, but the referral is a line on the income entry.",
    "D": "D. Like B, but the referral isn't synced and appears nowhere in QuickBooks.",
}
BILLING_STORY = (
    "E. Desk fee $95.00, technology fee $25.00, and agent credit $20.00. The total is $100.00."
)

_HEADERS = ("", "Entry", "Name", "Account", "Debit (USD)", "Credit (USD)")
_AMOUNTS = (4, 5)
_PROFIT = frozenset({"Income", "Other Income"})
_LOSS = frozenset({"Cost of Goods Sold", "Expense", "Other Expense"})


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of one entry, in cents."""

    entry: str
    party: str
    account: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A transaction's income and costs in QuickBooks, in cents."""

    income: int
    costs: int

    @property
    def text(self) -> str:
        return (
            f"In QuickBooks, income is {format_money(self.income)}, and costs are "
            f"{format_money(self.costs)}. The brokerage net is "
            f"**{format_money(self.income - self.costs)}**."
        )


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example under one template of a category."""

    letter: str
    template: str
    lines: tuple[AccountLine, ...]
    outcome: Outcome


@contextmanager
def new_office() -> Iterator[Office]:
    """An office whose QuickBooks company has no entries."""
    with (
        tempfile.TemporaryDirectory(prefix="corebooks-docs-") as folder,
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks() as quickbooks,
    ):
        database = sqlite_database(Path(folder))
        try:
            office = Office(core, quickbooks, database)
            office.connect()
            yield office
        finally:
            database.close()


@cache
def worked_examples() -> dict[Category, list[Example]]:
    """Post examples A to D under all templates of income and expenses, three by three."""
    examples: dict[Category, list[Example]] = {INCOME: [], EXPENSES: []}
    for income, expenses in zip(of_category(INCOME), of_category(EXPENSES), strict=True):
        with new_office() as office:
            office.use(income.key)
            office.use(expenses.key)
            records = {letter: _create(office, letter) for letter in STORIES}
            office.run(INCOME)
            office.run(EXPENSES)
            for letter, record in records.items():
                lines = {category: _lines(office, category, record) for category in examples}
                outcome = _outcome(office, [line for own in lines.values() for line in own])
                for category, template in ((INCOME, income), (EXPENSES, expenses)):
                    example = Example(letter, template.key, lines[category], outcome)
                    examples[category].append(example)
    return examples


def examples_text(category: Category, examples: Sequence[Example]) -> str:
    """The debits and credits of each example under each template, for the category's page."""
    parts = []
    for letter, story in STORIES.items():
        own = [example for example in examples if example.letter == letter]
        rows = [row for example in own for row in _rows(_via(example.template), example.lines)]
        parts += [f"**{story}**", table(_HEADERS, rows, _AMOUNTS)]
        if category is EXPENSES:
            (outcome,) = {example.outcome for example in own}
            parts.append(f"{outcome.text} These figures include the income entry.")
    return "\n\n".join(parts)


def billing_text() -> str:
    """The debits and credits of example E: unpaid, paid, reversed, paid in part and refunded."""
    with new_office() as office:
        statement = office.core.post("/examples/E")["statements"][0]
        record = f"statement:{statement}"
        rows = _stage(office, record, "unpaid")

        paid = office.core.post(f"/statements/{statement}/payments")
        rows += _stage(office, record, "paid", {DocumentKind.PAYMENT})

        payment = paid["payments"][-1]["id"]
        office.core.delete(f"/statements/{statement}/payments/{payment}")
        rows += _stage(office, record, "payment reversed", {DocumentKind.PAYMENT})

        office.core.post(f"/statements/{statement}/payments", amount=6_000)
        rows += _stage(office, record, "$60.00 paid", {DocumentKind.PAYMENT})

        office.core.post(f"/statements/{statement}/refunds", amount=1_000)
        rows += _stage(office, record, "$10.00 refunded", {DocumentKind.REFUND})
    return "\n\n".join([f"**{BILLING_STORY}**", table(_HEADERS, rows, _AMOUNTS)])


def _create(office: Office, letter: str) -> str:
    (deal,) = office.core.post(f"/examples/{letter}")["transactions"]
    return f"transaction:{deal}"


def _stage(
    office: Office, record: str, stage: str, kinds: set[DocumentKind] | None = None
) -> list[tuple[str, ...]]:
    """Run, and show what the run posted; `kinds` leaves out what has not changed."""
    office.run(BILLING)
    wanted = kinds or set(DocumentKind)
    lines = _lines(office, BILLING, record, wanted)
    (owed,) = office.balances("Accounts Receivable")
    rows = _rows(stage, lines) or [(stage, "voided, no debits or credits", "", "", "", "")]
    return [*rows, ("", "", "", f"*the agent owes {format_money(owed)}*", "", "")]


def _lines(
    office: Office, category: Category, record: str, kinds: set[DocumentKind] | None = None
) -> tuple[AccountLine, ...]:
    links = sorted(office.links().items())
    return tuple(
        line
        for _, link in links
        if (link.category, link.record_key) == (category, record)
        and link.status == LinkStatus.IN_QUICKBOOKS
        and (kinds is None or link.kind in kinds)
        for line in _of_entry(office, link)
    )


def _of_entry(office: Office, link: Link) -> list[AccountLine]:
    entity = ENTITIES[DocumentKind(link.kind)]
    party = document_from_json(link.document).party.display_name
    sums: dict[tuple[bool, str], int] = {}
    for row in _journal(office, entity, link.quickbooks_id):
        for side in ("debit", "credit"):
            key = (side == "credit", row["account"])
            sums[key] = sums.get(key, 0) + row[side]
    lines = [
        AccountLine(link.kind, party, account, 0 if credit else cents, cents if credit else 0)
        for (credit, account), cents in sorted(sums.items(), key=lambda item: item[0][0])
        if cents
    ]
    assert sum(line.debit - line.credit for line in lines) == 0
    return lines


def _journal(office: Office, entity: str, id_: str) -> list[dict[str, Any]]:
    path = f"{office.quickbooks.realm}/journal?type={entity}&id={id_}"
    rows: list[dict[str, Any]] = office.quickbooks._control("GET", path)
    return rows


def _outcome(office: Office, lines: Sequence[AccountLine]) -> Outcome:
    accounts = office.quickbooks.trial_balance()["accounts"]
    types = {account["name"]: account["type"] for account in accounts}
    net = [(types[line.account], line.credit - line.debit) for line in lines]
    return Outcome(
        income=sum(cents for kind, cents in net if kind in _PROFIT),
        costs=-sum(cents for kind, cents in net if kind in _LOSS),
    )


def _rows(first: str, lines: Sequence[AccountLine]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    last = ("", "")
    for line in lines:
        same = (line.entry, line.party) == last
        last = (line.entry, line.party)
        head = ("", "") if same else last
        money = [format_amount(cents) if cents else "" for cents in (line.debit, line.credit)]
        rows.append(("" if rows else first, *head, line.account, *money))
    return rows


def _via(key: str) -> str:
    return f"via {key.rpartition('-via-')[2].replace('-', ' ')}"
