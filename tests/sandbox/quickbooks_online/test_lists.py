"""Accounts, products, classes and other lists."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def test_the_chart_is_that_of_a_brokerage(books: Bookkeeper) -> None:
    accounts = books.query("SELECT * FROM Account MAXRESULTS 1000")["Account"]
    types = {account["Name"]: account["AccountType"] for account in accounts}
    assert types["Escrow"] == "Bank"
    assert types["Commission Income"] == types["Agent Billing Income"] == "Income"
    assert types["Agent Commissions"] == types["Co-broke Commissions"] == "Cost of Goods Sold"
    assert types["E&O Insurance"] == "Expense"
    assert {"Gross Commission", "Desk Fee", "Agent Billing", "Other Income"} <= set(books.items)


def test_an_account_has_a_type_and_a_balance(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="AccountType"):
        books.save("Account", {"Name": "Signs"})
    account = books.save("Account", {"Name": "Petty Cash", "AccountSubType": "CashOnHand"})
    assert (account["AccountType"], account["Classification"]) == ("Bank", "Asset")
    receipt = {"Line": [books.sale(5)], "DepositToAccountRef": {"value": account["Id"]}}
    books.save("SalesReceipt", receipt)
    assert books.read("Account", account["Id"])["CurrentBalance"] == 5


def test_an_account_below_another(books: Bookkeeper) -> None:
    parent = {"value": books.accounts["Marketing"]}
    body = {"Name": "Signs", "AccountType": "Expense", "ParentRef": parent}
    account = books.save("Account", body)
    assert account["FullyQualifiedName"] == "Marketing:Signs"
    assert account["SubAccount"] is True


def test_a_product_needs_an_income_account(books: Bookkeeper) -> None:
    with pytest.raises(Refused, match="IncomeAccountRef"):
        books.save("Item", {"Name": "Staging", "Type": "Service"})
    wrong = {"Name": "Staging", "IncomeAccountRef": books.account("Escrow")}
    with pytest.raises(Refused, match="income account"):
        books.save("Item", wrong)
    item = books.save("Item", {**wrong, "IncomeAccountRef": books.account("Other Income")})
    assert item["Type"] == "Service"


def test_a_class_by_office_on_a_line(books: Bookkeeper) -> None:
    office = books.save("Class", {"Name": "Park Avenue"})
    line = books.sale(10)
    line["SalesItemLineDetail"]["ClassRef"] = {"value": office["Id"]}
    invoice = books.invoice(books.customer("Oak"), line)
    detail = invoice["Line"][0]["SalesItemLineDetail"]
    assert detail["ClassRef"] == {"value": office["Id"], "name": "Park Avenue"}


def test_tax_codes_can_only_be_read(books: Bookkeeper) -> None:
    assert len(books.query("SELECT * FROM TaxCode")["TaxCode"]) == 2
    assert books.read("TaxCode", "NON")["Taxable"] is False
    with pytest.raises(Refused, match="read only"):
        books.save("TaxCode", {"Name": "X"})
