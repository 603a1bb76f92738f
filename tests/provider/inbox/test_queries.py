"""Queries of a source: each row once, in the digits of its database, and nothing changed there."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.sql.statements import Statement, read_statement
from include.database.engine import Database
from include.database.feeds import feeds
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.feeds.query_cursors import ask_now
from include.database.feeds.waiting import watched_feeds
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.tables.feeds import Arrival, Feed
from include.provider.inbox import databases, queries
from include.provider.inbox.databases import DatabaseProblem, hook_in_task
from include.provider.inbox.door_watches import Found, watch_of
from include.provider.inbox.queries import QueriesFailed, fetch_queries
from include.provider.inbox.receive import receive
from tests import database_files
from tests.database.setup.test_companies import willow_park
from tests.databases_read import (
    CONNECTION,
    Reports,
    duckdb_reports,
    postgresql_reports,
    sqlite_reports,
)
from tests.sync.office import KEY

FEED = "reports"
SEAL = Seal([KEY])
INSERT = "INSERT INTO deals VALUES (?, ?, ?, ?, ?)"
ALL = {"name": "transactions", "sql": "SELECT number, gross FROM deals ORDER BY number"}
CHANGED = {
    "name": "transactions",
    "sql": "SELECT number, gross, final, closed, changed FROM deals WHERE changed >= :since ORDER BY number",
    "watermark_column": "changed",
    "watermark_kind": "timestamp",
}
MORNING, NOON = "2026-11-30 08:00:00", "2026-11-30 12:00:00"


def deal(number: str, gross: str, changed: str | None = MORNING) -> tuple[Any, ...]:
    return (number, gross, True, "2026-11-20", changed)


@pytest.fixture(params=["sqlite", "postgresql", "duckdb"])
def reports(request: pytest.FixtureRequest, tmp_path: Path) -> Reports:
    """A brokerage's own database with two deals."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        made = postgresql_reports(database_files.empty_postgresql(server, f"r {tmp_path.name}"))
    else:
        made = {"sqlite": sqlite_reports, "duckdb": duckdb_reports}[request.param](tmp_path)
    made.run(INSERT, [deal("TR-1", "14850.00"), deal("TR-2", "0.10")])
    return made


@pytest.fixture
def sqlite_only(tmp_path: Path) -> Reports:
    made = sqlite_reports(tmp_path)
    made.run(INSERT, [deal("TR-1", "14850.00"), deal("TR-2", "0.10")])
    return made


@pytest.fixture
def source(sqlite_database: Database) -> Source:
    """A source that reads the brokerage's database when someone says so."""
    connect_company(sqlite_database, willow_park(), actor="ada")
    with sqlite_database.writing() as session:
        create_feed(session, NewFeed(FEED, "willow", "Reports", Door.SQL, {}), "ada")
    return Source(sqlite_database)


