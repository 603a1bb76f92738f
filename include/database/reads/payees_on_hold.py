"""Of which payees of a record on hold someone must say whether they charge sales tax."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.core_backoffice.records.people import Payee
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.stored import record_from_json
from include.database.reads.payee_taxes import PayeeOfTax, payee_of_tax
from include.database.tables.entries import PayeeTax
from include.database.tables.records import Record


def undecided_payees_of(
    session: Session, company_id: str, record_keys: Collection[str]
) -> Mapping[str, Sequence[PayeeOfTax]]:
    """The undecided payees of records, by the records' keys; nothing is read for none.

    Args:
        session: of the database.
        company_id: whose records.
        record_keys: of transactions that are on hold until someone decides.
    """
    if not record_keys:
        return {}
    undecided = {
        row.party_key: payee_of_tax(row)
        for row in session.scalars(
            select(PayeeTax)
            .where(PayeeTax.company_id == company_id, PayeeTax.charges_tax.is_(None))
            .order_by(PayeeTax.party_key)
        )
    }
    records = session.scalars(
        select(Record).where(Record.company_id == company_id, Record.key.in_(record_keys))
    )
    return {
        record.key: [undecided[key] for key in _vendors(record) if key in undecided]
        for record in records
    }


def _vendors(record: Record) -> list[str]:
    """The keys of the vendors that a transaction pays, each once: "vendor/agent:45"."""
    # Tax IDs stay sealed: who is paid is told by keys.
    found = record_from_json(record.payload) if record.payload is not None else None
    if not isinstance(found, Transaction) or found.disbursement is None:
        return []
    return list(dict.fromkeys(f"vendor/{payee.key}" for payee in _paid(found)))


def _paid(deal: Transaction) -> Iterator[Payee]:
    paid = deal.disbursement
    if paid is None:
        return
    yield from (share.payee for share in paid.co_broke)
    yield from (item.payee for item in paid.pre_commission)
    for share in paid.agents:
        yield share.agent
        yield from (item.payee for item in share.items)
