"""The journal of the worked examples, as QuickBooks' sandbox really booked them.

Each example is entered in CORE, run under every template, and its postings are read back from the
general ledger: what the pages show is what happened.
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
from include.books.money import format_amount
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.quickbooks.online.entries.documents import ENTITIES
from include.sync.operations.documents_json import document_from_json
from include.workflows.category import Category
from include.workflows.documentation import table
from include.workflows.template import of_category
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import sqlite_database
from tests.sync.office import BILLING, EXPENSES, INCOME, Office

STORIES = {
    "A": "A. Gross 10,000.00. The agent has 8,000.00 after the split, and pays 2 % of that, 160.00, to "
    "the team leader.",
    "B": "B. Gross 10,000.00. A referral of 1,000.00 to Acme Realty, with a payment of its own, is "
    "taken off before the split: 80 % of 9,000.00 is the agent's.",
    "C": "C. As B, but the referral has no payment of its own: it is a line on the income.",
    "D": "D. As B, but the referral is not synced: it appears nowhere in QuickBooks.",
}
BILLING_STORY = "E. Desk fee 95.00, technology fee 25.00, agent credit 20.00: 100.00 in all."

_HEADERS = ("", "entry", "for", "account", "debit", "credit")
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
    """What a deal came to in the books, in cents."""

    income: int
    costs: int

    @property
    def text(self) -> str:
        kept = format_amount(self.income - self.costs)
        return (
            f"In the books: income {format_amount(self.income)}, cost {format_amount(self.costs)}; "
            f"**{kept}** stays with the brokerage."
        )


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example under one template of a category."""

    letter: str
    template: str
    postings: tuple[AccountLine, ...]
    outcome: Outcome


@contextmanager
def new_office() -> Iterator[Office]:
    """An office with empty books."""
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
    found: dict[Category, list[Example]] = {INCOME: [], EXPENSES: []}
    for income, expenses in zip(of_category(INCOME), of_category(EXPENSES), strict=True):
        with new_office() as office:
            office.use(income.key)
            office.use(expenses.key)
            deals = {letter: _enter(office, letter) for letter in STORIES}
            office.run(INCOME)
            office.run(EXPENSES)
            for letter, deal in deals.items():
                booked = {category: _postings(office, category, deal) for category in found}
                outcome = _outcome(office, [row for rows in booked.values() for row in rows])
                for category, one in ((INCOME, income), (EXPENSES, expenses)):
                    found[category].append(Example(letter, one.key, booked[category], outcome))
    return found


def examples_text(category: Category, examples: Sequence[Example]) -> str:
    """The journal of each example under each template, as a part of the category's page."""
    parts = []
    for letter, story in STORIES.items():
        some = [one for one in examples if one.letter == letter]
        rows = [row for one in some for row in _rows(_via(one.template), one.postings)]
        parts += [f"**{story}**", table(_HEADERS, rows, _AMOUNTS)]
        if category is EXPENSES:
            (outcome,) = {one.outcome for one in some}
            parts.append(f"Together with the income document. {outcome.text}")
    return "\n\n".join(parts)


def billing_text() -> str:
    """The journal of example E: unpaid, paid, the payment taken back, paid in part and refunded."""
    with new_office() as office:
        statement = office.core.post("/examples/E")["statements"][0]
        record = f"statement:{statement}"
        rows = _stage(office, record, "unpaid")

        paid = office.core.post(f"/statements/{statement}/payments")
        rows += _stage(office, record, "paid", {DocumentKind.PAYMENT})

        payment = paid["payments"][-1]["id"]
        office.core.delete(f"/statements/{statement}/payments/{payment}")
        rows += _stage(office, record, "payment taken back", {DocumentKind.PAYMENT})

        office.core.post(f"/statements/{statement}/payments", amount=6_000)
        rows += _stage(office, record, "60.00 paid", {DocumentKind.PAYMENT})

        office.core.post(f"/statements/{statement}/refunds", amount=1_000)
        rows += _stage(office, record, "10.00 given back", {DocumentKind.REFUND})
    return "\n\n".join([f"**{BILLING_STORY}**", table(_HEADERS, rows, _AMOUNTS)])


def _enter(office: Office, letter: str) -> str:
    (deal,) = office.core.post(f"/examples/{letter}")["transactions"]
    return f"transaction:{deal}"


def _stage(
    office: Office, record: str, stage: str, kinds: set[DocumentKind] | None = None
) -> list[tuple[str, ...]]:
    """Run, and show what the run led to; `kinds` leaves out what has not changed."""
    office.run(BILLING)
    wanted = kinds or set(DocumentKind)
    postings = _postings(office, BILLING, record, wanted)
    (owed,) = office.balances("Accounts Receivable")
    rows = _rows(stage, postings) or [(stage, "voided, without postings", "", "", "", "")]
    return [*rows, ("", "", "", f"*the agent owes {format_amount(owed)}*", "", "")]


def _postings(
    office: Office, category: Category, record: str, kinds: set[DocumentKind] | None = None
) -> tuple[AccountLine, ...]:
    links = sorted(office.links().items())
    return tuple(
        posting
        for _, link in links
        if (link.category, link.record_key) == (category, record)
        and link.status == LinkStatus.IN_QUICKBOOKS
        and (kinds is None or link.kind in kinds)
        for posting in _of_entry(office, link)
    )


def _of_entry(office: Office, link: Link) -> list[AccountLine]:
    entity = ENTITIES[DocumentKind(link.kind)]
    party = document_from_json(link.document).party.display_name
    sums: dict[tuple[bool, str], int] = {}
    for row in _journal(office, entity, link.quickbooks_id):
        for side in ("debit", "credit"):
            key = (side == "credit", row["account"])
            sums[key] = sums.get(key, 0) + row[side]
    postings = [
        AccountLine(link.kind, party, account, 0 if credit else cents, cents if credit else 0)
        for (credit, account), cents in sorted(sums.items(), key=lambda one: one[0][0])
        if cents
    ]
    assert sum(one.debit - one.credit for one in postings) == 0
    return postings


def _journal(office: Office, entity: str, id_: str) -> list[dict[str, Any]]:
    path = f"{office.quickbooks.realm}/journal?type={entity}&id={id_}"
    found: list[dict[str, Any]] = office.quickbooks._control("GET", path)
    return found


def _outcome(office: Office, postings: Sequence[AccountLine]) -> Outcome:
    types = {one["name"]: one["type"] for one in office.quickbooks.trial_balance()["accounts"]}
    net = [(types[one.account], one.credit - one.debit) for one in postings]
    return Outcome(
        income=sum(cents for kind, cents in net if kind in _PROFIT),
        costs=-sum(cents for kind, cents in net if kind in _LOSS),
    )


def _rows(first: str, postings: Sequence[AccountLine]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    last = ("", "")
    for one in postings:
        same = (one.entry, one.party) == last
        last = (one.entry, one.party)
        head = ("", "") if same else last
        money = [format_amount(cents) if cents else "" for cents in (one.debit, one.credit)]
        rows.append(("" if rows else first, *head, one.account, *money))
    return rows


def _via(key: str) -> str:
    return f"via {key.rpartition('-via-')[2].replace('-', ' ')}"
