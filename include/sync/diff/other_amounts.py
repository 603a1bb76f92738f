"""Amounts that others book for the same thing: net of fees, the whole commission, the split alone."""

from __future__ import annotations

from include.books.documents import Document
from include.books.money import Cents
from include.core_backoffice.records.records import Disbursement, Transaction
from include.core_backoffice.stored import StoredRecord
from include.workflows.category import Category


def other_amounts(
    category: Category, record: StoredRecord, document: Document
) -> tuple[tuple[str, Cents], ...]:
    """The forms in which another connector or a person may have booked a document, each with its cents.

    Those that are the document's own total, or nothing, are left out.
    """
    disbursement = record.disbursement if isinstance(record, Transaction) else None
    if disbursement is None or document.pays is not None:
        return ()
    if category is Category.BROKERAGE_INCOME:
        forms = _of_income(disbursement)
    else:
        forms = _of_payee(disbursement, document.party.key.partition("/")[2])
    return tuple((name, cents) for name, cents in forms if cents not in (0, document.total))


def _of_income(disbursement: Disbursement) -> tuple[tuple[str, Cents], ...]:
    return (
        ("brokerage net", disbursement.brokerage_net_cents),
        ("gross commission", disbursement.gross_cents),
        ("gross commission with credits", disbursement.income_cents),
        ("gross commission after co-broke", disbursement.gross_cents - disbursement.co_broke_cents),
    )


def _of_payee(disbursement: Disbursement, payee: str) -> tuple[tuple[str, Cents], ...]:
    shares = [share for share in disbursement.agents if share.agent.key == payee]
    split = sum(share.split_cents for share in shares)
    net = sum(share.net_cents for share in shares)
    return (("commission before fees", split), ("net commission", net)) if shares else ()
