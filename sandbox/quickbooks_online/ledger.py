"""The company's general ledger, and what its customers and vendors owe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sandbox.accounting.ledger import Entry, GeneralLedger, Posting
from sandbox.quickbooks_online.company import Company


def of(company: Company) -> GeneralLedger:
    """The general ledger of a company."""
    return GeneralLedger(company.store.database, company.realm)


def post(
    company: Company, entity: str, id_: str, txn_date: str, postings: Sequence[Posting]
) -> None:
    """Replace what a document has posted; raises `OutOfBalance`."""
    of(company).post(entity, id_, txn_date, postings)


def unpost(company: Company, entity: str, id_: str) -> None:
    """Take a document out of the ledger."""
    of(company).unpost(entity, id_)


def balances(company: Company, start: str | None = None, end: str | None = None) -> dict[str, int]:
    """Account id -> cents, debits positive, of the postings dated in the period (inclusive)."""
    return of(company).balances(start, end)


def party_balances(company: Company, entity: str, ids: Iterable[str]) -> dict[str, int]:
    """Party id -> cents owed to us (customers) or by us (vendors)."""
    account_type = "Accounts Receivable" if entity == "Customer" else "Accounts Payable"
    accounts = [
        record.id
        for record in company.store.find(company.realm, "Account")
        if record.body["AccountType"] == account_type
    ]
    sign = 1 if entity == "Customer" else -1
    held = of(company).party_balances(entity, ids, accounts)
    return {party: sign * amount for party, amount in held.items()}


def entries_of(company: Company, entity: str, id_: str) -> list[Entry]:
    """The postings of one document."""
    return of(company).entries_of(entity, id_)


def register(company: Company, account: str) -> list[Entry]:
    """The postings of one account, by date."""
    return of(company).register(account)


def journal(company: Company) -> list[Entry]:
    """Every posting, by date."""
    return of(company).journal()
