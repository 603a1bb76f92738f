"""The gateway to one QuickBooks Online company."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

import httpx

from include.books.catalogue import Catalogue, ListEntry, ListKind, plain
from include.books.documents import DocumentKind
from include.books.gateway import (
    Answer,
    CompanyFacts,
    DocumentWrite,
    Entry,
    Feature,
    GatewayUnavailable,
    ListWrite,
    PartyEntry,
    PartyWrite,
    Rejected,
)
from include.books.parties import PartyKind
from include.clock import Clock, SystemClock
from include.quickbooks.field_errors import Unfit
from include.quickbooks.latin import latin
from include.quickbooks.online.company import company_facts, has_one_class_per_entry
from include.quickbooks.online.entries.cleared_status import COLUMNS, UNKNOWN, cleared_entries
from include.quickbooks.online.entries.documents import ENTITIES, SALES, document_item
from include.quickbooks.online.entries.entries import entry, list_entries, purchase_kind
from include.quickbooks.online.entries.entry_links import entry_address
from include.quickbooks.online.entries.lists import list_item, name_taken
from include.quickbooks.online.entries.parties import ENTITIES as PARTY_ENTITIES
from include.quickbooks.online.entries.parties import party_entry, party_item, without_tax_id
from include.quickbooks.online.entries.reading import Body, Reader
from include.quickbooks.online.wire import batch
from include.quickbooks.online.wire.access import Access
from include.quickbooks.online.wire.batch import Item
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.limiter import Limiter, shared_limiter
from include.quickbooks.online.wire.oauth import IntuitLogin
from include.quickbooks.online.wire.query import quoted
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.tokens import TokenVault
from include.quickbooks.online.wire.transport import Transport

# Lists and queries leave out what is inactive, unless it is asked for.
_ALL = "Active IN (true, false)"
_LISTS = {
    ListKind.ACCOUNT: "Account",
    ListKind.PRODUCT: "Item",
    ListKind.CLASS: "Class",
    ListKind.PAYMENT_METHOD: "PaymentMethod",
}
_PURCHASES = frozenset({DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND})
"""Kinds that QuickBooks keeps as one."""
_NOT_IN_PLAN = "5020"
_NOT_QUERYABLE = frozenset({"4000", "4001"})
_OF_LITTLE_NUMBER = frozenset({DocumentKind.PAYMENT, DocumentKind.DEPOSIT})
"""Kinds that may not be asked for by their number."""
_NAME_TAKEN = "6240"

Write = TypeVar("Write", PartyWrite, DocumentWrite, ListWrite)


class OnlineGateway:
    """Satisfies `include.books.gateway.Gateway`; `connect` makes one.

    When a writing method raises `GatewayStopped`, it has yielded every answer it received before;
    the writes in the exception's `not_sent` surely were not carried out.
    """

    def __init__(self, settings: OnlineSettings, calls: Calls, clock: Clock) -> None:
        self._settings = settings
        self._calls = calls
        self._reader = Reader(calls, clock)
        self._one_class: bool | None = None  # asked for when it first matters

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def guard_writes(self, check: Callable[[], None]) -> None:
        """Have something asked right before every write leaves; what it raises keeps the write."""
        self._calls.guard_writes(check)

    def company(self) -> CompanyFacts:
        """Read the company's own facts.

        Raises:
            GatewayStopped: also when the company is of another country or currency, or read-only.
        """
        realm = self._settings.realm_id
        info = self._reader.single(f"companyinfo/{realm}", "CompanyInfo")
        facts = company_facts(realm, info, self._reader.single("preferences", "Preferences"))
        if self._has_bills():
            return facts
        return dataclasses.replace(facts, missing=facts.missing | {Feature.BILLS})

    def check_connection(self) -> CompanyFacts:
        """See whether the company can be worked with; the same as `company`."""
        return self.company()

    def catalogue(self) -> Catalogue:
        """Read accounts, products, classes and payment methods, inactive ones included."""
        return Catalogue(found for kind in _LISTS for found in self._list(kind))

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Look up customers or vendors by display name, inactive ones included.

        Returns:
            By the name as it was asked for, though QuickBooks may write it in other case, or in the
            letters it keeps.
        """
        written = {name: latin(name) for name in names}
        asked = [name for name in written.values() if name]
        rows = self._reader.rows_in(PARTY_ENTITIES[kind], "DisplayName", asked, _ALL)
        found = {plain(one.display_name): one for one in (party_entry(kind, row) for row in rows)}
        known = {name: found.get(plain(spelled)) for name, spelled in written.items()}
        return {name: entry for name, entry in known.items() if entry is not None}

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        for row in self._reader.rows(PARTY_ENTITIES[kind], _ALL):
            yield party_entry(kind, row)

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create products and classes. A name in use is refused with its holder."""
        wanted = {write.request_id: write for write in writes}
        for answer in self._write(writes, list_item, lambda write: f"{write.kind} {write.name}"):
            if isinstance(answer, Rejected) and answer.code == _NAME_TAKEN:
                write = wanted[answer.request_id]
                yield name_taken(answer, write, self._list_holder(write))
            else:
                yield answer

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that holds a display name, active or not."""
        written = latin(name)
        for kind, entity in PARTY_ENTITIES.items() if written else ():
            for row in self._reader.rows(entity, f"DisplayName = {quoted(written)}", _ALL):
                return party_entry(kind, row)
        return None

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors. A name in use is refused with its holder."""
        parties = {write.request_id: write.party for write in writes}
        for answer in self._write(writes, party_item, lambda write: write.party.label):
            party = parties[answer.request_id]
            if isinstance(answer, Rejected) and answer.code == _NAME_TAKEN:
                yield self._with_holder(answer, party.display_name)
            else:
                yield without_tax_id(answer, party)

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents."""
        one_class = self._one_class_per_entry(writes)
        yield from self._write(
            writes,
            lambda write: document_item(write, one_class=one_class),
            lambda write: write.document.label,
        )

    def late_answers(self, request_ids: Sequence[str]) -> Iterator[Answer]:  # noqa: ARG002  (as it is)
        """None: QuickBooks answers while we wait, or not at all."""
        return iter(())

    def entries_changed(self, kinds: Sequence[DocumentKind], since: dt.datetime) -> Iterator[Entry]:
        """Every document created, changed or deleted since a moment (aware, UTC).

        Of kinds that the company's plan does not have, there are none.
        """
        by_entity = _by_entity(kinds)
        for entity, body in self._changed(list(by_entity), since):
            for kind in _kinds_of(body, by_entity[entity]):
                yield entry(kind, body)

    def _changed(
        self, entities: Sequence[str], since: dt.datetime
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """In one call where few changed, as is usual; otherwise kind by kind."""
        if len(entities) > 1:
            try:
                found = self._reader.few_changes(entities, since)
            except GatewayUnavailable as stop:
                if stop.code != _NOT_IN_PLAN:
                    raise
                found = None
            if found is not None:
                yield from ((entity, body) for entity in entities for body in found[entity])
                return
        for entity in entities:
            for body in _unless({_NOT_IN_PLAN}, self._reader.changes(entity, since)):
                yield entity, body

    def find_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Documents that carry one of these numbers.

        Not every company can be asked by the reference number of a payment or the number of a
        deposit, which QuickBooks' own pages do not show; then there is nothing to be found, and the
        mark in the memo has to do.
        """
        field = "PaymentRefNum" if kind is DocumentKind.PAYMENT else "DocNumber"
        known = [written for number in numbers if (written := latin(number))]
        silent = {_NOT_IN_PLAN} | (_NOT_QUERYABLE if kind in _OF_LITTLE_NUMBER else set())
        for body in _unless(silent, self._reader.rows_in(ENTITIES[kind], field, known)):
            if kind in _kinds_of(body, [kind]):
                yield entry(kind, body)

    def read_entries(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Documents by id as they are now; deleted ones are left out."""
        rows = self._reader.rows_in(ENTITIES[kind], "Id", ids)
        return {found.ref.id: found for found in (entry(kind, row) for row in rows)}

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """Which of these documents the bank has settled; see `include.books.gateway`.

        QuickBooks tells it nowhere but in its list of transactions, a report. A document of which
        the report does not tell is not taken for open: it is "perhaps reconciled or matched (...)".
        Deleted ones are left out.
        """
        found = self.read_entries(kind, ids)
        dates = {one: kept.date for one, kept in found.items() if kept.date}
        undated = dict.fromkeys(found.keys() - dates.keys(), UNKNOWN)
        return cleared_entries(dates, self._transactions) | undated

    def number_of(self, kind: DocumentKind, number: str) -> str:  # noqa: ARG002  (the same for all)
        """The number in the letters that QuickBooks Online keeps."""
        return latin(number)

    def party_name(self, name: str) -> str:
        """The name itself: what QuickBooks Online cannot keep of it makes no difference to it."""
        return name

    def link(self, kind: DocumentKind, entry_id: str) -> str:
        """The address at which a person opens the entry."""
        return entry_address(self._settings, kind, entry_id)

    def _transactions(self, first: dt.date, last: dt.date) -> Body:
        params = {
            "columns": COLUMNS,
            "start_date": first.isoformat(),
            "end_date": last.isoformat(),
        }
        return self._reader.report("TransactionList", params)

    def _one_class_per_entry(self, writes: Sequence[DocumentWrite]) -> bool:
        """Whether QuickBooks keeps the class of these sales beside their lines, not on each."""
        if not any(one.document.class_ref and one.document.kind in SALES for one in writes):
            return False
        if self._one_class is not None:
            return self._one_class
        try:
            preferences = self._reader.single("preferences", "Preferences")
        except GatewayUnavailable as stop:
            stop.not_sent = tuple(write.request_id for write in writes)
            raise
        self._one_class = has_one_class_per_entry(preferences)
        return self._one_class

    def _has_bills(self) -> bool:
        """Ask for one: plans are renamed and change, what they answer does not."""
        try:
            next(self._reader.rows("Bill", "Id = '0'"), None)
        except GatewayUnavailable as stop:
            if stop.code == _NOT_IN_PLAN:
                return False
            raise
        return True

    def _list(self, kind: ListKind) -> list[ListEntry]:
        silent = {_NOT_IN_PLAN} if kind is ListKind.CLASS else set()
        return list(list_entries(kind, _unless(silent, self._reader.rows(_LISTS[kind], _ALL))))

    def _write(
        self,
        writes: Sequence[Write],
        item: Callable[[Write], Item],
        label: Callable[[Write], str],
    ) -> Iterator[Answer]:
        items: list[Item] = []
        for write in writes:
            try:
                items.append(item(write))
            except Unfit as unfit:
                yield unfit.refused(write.request_id, label(write))
        yield from batch.send(self._calls, items)

    def _list_holder(self, write: ListWrite) -> ListEntry | None:
        """Who holds the name of a list entry, where that can be found out."""
        named = f"Name = {quoted(latin(write.name))}"
        try:
            rows = list(self._reader.rows(_LISTS[write.kind], named, _ALL))
        except GatewayUnavailable:
            return None
        return next(list_entries(write.kind, rows), None)

    def _with_holder(self, answer: Rejected, name: str) -> Rejected:
        """Name who holds a name, where that can be found out."""
        try:
            holder = self.name_taken_by(name)
        except GatewayUnavailable:
            return answer
        if holder is None:
            return answer
        state = "" if holder.active else "inactive "
        sentence = (
            f"The name {name} is in use in QuickBooks, by the {state}{holder.kind} "
            f"{holder.display_name} (id {holder.ref.id})."
        )
        return dataclasses.replace(answer, sentence=sentence)


def _unless(codes: AbstractSet[str], rows: Iterator[Body]) -> Iterator[Body]:
    """The rows; none where QuickBooks answers the question with one of these errors."""
    try:
        yield from rows
    except GatewayUnavailable as stop:
        if stop.code not in codes:
            raise


def _by_entity(kinds: Sequence[DocumentKind]) -> dict[str, list[DocumentKind]]:
    found: dict[str, list[DocumentKind]] = {}
    for kind in kinds:
        found.setdefault(ENTITIES[kind], []).append(kind)
    return found


def _kinds_of(body: Mapping[str, Any], kinds: Sequence[DocumentKind]) -> Sequence[DocumentKind]:
    """Which of these kinds an entity is. A deleted purchase does not tell any more: all of them."""
    if not _PURCHASES.intersection(kinds) or body.get("status") == "Deleted":
        return kinds
    return [kind for kind in kinds if kind is purchase_kind(body)]


def connect(
    settings: OnlineSettings,
    vault: TokenVault,
    *,
    limiter: Limiter | None = None,
    clock: Clock | None = None,
    carrier: httpx.BaseTransport | None = None,
) -> OnlineGateway:
    """Open a company. Nothing is sent yet.

    Args:
        settings: where and how.
        vault: its tokens.
        limiter: makes calls wait their turn; the process's own of this company if none is given.
        clock: the time; the machine's own if none is given.
        carrier: carries the requests; the network if none is given.

    Raises:
        GatewayStopped: the settings name no usable address or company.
    """
    clock = clock or SystemClock()
    limiter = limiter or shared_limiter(settings.api_base)
    access = Access(vault, IntuitLogin(settings, clock), clock)
    transport = Transport(settings, limiter, carrier)
    calls = Calls(transport, access, limiter, clock, settings.attempts)
    return OnlineGateway(settings, calls, clock)
