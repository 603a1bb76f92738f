"""The exports of runs and of the audit trail, column by column."""

from __future__ import annotations

import json
from decimal import Decimal
from zoneinfo import ZoneInfo

from include.books.money import Cents, amount_heading, to_decimal
from include.database.reads.run_summary import RunSummary
from include.database.reads.trail import TrailEvent
from include.database.reads.trail_names import TrailNames
from include.sync.run.mode import RunMode
from include.web.frame.exports import Cell, local_moment, utc_moment
from include.web.history.sentences import sentence_of
from include.web.runs.status import status_of


def runs_heading(*, with_tax: bool = False) -> tuple[str, ...]:
    """The columns of runs.

    Args:
        with_tax: entries have tax: it follows what they come to without it, and then the total.
    """
    return (
        "Run",
        "Workflow",
        "Purpose",
        "Preview",
        "Started",
        "Started (UTC)",
        "Finished (UTC)",
        "By",
        "Trigger",
        "Approved by",
        "Status",
        "Read",
        "Created",
        amount_heading("Created"),
        *(_tax_heading("Created") if with_tax else ()),
        "Updated",
        amount_heading("Updated"),
        *(_tax_heading("Updated") if with_tax else ()),
        "Voided",
        "Unchanged",
        "Message",
    )


def run_row(run: RunSummary, zone: ZoneInfo, *, with_tax: bool = False) -> list[Cell]:
    """A run's row."""
    counts = run.counts
    return [
        run.id,
        run.category,
        RunMode(run.mode).heading,
        "Yes" if run.preview else "No",
        local_moment(run.started_at, zone),
        utc_moment(run.started_at),
        utc_moment(run.finished_at),
        run.actor,
        run.trigger,
        run.approved_by,
        status_of(run),
        counts.read,
        counts.created,
        to_decimal(counts.created_cents),
        *(_tax(counts.created_cents, counts.created_tax_cents) if with_tax else ()),
        counts.updated,
        to_decimal(counts.updated_cents),
        *(_tax(counts.updated_cents, counts.updated_tax_cents) if with_tax else ()),
        counts.voided,
        counts.unchanged,
        run.message,
    ]


def _tax_heading(what: str) -> tuple[str, str]:
    return amount_heading(f"{what} tax"), amount_heading(f"{what} total")


def _tax(net: Cents, tax: Cents) -> tuple[Decimal, Decimal]:
    return to_decimal(tax), to_decimal(net + tax)


def trail_heading() -> tuple[str, ...]:
    """The columns of the audit trail's events."""
    return (
        "Number",
        "Date and time",
        "Date and time (UTC)",
        "User",
        "Kind",
        "What happened",
        amount_heading("Amount"),
        "Run",
        "Event",
        "Record",
        "Detail",
        "Hash",
        "Previous hash",
    )


def event_row(event: TrailEvent, names: TrailNames, zone: ZoneInfo) -> list[Cell]:
    """An event's row, in words and as it is stored; `trail_routes` exports all, for the verifier."""
    sentence = sentence_of(event, names)
    return [
        event.number,
        local_moment(event.at, zone),
        utc_moment(event.at),
        event.actor,
        event.kind.heading,
        sentence.text,
        to_decimal(sentence.cents) if sentence.cents is not None else None,
        sentence.run,
        event.event,
        event.subject,
        json.dumps(event.detail, sort_keys=True, ensure_ascii=False),
        event.hash,
        event.previous_hash,
    ]
