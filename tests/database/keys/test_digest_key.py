"""Digests hang on a key of their own, which starts as what they hung on before."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal, SealBroken
from include.database.setup.companies import connect_company
from include.database.tables.entries import PartyLink
from include.database.tables.keys import EncryptionKey, OwnKey
from include.database.tables.records import Record
from tests.database.setup.test_companies import willow_park

OLD = "rXkzF1m3uEw3tJ4v8x3Q0m5mJ0kqU1yS7r0mFh2m8nA="
NEW = Fernet.generate_key().decode()
OF_VERSION_0_1 = "04eefa72bc1deb757d30c0d311a6a5b6"
"""What version 0.1 made of the tax ID 12-3456789 with the key OLD."""


@pytest.fixture
def in_use(sqlite_database: Database) -> Database:
    """A database that version 0.1 wrote: a vendor, and a record with a tax ID."""
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    payload = {"payees": [{"name": "Amy Adler", "tax_id": Seal([OLD]).seal("12-3456789")}]}
    with sqlite_database.writing() as session:
        session.add(
            Record(company_id="willow", key="transaction:1", payload=payload, fingerprint="f")
        )
        session.add(
            PartyLink(
                company_id="willow",
                party_key="agent:1",
                kind="vendor",
                quickbooks_id="7",
                version="0",
                display_name="Amy Adler",
                fingerprint="f",
                revision=0,
                updated_at=utc_now(),
            )
        )
    return sqlite_database


@pytest.mark.parametrize("keys", [[OLD], [NEW, OLD]])
def test_the_digests_of_a_database_in_use_stay_as_they_are(
    in_use: Database, keys: list[str]
) -> None:
    assert with_digests(in_use, Seal(keys)).digest("12-3456789") == OF_VERSION_0_1
    assert with_digests(in_use, Seal([NEW, *keys])).digest("12-3456789") == OF_VERSION_0_1


def test_no_key_is_made_of_a_wrong_one(in_use: Database) -> None:
    with pytest.raises(SealBroken, match="Add the old key after the new one"):
        with_digests(in_use, Seal([NEW]))
    with in_use.reading() as session:
        assert session.get(OwnKey, "digests") is None
        assert session.scalars(select(EncryptionKey)).all() == []
    assert with_digests(in_use, Seal([NEW, OLD])).digest("12-3456789") == OF_VERSION_0_1


def test_a_damaged_value_does_not_keep_runs_from_their_key(in_use: Database) -> None:
    cut_off = {
        "payees": [{"tax_id": Seal([NEW]).seal("12-3456789")[:-9]}, {"tax_id": "12-3456789"}]
    }
    with in_use.writing() as session:
        session.execute(update(Record).values(payload=cut_off))
    assert with_digests(in_use, Seal([OLD])).digest("12-3456789") == OF_VERSION_0_1


def test_a_new_database_has_a_key_that_no_fernet_key_leads_to(sqlite_database: Database) -> None:
    seal = with_digests(sqlite_database, Seal([OLD]))
    assert seal.digest("12-3456789") not in ("", OF_VERSION_0_1)
    assert with_digests(sqlite_database, Seal([NEW, OLD])).digest("1") == seal.digest("1")
