"""Reports over the company file: trial balance, balances, entries, journals."""

from __future__ import annotations

from typing import Any

from sandbox.accounting import reports
from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.lists import ACCOUNT_TYPES
from sandbox.quickbooks_desktop.qbxml.values import cents
from sandbox.quickbooks_desktop.rendering import DEBIT_TYPES, shown
from sandbox.quickbooks_desktop.rules import TRANSACTIONS
from sandbox.quickbooks_desktop.store import Record

_NAMES = {type_: name for name, type_ in ACCOUNT_TYPES.items()}
_OPEN = ("BalanceRemaining", "OpenAmount", "CreditRemaining", "UnusedPayment")


def accounts(books: Books) -> list[reports.Account]:
    """The chart of accounts; types as people name them."""
    return [
        reports.Account(
            record.id,
            record.label,
            _NAMES[record.body["AccountType"]],
            record.body["AccountType"] in DEBIT_TYPES,
        )
        for record in books.store.find(("Account",))
    ]


def trial_balance(books: Books) -> dict[str, Any]:
    """Every account with a balance, in cents; both sides must come to the same sum."""
    return reports.trial_balance(accounts(books), books.ledger.balances())


def balances(books: Books) -> dict[str, int]:
    """Account name -> cents with the sign of its kind; accounts never used are at zero."""
    return reports.balances(accounts(books), books.ledger.balances())


def profit_and_loss(books: Books, start: str | None, end: str | None) -> dict[str, Any]:
    """Income, cost of sales and expenses of a period (dates inclusive), in cents."""
    held = books.ledger.balances(start, end)
    return reports.profit_and_loss(accounts(books), held, start, end)


def entries(books: Books, *, deleted: bool = False) -> list[dict[str, Any]]:
    """Every transaction in the books, the oldest first; voided ones are marked."""
    where = "1" if deleted else "status <> 'deleted'"
    return [entry(books, record) for record in books.store.find(TRANSACTIONS, where)]


def entry(books: Books, record: Record) -> dict[str, Any]:
    """One transaction as lists show it; amounts in cents."""
    body = shown(books, record)
    party = None if record.party is None else books.get(record.party)
    open_ = next((body[name] for name in _OPEN if name in body), None)
    return {
        "type": record.kind,
        "id": record.id,
        "number": body.get("RefNumber"),
        "party": None if party is None else party.label,
        "party_id": record.party,
        "date": record.txn_date,
        "total": links.total(record.kind, body),
        "balance": None if open_ is None else cents(open_),
        "edit_sequence": str(record.edit_sequence),
        "memo": body.get("Memo"),
        "status": record.status,
        "created": books.shown(record.created),
        "updated": books.shown(record.modified),
    }


def journal(books: Books, kind: str | None = None, id_: str | None = None) -> list[dict[str, Any]]:
    """The postings of one document, or of all; cents, one of debit and credit is zero."""
    found = books.ledger.entries_of(kind, id_) if kind and id_ else books.ledger.journal()
    names = {account.id: account.name for account in accounts(books)}
    return reports.journal(found, names)
