"""One agent's billing: every statement with its items, and its entries in QuickBooks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, DocumentKind
from include.books.money import Cents
from include.core_backoffice.records.records import BillingStatement
from include.core_backoffice.stored import record_from_json
from include.database.engine import Database
from include.database.reads.record_states import StateInWorkflow, states_of
from include.database.reads.streams import BILLING_STATEMENTS, BILLING_WORKFLOW, core_id, is_stray
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.tables.entries import Link
from include.database.tables.records import Record

PAGE = 24


@dataclass(frozen=True, slots=True)
class LoggedStatement:
    """A statement of an agent.

    Attributes:
        id: the statement's CORE ID.
        kind: "statement"; "billing item" or "agent" for what can't be read as part of one; "entry" for
            one of QuickBooks that no statement asks for.
        number: CORE's number, as far as it is known.
        day: the billing date, as far as it is known.
        amount_cents: the total, as far as it is known.
        gone: deleted in CORE.
        statement: with its billing items and payments, as last read well; None where it never was.
        state: its status in the workflow; None when no run has read it.
        entries: in QuickBooks: the invoice first, then its payments.
    """

    id: str
    kind: str
    number: str
    day: dt.date | None
    amount_cents: Cents | None
    gone: bool
    statement: BillingStatement | None
    state: StateInWorkflow | None
    entries: Sequence[TrackedEntry]

    @property
    def is_unreadable(self) -> bool:
        """Whether CORE's current version can't be read; `statement` is then an earlier one."""
        return self.state is not None and self.state.unreadable

    @property
    def open_in_quickbooks(self) -> Cents | None:
        """The invoice's balance as it was last synced, in cents; None without an invoice."""
        current = [entry for entry in self.entries if entry.is_in_quickbooks]
        invoices = [entry for entry in current if entry.kind is DocumentKind.INVOICE]
        if not invoices:
            return None
        paid = 0
        for entry in current:
            applied = entry.document.get("applied")
            cents = entry.total_cents if applied is None else applied
            if entry.kind is DocumentKind.PAYMENT:
                paid += cents
            elif entry.kind is DocumentKind.REFUND:
                paid -= cents
        return invoices[0].total_cents + invoices[0].tax_cents - paid


@dataclass(frozen=True, slots=True)
class BillingLog:
    """A page of an agent's statements, the newest first.

    Attributes:
        agent_id: the agent's CORE ID.
        name: the agent's; empty while nothing was read from CORE.
        total: how many there are on all pages.
        number: how many of them are statements; the others can't be read as part of one.
    """

    agent_id: str
    name: str
    statements: Sequence[LoggedStatement]
    total: int
    page: int
    number: int = 0

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


def all_statements(database: Database, company_id: str, agent_id: str) -> Iterator[LoggedStatement]:
    """Every statement of an agent, the newest first, read a page at a time."""
    with database.reading() as session:
        number, last = 1, 1
        while number <= last:
            log = billing_log(session, company_id, agent_id, number)
            yield from log.statements
            number, last = number + 1, log.last_page


def billing_log(session: Session, company_id: str, agent_id: str, page: int = 1) -> BillingLog:
    """A page of an agent's statements; one that is past the end gives the last."""
    of_agent = (
        Record.company_id == company_id,
        Record.owner == f"agent:{agent_id}",
        Record.stream == BILLING_STATEMENTS,
    )
    total = session.scalar(select(func.count()).select_from(Record).where(*of_agent)) or 0
    page = min(max(page, 1), _last_page(total))
    records = session.scalars(
        select(Record)
        .where(*of_agent)
        .order_by(Record.day.desc().nulls_first(), Record.key.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    keys = [record.key for record in records]
    states = states_of(session, company_id, keys)
    entries = _entries(session, company_id, keys)
    statements = [
        LoggedStatement(
            id=core_id(record.key),
            kind=record.key.partition(":")[0].replace("_", " "),
            number=record.number,
            day=record.day,
            amount_cents=record.amount_cents,
            gone=record.gone and not is_stray(record.key),
            statement=_statement(record),
            state=states.get(record.key, {}).get(BILLING_WORKFLOW),
            entries=entries[record.key],
        )
        for record in records
    ]
    name = next((record.title for record in records if record.title), "")
    in_core = (Record.key.startswith("statement:"), Record.gone.is_(False))
    number = session.scalar(select(func.count()).select_from(Record).where(*of_agent, *in_core))
    return BillingLog(agent_id, name, statements, total, page, number or 0)


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _statement(record: Record) -> BillingStatement | None:
    if record.payload is None or is_stray(record.key):
        return None
    # Tax IDs stay sealed: the page has no use for them.
    statement = record_from_json(record.payload)
    assert isinstance(statement, BillingStatement)  # noqa: S101  (the stream is that of billing)
    return statement


def _entries(
    session: Session, company_id: str, keys: Sequence[str]
) -> defaultdict[str, list[TrackedEntry]]:
    entries: defaultdict[str, list[TrackedEntry]] = defaultdict(list)
    rows = session.scalars(
        select(Link).where(
            Link.company_id == company_id,
            Link.category == BILLING_WORKFLOW,
            Link.record_key.in_(keys),
        )
    )
    for row in sorted(rows, key=lambda link: (link.kind in PAYMENTS, link.posted_at)):
        entries[row.record_key].append(tracked_entry(row))
    return entries
