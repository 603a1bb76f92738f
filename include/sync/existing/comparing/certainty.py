"""When an entry is a document's for certain: what agrees must suffice, and nothing may speak against it.

A wrong link is worse than a question. So everything that isn't named here is left to a user.
"""

from __future__ import annotations

from include.sync.existing.comparing.evidence import FAR, NEAR, AmountFit, Evidence, PaidFit, Points
from include.sync.existing.comparing.names import NameFit
from include.sync.existing.comparing.numbers import NumberFit
from include.sync.existing.comparing.places import PlaceFit

MARGIN: Points = 10
"""How much more a certain pair weighs than any other of its document or its entry, days apart."""

_SOON = 10
_AT_ONCE = 3


def is_strong(found: Evidence) -> bool:
    """Whether the evidence alone is enough, other pairs apart.

    An amount that only others book, such as the brokerage's net, is enough with the number alone, or where
    nearly all entries are booked so.
    """
    return found.is_tagged or (
        shows_habits(found)
        and (found.amount is AmountFit.SAME or found.as_usual or found.number >= NumberFit.DIGITS)
    )


def shows_habits(found: Evidence) -> bool:
    """Whether it is likely enough to learn from it how the other hand books."""
    if found.is_tagged:
        return True
    if found.amount is AmountFit.DIFFERENT or not found.same_kind or _speaks_against(found):
        return False
    if found.has_other_tag:
        return found.number >= NumberFit.RECORD and _is_named(found)
    if found.is_zero:
        return found.number >= NumberFit.DIGITS and _is_named(found)
    return _by_number(found) or _by_payment(found) or _by_place(found) or _by_name(found)


def _speaks_against(found: Evidence) -> bool:
    others = (
        found.number is NumberFit.OTHERS,
        found.name <= NameFit.DIFFERENT,
        found.place is PlaceFit.OTHERS,
        found.paid is PaidFit.OTHERS,
    )
    if found.number >= NumberFit.RECORD and _is_named(found):
        return any(others)  # a connector may have dated all of history on its first day
    return any(others) or not _is_within(found, FAR)


def _by_number(found: Evidence) -> bool:
    """It has CORE's number, and a second sign or the whole of it where numbers belong."""
    if found.number >= NumberFit.RECORD:
        return True
    return found.number >= NumberFit.DIGITS and _is_named(found)


def _is_named(found: Evidence) -> bool:
    return found.place >= PlaceFit.ALIKE or found.name >= NameFit.ALIKE


def _by_payment(found: Evidence) -> bool:
    """It pays the entry of the invoice that the document pays."""
    return found.paid is PaidFit.SAME and found.amount is AmountFit.SAME


def _by_place(found: Evidence) -> bool:
    """It has the address, and the payee if there is one."""
    if found.place <= PlaceFit.NONE or not _is_within(found, NEAR):
        return False
    if found.of_person:
        return found.name >= NameFit.ALIKE
    if found.place >= PlaceFit.STREET:
        return True
    return found.amount is AmountFit.SAME and _is_within(found, _SOON)


def _by_name(found: Evidence) -> bool:
    """It is the only one of this customer or vendor and amount, on the day; or all of them are in step."""
    if found.place < PlaceFit.NONE or found.name is not NameFit.SAME or not found.of_person:
        return False
    if found.in_step:
        return True
    return found.amount is AmountFit.SAME and found.is_only_one and _is_within(found, _AT_ONCE)


def _is_within(found: Evidence, days: int) -> bool:
    return found.days is not None and found.days <= days
