"""The general ledger: every document's postings, and the balances that follow from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

POSTING_SCHEMA = """
CREATE TABLE IF NOT EXISTS posting (
    realm TEXT NOT NULL, entity TEXT NOT NULL, txn TEXT NOT NULL, line INTEGER NOT NULL,
    account TEXT NOT NULL, amount INTEGER NOT NULL, txn_date TEXT NOT NULL,
    party_entity TEXT, party TEXT, class TEXT, department TEXT, memo TEXT
);
CREATE INDEX IF NOT EXISTS posting_txn ON posting (realm, entity, txn);
CREATE INDEX IF NOT EXISTS posting_account ON posting (realm, account);
CREATE INDEX IF NOT EXISTS posting_party ON posting (realm, party_entity, party);
"""
"""The ledger's table, in signed cents (debits positive); `realm` is the company."""


class OutOfBalance(Exception):
    """A document's debits and credits differ: the entity's posting rule is wrong."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the general ledger: cents, debits positive, credits negative."""

    account: str
    amount: int
    party_entity: str | None = None
    party: str | None = None
    class_: str | None = None
    department: str | None = None
    memo: str | None = None


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


@dataclass(frozen=True, slots=True)
class GeneralLedger:
    """The postings of one company; changes belong into a transaction of the database."""

    database: sqlite3.Connection
    company: str

    def post(self, entity: str, id_: str, txn_date: str, postings: Sequence[Posting]) -> None:
        """Replace what a document has posted.

        Raises:
            OutOfBalance: debits and credits differ; nothing was posted.
        """
        if sum(posting.amount for posting in postings):
            raise OutOfBalance(f"{entity} {id_}")
        self.unpost(entity, id_)
        self.database.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    self.company,
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

    def unpost(self, entity: str, id_: str) -> None:
        """Take a document out of the ledger."""
        self.database.execute(
            "DELETE FROM posting WHERE realm = ? AND entity = ? AND txn = ?",
            (self.company, entity, id_),
        )

    def rename_party(self, old: str, new: str) -> None:
        """Let everything posted for one customer or vendor be another's, into whom it was merged."""
        sql = "UPDATE posting SET party = ? WHERE realm = ? AND party = ?"
        self.database.execute(sql, (new, self.company, old))

    def balances(self, start: str | None = None, end: str | None = None) -> dict[str, int]:
        """Account id -> cents, debits positive, of the postings dated in the period (inclusive)."""
        rows = self.database.execute(
            "SELECT account, SUM(amount) FROM posting "
            "WHERE realm = ? AND txn_date >= ? AND txn_date <= ? GROUP BY account",
            (self.company, start or "", end or "9999-12-31"),
        )
        return {str(account): int(amount) for account, amount in rows}

    def party_balances(
        self, entity: str, ids: Iterable[str], accounts: Sequence[str]
    ) -> dict[str, int]:
        """Party id -> cents, debits positive, of the postings to these accounts."""
        wanted = list(ids)
        if not wanted or not accounts:
            return {}
        marks, places = ",".join("?" * len(accounts)), ",".join("?" * len(wanted))
        rows = self.database.execute(
            "SELECT party, SUM(amount) FROM posting WHERE realm = ? AND party_entity = ? "
            f"AND account IN ({marks}) AND party IN ({places}) GROUP BY party",
            (self.company, entity, *accounts, *wanted),
        )
        return {str(party): int(amount) for party, amount in rows}

    def entries_of(self, entity: str, id_: str) -> list[Entry]:
        """The postings of one document."""
        return self._entries("entity = ? AND txn = ? ORDER BY line", (entity, id_))

    def register(self, account: str) -> list[Entry]:
        """The postings of one account, by date."""
        return self._entries("account = ? ORDER BY txn_date, rowid", (account,))

    def journal(self) -> list[Entry]:
        """Every posting, by date."""
        return self._entries("1 ORDER BY txn_date, entity, txn, line", ())

    def _entries(self, where: str, values: tuple[str, ...]) -> list[Entry]:
        rows = self.database.execute(
            "SELECT entity, txn, account, amount, txn_date, party_entity, party, class, memo "
            f"FROM posting WHERE realm = ? AND {where}",
            (self.company, *values),
        )
        return [Entry(*row) for row in rows]
