"""What the engine needs from a QuickBooks product. Online and Desktop each satisfy `Gateway`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from include.books.catalogue import Catalogue, ListKind
from include.books.countries import tax_name
from include.books.documents import Document, DocumentKind
from include.books.entries import NOTHING_SET, Entry, EntryExtras, EntryRef, LineExtras, PartyEntry
from include.books.money import Cents
from include.books.parties import Party, PartyKind
from include.understood import Understood


class Action(StrEnum):
    """What a write does in QuickBooks."""

    CREATE = "create"
    UPDATE = "update"
    VOID = "void"


class Recovery(StrEnum):
    """What to do about a rejection; `FAULT` means CoreBooks itself must be fixed."""

    RETRY_LATER = "retry later"
    RECONNECT = "reconnect"
    ON_HOLD = "on hold"
    FAULT = "fault"


class Feature(StrEnum):
    """What a company's QuickBooks subscription may lack; read from the company."""

    BILLS = "bills"
    CLASSES = "classes"
    SALES = "sales forms"
    """Invoices, sales receipts, and credit memos."""
    EXPENSE_METHODS = "payment methods on expenses"
    DEPOSIT_TAX = "sales tax on deposits"


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """The connected company's own facts.

    `country` is its ISO 3166 code ("CA"), `currency` the home currency of its books. `closing_date` is
    the last day of the closed period, None when none is set. `missing` are the features that its
    subscription, or its settings, do not have.
    """

    id: str
    name: str
    edition: str
    currency: str = "USD"
    closing_date: dt.date | None = None
    numbers_kept: bool = True
    """Whether QuickBooks keeps the document numbers it is given."""
    missing: frozenset[Feature] = frozenset()
    sales_tax: bool = False
    """Whether the company charges sales tax, so that lines must say that they aren't taxable."""
    country: str = "US"
    tax_codes: bool = False
    """Whether every line needs a tax code, by which QuickBooks adds tax: sales tax is on, and the company
    isn't in the United States."""
    multicurrency: bool = False
    """Whether entries can be in other currencies than the home currency."""

    @property
    def tax_name(self) -> str:
        """What the country calls the tax: "GST/HST", "VAT"."""
        return tax_name(self.country)


@dataclass(frozen=True, slots=True)
class ListWrite:
    """A product or class to be created; `account_id` is a product's income account."""

    request_id: str
    kind: ListKind
    name: str
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class PartyWrite:
    """A customer or vendor to be created or updated (`existing` is then given).

    The name written is the party's `display_name`, already made unique.
    """

    request_id: str
    action: Action
    party: Party
    existing: EntryRef | None = None


@dataclass(frozen=True, slots=True)
class DocumentWrite:
    """A document to be written, everything in it resolved to QuickBooks' own IDs.

    `request_id` has at most 36 characters and is the same whenever the same content is sent again;
    `marker` is the CoreBooks tag for the entry's memo; `pays_id` is the ID of the invoice paid.
    """

    request_id: str
    action: Action
    document: Document
    marker: str
    date: dt.date
    due_date: dt.date
    party_id: str
    pays_id: str | None = None
    existing: EntryRef | None = None
    from_credit_card: bool = False
    """Whether the account paid from is a credit card."""
    number_used: bool = False
    """Whether a voided entry has the same number, which is then not a duplicate."""
    extras: tuple[LineExtras, ...] = ()
    """What a bookkeeper set on each of the document's lines, which stays: on the entry that is updated,
    or on the one that a new entry replaces. Empty, or as long as the document's lines."""
    whole: EntryExtras = NOTHING_SET
    """For a new entry: what a bookkeeper set on the one that it replaces. An update leaves it as it is."""
    memo: str | None = None
    """The whole memo to leave in QuickBooks, the CoreBooks tag included, because a bookkeeper added to
    it; None for the document's own memo and tag."""
    keeps_number: bool = False
    """For an update: leave the number as QuickBooks has it, because it is the one on a check's paper."""


