"""A company file is connected again by a new connection file, and rebuilt through the queue and its PC."""

from __future__ import annotations

from pathlib import Path

from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.database_files import sqlite_database
from tests.sync.closings import close
from tests.sync.desktop_office import DesktopOffice, desktop_office
from tests.sync.lost import rebuild, run_all
from tests.web_connector.pc import AtWork, running_pc

_LOOK_AGAIN = 0.05


def test_it_finds_what_was_posted_through_the_lost_one(tmp_path: Path) -> None:
    file = CompanyFile()
    with running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core:
        lost = sqlite_database(tmp_path, "lost.db")
        with running_pc(lost, file) as pc, desktop_office(core, pc, lost) as office:
            close(office)
            run_all(office)
            before = {(one["type"], one["id"]) for one in office.quickbooks.entries()}
        new = sqlite_database(tmp_path, "new.db")
        with running_pc(new, file) as pc:
            office = DesktopOffice(core, pc, new)
            at_work = AtWork(pc, _LOOK_AGAIN)
            try:
                office.connect_alone()
                assert rebuild(office).counts["links"] == 2
                for category in rebuild(office).workflows:
                    office.run(category)
                after = {(one["type"], one["id"]) for one in office.quickbooks.entries()}
            finally:
                at_work.end()
    assert after == before
    file.close()
