"""A company file on a PC, reached by its Web Connector: read once more, then turned away, and welcome again."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.database.reads.integrations import pc_connections
from include.database.setup.desktop_connections import (
    CompanyIdTaken,
    NewConnection,
    create_connection,
)
from include.web_connector.database_queue import ALIVE
from include.web_connector.qwc import new_guid
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox
from tests.database_files import give_back, sqlite_database
from tests.sync import people
from tests.sync.desktop_office import desktop_office
from tests.sync.move.mover import REALM, Mover
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web_connector.pc import running_pc


def test_the_pc_is_read_once_more_and_then_turned_away(tmp_path: Path) -> None:
    database = sqlite_database(tmp_path)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_sandbox(realm=REALM, requestid_retention_seconds=0) as online,
        running_pc(database) as pc,
        desktop_office(core, pc, database) as office,
    ):
        mover = Mover(office, online, Office(core, online, database))
        deal = people.deal(office, "1 Elm St", people.agent(office, "Amy", "Adler"))
        mover.post()
        mover.move("half")

        assert mover.after.run(INCOME).created == 0
        assert mover.after.run(EXPENSES).created == 0
        assert pc.connection().revoked_at is not None
        assert pc_connections(database, ALIVE, [COMPANY]) == []
        again = NewConnection(COMPANY, "core", "America/Chicago", new_guid(), new_guid(), "ada")
        with pytest.raises(CompanyIdTaken):
            create_connection(database, again, "hash")

        mover.go_back()
        assert pc.connection().revoked_at is None
        core.patch(f"/transactions/{deal}", gross=900_000)
        assert office.run(INCOME).updated == 1
    give_back(database)
