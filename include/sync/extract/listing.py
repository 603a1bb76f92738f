"""What lists of records show and search: stored beside the record, so no payload is opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.core_backoffice.records.errors import RecordProblem
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
            _one_line(record.agent.name),
            record.number,
            record.billing_date,
            record.total_cents,
            _search_text(record.agent.name, record.number, record.id, record.agent.email),
        )
    shares = record.disbursement.agents if record.disbursement else ()
    gross = record.disbursement.gross_cents if record.disbursement else record.gross_cents
    return Listing(
        Stream.TRANSACTIONS,
        _one_line(record.address_line) or record.label,
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


def put_known(problem: RecordProblem, row: Record) -> None:
    """Store what could be read of a record that can't be used; the rest stays as last read."""
    known = problem.known
    kind, _, own_id = problem.record_key.partition(":")
    of_transactions = kind == "transaction"
    row.stream = (Stream.TRANSACTIONS if of_transactions else Stream.BILLING).value
    row.title, row.number = _one_line(known.title) or row.title, known.number or row.number
    row.day = known.day or row.day
    if known.amount_cents is not None:
        row.amount_cents = known.amount_cents
    row.owner = known.owner or row.owner
    words = [part.casefold() for part in (row.title, row.number, own_id, *known.others)]
    row.search_text = _search_text(
        row.search_text, *(word for word in words if word not in row.search_text)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _search_text(*parts: str) -> str:
    return " ".join(dict.fromkeys(part.casefold() for part in parts if part))
