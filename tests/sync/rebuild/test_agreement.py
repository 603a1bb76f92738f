"""How well a document explains an entry."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.parties import Party, PartyKind
from include.sync.rebuild.agreement import agreement, as_kind, is_the_same

CLOSED = dt.date(2026, 2, 2)
COMMISSIONS = ListRef(ListKind.ACCOUNT, "60", "Agent Commissions")
BILL = Document(
    key="agent_expenses/transaction:1/payee:agent:45",
    kind=DocumentKind.BILL,
    party=Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler"),
    lines=(Line("Agent commission", "Commission, listing side", 784_000, COMMISSIONS),),
    number="TR-1-A45",
    memo="1 Oak St",
    date=CLOSED,
)
ENTRY = Entry(
    kind=DocumentKind.BILL,
    ref=EntryRef("7", "0"),
    number="TR-1-A45",
    date=CLOSED,
    party_id="3",
    party_name="Amy Adler",
    total=784_000,
    balance=784_000,
    lines=(("Commission, listing side", 784_000),),
    targets=("60",),
    memo="1 Oak St [CB-0123456789ABCDEF]",
    status=EntryStatus.LIVE,
)


def test_an_entry_as_it_was_posted_is_the_same() -> None:
    assert is_the_same(BILL, ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"total": 700_000, "lines": (("Commission, listing side", 700_000),)},
        {"date": dt.date(2026, 3, 1)},
        {"targets": ("61",)},
        {"kind": DocumentKind.VENDOR_CREDIT},
        {"status": EntryStatus.VOIDED},
    ],
)
def test_an_entry_that_differs_is_not(change: dict[str, object]) -> None:
    differs = dataclasses.replace(ENTRY, **change)  # type: ignore[arg-type]
    assert not is_the_same(BILL, differs)


@pytest.mark.parametrize(
    "worse",
    [
        {"date": dt.date(2026, 3, 1)},
        {"targets": ("61",)},
        {"total": 700_000, "lines": (("Commission, listing side", 700_000),)},
        {"number": "another"},
        {"party_name": "Amy Adler (vendor)"},
    ],
)
def test_what_differs_explains_less(worse: dict[str, object]) -> None:
    other = dataclasses.replace(ENTRY, **worse)  # type: ignore[arg-type]
    assert agreement(BILL, ENTRY, BILL.number) > agreement(BILL, other, BILL.number) > 0


def test_a_date_left_to_quickbooks_explains_less_than_the_same_date_and_more_than_another() -> None:
    own = agreement(BILL, ENTRY, BILL.number)
    left = agreement(dataclasses.replace(BILL, date=None), ENTRY, BILL.number)
    other = agreement(dataclasses.replace(BILL, date=dt.date(2026, 3, 1)), ENTRY, BILL.number)
    assert own > left > other


def test_another_kind_explains_nothing_and_an_expense_may_be_read_as_a_check() -> None:
    credit = dataclasses.replace(ENTRY, kind=DocumentKind.VENDOR_CREDIT)
    assert agreement(BILL, credit, BILL.number) == 0
    check = dataclasses.replace(ENTRY, kind=DocumentKind.CHECK)
    assert as_kind(check, DocumentKind.EXPENSE).kind is DocumentKind.EXPENSE
    assert as_kind(check, DocumentKind.BILL).kind is DocumentKind.CHECK


def aged(entry_id: str) -> Entry:
    """The same entry under another ID of QuickBooks."""
    return dataclasses.replace(ENTRY, ref=EntryRef(entry_id, "0"))
