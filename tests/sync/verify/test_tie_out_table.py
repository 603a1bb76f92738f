"""The tie-out of single entries, each a row: no servers, no database.

A row says what CoreBooks posted, what QuickBooks has now, and what the tie-out shows of it: the sums
of CORE and QuickBooks by account, in cents, and the variance's sentence.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.books.catalogue import ListEntry, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.parties import Party, PartyKind
from include.sync.verify.tie_out import PostedEntry, TieOut, compare
from tests.workflows.records import LISTS

JANE = Party("customer/agent:45", PartyKind.CUSTOMER, "Jane Doe")
NOV_3, DEC_1 = dt.date(2026, 11, 3), dt.date(2026, 12, 1)
GROSS = ListRef(ListKind.PRODUCT, "1", "Gross Commission")
COST = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")
INCOME, COSTS = "Commission Income", "Agent Commissions"
BY_PRODUCT = (DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO)


def posted(kind: DocumentKind, cents: int, target: ListRef | None = None) -> Document:
    """A document of one line."""
    target = target or (GROSS if kind in BY_PRODUCT else COST)
    line = Line("Commission", "Commission", cents, target)
    return Document("key", kind, JANE, (line,), "TR-1", "146 Aldon Drive", date=NOV_3)


def now(document: Document, cents: int | None = None, **changes: Any) -> Entry:
    """The entry of a document, unless something else is said."""
    total = document.total if cents is None else cents
    values: dict[str, Any] = {
        "kind": document.kind,
        "ref": EntryRef("501", "1"),
        "number": document.number,
        "date": NOV_3,
        "party_id": "7",
        "total": total,
        "balance": total,
        "lines": (("Commission", total),),
        "targets": (document.lines[0].target.id,),
        "memo": "",
        "status": EntryStatus.LIVE,
    }
    return Entry(**{**values, **changes})


def tie_out(document: Document, entry: Entry | None) -> TieOut:
    row = PostedEntry("transaction:1", "income", "TR-1", "501", NOV_3, document, entry)
    return compare([row], LISTS)


SIGNS = [
    (DocumentKind.INVOICE, INCOME, 1),
    (DocumentKind.SALES_RECEIPT, INCOME, 1),
    (DocumentKind.CREDIT_MEMO, INCOME, -1),
    (DocumentKind.BILL, COSTS, 1),
    (DocumentKind.CHECK, COSTS, 1),
    (DocumentKind.EXPENSE, COSTS, 1),
    (DocumentKind.VENDOR_CREDIT, COSTS, -1),
    (DocumentKind.DEPOSIT, COSTS, 1),
    (DocumentKind.PAYMENT, COSTS, 1),
    (DocumentKind.REFUND, COSTS, -1),
]


@pytest.mark.parametrize(("kind", "account", "sign"), SIGNS)
def test_credits_and_refunds_are_taken_off_on_both_sides(
    kind: DocumentKind, account: str, sign: int
) -> None:
    document = posted(kind, 40_000)
    sums = tie_out(document, now(document)).sums
    cents = sign * 40_000
    assert [(s.account, s.core_cents, s.quickbooks_cents) for s in sums] == [
        (account, cents, cents)
    ]


def test_a_payment_and_its_refund_leave_nothing() -> None:
    """An agent pays $400.00 and gets it back: the month has received nothing, on either side."""
    rows = [
        PostedEntry("statement:1", "agent_billing", "", "5", NOV_3, document, now(document))
        for document in (posted(DocumentKind.PAYMENT, 40_000), posted(DocumentKind.REFUND, 40_000))
    ]
    sums = compare(rows, LISTS).sums
    assert [(one.core_cents, one.quickbooks_cents) for one in sums] == [(0, 0)]


@dataclass(frozen=True, slots=True)
class Row:
    """What QuickBooks has of an invoice of $100.00; the sums that differ; and the sentence."""

    says: str
    changes: dict[str, Any] | None
    sums: list[tuple[str, int, int]]
    sentence: str
    difference: int = 0
    cents: int = 10_000
    months: list[dt.date] = field(default_factory=lambda: [NOV_3.replace(day=1)])


WHAT = "Invoice TR-1 for Jane Doe"
ROWS = [
    Row(
        "deleted",
        None,
        [(INCOME, 10_000, 0)],
        f"{WHAT} ($100.00) was deleted in QuickBooks.",
        -10_000,
    ),
    Row(
        "voided",
        {"status": EntryStatus.VOIDED},
        [(INCOME, 10_000, 0)],
        f"{WHAT} ($100.00) was voided in QuickBooks.",
        -10_000,
        0,
    ),
    Row(
        "another amount",
        {},
        [(INCOME, 10_000, 12_000)],
        f"{WHAT} is $100.00 in CORE but $120.00 in QuickBooks.",
        2_000,
        12_000,
    ),
    Row(
        "another product",
        {"targets": ("3",)},
        [(INCOME, 10_000, 0), ("Other Income", 0, 10_000)],
        f"{WHAT} ($100.00) is posted to Other Income $100.00; CORE maps it to {INCOME} $100.00.",
    ),
    Row(
        "moved to another month",
        {"date": DEC_1},
        [(INCOME, 10_000, 0), (INCOME, 0, 10_000)],
        f"{WHAT} ($100.00) is dated Dec 1, 2026 in QuickBooks; CoreBooks posted it on Nov 3, 2026.",
        months=[NOV_3.replace(day=1), DEC_1],
    ),
    Row("moved within the month", {"date": NOV_3.replace(day=1)}, [(INCOME, 10_000, 10_000)], ""),
    Row("its date isn't shown", {"date": None}, [(INCOME, 10_000, 10_000)], ""),
    Row("its lines aren't shown", {"targets": ()}, [(INCOME, 10_000, 10_000)], ""),
    Row(
        "a line of zero beside it",
        {"lines": (("Commission", 10_000), ("Note", 0)), "targets": ("1", "3")},
        [(INCOME, 10_000, 10_000)],
        "",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_what_differs_is_named_with_both_values(row: Row) -> None:
    document = posted(DocumentKind.INVOICE, 10_000)
    entry = None if row.changes is None else now(document, row.cents, **row.changes)
    result = tie_out(document, entry)
    assert [(s.account, s.core_cents, s.quickbooks_cents) for s in result.sums] == row.sums
    assert [v.sentence for v in result.differences] == ([row.sentence] if row.sentence else [])
    assert [v.difference_cents for v in result.differences] == (
        [row.difference] if row.sentence else []
    )
    assert sorted({one.month for one in result.sums}) == row.months
    assert result.ties_out is (not row.sentence)


def test_variances_come_first_and_the_largest_of_them_before_all() -> None:
    amounts = {"1": 100, "2": 5_000, "3": 10_000, "4": 10_000}
    rows = []
    for number, cents in amounts.items():
        document = posted(DocumentKind.INVOICE, 10_000)
        entry = now(document, cents)
        row = PostedEntry(f"transaction:{number}", "income", number, number, NOV_3, document, entry)
        rows.append(row)
    later = dataclasses.replace(rows[3], date=DEC_1, now=now(rows[3].document, date=DEC_1))
    result = compare([later, *rows[::-1]], LISTS)
    assert [variance.entry.number for variance in result.differences] == ["1", "2"]
    assert [(total.month.month, total.difference_cents) for total in result.sums] == [
        (11, -14_900),
        (12, 0),
    ]


def test_a_product_counts_for_its_income_account_and_one_without_for_itself() -> None:
    loose = ListEntry(ListKind.PRODUCT, "9", "Loose item", "Service")
    lost = ListEntry(ListKind.PRODUCT, "8", "Lost item", "Service", account_id="999")
    lists = type(LISTS)([*LISTS.entries, loose, lost])
    names = {}
    for ref in (loose.ref, lost.ref):
        document = posted(DocumentKind.INVOICE, 100, ref)
        row = PostedEntry("transaction:1", "income", "1", "1", NOV_3, document, now(document))
        (total,) = compare([row], lists).sums
        names[ref.name] = total.account
    assert names == {"Loose item": "Loose item", "Lost item": "Lost item"}


@pytest.mark.parametrize("kind", [DocumentKind.INVOICE, DocumentKind.BILL])
def test_what_left_the_lists_goes_by_one_name_on_both_sides(kind: DocumentKind) -> None:
    of = ListKind.PRODUCT if kind in BY_PRODUCT else ListKind.ACCOUNT
    document = posted(kind, 100, ListRef(of, "999", "Desk fee"))
    found = tie_out(document, now(document))
    assert [(one.account, one.difference_cents) for one in found.sums] == [("Desk fee", 0)]
    assert found.ties_out
