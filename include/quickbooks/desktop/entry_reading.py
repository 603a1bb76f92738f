"""Reading entries of QuickBooks Desktop: changed ones, by number, by ID, and what the bank cleared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.books.wording import counted
from include.quickbooks.desktop.entries import entries
from include.quickbooks.desktop.entries.cleared_status import cleared_entries, cleared_query
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.links import (
    deposits_query,
    undeposited,
    undeposited_query,
    with_deposits,
)
from include.quickbooks.desktop.entries.spelling import number_of
from include.quickbooks.desktop.waiting import PcQueue, Query
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

_DEPOSITED = frozenset({DocumentKind.PAYMENT, DocumentKind.SALES_RECEIPT})
"""Kinds whose money a bank deposit can bring to the bank later."""
_WESTERNMOST = dt.timedelta(hours=12)
"""American Samoa is 11 hours behind UTC."""


class EntryReader:
    """Reads entries; every method raises `GatewayWaits` until the PC has brought the responses."""

    def __init__(self, pc: PcQueue, home: Home = UNITED_STATES) -> None:
        self._pc = pc
        self._home = home

    def changed(self, kinds: Sequence[DocumentKind], since: dt.datetime) -> Iterator[Entry]:
        """Every entry created, changed or deleted since a moment (aware, UTC)."""
        start = _on_every_pc(since)
        kinds_by_form = entries.forms(kinds)
        queries = [entries.entries_query(form, changed_since=start) for form in kinds_by_form]
        queries.append(entries.deleted_query(kinds, start))
        *changed, deleted = self._pc.read_all(Query("changes", "entries changed", queries))
        for kinds_of_form, answer in zip(kinds_by_form.values(), changed, strict=True):
            yield from self._read(kinds_of_form, answer)
        for ret in deleted.rets:
            yield from entries.deleted_entries(kinds, ret)

    def by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Iterator[Entry]:
        """Entries with one of these numbers, as QuickBooks Desktop keeps them."""
        kept = sorted({number_of(kind, number) for number in numbers} - {""})
        if not kept:
            return
        forms = [form for form in entries.forms([kind]) if entries.has_number(form)]
        queries = [entries.entries_query(form, numbers=kept) for form in forms]
        for answer in self._pc.read_all(Query(f"{kind}s", f"{len(kept)} numbers", queries)):
            yield from self._read([kind], answer)

    def dated(self, kind: DocumentKind, first: dt.date, last: dt.date) -> Iterator[Entry]:
        """Entries of a kind that are dated from one day to another, both included."""
        queries = [
            entries.entries_query(form, dated=(first, last)) for form in entries.forms([kind])
        ]
        query = Query(f"{kind}s by date", f"{first} to {last}", queries)
        for answer in self._pc.read_all(query):
            yield from self._read([kind], answer)

    def by_id(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, Entry]:
        """Entries by ID as they are now; deleted ones are left out."""
        if not ids:
            return {}
        wanted = sorted(set(ids))
        queries = [entries.entries_query(form, ids=wanted) for form in entries.forms([kind])]
        if kind in _DEPOSITED:
            queries.append(undeposited_query())
        answers = self._pc.read_all(Query(f"{kind}s", counted(len(ids), "entry"), queries))
        accounts = undeposited(answers.pop().rets) if kind in _DEPOSITED else set()
        found = {entry.ref.id: entry for answer in answers for entry in self._read([kind], answer)}
        return self._with_deposits(found, accounts)

    def _with_deposits(self, found: dict[str, Entry], accounts: set[str]) -> Mapping[str, Entry]:
        """With the bank deposits of what came in through Undeposited Funds: only they name it."""
        waiting = [entry for entry in found.values() if entry.account_id in accounts]
        if not waiting:
            return found
        query = Query("deposits", "deposits", [deposits_query(waiting, accounts)])
        [answer] = self._pc.read_all(query)
        return found | {entry.ref.id: with_deposits(entry, answer.rets) for entry in waiting}

    def cleared(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, str]:
        """How the bank cleared these entries, by ID; open and deleted ones are left out."""
        existing = self.by_id(kind, ids)
        dates = [entry.date for entry in existing.values() if entry.date]
        if not dates:
            return {}
        # A month at a time: the report has a row for every posting of its days.
        by_month: dict[tuple[int, int], list[dt.date]] = {}
        for date in sorted(dates):
            by_month.setdefault((date.year, date.month), []).append(date)
        queries = [cleared_query(days) for days in by_month.values()]
        query = Query("cleared", "which entries the bank cleared", queries)
        return cleared_entries(self._pc.read_all(query), list(existing))

    def _read(self, kinds: Sequence[DocumentKind], answer: RequestAnswer) -> Iterator[Entry]:
        for ret in answer.rets:
            for kind in entries.kinds_of(ret, kinds):
                yield entries.entry(kind, ret, self._home)


def _on_every_pc(since: dt.datetime) -> dt.datetime:
    """A moment that is no later on the clock of any PC in North America (naive).

    QuickBooks takes and keeps times of its PC's clock without a time zone, and is an hour off in
    summer. Full hours, so that the same query is the same request when it is repeated a moment later.
    """
    utc = since.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    return utc - _WESTERNMOST
