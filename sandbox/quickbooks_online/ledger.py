"""The general ledger: every document's postings, and the balances that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities.spec import Posting


class OutOfBalance(Exception):
    """A document's debits and credits differ: the entity's posting rule is wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting as registers and journals show it; cents, debits positive."""

    entity: str
    txn: str
    account: str
    amount: int
    txn_date: str
    party_entity: str | None
    party: str | None
    class_: str | None
    memo: str | None


def post(
    company: Company, entity: str, id_: str, txn_date: str, postings: Sequence[Posting]
) -> None:
    """Replace what a document has posted.

    Raises:
        OutOfBalance: debits and credits differ; nothing was posted.
    """
    if sum(posting.amount for posting in postings):
        raise OutOfBalance(f"{entity} {id_}")
    unpost(company, entity, id_)
    company.store.database.executemany(
        "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                company.realm,
                entity,
                id_,
                line,
                posting.account,
                posting.amount,
                txn_date,
                posting.party_entity,
                posting.party,
                posting.class_,
                posting.department,
                posting.memo,
            )
            for line, posting in enumerate(postings)
        ],
    )


def unpost(company: Company, entity: str, id_: str) -> None:
    """Take a document out of the ledger."""
    company.store.database.execute(
        "DELETE FROM posting WHERE realm = ? AND entity = ? AND txn = ?",
        (company.realm, entity, id_),
    )


def balances(company: Company, start: str | None = None, end: str | None = None) -> dict[str, int]:
    """Account id -> cents, debits positive, of the postings dated in the period (inclusive)."""
    rows = company.store.database.execute(
        "SELECT account, SUM(amount) FROM posting "
        "WHERE realm = ? AND txn_date >= ? AND txn_date <= ? GROUP BY account",
        (company.realm, start or "", end or "9999-12-31"),
    )
    return {str(account): int(amount) for account, amount in rows}


def party_balances(company: Company, entity: str, ids: Iterable[str]) -> dict[str, int]:
    """Party id -> cents owed to us (customers) or by us (vendors)."""
    wanted = list(ids)
    account_type = "Accounts Receivable" if entity == "Customer" else "Accounts Payable"
    accounts = [
        record.id
        for record in company.store.find(company.realm, "Account")
        if record.body["AccountType"] == account_type
    ]
    if not wanted or not accounts:
        return {}
    marks, places = ",".join("?" * len(accounts)), ",".join("?" * len(wanted))
    rows = company.store.database.execute(
        "SELECT party, SUM(amount) FROM posting WHERE realm = ? AND party_entity = ? "
        f"AND account IN ({marks}) AND party IN ({places}) GROUP BY party",
        (company.realm, entity, *accounts, *wanted),
    )
    sign = 1 if entity == "Customer" else -1
    return {str(party): sign * int(amount) for party, amount in rows}


def entries_of(company: Company, entity: str, id_: str) -> list[Entry]:
    """The postings of one document."""
    return _entries(company, "entity = ? AND txn = ? ORDER BY line", (entity, id_))


def register(company: Company, account: str) -> list[Entry]:
    """The postings of one account, by date."""
    return _entries(company, "account = ? ORDER BY txn_date, rowid", (account,))


def journal(company: Company) -> list[Entry]:
    """Every posting, by date."""
    return _entries(company, "1 ORDER BY txn_date, entity, txn, line", ())


def _entries(company: Company, where: str, values: tuple[str, ...]) -> list[Entry]:
    rows = company.store.database.execute(
        "SELECT entity, txn, account, amount, txn_date, party_entity, party, class, memo "
        f"FROM posting WHERE realm = ? AND {where}",
        (company.realm, *values),
    )
    return [Entry(*row) for row in rows]
