"""A snapshot of 1,000,000 rows read and compared with the last one; a workbook of 20 MB previewed. Run: make bench.

The first snapshot is imported as any file is. Of the second one, 1,000 transactions differ. It is read by
a process of its own, whose memory is what reading takes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

# Before anything imports Airflow: it reads this once.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="corebooks-airflow-"))

from openpyxl import Workbook

from benchmarks.parts import results
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.yaml_files import from_yaml
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, assign, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.reading import read_arrival
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.migrate import migrate
from include.database.setup.companies import connect_company
from include.workflows.category import Stream
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

ROWS, CHANGES = 1_000_000, 1_000
_ROWS_A_DEAL = 4
LIMIT_SECONDS, LIMIT_BYTES = 60.0, 1 << 30
WORKBOOK_BYTES, WORKBOOK_SECONDS = 20_000_000, 5.0
_FIRST_ROWS = 50

PROFILE = """
format: 1
name: Commission items
contents: snapshot
tables:
  - of: deals
    headers: [Deal, Status, Closed, Address, City, State, ZIP, Gross, Office, Kind, Item, Amount, Agent, Email]
    key: [Deal]
    fields:
      number: {columns: [Deal]}
      status: {columns: [Status], words: {closed: closed}}
      closing_date: {columns: [Closed]}
      address: {columns: [Address]}
      city: {columns: [City]}
      state: {columns: [State]}
      zip: {columns: [ZIP]}
      gross: {columns: [Gross]}
      office: {columns: [Office]}
    items:
      - kind:
          columns: [Kind]
          words: {split: agent_split, debit: agent_debit, referral: deal_debit, net: brokerage_net}
        name: {columns: [Item]}
        amount: {columns: [Amount]}
        agent:
          kind: agent
          email: {columns: [Email]}
          name: {columns: [Agent]}
        payee: {kind: {columns: [Kind], words: {debit: company, "*": company}}}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. Returns 1 if a limit is missed or something else than the changes was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--measure", nargs=2, metavar=("DATABASE", "ARRIVAL"))
    said = parser.parse_args(arguments)
    if said.measure:
        return _measured(said.measure[0], int(said.measure[1]))
    with tempfile.TemporaryDirectory() as folder:
        row = snapshot(Path(folder), said.rows)
    row |= preview()
    if said.rows == ROWS:
        results.keep("import", {"machine": results.machine(), "rows": [row]})
    print(
        f"{row['rows']:,} rows, {row['changed']:,} changes: {row['seconds']:.1f} s, "
        f"{row['peak_bytes'] / 1e6:.0f} MB; the first import took {row['first_seconds']:.0f} s"
    )
    print(f"Workbook of {row['workbook_bytes'] / 1e6:.1f} MB: {row['workbook_seconds']:.1f} s")
    met = (
        row["changed"] == CHANGES
        and row["seconds"] < LIMIT_SECONDS
        and row["peak_bytes"] < LIMIT_BYTES
        and row["workbook_seconds"] < WORKBOOK_SECONDS
    )
    print(f"\n{'met   ' if met else 'MISSED'}  under 60 s and 1 GiB; a 20 MB workbook under 5 s")
    return 0 if met else 1


def snapshot(folder: Path, rows: int) -> dict[str, Any]:
    """Import one snapshot, then have another process read one with changes."""
    url = f"sqlite:///{folder / 'corebooks.db'}"
    with closing(Database(url)) as database:
        migrate(database)
        seal = with_digests(database, Seal([KEY]))
        _set_up(database)
        began = time.perf_counter()
        first = _store(database, seal, rows, changed=0)
        read_arrival(database, seal, first)
        first_seconds = time.perf_counter() - began
        second = _store(database, seal, rows, changed=CHANGES)
    told = subprocess.run(  # noqa: S603  (this file, with an address of ours)
        [sys.executable, __file__, "--measure", url, str(second)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    ).stdout
    measured: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return {"rows": rows, "first_seconds": first_seconds, **measured}


def _measured(url: str, arrival: int) -> int:
    with closing(Database(url)) as database:
        seal = with_digests(database, Seal([KEY]))
        began = time.perf_counter()
        outcome = read_arrival(database, seal, arrival)
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    found = {
        "seconds": seconds,
        "peak_bytes": peak,
        "changed": outcome.counts.get("changed", 0),
        "status": outcome.status.value,
        "counts": outcome.counts,
    }
    print(json.dumps(found))
    return 0


def profile() -> Profile:
    """How the snapshots are read."""
    return from_yaml(PROFILE)


def _set_up(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    with database.writing() as session:
        new = NewFeed("exports", "willow", "Exports", Door.UPLOAD, {}, AfterReading.NOTHING)
        create_feed(session, new, "finance ops")
        assign(session, "willow", Stream.TRANSACTIONS, "exports", (), "finance ops")
        saved = save_profile(session, "exports", profile(), "finance ops", rows_checked=1)
        activate(session, saved.id, "finance ops")


def _store(database: Database, seal: Seal, rows: int, changed: int) -> int:
    new = NewArrival("exports", Door.UPLOAD, f"snapshot-{changed}.csv", "", "finance ops")
    return store_arrival(database, seal, new, lines(rows // _ROWS_A_DEAL, changed)).id


def lines(deals: int, changed: int) -> Iterator[bytes]:
    """A snapshot as CSV; `changed` deals spread over it have another gross and brokerage net."""
    yield b"Deal,Status,Closed,Address,City,State,ZIP,Gross,Office,Kind,Item,Amount,Agent,Email\n"
    every = deals // changed if changed else deals + 1
    for number in range(deals):
        more = 100 if changed and number % every == 0 and number // every < changed else 0
        head = (
            f"TR-{number:07},closed,{number % 12 + 1:02}/{number % 28 + 1:02}/2026,"
            f"{number} Elm Street,Boston,MA,02108,{10_000 + more}.00,Office {number % 7},"
        )
        agent = f"Agent {number % 400},agent{number % 400}@example.com"
        yield (
            f"{head}split,Commission,8000.00,{agent}\n"
            f"{head}debit,Transaction fee,395.00,{agent}\n"
            f"{head}referral,Franchise fee,500.00,,\n"
            f"{head}net,Company dollar,{2_395 + more}.00,,\n"
        ).encode()


def preview() -> dict[str, Any]:
    """Open a workbook of 20 MB, find its header, and read its first rows."""
    content = _workbook()
    began = time.perf_counter()
    file = open_file("large.xlsx", BytesIO(content))
    header = find_header(file.sheets[0])
    rows = [row for _, row in zip(range(_FIRST_ROWS), file.sheets[0].rows(), strict=False)]
    seconds = time.perf_counter() - began
    assert header is not None  # noqa: S101  (the workbook has one)
    assert len(rows) == _FIRST_ROWS  # noqa: S101  (it has as many)
    return {"workbook_bytes": len(content), "workbook_seconds": seconds}


def _workbook() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Deals")
    sheet.append(["Deal", "Status", "Address", "Gross", "Agent", "Note"])
    number = 0
    # Compressed, a row takes about 80 bytes.
    while number < WORKBOOK_BYTES // 39:
        number += 1
        note = f"{number * 2654435761 % 10**12:012x}{number * 40503 % 10**9:09x}"
        sheet.append([f"TR-{number:07}", "closed", f"{number} Elm Street", 10_000.25, "Ann", note])
    into = BytesIO()
    book.save(into)
    return into.getvalue()


if __name__ == "__main__":
    sys.exit(main())
