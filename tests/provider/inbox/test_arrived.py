"""The trigger, as Airflow's triggerer runs it."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.provider.inbox import arrived
from include.provider.inbox.arrived import SomethingArrived, inbox_asset
from tests.provider.inbox.conftest import Inbox


def test_it_is_created_again_from_what_airflow_stores() -> None:
    path, kept = SomethingArrived().serialize()
    assert (path, kept) == ("include.provider.inbox.arrived.SomethingArrived", {})


def test_every_parse_makes_the_same_trigger() -> None:
    one, other = (
        watcher.trigger for asset in (inbox_asset(), inbox_asset()) for watcher in asset.watchers
    )
    assert one.hash(*one.serialize()) == other.hash(*other.serialize())


def test_it_fires_when_something_arrives_and_goes_on(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrived, "LOOK_SECONDS", 0.01)
    inbox.feed("exports", Door.UPLOAD)

    def upload() -> None:
        new = NewArrival("exports", Door.UPLOAD, "deals.csv", "", "ada")
        store_arrival(inbox.database, inbox.seal, new, [b"Deal\n1\n"])

    async def twice() -> list[int]:
        trigger, told = SomethingArrived(), []
        events = trigger.run()
        for _ in range(2):
            await asyncio.to_thread(upload)
            fired = await asyncio.wait_for(anext(events), 20)
            told.append(fired.payload["arrivals"])
        await events.aclose()  # type: ignore[attr-defined]  # (it is a generator)
        return told

    assert asyncio.run(twice()) == [1, 2]


def test_what_a_dag_file_imports_of_it_is_light() -> None:
    code = (
        "import sys, include.provider.inbox.arrived as a; a.inbox_asset();"
        "print(sorted(m for m in sys.modules if m.startswith(('include.database', 'asyncssh', 'sshfs'))))"
    )
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
