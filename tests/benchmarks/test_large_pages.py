"""The benchmark of large installations: its copies are deals, runs and companies like the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.large_pages import DOCUMENTS, OPENED, RUNS, grow
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.records import RecordState
from include.database.tables.runs import Operation
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests import database_files
from tests.sync.office import KEY, Office
from tests.web.office_pages import OfficePages, words

pytestmark = pytest.mark.whole


def test_the_pages_of_a_large_installation_show_what_was_copied(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    database = database_files.postgresql_database(postgresql, tmp_path.name)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=1) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        grow(office, documents=2_000, companies=12)
        pages = OfficePages(database, office)
        found = words(pages.open("transactions", status="on hold"))
        run = words(pages.open({name: path for name, path, _ in OPENED}["History, one run"]))
    with database.reading() as session:
        companies = session.scalar(select(func.count()).select_from(Company))
        links = session.scalar(select(func.count()).select_from(Link))
        held = session.scalar(
            select(func.count())
            .select_from(RecordState)
            .where(RecordState.status == RecordStatus.ON_HOLD)
        )
        runs = session.scalar(select(func.count(Operation.run_id.distinct())))
    database.close()

    assert (companies, held) == (12, 2)
    assert (links or 0) > 2_000
    assert (runs or 0) > 2_000 - 1
    assert "500 Aldon Drive, Austin, TX 78701" in found
    assert "1000 Aldon Drive, Austin, TX 78701" in found
    assert "TR-" in run


def test_a_run_of_the_large_installation_has_a_hundred_documents() -> None:
    assert DOCUMENTS // RUNS == 100
