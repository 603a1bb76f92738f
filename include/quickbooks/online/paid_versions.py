"""Versions of invoices that CoreBooks' own payments raised.

Applying a payment to an invoice, or taking it off, makes a new version of the invoice. Within one run
the invoice's own change would then be rejected as stale, although nobody edited it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from include.books.documents import PAYMENTS, DocumentKind
from include.books.entries import Entry, EntryRef
from include.books.gateway import Action, DocumentWrite, GatewayUnavailable
from include.quickbooks.online.entry_reading import EntryReader


class PaidVersions:
    """Keeps apart what CoreBooks' payments did to an invoice from what somebody else did."""

    def __init__(self, entries: EntryReader) -> None:
        self._entries = entries
        self._raised: Counter[str] = Counter()

    def note(self, writes: Sequence[DocumentWrite]) -> None:
        """Note which invoices get a new version by these payments."""
        paid = (write.pays_id for write in writes if write.document.kind in PAYMENTS)
        self._raised.update(invoice for invoice in paid if invoice)

    def current(self, writes: Sequence[DocumentWrite]) -> list[DocumentWrite]:
        """The writes, with the present version of each invoice whose payments were written before.

        A version that the payments don't explain is somebody's edit: the write keeps the one that was
        read, and QuickBooks rejects it as stale.

        Raises:
            GatewayUnavailable: the versions can't be read; nothing was sent.
        """
        paid = [write.existing.id for write in writes if write.existing and self._is_paid(write)]
        try:
            found = self._entries.by_id(DocumentKind.INVOICE, paid) if paid else {}
        except GatewayUnavailable as error:
            error.not_sent = tuple(write.request_id for write in writes)
            raise
        return [self._with_version(write, found) for write in writes]

    def _is_paid(self, write: DocumentWrite) -> bool:
        changing = write.existing is not None and write.action is not Action.CREATE
        invoice = changing and write.document.kind is DocumentKind.INVOICE
        return invoice and write.existing is not None and self._raised[write.existing.id] > 0

    def _with_version(self, write: DocumentWrite, found: Mapping[str, Entry]) -> DocumentWrite:
        known = write.existing
        entry = found.get(known.id) if known is not None else None
        if known is None or entry is None or not self._explains(known, entry.ref):
            return write
        return dataclasses.replace(write, existing=entry.ref)

    def _explains(self, known: EntryRef, present: EntryRef) -> bool:
        """Whether the payments alone may have made the present version of the known one."""
        if not (known.version.isdecimal() and present.version.isdecimal()):
            return False
        return 0 <= int(present.version) - int(known.version) <= self._raised[known.id]
