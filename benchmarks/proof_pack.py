"""The proof pack of a month with 50,000 documents, on PostgreSQL: made twice, compared, and verified. Run: make bench.

The documents are copies of one that a run posted. The audit trail records all of them, 30 an event, as a run's
batches do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

# Before anything imports Airflow: it reads this once.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="corebooks-airflow-"))

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from benchmarks.parts import results
from benchmarks.parts.multiply import copies
from benchmarks.parts.postgresql_office import postgresql_office
from include.database.proof.pack import write_pack
from include.database.tables.entries import Link
from include.database.trail import events
from include.database.trail.baseline import record_rows
from include.database.trail.trail_keys import chain_key, trail_secret
from tests.sync.closings import close
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office

DOCUMENTS = 50_000
LIMIT_SECONDS = 60.0
_BATCH = 30
"""Rows that an event of a run records, about."""
_TIMES = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. Returns 1 if it takes longer than the limit, differs, or doesn't verify."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    said = parser.parse_args(arguments)
    with postgresql_office() as office:
        grow(office, said.documents)
        taken, packs = zip(*(made(office) for _ in range(_TIMES)), strict=True)
    verifies, seconds = verified(packs[0])
    same = packs[0] == packs[1]
    row = {
        "documents": said.documents,
        "seconds": list(taken),
        "bytes": len(packs[0]),
        "same": same,
        "verified_seconds": seconds,
    }
    if said.documents == DOCUMENTS:
        results.keep("proof_pack", {"machine": results.machine(), "rows": [row]})
    print(f"{said.documents:,} documents: {', '.join(f'{one:.1f} s' for one in taken)}")
    print(f"{len(packs[0]) / 1e6:.1f} MB, verified in {seconds:.1f} s")
    met = max(taken) < LIMIT_SECONDS and same and verifies
    print(
        f"\n{'met   ' if met else 'MISSED'}  under {LIMIT_SECONDS:.0f} s, twice the same, verified"
    )
    return 0 if met else 1


def grow(office: Office, documents: int) -> None:
    """Sync some deals for real, make copies of one document, and have the trail record them."""
    office.connect()
    for _ in range(10):
        close(office)
    office.run(INCOME)
    office.run(EXPENSES)
    with office.database.engine.begin() as connection:
        for statement in copies(documents):
            if "INSERT INTO audit_event" not in statement:
                connection.execute(text(statement))
        key = chain_key(trail_secret(Session(connection)))
        with patch.object(events, "_PER_EVENT", _BATCH):
            record_rows(connection, COMPANY, key, "rows copied")
    with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as one:
        one.execute(text("VACUUM ANALYZE"))


def made(office: Office) -> tuple[float, bytes]:
    """A pack of the month that has most documents: the seconds, and its bytes."""
    with office.database.reading() as session:
        month = func.date_trunc("month", Link.date)
        days = select(month).group_by(month).order_by(func.count().desc())
        first = session.scalars(days).first()
    assert first is not None  # noqa: S101  (for mypy)
    began, file = time.perf_counter(), BytesIO()
    write_pack(
        office.database, COMPANY, "Willow & Park Realty", first.date(), ZoneInfo("UTC"), file
    )
    return time.perf_counter() - began, file.getvalue()


def verified(pack: bytes) -> tuple[bool, float]:
    """Whether the pack's own verifier finds nothing, in a Python without CoreBooks, and its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(BytesIO(pack)) as archive:
            archive.extract("verify.py", folder)
        (Path(folder) / "pack.zip").write_bytes(pack)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-I", "verify.py", "pack.zip"], cwd=folder, env={}, check=False
        )
    return done.returncode == 0, time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
