"""From the sales tax codes and tax items of a Canadian company file to the tax codes that lines can have.

A code names a tax item for what is sold and one for what is bought, either of which may be a group of
items; an item has the percentage. No item has days on which its percentage began or ended (qbXML's ItemSalesTax
has TaxRate only), so the rates that were read count for every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree

from include.books.catalogue import ListEntry, ListKind
from include.plain_text import plain as plain_text

Rates = tuple[Decimal, ...]

_SOLD, _BOUGHT = "ItemSalesTaxRef", "ItemPurchaseTaxRef"


def tax_code_entries(
    codes: Sequence[etree._Element], items: Sequence[etree._Element]
) -> Iterator[ListEntry]:
    """The file's tax codes with their percentages.

    A code that isn't taxable bears no tax on either side; a taxable one without a tax item for one side
    can't be used on it.

    Args:
        codes: SalesTaxCodeRet elements.
        items: those of the item list, ItemSalesTaxRet and ItemSalesTaxGroupRet among them.
    """
    rates = _rates(items)
    for code in codes:
        letters = plain_text(code.findtext("Name") or "")
        yield ListEntry(
            ListKind.TAX_CODE,
            code.findtext("ListID") or "",
            _named(letters, plain_text(code.findtext("Desc") or "")),
            active=code.findtext("IsActive") != "false",
            path=letters,
            sales_rates=_side(code, _SOLD, rates),
            purchase_rates=_side(code, _BOUGHT, rates),
        )


def _named(letters: str, description: str) -> str:
    """A code has three letters at most, which say little in a list of them: "H - HST (ON)"."""
    return f"{letters} - {description}" if description not in ("", letters) else letters


def _side(code: etree._Element, side: str, rates: Mapping[str, Rates]) -> Rates | None:
    item = code.findtext(f"{side}/ListID") or ""
    if not item and code.findtext("IsTaxable") == "false":
        return ()
    return rates.get(item)


def _rates(items: Sequence[etree._Element]) -> dict[str, Rates]:
    """By a tax item's ID its rates: one, or those of a group; without those that can't be read."""
    single: dict[str, Rates] = {}
    for item in items:
        rate = _percent(item.findtext("TaxRate") or "0") if item.tag == "ItemSalesTaxRet" else None
        if rate is not None:
            single[item.findtext("ListID") or ""] = (rate,)
    grouped = dict(single)
    for item in items:
        if item.tag != "ItemSalesTaxGroupRet":
            continue
        members = [ref.text or "" for ref in item.iterfind("ItemSalesTaxRef/ListID")]
        if members and all(member in single for member in members):
            together = tuple(rate for member in members for rate in single[member])
            grouped[item.findtext("ListID") or ""] = together
    return grouped


def _percent(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
