"""What people read when the database can't be used: one sentence that says what to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from include.database import engine as engines
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company, Lease
from include.database.unavailable import Conflict, DatabaseUnavailable, Trouble
from tests.database.setup.test_companies import willow_park
from tests.database_files import postgresql_database, sqlite_database


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


@pytest.fixture
def postgresql_books(postgresql: str) -> Iterator[Database]:
    opened = postgresql_database(postgresql, "unavailable")
    connect_company(opened, willow_park(), actor="finance ops")
    yield opened
    opened.close()


@contextmanager
def told(trouble: Trouble) -> Iterator[None]:
    with pytest.raises(DatabaseUnavailable) as caught:
        yield
    assert caught.value.trouble is trouble
    assert str(caught.value) == trouble.value
    assert "SELECT" not in str(caught.value)


def second(books: Database) -> Database:
    return Database(books.engine.url.render_as_string(hide_password=False))


def test_rows_that_somebody_else_holds_too_long_are_a_busy_database(
    books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 1)
    other = second(books)
    with books.writing() as session:
        session.get_one(Company, "willow").name = "Willow & Park West"
        session.flush()
        with told(Trouble.BUSY), other.writing() as blocked:
            blocked.get_one(Company, "willow").name = "Willow"
    other.close()
    with books.reading() as session:
        assert session.get_one(Company, "willow").name == "Willow & Park West"


def test_a_full_disk_is_told_and_what_was_stored_before_stays(tmp_path: Path) -> None:
    books = sqlite_database(tmp_path)
    connect_company(books, willow_park(), actor="finance ops")
    with books.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with told(Trouble.DISK_FULL), books.writing() as session:
        session.get_one(Company, "willow").name = "W" * 1_000_000
    with books.reading() as session:
        assert session.get_one(Company, "willow").name == "Willow & Park Realty"
    books.close()


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("53100", Trouble.DISK_FULL),
        ("53300", Trouble.FULL_UP),
        ("55P03", Trouble.BUSY),
        ("57P01", Trouble.NOT_REACHED),
        ("57P03", Trouble.NOT_REACHED),
        ("08006", Trouble.NOT_REACHED),
        ("25006", Trouble.READ_ONLY),
        ("40001", Trouble.BUSY),
    ],
)
def test_what_postgresql_reports_is_told(
    postgresql_books: Database, state: str, trouble: Trouble
) -> None:
    raises = f"DO $$ BEGIN RAISE EXCEPTION 'amount 12.34' USING ERRCODE = '{state}'; END $$"
    with told(trouble), postgresql_books.writing() as session:
        session.execute(text(raises))


def test_a_fault_of_ours_stays_one(postgresql_books: Database) -> None:
    with pytest.raises(ProgrammingError), postgresql_books.reading() as session:
        session.execute(text("SELECT * FROM nothing"))


def test_a_connection_that_the_server_ended_is_told_and_the_next_transaction_has_a_new_one(
    postgresql_books: Database,
) -> None:
    other = second(postgresql_books)
    with told(Trouble.NOT_REACHED), postgresql_books.writing() as session:
        number = session.scalar(text("SELECT pg_backend_pid()"))
        with other.reading() as killer:
            killer.execute(text(f"SELECT pg_terminate_backend({number})"))
        session.execute(text("SELECT 1"))
    other.close()
    with postgresql_books.writing() as session:
        session.get_one(Company, "willow").name = "Willow & Park West"
    with postgresql_books.reading() as session:
        assert session.get_one(Company, "willow").name == "Willow & Park West"


def test_an_idle_connection_that_a_restart_ended_is_replaced_without_a_word(
    postgresql_books: Database,
) -> None:
    with postgresql_books.reading() as session:
        number = session.scalar(text("SELECT pg_backend_pid()"))
    other = second(postgresql_books)
    with other.reading() as killer:
        killer.execute(text(f"SELECT pg_terminate_backend({number})"))
    other.close()
    with postgresql_books.reading() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != number


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    nowhere = Database("postgresql+psycopg://u:secret@127.0.0.1:1/x")
    with told(Trouble.NOT_REACHED), nowhere.reading() as session:
        session.execute(text("SELECT 1"))


def test_of_two_that_wait_for_each_other_one_is_done_again(postgresql_books: Database) -> None:
    """Each holds what the other one needs: PostgreSQL ends one of them after a second."""
    with postgresql_books.writing() as session:
        session.add(Lease(company_id="willow", holder="", fence=0, expires_at=utc_now()))

    together = threading.Barrier(2)
    first_tries = iter([True, True])

    def change(first: type, then: type) -> None:
        def work(session: Session) -> None:
            session.get_one(first, "willow", with_for_update={"key_share": True})
            if next(first_tries, False):
                together.wait()
            session.get_one(then, "willow", with_for_update={"key_share": True})

        own = second(postgresql_books)
        own.write(work)
        own.close()

    with ThreadPoolExecutor(2) as workers:
        for one in (
            workers.submit(change, Company, Lease),
            workers.submit(change, Lease, Company),
        ):
            one.result()


def test_who_is_in_the_way_again_and_again_is_told_as_busy(books: Database) -> None:
    tries = []

    def work(_session: object) -> None:
        tries.append(1)
        raise Conflict

    with told(Trouble.BUSY):
        books.write(work)
    assert len(tries) == 3


def test_time_limits_are_set_unless_the_address_sets_them(postgresql_books: Database) -> None:
    def limits(database: Database) -> list[str]:
        with database.reading() as session:
            return [
                str(session.scalar(text(f"SHOW {name}")))
                for name in ("lock_timeout", "idle_in_transaction_session_timeout")
            ]

    assert limits(postgresql_books) == ["1min", "5min"]
    url = postgresql_books.engine.url.update_query_dict({"options": "-c lock_timeout=5s"})
    own = Database(url.render_as_string(hide_password=False))
    assert limits(own) == ["5s", "5min"]
    own.close()
