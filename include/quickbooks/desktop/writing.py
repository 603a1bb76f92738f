"""Writing to QuickBooks Desktop: list entries, customers and vendors, and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from lxml import etree

from include.books.gateway import Action, Answer, DocumentWrite, ListWrite, PartyWrite, Rejected
from include.quickbooks.desktop.entries import documents, lists, parties
from include.quickbooks.desktop.entries.check import check
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entry_reading import EntryReader
from include.quickbooks.desktop.waiting import PcQueue, request_text
from include.quickbooks.desktop.wire.fault_table import EDITED_MEANWHILE
from include.quickbooks.desktop.wire.faults import rejection
from include.quickbooks.desktop.wire.qbxml import RequestAnswer
from include.quickbooks.desktop.wire.queue import Outgoing
from include.quickbooks.field_errors import FieldError

Write = TypeVar("Write", PartyWrite, DocumentWrite, ListWrite)


class Writer:
    """Writes; every method yields one response to each write, and raises `GatewayWaits` at the end.

    Args:
        pc: the queue.
        reader: reads entries before they are voided.
        home: the company's.
    """

    def __init__(self, pc: PcQueue, reader: EntryReader, home: Home = UNITED_STATES) -> None:
        self._pc = pc
        self._reader = reader
        self._home = home
        self._check: Callable[[], None] = lambda: None

    def guard(self, check: Callable[[], None]) -> None:
        """Call `check` right before writes are queued; if it raises, they aren't."""
        self._check = check

    def write_lists(self, writes: Sequence[ListWrite]) -> Iterator[Answer]:
        """Create items and classes."""
        yield from self._write(
            writes,
            lists.list_request,
            lambda write: write.kind.value,
            lambda write: f"{write.kind} {write.name}",
        )

    def write_parties(self, writes: Sequence[PartyWrite]) -> Iterator[Answer]:
        """Create or update customers and vendors."""
        yield from self._write(
            writes,
            lambda write: parties.party_request(write, self._home),
            lambda write: write.party.kind.value,
            lambda write: write.party.label,
        )

    def write_documents(self, writes: Sequence[DocumentWrite]) -> Iterator[Answer]:
        """Create, update or void documents.

        QuickBooks takes no version with a void or a deletion, so the entry is read before it.
        """
        edited = self._edited_meanwhile(writes)
        non_taxable = self._pc.non_taxable()
        yield from (_edited(write) for write in writes if write.request_id in edited)
        yield from self._write(
            [write for write in writes if write.request_id not in edited],
            lambda write: documents.document_request(write, non_taxable, self._home),
            lambda write: write.document.kind.value,
            lambda write: write.document.label,
        )

    def _edited_meanwhile(self, writes: Sequence[DocumentWrite]) -> set[str]:
        """The request IDs of voids whose entries were edited in QuickBooks after they were read."""
        queued = self._pc.known([write.request_id for write in writes])
        versions = {
            write.request_id: (write.document.kind, write.existing)
            for write in writes
            if write.action is Action.VOID and write.existing and write.request_id not in queued
        }
        edited = set()
        for kind in {kind for kind, _ in versions.values()}:
            of_kind = {key: ref for key, (other, ref) in versions.items() if other is kind}
            entries = self._reader.by_id(kind, [ref.id for ref in of_kind.values()])
            for request_id, ref in of_kind.items():
                entry = entries.get(ref.id)
                if entry is not None and entry.ref.version != ref.version:
                    edited.add(request_id)
        return edited

    def _write(
        self,
        writes: Sequence[Write],
        build: Callable[[Write], etree._Element],
        subject: Callable[[Write], str],
        label: Callable[[Write], str],
    ) -> Iterator[Answer]:
        outgoing = []
        for write in writes:
            try:
                text = request_text(check(build(write)))
            except FieldError as error:
                yield error.rejected(write.request_id, label(write))
                continue
            outgoing.append(Outgoing(write.request_id, subject(write), label(write), text))
        if outgoing:
            self._check()
            self._pc.send(outgoing)
        yield from self._pc.responses([request.key for request in outgoing])


def _edited(write: DocumentWrite) -> Rejected:
    answer = RequestAnswer("", EDITED_MEANWHILE, "Error", "")
    return rejection(write.request_id, answer, write.document.label)
