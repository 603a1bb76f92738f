"""From QuickBooks Online's tax codes and tax rates to the tax codes that lines can have.

A code lists rates for sales and for purchases; a rate of its own entity has the percentage. Codes that
QuickBooks hides, or that are inactive, can't be chosen. A rate that was changed has its percentages with
the days they are from (EffectiveTaxRate), and RateValue need not be the one of today. An entry is taxed by
the percentage of its own date.
https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/taxcode.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from include.books.catalogue import ListEntry, ListKind, RateChanges
from include.plain_text import plain as plain_text
from include.quickbooks.online.entries.home import Home
from include.quickbooks.online.entries.inactive_names import active_name

Body = Mapping[str, Any]
Rates = tuple[Decimal, ...]

_SIDES = ("SalesTaxRateList", "PurchaseTaxRateList")
_ON_AMOUNT_AND_TAX, _ON_TAX = "TaxOnAmountPlusTax", "TaxOnTax"


def tax_code_entries(
    codes: Iterable[Body], rates: Iterable[Body], today: dt.date, home: Home
) -> Iterator[ListEntry]:
    """The company's tax codes with the percentages of today.

    A code without any rate, such as "Out of Scope", bears no tax on either side; one with rates for one
    side only can't be used on the other.

    Args:
        codes: QuickBooks' TaxCode entities.
        rates: its TaxRate entities.
        today: the day.
        home: where the company keeps its books.
    """
    by_id = {str(rate.get("Id", "")): rate for rate in rates}
    for code in codes:
        listed = [_listed(code, side) for side in _SIDES]
        sales, purchases = (_Side(one, by_id, has_rates=any(listed)) for one in listed)
        active = code.get("Active") is not False
        name = plain_text(str(code.get("Name") or ""))
        yield ListEntry(
            ListKind.TAX_CODE,
            str(code.get("Id", "")),
            name if active else active_name(name, home),
            active=active and code.get("Hidden") is not True,
            sales_rates=sales.on(today),
            purchase_rates=purchases.on(today),
            sales_rate_changes=sales.changes(),
            purchase_rate_changes=purchases.changes(),
        )


class _Side:
    """One side of a code: its rates, by day.

    Args:
        listed: the code's list of rates for the side.
        rates: QuickBooks' TaxRate entities, by ID.
        has_rates: whether the code has rates for either side.
    """

    def __init__(
        self, listed: Sequence[Body], rates: Mapping[str, Body], *, has_rates: bool
    ) -> None:
        self._listed = [(one, rates.get(_rate_id(one))) for one in sorted(listed, key=_order)]
        self._has_rates = has_rates

    def on(self, day: dt.date) -> Rates | None:
        """The rates of a day, in percent of the amount; None where the code has none that can be read."""
        if not self._listed:
            return None if self._has_rates else ()
        found: list[Decimal] = []
        for one, rate in self._listed:
            percent = None if rate is None else _percent(rate, day)
            if percent is None:
                return None
            found.append(percent * _base(one, sum(found, Decimal())))
        return tuple(found)

    def changes(self) -> RateChanges:
        """The days from which the rates were others, with these; empty where they never were."""
        days = {day for _, rate in self._listed if rate is not None for day in _turns(rate)}
        found: list[tuple[dt.date, Rates | None]] = []
        for day in sorted(days):
            rates = self.on(day)
            if not found or found[-1][1] != rates:
                found.append((day, rates))
        return tuple(found) if len(found) > 1 else ()


def _base(listed: Body, taxed_before: Decimal) -> Decimal:
    """What a rate is of, as a share of the amount: the tax before it may be a part, or all, of it."""
    of_tax = taxed_before / 100
    kind = listed.get("TaxTypeApplicable")
    if kind == _ON_TAX:
        return of_tax
    return 1 + of_tax if kind == _ON_AMOUNT_AND_TAX else Decimal(1)


def _listed(code: Body, side: str) -> list[Body]:
    details = (code.get(side) or {}).get("TaxRateDetail") or ()
    return [one for one in details if isinstance(one, Mapping)]


def _order(listed: Body) -> int:
    text = str(listed.get("TaxOrder") or 0)
    return int(text) if text.isascii() and text.isdecimal() else 0


def _rate_id(listed: Body) -> str:
    return str((listed.get("TaxRateRef") or {}).get("value") or "")


def _turns(rate: Body) -> Iterator[dt.date]:
    """The days on which a percentage began, and those after one ended; what can't be read is left out."""
    for dated in rate.get("EffectiveTaxRate") or ():
        if not isinstance(dated, Mapping):
            continue
        for name, later in (("EffectiveDate", 0), ("EndDate", 1)):
            with contextlib.suppress(ValueError, OverflowError):
                yield dt.date.fromisoformat(_day(dated, name)) + dt.timedelta(days=later)


def _percent(rate: Body, today: dt.date) -> Decimal | None:
    """A rate's percentage today; None where it has none that can be read."""
    day = today.isoformat()
    dated = [one for one in rate.get("EffectiveTaxRate") or () if _is_in_force(one, day)]
    latest = max(dated, key=lambda one: _day(one, "EffectiveDate"), default=rate)
    try:
        found = Decimal(str(latest["RateValue"]))
    except (KeyError, InvalidOperation):
        return None
    return found if found.is_finite() else None


def _is_in_force(dated: Any, day: str) -> bool:
    if not isinstance(dated, Mapping) or dated.get("RateValue") is None:
        return False
    end = _day(dated, "EndDate")
    return _day(dated, "EffectiveDate") <= day and (not end or end >= day)


def _day(dated: Body, name: str) -> str:
    """A day as QuickBooks writes it, "2016-07-01"; empty where there is none."""
    return str(dated.get(name) or "")[:10]
