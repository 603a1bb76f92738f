"""The exports of runs, changes and the audit trail, column by column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from include.books.money import to_decimal
from include.database.reads.history import HistoryChange
from include.database.reads.run_summary import RunSummary
from include.database.reads.trail import TrailEvent
from include.database.reads.trail_names import TrailNames
from include.sync.run.mode import RunMode
from include.web.frame.exports import Cell
from include.web.runs.history_sentences import sentence_of
from include.web.runs.status import ChangeStatus, status_of

RUNS = (
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
    "Created (USD)",
    "Updated",
    "Updated (USD)",
    "Voided",
    "Unchanged",
    "Message",
)
CHANGES = (
    "Run",
    "Date and time",
    "Date and time (UTC)",
    "By",
    "Workflow",
    "Action",
    "Kind",
    "Number",
    "Name",
    "Amount (USD)",
    "Amount before (USD)",
    "Reason",
    "Status",
    "QuickBooks ID",
    "Intuit trace ID",
    "Request ID",
    "CORE record",
    "CORE fingerprint",
)
TRAIL = (
    "Number",
    "Date and time",
    "Date and time (UTC)",
    "User",
    "Kind",
    "What happened",
    "Amount (USD)",
    "Run",
    "Event",
    "Record",
    "Detail",
    "Hash",
    "Previous hash",
)


def run_row(run: RunSummary, zone: ZoneInfo) -> list[Cell]:
    """A run's row."""
    counts = run.counts
    return [
        run.id,
        run.category,
        RunMode(run.mode).heading,
        "Yes" if run.preview else "No",
        _local(run.started_at, zone),
        _utc(run.started_at),
        _utc(run.finished_at),
        run.actor,
        run.trigger,
        run.approved_by,
        status_of(run),
        counts.read,
        counts.created,
        to_decimal(counts.created_cents),
        counts.updated,
        to_decimal(counts.updated_cents),
        counts.voided,
        counts.unchanged,
        run.message,
    ]


def change_row(sent: HistoryChange, zone: ZoneInfo) -> list[Cell]:
    """A change's row."""
    change = sent.change
    at = change.answered_at or change.sent_at
    return [
        change.run_id,
        _local(at, zone),
        _utc(at),
        sent.actor,
        change.category,
        change.action,
        change.kind,
        change.number,
        change.payee or change.name,
        to_decimal(change.total_cents) if change.is_entry else None,
        _total(change.before) if change.is_entry and change.before else None,
        change.reason,
        ChangeStatus.of(change.status),
        change.quickbooks_id,
        change.trace_id,
        change.request_id,
        change.record_key,
        change.record_fingerprint,
    ]


def event_row(event: TrailEvent, names: TrailNames, zone: ZoneInfo) -> list[Cell]:
    """An event's row, in words and as it is stored; `trail_routes` exports all, for the verifier."""
    sentence = sentence_of(event, names)
    return [
        event.number,
        _local(event.at, zone),
        _utc(event.at),
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


def _total(document: Mapping[str, Any]) -> Decimal:
    return to_decimal(sum(line["amount"] for line in document["lines"]))


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds") if moment else ""


def _utc(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""
