"""One record's documents: its template, with the settings and choices that apply to it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.causes import HoldCause
from include.core_backoffice.stored import record_from_json
from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.sync.diff.item_overrides import Overrides, overridden, overrides_of
from include.sync.operations.record_plan import RecordPlan
from include.sync.run.records_to_sync import links_of
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setup, Setups
from include.workflows.template import OnHold, Posting

logger = logging.getLogger(__name__)


def plans_of_records(
    context: SyncContext,
    session: Session,
    rows: Sequence[tuple[RecordState, Record]],
    catalogue: Catalogue,
) -> list[RecordPlan]:
    """The documents of every record, beside the entries that QuickBooks has of it.

    Args:
        context: the run.
        session: a transaction of the database.
        rows: the records with their statuses.
        catalogue: the company's lists.
    """
    keys = [record.key for _, record in rows]
    links = links_of(context, session, keys)
    overrides = overrides_of(session, context.company_id, keys)
    setups = Setups(context, session)
    return [
        _plan_of_record(
            context,
            setups,
            state,
            record,
            links.get(record.key, {}),
            catalogue,
            overrides.get(record.key, {}),
        )
        for state, record in rows
    ]


def _plan_of_record(
    context: SyncContext,
    setups: Setups,
    state: RecordState,
    record: Record,
    links: Mapping[str, Link],
    catalogue: Catalogue,
    overrides: Overrides,
) -> RecordPlan:
    in_quickbooks = [link for link in links.values() if link.status == LinkStatus.IN_QUICKBOOKS]
    setup, shape_version = setups.of(state, record, in_quickbooks)
    plan = RecordPlan(state, record, setup, shape_version, Posting(), dict(links))
    plan.posting = _posting(context, setup, plan, catalogue, overrides)
    plan.skipped.extend(plan.posting.skipped)
    return plan


def _posting(
    context: SyncContext, setup: Setup, plan: RecordPlan, catalogue: Catalogue, overrides: Overrides
) -> Posting:
    record = plan.record
    if record.gone:
        return Posting(not_ready="deleted in CORE")
    try:
        payload = context.seal.opened(record.payload or {})
        return setup.template.entries_for(
            overridden(record_from_json(payload), overrides), setup.options, catalogue
        )
    except Exception:
        # One record must not stop the others: the error is logged, and the record goes on hold.
        logger.exception("%s could not be planned", record.key)
        return Posting(
            on_hold=(
                OnHold(
                    "",
                    HoldCause.INTERNAL_ERROR,
                    f"CoreBooks hit an internal error on {plan.name} and didn't post it. Other "
                    "records weren't affected.",
                    "Send the task log to support.",
                ),
            )
        )
