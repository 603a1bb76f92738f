"""Both sides by month and account: equal to the cent, or told."""

from __future__ import annotations

import datetime as dt

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.sync.move.proof import Pair, compare, differs, namer, side_of_entry

JUNE = dt.date(2026, 6, 1)
LISTS = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "7", "Commission Income"),
        ListEntry(ListKind.ACCOUNT, "8", "Agent Commissions"),
        ListEntry(ListKind.PRODUCT, "3", "Gross Commission", account_id="7"),
    ]
)
ACCOUNT = namer(LISTS, {})


def entry(kind: str, cents: int, target: str, date: dt.date = dt.date(2026, 6, 15)) -> Entry:
    return Entry(
        kind=DocumentKind(kind),
        ref=EntryRef("1", "0"),
        number="1",
        date=date,
        party_id="1",
        total=cents,
        balance=cents,
        lines=(("", cents),) if target else (),
        memo="",
        status=EntryStatus.LIVE,
        targets=(target,) if target else (),
    )


def pair(kind: str, old: Entry | None, new: Entry | None) -> Pair:
    sides = [side_of_entry(one, ACCOUNT) if one else None for one in (old, new)]
    return Pair(DocumentKind(kind), *sides)


def test_a_product_counts_for_its_income_account_and_a_credit_lowers_it() -> None:
    invoice, memo = entry("invoice", 10_000, "3"), entry("credit memo", 2_500, "3")
    [row] = compare([pair("invoice", invoice, invoice), pair("credit memo", memo, memo)])
    assert (row.month, row.account, row.old_cents, row.new_cents) == (
        JUNE,
        "Commission Income",
        7_500,
        7_500,
    )


def test_payments_have_no_account_so_their_kind_stands_for_it() -> None:
    payment = entry("payment", 5_000, "")
    [row] = compare([pair("payment", payment, payment)])
    assert (row.account, row.difference_cents) == ("Payments", 0)


def test_another_account_amount_or_month_is_a_difference() -> None:
    bill = entry("bill", 8_000, "8")
    assert not differs(pair("bill", bill, bill))
    assert differs(pair("bill", bill, entry("bill", 8_000, "7")))
    assert differs(pair("bill", bill, entry("bill", 8_001, "8")))
    assert differs(pair("bill", bill, entry("bill", 8_000, "8", dt.date(2026, 7, 1))))
    assert differs(pair("bill", bill, None))


def test_differences_come_first() -> None:
    bill, invoice = entry("bill", 8_000, "8"), entry("invoice", 10_000, "3")
    rows = compare([pair("bill", bill, bill), pair("invoice", invoice, None)])
    assert [row.difference_cents for row in rows] == [-10_000, 0]


def test_an_account_of_the_old_company_goes_by_its_name_in_the_new_one() -> None:
    renamed = namer(LISTS, {("account", "8"): "Cost of Sales"})
    side = side_of_entry(entry("bill", 8_000, "8"), renamed)
    assert side is not None
    assert dict(side.accounts) == {"Cost of Sales": 8_000}
