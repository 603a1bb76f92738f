"""What lists of records show and search: stored beside the record, so no payload is opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.core_backoffice.records.records import BillingStatement, Transaction
from include.database.tables.records import Record
from include.workflows.category import Stream


@dataclass(frozen=True, slots=True)
class Listing:
    """A record's line in a list; the amount in cents."""

    stream: Stream
    title: str
    number: str
    day: dt.date | None
    amount_cents: int | None
    search_text: str

    def put_into(self, row: Record) -> None:
        """Store it with the record."""
        row.stream, row.title, row.number = self.stream.value, self.title, self.number
        row.day, row.amount_cents, row.search_text = self.day, self.amount_cents, self.search_text


def listing(record: Transaction | BillingStatement) -> Listing:
    """The line of a record."""
    if isinstance(record, BillingStatement):
        return Listing(
            Stream.BILLING,
            record.agent.name,
            record.number,
            record.billing_date,
            record.total_cents,
            _search_text(record.agent.name, record.number, record.id, record.agent.email),
        )
    shares = record.disbursement.agents if record.disbursement else ()
    gross = record.disbursement.gross_cents if record.disbursement else record.gross_cents
    return Listing(
        Stream.TRANSACTIONS,
        record.address_line or record.label,
        record.number,
        record.closing_date,
        gross,
        _search_text(
            record.address_line,
            record.number,
            record.id,
            record.external_id,
            *(share.agent.name for share in shares),
        ),
    )


def _search_text(*parts: str) -> str:
    return " ".join(dict.fromkeys(part.casefold() for part in parts if part))
