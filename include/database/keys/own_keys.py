"""Keys of CoreBooks' own, one a purpose: made once, and kept in the database, sealed.

They survive a rotation of Airflow's Fernet keys, which only seals them with the new key. Who has
both the database and a Fernet key has them too.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable

from sqlalchemy.orm import Session

from include.database.keys.seal import Seal
from include.database.tables.keys import OwnKey
from include.database.upserts import insert_missing


def random_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def own_key(
    session: Session, seal: Seal, purpose: str, first: Callable[[], bytes] = random_key
) -> bytes:
    """The key for a purpose; made in this transaction if there is none.

    Args:
        session: a writing transaction, if the key may have to be made.
        seal: with which it is kept.
        purpose: what it is for, for ever: "digests".
        first: makes it, the first time; by default 32 random bytes.

    Raises:
        SealBroken: it was sealed with a key that is no longer configured.
    """
    known = stored_key(session, seal, purpose)
    if known is not None:
        return known
    made = seal.seal(base64.b64encode(first()).decode())
    insert_missing(session, OwnKey, [{"purpose": purpose, "ciphertext": made}])
    # Where another process made one meanwhile, that one counts.
    return _opened(session.get_one(OwnKey, purpose, populate_existing=True), seal)


def stored_key(session: Session, seal: Seal, purpose: str) -> bytes | None:
    """The key for a purpose; None if it wasn't made yet.

    Raises:
        SealBroken: it was sealed with a key that is no longer configured.
    """
    row = session.get(OwnKey, purpose, populate_existing=True)
    return _opened(row, seal) if row is not None else None


def _opened(row: OwnKey, seal: Seal) -> bytes:
    return base64.b64decode(seal.open(row.ciphertext))
