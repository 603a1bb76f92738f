"""What is kept of QuickBooks' lists: only what CoreBooks reads of them, no addresses, balances or tax IDs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.plain_text import plain as plain_text

_COMMON = ("Id", "SyncToken", "Active", "Name", "FullyQualifiedName")
_NAMES = ("DisplayName", "PrintOnCheckName", "CurrencyRef")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Account": ("AccountType", "CurrencyRef"),
    "Item": ("Type", "IncomeAccountRef"),
    "Customer": _NAMES,
    "Vendor": _NAMES,
    "Employee": _NAMES,
    "TaxCode": ("Hidden", "SalesTaxRateList", "PurchaseTaxRateList"),
    "TaxRate": ("RateValue", "EffectiveTaxRate"),
    "CompanyInfo": ("CompanyName", "Country", "SubscriptionStatus", "NameValue"),
    "Preferences": ("AccountingInfoPrefs", "SalesFormsPrefs", "TaxPrefs", "CurrencyPrefs"),
}
_INNER = frozenset(
    {
        "value",
        "BookCloseDate",
        "ClassTrackingPerTxn",
        "ClassTrackingPerTxnLine",
        "CustomTxnNumbers",
        "UsingSalesTax",
        "HomeCurrency",
        "MultiCurrencyEnabled",
        "TaxRateDetail",
        "TaxRateRef",
        "TaxTypeApplicable",
        "TaxOrder",
        "RateValue",
        "EffectiveDate",
        "EndDate",
    }
)
_FACTS = frozenset({"OfferingSku", "SubscriptionStatus"})


def kept_fields(entity: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an entity that is kept; it reads like the whole one."""
    names = (*_COMMON, *_FIELDS.get(entity, ()))
    return {name: _plain(body[name]) for name in names if body.get(name) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name in _INNER}
    if isinstance(value, list):
        return [_row(row) for row in value if isinstance(row, Mapping) and _is_kept(row)]
    return value if isinstance(value, bool | int) else plain_text(str(value))


def _is_kept(row: Mapping[str, Any]) -> bool:
    """Whether a row of a list is kept: of a company's named facts, only those that are read."""
    return "Name" not in row or row["Name"] in _FACTS


def _row(row: Mapping[str, Any]) -> Any:
    if "Name" not in row:
        return _plain(row)
    return {"Name": plain_text(str(row["Name"])), "Value": plain_text(str(row.get("Value")))}
