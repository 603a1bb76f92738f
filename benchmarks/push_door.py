"""Signed calls to a source, one after the other, and while strangers send what isn't signed. Run: make bench.

Each call is stored durably before it is answered: on the disk, with SQLite's log synchronous. The server is a process
of its own, as an API server is.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Before anything imports Airflow: it reads this once.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="corebooks-airflow-"))

import httpx
import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI
from standardwebhooks.webhooks import Webhook

from benchmarks.parts import results
from include.core_backoffice.feeds.doors import Door
from include.database.engine import Database
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.secrets import new_secret
from include.database.keys.seal import Seal
from include.database.migrate import migrate
from include.database.setup.companies import connect_company
from include.web.app import create_app
from sandbox.demo.ports import free_ports
from tests.database.setup.test_companies import willow_park

ROOT = Path(__file__).resolve().parents[1]
FEED = "closings"
CALLS, STRANGERS = 300, 8
LIMIT_MS = 100.0
_KEY, _URL = "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__COREBOOKS__DATABASE_URL"
_STARTED_WITHIN = 60.0


def main() -> int:
    """Print the figures. Returns 1 when the limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve)
        return 0
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as (url, secret):
        _times(url, secret, 5, "warm")
        quiet = _times(url, secret, asked.calls, "quiet")
        with _strangers(url):
            flooded = _times(url, secret, asked.calls, "flooded")
    found = {
        "machine": results.machine(),
        "calls": asked.calls,
        "strangers": STRANGERS,
        "quiet_ms": _figures(quiet),
        "flooded_ms": _figures(flooded),
    }
    results.keep("push_door", found)
    print(f"{asked.calls} signed calls of {len(_body(0))} bytes, each stored before its answer")
    for name, times in (("alone", quiet), (f"with {STRANGERS} strangers", flooded)):
        told = _figures(times)
        print(
            f"  {name}: median {told['median']} ms, 95% {told['p95']} ms, longest {told['longest']} ms"
        )
    met = _figures(quiet)["p95"] < LIMIT_MS
    print(f"  limit of {LIMIT_MS:.0f} ms for 95%: {'met' if met else 'MISSED'}")
    return 0 if met else 1


def serve(port: int) -> None:
    """Serve the pages until this process is ended."""
    app = FastAPI()
    app.mount("/corebooks", create_app())
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, str]]:
    """A server with a source; its address, and the source's secret."""
    key, url = Fernet.generate_key().decode(), f"sqlite:///{folder / 'corebooks.db'}"
    with closing(Database(url)) as database:
        migrate(database)
        connect_company(database, willow_park(), actor="benchmark")
        with database.writing() as session:
            create_feed(session, NewFeed(FEED, "willow", "Closings", Door.PUSH), "benchmark")
            secret = new_secret(session, Seal([key]), FEED, actor="benchmark")
    (port,) = free_ports(1)
    environment = {**os.environ, _KEY: key, _URL: url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "--serve", str(port)]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603  (our own Python)
        try:
            _wait_for(f"http://127.0.0.1:{port}/corebooks/import/{FEED}")
            yield f"http://127.0.0.1:{port}/corebooks/import/{FEED}", secret
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    until = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < until:
        try:
            httpx.post(url, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server didn't start")


def _body(number: int) -> bytes:
    rows = [
        {"number": f"TR-{number}-{row}", "gross": "14850.00", "agent": "Amy"} for row in range(30)
    ]
    return json.dumps({"data": rows}).encode()


def _times(url: str, secret: str, calls: int, what: str) -> list[float]:
    """Milliseconds of each call, over one kept connection."""
    signer, times = Webhook(secret), []
    with httpx.Client(trust_env=False, timeout=30) as client:
        for number in range(calls):
            body, now, call = _body(number), datetime.now(UTC), f"{what}-{number}"
            headers = {
                "content-type": "application/json",
                "webhook-id": call,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signer.sign(call, now, body.decode()),
            }
            begun = time.perf_counter()
            client.post(url, content=body, headers=headers).raise_for_status()
            times.append(1000 * (time.perf_counter() - begun))
    return times


@contextmanager
def _strangers(url: str) -> Iterator[None]:
    """Callers who send a megabyte with a guessed signature, again and again."""
    over = threading.Event()
    body = b"x" * (1 << 20)

    def send() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not over.is_set():
                headers = {"content-type": "text/csv", "x-brokermint-webhook-signature": "0" * 64}
                client.post(url, content=body, headers=headers)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(STRANGERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(30)


def _figures(times: Sequence[float]) -> dict[str, Any]:
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=20)[-1], 1),
        "longest": round(max(times), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
