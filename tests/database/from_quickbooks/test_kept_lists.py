"""Kept lists: changes that arrive out of order, and from several processes."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.setup.companies import connect_company
from tests.database.setup.test_companies import willow_park


@pytest.fixture
def lists(database: Database) -> DatabaseLists:
    connect_company(database, willow_park(), actor="finance ops")
    return DatabaseLists(database, "willow")


def vendor(version: int, name: str, entity_id: str = "1") -> dict[str, Any]:
    return {"Id": entity_id, "SyncToken": str(version), "DisplayName": name}


def names(lists: DatabaseLists) -> list[str]:
    return [body["DisplayName"] for body in lists.bodies("Vendor")]


def test_an_older_version_that_arrives_late_changes_nothing(lists: DatabaseLists) -> None:
    read_at = utc_now()
    lists.replace("Vendor", [vendor(3, "Jane Doe")], (read_at, read_at, None))
    later = read_at + dt.timedelta(minutes=2)

    lists.merge({"Vendor": [vendor(5, "Jane Roe")]}, later)
    lists.merge({"Vendor": [vendor(4, "J. Doe")]}, read_at + dt.timedelta(minutes=1))

    assert names(lists) == ["Jane Roe"]
    assert lists.lists()["Vendor"] == (read_at, later, None)


def test_what_is_kept_just_as_it_is_is_not_written_again(
    lists: DatabaseLists, database: Database
) -> None:
    now = utc_now()
    lists.replace("Vendor", [vendor(0, "Jane Doe"), vendor(0, "Kim Wu", "2")], (now, now, None))
    written: list[Any] = []

    def note(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        if statement.startswith("INSERT INTO kept_entity"):
            written.append(parameters)

    event.listen(database.engine, "before_cursor_execute", note)
    lists.merge({"Vendor": [vendor(0, "Jane Doe"), vendor(0, "Kim Wu", "2")]}, now)
    assert written == []

    # The balance of a vendor changes without a new version of it.
    lists.merge({"Vendor": [vendor(0, "Jane Doe"), vendor(0, "Kim Wu-Lee", "2")]}, now)
    assert len(written) == 1
    assert names(lists) == ["Jane Doe", "Kim Wu-Lee"]


def test_changes_of_a_list_that_is_not_kept_are_not_kept(lists: DatabaseLists) -> None:
    lists.merge({"Vendor": [vendor(0, "Jane Doe")]}, utc_now())

    assert (dict(lists.lists()), names(lists)) == ({}, [])


def test_a_list_that_is_forgotten_is_gone_with_its_entities(lists: DatabaseLists) -> None:
    now = utc_now()
    lists.replace("Vendor", [vendor(0, "Jane Doe")], (now, now, None))
    lists.replace("Class", [], (now, None, now))

    lists.forget(["Vendor"])

    assert dict(lists.lists()) == {"Class": (now, None, now)}
    assert names(lists) == []


def test_processes_that_read_and_ask_at_once_all_succeed(lists: DatabaseLists) -> None:
    now = utc_now()
    vendors = [vendor(0, f"Vendor {number}", str(number)) for number in range(300)]

    def work(turn: int) -> None:
        if turn % 3 == 0:
            lists.replace("Vendor", vendors, (now, now, None))
        elif turn % 3 == 1:
            lists.merge({"Vendor": [vendor(turn, "Vendor 7", "7")]}, now)
        else:
            lists.forget(["Customer"])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(24)))

    assert len(names(lists)) == 300
