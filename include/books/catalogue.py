"""The lists of a QuickBooks company that documents refer to: accounts, products and classes."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

RateChanges = tuple[tuple[dt.date, tuple[Decimal, ...] | None], ...]
"""The days from which a tax code had other rates, with these; the first counts for all days before, too."""

HOME_CURRENCY = "USD"
"""The currency of every company that CoreBooks works with, and of every amount it posts."""


class ListKind(StrEnum):
    """Which list of the company an entry belongs to."""

    ACCOUNT = "account"
    PRODUCT = "product"
    CLASS = "class"
    PAYMENT_METHOD = "payment method"
    TAX_CODE = "tax code"


class AccountType(StrEnum):
    """The types of accounts that matter for what is posted, by the names that both products use."""

    BANK = "Bank"
    CREDIT_CARD = "Credit Card"
    RECEIVABLE = "Accounts Receivable"
    PAYABLE = "Accounts Payable"
    OTHER_CURRENT_ASSET = "Other Current Asset"
    INCOME = "Income"
    OTHER_INCOME = "Other Income"
    COST_OF_GOODS_SOLD = "Cost of Goods Sold"
    EXPENSE = "Expense"
    OTHER_EXPENSE = "Other Expense"


@dataclass(frozen=True, slots=True)
class ListRef:
    """A reference to one list entry, with its name so that logs and previews can be read.

    `id` is empty for an entry that does not exist yet and is to be created first.
    """

    kind: ListKind
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One account, product, class or payment method of the company.

    `type` is the account's (`AccountType`, or another name of QuickBooks') or the product's
    ("Service"...); empty for classes. `account_id` is a product's income account, `currency` an
    account's own where it is another than the company's ("EUR"), else empty. `path` is the name with
    those above it, "North:Salem", where there are any. `sales_rates` and `purchase_rates` are a tax code's rates in
    percent, one each for what is sold and what is bought (Quebec's has two); None where the code has
    none for that side, as Australia's "GST on purchases" has none for sales. They are those of today; of a code
    whose rates changed, or are about to, `sales_rate_changes` and `purchase_rate_changes` have them by day.
    """

    kind: ListKind
    id: str
    name: str
    type: str = ""
    active: bool = True
    account_id: str = ""
    currency: str = ""
    path: str = ""
    sales_rates: tuple[Decimal, ...] | None = None
    purchase_rates: tuple[Decimal, ...] | None = None
    sales_rate_changes: RateChanges = ()
    purchase_rate_changes: RateChanges = ()

    @property
    def is_foreign(self) -> bool:
        """Whether its balance is in another currency than the company's own."""
        return bool(self.currency)

    @property
    def ref(self) -> ListRef:
        """The reference that documents carry."""
        return ListRef(self.kind, self.id, self.name)


def plain(name: str) -> str:
    """Fold a name for comparison: case, accents' encoding and runs of blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Catalogue:
    """The company's lists, looked up by ID or by name.

    Args:
        entries: every entry read from QuickBooks, inactive ones included.
        spelled: a name as this QuickBooks keeps it, which may be shorter or in other letters.
    """

    def __init__(
        self, entries: Iterable[ListEntry], spelled: Callable[[str], str] = lambda name: name
    ) -> None:
        self.entries = tuple(entries)
        self._spelled = spelled
        self._by_id = {(entry.kind, entry.id): entry for entry in self.entries}
        self._by_name = {
            (entry.kind, plain(name)): entry
            for entry in self.entries
            if entry.active
            for name in (entry.path or entry.name, entry.name)
        }

    def by_id(self, kind: ListKind, entry_id: str) -> ListEntry | None:
        """The entry with this ID, active or not."""
        return self._by_id.get((kind, entry_id))

    def by_name(self, kind: ListKind, name: str) -> ListEntry | None:
        """The active entry of this name, or of this path, ignoring case and blanks."""
        exact = self._by_name.get((kind, plain(name)))
        return exact or self._by_name.get((kind, plain(self._spelled(name))))

    def kept(self, name: str) -> str:
        """A name as this QuickBooks keeps it; empty if it keeps no letter of it."""
        return self._spelled(name).strip()

    def inactive_by_name(self, kind: ListKind, name: str) -> ListEntry | None:
        """The inactive entry that has a name: names are unique over active and inactive ones."""
        wanted = {plain(name), plain(self._spelled(name))}
        for entry in self.entries:
            if entry.kind is kind and not entry.active and plain(entry.name) in wanted:
                return entry
        return None

    def sharing(self, kind: ListKind, name: str) -> tuple[ListEntry, ...]:
        """The active entries below others that share a name: `Fees:E&O` and `Insurance:E&O`.

        None of them goes by that name alone, so `by_name` finds none.
        """
        wanted = plain(name)
        found = (
            entry
            for entry in self.entries
            if entry.kind is kind
            and entry.active
            and plain(entry.name.rpartition(":")[2]) == wanted != plain(entry.name)
        )
        return tuple(sorted(found, key=lambda entry: plain(entry.name)))

    def of_type(self, kind: ListKind, *types: str) -> tuple[ListEntry, ...]:
        """Active entries of the given QuickBooks types, by name."""
        entries = (e for e in self.entries if e.kind is kind and e.active and e.type in types)
        return tuple(sorted(entries, key=lambda entry: plain(entry.name)))
