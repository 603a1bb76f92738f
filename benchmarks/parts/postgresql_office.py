"""An office with an empty company on a PostgreSQL server of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from include.database.engine import Database
from include.database.migrate import migrate
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.crash.databases import own_server
from tests.sync.office import KEY, Office


@contextmanager
def postgresql_office() -> Iterator[Office]:
    """The server, CORE without transactions, QuickBooks, and the office that has all three.

    Airflow's settings name the database, as tasks open it by themselves.
    """
    os.environ["AIRFLOW__CORE__FERNET_KEY"] = KEY
    with (
        tempfile.TemporaryDirectory() as folder,
        own_server(Path(folder)) as server,
        running_core(transactions=0, agents=3, bad_records=False, billing_months=1) as core,
        running_quickbooks() as quickbooks,
    ):
        os.environ["AIRFLOW__COREBOOKS__DATABASE_URL"] = server
        database = Database(server)
        migrate(database)
        yield Office(core, quickbooks, database)
        database.close()
