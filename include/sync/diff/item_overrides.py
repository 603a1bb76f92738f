"""Choices for one item of one transaction: whether it syncs, and how its payee is paid."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import plain
from include.clock import utc_now
from include.core_backoffice.records.records import BillingStatement, CoBroke, DealItem, Transaction
from include.database import audit
from include.database.statuses import RecordStatus
from include.database.tables.records import ItemOverride, RecordState
from include.database.upserts import upsert

_Item = TypeVar("_Item", CoBroke, DealItem)
_UP_TO_DATE = (RecordStatus.SYNCED, RecordStatus.NOT_READY)


@dataclass(frozen=True, slots=True)
class Switches:
    """A user's choice for an item, with the same settings as the rules for items."""

    sync: bool
    create_payment: bool


Overrides = Mapping[str, Switches]
"""By the item's name, case-folded."""


def choose(
    session: Session, company_id: str, record_key: str, item: str, switches: Switches, actor: str
) -> None:
    """Store a choice; the next run plans the transaction again.

    Args:
        session: a writing transaction of the database.
        company_id: the company.
        record_key: the transaction.
        item: the item's name, as CORE has it.
        switches: the choice.
        actor: who makes the choice.
    """
    chosen = {
        "company_id": company_id,
        "record_key": record_key,
        "item": plain(item),
        "sync": switches.sync,
        "create_payment": switches.create_payment,
        "actor": actor,
        "chosen_at": utc_now(),
    }
    upsert(session, ItemOverride, [chosen])
    detail = {"item": item, **dataclasses.asdict(switches)}
    _record_choice(session, company_id, record_key, actor, detail)


def clear(session: Session, company_id: str, record_key: str, item: str, actor: str) -> None:
    """Remove the choice: the workflow's rule applies again."""
    override = session.get(ItemOverride, (company_id, record_key, plain(item)))
    if override is not None:
        session.delete(override)
        detail = {"item": item, "treatment": "the workflow's rule"}
        _record_choice(session, company_id, record_key, actor, detail)


def overrides_of(
    session: Session, company_id: str, record_keys: Sequence[str]
) -> dict[str, dict[str, Switches]]:
    """The choices for some records, by record and by the item's case-folded name."""
    overrides: dict[str, dict[str, Switches]] = {}
    for start in range(0, len(record_keys), 500):
        rows = session.scalars(
            select(ItemOverride).where(
                ItemOverride.company_id == company_id,
                ItemOverride.record_key.in_(record_keys[start : start + 500]),
            )
        )
        for row in rows:
            switches = Switches(row.sync, row.create_payment)
            overrides.setdefault(row.record_key, {})[row.item] = switches
    return overrides


def overridden(
    record: Transaction | BillingStatement, overrides: Overrides
) -> Transaction | BillingStatement:
    """The record with the choices in place of the rules; CORE's own setting takes precedence."""
    if not overrides or isinstance(record, BillingStatement) or record.disbursement is None:
        return record
    disbursement = dataclasses.replace(
        record.disbursement,
        co_broke=tuple(_switched(record.disbursement.co_broke, overrides)),
        pre_commission=tuple(_switched(record.disbursement.pre_commission, overrides)),
    )
    return dataclasses.replace(record, disbursement=disbursement)


def _switched(items: Iterable[_Item], overrides: Overrides) -> Iterable[_Item]:
    for item in items:
        chosen = overrides.get(plain(item.name))
        if chosen is None:
            yield item
            continue
        paid = item.create_payment if item.create_payment is not None else chosen.create_payment
        yield dataclasses.replace(
            item,
            sync=item.sync if item.sync is not None else chosen.sync,
            create_payment=paid,
        )


def _record_choice(
    session: Session, company_id: str, record_key: str, actor: str, detail: dict[str, Any]
) -> None:
    audit.append(
        session,
        company_id,
        actor=actor,
        event="item treatment changed",
        subject=record_key,
        detail=detail,
    )
    for state in session.scalars(
        select(RecordState).where(
            RecordState.company_id == company_id,
            RecordState.record_key == record_key,
            RecordState.status.in_(_UP_TO_DATE),
        )
    ):
        state.status, state.since = RecordStatus.READY, utc_now()
