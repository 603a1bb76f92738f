"""One transaction: its disbursement, its entries in QuickBooks, and what was done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import plain
from include.core_backoffice.records import CoBroke, DealItem, Transaction
from include.core_backoffice.stored import record_from_json
from include.ledger.models import Link, Operation, OperationStatus, Record, RecordState, SyncRun
from include.ledger.seal import Seal
from include.settings import encryption_keys
from include.sync.item_overrides import Switches, overrides_of
from include.sync.operations import is_document
from include.sync.run import active_setup
from include.web.transaction_list import DEAL_CATEGORIES
from include.workflows.category import Category
from include.workflows.items import booked_items
from include.workflows.options import ItemRule
from include.workflows.template import template

_NEWEST = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A co-broke or pre-commission item and what becomes of it.

    Attributes:
        switches: as they are now.
        decided_by: "CORE", "this transaction" (a person's decision), or "the workflow".
    """

    name: str
    side: str
    amount_cents: int
    payee: str
    switches: Switches
    decided_by: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One write, with the run that made it."""

    operation: Operation
    run: SyncRun

    @property
    def at(self) -> dt.datetime | None:
        """When QuickBooks answered, or when it was sent."""
        return self.operation.answered_at or self.operation.handed_at

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
        if self.operation.status == OperationStatus.REFUSED:
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
    items: Sequence[Item]

    @property
    def key(self) -> str:
        """The record's key."""
        return f"transaction:{self.id}"


def detail(session: Session, company_id: str, transaction_id: str) -> Detail:
    """Everything about one transaction that the ledger knows."""
    key = f"transaction:{transaction_id}"
    record = session.get(Record, (company_id, key))
    deal = None
    if record is not None and record.payload is not None:
        opened = record_from_json(Seal(encryption_keys()).opened(record.payload))
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
        items=_items(session, company_id, key, deal),
    )


def _history(session: Session, company_id: str, key: str) -> list[HistoryLine]:
    rows = session.execute(
        select(Operation, SyncRun)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            Operation.company_id == company_id,
            Operation.record_key == key,
            Operation.status.in_([OperationStatus.DONE, OperationStatus.REFUSED]),
        )
        .order_by(Operation.id.desc())
        .limit(_NEWEST)
    )
    return [HistoryLine(row[0], row[1]) for row in rows]


def _items(session: Session, company_id: str, key: str, deal: Transaction | None) -> list[Item]:
    if deal is None or deal.disbursement is None:
        return []
    decided = overrides_of(session, company_id, [key]).get(key, {})
    sources: list[CoBroke | DealItem] = [
        *deal.disbursement.co_broke,
        *deal.disbursement.pre_commission,
    ]
    booked = booked_items(deal.disbursement, _rules(session, company_id))
    found = []
    for source, one in zip(sources, booked, strict=True):
        by_core = source.sync is not None and source.create_payment is not None
        override = decided.get(plain(source.name))
        switches = Switches(sync=one.on_income or one.paid_out, create_payment=one.paid_out)
        by = "CORE" if by_core else "this transaction" if override else "the workflow"
        found.append(
            Item(
                name=source.name,
                side=source.side,
                amount_cents=one.signed,
                payee=source.payee.name,
                switches=override if override and not by_core else switches,
                decided_by=by,
            )
        )
    return found


def _rules(session: Session, company_id: str) -> tuple[ItemRule, ...]:
    setup = active_setup(session, company_id, Category.BROKERAGE_INCOME)
    if setup is None:
        return ()
    options = template(setup.template).options.model_validate(setup.options)
    rules: tuple[ItemRule, ...] = getattr(options, "item_rules", ())
    return rules
