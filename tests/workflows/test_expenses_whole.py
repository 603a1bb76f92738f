"""A transaction's payouts as a whole, every value in them: what QuickBooks is given."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from pydantic import ValidationError

from include.books.catalogue import ListKind
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.core_backoffice.records.people import Payee, PayeeKind
from include.workflows.template import OnHold, Posting
from tests.workflows.records import (
    ACME,
    CLOSED_ON,
    JANE,
    bonus,
    deal,
    debit,
    fee,
    posting_of,
    ref,
    share,
)

BILLS, CHECKS, EXPENSES = "expenses-via-bills", "expenses-via-checks", "expenses-via-expenses"
ADDRESS = "146 Aldon Drive, Boston, MA 02128"
COSTS, FEES = ref(ListKind.ACCOUNT, "Agent Commissions"), ref(ListKind.ACCOUNT, "Transaction fee")
REFERRAL = ref(ListKind.ACCOUNT, "Referral fee")
OTHER = ref(ListKind.ACCOUNT, "Other Income")
BANK = ref(ListKind.ACCOUNT, "Checking Account")
BOSTON, ACH = ref(ListKind.CLASS, "Boston"), ref(ListKind.PAYMENT_METHOD, "ACH")
JANES = "agent_expenses/transaction:123/payee:agent:45"
DOE = Payee(
    kind=PayeeKind.AGENT,
    id="45",
    name="Jane Doe",
    company="Doe LLC",
    given_name="Jane",
    family_name="Doe",
    email="jane@example.com",
    is_1099=True,
    tax_id="12-3456789",
)
VENDOR = Party(
    "vendor/agent:45",
    PartyKind.VENDOR,
    "Jane Doe",
    given_name="Jane",
    family_name="Doe",
    company_name="Doe LLC",
    email="jane@example.com",
    is_1099=True,
    tax_id="12-3456789",
    suffix_if_taken="(vendor)",
    print_name="Jane Doe",
)
DATES: dict[str, dict[str, Any]] = {
    BILLS: {"bill_date": "CORE close date", "due_date": "CORE close date"},
    CHECKS: {"check_date": "CORE close date", "print_later": True},
    EXPENSES: {"expense_date": "CORE close date", "payment_method": ACH},
}
HOW: dict[str, dict[str, Any]] = {
    BILLS: {"kind": DocumentKind.BILL, "due_date": CLOSED_ON},
    CHECKS: {"kind": DocumentKind.CHECK, "account": BANK, "print_later": True},
    EXPENSES: {"kind": DocumentKind.EXPENSE, "account": BANK, "payment_method": ACH},
}
ALL = list(HOW)


def whole(key: str, document: dict[str, Any]) -> Document:
    values: dict[str, Any] = {
        "key": JANES,
        "party": VENDOR,
        "number": "TR-2026-123-A45",
        "memo": ADDRESS,
        "date": CLOSED_ON,
        "class_ref": BOSTON,
    }
    return Document(**{**values, **HOW[key], **document})


@pytest.mark.parametrize("key", ALL)
def test_a_payout_has_a_line_for_the_commission_and_each_item(key: str) -> None:
    items = (fee("Transaction fee", 40_000), fee("Desk fee", 2_000), bonus("Award", 5_000))
    record = deal(agents=(share(800_000, *items, agent=DOE),))
    chosen = {"default_class": BOSTON, "deduction_account": OTHER, **DATES[key]}
    posting = posting_of(key, record, **chosen)
    lines = (
        Line("Agent commission", "Commission, listing side", 800_000, COSTS),
        Line("Transaction fee", "Transaction fee", -40_000, FEES),
        Line("Desk fee", "Desk fee", -2_000, OTHER),
        Line("Award", "Award", 5_000, COSTS),
    )
    assert posting == Posting(
        documents=(whole(key, {"lines": lines}),), day=CLOSED_ON, complete=True
    )
    assert posting.documents[0].notes == (
        "no account is named “Desk fee”, so it posts to Other Income",
        "no account is named “Award”, so it posts to Agent Commissions",
    )


@pytest.mark.parametrize("key", ALL)
def test_without_itemized_lines_there_is_one_of_the_net(key: str) -> None:
    record = deal(agents=(share(800_000, fee("Desk fee", 2_000), agent=DOE),))
    (document,) = posting_of(key, record, itemized=False).documents
    assert document.lines == (Line("Net", ADDRESS, 798_000, COSTS),)


def test_a_payee_who_owes_gets_a_vendor_credit_with_the_signs_reversed() -> None:
    record = deal(agents=(share(10_000, fee("Desk fee", 50_000), agent=DOE),))
    posting = posting_of(BILLS, record, default_class=BOSTON, **DATES[BILLS])
    (credit,) = posting.documents
    lines = (
        Line("Agent commission", "Commission, listing side", -10_000, COSTS),
        Line("Desk fee", "Desk fee", 50_000, credit.lines[1].target),
    )
    assert credit == whole(BILLS, {"kind": DocumentKind.VENDOR_CREDIT, "lines": lines})
    (net,) = posting_of(BILLS, record, itemized=False).documents
    assert net.lines == (Line("Net", ADDRESS, 40_000, COSTS),)


@pytest.mark.parametrize(("key", "kind"), [(CHECKS, "a check"), (EXPENSES, "an expense")])
def test_what_is_no_bill_cannot_be_negative(key: str, kind: str) -> None:
    owing = share(10_000, fee("Desk fee", 50_000), agent=DOE)
    record = deal(agents=(owing, share(5_000)), pre_commission=())
    posting = posting_of(key, dataclasses.replace(record, status="pending"))
    assert posting.complete is False
    record = deal(agents=(owing,), pre_commission=(debit("Referral fee", 100_000),))
    posting = posting_of(key, record)
    assert posting.on_hold == (
        OnHold(
            JANES,
            HoldCause.PAYEE_OWES,
            "Transaction TR-2026-123, 146 Aldon Drive: Jane Doe owes the brokerage $400.00 on this "
            f"transaction, and {kind} can't be negative.",
            "Record a vendor credit in QuickBooks, or use the bills template, which creates one for "
            "you. Both need a QuickBooks subscription with bills.",
        ),
    )
    (acme,) = posting.documents
    assert (acme.number, acme.lines) == (
        "TR-2026-123-V7",
        (Line("Referral fee", "Referral fee", 100_000, REFERRAL),),
    )


@pytest.mark.parametrize("key", ALL)
def test_a_payee_of_nothing_needs_no_entry(key: str) -> None:
    posting = posting_of(key, deal(agents=(share(0, agent=DOE),)))
    assert posting.needless == {JANES: "Jane Doe gets $0.00"}
    (nothing,) = posting.documents
    assert nothing.kind is HOW[key]["kind"]
    assert nothing.lines[0].amount == 0


def test_a_firm_is_one_vendor_for_all_its_contacts() -> None:
    record = deal(pre_commission=(debit("Referral fee", 100_000),))
    acme = posting_of(BILLS, record, vendor_suffix="(payee)").documents[1].party
    assert acme == Party(
        "vendor/vendor:7",
        PartyKind.VENDOR,
        "Acme Realty",
        company_name="Acme Realty",
        suffix_if_taken="(payee)",
        shared=True,
        print_name="Acme Realty",
    )
    assert ACME.name == "Acme Realty"


@pytest.mark.parametrize(
    ("payee", "shared"),
    [
        (JANE, False),
        (dataclasses.replace(JANE, name="Doe LLC", company="Doe LLC"), False),
        (Payee(kind=PayeeKind.AGENT, id="45", name="Doe LLC", company="Doe LLC"), True),
        (
            Payee(kind=PayeeKind.AGENT, id="45", name="Doe", company="Doe", given_name="Doe"),
            False,
        ),
        (Payee(kind=PayeeKind.VENDOR, id="7", name="Ann Lee", given_name="Ann"), False),
        (Payee(kind=PayeeKind.VENDOR, id="7", name="Ann Lee", company="Acme"), False),
        (Payee(kind=PayeeKind.VENDOR, id="7", name="", company="Acme"), True),
        (Payee(kind=PayeeKind.VENDOR, id="7", name=""), False),
    ],
    ids=[
        "agent",
        "agent like a firm",
        "firm as agent",
        "an agent of one name",
        "person",
        "person of a firm",
        "firm",
        "nobody",
    ],
)
def test_who_goes_by_a_firms_name_is_the_firm(payee: Payee, *, shared: bool) -> None:
    party = posting_of(BILLS, deal(agents=(share(1, agent=payee),))).documents[0].party
    assert party.shared is shared
    assert party.display_name == (payee.name or payee.company)


@pytest.mark.parametrize("key", ALL)
def test_without_a_disbursement_there_is_nothing_to_post(key: str) -> None:
    assert posting_of(key, deal(None)) == Posting(not_ready="no disbursement in CORE")


@pytest.mark.parametrize("key", ALL)
def test_dates_are_quickbooks_own_unless_chosen(key: str) -> None:
    (document,) = posting_of(key, deal()).documents
    assert (document.date, document.due_date, document.print_later) == (None, None, False)
    assert (document.class_ref, document.payment_method) == (None, None)
    demand = {name: "Demand date" for name in DATES[key] if name.endswith("_date")}
    record = deal(demand="2026-10-20")
    (document,) = posting_of(key, record, demand_date_field="Demand date", **demand).documents
    assert str(document.date) == "2026-10-20"


@pytest.mark.parametrize("key", ALL)
def test_a_payee_whose_items_cancel_out_gets_an_entry_of_zero(key: str) -> None:
    record = deal(agents=(share(2_000, fee("Desk fee", 2_000), agent=DOE),))
    posting = posting_of(key, record)
    (document,) = posting.documents
    assert [line.amount for line in document.lines] == [2_000, -2_000]
    assert (document.kind, posting.needless) == (HOW[key]["kind"], {})


def test_an_office_that_is_no_class_yet_is_created_first() -> None:
    options = {"class_field": "Office", "create_missing_classes": True}
    posting = posting_of(BILLS, deal(office="Chester"), **options)
    assert [entry.name for entry in posting.new_lists] == ["Chester"]


def test_what_of_a_payee_is_not_sent_is_told() -> None:
    doe = dataclasses.replace(DOE, email="n/a", tax_id="applied for")
    (document,) = posting_of(BILLS, deal(agents=(share(1, agent=doe),))).documents
    assert document.notes == (
        "“n/a” isn't an email address, so Jane Doe has none",
        "the tax ID of Jane Doe doesn't have 9 digits, so it was left out",
    )
    assert (document.party.email, document.party.tax_id) == ("", "")


@pytest.mark.parametrize(("length", "fits"), [(40, True), (41, False)])
def test_a_vendors_suffix_has_40_characters_at_most(length: int, *, fits: bool) -> None:
    if fits:
        assert posting_of(BILLS, deal(), vendor_suffix="x" * length).documents
        return
    with pytest.raises(ValidationError):
        posting_of(BILLS, deal(), vendor_suffix="x" * length)
