"""Reports over the ledger: trial balance, balances, profit and loss, entries, journals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.accounting import reports
from sandbox.accounting.chart import DEBIT_NATURE
from sandbox.quickbooks_online import ledger, money
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import TRANSACTIONS
from sandbox.quickbooks_online.store import Record, party_of


def trial_balance(company: Company) -> dict[str, Any]:
    """Every account with a balance, in cents; both sides must come to the same sum."""
    return reports.trial_balance(_accounts(company), ledger.balances(company))


def balances(company: Company) -> dict[str, int]:
    """Account name -> cents with the sign of its kind; accounts never used are at zero."""
    return reports.balances(_accounts(company), ledger.balances(company))


def profit_and_loss(company: Company, start: str | None, end: str | None) -> dict[str, Any]:
    """Income, cost of sales and expenses of a period (dates inclusive), in cents."""
    held = ledger.balances(company, start, end)
    return reports.profit_and_loss(_accounts(company), held, start, end)


def entries(company: Company, *, deleted: bool = False) -> list[dict[str, Any]]:
    """Every transaction in the books, the newest last; voided ones are marked."""
    condition = "1" if deleted else "status <> 'deleted'"
    return [
        entry(company, record)
        for kind in TRANSACTIONS
        for record in company.store.find(company.realm, kind, condition)
    ]


def entry(company: Company, record: Record) -> dict[str, Any]:
    """One transaction as lists show it; amounts in cents."""
    body = record.body
    party = party_of(body) or {}
    balance: Decimal | None = body.get("Balance")
    total = Decimal(body.get("TotalAmt") or body.get("Amount") or 0)
    return {
        "type": record.entity,
        "id": record.id,
        "number": body.get("DocNumber"),
        "party": party.get("name"),
        "party_id": party.get("value"),
        "date": body.get("TxnDate"),
        "total": money.cents(total),
        "balance": None if balance is None else money.cents(balance),
        "sync_token": str(record.token),
        "memo": body.get("PrivateNote"),
        "status": record.status,
        "created": company.local(record.created).isoformat(),
        "updated": company.local(record.updated).isoformat(),
    }


def journal(company: Company, entity: str | None, id_: str | None) -> list[dict[str, Any]]:
    """The postings of one document, or of all; cents, one of debit and credit is zero."""
    if entity and id_:
        found = ledger.entries_of(company, entity, id_)
    else:
        found = [one for one in ledger.journal(company) if entity in (None, one.entity)]
    return reports.journal(found, account_names(company))


def account_names(company: Company) -> dict[str, str]:
    """Account id -> full name."""
    found = company.store.find(company.realm, "Account")
    return {account.id: account.body["FullyQualifiedName"] for account in found}


def _accounts(company: Company) -> list[reports.Account]:
    return [
        reports.Account(
            account.id,
            account.body["FullyQualifiedName"],
            account.body["AccountType"],
            account.body["Classification"] in DEBIT_NATURE,
        )
        for account in company.store.find(company.realm, "Account")
    ]
