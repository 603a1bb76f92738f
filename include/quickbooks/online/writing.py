"""Writing to QuickBooks Online: list entries, customers and vendors, and documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from include.books.catalogue import ListEntry
from include.books.entries import PartyEntry
from include.books.gateway import (
    Action,
    Answer,
    DocumentWrite,
    GatewayUnavailable,
    ListWrite,
    PartyWrite,
    Rejected,
)
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.documents import SALES, document_item
from include.quickbooks.online.entries.entries import entry
from include.quickbooks.online.entries.home import Home
from include.quickbooks.online.entries.lists import list_item, list_name_taken
from include.quickbooks.online.entries.parties import party_item, party_name_taken, without_tax_id
from include.quickbooks.online.entries.sales_forms import SalesForms
from include.quickbooks.online.entry_reading import EntryReader
from include.quickbooks.online.list_reading import ListReader
from include.quickbooks.online.paid_versions import PaidVersions
from include.quickbooks.online.wire import batch
from include.quickbooks.online.wire.batch import Item
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.error_codes.fault_table import NAME_TAKEN

Write = TypeVar("Write", PartyWrite, DocumentWrite, ListWrite)


class Writer:
    """Writes; every method yields one response to each write.

    When `GatewayUnavailable` is raised, every response that was received has been yielded before;
    the writes in the exception's `not_sent` surely weren't posted.

    Args:
        calls: to the company.
        lists: finds who has a name that is taken, and how the company keeps classes.
        entries: reads an entry's version.
    """

    def __init__(self, calls: Calls, lists: ListReader, entries: EntryReader) -> None:
        self._calls = calls
        self._lists = lists
        self._versions = PaidVersions(entries)

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create products and classes. A rejection for a name that is taken names its holder."""
        by_id = {write.request_id: write for write in writes}
        with _none_sent(writes):
            home = self._lists.home()
        item = partial(list_item, home=home)
        for answer in self._write(writes, item, lambda write: f"{write.kind} {write.name}"):
            if isinstance(answer, Rejected) and answer.code == NAME_TAKEN:
                write = by_id[answer.request_id]
                yield list_name_taken(answer, write, self._list_holder(write))
            else:
                yield answer

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors. A rejection for a taken name names its holder."""
        parties = {write.request_id: write.party for write in writes}
        with _none_sent(writes):
            home = self._lists.home()
        item = partial(party_item, home=home)
        for answer in self._write(writes, item, lambda write: write.party.label):
            party = parties[answer.request_id]
            if isinstance(answer, Rejected) and answer.code == NAME_TAKEN:
                yield party_name_taken(answer, self._party_holder(party.display_name))
            else:
                yield without_tax_id(answer, party)

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents."""
        forms, home = self._ways(writes)
        current = self._versions.current(writes)
        self._versions.note(current)
        yield from self._write(
            current,
            lambda write: _document(write, forms, home),
            lambda write: write.document.label,
        )

    def _ways(self, writes: Sequence[DocumentWrite]) -> tuple[SalesForms, Home]:
        """How the company keeps sales, where that matters to one of these writes, and its home."""
        with _none_sent(writes):
            home = self._lists.home()
            if not any(_depends_on_forms(write) for write in writes):
                return SalesForms(), home
            return self._lists.sales_forms(), home

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
            except FieldError as error:
                yield error.rejected(write.request_id, label(write))
        yield from batch.send(self._calls, items)

    def _list_holder(self, write: ListWrite) -> ListEntry | None:
        """Who has the name of a list entry, where that can be read."""
        try:
            return self._lists.list_entry_named(write.kind, write.name)
        except GatewayUnavailable:
            return None

    def _party_holder(self, name: str) -> PartyEntry | None:
        """Who has the name of a customer or vendor, where that can be read."""
        try:
            return self._lists.name_taken_by(name)
        except GatewayUnavailable:
            return None


@contextmanager
def _none_sent(writes: Sequence[Write]) -> Iterator[None]:
    """What can't be read before anything is sent says so of every write."""
    try:
        yield
    except GatewayUnavailable as error:
        error.not_sent = tuple(write.request_id for write in writes)
        raise


def _document(write: DocumentWrite, forms: SalesForms, home: Home) -> Item:
    """The write of a document, whose response is the entry as QuickBooks stored it."""
    shown = partial(entry, write.document.kind, home=home)
    return dataclasses.replace(document_item(write, forms, home), shown=shown)


def _depends_on_forms(write: DocumentWrite) -> bool:
    """Whether how the company keeps sales changes what is sent."""
    changes_number = write.action is Action.UPDATE
    return write.document.kind in SALES and (changes_number or bool(write.document.class_ref))
