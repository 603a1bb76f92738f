"""What QuickBooks has: entries, customers and vendors, as either product shows them now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from include.books.documents import DocumentKind
from include.books.money import Cents
from include.books.parties import PartyKind


class EntryStatus(StrEnum):
    """Whether an entry still exists in QuickBooks."""

    LIVE = "live"
    VOIDED = "voided"
    DELETED = "deleted"


class LinkedKind(StrEnum):
    """What a linked entry is to the one that names it."""

    PAYMENT = "payment"
    """It pays the entry, or is paid by it: a customer's payment, a bill payment."""
    CREDIT = "credit"
    """A credit memo or vendor credit that is applied."""
    DEPOSIT = "deposit"
    """The bank deposit that the entry is on."""
    REIMBURSEMENT = "reimbursement"
    """An expense that was billed to a customer."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LinkedEntry:
    """An entry that another one is linked with.

    `cents` is the amount applied between the two, where QuickBooks shows it.
    """

    kind: LinkedKind
    id: str
    cents: Cents | None = None


@dataclass(frozen=True, slots=True)
class LineExtras:
    """What a bookkeeper can set on a line beside what CoreBooks posts there.

    `line_id` is QuickBooks' own ID of the line; empty values were not set. `billable` is None where
    the line says nothing of it.
    """

    line_id: str = ""
    class_id: str = ""
    customer_id: str = ""
    billable: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether a bookkeeper set nothing on the line."""
        return not (self.class_id or self.customer_id or self.billable)


@dataclass(frozen=True, slots=True)
class EntryExtras:
    """What a bookkeeper can set on an entry as a whole: QuickBooks' IDs; empty values were not set."""

    class_id: str = ""
    location_id: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether a bookkeeper set nothing."""
        return not (self.class_id or self.location_id)


NOTHING_SET = EntryExtras()


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry of QuickBooks and the version that was read last (SyncToken, EditSequence)."""

    id: str
    version: str


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """An entry that QuickBooks reported as changed, without saying what changed.

    Attributes:
        realm_id: QuickBooks' own ID of the company.
        kinds: the kinds that it may be: QuickBooks keeps checks, expenses, and refunds as one.
        entry_id: its ID in QuickBooks.
        at: when it changed, UTC; None if that can't be read.
    """

    realm_id: str
    kinds: frozenset[DocumentKind]
    entry_id: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as QuickBooks has it now.

    `total` and `balance` (what is open or unapplied) are cents; `lines` are (description, cents) of
    the lines with an amount, `targets` the IDs of the account or product of each and `extras` what
    else is set on each, `whole` what is set beside the lines; `links` the IDs of the entries it pays or is paid by, `linked` the same
    entries with what they are to it; `account_id` the account of the money; `party_name` the customer or
    vendor in words, where the entry has it; `printed` whether a check was printed; `currency` its
    currency where that is another than the company's, else empty; `changed_by` QuickBooks' own ID of the
    user who changed it last, where it tells (Online; it has no name for it). All amounts are in the home
    currency, at the entry's own exchange rate where it is in another one (`in_home_currency`). In companies whose lines
    need tax codes, `tax` is the tax that QuickBooks added, in cents, which `total` includes and no line
    has; `tax_codes` are the IDs of each line's code, and `tax_mode` says how amounts relate to tax, in
    QuickBooks' own word ("TaxExcluded"). In all other companies they are empty, and tax is a line.
    `due_date` is that of an invoice or bill; other kinds have none.
    """

    kind: DocumentKind
    ref: EntryRef
    number: str
    date: dt.date | None
    party_id: str
    total: Cents
    balance: Cents
    lines: tuple[tuple[str, Cents], ...]
    memo: str
    status: EntryStatus
    links: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    account_id: str = ""
    linked: tuple[LinkedEntry, ...] = ()
    extras: tuple[LineExtras, ...] = ()
    whole: EntryExtras = NOTHING_SET
    printed: bool = False
    party_name: str = ""
    currency: str = ""
    changed_by: str = ""
    tax: Cents = 0
    tax_codes: tuple[str, ...] = ()
    tax_mode: str = ""
    due_date: dt.date | None = None

    @property
    def net(self) -> Cents:
        """The total without the tax that tax codes added, in cents."""
        return self.total - self.tax

    @property
    def line_codes(self) -> tuple[str, ...]:
        """The ID of each line's tax code, empty where it has none or QuickBooks doesn't show it."""
        shown = len(self.tax_codes) == len(self.lines)
        return self.tax_codes if shown else ("",) * len(self.lines)

    @property
    def posted_lines(self) -> list[tuple[str, Cents, str]]:
        """The description, cents, and account or product of each line.

        Where QuickBooks doesn't show an account or product for each, all of them are empty.
        """
        shown = len(self.targets) == len(self.lines)
        targets = self.targets if shown else ("",) * len(self.lines)
        rows = zip(self.lines, targets, strict=True)
        return [(text, cents, target) for (text, cents), target in rows]

    @property
    def is_foreign(self) -> bool:
        """Whether its amounts are in another currency than the company's own."""
        return bool(self.currency)


def in_home_currency(entry: Entry, rate: Decimal) -> Entry:
    """An entry with its amounts in the home currency; `currency` still says what it is in.

    Each amount is converted and rounded to the cent. What rounding leaves of the total is on the last line.

    Args:
        entry: with its amounts in another currency.
        rate: units of the home currency for one of the entry's, as QuickBooks has it.
    """

    def at_home(cents: Cents) -> Cents:
        return int((cents * rate).quantize(Decimal(1), ROUND_HALF_UP))

    total, tax = at_home(entry.total), at_home(entry.tax)
    cents = [at_home(one) for _, one in entry.lines]
    if cents and sum(one for _, one in entry.lines) == entry.net:
        cents[-1] += total - tax - sum(cents)
    return replace(
        entry,
        total=total,
        tax=tax,
        balance=at_home(entry.balance),
        lines=tuple((text, own) for (text, _), own in zip(entry.lines, cents, strict=True)),
    )


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A customer or vendor as QuickBooks has it now.

    `print_name` is the name on its checks; `currency` its currency where that is another than the
    company's, else empty; `former_name` the name it had, where QuickBooks renamed it when it was made
    inactive.
    """

    kind: PartyKind
    ref: EntryRef
    display_name: str
    active: bool = True
    print_name: str = ""
    currency: str = ""
    former_name: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether it is paid or billed in another currency than the company's own."""
        return bool(self.currency)
