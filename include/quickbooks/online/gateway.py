"""The gateway to one QuickBooks Online company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import httpx

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.entries import Entry, PartyEntry
from include.books.gateway import (
    Answer,
    CompanyFacts,
    DocumentWrite,
    GatewayUnavailable,
    KnownEntries,
    ListWrite,
    PartyWrite,
    Recovery,
    Rejected,
)
from include.books.parties import PartyKind
from include.clock import Clock, SystemClock
from include.quickbooks.online.entries.entry_links import entry_address
from include.quickbooks.online.entries.parties import ENTITIES
from include.quickbooks.online.entry_reading import EntryReader
from include.quickbooks.online.kept_lists import KeptLists, KeptStore
from include.quickbooks.online.list_reading import LISTS, ListReader
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.error_codes.fault_table import (
    EDITED_MEANWHILE,
    MAY_BE_OUT_OF_DATE,
)
from include.quickbooks.online.wire.limiter import Limiter, shared_limiter
from include.quickbooks.online.wire.metering import Meter
from include.quickbooks.online.wire.reader import Reader
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
from include.quickbooks.online.wire.sign_in.tokens import TokenVault
from include.quickbooks.online.wire.transport import Transport
from include.quickbooks.online.writing import Writer


class OnlineGateway:
    """Satisfies `include.books.gateway.Gateway`; `connect` makes one.

    When a writing method raises `GatewayUnavailable`, it has yielded every response it received
    before; the writes in the exception's `not_sent` surely weren't posted.
    """

    def __init__(
        self,
        settings: OnlineSettings,
        calls: Calls,
        clock: Clock,
        store: KeptStore | None = None,
        as_of: dt.datetime | None = None,
    ) -> None:
        reader = Reader(calls, clock)
        self._settings = settings
        self._calls = calls
        self._kept = KeptLists(reader, clock, store, as_of)
        self._lists = ListReader(settings, reader, self._kept, clock)
        self._entries = EntryReader(reader, self._kept, self._lists.home)
        self._writer = Writer(calls, self._lists, self._entries)

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Call `check` right before every write is sent; if it raises, the write isn't sent."""
        self._calls.guard_writes(check)

    def company(self) -> CompanyFacts:
        """Read the company's own facts.

        Raises:
            GatewayUnavailable: also when the company is of another country or currency, or read-only.
        """
        return self._lists.company()

    def check_connection(self) -> CompanyFacts:
        """Check that CoreBooks can work with the company: `company`, read again."""
        self.look_again(whole=True)
        return self._lists.company()

    def look_again(self, *, whole: bool = False) -> None:
        """Bring lists and facts up to date before their next use; or read them in whole."""
        self._kept.look_again(whole=whole)
        self._lists.look_again()

    def catalogue(self) -> Catalogue:
        """Read accounts, products, classes, payment methods and tax codes, inactive ones included."""
        return self._lists.catalogue()

    def tax_codes(self) -> Catalogue:
        """Read the tax codes with the rates that they have now; none where lines need none."""
        return self._lists.tax_codes()

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Look up customers or vendors by display name, inactive ones included."""
        return self._lists.find_parties(kind, names)

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that has a display name, active or not."""
        return self._lists.name_taken_by(name)

    def inactive_parties(
        self,
        kind: PartyKind,  # noqa: ARG002  (of the protocol)
        ids: Sequence[str],  # noqa: ARG002
    ) -> Mapping[str, PartyEntry]:
        """None: QuickBooks Online rejects entries for inactive customers and vendors itself (610)."""
        return {}

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        return self._lists.parties(kind)

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create products and classes. A rejection for a name that is taken names its holder."""
        self._kept.written({LISTS[write.kind] for write in writes})
        return self._doubting(self._writer.write_lists(writes))

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors. A rejection for a taken name names its holder."""
        self._kept.written({ENTITIES.get(write.party.kind, "") for write in writes})
        doubts = MAY_BE_OUT_OF_DATE | {EDITED_MEANWHILE}
        return self._doubting(self._writer.write_parties(writes), doubts)

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents."""
        return self._doubting(self._writer.write_documents(writes))

    def _doubting(
        self, answers: Iterator[Answer], codes: AbstractSet[str] = MAY_BE_OUT_OF_DATE
    ) -> Iterator[Answer]:
        """The answers. After one that a kept list out of date may have caused, all are read again."""
        try:
            for answer in answers:
                if isinstance(answer, Rejected) and answer.code in codes:
                    self._kept.forget()
                yield answer
        except GatewayUnavailable as stop:
            if stop.recovery is Recovery.RECONNECT:
                self._kept.forget()
            raise

    def late_answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:  # noqa: ARG002  (as it is)
        """None: QuickBooks responds while the run waits, or not at all."""
        return iter(())

    @property
    def reads_are_metered(self) -> bool:
        """Intuit meters what is read: https://developer.intuit.com, App Partner Program, Core and CorePlus calls."""
        return True

    def entries_changed(
        self,
        kinds: Sequence[DocumentKind],
        since: dt.datetime,
        known: KnownEntries | None = None,
    ) -> Iterator[Entry]:
        """Every document created, changed or deleted since a moment (aware, UTC).

        Where QuickBooks can't list every deletion, those of `known` documents are found by ID.
        """
        return self._entries.changed(kinds, since, known)

    def find_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Documents with one of these numbers, where the company can be queried by them."""
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

    def number_of(self, kind: DocumentKind, number: str) -> str:  # noqa: ARG002  (the same for all)
        """The number in the letters that QuickBooks Online keeps."""
        return self._lists.home().spelled(number)

    def party_name(self, name: str) -> str:
        """The name in the letters that QuickBooks Online keeps."""
        return self._lists.home().spelled(name)

    def link(self, kind: DocumentKind, entry_id: str) -> str:
        """The address of the entry's page in QuickBooks."""
        return entry_address(self._settings, kind, entry_id)


def connect(
    settings: OnlineSettings,
    vault: TokenVault,
    *,
    limiter: Limiter | None = None,
    clock: Clock | None = None,
    carrier: httpx.BaseTransport | None = None,
    lists: KeptStore | None = None,
    meter: Meter | None = None,
    as_of: dt.datetime | None = None,
) -> OnlineGateway:
    """Open a company. Nothing is sent yet.

    Args:
        settings: where and how.
        vault: its tokens.
        limiter: makes calls wait their turn; the process's own for this company if none is given.
        clock: the time; the machine's own if none is given.
        carrier: carries the requests; the network if none is given.
        lists: where the company's lists are kept; they are read each time if none is given.
        meter: counts the reads that Intuit meters; nobody counts them if none is given.
        as_of: kept lists that were brought up to date at this moment or later count as they are.

    Raises:
        GatewayUnavailable: the settings name no usable address or company.
    """
    clock = clock or SystemClock()
    limiter = limiter or shared_limiter(settings.api_base)
    access = Access(vault, IntuitOAuth(settings, clock), clock)
    transport = Transport(settings, limiter, carrier)
    calls = Calls(transport, access, limiter, clock, settings.attempts, meter)
    return OnlineGateway(settings, calls, clock, lists, as_of)
