"""How one entry fits one document: what agrees, what differs, and what that weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from include.sync.existing.comparing.names import NameFit, name_fit
from include.sync.existing.comparing.numbers import NumberFit, number_fit
from include.sync.existing.comparing.places import PlaceFit, place_fit
from include.sync.existing.comparing.sides import Found, Owners, Sought

Points: TypeAlias = int
"""What a sign weighs. Two signs beyond the amount are about 40, everything together about 120."""


class AmountFit(IntEnum):
    """How an entry's total fits a document's."""

    DIFFERENT = 0
    FORM = 1
    """It is a form in which others book it: the brokerage's net."""
    SAME = 2


class PaidFit(IntEnum):
    """How a payment fits by what it pays."""

    OTHERS = 0
    """It pays another entry than the one of the document's invoice."""
    NONE = 1
    LIKELY = 2
    """It pays the entry that is likely the invoice's."""
    SAME = 3
    """It pays the entry of the document's invoice."""


_NUMBER: Mapping[NumberFit, Points] = {
    NumberFit.OTHERS: -60,
    NumberFit.NONE: 0,
    NumberFit.SHORT: 14,
    NumberFit.CUT_OFF: 18,
    NumberFit.DIGITS: 26,
    NumberFit.IN_TEXT: 30,
    NumberFit.RECORD: 36,
    NumberFit.SAME: 40,
}
_NAME: Mapping[NameFit, Points] = {
    NameFit.OTHERS: -45,
    NameFit.DIFFERENT: -25,
    NameFit.NONE: 0,
    NameFit.ALIKE: 12,
    NameFit.SAME: 20,
}
_PLACE: Mapping[PlaceFit, Points] = {
    PlaceFit.OTHERS: -40,
    PlaceFit.DIFFERENT: -15,
    PlaceFit.PART: 0,
    PlaceFit.NONE: 0,
    PlaceFit.ALIKE: 16,
    PlaceFit.STREET: 26,
    PlaceFit.SAME: 30,
}
_AMOUNT: Mapping[AmountFit, Points] = {
    AmountFit.DIFFERENT: -5,
    AmountFit.FORM: 24,
    AmountFit.SAME: 30,
}
_PAID: Mapping[PaidFit, Points] = {
    PaidFit.OTHERS: -60,
    PaidFit.NONE: 0,
    PaidFit.LIKELY: 16,
    PaidFit.SAME: 40,
}
_TAG: Points = 1_000
_OTHER_TAG: Points = -20
_OTHER_KIND: Points = -15
_IN_STEP: Points = 15
_AS_USUAL: Points = 10
_NOTHING: Points = 5
"""What the same total weighs where it is nothing: as good as none."""

_DAYS: tuple[tuple[int, Points], ...] = ((0, 10), (1, 9), (3, 7), (10, 5), (31, 2), (60, -5))
"""Days apart, at most, and what they weigh."""
_FAR: Points = -20

NEAR, FAR = 45, 60
"""Days: so near is an entry that another sign names, and so far apart none is certain."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What agrees and what differs between a document and an entry.

    Attributes:
        form: the name of the form in which the total is the document's: "brokerage net".
        days: how far apart the dates are; None where the entry has none.
        is_tagged: the entry has the document's CoreBooks tag.
        has_other_tag: it has a CoreBooks tag that isn't the document's.
        as_usual: it is booked as the entries are that are known for certain.
        in_step: all entries of this customer or vendor and amount have the days of CORE's.
        is_only_one: CORE and QuickBooks have the customer's or vendor's amount once.
        of_person: the document's customer or vendor is an agent or vendor.
    """

    number: NumberFit
    name: NameFit
    place: PlaceFit
    amount: AmountFit
    days: int | None
    same_kind: bool
    form: str = ""
    paid: PaidFit = PaidFit.NONE
    is_zero: bool = False
    is_tagged: bool = False
    has_other_tag: bool = False
    in_step: bool = False
    as_usual: bool = False
    is_only_one: bool = False
    of_person: bool = True

    @property
    def steady(self) -> Points:
        """What it weighs without the days apart, by which alone two entries can't be told apart."""
        amount = _AMOUNT[self.amount]
        if self.amount is not AmountFit.DIFFERENT and self.is_zero:
            amount = _NOTHING
        return (
            _NUMBER[self.number]
            + _NAME[self.name]
            + _PLACE[self.place]
            + amount
            + _PAID[self.paid]
            + self.is_tagged * _TAG
            + self.has_other_tag * _OTHER_TAG
            + (not self.same_kind) * _OTHER_KIND
            + self.in_step * _IN_STEP
            + self.as_usual * _AS_USUAL
        )

    @property
    def points(self) -> Points:
        """What it weighs in all."""
        return self.steady + self._day_points

    @property
    def _day_points(self) -> Points:
        weight = _FAR
        if self.days is not None:
            weight = next((weight for most, weight in _DAYS if self.days <= most), _FAR)
        # Another hand may date an entry on any day: one with the number is no worse for that.
        return max(weight, 0) if self.number >= NumberFit.DIGITS else weight


def evidence_of(one: Sought, entry: Found, owners: Owners, paid: PaidFit) -> Evidence:
    """What agrees and what differs between a document and an entry."""
    amount, form = _amount(one, entry)
    tag = entry.tag
    return Evidence(
        number=_number(one, entry, owners),
        name=_name(one, entry, owners),
        place=_place(one, entry, owners),
        amount=amount,
        days=one.days_from(entry.entry.date),
        same_kind=entry.entry.kind is one.kind,
        form=form,
        paid=paid,
        is_zero=not entry.entry.net,
        is_tagged=bool(tag) and tag == one.wanted.tag,
        has_other_tag=bool(tag) and tag != one.wanted.tag,
        is_only_one=owners.is_only_one(one, entry),
        of_person=one.party.is_person,
    )


def _number(one: Sought, entry: Found, owners: Owners) -> NumberFit:
    if owners.has_others_number(one, entry):
        return NumberFit.OTHERS
    return number_fit(one.number, entry.number)


def _name(one: Sought, entry: Found, owners: Owners) -> NameFit:
    fit = name_fit(one.party, entry.party)
    if fit is not NameFit.SAME and owners.has_others_name(one, entry):
        return NameFit.OTHERS
    if one.is_at_place and fit < NameFit.SAME:
        return NameFit.NONE  # the customer's name is compared as an address
    return fit


def _place(one: Sought, entry: Found, owners: Owners) -> PlaceFit:
    fit = place_fit(one.place, entry.texts)
    if fit < PlaceFit.SAME and owners.has_others_place(one, entry):
        return PlaceFit.OTHERS
    return fit


def _amount(one: Sought, entry: Found) -> tuple[AmountFit, str]:
    cents = entry.entry.net
    if cents == one.total:
        return AmountFit.SAME, ""
    form = one.forms.get(cents, "")
    return (AmountFit.FORM, form) if form else (AmountFit.DIFFERENT, "")
