from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import ListEntry
from include.quickbooks.online.entries.home import Home
from include.quickbooks.online.entries.kept_fields import kept_fields
from include.quickbooks.online.entries.tax_codes import tax_code_entries

TODAY = dt.date(2026, 3, 2)
CANADA = Home("CA", "CAD", tax_codes=True)


def rate(id_: str, percent: Any, **more: Any) -> dict[str, Any]:
    return {"Id": id_, "Name": f"rate {id_}", "RateValue": percent, **more}


def details(*ids: str, **more: Any) -> dict[str, Any]:
    listed = [{"TaxRateRef": {"value": id_}, "TaxOrder": n, **more} for n, id_ in enumerate(ids)]
    return {"TaxRateDetail": listed}


def code(sales: Any, purchases: Any, **more: Any) -> dict[str, Any]:
    lists = {"SalesTaxRateList": sales, "PurchaseTaxRateList": purchases}
    return {"Id": "7", "Name": "HST ON", "Active": True, **lists, **more}


def read(one: dict[str, Any], *rates: dict[str, Any], today: dt.date = TODAY) -> ListEntry:
    """The code as it is read, also from where it was kept."""
    (entry,) = tax_code_entries([one], rates, today, CANADA)
    kept_rates = [kept_fields("TaxRate", each) for each in rates]
    assert list(tax_code_entries([kept_fields("TaxCode", one)], kept_rates, today, CANADA)) == [
        entry
    ]
    return entry


def percents(*of: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, of))


def test_a_code_has_rates_for_what_is_sold_and_what_is_bought() -> None:
    entry = read(
        code(details("3"), details("4", "5")), rate("3", 13), rate("4", 5), rate("5", 9.975)
    )

    assert entry.sales_rates == percents("13")
    assert entry.purchase_rates == percents("5", "9.975")
    assert (entry.id, entry.name, entry.active) == ("7", "HST ON", True)


def test_a_code_for_purchases_only_has_none_for_sales() -> None:
    entry = read(code(details(), details("3")), rate("3", 10))

    assert (entry.sales_rates, entry.purchase_rates) == (None, percents("10"))


@pytest.mark.parametrize("lists", [(details(), details()), (None, None), ({}, {})])
def test_a_code_without_any_rate_bears_no_tax(lists: tuple[Any, Any]) -> None:
    entry = read(code(*lists))

    assert (entry.sales_rates, entry.purchase_rates) == ((), ())


@pytest.mark.parametrize("percent", [None, "", "thirteen", "NaN"])
def test_a_side_whose_rate_cannot_be_read_cannot_be_used(percent: Any) -> None:
    unreadable = {**rate("3", percent)} if percent is not None else {"Id": "3"}

    entry = read(code(details("3"), details("4")), unreadable, rate("4", 5))

    assert (entry.sales_rates, entry.purchase_rates) == (None, percents("5"))
    assert read(code(details("9"), details("4")), rate("4", 5)).sales_rates is None


@pytest.mark.parametrize(
    ("more", "active"), [({}, True), ({"Hidden": True}, False), ({"Active": False}, False)]
)
def test_hidden_and_inactive_codes_cannot_be_chosen(more: dict[str, Any], active: bool) -> None:
    assert read(code(details("3"), None, **more), rate("3", 13)).active is active


def test_a_deleted_code_goes_by_the_name_it_had() -> None:
    gone = code(details("3"), None, Name="HST ON (deleted)", Active=False)

    assert read(gone, rate("3", 13)).name == "HST ON"


def test_tax_on_tax_is_a_share_of_the_amount() -> None:
    """Quebec's QST was on the amount with GST until 2013: 5 %, and 9.5 % of 105 %."""
    compound = {
        "TaxRateDetail": [
            {
                "TaxRateRef": {"value": "4"},
                "TaxOrder": 1,
                "TaxTypeApplicable": "TaxOnAmountPlusTax",
            },
            {"TaxRateRef": {"value": "3"}, "TaxOrder": 0, "TaxTypeApplicable": "TaxOnAmount"},
        ]
    }

    entry = read(code(compound, details("3")), rate("3", 5), rate("4", Decimal("9.5")))

    assert entry.sales_rates == percents("5", "9.975")


@pytest.mark.parametrize(
    ("today", "percent"), [("2025-03-31", 15), ("2025-04-01", 14), ("2027-01-01", 14)]
)
def test_a_rate_that_changed_counts_as_it_is_on_the_day(today: str, percent: int) -> None:
    """Nova Scotia's HST fell to 14 % on April 1, 2025; RateValue may be the older one."""
    changed = rate(
        "3",
        15,
        EffectiveTaxRate=[
            {
                "RateValue": 15,
                "EffectiveDate": "2010-07-01T00:00:00-07:00",
                "EndDate": "2025-03-31T00:00:00-07:00",
            },
            {"RateValue": 14, "EffectiveDate": "2025-04-01T00:00:00-07:00"},
        ],
    )

    entry = read(code(details("3"), None), changed, today=dt.date.fromisoformat(today))

    assert entry.sales_rates == percents(str(percent))


def test_an_inactive_code_goes_by_the_name_it_had_in_either_language() -> None:
    for name in ("HST NS (deleted)", "HST NS (supprimé)"):
        one = code(details("1"), details("1"), Name=name, Active=False)
        assert read(one, rate("1", 15)).name == "HST NS"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_code_whose_rates_changed_has_them_by_day() -> None:
    """Of two rates one changed; the other one, and a code whose rates never did, have no changes of their own."""
    changed = rate(
        "4",
        10,
        EffectiveTaxRate=[
            {"RateValue": "9.975", "EffectiveDate": "2013-01-01", "EndDate": "2026-06-30"},
            {"RateValue": 10, "EffectiveDate": "2026-07-01"},
        ],
    )
    gst = rate("3", 5, EffectiveTaxRate=[{"RateValue": 5, "EffectiveDate": "2008-01-01"}])

    entry = read(code(details("3", "4"), details("3")), gst, changed)

    assert entry.sales_rates == percents("5", "9.975")
    assert entry.sales_rate_changes == (
        (day("2008-01-01"), percents("5", "10")),
        (day("2013-01-01"), percents("5", "9.975")),
        (day("2026-07-01"), percents("5", "10")),
    )
    assert entry.purchase_rate_changes == ()


@pytest.mark.parametrize(
    "unreadable", [{"EffectiveDate": "soon"}, "2026", {"EndDate": "9999-12-31"}]
)
def test_days_that_cannot_be_read_are_left_out(unreadable: Any) -> None:
    dated = [unreadable, {"RateValue": 13, "EffectiveDate": "2010-07-01"}]

    entry = read(code(details("3"), None), rate("3", 13, EffectiveTaxRate=dated))

    assert (entry.sales_rates, entry.sales_rate_changes) == (percents("13"), ())
