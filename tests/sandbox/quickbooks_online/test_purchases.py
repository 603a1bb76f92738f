"""Bills, vendor credits, checks and expenses, and what they post."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_an_agents_bill_is_cost_and_payable_net_of_fees(books: Bookkeeper) -> None:
    bill = books.bill(books.vendor("Jane Doe"), books.cost(8_000), books.cost(-160))
    assert bill["TotalAmt"] == bill["Balance"] == 7_840
    assert books.balances() == {"Accounts Payable": 784_000, "Agent Commissions": 784_000}


def test_a_bill_may_come_to_zero_but_not_below(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    assert books.bill(vendor, books.cost(100), books.cost(-100))["TotalAmt"] == 0
    with pytest.raises(Refused, match="0 or greater"):
        books.bill(vendor, books.cost(100), books.cost(-101))


def test_an_agent_who_owes_gets_a_vendor_credit(books: Bookkeeper) -> None:
    books.save("VendorCredit", {"VendorRef": books.vendor("Jane Doe"), "Line": [books.cost(40)]})
    assert books.balances() == {"Accounts Payable": -4_000, "Agent Commissions": -4_000}


def test_a_check_is_written_from_the_bank_to_be_printed_later(books: Bookkeeper) -> None:
    check = books.save(
        "Purchase",
        {
            "PaymentType": "Check",
            "AccountRef": books.account("Escrow"),
            "EntityRef": {**books.vendor("Jane Doe"), "type": "Vendor"},
            "PrintStatus": "NeedToPrint",
            "Line": [books.cost(8_000), books.cost(-395, "E&O Insurance")],
        },
    )
    assert check["PrintStatus"] == "NeedToPrint"
    assert check["EntityRef"]["name"] == "Jane Doe"
    assert books.balances() == {
        "Escrow": -760_500,
        "Agent Commissions": 800_000,
        "E&O Insurance": -39_500,
    }


def test_a_card_expense_and_its_credit(books: Bookkeeper) -> None:
    card = {"PaymentType": "CreditCard", "AccountRef": books.account("Company Credit Card")}
    books.save("Purchase", {**card, "Line": [books.cost(60, "Marketing")]})
    books.save("Purchase", {**card, "Credit": True, "Line": [books.cost(10, "Marketing")]})
    assert books.balances() == {"Company Credit Card": 5_000, "Marketing": 5_000}


def test_a_check_needs_a_bank_account(books: Bookkeeper) -> None:
    wrong = books.account("Commission Income")
    with pytest.raises(Refused, match="this field needs Bank"):
        books.save(
            "Purchase", {"PaymentType": "Check", "AccountRef": wrong, "Line": [books.cost(1)]}
        )
    with pytest.raises(Refused) as refused:
        books.save("Purchase", {"PaymentType": "IOU", "Line": [books.cost(1)]})
    assert refused.value.code == "2170"


def test_a_bill_lists_the_payment_that_settled_it(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    bill = books.bill(vendor, books.cost(500))
    paid = books.save(
        "BillPayment",
        {
            "VendorRef": vendor,
            "PayType": "Check",
            "CheckPayment": {"BankAccountRef": books.account("Checking Account")},
            "TotalAmt": 500,
            "Line": [{"Amount": 500, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}],
        },
    )
    after = books.read("Bill", bill["Id"])
    assert after["Balance"] == 0
    assert after["LinkedTxn"] == [{"TxnId": paid["Id"], "TxnType": "BillPaymentCheck"}]
    assert books.balances() == {"Agent Commissions": 50_000, "Checking Account": -50_000}

    books.void("BillPayment", paid)
    assert books.read("Bill", bill["Id"])["Balance"] == 500
    assert books.balances() == {"Agent Commissions": 50_000, "Accounts Payable": 50_000}


def test_an_unknown_account_is_named(books: Bookkeeper) -> None:
    line = books.cost(1)
    line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"] = "999"
    with pytest.raises(
        Refused, match="Invalid Reference Id : Accounts element id 999 not found"
    ) as refused:
        books.bill(books.vendor("Jane Doe"), line)
    assert refused.value.code == "2500"


def test_an_inactive_account_or_vendor_cannot_be_used(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    line = books.cost(1, "Marketing")
    books.sandbox.edit("Account", books.accounts["Marketing"], "deactivate")
    with pytest.raises(Refused, match="made inactive") as refused:
        books.bill(vendor, line)
    assert refused.value.code == "610"
    books.sandbox.edit("Vendor", vendor["value"], "deactivate")
    with pytest.raises(Refused, match="made inactive"):
        books.bill(vendor, books.cost(1))


def test_bills_are_not_in_every_plan(books: Bookkeeper) -> None:
    vendor = books.vendor("Jane Doe")
    books.sandbox.set(offering_sku="QuickBooks Online Simple Start")
    with pytest.raises(Refused) as refused:
        books.bill(vendor, books.cost(1))
    assert refused.value.code == "5030"
    books.sandbox.set(bills=True)
    assert books.bill(vendor, books.cost(1))["Id"]


def test_classes_are_not_in_every_plan(books: Bookkeeper) -> None:
    line = books.cost(1)
    wanted = books.query("SELECT * FROM Class WHERE Name = 'Residential'")["Class"][0]
    line["AccountBasedExpenseLineDetail"]["ClassRef"] = {"value": wanted["Id"]}
    assert books.bill(books.vendor("Jane Doe"), line)["Id"]
    books.sandbox.set(offering_sku="QuickBooks Online Essentials")
    with pytest.raises(
        Refused, match="not included in your QuickBooks Online Essentials"
    ) as refused:
        books.bill(books.vendor("John Roe"), line)
    assert refused.value.code == "5030"


def test_bills_that_are_not_in_the_plan_are_not_told_of_either(books: Bookkeeper) -> None:
    books.bill(books.vendor("Jane Doe"), books.cost(1))
    books.sandbox.set(offering_sku="QuickBooks Online Simple Start")
    for entity in ("Bill", "VendorCredit", "Class"):
        with pytest.raises(Refused, match="not included in your") as refused:
            books.query(f"SELECT * FROM {entity}")
        assert refused.value.code == "5030"
    assert "Purchase" not in books.query("SELECT * FROM Purchase")
    books.sandbox.set(beyond_plan_code="5020")
    with pytest.raises(Refused) as refused:
        books.query("SELECT * FROM Class")
    assert refused.value.code == "5020"
    books.sandbox.set(beyond_plan="answer")
    assert len(books.query("SELECT * FROM Bill")["Bill"]) == 1


def refund(books: Bookkeeper, account: str, **entity: object) -> dict[str, object]:
    """Money from the bank, booked to what is owed."""
    bank = {"PaymentType": "Cash", "AccountRef": books.account("Checking Account")}
    return {**bank, **entity, "Line": [books.cost(100, account)]}


def test_a_refund_raises_what_its_customer_owes(books: Bookkeeper) -> None:
    agent = books.customer("Jane Doe")
    payment = books.payment(agent, 100)
    assert payment["UnappliedAmt"] == 100
    named = {**agent, "type": "Customer"}
    made = books.save("Purchase", refund(books, "Accounts Receivable", EntityRef=named))
    assert made["EntityRef"] == {**named, "name": "Jane Doe"}
    assert books.balances() == {"Undeposited Funds": 10_000, "Checking Account": -10_000}
    assert books.read("Customer", agent["value"])["Balance"] == 0


@pytest.mark.parametrize(
    ("account", "needed"), [("Accounts Receivable", "customer"), ("Accounts Payable", "vendor")]
)
def test_what_is_owed_changes_only_for_somebody(
    books: Bookkeeper, account: str, needed: str
) -> None:
    customer, vendor = books.customer("Oak"), books.vendor("Jane Doe")
    people = {"customer": {**customer, "type": "Customer"}, "vendor": {**vendor, "type": "Vendor"}}
    right = people.pop(needed)
    (wrong,) = people.values()
    for entity in ({}, {"EntityRef": wrong}):
        with pytest.raises(Refused, match=f"you must choose a {needed} in the Name") as refused:
            books.save("Purchase", refund(books, account, **entity))
        assert refused.value.code == "6000"
    assert books.balances() == {}
    assert books.save("Purchase", refund(books, account, EntityRef=right))["TotalAmt"] == 100
