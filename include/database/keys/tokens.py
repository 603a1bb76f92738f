"""QuickBooks Online's tokens: encrypted in the database, rotated by one process at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from include.clock import utc_now
from include.database.alone import alone
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import KnownKey, SealBroken
from include.database.tables.companies import OAuthToken
from include.database.upserts import upsert


class TokensUnreadable(SealBroken):
    """The stored tokens were encrypted with another key: add it, or reconnect QuickBooks."""

    def __init__(self, company_id: str, missing: Sequence[KnownKey] = ()) -> None:
        what = f"The QuickBooks tokens of {company_id}"
        super().__init__(missing, what, ", or reconnect QuickBooks")


class SealedTokens:
    """A company's row of encrypted tokens. Callers define what the values mean."""

    def __init__(self, database: Database, company_id: str, keys: Sequence[str]) -> None:
        self._database = database
        self._company_id = company_id
        self._seal = seal_of(database, keys)

    def read(self) -> dict[str, str] | None:
        """The values as last saved; None before the first."""
        with self._database.reading() as session:
            return self.opened(session.get(OAuthToken, self._company_id))

    @contextmanager
    def locked(self) -> Iterator[LockedTokens]:
        """Have the tokens alone: other processes wait here until the block ends.

        No transaction is open meanwhile, so that nobody else waits for QuickBooks.

        Raises:
            DatabaseUnavailable: another process had them all the while.
        """
        with alone(self._database.engine, f"tokens of {self._company_id}"):
            held = LockedTokens(self.read())
            yield held
            if held.saved:
                self._save(held)

    def _save(self, held: LockedTokens) -> None:
        """Encrypt the values and store them, unless the company was disconnected meanwhile."""
        sealed = self._seal.seal(json.dumps(held.values))
        with self._database.writing() as session:
            row = session.scalars(
                select(OAuthToken)
                .where(OAuthToken.company_id == self._company_id)
                .with_for_update(key_share=True)
            ).first()
            if row is None and not held.is_first:
                return
            stored = {"ciphertext": sealed, "saved_at": utc_now()}
            upsert(session, OAuthToken, [{"company_id": self._company_id, **stored}])

    def opened(self, row: OAuthToken | None) -> dict[str, str] | None:
        """The values of a row; None without one.

        Raises:
            TokensUnreadable: they were sealed with another key.
        """
        if row is None:
            return None
        try:
            values: dict[str, str] = json.loads(self._seal.open(row.ciphertext))
        except SealBroken as broken:
            raise TokensUnreadable(self._company_id, broken.missing) from None
        return values


class LockedTokens:
    """The tokens while no other process has them."""

    def __init__(self, values: dict[str, str] | None) -> None:
        self.values = values
        self.is_first = values is None
        self.saved = False

    def save(self, values: dict[str, str]) -> None:
        """Keep new values; they are stored if the block ends without an error."""
        self.values, self.saved = values, True
