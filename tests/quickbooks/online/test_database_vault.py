"""Tokens encrypted in the CoreBooks database, on both databases, with the sandbox's sign-in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from cryptography.fernet import Fernet

from include.database.engine import Database
from include.database.keys.tokens import SealedTokens
from include.database.setup.companies import connect_company
from include.provider.connections.vault import DatabaseVault
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.database.setup.test_companies import willow_park
from tests.quickbooks.online.books import settings_of, tokens_of
from tests.quickbooks.online.wire.sign_in.test_oauth import used_up


def test_eight_workers_that_need_a_refresh_make_one(
    database: Database, started: RunningSandbox
) -> None:
    connect_company(database, willow_park(), actor="finance ops")
    key = Fernet.generate_key().decode()
    with DatabaseVault(SealedTokens(database, "willow", [key])).locked() as lock:
        lock.save(used_up(tokens_of(started)))
    workers = [
        Access(
            DatabaseVault(SealedTokens(database, "willow", [key])),
            IntuitOAuth(settings_of(started)),
        )
        for _ in range(8)
    ]
    before = started.calls()["refresh"]

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda worker: worker.tokens(), workers))

    assert started.calls()["refresh"] - before == 1
    assert set(got) == {DatabaseVault(SealedTokens(database, "willow", [key])).read()}
