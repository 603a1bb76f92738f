"""Taking down QuickBooks' answers: operation, link, audit trail and journal, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.documents import fingerprint
from include.books.gateway import Action, Answer, EntryRef, Posted, Rejected
from include.books.money import format_usd
from include.database import audit
from include.database.lease import WriterLease
from include.database.statuses import LinkStatus, OperationStatus
from include.database.tables.columns import utc_now
from include.database.tables.entries import Link, PartyLink
from include.database.tables.runs import Operation
from include.sync.operations.documents_json import document_from_json, party_from_json
from include.sync.operations.lists import store_list_entry
from include.sync.operations.operations import WAVE_LISTS, WAVE_PARTIES, party_fingerprint
from include.sync.run.posting_log import money_change, posting_log
from include.sync.run.run import SyncContext


def record_answers(context: SyncContext, lease: WriterLease, answers: Sequence[Answer]) -> None:
    """Take down answers that arrived together. One that never came leaves its operation handed.

    Raises:
        LeaseLost: another run writes to this company now; nothing was taken down.
    """
    with context.database.writing() as session:
        lease.check(session)
        found = session.scalars(
            select(Operation).where(
                Operation.company_id == context.company_id,
                Operation.request_id.in_([answer.request_id for answer in answers]),
            )
        )
        operations = {operation.request_id: operation for operation in found}
        for answer in answers:
            _take(context, session, operations[answer.request_id], answer)


def _take(context: SyncContext, session: Session, operation: Operation, answer: Answer) -> None:
    if isinstance(answer, Posted):
        record_posted(context, session, operation, answer)
    elif isinstance(answer, Rejected):
        _record_rejected(context, session, operation, answer)
    else:
        posting_log.warning(
            "NO ANSWER %s: %s. It will be looked up in QuickBooks before anything is sent again.",
            label(operation),
            answer.reason,
        )


def record_posted(
    context: SyncContext, session: Session, operation: Operation, answer: Posted, how: str = ""
) -> None:
    """Note that a write stands in QuickBooks, in the given transaction.

    `how` says so when it was not the answer that told us: found after a lost answer, linked to an
    entry that was there.
    """
    operation.status = OperationStatus.POSTED
    operation.answered_at = utc_now()
    operation.quickbooks_id = answer.ref.id
    operation.trace_id = answer.trace_id
    operation.answer = {
        "id": answer.ref.id,
        "version": answer.ref.version,
        "total_cents": answer.total,
        "number": answer.number,
        "how": how or "answered",
    }
    if operation.wave == WAVE_PARTIES:
        _link_party(context, session, operation, answer)
    elif operation.wave == WAVE_LISTS:
        store_list_entry(session, operation, answer.ref.id)
    else:
        _link_document(context, session, operation, answer)
    audit.append(
        session,
        context.company_id,
        actor=context.actor,
        event=how or f"{operation.action}d".replace("voidd", "voided"),
        subject=operation.document_key,
        detail=_detail(operation),
    )
    _write_posting_log(context, operation, answer, how)


def _detail(operation: Operation) -> dict[str, Any]:
    # Not even sealed does a tax id belong into a trail that is never changed.
    after = {name: value for name, value in operation.payload.items() if name != "tax_id"}
    return {
        "run": operation.run_id,
        "record": operation.record_key,
        "record_fingerprint": operation.record_fingerprint,
        "request_id": operation.request_id,
        "why": operation.reason,
        "before": operation.before,
        "after": after,
        "answer": operation.answer,
        "intuit_tid": operation.trace_id,
    }


def _link_document(
    context: SyncContext, session: Session, operation: Operation, answer: Posted
) -> None:
    document = document_from_json(operation.payload)
    now = utc_now()
    link = session.get(Link, (context.company_id, operation.document_key))
    if link is None:
        link = Link(
            company_id=context.company_id,
            document_key=operation.document_key,
            category=operation.category,
            record_key=operation.record_key,
            posted_at=now,
        )
        session.add(link)
    link.kind = document.kind
    link.quickbooks_id = answer.ref.id
    link.version = answer.ref.version
    link.number = answer.number or context.gateway.number_of(document.kind, document.number)
    link.fingerprint = fingerprint(document.content())
    link.document = operation.payload
    link.total_cents = operation.total_cents
    link.date = operation.date or now.date()
    link.due_date = operation.due_date or now.date()
    link.revision = operation.base_revision + 1
    link.setup_version = operation.setup_version
    link.shape_version = operation.shape_version
    link.status = LinkStatus.VOIDED if operation.action == Action.VOID else LinkStatus.IN_QUICKBOOKS
    link.edited_as, link.accepted = None, ""
    link.updated_at = now


def _link_party(
    context: SyncContext, session: Session, operation: Operation, answer: Posted
) -> None:
    party = party_from_json(operation.payload, context.seal)
    session.merge(
        PartyLink(
            company_id=context.company_id,
            party_key=party.key,
            kind=party.kind,
            quickbooks_id=answer.ref.id,
            version=answer.ref.version,
            display_name=written_name(operation),
            fingerprint=party_fingerprint(party, context.seal),
            revision=operation.base_revision + 1,
            updated_at=utc_now(),
        )
    )


def _record_rejected(
    context: SyncContext, session: Session, operation: Operation, answer: Rejected
) -> None:
    operation.status = OperationStatus.ERROR
    operation.answered_at = utc_now()
    operation.trace_id = answer.trace_id
    operation.answer = {
        "recovery": answer.recovery.value,
        "code": answer.code,
        "sentence": answer.sentence,
        "what_to_do": answer.what_to_do,
        **({"stale": True} if answer.stale else {}),
    }
    audit.append(
        session,
        context.company_id,
        actor=context.actor,
        event="refused",
        subject=operation.document_key,
        detail=_detail(operation),
    )
    posting_log.warning(
        "REFUSED  %s for CORE %s: %s %s (QuickBooks code %s, intuit_tid %s)",
        label(operation),
        operation.record_key,
        answer.sentence,
        answer.what_to_do,
        answer.code or "none",
        answer.trace_id or "none",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person may choose from: who stands for somebody of CORE.

    Attributes:
        party: the party's key, "vendor/agent:45".
        candidates: name and id of those QuickBooks has.
    """

    party: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why we hold an operation back ourselves.

    Attributes:
        cause: a short fixed text to group by.
        choice: what a person may choose from; None where there is nothing to choose.
    """

    sentence: str
    what_to_do: str
    cause: str = ""
    choice: Choice | None = None


def put_on_hold(
    context: SyncContext, lease: WriterLease, operation: Operation, refusal: HoldReason
) -> None:
    """Hold an operation back ourselves, before anything of it is sent."""
    with context.database.writing() as session:
        lease.check(session)
        row = session.get_one(Operation, operation.id)
        row.status = OperationStatus.ERROR
        row.answered_at = utc_now()
        row.answer = {
            "recovery": "on hold",
            "code": "",
            "sentence": refusal.sentence,
            "what_to_do": refusal.what_to_do,
            "cause": refusal.cause,
        }
        if refusal.choice is not None:
            row.answer["choice"] = {
                "party": refusal.choice.party,
                "candidates": [list(one) for one in refusal.choice.candidates],
            }
    posting_log.warning(
        "HELD BACK %s for CORE %s: %s %s",
        label(operation),
        operation.record_key,
        refusal.sentence,
        refusal.what_to_do,
    )


def label(operation: Operation) -> str:
    """`create invoice TR-1 of 10,000.00 for Jane Doe`: how sentences name an operation."""
    if operation.wave == WAVE_LISTS:
        return f"{operation.action} {operation.kind} {operation.payload['name']}"
    if operation.wave == WAVE_PARTIES:
        return f"{operation.action} {operation.kind} {written_name(operation)}"
    document = document_from_json(operation.payload)
    return f"{operation.action} {document.label} for {document.party.display_name}"


def _write_posting_log(
    context: SyncContext, operation: Operation, answer: Posted, how: str
) -> None:
    word = (
        how.upper()
        if how
        else {"create": "CREATED", "update": "UPDATED"}.get(operation.action, "VOIDED")
    )
    if operation.wave == WAVE_LISTS:
        posting_log.info(
            "%s %s %s -> QuickBooks %s %s: %s",
            word,
            operation.kind,
            operation.payload["name"],
            operation.kind,
            answer.ref.id,
            operation.reason,
        )
        return
    if operation.wave == WAVE_PARTIES:
        party = party_from_json(operation.payload)
        posting_log.info(
            "%s %s %s for CORE %s -> QuickBooks %s %s (version %s): %s",
            word,
            party.kind,
            written_name(operation),
            party.key.partition("/")[2],
            party.kind,
            answer.ref.id,
            answer.ref.version,
            operation.reason,
        )
        return
    document = document_from_json(operation.payload)
    before = document_from_json(operation.before).total if operation.before else None
    posting_log.info(
        "%s %s %s for %s, %s, dated %s, from CORE %s -> QuickBooks %s %s (version %s): %s. %s",
        word,
        document.kind,
        document.number,
        document.party.display_name,
        money_change(before, operation.total_cents),
        operation.date,
        operation.record_key,
        document.kind,
        answer.ref.id,
        answer.ref.version,
        "; ".join(part for part in (operation.reason, answer.note) if part),
        # Last, and followed by nothing: Airflow makes a link of all up to the next blank.
        context.gateway.link(document.kind, answer.ref.id),
    )
    if answer.total is not None and answer.total != operation.total_cents:
        posting_log.error(
            "WRONG AMOUNT %s: we sent %s, QuickBooks booked %s. Look at the entry now.",
            label(operation),
            format_usd(operation.total_cents),
            format_usd(answer.total),
        )


def written_name(operation: Operation) -> str:
    """The name a customer or vendor has in QuickBooks: with a suffix where its own was taken."""
    return str(operation.needs.get("name") or operation.payload["display_name"])


def existing(operation: Operation) -> EntryRef | None:
    """The entry an update or void is about."""
    if not operation.existing_id:
        return None
    return EntryRef(operation.existing_id, operation.existing_version)
