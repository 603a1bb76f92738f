"""Tax codes and rates as apps read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
        ("AU", "GST", [10], None),
        ("AU", "GST on purchases", None, [10]),
    ],
)
def test_a_code_has_rates_for_both_sides(
    abroad: Abroad, country: str, code: str, sold: list[Any] | None, bought: list[Any] | None
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


def test_codes_can_only_be_read(ontario: TaxedBookkeeper) -> None:
    with pytest.raises(Refused, match="read only"):
        ontario.save("TaxCode", {"Name": "X"})
