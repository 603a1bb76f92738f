"""The export of changes, column by column: of one run, or of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from include.books.country_words import spelled
from include.books.money import amount_heading, to_decimal
from include.database.reads.changes import Change
from include.database.reads.history import HistoryChange
from include.web.frame.exports import Cell, local_moment, utc_moment
from include.web.runs.status import ChangeStatus


def changes_heading(*, with_tax: bool = False) -> tuple[str, ...]:
    """The columns.

    Args:
        with_tax: the company's entries have tax codes: the tax and the total follow the amount.
    """
    return (
        "Run",
        "Date and time",
        "Date and time (UTC)",
        "By",
        "Workflow",
        "Action",
        "Kind",
        "Number",
        "Name",
        amount_heading("Amount"),
        *((amount_heading("Tax"), amount_heading("Total")) if with_tax else ()),
        amount_heading("Amount before"),
        "Reason",
        "Status",
        "QuickBooks ID",
        "Intuit trace ID",
        "Request ID",
        "CORE record",
        "CORE fingerprint",
    )


def change_row(sent: HistoryChange, zone: ZoneInfo, *, with_tax: bool = False) -> list[Cell]:
    """A change's row."""
    change = sent.change
    at = change.answered_at or change.sent_at
    return [
        change.run_id,
        local_moment(at, zone),
        utc_moment(at),
        sent.actor,
        change.category,
        change.action,
        spelled(change.kind),
        change.number,
        change.payee or change.name,
        to_decimal(change.total_cents) if change.is_entry else None,
        *(_tax_and_total(change) if with_tax else ()),
        _total(change.before) if change.is_entry and change.before else None,
        change.reason,
        ChangeStatus.of(change.status),
        change.quickbooks_id,
        change.trace_id,
        change.request_id,
        change.record_key,
        change.record_fingerprint,
    ]


def _tax_and_total(change: Change) -> tuple[Decimal | None, Decimal | None]:
    if not change.is_entry:
        return None, None
    return to_decimal(change.tax_cents), to_decimal(change.total_cents + change.tax_cents)


def _total(document: Mapping[str, Any]) -> Decimal:
    return to_decimal(sum(line["amount"] for line in document["lines"]))
