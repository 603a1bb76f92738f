"""The tax that must be in QuickBooks: the Ontario deal of 30,000.00, of which 11,605.00 is the agent's."""

from __future__ import annotations

from sandbox.demo.countries import ABROAD
from sandbox.demo.sales_tax import NO_TAX, SalesTax

CHARGES = {"vendor/agent:45": True, "vendor/vendor:9": False}


def test_income_and_payees_who_charge_it_bear_13_percent_in_ontario() -> None:
    tax = SalesTax.of(ABROAD["CA"], CHARGES)
    assert tax.of_sale(30_000_00) == 3_900_00
    assert tax.of_payment("agent:45", 11_605_00) == 1_508_65
    assert tax.of_payment("vendor:9", 15_000_00) == 0
    assert tax.of_payment("agent:46", 100_00) == 0


def test_half_a_cent_goes_away_from_zero_on_credits_too() -> None:
    tax = SalesTax.of(ABROAD["AU"], CHARGES)
    assert (tax.of_sale(5), tax.of_sale(-5), tax.of_sale(4)) == (1, -1, 0)


def test_nothing_is_added_in_the_united_states() -> None:
    assert SalesTax.of(None, CHARGES) == NO_TAX
    assert NO_TAX.of_sale(30_000_00) == NO_TAX.of_payment("agent:45", 1_00) == 0
