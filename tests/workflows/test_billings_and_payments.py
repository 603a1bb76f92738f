"""What the billing template makes of an agent's statement: bills, payments, refunds, credits."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import DocumentKind
from include.books.parties import PartyKind
from include.core_backoffice.records.records import BillingStatement
from include.workflows.choices import suggested
from include.workflows.template import Posting, template
from tests.workflows.records import LISTS, charge, paid, posting_of, statement

KEY = "billings-and-payments"
INVOICE = "agent_billing/statement:55/invoice"
PAYMENT = "agent_billing/statement:55/payment:900"
DESK, TECHNOLOGY = charge("Desk fee", 9_500), charge("Technology fee", 2_500)
CREDIT = charge("Agent credit", -2_000)


def kinds(posting: Posting) -> list[tuple[DocumentKind, int]]:
    return [(document.kind, document.total) for document in posting.documents]


def test_an_unpaid_bill_is_an_invoice_and_nothing_else() -> None:
    posting = posting_of(KEY, statement(DESK, TECHNOLOGY, CREDIT))
    (invoice,) = posting.documents
    assert (invoice.key, invoice.kind, invoice.total) == (INVOICE, DocumentKind.INVOICE, 10_000)
    assert [(line.item_name, line.amount, line.target.name) for line in invoice.lines] == [
        ("Desk fee", 9_500, "Desk fee"),
        ("Technology fee", 2_500, "Agent Billing"),
        ("Agent credit", -2_000, "Agent Billing"),
    ]
    assert invoice.number == "BL-2026-000055"
    assert invoice.notes == (
        "no product is named “Technology fee”, so it posts to Agent Billing",
        "no product is named “Agent credit”, so it posts to Agent Billing",
    )
    assert posting.day == dt.date(2026, 10, 1)


def test_the_agent_is_a_customer_under_a_name_that_no_vendor_has() -> None:
    party = posting_of(KEY, statement(DESK)).documents[0].party
    assert (party.kind, party.key) == (PartyKind.CUSTOMER, "customer/agent:45")
    assert party.display_name == "Jane Doe (agent billing)"
    assert party.email == "jane@example.com"
    other = posting_of(KEY, statement(DESK), customer_suffix="(desk)").documents[0].party
    assert other.display_name == "Jane Doe (desk)"


def test_a_paid_bill_is_an_invoice_and_its_payment() -> None:
    posting = posting_of(KEY, statement(DESK, payments=(paid(9_500),)))
    _, payment = posting.documents
    assert kinds(posting) == [(DocumentKind.INVOICE, 9_500), (DocumentKind.PAYMENT, 9_500)]
    assert (payment.key, payment.pays, payment.applied) == (PAYMENT, INVOICE, None)
    assert payment.account is not None
    assert payment.account.name == "Checking Account"
    assert payment.memo == "Payment by card for BL-2026-000055"


def test_part_payments_are_payments_of_the_parts() -> None:
    posting = posting_of(KEY, statement(DESK, payments=(paid(4_000, "1"), paid(5_500, "2"))))
    assert kinds(posting)[1:] == [(DocumentKind.PAYMENT, 4_000), (DocumentKind.PAYMENT, 5_500)]
    assert all(document.applied is None for document in posting.documents[1:])


def test_what_is_paid_too_much_stays_the_agents_credit() -> None:
    posting = posting_of(KEY, statement(DESK, payments=(paid(9_000, "1"), paid(2_000, "2"))))
    _, first, second = posting.documents
    assert (first.applied, first.notes) == (None, ())
    assert (second.total, second.applied) == (2_000, 500)
    assert second.notes == ("$15.00 more than the balance, kept as the agent's credit",)


def test_a_payment_of_a_bill_that_is_paid_already_settles_nothing() -> None:
    posting = posting_of(KEY, statement(DESK, payments=(paid(9_500, "1"), paid(1_000, "2"))))
    assert posting.documents[-1].applied == 0


def test_a_refund_adds_to_what_the_agent_owes() -> None:
    posting = posting_of(
        KEY, statement(DESK, payments=(paid(9_500, "1"), paid(-3_000, "2", "check")))
    )
    refund = posting.documents[-1]
    assert (refund.kind, refund.total, refund.pays) == (DocumentKind.REFUND, 3_000, INVOICE)
    assert refund.lines[0].target.name == "Accounts Receivable"
    assert refund.memo == "Refund by check for BL-2026-000055"
    assert refund.account is not None
    assert refund.account.name == "Checking Account"


def test_what_was_refunded_is_open_again_for_the_next_payment() -> None:
    payments = (paid(9_500, "1"), paid(-3_000, "2"), paid(3_000, "3"))
    posting = posting_of(KEY, statement(DESK, payments=payments))
    assert posting.documents[-1].applied is None


def test_credits_larger_than_the_charges_are_a_credit_memo_with_the_lines_turned_round() -> None:
    large = charge("Agent credit", -12_000)
    posting = posting_of(KEY, statement(DESK, large))
    (memo,) = posting.documents
    assert (memo.kind, memo.total, memo.due_date) == (DocumentKind.CREDIT_MEMO, 2_500, None)
    assert [line.amount for line in memo.lines] == [-9_500, 12_000]
    assert memo.key == INVOICE


def test_a_credit_that_is_paid_is_a_refund_of_the_credit_memo() -> None:
    posting = posting_of(KEY, statement(charge("Agent credit", -2_500), payments=(paid(-2_500),)))
    assert kinds(posting) == [(DocumentKind.CREDIT_MEMO, 2_500), (DocumentKind.REFUND, 2_500)]


def test_a_payment_of_a_credit_goes_on_hold() -> None:
    posting = posting_of(KEY, statement(charge("Agent credit", -2_500), payments=(paid(1_000),)))
    assert kinds(posting) == [(DocumentKind.CREDIT_MEMO, 2_500)]
    (hold,) = posting.on_hold
    assert hold.document_key == PAYMENT
    assert hold.sentence == (
        "Statement BL-2026-000055 of Jane Doe: $10.00 was paid, but its credits exceed its "
        "charges, so nothing is owed."
    )
    assert hold.what_to_do


def test_a_refund_needs_an_active_receivables_account() -> None:
    lists = Catalogue(entry for entry in LISTS.entries if entry.type != "Accounts Receivable")
    chosen = template(KEY)
    options = chosen.options.model_validate(suggested(chosen.options, lists))
    record: BillingStatement = statement(DESK, payments=(paid(9_500, "1"), paid(-9_500, "2")))
    (hold,) = chosen.entries_for(record, options, lists).on_hold
    assert hold.cause == "no receivables account"
    assert "$95.00 was refunded" in hold.sentence


def test_a_payment_of_nothing_posts_nothing() -> None:
    posting = posting_of(KEY, statement(DESK, payments=(paid(0, "1"), paid(9_500, "2"))))
    assert kinds(posting) == [(DocumentKind.INVOICE, 9_500), (DocumentKind.PAYMENT, 9_500)]
    assert posting.on_hold == ()


def test_an_email_that_is_none_is_in_the_log() -> None:
    record = statement(DESK)
    agent = dataclasses.replace(record.agent, email="jane at work")
    (invoice,) = posting_of(KEY, dataclasses.replace(record, agent=agent)).documents
    assert invoice.notes == ("“jane at work” isn't an email address, so Jane Doe has none",)
    assert invoice.party.email == ""


def test_a_card_that_could_not_be_charged_is_in_the_log() -> None:
    refused = charge("Desk fee", 9_500, status="charge_failed")
    (invoice,) = posting_of(KEY, statement(refused)).documents
    assert invoice.notes == ("the card charge failed for Desk fee",)
    assert invoice.total == 9_500


def test_an_items_memo_is_on_its_line_and_all_of_them_on_the_invoice() -> None:
    items = (charge("Desk fee", 9_500, memo="October"), charge("Sign", 1_000, memo="Elm St"))
    (invoice,) = posting_of(KEY, statement(*items)).documents
    assert [line.description for line in invoice.lines] == ["Desk fee: October", "Sign: Elm St"]
    assert invoice.memo == "October; Elm St"


@pytest.mark.parametrize(
    ("dates", "billed", "due", "received"),
    [
        ("QuickBooks default", None, None, None),
        (
            "CORE billing and payment date",
            dt.date(2026, 10, 1),
            dt.date(2026, 10, 15),
            dt.date(2026, 10, 31),
        ),
    ],
)
def test_dates(
    dates: str, billed: dt.date | None, due: dt.date | None, received: dt.date | None
) -> None:
    record = statement(DESK, payments=(paid(9_500),))
    invoice, payment = posting_of(KEY, record, dates=dates).documents
    assert (invoice.date, invoice.due_date, payment.date) == (billed, due, received)


def test_missing_products_may_be_created() -> None:
    posting = posting_of(KEY, statement(TECHNOLOGY), create_missing_products=True)
    (new,) = posting.new_lists
    assert (new.kind, new.name, new.account_id) == (ListKind.PRODUCT, "Technology fee", "79")


def test_payments_and_refunds_that_core_reverses_are_voided() -> None:
    assert template(KEY).voided_when_gone == {DocumentKind.PAYMENT, DocumentKind.REFUND}
