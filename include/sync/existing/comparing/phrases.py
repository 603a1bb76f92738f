"""What agrees and what differs between a document and an entry, in words."""

from __future__ import annotations

from collections.abc import Iterator

from include.books.country_words import spelled
from include.books.dates import format_day
from include.books.money import format_money
from include.books.wording import a, counted
from include.sync.existing.comparing.evidence import AmountFit, Evidence, PaidFit
from include.sync.existing.comparing.names import NameFit
from include.sync.existing.comparing.numbers import NumberFit
from include.sync.existing.comparing.places import PlaceFit
from include.sync.existing.comparing.sides import Found, Sought

_SOON = 10


def reasons(one: Sought, entry: Found, found: Evidence) -> tuple[str, ...]:
    """What agrees: "same number", "same amount", "4 days apart"."""
    return tuple(_reasons(one, entry, found))


def _reasons(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    if found.is_tagged:
        yield "same CoreBooks tag"
    yield from _number(one, found)
    if found.paid >= PaidFit.LIKELY:
        yield "pays the same invoice" if found.paid is PaidFit.SAME else "may pay the same invoice"
    yield from _amount(one, entry, found)
    who = spelled(one.wanted.document.party.kind)
    if found.name >= NameFit.ALIKE:
        same = found.name is NameFit.SAME
        yield f"same {who}" if same else f"similar {who}, {entry.entry.party_name}"
    if found.place > PlaceFit.NONE:
        yield "similar address" if found.place is PlaceFit.ALIKE else "same address"
    if found.days is not None and found.days <= _SOON:
        yield f"{counted(found.days, 'day')} apart" if found.days else "same date"
    if found.in_step:
        yield f"all entries of this {who} and amount have CORE's dates"
    if found.as_usual:
        yield "posted in the same way as the others"


def _amount(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    lines, own = len(entry.entry.lines), len(one.wanted.document.lines)
    over = f", over {counted(lines, 'line')}" if lines > own else ""
    if found.amount is AmountFit.SAME:
        yield f"same amount{over}"
    elif found.amount is AmountFit.FORM:
        yield f"same amount as the {found.form}"


def _number(one: Sought, found: Evidence) -> Iterator[str]:
    record = one.wanted.number
    words = {
        NumberFit.SAME: "same number",
        NumberFit.RECORD: f"number has {record}",
        NumberFit.IN_TEXT: f"memo or line has {record}",
        NumberFit.DIGITS: f"number has the last digits of {record}",
        NumberFit.CUT_OFF: f"number is a part of {one.wanted.document.number}",
        NumberFit.SHORT: "same digits in the number",
    }
    if found.number in words:
        yield words[found.number]


def differences(one: Sought, entry: Found, found: Evidence) -> tuple[str, ...]:
    """What differs: "total is $3,395.00 instead of $30,000.00"."""
    return tuple(_differences(one, entry, found))


def _differences(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    document, other = one.wanted.document, entry.entry
    if not found.same_kind:
        yield f"is {a(other.kind)}, not {a(document.kind)}"
    if found.has_other_tag:
        yield "has the CoreBooks tag of another entry"
    yield from _other_number(one, entry, found)
    if found.paid is PaidFit.OTHERS:
        yield "pays another invoice"
    if found.amount is not AmountFit.SAME:
        yield f"total is {format_money(other.net)} instead of {format_money(document.total)}"
    yield from _other_name(one, entry, found)
    if found.place < PlaceFit.NONE:
        others = found.place is PlaceFit.OTHERS
        yield "address is another record's" if others else f"address is not {one.wanted.place}"
    yield from _other_day(one, entry, found)
    lines, own = len(other.lines), len(document.lines)
    if lines and lines != own:
        yield f"{counted(lines, 'line')} instead of {own}"


def _other_number(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    number, own = entry.entry.number, one.wanted.document.number
    if found.number is NumberFit.OTHERS:
        yield f"number {number} is another record's"
    elif found.number is NumberFit.NONE and number and own:
        yield f"number is {number} instead of {own}"


def _other_name(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    """Another customer than the property's is told only where nothing shows that it is for the property."""
    party, name = one.wanted.document.party, entry.entry.party_name
    told = found.name <= NameFit.DIFFERENT or found.place <= PlaceFit.NONE
    if found.name <= NameFit.NONE and name and told:
        yield f"{spelled(party.kind)} is {name} instead of {party.display_name}"


def _other_day(one: Sought, entry: Found, found: Evidence) -> Iterator[str]:
    day = entry.entry.date
    if day is not None and found.days is not None and found.days > _SOON:
        yield f"dated {format_day(day)} instead of {format_day(one.wanted.date)}"
