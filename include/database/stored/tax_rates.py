"""A tax code's rates for one side, as the database keeps them: exact, as text.

Of a code whose rates never changed it is a list of percentages: ["5", "9.975"]. Of one whose rates changed
it says those of today, and which began when: {"now": ["15"], "since": [["2010-07-01", ["13"]], ...]}.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from include.books.catalogue import RateChanges

Rates = tuple[Decimal, ...]


class ChangedRates(BaseModel):
    """Rates that changed, or are about to.

    Attributes:
        now: those of the day on which they were read; None where there were none.
        since: the days from which there were others, with these, in order.
    """

    model_config = ConfigDict(frozen=True)

    now: Rates | None
    since: tuple[tuple[dt.date, Rates | None], ...]


_STORED: TypeAdapter[Rates | ChangedRates | None] = TypeAdapter(Rates | ChangedRates | None)


def rates_to_json(rates: Rates | None, changes: RateChanges) -> object:
    """As the database keeps them."""
    kept = ChangedRates(now=rates, since=changes) if changes else rates
    return _STORED.dump_python(kept, mode="json")


def rates_from_json(stored: object) -> tuple[Rates | None, RateChanges]:
    """The rates as they were kept, and their changes."""
    kept = _STORED.validate_python(stored)
    return (kept.now, kept.since) if isinstance(kept, ChangedRates) else (kept, ())
