"""A source that can't be looked at, and a file that waits for a person, call one."""

from __future__ import annotations

import pytest

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import workbook
from include.core_backoffice.mapping.ready import ready_profile
from include.database.alerts.kinds import AlertKind
from include.database.engine import Database
from include.database.feeds import deciding, trouble
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.reading import read_arrival
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.provider.alerts.look import FINDERS
from tests.database.setup.test_companies import willow_park
from tests.provider.alerts.test_findings import stands
from tests.sync.office import KEY


@pytest.fixture
def willow(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    connect_company(database, willow_park(), actor="finn")
    with database.writing() as session:
        create_feed(session, NewFeed("exports", "willow", "CORE exports", Door.FOLDER), "finn")
    return database


def imported(database: Database) -> list[tuple[str, str]]:
    assert AlertKind.IMPORT in FINDERS
    return [(kind, said) for kind, said in stands(database) if kind == AlertKind.IMPORT]


def arrives(database: Database, name: str, content: bytes) -> int:
    seal = with_digests(database, Seal([KEY]))
    new = NewArrival("exports", Door.UPLOAD, name, "", "finn")
    stored = store_arrival(database, seal, new, [content])
    read_arrival(database, seal, stored.id)
    return stored.id


def test_a_folder_that_is_gone_calls_until_it_is_there_again(willow: Database) -> None:
    assert imported(willow) == []
    trouble.note(willow, "exports", "The folder /exports doesn't exist. Create it.")
    assert imported(willow) == [("import needs you", "Nothing arrives at the source CORE exports.")]
    trouble.note(willow, "exports", "")
    assert imported(willow) == []


def test_a_file_whose_columns_nobody_mapped_calls_until_it_is_discarded(willow: Database) -> None:
    arrival = arrives(willow, "closings.csv", b"A,B\n1,2\n")
    assert imported(willow) == [
        ("import needs you", "closings.csv of the source CORE exports isn't read.")
    ]
    with willow.writing() as session:
        deciding.discard(session, arrival, "finn")
    assert imported(willow) == []


def test_an_import_that_corebooks_fails_on_calls_until_it_is_read(willow: Database) -> None:
    seal = with_digests(willow, Seal([KEY]))
    new = NewArrival("exports", Door.FOLDER, "closings.csv", "", "folder")
    arrival = store_arrival(willow, seal, new, [b"A,B\n1,2\n"]).id
    assert imported(willow) == []
    trouble.note_unread(willow, arrival, "CoreBooks failed on this import.", "Try again.")
    assert imported(willow) == [
        ("import needs you", "closings.csv of the source CORE exports isn't read.")
    ]
    read_arrival(willow, seal, arrival)
    with willow.writing() as session:
        deciding.discard(session, arrival, "finn")
    # One that was read meanwhile keeps what became of it.
    trouble.note_unread(willow, arrival, "CoreBooks failed on this import.", "Try again.")
    assert imported(willow) == []


def test_a_snapshot_that_is_much_shorter_calls(willow: Database) -> None:
    snapshot = ready_profile("corebooks").model_copy(update={"contents": "snapshot"})
    with willow.writing() as session:
        saved = save_profile(session, "exports", snapshot, "finn", rows_checked=1)
        activate(session, saved.id, "finn")
    arrives(willow, "all.xlsx", workbook(EXAMPLES))
    assert imported(willow) == []
    fewer = {
        **EXAMPLES,
        "Transactions": EXAMPLES["Transactions"][:2],
        "Items": EXAMPLES["Items"][:4],
    }
    arrives(willow, "broken.xlsx", workbook(fewer))
    assert imported(willow) == [
        ("import needs you", "broken.xlsx of the source CORE exports isn't read.")
    ]
