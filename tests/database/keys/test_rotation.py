"""A new Fernet key: everything is sealed with it, and the old one can go."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from include.clock import utc_now
from include.database.engine import Database
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.secrets import push_feed
from include.database.keys.digest_key import with_digests
from include.database.keys.rotation import PLACES, Tally, rotate, survey
from include.database.keys.seal import Seal, SealBroken
from include.database.keys.tokens import SealedTokens, TokensUnreadable
from include.database.tables.base import Base
from include.database.tables.desktop import DesktopMessage
from include.database.tables.feeds import FeedRecord
from include.database.tables.records import Record
from tests.database.sealed_rows import (
    COMPANY,
    FEED,
    IMPORTED,
    PUSH_SECRET,
    fill,
    tax_id,
    unreadable,
)

OLD, NEW, NEWEST = (Fernet.generate_key().decode() for _ in range(3))


def left(database: Database, *keys: str) -> int:
    return sum(tally.older for tally in survey(database, keys))


def test_after_a_rotation_nothing_needs_the_old_key(database: Database) -> None:
    fill(database, [OLD], records=25)
    digest = with_digests(database, Seal([OLD])).digest("12-3456789")
    assert (left(database, NEW, OLD), unreadable(database, [NEW])) == (31, 25)

    steps = list(rotate(database, [NEW, OLD], portion=10))

    assert [(step.title, step.sealed) for step in steps] == [
        ("QuickBooks tokens", 1),
        ("CORE records", 10),
        ("CORE records", 10),
        ("CORE records", 5),
        ("QuickBooks Desktop requests", 1),
        ("keys of imports", 1),
        ("records of imports", 1),
        ("secrets of sources", 1),
        ("keys of CoreBooks", 1),
    ]
    assert (left(database, NEW, OLD), unreadable(database, [NEW])) == (0, 0)
    assert SealedTokens(database, COMPANY, [NEW]).read() == {"refresh_token": "secret-refresh"}
    assert with_digests(database, Seal([NEW])).digest("12-3456789") == digest
    with database.reading() as session:
        message = session.scalars(select(DesktopMessage)).one()
        opened = Seal([NEW]).open(message.request), Seal([NEW]).open(message.responses)
        agent = session.get_one(FeedRecord, (FEED, "agent:amy")).payload
        feed = push_feed(session, Seal([NEW]), FEED, utc_now())
    assert opened == ("<VendorAddRq/>", "[]")
    with open_arrival(database, Seal([NEW]), 1) as content:
        assert content.read() == IMPORTED
    assert Seal([NEW]).opened(agent) == {"id": "amy", "tax_id": tax_id(7)}
    assert feed is not None
    assert [one.text for one in feed.secrets] == [PUSH_SECRET]
    assert list(rotate(database, [NEW, OLD])) == []


def test_with_the_new_key_alone_everything_is_told_as_unreadable(sqlite_database: Database) -> None:
    fill(sqlite_database, [OLD], records=2)
    records = survey(sqlite_database, [NEW])[1]
    assert records == Tally("CORE records", 0, 0, ["willow transaction:0", "willow transaction:1"])
    assert list(rotate(sqlite_database, [NEW])) == []
    assert unreadable(sqlite_database, [OLD]) == 0
    with pytest.raises(TokensUnreadable):
        SealedTokens(sqlite_database, COMPANY, [NEW]).read()


def test_a_row_that_is_half_written_or_damaged_stops_no_other(sqlite_database: Database) -> None:
    """One payee's tax ID is sealed with the new key already; another's was cut off."""
    fill(sqlite_database, [OLD], records=3)
    old, new = Seal([OLD]), Seal([NEW])
    half = [{"tax_id": new.seal("1")}, {"tax_id": old.seal("2")}, {"tax_id": old.seal("3")[:40]}]
    with sqlite_database.writing() as session:
        session.execute(
            update(Record).where(Record.key == "transaction:1").values(payload={"payees": half})
        )

    list(rotate(sqlite_database, [NEW, OLD]))

    records = survey(sqlite_database, [NEW, OLD])[1]
    assert (records.newest, records.older, records.unreadable) == (2, 0, ["willow transaction:1"])
    with sqlite_database.reading() as session:
        payload = session.get_one(Record, (COMPANY, "transaction:1")).payload
    assert payload is not None
    assert [new.open(payee["tax_id"]) for payee in payload["payees"][:2]] == ["1", "2"]
    assert payload["payees"][2] == half[2]
    with pytest.raises(SealBroken):
        new.opened(payload)


def test_two_rotations_at_once_seal_each_row_once(database: Database) -> None:
    fill(database, [OLD], records=60)
    together, sealed = threading.Barrier(2), list[int]()

    def work() -> None:
        together.wait()
        sealed.extend(step.sealed for step in rotate(database, [NEW, OLD], portion=7))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 66
    assert (left(database, NEW, OLD), unreadable(database, [NEW])) == (0, 0)


def test_what_a_run_writes_meanwhile_is_kept(database: Database) -> None:
    """A run has a record in its hands while the rotation comes by: its content counts."""
    fill(database, [OLD], records=5)
    seal = with_digests(database, Seal([NEW, OLD]))
    held, rotated = threading.Event(), threading.Event()

    def run() -> None:
        with database.writing() as session:
            row = session.get_one(Record, (COMPANY, "transaction:2"))
            row.payload = {"payees": [{"tax_id": seal.seal("33-3333333")}]}
            session.flush()
            held.set()
            # On PostgreSQL the rotation goes on with the other rows; on SQLite it waits.
            rotated.wait(0.2)

    thread = threading.Thread(target=run)
    thread.start()
    assert held.wait(30)
    list(rotate(database, [NEW, OLD]))
    rotated.set()
    thread.join()
    list(rotate(database, [NEW, OLD]))

    with database.reading() as session:
        kept = session.get_one(Record, (COMPANY, "transaction:2")).payload
    assert Seal([NEW]).opened(kept) == {"payees": [{"tax_id": "33-3333333"}]}
    assert unreadable(database, [NEW]) == 1  # the record that has another content now
    assert left(database, NEW, OLD) == 0


def test_a_second_rotation_follows_the_first(sqlite_database: Database) -> None:
    fill(sqlite_database, [OLD], records=3)
    list(rotate(sqlite_database, [NEW, OLD]))
    list(rotate(sqlite_database, [NEWEST, NEW]))
    assert unreadable(sqlite_database, [NEWEST]) == 0


def test_every_column_that_is_said_to_be_encrypted_is_sealed_anew() -> None:
    """A new column of this kind must be added to the places of the rotation."""
    tables: Any = Base.metadata.tables
    sealed = {
        f"{name}.{column.name}"
        for name, table in tables.items()
        for column in table.columns
        if column.name in {"ciphertext", "content_key", "payload", "request", "responses", "sealed"}
    }
    places = {f"{place.table.__tablename__}.{name}" for place in PLACES for name in place.columns}
    assert places == sealed
