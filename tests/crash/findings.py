"""What is found in the books and in the database: duplicates, losses, and where the two differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from include.books.documents import DocumentKind
from include.database import audit
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus
from include.database.tables.companies import Lease
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from include.quickbooks.online.entries.documents import ENTITIES
from tests.sync.office import COMPANY, Office

_MARK = re.compile(r"\[(CB-[0-9A-F]{16})\]")
_LISTS = ("Customer", "Vendor", "Item", "Class")


@dataclass(frozen=True, slots=True)
class Books:
    """All that a bookkeeper could tell two companies apart by; ids and versions are not in it.

    Attributes:
        entries: mark, kind, number, party, date, total, open balance and status -> how often.
        lists: customers, vendors, products and classes -> how often.
        balances: of every account, in cents.
        states: where every record stands in CoreBooks.
    """

    entries: Counter[tuple[Any, ...]]
    lists: Counter[tuple[str, str]]
    balances: dict[str, int]
    states: dict[str, str]


@dataclass(slots=True)
class Findings:
    """What is wrong, as sentences; empty when all is well."""

    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def __iter__(self) -> Any:
        """All of them."""
        return iter([*self.duplicates, *self.lost, *self.differences])


def books(office: Office) -> Books:
    """Read everything."""
    entries = Counter(
        (
            mark_of(entry),
            entry["type"],
            entry["number"],
            entry["party"],
            entry["date"],
            entry["total"],
            entry["balance"],
            is_live(entry),
        )
        for entry in office.quickbooks.entries()
    )
    with office.quickbooks.api() as api:
        lists = Counter(
            (kind, str(row.get("DisplayName") or row["FullyQualifiedName"]))
            for kind in _LISTS
            for row in api.get("query", params={"query": f"select * from {kind} maxresults 1000"})
            .json()["QueryResponse"]
            .get(kind, ())
        )
    with office.database.reading() as session:
        states = {
            f"{state.category} {state.record_key}": _standing(state)
            for state in session.scalars(select(RecordState))
        }
    return Books(entries, lists, office.quickbooks.balances(), states)


BY_HAND = "Entered by Hand"
"""The customer of invoices that someone else entered: they have no tag until CoreBooks updates them."""


def compare(office: Office, wanted: Books) -> Findings:
    """Compare the books with those that an undisturbed run leads to, and with the database."""
    found, now = Findings(), books(office)
    doubled(office, found)
    found.lost += [f"lost {one}" for one in (wanted.entries - now.entries).elements()]
    found.differences += [f"not wanted {one}" for one in (now.entries - wanted.entries).elements()]
    found.lost += [f"lost {one}" for one in (wanted.lists - now.lists).elements()]
    found.duplicates += [f"second {one}" for one in (now.lists - wanted.lists).elements()]
    for name, cents in wanted.balances.items():
        if now.balances.get(name) != cents:
            found.differences.append(f"{name} is {now.balances.get(name)}, not {cents}")
    for key, state in wanted.states.items():
        if now.states.get(key) != state:
            found.differences.append(f"{key} is {now.states.get(key)!r}, not {state!r}")
    against_database(office, found)
    return found


def against_database(office: Office, found: Findings) -> None:
    """Compare QuickBooks with the database: ids, totals, versions; nothing may be open."""
    entries = {(entry["type"], entry["id"]): entry for entry in office.quickbooks.entries()}
    linked = set()
    for link in office.links().values():
        entry = entries.get((ENTITIES[DocumentKind(link.kind)], link.quickbooks_id))
        live = link.status == LinkStatus.IN_QUICKBOOKS
        total = link.total_cents + link.tax_cents
        if entry is None:
            if live:
                found.lost.append(f"{link.document_key} is linked to nothing")
            continue
        linked.add((entry["type"], entry["id"]))
        if live != is_live(entry):
            found.differences.append(f"{link.document_key} is {link.status}, there {entry}")
        elif live and (entry["total"], entry["sync_token"]) != (total, link.version):
            found.differences.append(
                f"{link.document_key} has total {total}, version {link.version}; {entry}"
            )
    found.differences += [
        f"no link leads to {entry}"
        for key, entry in entries.items()
        if is_live(entry) and key not in linked and entry["party"] != BY_HAND
    ]
    if not office.quickbooks.trial_balance()["balanced"]:
        found.differences.append("the trial balance does not balance")
    with office.database.reading() as session:
        handed = session.scalars(
            select(Operation.document_key).where(Operation.status == OperationStatus.SENT)
        ).all()
        found.differences += [f"{key} is still handed over" for key in handed]
        found.differences += [
            f"{one.holder} still holds the lease"
            for one in session.scalars(select(Lease))
            if one.holder
        ]
        audit.verify(session, COMPANY)


def _standing(state: RecordState) -> str:
    """Where a record stands: what there is nothing to do about counts as one, whatever it is called."""
    settled = state.status in (RecordStatus.SYNCED, RecordStatus.NOT_READY)
    return "settled" if settled else f"{state.status}: {state.sentence}"


def mark_of(entry: dict[str, Any]) -> str:
    """The mark in an entry's memo."""
    marks = _MARK.findall(str(entry["memo"]))
    return str(marks[0]) if marks else ""


def is_live(entry: dict[str, Any]) -> bool:
    """Whether an entry counts: QuickBooks marks voided ones in the memo and takes their amounts."""
    voided = str(entry["memo"]).upper().startswith("VOID") and not entry["total"]
    return entry["status"] == "live" and not voided


def doubled(office: Office, found: Findings) -> None:
    """Find documents that stand more than once, by the mark in their memo."""
    marks = Counter(
        mark_of(entry)
        for entry in office.quickbooks.entries()
        if is_live(entry) and entry["party"] != BY_HAND
    )
    found.duplicates += [f"{mark or 'no mark'}: {n} times" for mark, n in marks.items() if n > 1]
