"""Bookkeepers of companies in Canada, the United Kingdom and Australia, whose lines have tax codes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Entity


class TaxedBookkeeper(Bookkeeper):
    """Enters lines with tax codes, by the codes' names; amounts are without tax."""

    @cached_property
    def codes(self) -> dict[str, str]:
        """Tax code name -> id, inactive ones included."""
        return self.sandbox.tax_codes()

    def sold(self, amount: Any, code: str | None, item: str = "Gross Commission") -> Entity:
        """A line of a sales form."""
        return self._coded(self.sale(amount, item), code)

    def bought(self, amount: Any, code: str | None, account: str = "Agent Commissions") -> Entity:
        """A line of a bill, check or expense."""
        return self._coded(self.cost(amount, account), code)

    def received(
        self,
        amount: Any,
        code: str | None,
        side: str | None = "Sales",
        account: str = "Commission Income",
    ) -> Entity:
        """A line of a deposit."""
        detail: Entity = {"AccountRef": self.account(account)}
        if side is not None:
            detail["TaxApplicableOn"] = side
        line = {"Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        return self._coded(line, code)

    def deposit(self, *lines: Entity, **fields: Any) -> Entity:
        """Money that comes in without a sales form."""
        bank = self.account("Checking Account")
        return self.save("Deposit", {"DepositToAccountRef": bank, "Line": list(lines), **fields})

    def taxed_invoice(self, customer: Entity, *lines: Entity, **fields: Any) -> Entity:
        """An invoice whose lines are without tax."""
        return self.invoice(customer, *lines, **{"GlobalTaxCalculation": "TaxExcluded", **fields})

    def taxed_bill(self, vendor: Entity, *lines: Entity, **fields: Any) -> Entity:
        """A bill whose lines are without tax."""
        return self.bill(vendor, *lines, **{"GlobalTaxCalculation": "TaxExcluded", **fields})

    def _coded(self, line: Entity, code: str | None) -> Entity:
        if code is not None:
            line[line["DetailType"]]["TaxCodeRef"] = {"value": self.codes.get(code, code)}
        return line
