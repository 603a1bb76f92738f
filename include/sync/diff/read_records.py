"""Reading what a plan is decided on: each record's documents, beside the entries it has."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.core_backoffice.stored import record_from_json
from include.database.keys.seal import SealBroken
from include.database.setup.missing_entries import missing_entries
from include.database.setup.payee_tax import charges_tax
from include.database.statuses import LinkStatus, OperationStatus
from include.database.stored.edits import edit_from_json
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.decide.facts import CoreRecord, Tracked
from include.sync.decide.planning import Books
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.diff.item_overrides import Overrides, overridden, overrides_of
from include.sync.run.mode import RunMode
from include.sync.run.records_to_sync import held_states, links_of
from include.sync.run.run import SyncContext
from include.sync.run.setups import Setups
from include.workflows.sales_tax import Charges, InBooks, taxed
from include.workflows.setup import Setup
from include.workflows.template import OnHold, Posting

logger = logging.getLogger(__name__)


def rules_of(context: SyncContext, *, complete_only: bool = False) -> Rules:
    """What this run may do."""
    return Rules(
        company_id=context.company_id,
        purpose=context.mode,
        options=context.options,
        actor=context.actor,
        today=context.today,
        start_date=context.start_date,
        complete_only=complete_only,
        undo=context.undo,
    )


def core_record(record: Record) -> CoreRecord:
    """A record as values."""
    return CoreRecord(record.key, record.fingerprint, record.number, record.title, record.gone)


def tracked(link: Link) -> Tracked:
    """An entry as values."""
    return Tracked(
        document_key=link.document_key,
        kind=DocumentKind(link.kind),
        quickbooks_id=link.quickbooks_id,
        version=link.version,
        number=link.number,
        fingerprint=link.fingerprint,
        content=link.document,
        total_cents=link.total_cents,
        date=link.date,
        due_date=link.due_date,
        revision=link.revision,
        setup_version=link.setup_version,
        shape_version=link.shape_version,
        status=LinkStatus(link.status),
        edited=edit_from_json(link.edited_as),
        accepted=link.accepted,
        is_foreign=link.is_foreign,
        tax_cents=link.tax_cents,
        as_found=link.as_found,
    )


def read_records(
    context: SyncContext,
    session: Session,
    rows: Sequence[tuple[RecordState, Record]],
    books: Books,
) -> list[RecordPlan]:
    """The documents of every record, beside the entries that QuickBooks has of it.

    Args:
        context: the run.
        session: a transaction of the database.
        rows: the records with their statuses.
        books: the company's lists, and what templates made of the records so far.
    """
    keys = [record.key for _, record in rows]
    links = links_of(context, session, keys)
    overrides = overrides_of(session, context.company_id, keys)
    setups = Setups(context, session)
    charges = charges_tax(session, context.company_id) if books.facts.tax_codes else {}
    plans = [
        _record_plan(
            context,
            setups,
            state,
            record,
            {key: tracked(link) for key, link in links.get(record.key, {}).items()},
            books,
            overrides.get(record.key, {}),
            charges,
        )
        for state, record in rows
    ]
    missing = missing_entries(session, context.company_id, keys)
    for plan in plans:
        plan.missing = missing.get(plan.record.key, plan.missing)
    return plans


def _record_plan(
    context: SyncContext,
    setups: Setups,
    state: RecordState,
    record: Record,
    links: Mapping[str, Tracked],
    books: Books,
    overrides: Overrides,
    charges: Charges,
) -> RecordPlan:
    in_quickbooks = [link for link in links.values() if link.is_in_quickbooks]
    is_synced = state.synced_fingerprint == record.fingerprint
    setup, shape_version = setups.of(in_quickbooks, is_synced=is_synced)
    plan = RecordPlan(core_record(record), setup, shape_version, Posting(), links)
    made_of = (
        record.key,
        record.fingerprint,
        record.gone,
        setup.version,
        shape_version,
        *overrides.items(),
    )
    if made_of not in books.postings:
        stays = is_synced and context.mode is not RunMode.REPOST
        books.postings[made_of] = taxed(
            posting_of(context, setup, record, books.catalogue, overrides),
            setup.options,
            books.facts,
            books.catalogue,
            charges,
            _in_books(in_quickbooks, books) if stays else {},
        )
    plan.posting = books.postings[made_of]
    plan.skipped.extend(plan.posting.skipped)
    return plan


def _in_books(links: Sequence[Tracked], books: Books) -> Mapping[str, InBooks]:
    """What keeps its tax; nothing, and no document is read, where there is none."""
    if not books.facts.tax_codes and not any(link.is_taxed for link in links):
        return {}
    return {
        link.document_key: InBooks(link.document, link.fingerprint, link.date) for link in links
    }


def posting_of(
    context: SyncContext,
    setup: Setup,
    record: Record,
    catalogue: Catalogue,
    overrides: Overrides,
) -> Posting:
    """What a template makes of a record, without tax codes; on hold if it can't be made."""
    name = core_record(record).name
    if record.gone:
        return Posting(not_ready="deleted in CORE")
    try:
        payload = context.seal.opened(record.payload or {})
        return setup.template.entries_for(
            overridden(record_from_json(payload), overrides), setup.options, catalogue
        )
    except SealBroken as broken:
        logger.error("%s can't be decrypted. %s", record.key, broken.what_to_do)  # noqa: TRY400  (no traceback: the key is missing, not code)
        return Posting(on_hold=(_not_decrypted(name, broken),))
    except Exception:
        # One record must not stop the others: the error is logged, and the record goes on hold.
        logger.exception("%s could not be planned", record.key)
        return Posting(
            on_hold=(
                OnHold(
                    "",
                    HoldCause.INTERNAL_ERROR,
                    f"CoreBooks hit an internal error on {name} and didn't post it. Other "
                    "records weren't affected.",
                    "Send the task log to support.",
                ),
            )
        )


