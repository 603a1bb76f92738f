"""Matching documents with the entries that QuickBooks had: time, memory, and what was found. Run: make bench."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.parts import results

SIZES = (1_000, 5_000, 20_000)
LIMIT_SECONDS, LIMIT_GIB = 60, 1.0
ROOT = Path(__file__).resolve().parents[1]

# In a process of its own, so that its peak of memory is that of this matching alone. A fifth of the
# entries has CORE's number, the others only payee, amount, day, and address, one in twenty of them typed
# wrong; one payout in ten is the same fee for everybody.
MATCH = """
import datetime as dt, json, random, resource, sys, time
from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.parties import Party, PartyKind
from include.sync.existing.matching import propose
from include.sync.existing.values import Wanted

size = int(sys.argv[1])
draw = random.Random(7)
account = ListRef(ListKind.ACCOUNT, "1", "Agent Commissions")
streets = ("Elm St", "Harbor Rd", "Columbus Ave", "Old Mill Ln", "King's Hwy", "Cedar Ridge Rd", "Beech Tree Ct")
cities = ("Boston", "Quincy", "Salem", "Worcester", "Cambridge")
first = ("Jane", "Jon", "Maria", "Priya", "Thomas", "Grace", "Hiro", "Caitlin", "Zoe", "Peter")
last = ("Doe", "Smith", "Garcia", "Okonkwo", "Tanaka", "Brooks", "Novak", "Keller", "Ortega", "Tran")
wanted, entries = [], []
for n in range(size):
    agent = n * 7 % 200
    name = f"{first[agent % 10]} {last[agent // 10 % 10]}{' Jr' * (agent > 99)}"
    place = f"{draw.randrange(1, 2000)} {draw.choice(streets)}, {draw.choice(cities)}, MA 02{draw.randrange(100, 999)}"
    cents = 95_00 if n % 10 == 3 else draw.randrange(500_00, 20_000_00)
    day = dt.date(2022, 1, 1) + dt.timedelta(days=n * 1800 // size)
    number = f"TR-{day.year}-{640_000 + n}"
    document = Document(
        key=f"agent_expenses/transaction:{n}/payee:agent:{agent}", kind=DocumentKind.BILL,
        party=Party(f"vendor/agent:{agent}", PartyKind.VENDOR, name),
        lines=(Line("Agent commission", "Commission", cents, account),), number=f"{number}-A{agent}", memo=place)
    wanted.append(Wanted(document, day, f"transaction:{n}", number, number, place,
                         (("commission before fees", cents + 395_00),)))
    memo = place if n % 20 != 11 else place[:3] + place[4:]
    entries.append(Entry(
        DocumentKind.BILL, EntryRef(str(n), "0"), number if n % 5 == 0 else f"CX-{n}", day + dt.timedelta(days=n % 3),
        str(agent), cents, cents, (("Commission", cents),), memo, EntryStatus.LIVE, party_name=name))
draw.shuffle(entries)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
found = propose(wanted, entries)
seconds = time.perf_counter() - started
own = {one.document.key: one.record_key.partition(":")[2] for one in wanted}
certain = [one for one in found if one.is_certain]
print(json.dumps({
    "documents": size,
    "seconds": seconds,
    "input_mib": before / 1024,
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "certain": len(certain),
    "wrong": sum(1 for one in certain if one.best.entry.ref.id != own[one.wanted.document.key]),
}))
"""


def measure(size: int) -> dict[str, Any]:
    """Match `size` documents with as many entries in a new process."""
    done = subprocess.run(  # noqa: S603  (our own Python, on the text above)
        [sys.executable, "-c", MATCH, str(size)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def main() -> int:
    """Print the table. Returns 1 when the largest takes too long or too much, or anything is wrong."""
    rows = [measure(size) for size in SIZES]
    results.keep("existing", {"machine": results.machine(), "rows": rows})
    print("Documents matched with as many entries that QuickBooks had")
    print(
        results.table(
            ("documents", "seconds", "peak MiB", "ready to link", "wrong"),
            [
                (
                    f"{row['documents']:,}",
                    f"{row['seconds']:.1f}",
                    f"{row['peak_mib']:,.0f}",
                    f"{row['certain']:,}",
                    f"{row['wrong']}",
                )
                for row in rows
            ],
        )
    )
    largest = rows[-1]
    met = (
        largest["seconds"] < LIMIT_SECONDS
        and largest["peak_mib"] < LIMIT_GIB * 1024
        and not any(row["wrong"] for row in rows)
    )
    print(f"limits {LIMIT_SECONDS} s and {LIMIT_GIB} GiB: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
