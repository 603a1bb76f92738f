"""The office: one pair of sandboxes a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.database.engine import Database
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import Office


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    """A new office with empty books, connected; QuickBooks forgets request ids at once."""
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, sqlite_database)
        office.connect()
        yield office
