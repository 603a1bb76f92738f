"""Lines of the posting log: how it names an operation, and what it has of one that was posted."""

from __future__ import annotations

from include.books.documents import Document
from include.books.gateway import Posted
from include.books.money import Cents, format_money
from include.database.stored.documents import document_from_json, list_from_json, party_from_json
from include.database.tables.runs import Operation
from include.sync.operations.operations import is_list_entry, is_party, tax_after, written_name
from include.sync.run.posting_log import core_name, money_change, posting_log
from include.sync.run.run import SyncContext

_DONE = {"create": "CREATED", "update": "UPDATED", "void": "VOIDED"}


def label(operation: Operation) -> str:
    """`create invoice TR-1 of $10,000.00 for Jane Doe`: how log lines name an operation.

    With tax that QuickBooks adds, `create invoice TR-1 of CA$10,000.00 plus CA$1,300.00 tax for Jane Doe`.
    """
    if is_list_entry(operation):
        return f"{operation.action} {operation.kind} {list_from_json(operation.payload).name}"
    if is_party(operation):
        return f"{operation.action} {operation.kind} {written_name(operation)}"
    document = document_from_json(operation.payload)
    cents = tax_after(operation)
    tax = f" plus {format_money(cents)} tax" if cents else ""
    return f"{operation.action} {document.label}{tax} for {document.party.display_name}"


def log_planned(word: str, operation: Operation) -> None:
    """Log a change that is planned, or was planned again."""
    posting_log.info(
        "%s %s, from CORE %s: %s",
        word,
        label(operation),
        core_name(operation.record_key),
        operation.reason,
    )


def log_posted(
    context: SyncContext, operation: Operation, answer: Posted, how: str, tax: str = ""
) -> None:
    """Log a write that is in QuickBooks now.

    Args:
        context: the run.
        operation: the write.
        answer: what QuickBooks returned.
        how: how CoreBooks learned of it, if not by the response to the write.
        tax: what follows the amount, where QuickBooks added tax.
    """
    word = how.upper() or _DONE[operation.action]
    if is_list_entry(operation):
        _log_list_entry(word, operation, answer)
    elif is_party(operation):
        _log_party(word, operation, answer)
    else:
        _log_document(context, word, operation, answer, tax)


def _log_list_entry(word: str, operation: Operation, answer: Posted) -> None:
    posting_log.info(
        "%s %s %s -> QuickBooks %s %s: %s",
        word,
        operation.kind,
        list_from_json(operation.payload).name,
        operation.kind,
        answer.ref.id,
        operation.reason,
    )


def _log_party(word: str, operation: Operation, answer: Posted) -> None:
    party = party_from_json(operation.payload)
    posting_log.info(
        "%s %s %s for CORE %s -> QuickBooks %s %s (version %s): %s",
        word,
        party.kind,
        written_name(operation),
        core_name(party.key.partition("/")[2]),
        party.kind,
        answer.ref.id,
        answer.ref.version,
        operation.reason,
    )


def _log_document(
    context: SyncContext, word: str, operation: Operation, answer: Posted, tax: str
) -> None:
    document = document_from_json(operation.payload)
    before = document_from_json(operation.before).total if operation.before else None
    # Spelled now: who writes the line may do so later, as of another company.
    kind = str(document.kind)
    posting_log.info(
        "%s %s %s for %s, %s%s, dated %s, from CORE %s -> QuickBooks %s %s (version %s): %s. %s",
        word,
        kind,
        document.number,
        document.party.display_name,
        money_change(before, operation.total_cents),
        tax,
        operation.date,
        core_name(operation.record_key),
        kind,
        answer.ref.id,
        answer.ref.version,
        "; ".join(part for part in (operation.reason, answer.note) if part),
        # Last, with nothing after it: Airflow turns everything up to the next blank into a link.
        context.gateway.link(document.kind, answer.ref.id),
    )
    if (net := _net(document, answer)) is not None and net != operation.total_cents:
        posting_log.error(
            "AMOUNT MISMATCH %s: CoreBooks sent %s, QuickBooks has %s. Check the entry now.",
            label(operation),
            format_money(operation.total_cents),
            format_money(net),
        )


def _net(document: Document, answer: Posted) -> Cents | None:
    """What QuickBooks posted without the tax it added, in cents; None where that isn't known yet."""
    if not document.is_taxed:
        return answer.total
    return answer.entry.net if answer.entry is not None else None
