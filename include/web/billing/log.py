"""One agent's billing log: every statement with its items, and what QuickBooks has of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.documents import PAYMENTS, DocumentKind
from include.books.money import Cents
from include.core_backoffice.records.records import BillingStatement
from include.core_backoffice.stored import record_from_json
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.workflows.category import Category, Stream

PAGE = 24


@dataclass(frozen=True, slots=True)
class LoggedStatement:
    """A statement of the log.

    Attributes:
        record: as the database keeps it.
        bill: what stands on it.
        state: where it stands in the workflow; None when no run has looked at it.
        entries: what was entered in QuickBooks for it: the invoice first, then its payments.
    """

    record: Record
    bill: BillingStatement
    state: RecordState | None
    entries: Sequence[Link]

    @property
    def id(self) -> str:
        """The statement's id in CORE."""
        return self.record.key.partition(":")[2]

    @property
    def open_in_quickbooks(self) -> Cents | None:
        """What the invoice still has open as it was last synced, in cents; None without invoice."""
        live = [link for link in self.entries if link.status == LinkStatus.IN_QUICKBOOKS]
        invoices = [link for link in live if link.kind == DocumentKind.INVOICE]
        if not invoices:
            return None
        settled = 0
        for link in live:
            applied = link.document.get("applied")
            cents = link.total_cents if applied is None else applied
            if link.kind == DocumentKind.PAYMENT:
                settled += cents
            elif link.kind == DocumentKind.REFUND:
                settled -= cents
        return invoices[0].total_cents - settled


@dataclass(frozen=True, slots=True)
class BillingLog:
    """A page of an agent's log, the newest statement first.

    Attributes:
        name: the agent's; empty while nothing was read from CORE.
        total: how many statements there are on all pages.
    """

    agent_id: str
    name: str
    statements: Sequence[LoggedStatement]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return _last_page(self.total)


def billing_log(session: Session, company_id: str, agent_id: str, page: int = 1) -> BillingLog:
    """A page of an agent's log; one that is not there gives the nearest."""
    mine = (
        Record.company_id == company_id,
        Record.owner == f"agent:{agent_id}",
        Record.stream == Stream.BILLING.value,
        Record.payload.is_not(None),
    )
    total = session.scalar(select(func.count()).select_from(Record).where(*mine)) or 0
    page = min(max(page, 1), _last_page(total))
    records = session.scalars(
        select(Record)
        .where(*mine)
        .order_by(Record.day.desc(), Record.key.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    keys = [record.key for record in records]
    states = {
        state.record_key: state
        for state in session.scalars(
            select(RecordState).where(
                RecordState.company_id == company_id,
                RecordState.category == Category.AGENT_BILLING.value,
                RecordState.record_key.in_(keys),
            )
        )
    }
    entries = _entries(session, company_id, keys)
    statements = [
        LoggedStatement(record, _bill(record), states.get(record.key), entries[record.key])
        for record in records
    ]
    name = statements[0].bill.agent.name if statements else ""
    return BillingLog(agent_id, name, statements, total, page)


def _last_page(total: int) -> int:
    return max(1, -(-total // PAGE))


def _bill(record: Record) -> BillingStatement:
    # Tax ids stay sealed: the page has no use for them.
    bill = record_from_json(record.payload or {})
    assert isinstance(bill, BillingStatement)  # noqa: S101  (the stream is that of billing)
    return bill


def _entries(
    session: Session, company_id: str, keys: Sequence[str]
) -> defaultdict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    rows = session.scalars(
        select(Link).where(
            Link.company_id == company_id,
            Link.category == Category.AGENT_BILLING.value,
            Link.record_key.in_(keys),
        )
    )
    for link in sorted(rows, key=lambda one: (one.kind in PAYMENTS, one.posted_at)):
        found[link.record_key].append(link)
    return found
