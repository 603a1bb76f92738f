"""The sales tax that must be in QuickBooks, calculated from the rates of the country, not by CoreBooks.

An entry's lines all have the same code, so its tax is the rate on its whole amount, rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from sandbox.demo.countries import Abroad

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class SalesTax:
    """What is taxed, and how much of it; nothing in the United States.

    Attributes:
        sold: the rate on what is sold, in percent.
        bought: the rate on what is bought from payees who charge the tax, in percent.
        charges: whether a payee does ("agent:45").
    """

    sold: Decimal = _NONE
    bought: Decimal = _NONE
    charges: Mapping[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, abroad: Abroad | None, charges: Mapping[str, bool]) -> SalesTax:
        """The tax of a country, and of payees by the key of their vendor ("vendor/agent:45")."""
        if abroad is None:
            return cls()
        payees = {key.removeprefix("vendor/"): said for key, said in charges.items()}
        return cls(abroad.sold_percent, abroad.bought_percent, payees)

    def of_sale(self, cents: int) -> int:
        """The tax on an income or billing entry, in cents."""
        return _tax(cents, self.sold)

    def of_payment(self, payee: str, cents: int) -> int:
        """The tax that a payee ("agent:45") charges on an amount, in cents."""
        return _tax(cents, self.bought) if self.charges.get(payee) else 0


NO_TAX = SalesTax()


def _tax(cents: int, percent: Decimal) -> int:
    """Half a cent goes away from zero."""
    return int((cents * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
