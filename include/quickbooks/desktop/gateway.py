"""The gateway to one QuickBooks Desktop company, through the queue that its PC empties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.entries import Entry, PartyEntry
from include.books.gateway import (
    Answer,
    CompanyFacts,
    DocumentWrite,
    KnownEntries,
    ListWrite,
    PartyWrite,
)
from include.books.parties import PartyKind
from include.clock import Clock, SystemClock
from include.quickbooks.desktop.entries.spelling import NAME, list_name, number_of
from include.quickbooks.desktop.entry_reading import EntryReader
from include.quickbooks.desktop.list_reading import ListReader
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.waiting import PcQueue
from include.quickbooks.desktop.wire.queue import MessageQueue
from include.quickbooks.desktop.writing import Writer


class DesktopGateway:
    """Satisfies `include.books.gateway.Gateway`.

    Every method puts what it needs into the queue and waits for the PC as long as its patience
    lasts; then it raises `GatewayWaits`. Called again with the same arguments by the same step of
    the same run, it continues where it was: what was answered meanwhile isn't asked for again, and
    no write is queued twice.
    """

    def __init__(
        self, settings: DesktopSettings, queue: MessageQueue, clock: Clock | None = None
    ) -> None:
        self._pc = PcQueue(settings, queue, clock or SystemClock())
        self._lists = ListReader(settings, self._pc)
        self._entries = EntryReader(self._pc, settings.home)
        self._writer = Writer(self._pc, self._entries, settings.home)

    def close(self) -> None:
        """Nothing is open."""

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Call `check` right before writes are queued; if it raises, they aren't."""
        self._writer.guard(check)

    def look_again(self, *, whole: bool = False) -> None:
        """Nothing to do: lists are read from the company file each time they are asked for."""

    def company(self) -> CompanyFacts:
        """Read the company's own facts.

        Raises:
            GatewayUnavailable: also when the company is of another country or currency.
        """
        return self._lists.company()

    def check_connection(self) -> CompanyFacts:
        """Check that CoreBooks can work with the company; the same as `company`."""
        return self._lists.company()

    def catalogue(self) -> Catalogue:
        """Read accounts, items, classes, payment methods and tax codes, inactive ones included."""
        return self._lists.catalogue()

    def tax_codes(self) -> Catalogue:
        """Read the tax codes with the rates that they have now, with all lists: no list is kept."""
        return self._lists.catalogue()

    def ask_for_lists(self) -> None:
        """Queue the lists without waiting for them."""
        self._lists.ask_for_lists()

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Look up customers or vendors by name, inactive ones included."""
        return self._lists.find_parties(kind, names)

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that has a name, active or not."""
        return self._lists.name_taken_by(name)

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        return self._lists.parties(kind)

    def inactive_parties(self, kind: PartyKind, ids: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Those of some customers or vendors that are inactive: QuickBooks may take entries for them."""
        return self._lists.inactive_parties(kind, ids)

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create items and classes."""
        return self._writer.write_lists(writes)

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors."""
        return self._writer.write_parties(writes)

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents."""
        return self._writer.write_documents(writes)

    def late_answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:
        """Responses that came after the run stopped waiting for them.

        Raises:
            GatewayWaits: some haven't come yet.
        """
        yield from self._pc.responses(sorted(self._pc.known(request_ids)))

    @property
    def reads_are_metered(self) -> bool:
        """A PC answers as often as it is asked."""
        return False

    def entries_changed(
        self,
        kinds: Sequence[DocumentKind],
        since: dt.datetime,
        known: KnownEntries | None = None,  # noqa: ARG002  (Desktop lists every deletion)
    ) -> Iterator[Entry]:
        """Every document created, changed or deleted since a moment (aware, UTC)."""
        return self._entries.changed(kinds, since)

    def find_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Documents with one of these numbers, as QuickBooks Desktop keeps them."""
        return self._entries.by_number(kind, numbers)

    def entries_dated(self, kind: DocumentKind, first: dt.date, last: dt.date) -> Iterator[Entry]:
        """Documents of a kind that are dated from one day to another, both included."""
        return self._entries.dated(kind, first, last)

    def read_entries(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Documents by ID as they are now; deleted ones are left out."""
        return self._entries.by_id(kind, ids)

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """How the bank cleared these documents, by ID; open and deleted ones are left out."""
        return self._entries.cleared(kind, ids)

    def number_of(self, kind: DocumentKind, number: str) -> str:
        """The number as QuickBooks Desktop keeps it: at most 11 characters on most forms."""
        return number_of(kind, number)

    def party_name(self, name: str) -> str:
        """The name as QuickBooks Desktop keeps it: at most 41 characters."""
        return list_name(name, NAME)

    def link(self, kind: DocumentKind, entry_id: str) -> str:
        """How to find the entry; a company file has no web addresses."""
        return f"{kind} {entry_id} in QuickBooks Desktop"
