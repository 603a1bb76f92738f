"""A statement's entries as a whole, every value in them: what QuickBooks is given."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from include.books.catalogue import Catalogue, ListKind
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.people import Agent
from include.workflows.choices import suggested
from include.workflows.matching import NewListEntry
from include.workflows.template import OnHold, Posting, template
from tests.workflows.records import LISTS, charge, paid, posting_of, ref, statement

KEY = "billings-and-payments"
INVOICE = "agent_billing/statement:55/invoice"
PAYMENT = "agent_billing/statement:55/payment:900"
JANE = Party(
    "customer/agent:45",
    PartyKind.CUSTOMER,
    "Jane Doe (agent billing)",
    given_name="Jane",
    family_name="Doe",
    email="jane@example.com",
    print_name="Jane Doe",
)
DESK, BILLING = ref(ListKind.PRODUCT, "Desk fee"), ref(ListKind.PRODUCT, "Agent Billing")
BANK = ref(ListKind.ACCOUNT, "Checking Account")
OWED = ref(ListKind.ACCOUNT, "Accounts Receivable")
CORE_DATES = {"dates": "CORE billing and payment date"}
OCT_1, OCT_15, OCT_31 = (dt.date(2026, 10, day) for day in (1, 15, 31))


def post(bill: BillingStatement, **options: Any) -> Posting:
    return posting_of(KEY, bill, **options)


def test_a_statement_is_an_invoice_with_a_line_for_each_item() -> None:
    items = (charge("Desk fee", 95_00, memo="October"), charge("Credit", -20_00, memo="Thanks"))
    assert post(statement(*items), **CORE_DATES) == Posting(
        documents=(
            Document(
                key=INVOICE,
                kind=DocumentKind.INVOICE,
                party=JANE,
                lines=(
                    Line("Desk fee", "Desk fee: October", 95_00, DESK),
                    Line("Credit", "Credit: Thanks", -20_00, BILLING),
                ),
                number="BL-2026-000055",
                memo="October; Thanks",
                date=OCT_1,
                due_date=OCT_15,
            ),
        ),
        day=OCT_1,
    )


def test_more_credit_than_charges_is_a_credit_memo_without_a_due_date() -> None:
    (memo,) = post(
        statement(charge("Credit", -20_00), charge("Desk fee", 5_00)), **CORE_DATES
    ).documents
    assert (memo.kind, memo.date, memo.due_date) == (DocumentKind.CREDIT_MEMO, OCT_1, None)
    assert memo.lines == (
        Line("Credit", "Credit", 20_00, BILLING),
        Line("Desk fee", "Desk fee", -5_00, DESK),
    )


def test_a_statement_of_zero_is_an_invoice() -> None:
    (bill,) = post(statement(charge("Desk fee", 5_00), charge("Credit", -5_00))).documents
    assert (bill.kind, bill.total) == (DocumentKind.INVOICE, 0)
    (cent,) = post(statement(charge("Desk fee", 1))).documents
    assert (cent.kind, cent.date, cent.due_date) == (DocumentKind.INVOICE, None, None)
    (credit,) = post(statement(charge("Credit", -1))).documents
    assert credit.kind is DocumentKind.CREDIT_MEMO


@pytest.mark.parametrize(
    ("method", "text"), [("card", "Payment by card"), ("", "Payment")], ids=["card", "unknown"]
)
def test_a_payment_says_how_and_for_what(method: str, text: str) -> None:
    bill = statement(charge("Desk fee", 95_00), payments=(paid(95_00, method=method),))
    _, payment = post(bill, **CORE_DATES).documents
    assert payment == Document(
        key=PAYMENT,
        kind=DocumentKind.PAYMENT,
        party=JANE,
        lines=(Line("Payment", text, 95_00, BANK),),
        number="P900",
        memo=f"{text} for BL-2026-000055",
        date=OCT_31,
        account=BANK,
        pays=INVOICE,
    )
    assert payment.notes == ()


@pytest.mark.parametrize(
    ("method", "by"), [("card", "card"), ("", "other means")], ids=["card", "unknown"]
)
def test_a_refund_is_owed_again(method: str, by: str) -> None:
    payments = (paid(95_00), paid(-95_00, "901", method))
    bill = statement(charge("Desk fee", 95_00), payments=payments)
    refund = post(bill).documents[2]
    assert refund == Document(
        key="agent_billing/statement:55/payment:901",
        kind=DocumentKind.REFUND,
        party=JANE,
        lines=(Line("Refund", "Refund to Jane Doe", 95_00, OWED),),
        number="P901",
        memo=f"Refund by {by} for BL-2026-000055",
        account=BANK,
        pays=INVOICE,
    )


@pytest.mark.parametrize(
    ("amounts", "applied", "notes"),
    [
        ((95_00,), [None], [()]),
        ((95_01,), [95_00], [("$0.01 more than the balance, kept as the agent's credit",)]),
        ((94_99, 2), [None, 1], [(), ("$0.01 more than the balance, kept as the agent's credit",)]),
        (
            (95_00, 5_00),
            [None, 0],
            [(), ("$5.00 more than the balance, kept as the agent's credit",)],
        ),
        ((0, 95_00), [None], [()]),
        ((1,), [None], [()]),
    ],
    ids=["all", "a cent more", "in two parts", "twice", "nothing first", "a cent"],
)
def test_what_is_more_than_the_balance_stays_as_credit(
    amounts: tuple[int, ...], applied: list[int | None], notes: list[tuple[str, ...]]
) -> None:
    payments = tuple(paid(cents, str(900 + place)) for place, cents in enumerate(amounts))
    documents = post(statement(charge("Desk fee", 95_00), payments=payments)).documents[1:]
    assert [document.applied for document in documents] == applied
    assert [document.notes for document in documents] == notes


def held(bill: BillingStatement, lists: Catalogue = LISTS) -> tuple[OnHold, ...]:
    chosen = template(KEY)
    options = chosen.options.model_validate(suggested(chosen.options, LISTS))
    return chosen.entries_for(bill, options, lists).on_hold


def test_a_payment_of_a_credit_goes_on_hold_and_the_refund_after_it_does_not() -> None:
    payments = (paid(1, "899"), paid(-20_00))
    bill = statement(charge("Credit", -20_00), payments=payments)
    assert held(bill) == (
        OnHold(
            "agent_billing/statement:55/payment:899",
            HoldCause.PAYMENT_OF_A_CREDIT,
            "Statement BL-2026-000055 of Jane Doe: $0.01 was paid, but its credits exceed its charges, "
            "so nothing is owed.",
            "Move the payment to the right statement in CORE, then sync again.",
        ),
    )
    assert [d.kind for d in post(bill).documents] == [DocumentKind.CREDIT_MEMO, DocumentKind.REFUND]


def test_a_refund_without_a_receivables_account_goes_on_hold() -> None:
    lists = Catalogue(e for e in LISTS.entries if e.type != "Accounts Receivable")
    bill = statement(charge("Desk fee", 5_00), payments=(paid(5_00, "899"), paid(-5_00)))
    assert held(bill, lists) == (
        OnHold(
            PAYMENT,
            HoldCause.NO_RECEIVABLES,
            "Statement BL-2026-000055 of Jane Doe: $5.00 was refunded, but the QuickBooks company has no "
            "active Accounts Receivable account.",
            "Make the Accounts Receivable account active in QuickBooks, then sync again.",
        ),
    )
    assert held(bill) == ()


def test_a_failed_card_charge_is_told_in_the_log() -> None:
    failed = [charge(name, 5_00, status="charge_failed") for name in ("Desk fee", "Referral fee")]
    (bill,) = post(statement(*failed)).documents
    assert bill.notes == ("the card charge failed for Desk fee, Referral fee",)


def test_an_agents_firm_is_part_of_the_customer() -> None:
    agent = Agent(id="45", given_name="Jane", family_name="Doe", company="Doe LLC")
    bill = dataclasses.replace(statement(charge("Desk fee", 5_00)), agent=agent)
    party = post(bill).documents[0].party
    assert party == dataclasses.replace(JANE, company_name="Doe LLC", email="")


def test_a_missing_product_is_created_where_that_is_chosen() -> None:
    bill = statement(charge("Signs", 5_00))
    new = NewListEntry(ListKind.PRODUCT, "Signs", "79")
    assert post(bill, create_missing_products=True).new_lists == (new,)
    assert post(bill).new_lists == ()


@pytest.mark.parametrize(
    ("suffix", "fits"), [("", False), ("x", True), ("x" * 40, True), ("x" * 41, False)]
)
def test_the_suffix_has_1_to_40_characters(suffix: str, *, fits: bool) -> None:
    if fits:
        assert post(statement(charge("Desk fee", 1)), customer_suffix=suffix).documents
        return
    with pytest.raises(ValidationError):
        post(statement(charge("Desk fee", 1)), customer_suffix=suffix)