@dataclass(frozen=True, slots=True)
class Posted:
    """QuickBooks accepted the write. `total` is what it posted, in cents; None for customers and vendors."""

    request_id: str
    ref: EntryRef
    total: Cents | None
    number: str
    trace_id: str
    """QuickBooks' own ID of the exchange (intuit_tid), for its support."""
    note: str = ""
    """How it was done, if the action's name doesn't tell; for the log."""
    entry: Entry | None = None
    """A document as QuickBooks stored it, where the response has it in full: no need to read it again."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """QuickBooks rejected the write: a sentence for the bookkeeper and what to do next."""

    request_id: str
    recovery: Recovery
    code: str
    sentence: str
    what_to_do: str
    trace_id: str = ""
    stale: bool = False
    """Whether the entry was edited in QuickBooks since it was read: read it and plan again."""
    cause: str = ""
    """What pages group by where it isn't QuickBooks' code: a `HoldCause`."""


@dataclass(frozen=True, slots=True)
class NoResponse:
    """No clear response arrived: the write may or may not have happened, and must be looked up.

    Attributes:
        reason: what happened instead, without a full stop.
        answered: QuickBooks did answer this write, with an error that leaves open whether it was
            posted. Then it no longer works on it, and may repeat the error for the same request ID.
        code: QuickBooks' own code of that error.
    """

    request_id: str
    reason: str
    answered: bool = False
    code: str = ""


Answer = Posted | Rejected | NoResponse

KnownEntries = Callable[[DocumentKind], Sequence[str]]
"""The IDs of the entries of a kind that CoreBooks posted and expects in QuickBooks."""


class GatewayUnavailable(Understood):
    """The whole company cannot be written to for now; nothing further was sent.

    `recovery` is RETRY_LATER (with `retry_at` where QuickBooks names it), RECONNECT or FAULT.
    `is_incomplete`: QuickBooks answered a question, but never in full.
    `not_sent` are the request IDs of writes that got no response and certainly did not happen.
    """

    def __init__(
        self,
        recovery: Recovery,
        sentence: str,
        what_to_do: str,
        *,
        code: str = "",
        retry_at: dt.datetime | None = None,
        is_incomplete: bool = False,
    ) -> None:
        self.recovery = recovery
        self.passes = recovery is Recovery.RETRY_LATER
        self.sentence = sentence
        self.what_to_do = what_to_do
        self.code = code
        self.retry_at = retry_at
        self.is_incomplete = is_incomplete
        self.not_sent: tuple[str, ...] = ()
        super().__init__(f"{sentence} {what_to_do}".strip())


class GatewayWaits(GatewayUnavailable):
    """Requests wait for a QuickBooks that calls CoreBooks: continue when they are answered.

    The requests stay in the queue: the same step of the same run, repeated, continues where it
    stopped. `company_id` is the company whose requests wait.
    """

    def __init__(self, company_id: str, sentence: str, what_to_do: str) -> None:
        super().__init__(Recovery.RETRY_LATER, sentence, what_to_do)
        self.company_id = company_id


class Gateway(Protocol):
    """One connected QuickBooks company.

    Every method raises `GatewayUnavailable` when the company as a whole cannot be reached; if
    requests wait in a queue, it is `GatewayWaits`, and the method is called again later. Writing
    yields exactly one answer for every write, in any order; writes of one call do not see each
    other, so what depends on another goes into a later call.
    """

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Call a check right before every write is sent; what it raises stops the write."""
        ...

    def look_again(self, *, whole: bool = False) -> None:
        """Lists and facts that were read before count no more: the next that are asked for are those of now.

        Args:
            whole: don't rely on what QuickBooks lists as changed; read them again.
        """
        ...

    def company(self) -> CompanyFacts:
        """Read the company's own facts."""
        ...

    def catalogue(self) -> Catalogue:
        """Read accounts, products and classes, inactive ones included."""
        ...

    def tax_codes(self) -> Catalogue:
        """Read the tax codes with the rates that they have now; none where lines need none."""
        ...

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Look up customers or vendors by exact display name; missing names are left out."""
        ...

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that holds a display name, on whichever list."""
        ...

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        ...

    def inactive_parties(self, kind: PartyKind, ids: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Those of some customers or vendors that are inactive, by ID.

        None where QuickBooks rejects entries for inactive ones itself, so that none need be read.
        """
        ...

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create products and classes."""
        ...

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors."""
        ...

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents."""
        ...

    def late_answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:
        """Answers to earlier writes that arrived after their run had stopped.

        For writes still in progress it raises `GatewayWaits` at the end; for writes it does not have,
        or no longer has, there is no answer.
        """
        ...

    @property
    def reads_are_metered(self) -> bool:
        """Whether each question costs: then runs of a company share one where they can."""
        ...

    def entries_changed(
        self,
        kinds: Sequence[DocumentKind],
        since: dt.datetime,
        known: KnownEntries | None = None,
    ) -> Iterator[Entry]:
        """Every document created, changed or deleted since a moment (aware, UTC).

        `known` names documents whose deletion must not be missed. QuickBooks Online lists deletions
        of the last 30 days only, and none when too much changed after them: then, and only then,
        `known` is called, and what it names is looked up by ID.
        """
        ...

    def find_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Documents with one of these numbers."""
        ...

    def entries_dated(self, kind: DocumentKind, first: dt.date, last: dt.date) -> Iterator[Entry]:
        """Every document of a kind that is dated from one day to another, both included."""
        ...

    def read_entries(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Documents by ID as they are now; deleted ones are left out."""
        ...

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """Which of these documents are cleared or reconciled.

        Returns:
            By ID, how: "reconciled", "cleared", or in words that QuickBooks
            does not tell, which counts as cleared; others are left out.
        """
        ...

    def number_of(self, kind: DocumentKind, number: str) -> str:
        """A document's number as this QuickBooks keeps it, perhaps shorter or in other letters."""
        ...

    def party_name(self, name: str) -> str:
        """A customer's or vendor's name as this QuickBooks keeps it: shorter, or in other letters.

        Empty if QuickBooks keeps no letter of it.
        """
        ...

    def link(self, kind: DocumentKind, entry_id: str) -> str:
        """The web address of the entry, or in words how to find it."""
        ...