class Source:
    """A source with the door SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def asks(self, *asked: dict[str, Any], schedule: str = "") -> None:
        given = {"conn_id": CONNECTION, "queries": list(asked), "schedule": schedule}
        with self.database.writing() as session:
            feeds.change_feed(session, FEED, actor="ada", settings=given)

    def read_now(self, reports: Reports) -> list[list[dict[str, Any]]]:
        """Have it read now. Returns the rows of each new import."""
        with self.database.writing() as session:
            ask_now(session, FEED)
        return self.read(reports)

    def read(self, reports: Reports) -> list[list[dict[str, Any]]]:
        before = len(self.arrivals)
        with self.database.reading() as session:
            (feed,) = watched_feeds(session)
        new = fetch_queries(self.database, SEAL, feed, reports.hooks)
        found = [self.rows(one.id) for one in self.arrivals[before:]]
        assert len(found) == new
        return found

    @property
    def arrivals(self) -> list[Arrival]:
        with self.database.reading() as session:
            return list(session.scalars(select(Arrival).order_by(Arrival.id)))

    @property
    def cursor(self) -> dict[str, Any]:
        with self.database.reading() as session:
            return session.get_one(Feed, FEED).cursor

    def rows(self, arrival_id: int) -> list[dict[str, Any]]:
        with open_arrival(self.database, SEAL, arrival_id) as file:
            return [json.loads(line, parse_float=Decimal) for line in file]


def test_each_database_gives_its_rows_to_the_cent(source: Source, reports: Reports) -> None:
    source.asks(CHANGED)
    ((first, second),) = source.read_now(reports)
    assert (first["number"], Decimal(str(first["gross"]))) == ("TR-1", Decimal("14850.00"))
    assert Decimal(str(second["gross"])) == Decimal("0.10")
    assert first["closed"] == "2026-11-20"
    assert str(first["changed"]).replace("T", " ") == MORNING
    (arrival,) = source.arrivals
    assert arrival.name.startswith("transactions 2")
    assert (arrival.door, arrival.sender) == ("sql", "Airflow connection reports")


def test_it_reads_on_from_the_greatest_moment_and_ties_are_read_again(
    source: Source, reports: Reports
) -> None:
    source.asks(CHANGED)
    source.read_now(reports)
    assert source.read_now(reports) == []
    # Another one at the very same moment, and one from before that nobody has changed since.
    reports.run(INSERT, [deal("TR-3", "3.00"), deal("TR-0", "9.00", "2026-11-29 08:00:00")])
    (again,) = source.read_now(reports)
    assert [row["number"] for row in again] == ["TR-1", "TR-2", "TR-3"]
    reports.run(INSERT, [deal("TR-4", "4.00", NOON)])
    (again,) = source.read_now(reports)
    assert [row["number"] for row in again] == ["TR-1", "TR-2", "TR-3", "TR-4"]
    (again,) = source.read_now(reports)
    assert [row["number"] for row in again] == ["TR-4"]
    assert source.read_now(reports) == []


def test_moments_with_a_zone_are_the_same_moments(source: Source, reports: Reports) -> None:
    if reports.kind != "postgresql":
        pytest.skip("no moments with a zone")
    reports.run(
        "CREATE VIEW zoned AS SELECT number, changed AT TIME ZONE 'UTC' AS changed FROM deals"
    )
    source.asks({**CHANGED, "sql": "SELECT number, changed FROM zoned WHERE changed >= :since"})
    assert len(source.read_now(reports)) == 1
    assert source.cursor["queries"]["transactions"]["since"]["value"] == "2026-11-30T08:00:00+00:00"
    assert source.read_now(reports) == []
    reports.run(INSERT, [deal("TR-4", "4.00", NOON)])
    (again,) = source.read_now(reports)
    assert len(again) == 3
    assert source.read_now(reports) != []


def test_a_row_that_is_committed_late_is_read(source: Source, reports: Reports) -> None:
    """Its moment is before the newest one, as its transaction was slow."""
    source.asks(CHANGED)
    source.read_now(reports)
    reports.run(INSERT, [deal("TR-L", "7.00", "2026-11-30 07:56:00")])
    read = source.read_now(reports)
    assert [[row["number"] for row in one] for one in read] == (
        # SQLite has no moments: its texts are compared as they are.
        [] if reports.kind == "sqlite" else [["TR-1", "TR-2", "TR-L"]]
    )


def test_a_row_of_the_year_2099_hides_no_others(source: Source, reports: Reports) -> None:
    if reports.kind == "sqlite":
        pytest.skip("no moments")
    reports.run(INSERT, [deal("TR-X", "1.00", "2099-01-01 00:00:00")])
    source.asks(CHANGED)
    source.read_now(reports)
    reports.run(INSERT, [deal("TR-4", "4.00", NOON)])
    (again,) = source.read_now(reports)
    assert "TR-4" in [row["number"] for row in again]


def test_a_row_without_a_moment_moves_nothing(source: Source, reports: Reports) -> None:
    reports.run(INSERT, [deal("TR-9", "9.00", None)])
    source.asks(
        {**CHANGED, "sql": f"{CHANGED['sql'].replace('ORDER', 'OR changed IS NULL ORDER')}"}
    )
    ((*_, last),) = source.read_now(reports)
    assert (last["number"], last["changed"]) == ("TR-9", None)
    assert source.cursor["queries"]["transactions"]["since"]["value"].startswith("2026-11-30")


def test_a_query_without_a_watermark_reads_all_and_stores_what_differs(
    source: Source, reports: Reports
) -> None:
    source.asks(ALL)
    assert len(source.read_now(reports)) == 1
    assert source.read_now(reports) == []
    reports.run("UPDATE deals SET gross = 1 WHERE number = 'TR-1'")
    assert len(source.read_now(reports)) == 1
    # Back to what it was: that is news as well.
    reports.run("UPDATE deals SET gross = 14850.00 WHERE number = 'TR-1'")
    assert len(source.read_now(reports)) == 1
    assert len(source.arrivals) == 3


def test_that_there_is_nothing_any_more_is_news_once(source: Source, reports: Reports) -> None:
    source.asks(ALL)
    source.read_now(reports)
    reports.run("DELETE FROM deals")
    assert len(source.read_now(reports)) == 1
    assert source.read_now(reports) == []
    assert len(source.arrivals) == 2


@pytest.mark.parametrize("moment", ["before the import", "before the watermark"])
def test_killed_in_between_the_same_rows_are_the_same_import(
    source: Source, reports: Reports, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    source.asks(CHANGED)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    at = "store_arrival" if moment == "before the import" else "note_query"
    with monkeypatch.context() as patch:
        patch.setattr(queries, at, killed)
        patch.setattr(queries, "note_failed", killed)
        with pytest.raises(KeyboardInterrupt):
            source.read_now(reports)
    assert source.cursor.get("queries") is None
    source.read(reports)
    assert len(source.arrivals) == 1
    assert source.cursor["queries"]["transactions"]["number"] == 1


def test_nothing_is_changed_even_by_a_function_that_would(source: Source, reports: Reports) -> None:
    """What the check can't see, the transaction doesn't do."""
    if reports.kind != "postgresql":
        pytest.skip("no functions that write")
    reports.run(
        "CREATE FUNCTION empty_it() RETURNS int LANGUAGE sql AS 'DELETE FROM deals RETURNING 1'"
    )
    source.asks({"name": "agents", "sql": "SELECT empty_it() AS x"})
    with pytest.raises(QueriesFailed, match="read-only transaction"):
        source.read_now(reports)
    assert reports.count() == 2


def test_a_statement_that_writes_is_stopped_by_the_database_itself(reports: Reports) -> None:
    """The check of statements aside."""

    statement = Statement(("DELETE FROM deals",))
    with (
        pytest.raises(DatabaseProblem),
        databases.answer(reports.hook, "deals", statement, None) as found,
    ):
        list(found.rows)
    assert reports.count() == 2


def test_a_query_that_takes_too_long_is_ended(reports: Reports) -> None:

    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS c FROM n"
    with (
        pytest.raises(DatabaseProblem, match="didn't end within"),
        databases.answer(
            reports.hook, "deals", read_statement("deals", endless), None, 0.3
        ) as found,
    ):
        list(found.rows)


def test_a_million_rows_are_read_a_little_at_a_time(reports: Reports) -> None:

    many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) SELECT x FROM n"
    if reports.kind != "sqlite":
        many = "SELECT x FROM generate_series(1, 200000) AS n(x)"
    with databases.answer(reports.hook, "deals", read_statement("deals", many), None) as found:
        assert sum(1 for _ in found.rows) == 200_000


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({**ALL, "sql": "SELECT nothing FROM deals"}, "The database's message: .*nothing"),
        ({**ALL, "sql": "SELECT number, number FROM deals"}, "the column number twice"),
        (
            {**CHANGED, "sql": "SELECT number FROM deals WHERE changed >= :since"},
            "returns no column changed",
        ),
    ],
)
def test_what_a_database_rejects_is_told_in_its_words(
    source: Source, sqlite_only: Reports, query: dict[str, Any], why: str
) -> None:
    source.asks(query)
    with pytest.raises(QueriesFailed, match=why):
        source.read_now(sqlite_only)
    assert source.arrivals == []


def test_a_query_that_fails_keeps_no_other_one_from_being_read(
    source: Source, sqlite_only: Reports
) -> None:
    """It stood first, and once stopped those after it."""
    source.asks(
        {"name": "agents", "sql": "SELECT * FROM agents"},
        ALL,
        {"name": "vendors", "sql": "SELECT * FROM vendors"},
    )
    with pytest.raises(QueriesFailed) as failed:
        source.read_now(sqlite_only)
    assert [one.sender for one in source.arrivals] == [f"Airflow connection {CONNECTION}"]
    assert source.rows(source.arrivals[0].id)[0]["number"] == "TR-1"
    assert str(failed.value).startswith("The query “agents” failed.")
    assert str(failed.value).endswith("“vendors” failed too. 1 other query of the source was read.")
    assert source.cursor["failures"] == 1
    assert source.cursor["again_at"]


def test_what_failed_is_asked_again_a_few_times_only(source: Source, sqlite_only: Reports) -> None:
    source.asks({"name": "agents", "sql": "SELECT * FROM agents"})
    for _ in range(6):
        with pytest.raises(QueriesFailed):
            source.read_now(sqlite_only)
    assert source.cursor["again_at"] is None
    sqlite_only.run("CREATE TABLE agents AS SELECT 1 AS id")
    assert len(source.read_now(sqlite_only)) == 1
    assert source.cursor["failures"] == 0


def test_it_is_asked_when_someone_says_so_or_its_schedule_does(
    source: Source, sqlite_only: Reports
) -> None:
    source.asks(ALL)
    assert source.read(sqlite_only) == []
    source.asks(ALL, schedule="* * * * *")
    assert len(source.read(sqlite_only)) == 1


def test_a_changed_query_begins_anew(source: Source, sqlite_only: Reports) -> None:
    source.asks(CHANGED)
    source.read_now(sqlite_only)
    source.asks({**CHANGED, "sql": CHANGED["sql"] + " DESC"})
    ((first, _),) = source.read_now(sqlite_only)
    assert first["number"] == "TR-2"


def as_airflow_has_it(reports: Reports) -> str:
    return json.dumps({"conn_type": "sqlite", "host": reports.address})


def test_airflows_own_connection_is_the_way_in(
    source: Source, sqlite_only: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_REPORTS", as_airflow_has_it(sqlite_only))
    source.asks(ALL)
    sqlite_only.hook = hook_in_task(CONNECTION)
    assert len(source.read_now(sqlite_only)) == 1


def test_a_connection_that_isnt_there_or_isnt_sql_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DatabaseProblem, match="Airflow has no connection nowhere"):
        hook_in_task("nowhere")
    monkeypatch.setenv("AIRFLOW_CONN_REPORTS", "http://localhost")
    with pytest.raises(DatabaseProblem, match="isn't one to a database with SQL"):
        hook_in_task("reports")


def test_a_password_is_in_no_message() -> None:
    class Leaking:
        placeholder = "?"
        connection = type("Connection", (), {"password": "hunter2"})

        def get_conn(self) -> Any:
            raise RuntimeError("no way in with user=x password=hunter2")

    with (
        pytest.raises(DatabaseProblem) as told,
        databases.answer(Leaking(), "deals", read_statement("deals", "SELECT 1"), None),
    ):
        pass
    assert "hunter2" not in str(told.value)


@pytest.fixture
def inbox(source: Source, sqlite_only: Reports, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The source, as the inbox's trigger and tasks find it."""
    url = source.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    monkeypatch.setenv("AIRFLOW_CONN_REPORTS", as_airflow_has_it(sqlite_only))
    return source


