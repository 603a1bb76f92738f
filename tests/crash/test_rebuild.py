"""A rebuild that dies before any of its commits is run again: the same links, nothing doubled, nothing left behind.

A rebuild writes nothing to QuickBooks, so only what it stores can be left half done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from include.database.audit import verify
from include.database.engine import Database
from include.database.tables.companies import Company
from include.database.tables.records import RecordState
from include.database.tables.runs import AuditEvent
from tests.profiles import is_quick
from tests.sync.closings import close
from tests.sync.lost import lose, rebuild, run_all
from tests.sync.office import COMPANY, Office
from tests.sync.online_hands import OnlineHands
from tests.sync.opening import open_books
from tests.sync.snapshots import Row

EVERY = 12 if is_quick() else 3
"""Every so many commits one is tried."""


class Killed(BaseException):
    """The process is no more; nothing catches it."""


@contextmanager
def killed_before(database: Database, number: int) -> Iterator[list[int]]:
    """Die before a commit, counted from 1; 0 for never. Yields the list that counts commits."""
    commits = [0]

    def commit(_connection: Any) -> None:
        commits[0] += 1
        if commits[0] == number:
            raise Killed

    event.listen(database.engine, "commit", commit)
    try:
        yield commits
    finally:
        event.remove(database.engine, "commit", commit)


def state_of(office: Office) -> dict[str, Any]:
    """What must be the same however often the rebuild died."""
    with office.database.reading() as session:
        states = session.execute(
            select(
                RecordState.category, RecordState.record_key, RecordState.status, RecordState.cause
            )
        )
        events = list(session.scalars(select(AuditEvent.event)))
        assert session.get_one(Company, COMPANY).rebuilding_since is None
        verify(session, COMPANY)
        return {
            "links": {
                key: (link.quickbooks_id, link.fingerprint, link.edited_as is not None, link.status)
                for key, link in office.links().items()
            },
            "states": sorted(tuple(row) for row in states),
            "marks": (events.count("rebuild started"), events.count("database rebuilt")),
        }


def books_of(office: Office, hands: Any) -> None:
    """Three deals and a statement: one entry edited, one deleted, one copied, one voided."""
    for gross in (1_000_000, 1_200_000, 1_500_000):
        close(office, gross=gross)
    office.core.post("/examples/E")
    run_all(office)
    bills: list[Row] = sorted(hands.look().live("Bill"), key=lambda row: row.total)
    hands.set_amount(bills[0], 77_700)
    hands.copy(bills[1], "COPY-1")
    invoices: list[Row] = sorted(hands.look().live("Invoice"), key=lambda row: row.total)
    hands.end(invoices[-1], "delete")
    hands.end(invoices[-2], "void")


def test_it_is_finished_by_running_it_again_wherever_it_died(tmp_path: Path) -> None:
    with open_books(tmp_path, "online") as (office, hands):
        assert isinstance(hands, OnlineHands)
        books_of(office, hands)
        before = hands.look().entries.keys()
        lose(office, tmp_path / "whole")
        with killed_before(office.database, 0) as commits:
            rebuild(office)
        whole, number = state_of(office), commits[0]
        assert number > 20
        assert len({cause for *_, cause in whole["states"] if cause}) >= 4
        for nth in range(1, number + 1, EVERY):
            lose(office, tmp_path / f"killed {nth}")
            with killed_before(office.database, nth), pytest.raises(Killed):
                rebuild(office)
            rebuild(office)
            assert state_of(office) == whole, f"killed before commit {nth} of {number}"
            run_all(office)
            assert hands.look().entries.keys() == before, f"after commit {nth} of {number}"
