"""A database with many sealed values, as tests of key rotation need it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from include.database.engine import Database
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal, SealBroken
from include.database.keys.tokens import SealedTokens
from include.database.setup.companies import connect_company
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopMessage
from include.database.tables.records import Record
from tests.database.setup.test_companies import willow_park

COMPANY = "willow"


def tax_id(number: int) -> str:
    """The tax ID of the payee of a record."""
    return f"00-{number:07}"


def fill(database: Database, keys: list[str], records: int) -> None:
    """Connect a company and store records, each with one tax ID, tokens and a PC's request."""
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
