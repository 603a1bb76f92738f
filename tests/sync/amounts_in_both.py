"""After a sync, each deal's entries come to what CORE has; or the deal says why not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.workflows.category import Category
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.run_checks import key_of
from tests.sync.snapshots import Snapshot

_CREDITS = ("VendorCredit", "CreditMemo")
_SHARES = {INCOME: 100, EXPENSES: 80}
"""Per cent of a deal's gross commission that each workflow posts."""


def check_amounts(
    office: Office, category: Category, books: Snapshot, gross: Mapping[str, int]
) -> None:
    """Compare the deals of one workflow.

    Args:
        office: where.
        category: income or expenses; of other workflows nothing is compared.
        books: QuickBooks after the sync.
        gross: cents of each deal that CORE has; 0 if it is canceled.
    """
    share = _SHARES.get(category)
    if share is None:
        return
    known = states(office, category)
    deals = {key for key in known if key.startswith("transaction:")}
    for key in sorted(deals | {f"transaction:{deal}" for deal in gross}):
        wanted = gross.get(key.partition(":")[2], 0) * share // 100
        has = _in_quickbooks(office, books, category, key)
        assert has == wanted or _is_told(office, category, known[key]), (
            f"{category} {key}: {has} in QuickBooks, {wanted} in CORE, and it is {known[key].status}"
        )


def states(office: Office, category: Category) -> dict[str, RecordState]:
    """The status of every record of a workflow, by its key."""
    with office.database.reading() as session:
        rows = session.scalars(select(RecordState).where(RecordState.category == category))
        return {state.record_key: state for state in rows}


def _is_told(office: Office, category: Category, state: RecordState) -> bool:
    """Whether a deal that differs is on Needs attention, or a person chose so."""
    if state.status == RecordStatus.ON_HOLD:
        return bool(state.sentence and state.what_to_do)
    return state.status == RecordStatus.UNDONE or any(
        link.accepted
        for link in office.links().values()
        if (link.category, link.record_key) == (category, state.record_key)
    )


def _in_quickbooks(office: Office, books: Snapshot, category: Category, key: str) -> int:
    """What a deal's entries come to."""
    total = 0
    for link in office.links().values():
        row = books.entries.get(key_of(link))
        if (link.category, link.record_key) == (category, key) and row and not row.is_voided:
            total += -row.total if row.key[0] in _CREDITS else row.total
    return total


def copy_database(source: Path, target: Path) -> None:
    """Copy a database of SQLite, also over one that is in use."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
