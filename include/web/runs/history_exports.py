"""What the exports of runs, writes and the trail hold, column by column."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from zoneinfo import ZoneInfo

from include.books.money import to_decimal
from include.database.tables.runs import AuditEvent, Operation, SyncRun
from include.sync.operations.operations import is_document
from include.web.frame.exports import Cell

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
    "Outcome",
    "Read",
    "Created",
    "Created USD",
    "Updated",
    "Updated USD",
    "Voided",
    "Unchanged",
    "Message",
)
WRITES = (
    "Run",
    "When",
    "When (UTC)",
    "By",
    "Workflow",
    "Action",
    "Kind",
    "Number",
    "Name",
    "USD",
    "USD before",
    "Why",
    "Status",
    "QuickBooks id",
    "Intuit trace id",
    "Request id",
    "CORE record",
    "CORE fingerprint",
)
TRAIL = ("Number", "When", "When (UTC)", "Who", "What", "Of what", "Detail", "Hash", "Hash before")


def run_row(run: SyncRun, zone: ZoneInfo) -> list[Cell]:
    """A run's line."""
    counts = run.counts
    return [
        run.id,
        run.category,
        run.mode,
        "yes" if run.preview else "no",
        _local(run.started_at, zone),
        _utc(run.started_at),
        _utc(run.finished_at),
        run.actor,
        run.trigger,
        run.approved_by,
        run.outcome,
        counts.get("read", 0),
        counts.get("created", 0),
        to_decimal(counts.get("created_cents", 0)),
        counts.get("updated", 0),
        to_decimal(counts.get("updated_cents", 0)),
        counts.get("voided", 0),
        counts.get("unchanged", 0),
        run.message,
    ]


def write_row(operation: Operation, run: SyncRun, zone: ZoneInfo) -> list[Cell]:
    """A write's line."""
    after, before = operation.payload, operation.before
    at = operation.answered_at or operation.sent_at
    document = is_document(operation)
    party = after.get("party") or {}
    return [
        run.id,
        _local(at, zone),
        _utc(at),
        run.actor,
        operation.category,
        operation.action,
        operation.kind,
        str(after.get("number") or ""),
        str(party.get("display_name") or after.get("display_name") or after.get("name") or ""),
        to_decimal(operation.total_cents) if document else None,
        _total(before) if document and before else None,
        operation.reason,
        operation.status,
        operation.quickbooks_id,
        operation.trace_id,
        operation.request_id,
        operation.record_key,
        operation.record_fingerprint,
    ]


def event_row(event: AuditEvent, zone: ZoneInfo) -> list[Cell]:
    """An event's line; its hash and the one before it let anybody follow the chain."""
    return [
        event.number,
        _local(event.at, zone),
        _utc(event.at),
        event.actor,
        event.event,
        event.subject,
        json.dumps(event.detail, sort_keys=True, ensure_ascii=False),
        event.hash,
        event.previous_hash,
    ]


def _total(document: dict[str, list[dict[str, int]]]) -> Decimal:
    return to_decimal(sum(line["amount"] for line in document["lines"]))


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds") if moment else ""


def _utc(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""
