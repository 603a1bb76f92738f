"""Eight processes that all need new tokens: one refreshes, all go on, nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.database.engine import Database
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.crash.worker import processes
from tests.sync.office import Office

EIGHT = 8


def read_the_company(address: dict[str, str], together: Any, used: Any) -> None:
    """The process: everybody starts at once, reads something and says which token was good."""
    database = Database(address["database"])
    office = Office.elsewhere(address, database)
    with office.gateway() as gateway:
        together.wait()
        gateway.company()
    stored = office.vault().read()
    used.put(stored.access_token if stored else "")
    database.close()


@pytest.mark.parametrize("why", ["expired", "refused"])
def test_eight_processes_refresh_once_and_all_go_on(database: Database, why: str) -> None:
    with (
        running_core(transactions=0, agents=1, bad_records=False, billing_months=0) as core,
        # The login takes each refresh token once: a second refresh with it would end the connection.
        running_quickbooks(rotation_grace_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        with office.vault().locked() as lock:
            known = lock.tokens
            assert known is not None
            lock.save(used_up(known, why))
        refreshes = quickbooks.calls()["refresh"]
        url = database.engine.url.render_as_string(hide_password=False)
        address = {**office.address, "database": url}

        context = processes()
        together, used = context.Barrier(EIGHT), context.Queue()
        workers = [
            context.Process(target=read_the_company, args=(address, together, used))
            for _ in range(EIGHT)
        ]
        for worker in workers:
            worker.start()
        tokens = [used.get(timeout=60) for _ in workers]
        for worker in workers:
            worker.join()

        assert [worker.exitcode for worker in workers] == [0] * EIGHT
        assert quickbooks.calls()["refresh"] == refreshes + 1
        stored = office.vault().read()
        assert stored is not None
        assert set(tokens) == {stored.access_token}
        assert stored.refresh_token != known.refresh_token
        with office.gateway() as gateway:
            assert gateway.company().name


def used_up(known: Tokens, why: str) -> Tokens:
    """Tokens that are past their time, or that QuickBooks takes no more before it."""
    now = dt.datetime.now(dt.UTC)
    return Tokens(
        access_token=known.access_token if why == "expired" else "withdrawn",
        refresh_token=known.refresh_token,
        access_expires_at=now + dt.timedelta(hours=1 if why == "refused" else -1),
        refresh_expires_at=known.refresh_expires_at,
    )
