"""Folders of S3, Google Cloud and Azure, through Airflow's connections and over their real protocols (`make doors`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from airflow.sdk.io import fs

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.folder.rules import FolderRefused, FolderRules
from include.database.feeds.arrivals import open_arrival
from include.provider.inbox.door_watches import watch_of
from include.provider.inbox.folders import open_folder
from include.provider.inbox.receive import receive
from tests.object_stores import CONNECTION, STORES, Store, StoreMissing
from tests.provider.inbox.conftest import Inbox


@pytest.fixture(scope="module", params=sorted(STORES))
def server(request: pytest.FixtureRequest) -> Iterator[Store]:
    if not fs.has_fs(request.param):
        pytest.skip(f"Airflow's provider of {request.param}:// isn't installed: make doors")
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(STORES[request.param]())
        except StoreMissing as missing:
            pytest.skip(str(missing))
        yield opened


@pytest.fixture
def store(server: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    return server


def feed(inbox: Inbox, store: Store, folder: str, **settings: str) -> None:
    inbox.feed(
        "exports",
        Door.FOLDER,
        {"path": store.address(folder), "conn_id": CONNECTION, **settings},
    )


def names(inbox: Inbox) -> list[str]:
    return [one.name for one in inbox.arrivals("exports")]


def test_each_file_is_taken_once_with_its_bytes_and_moved(inbox: Inbox, store: Store) -> None:
    feed(inbox, store, "taken", after="move")
    content = b"Deal\n" + b"1\n" * 3_000_000
    store.put("taken/closings.csv", content)
    store.put("taken/older/not-mine.csv", b"Deal\n2\n")
    assert receive() == {"sources": 1, "fetched": 1}
    (arrival,) = inbox.arrivals("exports")
    assert (arrival.name, arrival.size) == ("closings.csv", len(content))
    assert arrival.dated_at is not None
    with open_arrival(inbox.database, inbox.seal, arrival.id) as opened:
        assert opened.read() == content
    assert [one for one in sorted(store.names()) if one.startswith("taken/")] == [
        "taken/done/closings.csv",
        "taken/older/not-mine.csv",
    ]
    assert receive() == {"sources": 1, "fetched": 0}
    assert inbox.row("exports").trouble == ""


def test_a_file_that_is_replaced_is_taken_again_and_one_that_stays_is_not(
    inbox: Inbox, store: Store
) -> None:
    feed(inbox, store, "stays")
    store.put("stays/agents.csv", b"Agent\nJane\n")
    store.put("stays/closings.csv", b"Deal\n1\n")
    assert receive()["fetched"] == 2
    # Of the same length, within the same second: the object's tag tells them apart.
    store.put("stays/closings.csv", b"Deal\n2\n")
    assert receive()["fetched"] == 1
    assert receive()["fetched"] == 0
    assert sorted(names(inbox)) == ["agents.csv", "closings.csv", "closings.csv"]


def test_a_folder_that_was_created_in_a_console_is_no_file(inbox: Inbox, store: Store) -> None:
    feed(inbox, store, "made")
    store.put("made/", b"")
    store.put("made/closings.csv", b"Deal\n1\n")
    if store.scheme == "abfs":
        # Azure's library lists nothing else then, so that files would be left lying without a word.
        assert receive()["fetched"] == 0
        assert "Delete that object" in inbox.row("exports").trouble
        return
    assert receive()["fetched"] == 1
    assert names(inbox) == ["closings.csv"]
    assert inbox.row("exports").trouble == ""


def test_a_watch_that_stays_open_sees_what_comes_and_what_was_taken(
    inbox: Inbox, store: Store
) -> None:
    feed(inbox, store, "watched")
    store.put("watched/first.csv", b"Deal\n1\n")
    watched = inbox.watched("exports")
    with closing(watch_of(watched)) as watch:
        assert len(watch.look(inbox.database, watched).waiting) == 1
        store.put("watched/second.csv", b"Deal\n2\n")
        assert len(watch.look(inbox.database, watched).waiting) == 2
        receive()
        assert watch.look(inbox.database, watched).waiting == frozenset()


@pytest.mark.parametrize("folder", ["nothing-here", ""])
def test_a_bucket_or_folder_that_is_not_there_says_so(store: Store, folder: str) -> None:
    address = store.address(folder) if folder else f"{store.scheme}://no-such-bucket/exports"
    with (
        closing(open_folder(FolderRules(address, CONNECTION))) as opened,
        pytest.raises(FolderRefused, match="There is nothing at") as refused,
    ):
        opened.files()
    assert address in str(refused.value)
    assert "Correct the folder under Imports" in str(refused.value)


# The servers of the others check none.
@pytest.mark.parametrize("server", ["abfs"], indirect=True)
def test_a_wrong_password_says_so_and_does_not_show_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = store.connection["extra"]["connection_string"]
    wrong = extra.replace("AccountKey=Eby8", "AccountKey=AAAA")
    changed = Store(
        store.scheme,
        {**store.connection, "extra": {"connection_string": wrong}},
        store.put,
        store.names,
        {},
    )
    for name, value in changed.variables.items():
        monkeypatch.setenv(name, value)
    with (
        closing(open_folder(FolderRules(store.address("taken"), CONNECTION))) as opened,
        pytest.raises(FolderRefused, match="can't be read") as refused,
    ):
        opened.files()
    assert "AAAA" not in str(refused.value)
