"""How an entry in QuickBooks differs from the document that was posted.

Texts aren't compared: bookkeepers may add to a memo or a description. Neither are classes, customers
and billable flags of lines, which are theirs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from include.books.country_words import sales_tax
from include.books.currency import books_currency
from include.books.dates import format_day
from include.books.documents import Document, DocumentKind
from include.books.entries import Entry
from include.books.money import Cents, format_money
from include.books.sales_tax import Rates, expected_tax, is_rounding

SALES_TAX = "Sales tax"
"""How gateways describe the line of the tax that QuickBooks adds in the United States."""
TAX_EXCLUDED, TAX_INCLUDED = "TaxExcluded", "TaxInclusive"
"""What QuickBooks says of amounts in other countries: without tax, as CoreBooks sends them, or with it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: a value as posted and as it is, or, where there are none, a text.

    `party_id` is QuickBooks' ID of the customer or vendor, if that is what differs.
    """

    what: str
    posted: str = ""
    now: str = ""
    party_id: str = ""

    @property
    def edited(self) -> str:
        """After an edit: `total changed from $1.00 to $2.00`."""
        return f"{self.what} changed from {self.posted} to {self.now}" if self.now else self.what

    @property
    def from_the_start(self) -> str:
        """Where nobody edited it: `total is $2.00 instead of $1.00`."""
        if not self.now:
            return self.what
        verb = "are" if self.what.endswith("s") else "is"
        return f"{self.what} {verb} {self.now} instead of {self.posted}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What an entry must have, beside its document.

    Attributes:
        date: the entry's own date; None where it doesn't matter.
        party_id: QuickBooks' ID of its customer or vendor; empty if it isn't known.
        paid_id: QuickBooks' ID of the entry that a payment pays; empty for none.
        paid_name: how sentences name that entry.
        tax: what QuickBooks added when the entry was posted, in cents, where lines have tax codes.
        rates: the amount of each line and the rates of its code, by which tax may round either way.
    """

    date: dt.date | None
    party_id: str
    paid_id: str = ""
    paid_name: str = ""
    tax: Cents = 0
    rates: Sequence[tuple[Cents, Rates]] = ()


def differences(entry: Entry, document: Document, expected: Expected) -> list[Difference]:
    """How a live entry differs from a document, the posted value first."""
    found = []
    if entry.is_foreign:
        found.append(Difference("currency", books_currency(), entry.currency))
    if entry.net != document.total:
        what = "total before tax" if document.is_taxed else "total"
        found.append(Difference(what, format_money(document.total), format_money(entry.net)))
    if entry.date and expected.date and entry.date != expected.date:
        found.append(Difference("date", format_day(expected.date), format_day(entry.date)))
    party = document.party
    if expected.party_id and entry.party_id != expected.party_id:
        missing = f"no longer has {party.label}" if not entry.party_id else ""
        text = missing or f"{party.kind} is no longer {party.display_name}"
        found.append(Difference(text, party_id=entry.party_id))
    if document.account and entry.account_id and entry.account_id != document.account.id:
        found.append(Difference(f"account is no longer {document.account.name}"))
    if document.kind is not DocumentKind.PAYMENT:
        lines = list(line_differences(entry, document))
        found.extend(lines or unexpected_tax(entry, expected.tax, expected.rates))
    elif expected.paid_id and document.applied != 0 and expected.paid_id not in entry.links:
        found.append(Difference(f"no longer applied to {expected.paid_name}"))
    return found


def line_differences(entry: Entry, document: Document) -> Iterator[Difference]:
    """How the lines of an entry differ from a document's: amounts, accounts or products."""
    posted = _nonzero((line.amount, line.target.id) for line in document.lines)
    lines = entry.posted_lines
    tax = sum(cents for text, cents, target in lines if text == SALES_TAX and not target)
    now = _nonzero((cents, target) for text, cents, target in lines if text != SALES_TAX or target)
    if tax:
        yield Difference(f"QuickBooks added {sales_tax()} of {format_money(tax)}")
    if sorted(cents for cents, _ in posted) != sorted(cents for cents, _ in now):
        yield Difference("lines", _amounts(posted), _amounts(now) or "none")
    elif all(target for _, target in now) and sorted(posted) != sorted(now):
        yield Difference("lines posted to other accounts or products")
    yield from _code_differences(entry, document)


def _code_differences(entry: Entry, document: Document) -> Iterator[Difference]:
    """How the tax codes of an entry's lines, and what its amounts are to tax, differ from a document's."""
    if not document.is_taxed:
        if entry.tax:
            yield Difference(f"QuickBooks added tax of {format_money(entry.tax)}")
        return
    if entry.tax_mode not in ("", TAX_EXCLUDED):
        yield Difference(
            "amounts include tax" if entry.tax_mode == TAX_INCLUDED else "no tax applies"
        )
    now = Counter(
        (cents, code) for (_, cents), code in zip(entry.lines, entry.line_codes, strict=True)
    )
    posted = Counter((line.amount, line.tax) for line in document.lines if line.amount)
    lost = [
        code.name
        for (cents, code), number in posted.items()
        if code and now[cents, code.id] < number and any(now[cents, one] for one in entry.tax_codes)
    ]
    if lost:
        names = " and ".join(dict.fromkeys(lost))
        yield Difference(f"lines no longer have the tax code {names}")


def unexpected_tax(
    entry: Entry, known: Cents, rates: Sequence[tuple[Cents, Rates]]
) -> list[Difference]:
    """The tax of an entry with the right lines and codes, if it differs by more than rounding.

    Args:
        entry: as QuickBooks has it.
        known: the tax that was right before, in cents: a code's rates may have changed since.
        rates: the amount of each line and the rates of its code.
    """
    if entry.tax == known or is_rounding(entry.tax, rates):
        return []
    added, expected = format_money(entry.tax), format_money(expected_tax(rates))
    return [Difference(f"QuickBooks added {added} of tax where {expected} was expected")]


def _amounts(lines: Iterable[tuple[int, str]]) -> str:
    return ", ".join(format_money(cents) for cents, _ in lines)


def _nonzero(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(cents, target) for cents, target in lines if cents]