def _not_decrypted(name: str, broken: SealBroken) -> OnHold:
    return OnHold(
        "",
        HoldCause.NOT_DECRYPTED,
        f"A tax ID of {name} can't be decrypted. Airflow's Fernet key changed, or what is stored is "
        "damaged. It wasn't posted.",
        f"{broken.what_to_do} If no key is missing, select the record and sync it. CoreBooks then reads "
        "it from CORE again.",
    )


def as_they_were_read(
    context: SyncContext, session: Session, plans: Sequence[RecordPlan]
) -> set[str]:
    """The keys of records that are, with their entries, as they were when they were planned.

    Until the transaction ends, no other run of the workflow changes them.
    """
    keys = sorted(plan.record.key for plan in plans)
    held = held_states(context, session, keys)
    records = session.scalars(
        select(Record).where(Record.company_id == context.company_id, Record.key.in_(keys))
    )
    now = {record.key: core_record(record) for record in records}
    links = links_of(context, session, keys)
    del held
    return {
        plan.record.key
        for plan in plans
        if now.get(plan.record.key) == plan.record
        and _has_entries_as_planned(context, plan, links.get(plan.record.key, {}))
    }


def _has_entries_as_planned(
    context: SyncContext, plan: RecordPlan, links: Mapping[str, Link]
) -> bool:
    """Whether a record's entries are as planned; an undo only knows those that it may change."""
    if context.undo is None and links.keys() != plan.links.keys():
        return False
    return all(key in links and tracked(links[key]) == known for key, known in plan.links.items())


def rejections(context: SyncContext, session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How often each document was rejected: QuickBooks may repeat that for the same request ID."""
    counts: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        for key in session.scalars(
            select(Operation.document_key).where(
                Operation.company_id == context.company_id,
                Operation.status == OperationStatus.ERROR,
                Operation.record_key.in_(keys[start : start + 500]),
            )
        ):
            counts[key] = counts.get(key, 0) + 1
    return counts
