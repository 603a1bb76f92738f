"""Reports over a general ledger: trial balance, balances, profit and loss; all in cents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.accounting.ledger import Entry


@dataclass(frozen=True, slots=True)
class Account:
    """An account as reports need it; `debit_nature` says which side its balance is on."""

    id: str
    name: str
    type: str
    debit_nature: bool

    def natural(self, amount: int) -> int:
        """A balance (debits positive) with the sign of the account's kind."""
        return amount if self.debit_nature else -amount


def trial_balance(accounts: Iterable[Account], held: Mapping[str, int]) -> dict[str, Any]:
    """Every account with a balance; both sides must come to the same sum."""
    rows: list[dict[str, Any]] = [
        {
            "id": account.id,
            "name": account.name,
            "type": account.type,
            "debit": max(held[account.id], 0),
            "credit": max(-held[account.id], 0),
        }
        for account in accounts
        if held.get(account.id)
    ]
    debits, credits_ = sum(row["debit"] for row in rows), sum(row["credit"] for row in rows)
    return {"accounts": rows, "debits": debits, "credits": credits_, "balanced": debits == credits_}


def balances(accounts: Iterable[Account], held: Mapping[str, int]) -> dict[str, int]:
    """Account name -> cents with the sign of its kind; accounts never used are at zero."""
    return {account.name: account.natural(held.get(account.id, 0)) for account in accounts}


def profit_and_loss(
    accounts: Iterable[Account],
    held: Mapping[str, int],
    start: str | None = None,
    end: str | None = None,
) -> dict[str, Any]:
    """Income, cost of sales and expenses.

    Args:
        accounts: the chart of accounts; types are named as in "Cost of Goods Sold".
        held: the balances of the period's postings.
        start: first day of the period, for the heading.
        end: its last day.
    """
    sections: dict[str, dict[str, int]] = {
        name: {}
        for name in ("Income", "Cost of Goods Sold", "Expense", "Other Income", "Other Expense")
    }
    for account in accounts:
        section = sections.get(account.type)
        if section is not None and held.get(account.id):
            section[account.name] = account.natural(held[account.id])
    totals = {name: sum(section.values()) for name, section in sections.items()}
    gross = totals["Income"] - totals["Cost of Goods Sold"]
    operating = gross - totals["Expense"]
    return {
        "start": start,
        "end": end,
        "sections": sections,
        "totals": totals,
        "gross_profit": gross,
        "net_income": operating + totals["Other Income"] - totals["Other Expense"],
    }


def journal(entries: Iterable[Entry], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Postings as rows; one of debit and credit is zero.

    Args:
        entries: the postings, in the order of the rows.
        names: account id -> full name.
    """
    return [
        {
            "type": entry.entity,
            "id": entry.txn,
            "date": entry.txn_date,
            "account_id": entry.account,
            "account": names[entry.account],
            "debit": max(entry.amount, 0),
            "credit": max(-entry.amount, 0),
            "party_type": entry.party_entity,
            "party_id": entry.party,
            "class_id": entry.class_,
            "memo": entry.memo,
        }
        for entry in entries
    ]
