"""One run's changes: a page of them, all of them, those dated in another month, and what a preview shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, extract, func, or_, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.books.money import Cents
from include.books.parties import PartyKind
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.reads.changes import Change, change_of
from include.database.reads.listed_changes import (
    ENTRIES,
    ChangeFilter,
    Tally,
    changes_with,
    listed_ids,
    names_created,
    tallies_of,
)
from include.database.reads.run_summary import RunSummary, summaries, summary_of
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import Record
from include.database.tables.runs import Operation, SyncRun

PER_PAGE = 40
"""So many lines that a page, with its summary, takes three screens at most."""
EVERYTHING = ChangeFilter()
_CHUNK = 500
_NAMED = 5
"""Customers, or vendors, that are named of those that a run creates."""
_PARTIES = (PartyKind.CUSTOMER.value, PartyKind.VENDOR.value)


@dataclass(frozen=True, slots=True)
class DatedElsewhere:
    """New entries whose month isn't their record's.

    Attributes:
        number: how many there are.
        cents: their totals as QuickBooks has them, with tax.
        tax_cents: how much of that is tax.
    """

    number: int = 0
    cents: Cents = 0
    tax_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class RunChanges:
    """A run and a page of its changes: entries in the order they are sent, then what they need.

    Attributes:
        template: the key of the template it worked with.
        setup_version: of its options; `options` are those, as stored.
        tallies: of all its changes.
        made: the first customers and vendors that it creates, by kind.
        changes: of this page.
        total: how many there are on all pages.
        page: from 1.
        dated_elsewhere: new entries whose month isn't their record's.
        days: the close dates or billing dates of this page's records, by key, where they are known.
    """

    run: RunSummary
    template: str
    setup_version: int
    options: Mapping[str, Any]
    tallies: Sequence[Tally]
    made: Mapping[str, Sequence[str]]
    changes: Sequence[Change]
    total: int
    page: int
    dated_elsewhere: DatedElsewhere
    days: Mapping[str, dt.date]

    @property
    def last_page(self) -> int:
        """The number of the last page of changes."""
        return _last_page(self.total)


@dataclass(frozen=True, slots=True)
class PreviewedChanges:
    """What a preview would change: counted in all, its first entries, and the days of their records."""

    tallies: Sequence[Tally]
    entries: Sequence[Change]
    days: Mapping[str, dt.date]

    @property
    def number(self) -> int:
        """How many entries it would change."""
        return sum(one.number for one in self.tallies if one.is_entry)


def run_changes(
    database: Database, company_id: str, run_id: int, wanted: ChangeFilter
) -> RunChanges | None:
    """A run with one page of some of its changes; None when the company has no such run."""
    with database.reading() as session:
        setup = WorkflowSetup
        row = session.execute(
            summaries(company_id, setup.template, setup.version, setup.options)
            .join(setup, setup.id == SyncRun.setup_id)
            .where(SyncRun.id == run_id)
        ).first()
        if row is None:
            return None
        run, approval_required, template, version, options = row
        ids = listed_ids(session, run_id, wanted)
        number = min(max(wanted.page, 1), _last_page(len(ids)))
        changes = changes_with(session, ids[(number - 1) * PER_PAGE : number * PER_PAGE])
        return RunChanges(
            run=summary_of(run, approval_required),
            template=template,
            setup_version=version,
            options=options,
            tallies=tallies_of(session, [run_id])[run_id],
            made={kind: names_created(session, run_id, kind, _NAMED) for kind in _PARTIES},
            changes=changes,
            total=len(ids),
            page=number,
            dated_elsewhere=_dated_elsewhere(session, run_id),
            days=_days(session, company_id, {change.record_key for change in changes}),
        )


def previewed(
    database: Database, company_id: str, run_ids: Sequence[int], most: int
) -> Mapping[int, PreviewedChanges]:
    """What finished previews would change: counted, and the first entries of each."""
    with database.reading() as session:
        tallies = tallies_of(session, run_ids)
        found = {}
        for run_id in run_ids:
            ids = listed_ids(session, run_id, ChangeFilter())[:most]
            changes = [one for one in changes_with(session, ids) if one.is_entry]
            days = _days(session, company_id, {change.record_key for change in changes})
            found[run_id] = PreviewedChanges(tallies[run_id], changes, days)
        return found


def run_tallies(database: Database, company_id: str, run_id: int) -> Sequence[Tally]:
    """All changes of a company's run, counted by kind and action."""
    with database.reading() as session:
        run = session.get(SyncRun, run_id)
        is_own = run is not None and run.company_id == company_id
        return tallies_of(session, [run_id])[run_id] if is_own else []


def all_changes(
    database: Database, run_id: int, wanted: ChangeFilter = EVERYTHING
) -> Iterator[Change]:
    """Every change that matches, in bounded memory."""
    with database.reading() as session:
        ids = listed_ids(session, run_id, wanted)
        for start in range(0, len(ids), _CHUNK):
            yield from changes_with(session, ids[start : start + _CHUNK])
            session.expunge_all()


def one_change(database: Database, company_id: str, run_id: int, change_id: int) -> Change | None:
    """One change of a company's run; None where there is none."""
    with database.reading() as session:
        operation = session.get(Operation, change_id)
        if operation is None or (operation.company_id, operation.run_id) != (company_id, run_id):
            return None
        return change_of(operation)


def lists_of(database: Database, company_id: str) -> Catalogue:
    """The company's accounts and products as last read."""
    with database.reading() as session:
        return stored_catalogue(session, company_id)[0]


def _days(session: Session, company_id: str, keys: Collection[str]) -> dict[str, dt.date]:
    rows = session.execute(
        select(Record.key, Record.day).where(
            Record.company_id == company_id, Record.key.in_(keys), Record.day.is_not(None)
        )
    )
    return {key: day for key, day in rows if day}


def _dated_elsewhere(session: Session, run_id: int) -> DatedElsewhere:
    """A payment is dated when it was made, so it is none of them."""
    in_another_month = or_(
        extract("year", Operation.date) != extract("year", Record.day),
        extract("month", Operation.date) != extract("month", Record.day),
    )
    number, cents, tax = session.execute(
        select(
            func.count(Operation.id),
            func.coalesce(func.sum(Operation.total_cents), 0),
            func.coalesce(func.sum(Operation.tax_cents), 0),
        )
        .join(
            Record,
            and_(Record.company_id == Operation.company_id, Record.key == Operation.record_key),
        )
        .where(
            Operation.run_id == run_id,
            Operation.action == Action.CREATE.value,
            Operation.kind.in_(ENTRIES),
            Operation.kind.not_in([DocumentKind.PAYMENT.value, DocumentKind.REFUND.value]),
            in_another_month,
        )
    ).one()
    return DatedElsewhere(number, int(cents) + int(tax), int(tax))


def _last_page(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
