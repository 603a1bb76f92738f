"""Companies that aren't the usual one: another subscription, own numbers, sales tax, more currencies."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.reads.tracked_entries import tracked_entry
from include.database.tables.entries import Link
from include.provider.connections.unmet_needs import UnmetNeed, unmet_needs
from include.sync.verify.entries_now import posted_entries, read_entries
from include.sync.verify.tie_out import compare
from include.workflows.choices import suggested
from include.workflows.template import (
    TemplateUnavailable,
    require,
    template,
    why_unavailable,
)
from sandbox.quickbooks_online.person import Person
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.people import agent

SIMPLE_START = {"offering_sku": "QuickBooks Online Simple Start"}
ESSENTIALS = {"offering_sku": "QuickBooks Online Essentials"}


@pytest.mark.parametrize("code", ["5030", "5020"])
def test_simple_start_has_no_bills_and_everything_else_works(office: Office, code: str) -> None:
    office.quickbooks.set(**SIMPLE_START, beyond_plan_code=code)
    with office.gateway() as gateway:
        facts, catalogue = gateway.company(), gateway.catalogue()
    bills = template("expenses-via-bills")
    with pytest.raises(TemplateUnavailable, match="because this QuickBooks company has no bills"):
        options = bills.options.model_validate(suggested(bills.options, catalogue))
        require(bills, options, facts)
    assert why_unavailable(template("expenses-via-checks"), facts) == ""

    office.use("income-via-deposits")
    office.use("expenses-via-checks")
    office.core.post("/examples/A")
    assert office.run(INCOME).on_hold == ()
    assert office.run(EXPENSES).on_hold == ()
    assert office.balances("Commission Income", "Agent Commissions") == (1_000_000, 800_000)


def test_ledger_has_no_sales_forms_and_books_deposits_and_checks(office: Office) -> None:
    office.quickbooks.set(offering_sku="QuickBooks Ledger")
    office.core.post("/examples/A")
    with pytest.raises(
        TemplateUnavailable, match="because this QuickBooks company has no sales forms"
    ):
        office.run(INCOME)

    office.use("income-via-deposits")
    office.use("expenses-via-checks")
    assert office.run(INCOME).on_hold == ()
    assert office.run(EXPENSES).on_hold == ()
    assert office.balances("Commission Income", "Agent Commissions") == (1_000_000, 800_000)


def test_a_downgrade_to_simple_start_stands_on_overview_until_bills_are_replaced(
    office: Office,
) -> None:
    office.core.post("/examples/A")
    assert office.run(EXPENSES).on_hold == ()

    office.quickbooks.set(**SIMPLE_START)
    office.core.post("/examples/B")
    with pytest.raises(TemplateUnavailable, match="no bills"):
        office.run(EXPENSES)
    (need,) = unmet(office)
    assert need.sentence == (
        "Agent expenses can't post: “Send agent commission payments via bills” needs bills, and "
        "QuickBooks Online Simple Start has none."
    )
    assert office.run(INCOME).on_hold == ()

    office.use("expenses-via-checks")
    assert office.run(EXPENSES).on_hold == ()
    assert unmet(office) == []


def test_after_an_upgrade_bills_are_offered_at_once(office: Office) -> None:
    office.quickbooks.set(**SIMPLE_START)
    office.core.post("/examples/A")
    with pytest.raises(TemplateUnavailable):
        office.run(EXPENSES)
    office.quickbooks.set(offering_sku="QuickBooks Online Plus")
    assert office.run(EXPENSES).on_hold == ()
    assert unmet(office) == []
    assert len(office.entries("Bill")) == 2


def unmet(office: Office) -> list[UnmetNeed]:
    with office.database.reading() as session:
        return unmet_needs(session, COMPANY)


def test_where_a_subscription_tells_nothing_of_its_bills_each_is_held(office: Office) -> None:
    office.quickbooks.set(**SIMPLE_START, beyond_plan="answer")
    office.core.post("/examples/A")
    holds = office.run(EXPENSES).on_hold
    assert holds
    assert all("needs a feature that this QuickBooks subscription" in one.sentence for one in holds)


@pytest.mark.parametrize("beyond_plan", ["refuse", "answer"])
def test_essentials_has_no_classes_and_posts_without_them(office: Office, beyond_plan: str) -> None:
    office.quickbooks.set(**ESSENTIALS, beyond_plan=beyond_plan)
    office.core.post("/examples/A")
    assert office.run(INCOME).on_hold == ()
    assert office.run(EXPENSES).on_hold == ()
    assert office.run(EXPENSES).created == 0


def test_a_company_that_numbers_invoices_itself_keeps_its_numbers(office: Office) -> None:
    office.quickbooks.set(custom_txn_numbers=False)
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    (before,) = office.entries("Invoice")

    office.core.patch(f"/transactions/{deal}", gross=1_234_567)
    assert office.run(INCOME).updated == 1

    (after,) = office.entries("Invoice")
    assert (after["number"], after["total"]) == (before["number"], 1_234_567)
    assert after["number"] == "1001"
    assert office.run(INCOME).created == 0


def test_sales_tax_is_not_added_to_what_we_sell(office: Office) -> None:
    office.quickbooks.set(sales_tax=True)
    office.core.post("/examples/A")
    statement = office.core.post("/examples/E")["statements"][0]
    office.core.post(f"/statements/{statement}/payments")
    for category in (INCOME, BILLING):
        assert office.run(category).on_hold == ()
    assert sorted(row["total"] for row in office.entries("Invoice")) == [10_000, 1_000_000]
    assert office.balances("State Department of Revenue Payable") == (0,)


def test_a_vendor_in_another_currency_is_held_with_the_way_out(office: Office) -> None:
    office.quickbooks.set(multicurrency=True)
    cad = {"value": "CAD"}
    Person(office.quickbooks).enter("Vendor", DisplayName="Amy Adler", CurrencyRef=cad)
    office.core.post("/examples/A")

    report = office.run(EXPENSES)

    (hold,) = report.on_hold
    assert hold.cause == "another currency in QuickBooks"
    assert hold.sentence.startswith(
        "The vendor Amy Adler in QuickBooks is in CAD, but CORE's amounts are in USD."
    )
    assert report.created == 1, "the brokerage's other entry is posted"


def test_an_account_in_another_currency_is_held_and_not_offered(office: Office) -> None:
    office.quickbooks.set(multicurrency=True)
    account = {"Name": "CAD bank", "AccountType": "Bank", "CurrencyRef": {"value": "CAD"}}
    Person(office.quickbooks).enter("Account", **account)
    office.use("expenses-via-checks", checking_account="CAD bank")
    office.core.post("/examples/A")

    holds = office.run(EXPENSES).on_hold

    assert {one.cause for one in holds} == {"another currency in QuickBooks"}
    assert "is in USD, but the account CAD bank is in CAD." in holds[0].sentence
    assert office.entries("Purchase") == []


def test_in_a_company_with_several_currencies_the_usual_is_posted(office: Office) -> None:
    office.quickbooks.set(multicurrency=True)
    office.core.post("/examples/A")
    assert office.run(INCOME).on_hold == ()
    assert office.run(EXPENSES).on_hold == ()
    assert office.balances("Commission Income", "Agent Commissions") == (1_000_000, 800_000)


def test_a_company_that_applies_credits_automatically_has_every_cent_that_was_received(
    office: Office,
) -> None:
    office.quickbooks.set(auto_apply_credit=True)
    ann = agent(office, "Ann", "Lee")
    credit = {"name": "Agent credit", "amount": 3_000, "credit": True}
    office.core.post("/statements", agent=ann, items=[credit])
    assert office.run(BILLING).created == 1
    fees = [{"name": "Desk fee", "amount": 10_000}]
    paid = office.core.post("/statements", agent=ann, items=fees)["id"]
    office.run(BILLING)
    (invoice,) = office.entries("Invoice")
    assert (invoice["total"], invoice["balance"]) == (10_000, 7_000)

    office.core.post(f"/statements/{paid}/payments")
    report = office.run(BILLING)

    # The card was charged $100.00; the agent has $30.00 left, as in CORE.
    assert (report.created, report.on_hold) == (1, ())
    assert office.balances("Checking Account", "Accounts Receivable") == (10_000, -3_000)
    assert office.entries("Invoice")[0]["balance"] == 0
    again = office.run(BILLING)
    assert (again.created, again.updated, again.on_hold) == (0, 0, ())


def euros(office: Office, entity: str, name: str) -> str:
    """The ID of a customer, vendor or account in euros that a bookkeeper enters."""
    named = {"Name": name, "AccountType": "Accounts Receivable"}
    body = named if entity == "Account" else {"DisplayName": name}
    made = Person(office.quickbooks).enter(entity, **body, CurrencyRef=EUR)
    return str(made["Id"])


EUR = {"value": "EUR"}


def test_a_bookkeepers_invoices_in_euros_stand_beside_ours_with_their_own_figures(
    office: Office,
) -> None:
    """10,000.00 euros are 11,000.00 dollars: income has both, the tie-out only ours, to the cent."""
    office.quickbooks.set(multicurrency=True)
    office.core.post("/examples/A")
    office.run(INCOME)
    euros(office, "Account", "A/R EUR")
    person = Person(office.quickbooks)
    detail = {"ItemRef": person.named("Item", "Gross Commission")}
    line = {"Amount": 10_000, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    person.enter(
        "Invoice",
        CustomerRef={"value": euros(office, "Customer", "Étoile")},
        Line=[line],
        CurrencyRef=EUR,
        ExchangeRate=1.1,
    )
    income = office.balances("Commission Income", "Other Income")
    assert sum(income) == 10_000_00 + 11_000_00
    report = office.run(INCOME)
    assert (report.created, report.updated, report.on_hold) == (0, 0, ())
    assert tied_out(office) == [(10_000_00, 10_000_00)]


def test_an_entry_moved_to_a_customer_in_euros_counts_with_what_it_is_in_dollars(
    office: Office,
) -> None:
    """The same 10,000.00, now of euros, is no match: QuickBooks' books have 11,000.00 dollars for it."""
    office.quickbooks.set(multicurrency=True)
    office.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    office.core.post("/examples/A")
    office.run(INCOME)
    account = euros(office, "Account", "A/R EUR")
    (ours,) = office.entries("Invoice")
    office.quickbooks.edit(
        "Invoice",
        ours["id"],
        CustomerRef={"value": euros(office, "Customer", "Étoile")},
        ARAccountRef={"value": account},
        CurrencyRef=EUR,
        ExchangeRate=1.1,
    )
    assert office.balances("Commission Income") == (11_000_00,)
    assert tied_out(office) == [(10_000_00, 11_000_00)]
    office.run(INCOME)
    (sentence,) = office.on_hold(INCOME)
    assert "currency changed from USD to EUR" in sentence
    assert "total changed from $10,000.00 to $11,000.00" in sentence


def tied_out(office: Office) -> list[tuple[int, int]]:
    """Of each account and month, what was posted for CORE and what QuickBooks has, in cents."""
    with office.database.reading() as session:
        tracked = [tracked_entry(link) for link in session.scalars(select(Link))]
    with office.gateway() as gateway:
        found = compare(
            posted_entries(tracked, read_entries(gateway, tracked)), gateway.catalogue()
        )
    assert found.ties_out == (not found.differences)
    return [(one.core_cents, one.quickbooks_cents) for one in found.sums]
