"""The tax that QuickBooks added to what was posted: its figure counts, unless it can't be right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from include.books.documents import Document
from include.books.gateway import Posted
from include.books.money import Cents, format_money
from include.books.sales_tax import expected_tax, is_rounding, lines_and_rates
from include.database.from_quickbooks.catalogue import tax_codes_of


@dataclass(frozen=True, slots=True)
class PostedTax:
    """The tax of one entry, in cents.

    Attributes:
        cents: what counts: QuickBooks' figure, or what the rates come to where it has no figure yet or
            one that isn't rounding. So an entry with a wrong figure differs until it has the right one.
        expected: what the rates come to.
    """

    cents: Cents = 0
    expected: Cents = 0

    @property
    def words(self) -> str:
        """For the posting log, after the amount: ` plus CA$3,900.00 tax`; empty without tax."""
        if not self.cents:
            return ""
        rounded = ""
        if self.cents != self.expected:
            rounded = f" as QuickBooks rounds it; by its rates it is {format_money(self.expected)}"
        return f" plus {format_money(self.cents)} tax{rounded}"


def posted_tax(
    session: Session,
    company_id: str,
    document: Document,
    posted: Posted,
    day: dt.date | None = None,
) -> PostedTax:
    """The tax of an entry that was created or updated.

    Args:
        session: a transaction of the database, which has the rates of the company's tax codes.
        company_id: the company.
        document: what was sent.
        posted: QuickBooks' response.
        day: the date that was sent; an entry in the response has its own.
    """
    if not document.is_taxed:
        return PostedTax()
    dated = (posted.entry.date if posted.entry is not None else None) or day
    rates = lines_and_rates(document, tax_codes_of(session, company_id, document), dated)
    expected = expected_tax(rates)
    if posted.entry is not None and is_rounding(posted.entry.tax, rates):
        return PostedTax(posted.entry.tax, expected)
    return PostedTax(expected, expected)
