"""Airflow's Fernet key is replaced while the office works: nothing is written again."""

from __future__ import annotations

import re

from cryptography.fernet import Fernet

from include.database import audit
from include.database.engine import Database
from include.database.keys.rotation import rotate
from include.database.keys.seal import Seal, change_secrets
from include.database.tables.base import Base
from include.database.tables.records import Record
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.verify import verify
from tests.sync.office import COMPANY, EXPENSES, KEY, Office
from tests.sync.people import agent, contact, deal

NEW = Fernet.generate_key().decode()


def sealed_values(database: Database) -> list[str]:
    """Every encrypted value of the database, in whatever table it is."""
    with database.engine.connect() as connection:
        rows = [
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    return [value for row in rows for value in re.findall(r"gAAAAA[\w-]+=*", row)]


def vendors(office: Office) -> dict[str, str]:
    """The vendors in QuickBooks, each with its version, which every write raises."""
    with office.quickbooks.api() as api:
        rows = api.get("query", params={"query": "select * from Vendor"}).json()
    return {row["DisplayName"]: row["SyncToken"] for row in rows["QueryResponse"]["Vendor"]}


def test_a_rotated_key_writes_no_vendor_again(office: Office) -> None:
    amy = agent(office, "Amy", "Adler", tax_id="00-1234567")
    firm = contact(office, "Keller Williams", tax_id="00-7654321")
    deal(office, "1 Elm St", amy, to={firm: 50_000})
    assert wrote(office) == 2
    before = vendors(office)
    assert set(before) == {"Amy Adler", "Keller Williams"}

    office.keys = (NEW, KEY)
    assert wrote(office) == 0
    assert sum(step.sealed for step in rotate(office.database, office.keys)) > 0
    office.keys = (NEW,)

    values = sealed_values(office.database)
    assert len(values) > 3
    assert all(Seal([NEW]).open(value) for value in values)
    assert wrote(office) == 0
    with office.database.reading() as session:
        audit.verify(session, COMPANY)
    deal(office, "2 Elm St", amy, to={firm: 60_000})
    assert wrote(office) == 2
    assert vendors(office) == before

    office.core.patch(f"/agents/{amy}", tax_id="00-1111111")
    deal(office, "3 Elm St", amy)
    assert wrote(office) == 1
    assert vendors(office) == {**before, "Amy Adler": "1"}, "a new tax ID is still noticed"


def test_a_damaged_tax_id_puts_its_own_record_on_hold_until_it_is_read_again(
    office: Office,
) -> None:
    amy = agent(office, "Amy", "Adler", tax_id="00-1234567")
    damaged, good = deal(office, "1 Elm St", amy), deal(office, "2 Elm St", amy)
    office.core.patch(f"/agents/{amy}", tax_id="00-7654321")
    with office.context(EXPENSES) as context:
        extract(context)
        with office.database.writing() as session:
            row = session.get_one(Record, (COMPANY, f"transaction:{damaged}"))
            row.payload = change_secrets(row.payload, lambda text: text[:40])
        diff(context)
        post(context)
        verify(context)
    assert len(office.entries("Bill")) == 1
    (hold,) = office.on_hold(EXPENSES)
    assert hold.startswith("A tax ID of ")
    assert "can't be decrypted" in hold
    assert office.run(EXPENSES, (damaged,)).created == 1
    assert office.on_hold(EXPENSES) == []
    assert [bill["total"] for bill in office.entries("Bill")] == [800_000] * 2
    assert good != damaged


def wrote(office: Office) -> int:
    """How many entries a run wrote."""
    report = office.run(EXPENSES)
    return report.created + report.updated + report.voided
