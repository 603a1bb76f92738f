"""QuickBooks Online's tokens: encrypted in the database, rotated under a lock on their row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.companies import OAuthToken


class TokensUnreadable(RuntimeError):
    """The stored tokens were encrypted with another key: add it, or reconnect QuickBooks."""

    def __init__(self, company_id: str) -> None:
        super().__init__(
            f"The QuickBooks tokens of {company_id} can't be decrypted because Airflow's Fernet key "
            "changed. Add the old key after the new one in [core] fernet_key, separated by a comma, or "
            "reconnect QuickBooks."
        )


class SealedTokens:
    """A company's row of encrypted tokens. Callers define what the values mean."""

    def __init__(self, database: Database, company_id: str, keys: Sequence[str]) -> None:
        self._database = database
        self._company_id = company_id
        self._fernet = MultiFernet([Fernet(key) for key in keys])

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
        sealed = self._fernet.encrypt(json.dumps(values).encode()).decode()
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
            values: dict[str, str] = json.loads(self._fernet.decrypt(row.ciphertext.encode()))
        except InvalidToken:
            raise TokensUnreadable(self._company_id) from None
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
