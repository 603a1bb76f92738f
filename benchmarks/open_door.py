"""Strangers at the Web Connector's door, while a PC works and others use Airflow. Run: make bench.

200 callers who are nobody send what costs a careless server the most: envelopes of 16 MiB, forged tickets,
entities that multiply, wrong passwords, bytes that drip. Meanwhile Airflow's own API is asked for its
version, and a PC carries out its requests. Every process is started here, and ends with it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
from cryptography.fernet import Fernet

from benchmarks.parts import results
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.database.migrate import migrate
from include.database.setup.desktop_connections import NewConnection, create_connection
from include.quickbooks.desktop.wire.queue import Outgoing, Stage
from include.web_connector.database_queue import DatabaseQueue
from include.web_connector.passwords import hash_password, new_password
from include.web_connector.qwc import WebConnectorFile, new_guid, qwc
from sandbox.demo.ports import free_ports
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import read_qwc
from sandbox.quickbooks_desktop.web_connector import WebConnector

ROOT = Path(__file__).resolve().parents[1]
COMPANY = "willow"
CALLERS, SECONDS, REQUESTS = 200, 20.0, 60
MOST_SECONDS, MOST_GROWTH = 0.5, 100.0
ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}'
    "</soap:Body></soap:Envelope>"
)
LONG = 16 * 1024 * 1024
PIECE = b"<a/>" * 16_384
Call = Callable[[asyncio.StreamWriter], Awaitable[None]]
VENDOR = "<VendorAddRq><VendorAdd><Name>Vendor {}</Name></VendorAdd></VendorAddRq>"


def main() -> int:
    """Print the figures. Returns 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--callers", type=int, default=CALLERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--strangers", help=argparse.SUPPRESS)
    parser.add_argument("--user-name", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.strangers:
        asyncio.run(strangers(asked.strangers, asked.user_name, asked.callers, asked.seconds))
        return 0
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as (server, url, pc):
        found = measure(server, url, pc, asked.callers, asked.seconds)
    results.keep("open_door", {"machine": results.machine(), **found})
    print(f"{asked.callers} strangers for {asked.seconds:.0f} s, {found['calls']} calls")
    for name, before, meanwhile in (
        ("/api/v2/version, median", found["quiet_ms"], found["median_ms"]),
        ("/api/v2/version, 95th of 100", "", found["p95_ms"]),
    ):
        print(f"  {name}: {before} ms before, {meanwhile} ms meanwhile")
    print(f"  the PC: {found['pc']} ({found['done']} of {REQUESTS} requests in {found['pc_s']} s)")
    print(f"  the server's memory: {found['growth_mib']} MiB more")
    met = (
        found["median_ms"] < 1000 * MOST_SECONDS
        and found["done"] == REQUESTS
        and found["growth_mib"] < MOST_GROWTH
    )
    print(f"  limits: {'met' if met else 'MISSED'}")
    return 0 if met else 1


def measure(
    server: psutil.Process,
    url: str,
    pc: tuple[WebConnector, DatabaseQueue],
    callers: int,
    secs: float,
) -> dict[str, Any]:
    """The figures of one flood."""
    connector, queue = pc
    quiet = _asked(url, 2.0)
    before = _memory(server)
    command = [sys.executable, __file__, "--strangers", url, "--user-name", connector.username]
    command += ["--callers", str(callers), "--seconds", str(secs)]
    work = _Work(connector, queue)
    most = before
    with subprocess.Popen(  # noqa: S603  (our own Python)
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as flood:
        time.sleep(1.0)
        work.start()
        answered: list[float] = []
        while flood.poll() is None:
            answered += _asked(url, 1.0)
            most = max(most, _memory(server))
        said = flood.stdout.read() if flood.stdout else ""
    work.join(60)
    return {
        "callers": callers,
        "calls": int(said.strip() or 0),
        "quiet_ms": _ms(statistics.median(quiet)),
        "median_ms": _ms(statistics.median(answered)),
        "p95_ms": _ms(statistics.quantiles(answered, n=20)[-1]) if len(answered) > 1 else 0,
        "asked": len(answered),
        "growth_mib": round((most - before) / 2**20, 1),
        "pc": work.status,
        "pc_s": round(work.seconds, 1),
        "done": work.done(),
    }


class _Work(threading.Thread):
    """A PC that carries out what waits for it."""

    def __init__(self, connector: WebConnector, queue: DatabaseQueue) -> None:
        super().__init__(daemon=True)
        self._connector, self._queue = connector, queue
        self._keys = [f"request-{number}" for number in range(REQUESTS)]
        queue.put(
            [Outgoing(key, "vendor", f"vendor {key}", VENDOR.format(key)) for key in self._keys]
        )
        self.status, self.seconds = "not finished", 0.0

    def run(self) -> None:
        """One session."""
        begun = time.monotonic()
        try:
            self.status = str(self._connector.update().status)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the figure)
            self.status = f"failed: {type(error).__name__}"
        self.seconds = time.monotonic() - begun

    def done(self) -> int:
        """How many requests have their response."""
        found = self._queue.look(self._keys)
        return sum(one.stage is Stage.ANSWERED for one in found.values())


def _environment(folder: Path, url: str, database_url: str, key: str) -> dict[str, str]:
    """Airflow's settings, as variables."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": key,
        "AIRFLOW__COREBOOKS__DATABASE_URL": database_url,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(urlsplit(url).port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": url,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }


@contextmanager
def _server(
    folder: Path,
) -> Iterator[tuple[psutil.Process, str, tuple[WebConnector, DatabaseQueue]]]:
    """Airflow's own API server with the pages, and a PC that is connected to it."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    key = Fernet.generate_key().decode()
    database_url = f"sqlite:///{folder / 'corebooks.db'}"
    environment = _environment(folder, url, database_url, key)
    airflow = str(Path(sys.executable).parent / "airflow")
    log = (folder / "server.log").open("wb")
    subprocess.run([airflow, "db", "migrate"], env=environment, check=True, stdout=log, stderr=log)  # noqa: S603
    database = Database(database_url)
    migrate(database)
    server = subprocess.Popen(  # noqa: S603  (Airflow, of this environment)
        [airflow, "api-server"], env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        _wait_for(f"{url}/api/v2/version", server)
        pc = _pc(database, f"{url}/corebooks/webconnector", key)
        pc[0].update()
        yield psutil.Process(server.pid), url, pc
        pc[0].close()
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.terminate()
        server.terminate()
        server.wait(30)
        database.close()


def _pc(database: Database, address: str, key: str) -> tuple[WebConnector, DatabaseQueue]:
    password = new_password()
    new = NewConnection(COMPANY, "core", "America/Chicago", new_guid(), new_guid(), "finance ops")
    made = create_connection(database, new, hash_password(password))
    described = WebConnectorFile(
        address, address, made.username, COMPANY, made.owner_id, made.file_id
    )
    connector = WebConnector.added(read_qwc(qwc(described)), password, CompanyFile())
    return connector, DatabaseQueue(database, COMPANY, Seal([key]), "benchmark")


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, trust_env=False, timeout=5).is_success:
                return
        time.sleep(0.5)
    raise RuntimeError("Airflow's API server did not come up")


def _asked(url: str, seconds: float) -> list[float]:
    """How long the version takes, asked every tenth of a second."""
    took, until = [], time.monotonic() + seconds
    with httpx.Client(trust_env=False, timeout=60) as client:
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                client.get(f"{url}/api/v2/version").raise_for_status()
            except httpx.HTTPError:
                took.append(60.0)
            else:
                took.append(time.monotonic() - begun)
            time.sleep(0.1)
    return took


def _memory(server: psutil.Process) -> int:
    """Bytes that the server and its workers hold."""
    total = 0
    for process in (server, *server.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


async def strangers(url: str, user_name: str, callers: int, seconds: float) -> None:
    """Call for some seconds, also as a user whose name is known; print how many calls were made."""
    until = time.monotonic() + seconds
    kinds = (_long, _forged, _entities, partial(_guess, user_name), _drip)
    calls = (_stranger(url, kinds[number % len(kinds)], until) for number in range(callers))
    made = await asyncio.gather(*calls)
    print(sum(made))


async def _stranger(url: str, call: Call, until: float) -> int:
    parts, made = urlsplit(url), 0
    while time.monotonic() < until:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(until - time.monotonic()):
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
                try:
                    await call(writer)
                    await reader.read(4096)
                    made += 1
                finally:
                    writer.close()
    return made


async def _send(writer: asyncio.StreamWriter, begin: bytes, length: int) -> None:
    head = (
        "POST /corebooks/webconnector HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    writer.write(head.encode() + begin)
    left = length - len(begin)
    while left > 0:
        writer.write(PIECE[:left])
        left -= len(PIECE)
        await writer.drain()


async def _long(writer: asyncio.StreamWriter) -> None:
    await _send(writer, ENVELOPE.partition("{}")[0].encode(), LONG)


async def _forged(writer: asyncio.StreamWriter) -> None:
    ticket = "".join(random.choices("abcdefghijkmnopq", k=32))  # noqa: S311  (nobody's)
    call = f'<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>{ticket}</ticket>'
    await _send(writer, (ENVELOPE.partition("{}")[0] + call).encode(), LONG)


async def _entities(writer: asyncio.StreamWriter) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 500))
    body = f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{entities}]>{ENVELOPE.format("&e499;")}'.encode()
    await _send(writer, body, len(body))


async def _guess(user_name: str, writer: asyncio.StreamWriter) -> None:
    call = (
        '<authenticate xmlns="http://developer.intuit.com/">'
        f"<strUserName>{user_name}</strUserName>"
        f"<strPassword>{random.random()}</strPassword></authenticate>"  # noqa: S311  (a guess)
    )
    body = ENVELOPE.format(call).encode()
    await _send(writer, body, len(body))


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"POST /corebooks/webconnector HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n")
    for _ in range(900):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
