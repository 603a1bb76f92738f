"""QuickBooks Online's tokens: encrypted in the database, rotated under a lock on their row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.known_keys import seal_of
from include.database.seal import KnownKey, SealBroken
from include.database.tables.companies import OAuthToken


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
        """Hold the row: other processes wait here until the block ends."""
        with self._database.writing() as session:
            row = session.scalars(
                select(OAuthToken)
                .where(OAuthToken.company_id == self._company_id)
                .with_for_update()
            ).first()
            yield LockedTokens(self, session, self.opened(row))

    def save(self, session: Session, values: dict[str, str]) -> None:
        """Encrypt the values and write them in the given transaction."""
        sealed = self._seal.seal(json.dumps(values))
        session.merge(
            OAuthToken(company_id=self._company_id, ciphertext=sealed, saved_at=utc_now())
        )

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
    """The row while it is held."""

    def __init__(
        self, sealed: SealedTokens, session: Session, values: dict[str, str] | None
    ) -> None:
        self._sealed = sealed
        self._session = session
        self.values = values

    def save(self, values: dict[str, str]) -> None:
        """Write new values; they are committed if the block ends without an error."""
        self._sealed.save(self._session, values)
        self._session.flush()
        self.values = values
