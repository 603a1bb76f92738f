"""One process at a time, while nobody else waits for the database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from include.database.alone import alone
from include.database.engine import Database
from include.database.setup.companies import connect_company
from tests.database.setup.test_companies import willow_park


def test_two_never_have_the_same_name_at_once(database: Database) -> None:
    inside = 0
    most = 0
    counting = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        own = Database(database.engine.url.render_as_string(hide_password=False))
        with alone(own.engine, "tokens of willow"):
            with counting:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.05)
            with counting:
                inside -= 1
        own.close()

    with ThreadPoolExecutor(4) as workers:
        for one in [workers.submit(work) for _ in range(4)]:
            one.result()
    assert most == 1


def test_another_name_and_every_transaction_go_on_meanwhile(database: Database) -> None:
    with alone(database.engine, "tokens of willow"), alone(database.engine, "tokens of park"):
        connect_company(database, willow_park(), actor="finance ops")
        with database.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM company")) == 1


def test_it_is_free_again_after_an_error(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(RuntimeError), alone(database.engine, "tokens of willow"):
            raise RuntimeError
