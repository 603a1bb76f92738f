"""What expense templates make of a transaction: one entry per payee, and what happens below zero."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.catalogue import ListKind
from include.books.documents import Document, DocumentKind
from include.books.parties import PartyKind
from include.core_backoffice.records.people import Payee, PayeeKind
from include.workflows.expenses import vendor
from include.workflows.options import ItemRule
from tests.workflows.records import (
    ACME,
    LEE,
    bonus,
    co_broke,
    deal,
    debit,
    fee,
    posting_of,
    ref,
    share,
)

BILLS, CHECKS, SPENT = "expenses-via-bills", "expenses-via-checks", "expenses-via-expenses"
ALL = [BILLS, CHECKS, SPENT]


def paid(key: str, record: object, **options: object) -> dict[str, Document]:
    """The documents, by who gets them."""
    posting = posting_of(key, record, **options)  # type: ignore[arg-type]  # (a transaction)
    return {document.party.display_name: document for document in posting.documents}


def amounts(document: Document) -> list[tuple[str, int, str]]:
    return [(line.item_name, line.amount, line.target.name) for line in document.lines]


@pytest.mark.parametrize(
    ("key", "kind", "account"),
    [
        (BILLS, DocumentKind.BILL, ""),
        (CHECKS, DocumentKind.CHECK, "Checking Account"),
        (SPENT, DocumentKind.EXPENSE, "Checking Account"),
    ],
)
def test_the_agent_gets_the_split_with_fees_and_bonuses(
    key: str, kind: DocumentKind, account: str
) -> None:
    record = deal(
        agents=(share(800_000, fee("Transaction fee", 25_000), bonus("Marketing", 10_000)),)
    )
    document = paid(key, record)["Jane Doe"]
    assert document.kind is kind
    assert document.key == "agent_expenses/transaction:123/payee:agent:45"
    assert document.number == "TR-2026-123-A45"
    assert amounts(document) == [
        ("Agent commission", 800_000, "Agent Commissions"),
        ("Transaction fee", -25_000, "Transaction fee"),
        ("Marketing", 10_000, "Agent Commissions"),
    ]
    assert document.total == 785_000
    assert (document.account.name if document.account else "") == account


@pytest.mark.parametrize("key", ALL)
def test_everybody_paid_from_the_deal_gets_a_document_of_their_own(key: str) -> None:
    record = deal(
        co_broke=(co_broke(250_000),),
        agents=(share(800_000, fee("Team leader fee", 16_000, LEE)),),
        pre_commission=(debit("Referral fee", 100_000),),
    )
    documents = paid(key, record)
    assert {who: document.total for who, document in documents.items()} == {
        "Jane Doe": 784_000,
        "Lee Lawson": 16_000,
        "Acme Realty": 350_000,
    }
    assert documents["Acme Realty"].number == "TR-2026-123-V7"
    assert amounts(documents["Acme Realty"])[1] == ("Referral fee", 100_000, "Referral fee")
    assert documents["Lee Lawson"].lines[0].description == "Team leader fee, from Jane Doe"


@pytest.mark.parametrize("key", ALL)
def test_in_a_single_line_the_net_is_the_same(key: str) -> None:
    record = deal(agents=(share(800_000, fee("Transaction fee", 25_000)),))
    document = paid(key, record, itemized=False)["Jane Doe"]
    assert amounts(document) == [("Net", 775_000, "Agent Commissions")]


OWES = deal(
    agents=(
        share(100_000, fee("Marketing", 150_000)),
        share(700_000, agent=LEE),
    )
)


def test_who_owes_the_brokerage_gets_a_vendor_credit_beside_the_others_bills() -> None:
    documents = paid(BILLS, OWES)
    credit = documents["Jane Doe"]
    assert credit.kind is DocumentKind.VENDOR_CREDIT
    assert [line.amount for line in credit.lines] == [-100_000, 150_000]
    assert credit.total == 50_000
    assert (documents["Lee Lawson"].kind, documents["Lee Lawson"].total) == (
        DocumentKind.BILL,
        700_000,
    )


def test_a_vendor_credit_in_a_single_line_is_positive() -> None:
    credit = paid(BILLS, OWES, itemized=False)["Jane Doe"]
    assert [line.amount for line in credit.lines] == [50_000]


@pytest.mark.parametrize(("key", "kind"), [(CHECKS, "a check"), (SPENT, "an expense")])
def test_who_owes_the_brokerage_goes_on_hold_and_the_others_are_paid(key: str, kind: str) -> None:
    posting = posting_of(key, OWES)
    assert [document.party.display_name for document in posting.documents] == ["Lee Lawson"]
    (hold,) = posting.on_hold
    assert hold.document_key == "agent_expenses/transaction:123/payee:agent:45"
    assert hold.sentence == (
        "Transaction TR-2026-123, 146 Aldon Drive: Jane Doe owes the brokerage $500.00 on this "
        f"transaction, and {kind} can't be negative."
    )
    assert "vendor credit" in hold.what_to_do


@pytest.mark.parametrize("key", ALL)
def test_a_net_of_zero_is_created_if_lines_cancel_out_and_is_else_needless(key: str) -> None:
    cancels = posting_of(key, deal(agents=(share(25_000, fee("Transaction fee", 25_000)),)))
    assert [document.total for document in cancels.documents] == [0]
    assert cancels.needless == {}
    nothing = posting_of(key, deal(agents=(share(0),)))
    assert list(nothing.needless.values()) == ["Jane Doe gets $0.00"]


@pytest.mark.parametrize(
    ("key", "option", "is_due_date"),
    [
        (BILLS, "bill_date", False),
        (BILLS, "due_date", True),
        (CHECKS, "check_date", False),
        (SPENT, "expense_date", False),
    ],
)
@pytest.mark.parametrize(
    ("choice", "demand", "expected"),
    [
        ("QuickBooks default", "2026-11-20", None),
        ("CORE close date", "2026-11-20", dt.date(2026, 10, 15)),
        ("Demand date", "2026-11-20", dt.date(2026, 11, 20)),
        ("Demand date", "", None),
        ("Demand date", "next week", None),
    ],
)
def test_dates(
    key: str, option: str, is_due_date: bool, choice: str, demand: str, expected: dt.date | None
) -> None:
    document = paid(key, deal(demand=demand), **{option: choice})["Jane Doe"]
    assert (document.due_date if is_due_date else document.date) == expected


def test_the_demand_date_is_read_from_the_field_that_the_brokerage_names() -> None:
    record = deal(office="2026-12-01")
    document = paid(CHECKS, record, check_date="Demand date", demand_date_field="Office")
    assert document["Jane Doe"].date == dt.date(2026, 12, 1)


def test_checks_to_print_and_how_expenses_were_paid() -> None:
    assert paid(CHECKS, deal(), print_later=True)["Jane Doe"].print_later
    assert not paid(CHECKS, deal())["Jane Doe"].print_later
    ach = ref(ListKind.PAYMENT_METHOD, "ACH")
    assert paid(SPENT, deal(), payment_method=ach)["Jane Doe"].payment_method == ach


def test_checks_may_be_drawn_on_escrow() -> None:
    escrow = ref(ListKind.ACCOUNT, "Escrow")
    assert paid(CHECKS, deal(), checking_account=escrow)["Jane Doe"].account == escrow


@pytest.mark.parametrize("key", ALL)
def test_rules_keep_a_vendor_out_and_name_the_account(key: str) -> None:
    record = deal(pre_commission=(debit("Referral fee", 100_000),))
    silent = (ItemRule(name="Referral fee", sync=False),)
    assert set(paid(key, record, item_rules=silent)) == {"Jane Doe"}
    on_income = (ItemRule(name="Referral fee", create_payment=False),)
    assert set(paid(key, record, item_rules=on_income)) == {"Jane Doe"}
    booked = (ItemRule(name="Referral fee", target=ref(ListKind.ACCOUNT, "Other Income")),)
    assert amounts(paid(key, record, item_rules=booked)["Acme Realty"])[0][2] == "Other Income"


@pytest.mark.parametrize("key", ALL)
def test_the_log_says_which_name_fell_back_and_only_on_that_payees_document(key: str) -> None:
    record = deal(
        agents=(share(800_000, fee("File fee", 5_000)), share(100_000, agent=LEE)),
        pre_commission=(debit("Referral fee", 100_000),),
    )
    documents = paid(key, record)
    assert documents["Jane Doe"].notes == (
        "no account is named “File fee”, so it posts to Agent Commissions",
    )
    assert documents["Lee Lawson"].notes == ()


@pytest.mark.parametrize("key", ALL)
def test_a_deal_without_a_disbursement_is_not_ready(key: str) -> None:
    assert posting_of(key, deal(gross=None)).not_ready == "no disbursement in CORE"
    assert posting_of(key, deal(gross=None, status="cancelled")).fell_through


@pytest.mark.parametrize("key", ALL)
def test_the_class_is_on_every_payees_document(key: str) -> None:
    boston = ref(ListKind.CLASS, "Boston")
    record = deal(office="Boston", pre_commission=(debit("Referral fee", 100_000),))
    documents = paid(key, record, class_field="Office")
    assert [document.class_ref for document in documents.values()] == [boston, boston]


def test_an_agent_is_a_1099_vendor_with_a_tax_id_that_no_log_shows() -> None:
    agent = Payee(
        kind=PayeeKind.AGENT,
        id="45",
        name="Jane Doe",
        given_name="Jane",
        family_name="Doe",
        email="jane@example.com",
        is_1099=True,
        tax_id="123-45-6789",
    )
    party = vendor(agent, "(vendor)")
    assert (party.kind, party.key) == (PartyKind.VENDOR, "vendor/agent:45")
    assert (party.is_1099, party.tax_id, party.suffix_if_taken) == (True, "123-45-6789", "(vendor)")
    assert "6789" not in repr(party)


def test_a_payee_without_a_name_of_their_own_goes_by_the_firm() -> None:
    firm = Payee(kind=PayeeKind.VENDOR, id="8", name="", company="Acme: Realty")
    assert vendor(firm, "").display_name == "Acme Realty"
    assert vendor(ACME, "").display_name == "Acme Realty"
