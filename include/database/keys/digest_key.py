"""The key that digests of tax IDs hang on: CoreBooks' own, so that Fernet keys can be replaced.

A digest decides whether a vendor changed. So the key never changes, and a database of a version
that made digests with the oldest Fernet key gets exactly that key as its own.
"""

from __future__ import annotations

from sqlalchemy import String, cast, exists, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.keys.known_keys import are_noted, note_keys, seal_of
from include.database.keys.own_keys import own_key, random_key, stored_key
from include.database.keys.seal import Seal, change_secrets, first_digest_key, is_sealed
from include.database.tables.entries import PartyLink
from include.database.tables.records import Record

PURPOSE = "digests"

HAS_SECRETS = cast(Record.payload, String).like('%"tax_id"%')
"""Which records may have sealed fields."""


def with_digests(database: Database, seal: Seal) -> Seal:
    """The seal with the database's own key for digests; the first time, the key is made.

    Must not be called within a writing transaction.

    Raises:
        SealBroken: a Fernet key is missing. Then no key is made, as it might be a wrong one.
    """
    seal = seal_of(database, seal.keys)
    with database.reading() as session:
        key = stored_key(session, seal, PURPOSE)
        noted = are_noted(session, seal.keys)
    if key is None or not noted:
        with database.writing() as session:
            key = own_key(session, seal, PURPOSE, lambda: _first(session, seal))
            note_keys(session, seal.keys)
    return seal_of(database, seal.keys, key)


def _first(session: Session, seal: Seal) -> bytes:
    """What digests were made with until now.

    Raises:
        SealBroken: a tax ID can't be opened: the key that digests hang on may be missing as well.
    """
    if not session.scalar(select(exists(select(Record.key)) | exists(select(PartyLink.party_key)))):
        return random_key()
    for payload in session.scalars(
        select(Record.payload).where(HAS_SECRETS).execution_options(yield_per=500)
    ):
        # A damaged value says nothing about keys; its own record goes on hold.
        change_secrets(payload, lambda text: seal.open(text) if is_sealed(text) else "")
    return first_digest_key(seal.keys)
