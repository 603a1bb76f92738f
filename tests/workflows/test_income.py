"""What income templates make of a transaction: kinds, lines, totals, and holds."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.catalogue import ListKind
from include.books.documents import Document, DocumentKind
from include.core_backoffice.records.deal import SideGross
from include.workflows.options import ItemRule
from include.workflows.template import Posting
from tests.workflows.records import co_broke, credit, deal, debit, posting_of, ref, share

INVOICES, RECEIPTS, DEPOSITS = (
    "income-via-invoices",
    "income-via-sales-receipts",
    "income-via-deposits",
)
ALL = [INVOICES, RECEIPTS, DEPOSITS]
BOTH_SIDES = (
    SideGross(side="listing", gross_cents=400_000),
    SideGross(side="buying", gross_cents=600_000),
)


def only(posting: Posting) -> Document:
    (document,) = posting.documents
    return document


def lines(document: Document) -> list[tuple[str, int, str]]:
    return [(line.item_name, line.amount, line.target.name) for line in document.lines]


@pytest.mark.parametrize(
    ("key", "kind", "account", "booked_to"),
    [
        (INVOICES, DocumentKind.INVOICE, "", "Gross Commission"),
        (RECEIPTS, DocumentKind.SALES_RECEIPT, "Checking Account", "Gross Commission"),
        (DEPOSITS, DocumentKind.DEPOSIT, "Checking Account", "Commission Income"),
    ],
)
def test_the_gross_commission_is_one_document_to_the_property(
    key: str, kind: DocumentKind, account: str, booked_to: str
) -> None:
    document = only(posting_of(key, deal()))
    assert document.kind is kind
    assert document.key == "brokerage_income/transaction:123/income"
    assert document.party.display_name == "146 Aldon Drive, Boston, MA 02128"
    assert document.memo == "146 Aldon Drive, Boston, MA 02128"
    assert document.number == "TR-2026-123"
    assert lines(document) == [("Gross commission", 1_000_000, booked_to)]
    assert (document.account.name if document.account else "") == account
    assert (document.date, document.due_date, document.class_ref) == (None, None, None)


@pytest.mark.parametrize("key", ALL)
def test_items_that_are_synced_and_not_paid_separately_are_lines(key: str) -> None:
    record = deal(
        co_broke=(co_broke(200_000, sync=True, create_payment=False),),
        pre_commission=(
            debit("Referral fee", 100_000, create_payment=False),
            debit("Home warranty", 50_000),
            debit("Franchise fee", 60_000, sync=False),
            credit("Lender credit", 30_000),
        ),
    )
    document = only(posting_of(key, record))
    other = "Other Income"
    assert lines(document) == [
        ("Gross commission", 1_000_000, document.lines[0].target.name),
        ("Co-broke", -200_000, other),
        ("Referral fee", -100_000, "Referral fee"),
        ("Lender credit", 30_000, other),
    ]
    assert document.total == 730_000
    kind = "account" if key == DEPOSITS else "product"
    assert document.notes == (
        f"no {kind} is named “Co-broke”, so it posts to {other}",
        f"no {kind} is named “Lender credit”, so it posts to {other}",
    )


@pytest.mark.parametrize("key", ALL)
def test_in_a_single_line_the_sum_is_the_same(key: str) -> None:
    record = deal(pre_commission=(debit("Referral fee", 100_000, create_payment=False),))
    document = only(posting_of(key, record, itemized=False))
    assert [line.amount for line in document.lines] == [900_000]
    assert document.total == only(posting_of(key, record)).total


@pytest.mark.parametrize("key", ALL)
def test_one_document_per_side_each_with_its_own_items(key: str) -> None:
    record = deal(
        agents=(share(300_000), share(500_000, side="buying")),
        side_gross=BOTH_SIDES,
        pre_commission=(
            debit("Referral fee", 100_000, side="buying", create_payment=False),
            credit("Lender credit", 5_000, side=""),
        ),
    )
    listing, buying = posting_of(key, record, per_side=True).documents
    assert [listing.key.split("/")[-1], buying.key.split("/")[-1]] == [
        "income:listing",
        "income:buying",
    ]
    assert (listing.number, buying.number) == ("TR-2026-123-L", "TR-2026-123-B")
    assert (listing.total, buying.total) == (405_000, 500_000)
    assert listing.total + buying.total == only(posting_of(key, record)).total
    assert buying.lines[0].description == "Gross commission, buying side"


@pytest.mark.parametrize("key", ALL)
def test_a_deal_with_one_side_is_one_document_under_any_option(key: str) -> None:
    record = deal(side_gross=BOTH_SIDES[:1])
    assert posting_of(key, record, per_side=True) == posting_of(key, record)


@pytest.mark.parametrize("key", ALL)
def test_income_below_zero_goes_on_hold_and_named(key: str) -> None:
    record = deal(pre_commission=(debit("Referral fee", 1_200_000, create_payment=False),))
    posting = posting_of(key, record)
    assert posting.documents == ()
    (hold,) = posting.on_hold
    assert hold.document_key == "brokerage_income/transaction:123/income"
    assert hold.sentence.startswith(
        "Transaction TR-2026-123, 146 Aldon Drive: its income is -$2,000.00, and a QuickBooks "
    )
    assert hold.what_to_do.startswith("Check the transaction's items in CORE")


def test_one_side_below_zero_does_not_stop_the_other() -> None:
    record = deal(
        agents=(share(300_000), share(500_000, side="buying")),
        side_gross=BOTH_SIDES,
        pre_commission=(debit("Referral fee", 450_000, create_payment=False),),
    )
    posting = posting_of(INVOICES, record, per_side=True)
    assert [document.total for document in posting.documents] == [600_000]
    assert [hold.document_key.split("/")[-1] for hold in posting.on_hold] == ["income:listing"]


def test_income_of_nothing_is_needless_and_never_a_deposit() -> None:
    nothing = deal(gross=0)
    for key in (INVOICES, RECEIPTS):
        posting = posting_of(key, nothing)
        assert posting.needless == {only(posting).key: "its income is $0.00"}
    deposit = posting_of(DEPOSITS, nothing)
    assert deposit.documents == ()
    assert deposit.skipped == ("its income is $0.00, and a QuickBooks deposit can't be $0.00",)


def test_lines_that_cancel_out_are_an_invoice_of_nothing() -> None:
    record = deal(pre_commission=(debit("Referral fee", 1_000_000, create_payment=False),))
    invoice = posting_of(INVOICES, record)
    assert only(invoice).total == 0
    assert invoice.needless == {}
    assert posting_of(DEPOSITS, record).documents == ()


@pytest.mark.parametrize("key", ALL)
def test_a_deal_without_a_disbursement_is_not_ready(key: str) -> None:
    assert posting_of(key, deal(gross=None)).not_ready == "no disbursement in CORE"
    cancelled = posting_of(key, deal(gross=None, status="cancelled"))
    assert (cancelled.not_ready, cancelled.fell_through) == ("canceled in CORE", True)
    assert not cancelled.documents


@pytest.mark.parametrize("key", ALL)
def test_a_rule_changes_the_treatment_of_items_of_its_name(key: str) -> None:
    record = deal(pre_commission=(debit("Referral fee", 100_000),))
    assert only(posting_of(key, record)).total == 1_000_000
    rule = ItemRule(name="REFERRAL  fee", create_payment=False)
    assert only(posting_of(key, record, item_rules=(rule,))).total == 900_000


def test_a_rule_names_what_an_item_posts_to() -> None:
    record = deal(pre_commission=(debit("Referral fee", 100_000, create_payment=False),))
    rule = ItemRule(name="Referral fee", target=ref(ListKind.PRODUCT, "Desk fee"))
    assert lines(only(posting_of(INVOICES, record, item_rules=(rule,))))[1][2] == "Desk fee"


@pytest.mark.parametrize("blank", [" ", "\t", ",", "\u200b"])
def test_a_blank_fixed_customer_is_none(blank: str) -> None:
    usual = only(posting_of(INVOICES, deal())).party
    assert only(posting_of(INVOICES, deal(), fixed_customer=blank)).party == usual


@pytest.mark.parametrize("key", ALL)
def test_the_fixed_customer_is_one_party_for_all_deals(key: str) -> None:
    party = only(posting_of(key, deal(), fixed_customer=" Closings ")).party
    assert (party.display_name, party.key) == ("Closings", "customer/property:closings")
    without_commas = only(posting_of(key, deal(), fixed_customer=", Xavier Closings,")).party
    assert without_commas.display_name == "Xavier Closings"


@pytest.mark.parametrize("key", ALL)
def test_the_class_is_on_the_document(key: str) -> None:
    document = only(posting_of(key, deal(office="boston"), class_field="Office"))
    assert document.class_ref == ref(ListKind.CLASS, "Boston")


@pytest.mark.parametrize("key", ALL)
def test_the_deals_day_and_progress_come_along(key: str) -> None:
    posting = posting_of(key, deal(status="pending"))
    assert posting.day == dt.date(2026, 10, 15)
    assert not posting.complete
    assert posting_of(key, deal()).complete


def test_two_items_that_miss_the_same_product_create_it_once() -> None:
    record = deal(
        pre_commission=(
            debit("Staging", 10_000, create_payment=False),
            debit("Staging", 20_000, side="buying", create_payment=False),
        )
    )
    posting = posting_of(INVOICES, record, create_missing_products=True)
    (new,) = posting.new_lists
    assert (new.name, new.account_id) == ("Staging", "78")
    assert [line.target.id for line in only(posting).lines] == ["1", "", ""]
