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


def currency_of(ret: etree._Element, home: str = "USD") -> str:
    """The currency of what QuickBooks returned: its code, or QuickBooks' name.

    Args:
        ret: what it returned.
        home: the company's own currency, which counts as none.

    Returns:
        Empty where QuickBooks names none, or the company's own.
    """
    code = code_of(ret.findtext("CurrencyRef/FullName") or "")
    return "" if code == home else code


def code_of(name: str) -> str:
    """A currency's code, or its name where that has none."""
    return _CODES.get(name, name)
