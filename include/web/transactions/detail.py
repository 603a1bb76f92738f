"""One transaction: its disbursement, its entries in QuickBooks, and what was done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.core_backoffice.records.records import Transaction
from include.core_backoffice.stored import record_from_json
from include.database.statuses import OperationStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation, SyncRun
from include.sync.operations.operations import is_document
from include.web.transactions.items import DecidedItem, deal_items
from include.web.transactions.listing import DEAL_CATEGORIES
from include.workflows.category import Category

_NEWEST = 60


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One write, with the run that made it."""

    operation: Operation
    run: SyncRun

    @property
    def at(self) -> dt.datetime | None:
        """When QuickBooks answered, or when it was sent."""
        return self.operation.answered_at or self.operation.sent_at

    @property
    def what(self) -> str:
        """The write in words: "create invoice TR-2026-640224"."""
        written = self.operation.payload
        name = written.get("number") or written.get("display_name") or written.get("name") or ""
        return f"{self.operation.action} {self.operation.kind} {name}"

    @property
    def amount_cents(self) -> int | None:
        """What it comes to; None for customers, vendors and lists."""
        return self.operation.total_cents if is_document(self.operation) else None

    @property
    def why(self) -> str:
        """The reason for the write, or QuickBooks' for refusing it."""
        if self.operation.status == OperationStatus.ERROR:
            return str((self.operation.answer or {}).get("sentence", ""))
        return self.operation.reason


@dataclass(frozen=True, slots=True)
class Detail:
    """All that the page shows; `deal` is None when CORE was never read for it."""

    id: str
    record: Record | None
    deal: Transaction | None
    states: dict[Category, RecordState]
    links: Sequence[Link]
    history: Sequence[HistoryLine]
    items: Sequence[DecidedItem]

    @property
    def key(self) -> str:
        """The record's key."""
        return f"transaction:{self.id}"


def detail(session: Session, company_id: str, transaction_id: str) -> Detail:
    """Everything about one transaction that the database knows."""
    key = f"transaction:{transaction_id}"
    record = session.get(Record, (company_id, key))
    deal = None
    if record is not None and record.payload is not None:
        # Tax ids stay sealed: the page has no use for them.
        opened = record_from_json(record.payload)
        deal = opened if isinstance(opened, Transaction) else None
    states = session.scalars(
        select(RecordState).where(
            RecordState.company_id == company_id, RecordState.record_key == key
        )
    )
    links = session.scalars(
        select(Link)
        .where(
            Link.company_id == company_id,
            Link.category.in_([one.value for one in DEAL_CATEGORIES]),
            Link.record_key == key,
        )
        .order_by(Link.category.desc(), Link.document_key)
    ).all()
    return Detail(
        id=transaction_id,
        record=record,
        deal=deal,
        states={Category(state.category): state for state in states},
        links=links,
        history=_history(session, company_id, key),
        items=deal_items(session, company_id, key, deal),
    )


def _history(session: Session, company_id: str, key: str) -> list[HistoryLine]:
    rows = session.execute(
        select(Operation, SyncRun)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            Operation.company_id == company_id,
            Operation.record_key == key,
            Operation.status.in_([OperationStatus.POSTED, OperationStatus.ERROR]),
        )
        .order_by(Operation.id.desc())
        .limit(_NEWEST)
    )
    return [HistoryLine(row[0], row[1]) for row in rows]
