"""A tax code on every line, chosen by the workflow and by who charges tax; for want of one, a hold."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, fingerprint
from include.books.gateway import CompanyFacts
from include.books.sales_tax import tax_of
from include.core_backoffice.records.records import BillingStatement, Transaction
from include.workflows.choices import suggested
from include.workflows.sales_tax import InBooks, taxed
from include.workflows.template import Posting, template
from tests.workflows.records import (
    LEE,
    LISTS,
    charge,
    co_broke,
    deal,
    fee,
    paid,
    share,
    statement,
)

WILLOW = CompanyFacts(
    "1", "Willow & Park", "Plus", currency="CAD", sales_tax=True, country="CA", tax_codes=True
)
AMERICAN = CompanyFacts("1", "Willow & Park", "Plus", sales_tax=True)
FIVE, NINE, THIRTEEN = Decimal(5), Decimal("9.975"), Decimal(13)


def code(
    id_: str,
    name: str,
    sold: tuple[Decimal, ...] | None,
    bought: tuple[Decimal, ...] | None,
    *,
    active: bool = True,
) -> ListEntry:
    return ListEntry(
        ListKind.TAX_CODE, id_, name, active=active, sales_rates=sold, purchase_rates=bought
    )


ONTARIO = code("5", "HST ON", (THIRTEEN,), (THIRTEEN,))
QUEBEC = code("7", "GST/QST QC - 9.975", (FIVE, NINE), (FIVE, NINE))
EXEMPT = code("2", "Exempt", (Decimal(0),), (Decimal(0),))
PURCHASES = code("9", "GST on purchases", None, (Decimal(10),))
OLD = code("4", "HST NS 2016", (Decimal(15),), (Decimal(15),), active=False)
CANADA = Catalogue([*LISTS.entries, ONTARIO, QUEBEC, EXEMPT, PURCHASES, OLD])

JANES = "vendor/agent:45"
LEES = "vendor/agent:46"
ACMES = "vendor/vendor:7"
INVOICES, BILLS, BILLING = "income-via-invoices", "expenses-via-bills", "billings-and-payments"
CHOSEN = {
    INVOICES: {"tax_code": ONTARIO.ref},
    BILLS: {"registered_tax_code": ONTARIO.ref, "unregistered_tax_code": EXEMPT.ref},
    BILLING: {"tax_code": ONTARIO.ref},
}


def made(
    key: str,
    record: Transaction | BillingStatement,
    charges: dict[str, bool] | None = None,
    company: CompanyFacts = WILLOW,
    in_books: dict[str, InBooks] | None = None,
    lists: Catalogue | None = None,
    **options: Any,
) -> tuple[Posting, Posting]:
    """What a template makes of a record, and the same with tax codes."""
    chosen = template(key)
    values = {**suggested(chosen.options, CANADA), **CHOSEN.get(key, {}), **options}
    read = chosen.options.model_validate(values)
    posting = chosen.entries_for(record, read, CANADA)
    return posting, taxed(posting, read, company, lists or CANADA, charges or {}, in_books)


def codes(document: Document) -> list[str]:
    return [line.tax.name if line.tax else "none" for line in document.lines]


@pytest.mark.parametrize("key", [INVOICES, BILLS, BILLING])
def test_a_company_of_the_united_states_is_left_as_it_is(key: str) -> None:
    record = statement(charge("Desk fee", 9_500)) if key == BILLING else deal()
    plain, with_codes = made(key, record, company=AMERICAN)
    assert with_codes is plain


@pytest.mark.parametrize("key", [INVOICES, "income-via-sales-receipts", "income-via-deposits"])
def test_every_line_of_income_bears_the_code_that_is_chosen(key: str) -> None:
    record = deal(3_000_000, co_broke=(co_broke(1_500_000, create_payment=False),))
    _, posting = made(key, record, tax_code=ONTARIO.ref)
    (document,) = posting.documents
    assert [line.amount for line in document.lines] == [3_000_000, -1_500_000]
    assert codes(document) == ["HST ON", "HST ON"]
    assert document.total == 1_500_000  # amounts are without tax
    assert tax_of(document, CANADA) == 195_000


def test_income_waits_for_a_code_that_no_one_chose() -> None:
    _, posting = made(INVOICES, deal(), tax_code=None)
    (hold,) = posting.on_hold
    assert (hold.document_key, hold.cause) == ("", HoldCause.TAX_CODE_NOT_CHOSEN)
    assert hold.sentence == (
        "Willow & Park uses GST/HST, and no tax code is chosen for income. Nothing was posted."
    )
    assert hold.what_to_do == "Choose one in the workflow options, then sync again."


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        (OLD, "HST NS 2016, is inactive in QuickBooks"),
        (PURCHASES, "GST on purchases, has no rate for sales"),
        (code("99", "HST ON (old)", (), ()), "HST ON (old), is no longer in QuickBooks"),
    ],
)
def test_a_code_that_cant_be_used_holds_the_record(chosen: ListEntry, problem: str) -> None:
    _, posting = made(INVOICES, deal(), tax_code=chosen.ref)
    (hold,) = posting.on_hold
    assert (hold.document_key, hold.cause) == ("", HoldCause.TAX_CODE_UNAVAILABLE)
    assert hold.sentence == f"The tax code for income, {problem}. Nothing was posted."


def test_payees_get_the_code_of_those_who_charge_tax_or_of_those_who_dont() -> None:
    record = deal(
        3_000_000,
        co_broke=(co_broke(1_500_000),),
        agents=(share(1_200_000, fee("Transaction fee", 39_500)),),
    )
    _, posting = made(BILLS, record, {JANES: True, ACMES: False})
    jane, acme = posting.documents
    assert (jane.party.key, codes(jane), jane.total) == (JANES, ["HST ON"] * 2, 1_160_500)
    assert (acme.party.key, codes(acme), acme.total) == (ACMES, ["Exempt"], 1_500_000)
    assert [tax_of(one, CANADA) for one in posting.documents] == [150_865, 0]
    assert not posting.on_hold


def test_a_payee_no_one_decided_on_waits_alone() -> None:
    record = deal(agents=(share(300_000), share(200_000, agent=LEE)))
    _, posting = made(BILLS, record, {JANES: True})
    assert [document.party.key for document in posting.documents] == [JANES]
    (hold,) = posting.on_hold
    assert hold.document_key == "agent_expenses/transaction:123/payee:agent:46"
    assert hold.cause is HoldCause.TAX_UNDECIDED
    assert hold.sentence == (
        "Bill TR-2026-123-A46: it isn't known whether Lee Lawson charges GST/HST, so it has no tax "
        "code. It wasn't posted."
    )
    assert hold.what_to_do == (
        "Say whether Lee Lawson charges GST/HST under Customer and vendor matches, then sync again."
    )


def test_a_payee_who_gets_nothing_needs_no_decision() -> None:
    _, posting = made(BILLS, deal(agents=(share(0),)), {})
    assert not posting.on_hold
    assert list(posting.needless) == [posting.documents[0].key]


def test_only_the_codes_that_are_needed_must_be_chosen() -> None:
    record = deal(agents=(share(300_000), share(200_000, agent=LEE)))
    charges = {JANES: True, "vendor/agent:46": True}
    _, posting = made(BILLS, record, charges, unregistered_tax_code=None)
    assert not posting.on_hold
    charges["vendor/agent:46"] = False
    _, posting = made(BILLS, record, charges, unregistered_tax_code=None)
    (hold,) = posting.on_hold
    assert hold.document_key == ""
    assert "is chosen for payees who don't charge GST/HST." in hold.sentence


def test_the_same_choice_is_asked_for_once_however_many_entries_wait_for_it() -> None:
    record = deal(agents=(share(300_000), share(200_000, agent=LEE)))
    charges = {JANES: True, "vendor/agent:46": True}
    _, posting = made(BILLS, record, charges, registered_tax_code=None)
    assert len(posting.on_hold) == 1


def test_a_payee_who_owes_has_the_same_code_on_the_vendor_credit() -> None:
    record = deal(agents=(share(10_000, fee("Transaction fee", 39_500)),))
    _, posting = made(BILLS, record, {JANES: True})
    (owing,) = posting.documents
    assert (owing.kind, owing.total, codes(owing)) == (
        DocumentKind.VENDOR_CREDIT,
        29_500,
        ["HST ON"] * 2,
    )
    assert tax_of(owing, CANADA) == 3_835


def test_two_provinces_meet_in_one_deal() -> None:
    """The brokerage is in Ontario, the agents bill from Quebec: two rates, two taxes."""
    _, income = made(INVOICES, deal(3_000_000))
    _, expenses = made(BILLS, deal(3_000_000), {JANES: True}, registered_tax_code=QUEBEC.ref)
    assert tax_of(income.documents[0], CANADA) == 390_000
    assert tax_of(expenses.documents[0], CANADA) == 120_000 + 239_400


def test_a_statement_bears_tax_and_its_payments_and_refunds_none() -> None:
    record = statement(charge("Desk fee", 10_000), payments=(paid(11_300), paid(-1_300, "901")))
    _, posting = made(BILLING, record)
    invoice, payment, refund = posting.documents
    assert codes(invoice) == ["HST ON"]
    assert (codes(payment), codes(refund)) == (["none"], ["none"])
    assert (payment.applied, payment.notes) == (None, ())


def test_a_payment_above_the_total_with_tax_leaves_a_credit() -> None:
    record = statement(charge("Desk fee", 10_000), payments=(paid(12_000),))
    assert made(BILLING, record)[1].documents[1].applied == 11_300


def posted(posting: Posting) -> dict[str, InBooks]:
    """The documents of a posting, as entries that are in QuickBooks."""
    return {one.key: InBooks(one, fingerprint(one.content())) for one in posting.documents}


def test_what_was_posted_keeps_its_tax_whatever_is_chosen_since() -> None:
    record = deal(agents=(share(300_000), share(200_000, agent=LEE)))
    _, before = made(BILLS, record, {JANES: True, LEES: False})
    _, after = made(
        BILLS, record, {}, in_books=posted(before), registered_tax_code=None, company=WILLOW
    )
    assert after.documents == before.documents
    assert not after.on_hold


def test_what_was_posted_before_the_company_used_tax_stays_without() -> None:
    plain, _ = made(INVOICES, deal(), company=AMERICAN)
    _, after = made(INVOICES, deal(), in_books=posted(plain))
    assert after.documents == plain.documents


def test_what_was_posted_with_tax_keeps_it_when_the_company_stops_using_tax() -> None:
    _, before = made(INVOICES, deal())
    _, after = made(INVOICES, deal(), company=AMERICAN, in_books=posted(before))
    assert after.documents == before.documents


def test_a_posted_payment_stays_applied_as_it_was_when_a_rate_changes() -> None:
    record = statement(charge("Desk fee", 10_000), payments=(paid(12_000),))
    _, before = made(BILLING, record)
    raised = dataclasses.replace(ONTARIO, sales_rates=(Decimal(15),))
    lists = Catalogue([*(one for one in CANADA.entries if one is not ONTARIO), raised])
    _, after = made(BILLING, record, in_books=posted(before), lists=lists)
    assert after.documents == before.documents


def test_what_isnt_ready_stays_so() -> None:
    plain, with_codes = made(INVOICES, deal(None), tax_code=None)
    assert with_codes is plain
