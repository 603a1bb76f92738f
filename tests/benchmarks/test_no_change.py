"""A database made large for the benchmark behaves as one that grew, and whole reads are noticed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from benchmarks.no_change import scans_of
from benchmarks.parts.multiply import multiply
from include.database.engine import Database
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import EXPENSES, Office


@pytest.fixture
def large(sqlite_database: Database) -> Iterator[Office]:
    """An office that synced a few deals, and has 300 more documents in its database."""
    with (
        running_core(transactions=4, agents=3, bad_records=False, billing_months=1) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, sqlite_database)
        office.connect()
        office.run(EXPENSES)
        sqlite_database.close()
        path = sqlite_database.engine.url.database or ""
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            multiply(database, 300)
        yield office


def test_every_copy_is_a_synced_document_of_a_record(large: Office) -> None:
    with large.database.reading() as session:
        copies = session.scalars(select(Link).where(Link.record_key.like("transaction:9%"))).all()
        orphans = [
            link.record_key
            for link in copies
            if session.get(RecordState, (link.company_id, EXPENSES, link.record_key)) is None
        ]
        records = session.scalar(
            select(func.count()).select_from(Record).where(Record.key.like("transaction:9%"))
        )
    assert len(copies) == 300
    assert records == 150
    assert orphans == []


def test_a_run_over_it_finds_nothing_new_and_reads_no_table_whole(large: Office) -> None:
    with scans_of(large.database) as scans:
        report = large.run(EXPENSES)
    assert (report.outcome, report.created, report.updated) == ("completed", 0, 0)
    assert scans == set()


def test_a_query_that_reads_a_table_whole_is_noticed(large: Office) -> None:
    with scans_of(large.database) as scans, large.database.reading() as session:
        session.scalars(select(Link).where(Link.number == "TR-1")).all()
    assert [scan.partition(" ")[0] for scan in scans] == ["link"]
