"""An entry's own exchange rate, by which QuickBooks itself keeps its amounts in the home currency.

CoreBooks converts no amounts of CORE. This is only for what is in QuickBooks: an entry that someone moved to a
customer or vendor in another currency counts with what it is in the company's books.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from include.books.entries import Entry, in_home_currency


def at_its_rate(entry: Entry, rate: object) -> Entry:
    """An entry as read, with its amounts in the home currency.

    Args:
        entry: with its amounts as QuickBooks shows them: in the entry's own currency.
        rate: its ExchangeRate, units of the home currency for one of its own. Without one that can be read, the
            amounts stay as they are; that the currency differs is told in any case.
    """
    units = _rate(rate)
    return in_home_currency(entry, units) if entry.is_foreign and units else entry


def _rate(value: object) -> Decimal | None:
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
