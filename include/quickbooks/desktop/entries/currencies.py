"""The currency of customers, vendors, accounts and entries, which qbXML names in words."""

from __future__ import annotations

from lxml import etree

_CODES = {
    "US Dollar": "USD",
    "Canadian Dollar": "CAD",
    "Mexican Peso": "MXN",
    "Euro": "EUR",
    "British Pound Sterling": "GBP",
}
"""QuickBooks' own names of currencies -> ISO 4217; others stay as QuickBooks names them."""


def currency_of(ret: etree._Element) -> str:
    """The currency of what QuickBooks returned: its code, or QuickBooks' name; empty for none."""
    return code_of(ret.findtext("CurrencyRef/FullName") or "")


def code_of(name: str) -> str:
    """A currency's code, or its name where that has none."""
    return _CODES.get(name, name)
