"""Tax codes and rates as apps read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sandbox.quickbooks_online.testing import running_company
from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper
from tests.sandbox.quickbooks_online.bookkeeper import Refused

Abroad = Callable[[str], TaxedBookkeeper]


def rates(books: TaxedBookkeeper, code: str, side: str) -> list[Any] | None:
    """The percentages of a code's rates; None where it has no list."""
    listed = books.read("TaxCode", books.codes[code]).get(f"{side}TaxRateList")
    if listed is None:
        return None
    ids = [one["TaxRateRef"]["value"] for one in listed["TaxRateDetail"]]
    return [float(books.read("TaxRate", id_)["RateValue"]) for id_ in ids]


@pytest.mark.parametrize(
    ("country", "code", "sold", "bought"),
    [
        ("CA", "HST ON", [13], [13]),
        ("CA", "GST/QST QC - 9.975", [5, 9.975], [5, 9.975]),
        ("CA", "Out of Scope", [], []),
        ("GB", "20.0% S", [20], [20]),
        ("GB", "5.0% R", [5], [5]),
        ("AU", "GST", [10], []),
        ("AU", "GST on purchases", [], [10]),
    ],
)
def test_a_code_has_rates_for_both_sides(
    abroad: Abroad, country: str, code: str, sold: list[Any], bought: list[Any]
) -> None:
    books = abroad(country)
    assert rates(books, code, "Sales") == sold
    assert rates(books, code, "Purchase") == bought


def test_inactive_codes_are_asked_for_and_hidden_ones_say_so(ontario: TaxedBookkeeper) -> None:
    usual = {one["Name"]: one for one in ontario.query("SELECT * FROM TaxCode")["TaxCode"]}
    every = ontario.query("SELECT * FROM TaxCode WHERE Active IN (true, false)")["TaxCode"]
    assert {one["Name"] for one in every} - set(usual) == {"HST NS"}
    assert [name for name, one in usual.items() if one["Hidden"]] == ["Adjustment"]
    assert all(name.isdigit() for name in ontario.codes.values())


def test_a_list_without_rates_is_left_out_where_the_company_does_so() -> None:
    with running_company("AU", empty_rate_lists="left_out") as sandbox, sandbox.api() as client:
        assert rates(TaxedBookkeeper(sandbox, client), "GST", "Purchase") is None


def test_apps_can_only_read_codes(ontario: TaxedBookkeeper) -> None:
    with pytest.raises(Refused, match="read only"):
        ontario.save("TaxCode", {"Name": "X"})
    code = ontario.read("TaxCode", ontario.codes["HST ON"])
    with pytest.raises(Refused, match="read only"):
        ontario.changed(code, "TaxCode", Active=False)


def test_people_change_rates_and_make_codes_inactive(ontario: TaxedBookkeeper) -> None:
    code = ontario.read("TaxCode", ontario.codes["HST NB 2016"])
    rate = code["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["value"]
    customer = ontario.customer("Oak")

    ontario.sandbox.edit("TaxRate", rate, RateValue=16)
    sold = ontario.sold(100, "HST NB 2016")
    assert ontario.taxed_invoice(customer, sold)["TotalAmt"] == 116

    ontario.sandbox.edit("TaxCode", code["Id"], "deactivate")
    assert ontario.read("TaxCode", code["Id"])["Name"] == "HST NB 2016"
    with pytest.raises(Refused, match="made inactive"):
        ontario.taxed_invoice(customer, sold)


def test_change_data_capture_has_no_tax_codes(ontario: TaxedBookkeeper) -> None:
    asked = {"entities": "Invoice,TaxCode", "changedSince": dt.datetime.now(dt.UTC).isoformat()}
    refused = ontario.client.get("cdc", params=asked).json()["Fault"]["Error"][0]
    assert (refused["code"], "TaxCode" in refused["Detail"]) == ("4001", True)
    ontario.sandbox.set(cdc_tax_lists="answer")
    assert ontario.client.get("cdc", params=asked).status_code == 200


def test_a_company_in_quebec_has_french_names() -> None:
    with running_company("CA", language="fr") as sandbox, sandbox.api() as client:
        books = TaxedBookkeeper(sandbox, client)
        assert {"TPS/TVQ QC - 9,975", "Exonéré", "Détaxé", "Hors champ"} <= set(books.codes)
        line = books.sold(1_000, "TPS/TVQ QC - 9,975")
        invoice = books.taxed_invoice(books.customer("Émilie Côté 東京"), line)
        assert invoice["CustomerRef"]["name"] == "Émilie Côté 東京"
        assert books.balances()["TVQ à payer"] == 99_75


def test_a_rate_that_changes_is_the_old_one_for_earlier_documents(ontario: TaxedBookkeeper) -> None:
    code = ontario.read("TaxCode", ontario.codes["HST ON"])
    rate = code["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["value"]
    changed = ontario.sandbox.edit("TaxRate", rate, RateValue=15)["TaxRate"]
    assert [one["RateValue"] for one in changed["EffectiveTaxRate"]] == [13, 15]
    assert "EndDate" in changed["EffectiveTaxRate"][0]

    customer, line = ontario.customer("Oak"), ontario.sold(100, "HST ON")
    assert ontario.taxed_invoice(customer, line)["TotalAmt"] == 115
    assert ontario.taxed_invoice(customer, line, TxnDate="2026-01-31")["TotalAmt"] == 113


@pytest.mark.parametrize(
    ("kind", "tax"), [("TaxOnAmount", 15), ("TaxOnAmountPlusTax", "15.50"), ("TaxOnTax", "5.50")]
)
def test_a_code_that_people_add_may_tax_the_tax(
    ontario: TaxedBookkeeper, kind: str, tax: Any
) -> None:
    agency, edit = {"value": "1"}, ontario.sandbox.edit
    made = [
        edit("TaxRate", "", "create", Name=name, RateValue=percent, AgencyRef=agency)["TaxRate"]
        for name, percent in (("First", 5), ("Second", 10))
    ]
    details = [
        {"TaxRateRef": {"value": rate["Id"]}, "TaxTypeApplicable": how, "TaxOrder": order}
        for order, (rate, how) in enumerate(zip(made, ("TaxOnAmount", kind), strict=True))
    ]
    lists = {f"{side}TaxRateList": {"TaxRateDetail": details} for side in ("Sales", "Purchase")}
    edit("TaxCode", "", "create", Name="Both", Taxable=True, TaxGroup=True, **lists)

    line = ontario.sold(100, "Both")
    detail = ontario.taxed_invoice(ontario.customer("Oak"), line)["TxnTaxDetail"]
    assert detail["TotalTax"] == Decimal(tax)
