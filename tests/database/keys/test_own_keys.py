"""CoreBooks' own keys: made once, kept sealed, and the same for everyone."""

from __future__ import annotations

import base64
import threading

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from include.database.engine import Database
from include.database.keys.known_keys import note_keys, seal_of
from include.database.keys.own_keys import own_key, stored_key
from include.database.keys.seal import Seal, SealBroken, key_fingerprint
from include.database.tables.keys import OwnKey

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_key_is_made_once_and_is_not_readable_in_the_database(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        assert stored_key(session, Seal([OLD]), "trail") is None
    with sqlite_database.writing() as session:
        made = own_key(session, Seal([OLD]), "trail", lambda: b"made of something known")
        assert own_key(session, Seal([OLD]), "trail") == made
        other = own_key(session, Seal([OLD]), "digests")
    assert (made, len(other)) == (b"made of something known", 32)
    with sqlite_database.reading() as session:
        assert stored_key(session, Seal([NEW, OLD]), "trail") == made
        kept = " ".join(row.ciphertext for row in session.scalars(select(OwnKey)))
    for key in (made, other):
        for written in (
            key,
            base64.b64encode(key),
            base64.urlsafe_b64encode(key),
            key.hex().encode(),
        ):
            assert written not in kept.encode()


def test_eight_that_need_a_key_at_once_get_the_same_one(database: Database) -> None:
    together, keys = threading.Barrier(8), list[bytes]()

    def need() -> None:
        together.wait()
        with database.writing() as session:
            keys.append(own_key(session, Seal([OLD]), "trail"))

    threads = [threading.Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(keys), len(set(keys))) == (8, 1)


def test_what_cannot_be_opened_names_the_missing_key(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        own_key(session, Seal([OLD]), "trail")
        note_keys(session, [OLD])
    with sqlite_database.reading() as session, pytest.raises(SealBroken) as broken:
        stored_key(session, seal_of(sqlite_database, [NEW]), "trail")
    assert f"Add the key {key_fingerprint(OLD)} (in use since " in str(broken.value)
    assert "after the new one in [core] fernet_key" in str(broken.value)
    assert OLD not in str(broken.value)
