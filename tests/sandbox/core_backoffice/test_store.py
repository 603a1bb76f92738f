from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.core_backoffice.app import open_store
from sandbox.core_backoffice.generator.calendar import END_OF_TODAY
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.testing import running_sandbox

SMALL: dict[str, Any] = {"transactions": 12, "agents": 4, "billing_months": 2}


@contextmanager
def process(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """The sandbox as a process of its own; it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "sandbox.core_backoffice", "--port", port, "--data", str(data)]
    command += ["--transactions", "12", "--agents", "4", "--billing-months", "2"]
    patient = httpx.HTTPTransport(retries=6)  # until it listens, with growing pauses
    with (
        subprocess.Popen(command) as running,  # noqa: S603 (our own module)
        httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient) as client,
    ):
        try:
            assert client.get("/sandbox/health").json() == {"status": "ok"}
            yield running, client
        finally:
            running.kill()


def test_what_was_answered_survives_a_killed_process(tmp_path: Path) -> None:
    with process(tmp_path) as (running, client):
        id_ = client.get("/sandbox/transactions").json()[0]["id"]
        changed = client.patch(f"/sandbox/transactions/{id_}", json={"address": "1 New St"}).json()
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    with running_sandbox(data=tmp_path) as core:
        again = core.get(f"/transactions/{id_}")
    assert again == changed
    assert again["address"] == "1 New St"


def test_a_folder_is_filled_only_once(tmp_path: Path) -> None:
    with running_sandbox(data=tmp_path, **SMALL) as core:
        for deal in core.get("/transactions"):
            core.delete(f"/transactions/{deal['id']}")
        people, totals = core.api("/v1/users"), core.get("/totals")
    with running_sandbox(data=tmp_path, seed=5, transactions=99) as core:
        assert core.get("/transactions") == []
        assert core.api("/v1/users") == people
        assert core.get("/totals") == totals


def test_overrides_and_spoilt_records_survive_a_restart(tmp_path: Path) -> None:
    with running_sandbox(data=tmp_path, transactions=60, agents=6, billing_months=1) as core:
        bad = core.get("/bad-records")
        assert len(bad) == 3
        core.put(f"/raw/transactions/{bad[0]['id']}", price="on request")
    with running_sandbox(data=tmp_path) as core:
        assert core.get("/bad-records") == bad
        assert core.api(f"/v1/transactions/{bad[0]['id']}")["price"] == "on request"


@pytest.fixture
def store() -> Store:
    return open_store(SandboxSettings(**SMALL))


def test_a_change_that_fails_half_way_changes_nothing(store: Store) -> None:
    before, address = dict(store.deals), next(iter(store.deals.values())).address
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.remove(next(iter(store.deals.values())))
        store.put_raw("users", 1, {"email": None})
        raise ZeroDivisionError
    assert store.deals == before
    assert next(iter(store.deals.values())).address == address
    assert not store.raw.get(("users", 1))


def test_each_change_is_later_than_everything_before() -> None:
    store = Store(None, now=lambda: 0.0)
    with store.transaction():
        store.reserve("clock", END_OF_TODAY)
        moments = [store.tick() for _ in range(3)]
    assert moments == [END_OF_TODAY + 1, END_OF_TODAY + 2, END_OF_TODAY + 3]


def test_changes_carry_the_wall_clocks_time() -> None:
    later = END_OF_TODAY / 1000 + 86_400
    store = Store(None, now=lambda: later)
    with store.transaction():
        store.reserve("clock", END_OF_TODAY)
        assert store.tick() == int(later * 1000)


def test_an_id_is_never_used_again(store: Store) -> None:
    with store.transaction():
        first = store.next_id("transactions")
    assert first == max(store.deals) + 1
    with store.transaction():
        assert store.next_id("transactions") == first + 1


def test_three_hundred_deals_are_ready_within_two_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    with running_sandbox(data=tmp_path) as core:
        assert len(core.api("/v1/transactions", count=1000)) == 300
    assert time.perf_counter() - started < 2
    again = time.perf_counter()
    with running_sandbox(data=tmp_path) as core:
        assert len(core.api("/v1/transactions", count=1000)) == 300
    assert time.perf_counter() - again < 2