def looked(source: Source) -> Found:
    with source.database.reading() as session:
        (feed,) = watched_feeds(session)
    return watch_of(feed).look(source.database, feed)


def test_the_inbox_is_told_when_queries_are_due_and_asks_them(inbox: Source) -> None:
    inbox.asks(ALL)
    assert looked(inbox).waiting == frozenset()
    with inbox.database.writing() as session:
        ask_now(session, FEED)
    (told,) = looked(inbox).waiting
    assert told.startswith("sql:reports:")
    assert receive() == {"sources": 1, "fetched": 1}
    assert looked(inbox) == Found()
    assert receive() == {"sources": 1, "fetched": 0}


def test_a_database_that_cant_be_asked_is_the_sources_trouble_until_it_can(inbox: Source) -> None:
    inbox.asks({"name": "agents", "sql": "SELECT * FROM agents"})
    with inbox.database.writing() as session:
        ask_now(session, FEED)
    assert receive() == {"sources": 1, "fetched": 0}
    assert "The query “agents” failed." in looked(inbox).trouble
    with inbox.database.reading() as session:
        assert session.get_one(Feed, FEED).trouble
    inbox.asks(ALL)
    with inbox.database.writing() as session:
        ask_now(session, FEED)
    assert receive() == {"sources": 1, "fetched": 1}
    with inbox.database.reading() as session:
        assert session.get_one(Feed, FEED).trouble == ""
    assert looked(inbox) == Found()


def test_a_query_that_fails_is_named_at_its_source_until_it_works(
    inbox: Source, sqlite_only: Reports
) -> None:
    inbox.asks({"name": "agents", "sql": "SELECT * FROM agents"}, ALL)
    with inbox.database.writing() as session:
        ask_now(session, FEED)
    receive()
    with inbox.database.reading() as session:
        assert "The query “agents” failed." in session.get_one(Feed, FEED).trouble
    assert len(inbox.arrivals) == 1
    sqlite_only.run("CREATE TABLE agents AS SELECT 1 AS id")
    with inbox.database.writing() as session:
        ask_now(session, FEED)
    assert receive() == {"sources": 1, "fetched": 1}
    with inbox.database.reading() as session:
        assert session.get_one(Feed, FEED).trouble == ""
