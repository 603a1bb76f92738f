"""Reading what arrived: one import that fails keeps no other one from it."""

from __future__ import annotations

from typing import Any

import pytest

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mapping.own_layout import sample_workbook
from include.core_backoffice.mapping.ready import ready_profile
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.reading import read_arrival
from include.database.keys.seal import Seal
from include.database.reads.imports import waiting_for_someone
from include.database.unavailable import DatabaseUnavailable, Trouble
from include.provider.inbox.read import read
from tests.provider.inbox.conftest import COMPANY, Inbox
from tests.sync.office import KEY


@pytest.fixture(autouse=True)
def _source(inbox: Inbox) -> None:
    inbox.feed("exports", Door.UPLOAD)


def upload(inbox: Inbox, name: str) -> int:
    new = NewArrival("exports", Door.UPLOAD, name, "", "ada")
    return store_arrival(inbox.database, inbox.seal, new, [name.encode()]).id


def statuses(inbox: Inbox) -> list[str]:
    return [one.status for one in inbox.arrivals("exports")]


def test_nothing_to_read_is_no_error() -> None:
    assert read() == {"read": 0, "failed": 0}


def test_every_import_is_read_once(inbox: Inbox) -> None:
    for name in ("a.csv", "b.csv", "nonsense.xyz"):
        upload(inbox, name)
    assert read() == {"read": 3, "failed": 0}
    assert "stored" not in statuses(inbox)
    assert read() == {"read": 0, "failed": 0}


def test_what_arrives_meanwhile_is_read_too(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real, arriving = read_arrival, ["b.csv", "c.csv"]

    def reads(*given: Any) -> Any:
        if arriving:
            upload(inbox, arriving.pop(0))
        return real(*given)

    monkeypatch.setattr("include.provider.inbox.read.read_arrival", reads)
    upload(inbox, "a.csv")
    assert read()["read"] == 3


def test_a_fault_of_ours_keeps_the_task_red_and_stops_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = upload(inbox, "a.csv"), upload(inbox, "b.csv")
    real = read_arrival

    def reads(database: Any, seal: Any, arrival_id: int) -> Any:
        if arrival_id == first:
            raise ZeroDivisionError
        return real(database, seal, arrival_id)

    with monkeypatch.context() as patch:
        patch.setattr("include.provider.inbox.read.read_arrival", reads)
        with pytest.raises(RuntimeError, match=f"failed on these imports: {first}. "):
            read()
    assert statuses(inbox)[0] == "stored"
    assert statuses(inbox)[1] != "stored"
    # It is named where people look, until it is read.
    assert "CoreBooks failed on this import" in inbox.arrivals("exports")[0].sentence
    with inbox.database.reading() as session:
        assert waiting_for_someone(session, COMPANY) == 2
    read()
    assert statuses(inbox)[0] == "no profile"
    assert "CoreBooks failed" not in inbox.arrivals("exports")[0].sentence


def test_what_a_profile_knows_becomes_records_in_the_task_as_it_is_deployed(inbox: Inbox) -> None:
    with inbox.database.writing() as session:
        saved = save_profile(session, "exports", ready_profile("corebooks"), "ada", rows_checked=1)
        activate(session, saved.id, "ada")
    new = NewArrival("exports", Door.FOLDER, "closings.xlsx", "", "folder")
    # As `receive` stores it, with Fernet keys alone.
    store_arrival(inbox.database, Seal([KEY]), new, [sample_workbook()])
    assert read() == {"read": 1, "failed": 0}
    (arrival,) = inbox.arrivals("exports")
    assert (arrival.status, arrival.counts["held"], arrival.counts["kinds"]["transaction"]) == (
        "read",
        0,
        4,
    )


def test_one_that_another_process_is_reading_is_left_to_it(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(inbox, "a.csv")

    def busy(*_: Any) -> None:
        raise DatabaseUnavailable(Trouble.BUSY)

    monkeypatch.setattr("include.provider.inbox.read.read_arrival", busy)
    assert read() == {"read": 0, "failed": 1}
