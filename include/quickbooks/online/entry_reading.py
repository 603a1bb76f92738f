"""Reading entries of QuickBooks Online: changed ones, by number, by ID, and what the bank cleared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.books.gateway import GatewayUnavailable, KnownEntries
from include.quickbooks.online.entries.cleared_status import COLUMNS, UNKNOWN, cleared_entries
from include.quickbooks.online.entries.documents import ENTITIES
from include.quickbooks.online.entries.entries import entry, purchase_kind
from include.quickbooks.online.entries.home import Home
from include.quickbooks.online.kept_lists import KeptLists
from include.quickbooks.online.wire.error_codes.fault_table import (
    NOT_IN_SUBSCRIPTION,
    NOT_QUERYABLE,
)
from include.quickbooks.online.wire.query import quoted
from include.quickbooks.online.wire.reader import Body, Reader, rows_unless

_PURCHASES = frozenset({DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND})
"""Kinds that QuickBooks keeps as one."""
_WITHOUT_NUMBER_QUERY = frozenset({DocumentKind.PAYMENT, DocumentKind.DEPOSIT})
"""Kinds that not every company lets query by their number."""


class EntryReader:
    """Reads entries; every method raises `GatewayUnavailable` when that can't be done."""

    def __init__(self, reader: Reader, kept: KeptLists, home: Callable[[], Home]) -> None:
        self._reader = reader
        self._kept = kept
        self._home = home

    def changed(
        self,
        kinds: Sequence[DocumentKind],
        since: dt.datetime,
        known: KnownEntries | None = None,
    ) -> Iterator[Entry]:
        """Every entry created, changed or deleted since a moment (aware, UTC).

        Of kinds that the company's subscription doesn't have, there are none.

        Args:
            kinds: of entries.
            since: the moment.
            known: entries whose deletion must be found, even where QuickBooks no longer lists it.
        """
        by_entity, home = _by_entity(kinds), self._home()
        for entity, body in self._changed(by_entity, since, known):
            for kind in _kinds_of(body, by_entity[entity]):
                yield entry(kind, body, home)

    def _changed(
        self,
        by_entity: Mapping[str, Sequence[DocumentKind]],
        since: dt.datetime,
        known: KnownEntries | None,
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """In one call where few changed, as is usual, with the lists; otherwise kind by kind."""
        entities = list(by_entity)
        try:
            bodies = self._kept.changes(entities, since)
        except GatewayUnavailable as error:
            if error.code not in NOT_IN_SUBSCRIPTION:
                raise
            bodies = None
        if bodies is not None:
            yield from ((entity, body) for entity in entities for body in bodies[entity])
            return
        for entity, kinds in by_entity.items():
            changes = self._reader.changes(entity, since, _ids(kinds, known))
            for body in rows_unless(NOT_IN_SUBSCRIPTION, changes):
                yield entity, body

    def by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Entries with one of these numbers.

        Not every company can be queried by the reference number of a payment or the number of a
        deposit, which QuickBooks' own pages don't show. There, nothing is found by number, and the
        CoreBooks tag in the memo has to do.
        """
        field = "PaymentRefNum" if kind is DocumentKind.PAYMENT else "DocNumber"
        home = self._home()
        kept = [number for number in map(home.spelled, numbers) if number]
        ignored = NOT_IN_SUBSCRIPTION
        if kind in _WITHOUT_NUMBER_QUERY:
            ignored |= NOT_QUERYABLE
        for body in rows_unless(ignored, self._reader.rows_in(ENTITIES[kind], field, kept)):
            if kind in _kinds_of(body, [kind]):
                yield entry(kind, body, home)

    def dated(self, kind: DocumentKind, first: dt.date, last: dt.date) -> Iterator[Entry]:
        """Entries of a kind that are dated from one day to another, both included."""
        home = self._home()
        rows = self._reader.rows(ENTITIES[kind], *_days(first, last))
        for body in rows_unless(NOT_IN_SUBSCRIPTION, rows):
            if kind in _kinds_of(body, [kind]):
                yield entry(kind, body, home)

    def first_dated(
        self, kind: DocumentKind, first: dt.date, last: dt.date
    ) -> tuple[Sequence[Entry], bool]:
        """The first of them, and whether QuickBooks has more: one question."""
        home = self._home()
        try:
            rows, more = self._reader.first_rows(ENTITIES[kind], *_days(first, last))
        except GatewayUnavailable as error:
            if error.code not in NOT_IN_SUBSCRIPTION:
                raise
            return (), False
        own = [body for body in rows if kind in _kinds_of(body, [kind])]
        return [entry(kind, body, home) for body in own], more

    def by_id(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Entries by ID as they are now; deleted ones are left out."""
        home = self._home()
        rows = self._reader.rows_in(ENTITIES[kind], "Id", ids)
        entries = (entry(kind, row, home) for row in rows)
        return {current.ref.id: current for current in entries}

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """How the bank cleared these entries, by ID; open and deleted ones are left out.

        QuickBooks has it only in its transaction list, a report. An entry that the report leaves out
        doesn't count as open: its status is `UNKNOWN`.
        """
        existing = self.by_id(kind, ids)
        dates = {key: current.date for key, current in existing.items() if current.date}
        undated = dict.fromkeys(existing.keys() - dates.keys(), UNKNOWN)
        return cleared_entries(dates, self._transaction_list) | undated

    def _transaction_list(self, first: dt.date, last: dt.date) -> Body:
        params = {
            "columns": COLUMNS,
            "start_date": first.isoformat(),
            "end_date": last.isoformat(),
        }
        return self._reader.report("TransactionList", params)


def _days(first: dt.date, last: dt.date) -> tuple[str, str]:
    return (f"TxnDate >= {quoted(first.isoformat())}", f"TxnDate <= {quoted(last.isoformat())}")


def _ids(
    kinds: Sequence[DocumentKind], known: KnownEntries | None
) -> Callable[[], Sequence[str]] | None:
    return None if known is None else lambda: [id_ for kind in kinds for id_ in known(kind)]


def _by_entity(kinds: Sequence[DocumentKind]) -> dict[str, list[DocumentKind]]:
    by_entity: dict[str, list[DocumentKind]] = {}
    for kind in kinds:
        by_entity.setdefault(ENTITIES[kind], []).append(kind)
    return by_entity


def _kinds_of(body: Mapping[str, Any], kinds: Sequence[DocumentKind]) -> Sequence[DocumentKind]:
    """Which of these kinds an entry is; all of them for a deleted purchase, which has no kind."""
    if not _PURCHASES.intersection(kinds) or body.get("status") == "Deleted":
        return kinds
    return [kind for kind in kinds if kind is purchase_kind(body)]
