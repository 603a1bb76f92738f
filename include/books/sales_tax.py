"""How much tax QuickBooks should add to an entry, and by how much it may round differently.

QuickBooks computes tax itself, and its figure is the truth. Whether it rounds per line or per rate isn't
documented, so the figure may differ by half a cent for each line and rate; by more, and something else
was taxed than CoreBooks sent.

A rate can change: QuickBooks Online taxes an entry by the rate of its date. A company file of QuickBooks Desktop
has no days for its rates (qbXML's ItemSalesTax has only TaxRate): there, those that were read count for every day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from include.books.catalogue import Catalogue, ListEntry, RateChanges
from include.books.documents import BOUGHT, SOLD, Document, DocumentKind
from include.books.money import Cents, format_money

Rates = tuple[Decimal, ...]
"""The rates of a tax code in percent: Quebec's are 5 and 9.975."""


class TaxSide(StrEnum):
    """Which of a tax code's rates an entry bears: Australia has codes that have only one side's."""

    SALES = "sales"
    PURCHASES = "purchases"

    def rates(self, code: ListEntry, day: dt.date | None = None) -> Rates | None:
        """A tax code's rates for this side; None where it has none. 0% is a rate.

        Args:
            code: the tax code.
            day: of the entry; None for today.
        """
        sold = self is TaxSide.SALES
        changes = code.sales_rate_changes if sold else code.purchase_rate_changes
        if day is not None and changes:
            return _rates_on(changes, day)
        return code.sales_rates if sold else code.purchase_rates


def side_of(kind: DocumentKind) -> TaxSide | None:
    """Which rates of a tax code entries of a kind bear; None for payments and refunds, which bear none."""
    if kind in SOLD:
        return TaxSide.SALES
    return TaxSide.PURCHASES if kind in BOUGHT else None


def _rates_on(changes: RateChanges, day: dt.date) -> Rates | None:
    """The rates of a day, by those that began on it or before; the first are those of earlier days, too."""
    begun = [rates for since, rates in changes if since <= day]
    return begun[-1] if begun else changes[0][1]


def lines_and_rates(
    document: Document, catalogue: Catalogue, day: dt.date | None = None
) -> list[tuple[Cents, Rates]]:
    """The amount of each line, and the rates of its code; no rates where there is no code.

    Args:
        document: what posts, or was posted.
        catalogue: the company's lists, with the rates of tax codes.
        day: the date that the entry has, or gets; None for the document's own, or today where it has none.
    """
    side, day = side_of(document.kind), day or document.date
    found: list[tuple[Cents, Rates]] = []
    for line in document.lines:
        code = catalogue.by_id(line.tax.kind, line.tax.id) if line.tax else None
        rates = side.rates(code, day) if side is not None and code is not None else None
        found.append((line.amount, rates or ()))
    return found


def tax_of(document: Document, catalogue: Catalogue, day: dt.date | None = None) -> Cents:
    """The tax that QuickBooks should add to a document, in cents; it may round differently.

    The arguments are those of `lines_and_rates`.
    """
    return expected_tax(lines_and_rates(document, catalogue, day))


def expected_taxes(documents: Iterable[Document], catalogue: Catalogue) -> dict[str, Cents]:
    """The same for documents with tax codes, by their keys; those without any aren't in it."""
    return {one.key: tax_of(one, catalogue) for one in documents if one.is_taxed}


def with_tax(net: Cents, tax: Cents) -> str:
    """An amount in words, and the tax on top of it: "CA$30,000.00 plus CA$3,900.00 tax"."""
    return f"{format_money(net)} plus {format_money(tax)} tax" if tax else format_money(net)


def expected_tax(lines: Sequence[tuple[Cents, Rates]]) -> Cents:
    """The tax on lines without tax: for each rate, the lines that bear it together, rounded to the cent.

    Two agencies' rates of the same percentage count as one here; QuickBooks rounds them apart.

    Args:
        lines: the amount of each line in signed cents, and the rates of its tax code.
    """
    return sum(_rounded(tax) for tax in _by_rate(lines).values())


def is_rounding(actual: Cents, lines: Sequence[tuple[Cents, Rates]]) -> bool:
    """Whether QuickBooks' tax differs from the exact one by rounding only: half a cent a line and rate."""
    taxed = sum(1 for cents, rates in lines if cents for rate in rates if rate)
    exact = sum(_by_rate(lines).values(), Decimal())
    return 2 * abs(actual - exact) <= taxed


def _by_rate(lines: Sequence[tuple[Cents, Rates]]) -> dict[Decimal, Decimal]:
    """The exact tax of each rate, in cents and fractions of them."""
    by_rate: dict[Decimal, Decimal] = {}
    for cents, rates in lines:
        for rate in rates:
            by_rate[rate] = by_rate.get(rate, Decimal()) + Decimal(cents) * rate / 100
    return by_rate


def _rounded(cents: Decimal) -> Cents:
    """Half a cent goes away from zero, as QuickBooks and tax authorities round."""
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))
