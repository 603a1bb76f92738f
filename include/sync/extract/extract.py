"""Extract: reading what changed in CORE into the database.

Delivery: every record that changed since the watermark is stored, and ready to sync, before the
watermark moves. So the watermark never passes a record that is neither synced nor still to sync,
and every run tries records again that are on hold or failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from include.clock import utc_now
from include.core_backoffice.source import AgentLog, Change, Gone
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState, Watermark
from include.database.upserts import insert_missing
from include.sync.decide.readiness import STRAY
from include.sync.extract.deletions import missing_from_lists, statements_of
from include.sync.extract.store_records import Extracted, store_records
from include.sync.extract.window import OVERLAP, Listed
from include.sync.run.posting_log import posting_log
from include.sync.run.run import SyncContext, count
from include.workflows.category import Stream

_CHUNK = 100


def extract(
    context: SyncContext,
    record_ids: Sequence[str] = (),
    changed_since: dt.datetime | None = None,
) -> Extracted:
    """Read CORE into the database; safe to retry.

    Args:
        context: the run.
        record_ids: selected transactions, or agents for billing; the watermark then stays.
        changed_since: read from this moment instead of the watermark.

    Raises:
        CoreConnectionProblem: CORE doesn't accept the API key; nothing was read.
        CoreUnavailable: CORE doesn't respond; what was read so far is stored, the watermark stays.
    """
    _log_start(context)
    result = Extracted([])
    if not context.mode.reads_core:
        return result
    context.source.check()
    record_ids = tuple(dict.fromkeys(record_ids))
    if record_ids:
        _read_selected(context, record_ids, result)
    else:
        _read_changes(context, changed_since, result)
    with context.database.writing() as session:
        count(session, context.run_id, read=result.read, changed=result.changed)
    posting_log.info(
        "Read %d from CORE: %d new or changed, %d unreadable.",
        result.read,
        result.changed,
        result.unreadable,
    )
    return result


def _read_selected(context: SyncContext, record_ids: Sequence[str], result: Extracted) -> None:
    """Read selected records; a selected stray isn't in CORE."""
    posting_log.info("Reading %d selected from CORE: %s", len(record_ids), ", ".join(record_ids))
    strays = _strays(context, record_ids)
    result.keys.extend(strays)
    in_core = [record for record in record_ids if f"{STRAY}{record}" not in strays]
    _store_all(context, _selected(context, in_core), result)


def _log_start(context: SyncContext) -> None:
    posting_log.info(
        "Run %d of %s for %s, started by %s: %s",
        context.run_id,
        context.category.heading,
        context.company_name,
        context.actor,
        context.mode.heading if context.undo is None else f"Undo run {context.undo}",
    )


def _read_changes(
    context: SyncContext, changed_since: dt.datetime | None, result: Extracted
) -> None:
    watermark = _watermark(context)
    since = changed_since or (watermark - OVERLAP if watermark else context.sync_from)
    posting_log.info(
        "Reading %s changed in CORE since %s UTC",
        context.category.stream,
        f"{since:%Y-%m-%d %H:%M:%S}",
    )
    started, listed = utc_now(), Listed()
    newest = _store_all(context, listed.noted(_changed(context, since)), result)
    _store_all(context, _unreadable_before(context, set(result.keys)), result)
    if watermark is not None and _is_sweep_due(context):
        _store_all(context, missing_from_lists(context), result)
        _store_sweep(context)
    # A record that changes during the read may have been read before its change.
    if newest and (watermark is None or since <= watermark < min(newest, started)):
        _move_watermark(context, min(newest, started))
    _store_window(context, since, listed)


def _changed(context: SyncContext, since: dt.datetime) -> Iterator[Change]:
    if context.category.stream is Stream.TRANSACTIONS:
        return iter(context.source.transactions_changed(since))
    return iter(context.source.billing_statements_changed(since))


def _selected(context: SyncContext, ids: Iterable[str]) -> Iterator[Change]:
    if context.category.stream is Stream.BILLING:
        yield from statements_of(context.source, ids)
        return
    for transaction_id in ids:
        yield context.source.transaction(transaction_id)


def _strays(context: SyncContext, ids: Sequence[str]) -> list[str]:
    """Which of the selected are entries of QuickBooks that no record of CORE's asks for."""
    with context.database.reading() as session:
        return list(
            session.scalars(
                select(Record.key).where(
                    Record.company_id == context.company_id,
                    Record.key.in_([f"{STRAY}{record}" for record in ids]),
                )
            )
        )


def _unreadable_before(context: SyncContext, read: set[str]) -> Iterator[Change]:
    """Read records again that couldn't be read before: they may not have changed since."""
    with context.database.reading() as session:
        keys = session.scalars(
            select(RecordState.record_key)
            .join(
                Record,
                (Record.company_id == RecordState.company_id)
                & (Record.key == RecordState.record_key),
            )
            .where(
                Record.source == context.source.origin,
                RecordState.company_id == context.company_id,
                RecordState.category == context.category,
                # What can't be read is on hold: the index on the status finds it.
                RecordState.status == RecordStatus.ON_HOLD,
                RecordState.unreadable,
            )
        ).all()
    for key in keys:
        if key not in read:
            yield context.source.record(key)


def _is_sweep_due(context: SyncContext) -> bool:
    """Whether to search for deletions, which leave no trace among CORE's changes."""
    if context.preview:
        return False
    with context.database.reading() as session:
        row = session.get(Watermark, (context.company_id, context.category))
        return row is not None and (
            row.swept_at is None or row.swept_at <= utc_now() - context.sweep_every
        )


def _store_sweep(context: SyncContext) -> None:
    with context.database.writing() as session:
        row = session.get_one(Watermark, (context.company_id, context.category))
        row.swept_at = utc_now()


def _store_all(
    context: SyncContext, changes: Iterator[Change], result: Extracted
) -> dt.datetime | None:
    """Store changes chunk by chunk.

    Returns:
        The newest change time read.
    """
    newest: dt.datetime | None = None
    chunk: list[Change] = []
    for change in changes:
        chunk.append(change)
        moment = None if isinstance(change, Gone | AgentLog) else change.updated_at
        if moment and (newest is None or moment > newest):
            newest = moment
        if len(chunk) == _CHUNK:
            store_records(context, chunk, result)
            chunk = []
    store_records(context, chunk, result)
    return newest


def _watermark(context: SyncContext) -> dt.datetime | None:
    with context.database.reading() as session:
        row = session.get(Watermark, (context.company_id, context.category))
        return row.read_up_to if row else None


def _move_watermark(context: SyncContext, newest: dt.datetime) -> None:
    with context.database.writing() as session:
        # Where nothing was read before, everything just was: no deletion can be missed for a day.
        first = {
            "company_id": context.company_id,
            "category": context.category,
            "read_up_to": newest,
            "run_id": context.run_id,
            "swept_at": utc_now(),
        }
        insert_missing(session, Watermark, [first])
        row = session.get_one(Watermark, (context.company_id, context.category))
        row.read_up_to, row.run_id = newest, context.run_id


def _store_window(context: SyncContext, since: dt.datetime, listed: Listed) -> None:
    """Keep what the next read would begin with, by which a look knows whether anything is new."""
    with context.database.writing() as session:
        row = session.get(Watermark, (context.company_id, context.category))
        if row is not None:
            floor = row.read_up_to - OVERLAP
            row.window = listed.digest(floor) if since <= floor else ""
