"""A database with many sealed values, as tests of key rotation need it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.secrets import new_secret
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal, SealBroken
from include.database.keys.tokens import SealedTokens
from include.database.setup.companies import connect_company
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopMessage
from include.database.tables.feeds import FeedRecord
from include.database.tables.records import Record
from tests.database.setup.test_companies import willow_park

COMPANY, FEED = "willow", "closings"
IMPORTED = b"number,gross\nTR-7,14850.00\n"
PUSH_SECRET = "whsec_c2VjcmV0IG9mIHRoZSBzb3VyY2Ugd2lsbG93"


def tax_id(number: int) -> str:
    """The tax ID of the payee of a record."""
    return f"00-{number:07}"


def fill(database: Database, keys: list[str], records: int) -> None:
    """Connect a company and store records, each with one tax ID, tokens, a PC's request, and a source's import."""
    connect_company(database, willow_park(), actor="finance ops")
    seal = with_digests(database, Seal(keys))
    with SealedTokens(database, COMPANY, keys).locked() as lock:
        lock.save({"refresh_token": "secret-refresh"})
    with database.writing() as session:
        session.execute(insert(Record), [_record(number, seal) for number in range(records)])
        session.add(
            DesktopConnection(
                company_id="files",
                username="corebooks-files",
                password_hash="",
                owner_id="{1}",
                file_id="{2}",
                core_connection="core",
                timezone="America/Chicago",
                created_by="finance ops",
            )
        )
        session.flush()
        session.add(
            DesktopMessage(
                company_id="files",
                key="1",
                is_write=True,
                subject="vendor",
                label="vendor Amy Adler",
                request=seal.seal("<VendorAddRq/>"),
                responses=seal.seal("[]"),
            )
        )
    _import(database, seal)


def _import(database: Database, seal: Seal) -> None:
    """A source with a secret, an import, and a record of it with a tax ID."""
    with database.writing() as session:
        create_feed(session, NewFeed(FEED, COMPANY, "Closings", Door.PUSH), "finance ops")
        new_secret(session, seal, FEED, actor="finance ops", given=PUSH_SECRET)
    new = NewArrival(FEED, Door.PUSH, "Nov.csv", "", "push")
    stored = store_arrival(database, seal, new, [IMPORTED])
    with database.writing() as session:
        session.add(
            FeedRecord(
                feed_id=FEED,
                key="agent:amy",
                kind="agent",
                content_hash="1",
                payload={"id": "amy", "tax_id": seal.seal(tax_id(7))},
                held=None,
                profile="Agents",
                changed_at=utc_now(),
                arrival_id=stored.id,
                place={},
            )
        )


def _record(number: int, seal: Seal) -> dict[str, Any]:
    payee = {"name": f"Agent {number}", "tax_id": seal.seal(tax_id(number))}
    return {
        "company_id": COMPANY,
        "key": f"transaction:{number}",
        "payload": {"amount": "100.10", "payees": [payee, {"name": "Bea", "tax_id": ""}]},
        "fingerprint": seal.digest(tax_id(number)),
        "seen_at": utc_now(),
    }


def unreadable(database: Database, keys: list[str]) -> int:
    """How many of the records' tax IDs these keys don't open as they were, or not as whole."""
    seal = Seal(keys)
    with database.reading() as session:
        rows = session.execute(select(Record.key, Record.payload)).all()
    wrong = 0
    for key, payload in rows:
        number = int(key.partition(":")[2])
        try:
            wrong += seal.opened(payload) != {
                "amount": "100.10",
                "payees": [
                    {"name": f"Agent {number}", "tax_id": tax_id(number)},
                    {"name": "Bea", "tax_id": ""},
                ],
            }
        except SealBroken:
            wrong += 1
    return wrong
