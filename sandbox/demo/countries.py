"""Companies outside the United States that the demo can show: `COUNTRY=CA`.

Their sales tax is on, so that every line has a tax code; half of the payees charge the tax. In Canada the
company can also be a company file of QuickBooks Desktop: `COUNTRY=CA EDITION=desktop`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from include.workflows.category import Category
from sandbox.demo.failures import DemoFailed
from sandbox.quickbooks_desktop.canada import GST_HST, percent_of
from sandbox.quickbooks_desktop.testing import CANADIAN_PRODUCT
from sandbox.quickbooks_online.countries import COUNTRIES

UNITED_STATES = "US"


@dataclass(frozen=True, slots=True)
class Abroad:
    """A company in a country where every line needs a tax code.

    Attributes:
        code: ISO 3166, two letters.
        realm: QuickBooks' own ID of the company.
        sold: the tax code of what is sold.
        bought: that of payees who charge the tax.
        untaxed: that of payees who don't.
    """

    code: str
    realm: str
    sold: str
    bought: str
    untaxed: str

    @property
    def currency(self) -> str:
        """What its books are kept in."""
        return COUNTRIES[self.code].currency

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts that owe tax to the tax agencies, and hold what is claimed back from them."""
        return frozenset(COUNTRIES[self.code].agencies.values())

    @property
    def sold_percent(self) -> Decimal:
        """The rate on what is sold."""
        return self._percent(self.sold)

    @property
    def bought_percent(self) -> Decimal:
        """The rate on what is bought from those who charge the tax."""
        return self._percent(self.bought)

    @property
    def knobs(self) -> dict[str, Any]:
        """The knobs of the sandbox that make it such a company."""
        return {"country": self.code, "sales_tax": "true"}

    def options(self, category: Category) -> dict[str, str]:
        """The options of a workflow's template that choose its tax codes."""
        if category is Category.AGENT_EXPENSES:
            return {
                "registered_tax_code": self.bought,
                "unregistered_tax_code": self.untaxed,
            }
        return {"tax_code": self.sold}

    def _percent(self, code: str) -> Decimal:
        country = COUNTRIES[self.code]
        (chosen,) = (one for one in country.codes if one.name == code)
        names = chosen.sales or chosen.purchases or ()
        return sum((rate.percent for rate in country.rates if rate.name in names), Decimal(0))


ABROAD: Mapping[str, Abroad] = {
    one.code: one
    for one in (
        Abroad("CA", "9130000000000002", "HST ON", "HST ON", "Exempt"),
        Abroad("GB", "9130000000000003", "20.0% S", "20.0% S", "Exempt"),
        Abroad("AU", "9130000000000004", "GST", "GST on purchases", "GST free purchases"),
    )
}


class CanadianFile(Abroad):
    """A company file of QuickBooks Desktop in Canada, whose codes have letters for names."""

    @property
    def accounts(self) -> frozenset[str]:
        """The account that owes the tax, and holds what is claimed back."""
        return frozenset({GST_HST})

    @property
    def knobs(self) -> dict[str, Any]:
        """The knobs of the PC's sandbox that make it such a file."""
        return {
            "country": self.code,
            "sales_tax": "true",
            "product_name": CANADIAN_PRODUCT,
            "timezone": "America/Toronto",
        }

    def _percent(self, code: str) -> Decimal:
        return percent_of(code)


ON_DESKTOP: Mapping[str, Abroad] = {"CA": CanadianFile("CA", "", "H", "H", "E")}
"""The countries, beside the United States, for which there are company files."""


class CountryUnknown(DemoFailed):
    """The demo has no company there; the message lists where it has."""

    def __init__(self, word: str) -> None:
        known = ", ".join((UNITED_STATES, *ABROAD))
        super().__init__(f"There is no company in {word!r}. Choose one of: {known}.")


def country(word: str, edition: str, company: str, usual: str) -> str:
    """The country that a word chooses.

    Raises:
        CountryUnknown: none.
        DemoFailed: outside the United States, only the usual company is shown; of QuickBooks Desktop
            there are company files of some countries only.
    """
    code = word.strip().upper() or UNITED_STATES
    if code == UNITED_STATES:
        return code
    if code not in ABROAD:
        raise CountryUnknown(word)
    if edition != "online" and code not in ON_DESKTOP:
        raise DemoFailed(
            f"COUNTRY={code} is a QuickBooks Online company. Leave out EDITION={edition}; it has company "
            f"files in {', '.join((UNITED_STATES, *ON_DESKTOP))}."
        )
    if company != usual:
        raise DemoFailed(
            f"COUNTRY={code} is a company of its own. Leave out COMPANY={company}; a subscription "
            "is chosen with PLAN."
        )
    return code
