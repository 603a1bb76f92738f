"""Blanks that an earlier version left in its database are mended by the migration and the next run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from sqlalchemy import Connection

from include.database.migrate import _config, _without_references, migrate
from tests.sync.office import EXPENSES, Office
from tests.sync.people import agent, deal, matches, payees

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


@contextmanager
def earlier_version(office: Office) -> Iterator[Connection]:
    """The database as the version before had it, then brought up to date."""
    engine = office.database.engine
    with (
        engine.connect() as connection,
        _without_references(connection),
        connection.begin(),
    ):
        command.downgrade(_config(connection), "0006")
        yield connection
    migrate(office.database)


def without_payee(office: Office, check: str) -> None:
    """A check as the version before posted it: to nobody."""
    with office.quickbooks.api() as api:
        body = api.get(f"purchase/{check}").json()["Purchase"]
        del body["EntityRef"]
        api.post("purchase", json=body).raise_for_status()


def test_a_check_to_nobody_gets_its_payee_by_the_next_run(office: Office) -> None:
    office.use("expenses-via-checks")
    first, second = agent(office, "Maria", "Garcia"), agent(office, "Maria", "Garcia")
    deal(office, "1 Oak St", first)
    deal(office, "2 Oak St", second)
    office.run(EXPENSES)
    key = f"vendor/agent:{second}"
    vendor = matches(office)[key]
    check = next(
        entry["id"] for entry in office.entries("Purchase") if str(second) in entry["party"]
    )
    without_payee(office, check)
    office.quickbooks.edit("Vendor", vendor, "update", DisplayName="Zed")
    versions = {entry["id"]: entry["sync_token"] for entry in office.entries("Purchase")}
    with earlier_version(office) as connection:
        connection.exec_driver_sql(
            "UPDATE party_link SET quickbooks_id = '', display_name = 'Maria Garcia' "
            "WHERE party_key = ?",
            (key,),
        )
        # That run had taken the check as it was posted.
        connection.exec_driver_sql(
            "UPDATE link SET version = ? WHERE kind = 'check' AND quickbooks_id = ?",
            (str(versions[check]), check),
        )
    assert key not in matches(office)
    report = office.run(EXPENSES)
    assert (report.created, report.updated, report.on_hold) == (0, 1, ())
    assert payees(office) == [("Maria Garcia", 800_000), (f"Maria Garcia ({second})", 800_000)]
    assert office.run(EXPENSES).updated == 0


def test_an_entry_whose_id_is_not_known_is_found_by_its_tag_and_not_posted_again(
    office: Office,
) -> None:
    deal(office, "1 Oak St", agent(office, "Amy", "Adler"))
    office.run(EXPENSES)
    known = office.entries("Bill")[0]["id"]
    with earlier_version(office) as connection:
        connection.exec_driver_sql("UPDATE link SET quickbooks_id = ''")
    assert office.links() == {}
    office.run(EXPENSES)
    assert payees(office) == [("Amy Adler", 800_000)]
    assert [link.quickbooks_id for link in office.links().values()] == [known]


def test_names_with_a_suffix_get_the_one_on_checks_by_the_next_run(office: Office) -> None:
    with office.quickbooks.api() as api:
        api.post("customer", json={"DisplayName": "Amy Adler"}).raise_for_status()
    amy = agent(office, "Amy", "Adler")
    first = deal(office, "1 Oak St", amy)
    office.run(EXPENSES)
    with earlier_version(office):
        pass
    office.core.patch(f"/transactions/{first}", gross=900_000)
    vendor = matches(office)[f"vendor/agent:{amy}"]
    with office.quickbooks.api() as api:
        api.get(f"vendor/{vendor}").raise_for_status()
        before = api.get(f"vendor/{vendor}").json()["Vendor"]["SyncToken"]
        office.run(EXPENSES)
        now = api.get(f"vendor/{vendor}").json()["Vendor"]
    assert now["DisplayName"] == "Amy Adler (vendor)"
    assert now["SyncToken"] != before, "the vendor was written once more"
