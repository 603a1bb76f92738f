"""A transaction's income entries as a whole, every value in them: what QuickBooks is given."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.deal import Side, SideGross
from include.core_backoffice.records.people import Payee, PayeeKind
from include.workflows.matching import NewListEntry
from include.workflows.template import OnHold, Posting
from tests.workflows.records import CLOSED_ON, credit, deal, debit, posting_of, ref

ADDRESS = "146 Aldon Drive, Boston, MA 02128"
PROPERTY = Party(
    "customer/property:146 aldon drive, boston, ma 02128",
    PartyKind.CUSTOMER,
    ADDRESS,
    shared=True,
)
KEY = "brokerage_income/transaction:123/income"
GROSS, OTHER = ref(ListKind.PRODUCT, "Gross Commission"), ref(ListKind.PRODUCT, "Other Income")
REFERRAL = ref(ListKind.PRODUCT, "Referral fee")
INCOME = ref(ListKind.ACCOUNT, "Commission Income")
BANK = ref(ListKind.ACCOUNT, "Checking Account")
BOSTON, ACH = ref(ListKind.CLASS, "Boston"), ref(ListKind.PAYMENT_METHOD, "ACH")
NAMELESS = Payee(kind=PayeeKind.VENDOR, id="8", name="")
ITEMS = (
    debit("Referral fee", 100_000, create_payment=False),
    debit("Staging", 20_000, NAMELESS, create_payment=False),
    credit("Lender credit", 30_000),
)
DATES = {
    "income-via-invoices": {"invoice_date": "CORE close date", "due_date": "CORE close date"},
    "income-via-sales-receipts": {"receipt_date": "CORE close date"},
    "income-via-deposits": {"payment_date": "CORE close date"},
}
HOW: dict[str, dict[str, Any]] = {
    "income-via-invoices": {"kind": DocumentKind.INVOICE, "due_date": CLOSED_ON},
    "income-via-sales-receipts": {
        "kind": DocumentKind.SALES_RECEIPT,
        "account": BANK,
        "payment_method": ACH,
    },
    "income-via-deposits": {"kind": DocumentKind.DEPOSIT, "account": BANK},
}
PRODUCTS = ["income-via-invoices", "income-via-sales-receipts"]


def options_of(key: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {**DATES[key], "default_class": BOSTON}
    if key == "income-via-sales-receipts":
        chosen["payment_method"] = ACH
    return chosen


@pytest.mark.parametrize("key", PRODUCTS)
def test_an_income_entry_has_a_line_for_the_gross_commission_and_each_item(key: str) -> None:
    posting = posting_of(key, deal(pre_commission=ITEMS), **options_of(key))
    assert posting == Posting(
        documents=(
            Document(
                key=KEY,
                party=PROPERTY,
                lines=(
                    Line("Gross commission", "Gross commission", 1_000_000, GROSS),
                    Line("Referral fee", "Referral fee, Acme Realty", -100_000, REFERRAL),
                    Line("Staging", "Staging", -20_000, OTHER),
                    Line("Lender credit", "Lender credit, Willow & Park Realty", 30_000, OTHER),
                ),
                number="TR-2026-123",
                memo=ADDRESS,
                date=CLOSED_ON,
                class_ref=BOSTON,
                **HOW[key],
            ),
        ),
        day=CLOSED_ON,
        complete=True,
    )
    assert posting.documents[0].notes == (
        "no product is named “Staging”, so it posts to Other Income",
        "no product is named “Lender credit”, so it posts to Other Income",
    )


def test_a_deposit_posts_to_accounts() -> None:
    key = "income-via-deposits"
    (deposit,) = posting_of(key, deal(pre_commission=ITEMS[:1]), **options_of(key)).documents
    assert deposit == Document(
        key=KEY,
        party=PROPERTY,
        lines=(
            Line("Gross commission", "Gross commission", 1_000_000, INCOME),
            Line(
                "Referral fee",
                "Referral fee, Acme Realty",
                -100_000,
                ref(ListKind.ACCOUNT, "Referral fee"),
            ),
        ),
        number="TR-2026-123",
        memo=ADDRESS,
        date=CLOSED_ON,
        class_ref=BOSTON,
        **HOW[key],
    )


@pytest.mark.parametrize("key", PRODUCTS)
def test_without_itemized_lines_there_is_one_of_the_total(key: str) -> None:
    (document,) = posting_of(key, deal(pre_commission=ITEMS), itemized=False).documents
    assert document.lines == (Line("Gross commission", ADDRESS, 910_000, GROSS),)


def test_an_entry_per_side_names_its_side() -> None:
    sides = (
        SideGross(side="buying", gross_cents=600_000),
        SideGross(side="listing", gross_cents=400_000),
    )
    record = deal(side_gross=sides, pre_commission=ITEMS[:1])
    posting = posting_of("income-via-invoices", record, per_side=True)
    assert [(d.key, d.number, d.lines) for d in posting.documents] == [
        (
            f"{KEY}:listing",
            "TR-2026-123-L",
            (
                Line("Gross commission", "Gross commission, listing side", 400_000, GROSS),
                Line("Referral fee", "Referral fee, Acme Realty", -100_000, REFERRAL),
            ),
        ),
        (
            f"{KEY}:buying",
            "TR-2026-123-B",
            (Line("Gross commission", "Gross commission, buying side", 600_000, GROSS),),
        ),
    ]
    whole = posting_of("income-via-invoices", record, per_side=True, itemized=False)
    assert [d.lines[0].description for d in whole.documents] == [
        f"{ADDRESS}, listing side",
        f"{ADDRESS}, buying side",
    ]


@pytest.mark.parametrize("side", ["listing", "buying"])
def test_one_side_below_zero_leaves_the_other_as_it_is(side: Side) -> None:
    other: Side = "buying" if side == "listing" else "listing"
    sides = (
        SideGross(side=side, gross_cents=50_000),
        SideGross(side=other, gross_cents=950_000),
    )
    item = debit("Referral fee", 100_000, side=side, create_payment=False)
    record = deal(side_gross=sides, pre_commission=(item,))
    posting = posting_of("income-via-invoices", record, per_side=True)
    assert [document.total for document in posting.documents] == [950_000]
    assert posting.on_hold == (
        OnHold(
            f"{KEY}:{side}",
            HoldCause.NEGATIVE_INCOME,
            "Transaction TR-2026-123, 146 Aldon Drive: its income is -$500.00, and a QuickBooks invoice "
            "can't be negative.",
            "Check the transaction's items in CORE. If they are right, record the entry in QuickBooks "
            "yourself.",
        ),
    )


@pytest.mark.parametrize("side", ["listing", "buying"])
def test_a_side_of_zero_is_no_deposit_and_the_other_is_one(side: Side) -> None:
    other: Side = "buying" if side == "listing" else "listing"
    sides = (
        SideGross(side=side, gross_cents=0),
        SideGross(side=other, gross_cents=1_000_000),
    )
    posting = posting_of("income-via-deposits", deal(side_gross=sides), per_side=True)
    assert [document.total for document in posting.documents] == [1_000_000]
    assert posting.skipped == ("its income is $0.00, and a QuickBooks deposit can't be $0.00",)


@pytest.mark.parametrize("key", PRODUCTS)
def test_a_missing_product_is_created_where_that_is_chosen(key: str) -> None:
    record = deal(pre_commission=(credit("Lender credit", 30_000),))
    posting = posting_of(key, record, create_missing_products=True)
    new = NewListEntry(ListKind.PRODUCT, "Lender credit", "78")
    assert posting.new_lists == (new,)
    assert posting.documents[0].lines[1].target == ListRef(ListKind.PRODUCT, "", "Lender credit")
    assert posting_of(key, record).new_lists == ()


@pytest.mark.parametrize("key", list(HOW))
def test_a_transaction_that_is_not_closed_yet_is_not_complete(key: str) -> None:
    posting = posting_of(key, deal(status="pending"))
    assert (posting.complete, posting.day) == (False, CLOSED_ON)
    assert posting.documents[0].date is None
    assert posting.documents[0].due_date is None


@pytest.mark.parametrize("key", list(HOW))
def test_without_a_disbursement_there_is_nothing_to_post(key: str) -> None:
    assert posting_of(key, deal(None)) == Posting(not_ready="no disbursement in CORE")
    assert posting_of(key, deal(None, "cancelled")) == Posting(
        not_ready="canceled in CORE", fell_through=True
    )
