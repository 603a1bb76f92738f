"""Fields that only the edition of another country has: the schema of qbXML is one for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import Refusal, feature_off

_US_PURCHASE = ("IsTaxIncluded", "SalesTaxCodeRef")
_AGENCY = (
    "SalesTaxCodeRef",
    "SalesTaxCountry",
    "IsSalesTaxAgency",
    "TaxRegistrationNumber",
    "IsTaxTrackedOnPurchases",
    "IsTaxTrackedOnSales",
)
_NOT_US = {
    "Vendor": _AGENCY,
    **dict.fromkeys(("Bill", "VendorCredit", "Check", "CreditCardCharge"), _US_PURCHASE),
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo"), ("IsTaxIncluded",)),
}
_US_ONLY = {"Vendor": ("IsVendorEligibleFor1099", "VendorTaxIdent")}
_BOUGHT_LINES = ("ExpenseLineAdd", "ExpenseLineMod", "ItemLineAdd", "ItemLineMod")


def only_this_country_s(books: Books, kind: str, sent: Body) -> None:
    """Take away, or refuse, what is sent of fields that this company file doesn't have.

    Raises:
        Refusal: 530 a field of another country's edition, 3250 a tax code with sales tax turned off.
    """
    american = books.settings.country == "US"
    others = (_NOT_US if american else _US_ONLY).get(kind, ())
    holders = [(sent, others)]
    if american:
        holders += [(line, ("SalesTaxCodeRef",)) for line in _lines(sent, _BOUGHT_LINES)]
    elif not books.settings.sales_tax and _has_code(sent):
        raise feature_off()
    for holder, names in holders:
        for name in names:
            if name in holder:
                if books.settings.other_countries_fields == "refuse":
                    raise _unsupported(name)
                del holder[name]


def _lines(sent: Body, names: Sequence[str]) -> list[Body]:
    return [line for name in names for line in sent.get(name, ())]


def _has_code(sent: Body) -> bool:
    lines = _lines(sent, [name for name in sent if name.endswith(("LineAdd", "LineMod"))])
    return any("SalesTaxCodeRef" in line for line in lines)


def _unsupported(field: str) -> Refusal:
    return Refusal(530, f'The field "{field}" is not supported by this implementation.')
