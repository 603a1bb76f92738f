"""What was answered survives the death of the process."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from fastapi import FastAPI

from sandbox.quickbooks_online.app import create_app
from sandbox.quickbooks_online.settings import DEFAULT_REALM, StartSettings
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper

Process: TypeAlias = "subprocess.Popen[bytes]"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start(data: Path, port: int, *options: str) -> Process:
    command = [sys.executable, "-m", "sandbox.quickbooks_online", "--port", str(port), *options]
    process = subprocess.Popen([*command, "--data", str(data)])  # noqa: S603  (our own module)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            health = httpx.get(f"http://127.0.0.1:{port}/sandbox/health", trust_env=False)
        except httpx.TransportError:
            continue
        assert health.json() == {"status": "ok"}
        return process
    process.kill()
    pytest.fail("the sandbox did not start")


@contextmanager
def running(data: Path, port: int, *options: str) -> Iterator[tuple[RunningSandbox, Process]]:
    """A sandbox in a process of its own, killed at the end."""
    process = start(data, port, *options)
    try:
        yield RunningSandbox(f"http://127.0.0.1:{port}", FastAPI()), process
    finally:
        process.kill()
        process.wait(10)


def knobs(sandbox: RunningSandbox) -> Any:
    return sandbox.control.get(f"{sandbox.url}/sandbox/settings").json()


def test_a_killed_sandbox_has_everything_it_answered_and_the_items_before(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port, "--rotation", "daily") as (sandbox, process):
        client = sandbox.api(timeout=10)
        books = Bookkeeper(sandbox, client)
        assert knobs(sandbox)["rotation"] == "daily", "what the command line says"
        sandbox.set(book_close_date="2025-12-31", latency_per_item=0.1)
        invoice = books.invoice(books.customer("Oak"), books.sale(100))
        body = {"VendorRef": books.vendor("Jane Doe"), "Line": [books.cost(10)]}
        items = [{"bId": str(n), "operation": "create", "Bill": body} for n in range(30)]
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(books.batch, *items, requestid="r")
            while len(sandbox.entries("Bill")) < 3:
                assert not answer.done()
            seen = len(sandbox.entries("Bill"))
            process.kill()
            with pytest.raises(httpx.TransportError):
                answer.result()
    with running_sandbox(data=tmp_path, port=port, latency_per_item=0) as sandbox, closing(client):
        assert books.read("Invoice", invoice["Id"]) == invoice, "the token is still good too"
        assert sandbox.balances()["Commission Income"] == 10_000
        assert knobs(sandbox)["book_close_date"] == "2025-12-31"
        there = len(sandbox.entries("Bill"))
        assert seen <= there < 30
        assert sandbox.trial_balance()["balanced"]
        books.batch(*items, requestid="r")
        assert len(sandbox.entries("Bill")) == 30, "the items before are replayed, not doubled"


def test_a_fresh_company_is_a_brokerage(tmp_path: Path) -> None:
    runtime = create_app(StartSettings(data=tmp_path)).state.runtime
    accounts = list(runtime.store.find(DEFAULT_REALM, "Account"))
    types = {account.body["Name"]: account.body["AccountType"] for account in accounts}
    assert types["Agent Commissions"] == "Cost of Goods Sold"
    assert types["Escrow"] == "Bank"
    runtime.store.close()
