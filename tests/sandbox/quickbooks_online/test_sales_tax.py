"""Automated Sales Tax: what QuickBooks adds by itself, and what keeps it from doing so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def line(books: Bookkeeper, code: str | None = None) -> dict[str, Any]:
    made = books.sale(10_000)
    if code is not None:
        made["SalesItemLineDetail"]["TaxCodeRef"] = {"value": code}
    return made


@pytest.mark.parametrize(
    ("code", "knobs", "total"),
    [
        (None, {}, 10_825),
        ("TAX", {}, 10_825),
        ("NON", {}, 10_000),
        ("NON", {"sales_tax_always": True}, 10_825),
        (None, {"sales_tax_percent": "6"}, 10_600),
        (None, {"sales_tax": False}, 10_000),
    ],
)
def test_a_sale_of_10000(
    books: Bookkeeper, code: str | None, knobs: dict[str, Any], total: int
) -> None:
    books.sandbox.set(**{"sales_tax": True, **knobs})

    invoice = books.invoice(books.customer("Oak"), line(books, code))

    assert (invoice["TotalAmt"], invoice["Balance"]) == (total, total)
    assert books.balances()["Accounts Receivable"] == total * 100
    assert books.balances().get("State Department of Revenue Payable", 0) == total * 100 - 10_000_00
    assert books.sandbox.trial_balance()["balanced"]


@pytest.mark.parametrize("exempt", ["Customer", "Item"])
def test_who_or_what_is_not_taxable_is_not_taxed(books: Bookkeeper, exempt: str) -> None:
    books.sandbox.set(sales_tax=True)
    customer = books.customer("Oak")
    made = line(books)
    item = made["SalesItemLineDetail"]["ItemRef"]["value"]
    books.sandbox.edit(exempt, customer["value"] if exempt == "Customer" else item, Taxable=False)

    assert books.invoice(customer, made)["TotalAmt"] == 10_000


@pytest.mark.parametrize("code", ["5", "EXEMPT"])
def test_a_code_that_is_neither_is_refused(books: Bookkeeper, code: str) -> None:
    books.sandbox.set(sales_tax=True)
    with pytest.raises(Refused, match="Invalid tax code") as refused:
        books.invoice(books.customer("Oak"), line(books, code))
    assert refused.value.code == "6100"


def test_a_voided_sale_owes_no_tax(books: Bookkeeper) -> None:
    books.sandbox.set(sales_tax=True)
    voided = books.void("Invoice", books.invoice(books.customer("Oak"), line(books)))
    assert (voided["TotalAmt"], voided["TxnTaxDetail"]["TotalTax"]) == (0, 0)
    assert books.balances() == {}


def test_the_preferences_say_so(books: Bookkeeper) -> None:
    for on in (False, True):
        books.sandbox.set(sales_tax=on)
        (found,) = books.query("SELECT * FROM Preferences")["Preferences"]
        assert found["TaxPrefs"] == {"UsingSalesTax": on, "PartnerTaxEnabled": on}
