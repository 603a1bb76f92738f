"""What could be read of a record that can't be used as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.books.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A record's line in lists, as far as CORE's response gives it; the rest is blank or None.

    Attributes:
        number: CORE's number, "TR-2019-640224".
        title: the property's address, or the agent's name.
        day: the close date or the billing date.
        amount_cents: the gross commission, or the statement's total.
        owner: of billing, the key of its agent: "agent:45".
        others: further words that a search finds it by, such as the names of its agents.
    """

    number: str = ""
    title: str = ""
    day: dt.date | None = None
    amount_cents: Cents | None = None
    owner: str = ""
    others: tuple[str, ...] = ()


NOTHING_KNOWN = Known()
