"""Which Fernet keys the database was used with, so that a missing one has a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.seal import KnownKey, Seal, key_fingerprint
from include.database.tables.keys import EncryptionKey
from include.database.upserts import insert_missing


def seal_of(database: Database, keys: Sequence[str], digest_key: bytes = b"") -> Seal:
    """A seal that names the key that is missing when a value of this database can't be opened.

    Args:
        database: where the values are.
        keys: Fernet keys, the newest first.
        digest_key: of hashes; `include.database.keys.digest_key` has it.
    """
    return Seal(keys, digest_key, lambda: missing_keys(database, keys))


def missing_keys(database: Database, keys: Sequence[str]) -> list[KnownKey]:
    """The keys that the database may need and that aren't configured, the newest first."""
    with database.reading() as session:
        rows = session.scalars(
            select(EncryptionKey)
            .where(
                EncryptionKey.retired_at.is_(None),
                EncryptionKey.fingerprint.not_in([key_fingerprint(key) for key in keys]),
            )
            .order_by(EncryptionKey.first_used_at.desc())
        ).all()
    return [KnownKey(row.fingerprint, row.first_used_at) for row in rows]


def are_noted(session: Session, keys: Sequence[str]) -> bool:
    """Whether there is nothing to note."""
    prints = [key_fingerprint(key) for key in keys]
    rows = session.execute(
        select(EncryptionKey.fingerprint, EncryptionKey.retired_at).where(
            EncryptionKey.fingerprint.in_(prints)
        )
    ).all()
    retired = {row.fingerprint: row.retired_at for row in rows}
    return set(prints) <= set(retired) and retired[prints[0]] is None


def note_keys(session: Session, keys: Sequence[str]) -> None:
    """Note the keys that are in use; the newest, which seals, is needed from now on."""
    prints = [key_fingerprint(key) for key in keys]
    insert_missing(session, EncryptionKey, [{"fingerprint": one} for one in prints])
    session.get_one(EncryptionKey, prints[0]).retired_at = None


def retire_all_but(session: Session, newest: str) -> None:
    """Nothing is encrypted with another key than the newest any more."""
    for row in session.scalars(
        select(EncryptionKey).where(
            EncryptionKey.retired_at.is_(None),
            EncryptionKey.fingerprint != key_fingerprint(newest),
        )
    ):
        row.retired_at = utc_now()
