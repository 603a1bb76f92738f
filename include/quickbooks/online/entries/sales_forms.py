"""How a company keeps its invoices and other sales, which its preferences say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SalesForms:
    """How the company keeps invoices and other sales.

    Attributes:
        one_class: an entry has one class as a whole; otherwise each of its lines has one.
        numbers_kept: they have the numbers they are given; otherwise QuickBooks numbers them, and an
            update must not give them another number.
    """

    one_class: bool = False
    numbers_kept: bool = True


def sales_forms(preferences: Mapping[str, Any]) -> SalesForms:
    """How the company keeps sales, from its Preferences."""
    accounting = preferences.get("AccountingInfoPrefs") or {}
    per_line = accounting.get("ClassTrackingPerTxnLine")
    sales = preferences.get("SalesFormsPrefs") or {}
    return SalesForms(
        one_class=bool(accounting.get("ClassTrackingPerTxn")) and not per_line,
        numbers_kept=bool(sales.get("CustomTxnNumbers")),
    )
