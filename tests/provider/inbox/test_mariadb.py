"""Queries of a MariaDB, with the drivers that Airflow's connections of type MySQL use (`make doors`)."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import pytest

from include.core_backoffice.sql.statements import Statement, read_statement
from include.provider.inbox import databases
from include.provider.inbox.databases import DatabaseProblem
from tests.databases_read import TABLE
from tests.mariadb import MariaDbMissing, MariaDbReports, mariadb_server
from tests.mariadb import reports as reports_of
from tests.provider.inbox.test_queries import CHANGED, INSERT, NOON, Source, deal, source

__all__ = ["source"]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    try:
        with mariadb_server() as found:
            yield found
    except MariaDbMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["PyMySQL", "mysql-connector-python"])
def reports(request: pytest.FixtureRequest, server: tuple[str, int]) -> MariaDbReports:
    try:
        made = reports_of(*server, request.param)
    except MariaDbMissing as missing:
        pytest.skip(str(missing))
    made.run(TABLE)
    made.run(INSERT, [deal("TR-1", "14850.00"), deal("TR-2 Käthe", "0.10")])
    return made


def test_its_rows_come_to_the_cent_with_days_moments_and_accents(
    source: Source, reports: MariaDbReports
) -> None:
    source.asks(CHANGED)
    ((first, second),) = source.read_now(reports)
    assert Decimal(str(first["gross"])) == Decimal("14850.00")
    assert (first["final"], first["closed"], first["changed"]) == (
        1,
        "2026-11-20",
        "2026-11-30T08:00:00",
    )
    assert (second["number"], Decimal(str(second["gross"]))) == ("TR-2 Käthe", Decimal("0.10"))


def test_it_reads_on_from_the_greatest_moment(source: Source, reports: MariaDbReports) -> None:
    source.asks(CHANGED)
    source.read_now(reports)
    assert source.read_now(reports) == []
    reports.run(INSERT, [deal("TR-3", "1.00", NOON)])
    ((*_, newest),) = source.read_now(reports)
    assert newest["number"] == "TR-3"


def test_a_percent_sign_and_a_watermark_are_each_what_they_are(
    source: Source, reports: MariaDbReports
) -> None:
    like = CHANGED["sql"].replace("WHERE", "WHERE number LIKE 'TR-1%' AND")
    source.asks({**CHANGED, "sql": like})
    ((only,),) = source.read_now(reports)
    assert only["number"] == "TR-1"


@pytest.mark.parametrize("sql", ["DELETE FROM deals", "UPDATE deals SET gross = 0"])
def test_a_statement_that_writes_is_stopped_by_the_database_itself(
    reports: MariaDbReports, sql: str
) -> None:
    """The check of statements aside, and although the user may write."""
    with (
        pytest.raises(DatabaseProblem, match="READ ONLY"),
        databases.answer(reports.hook, "deals", Statement((sql,)), None) as found,
    ):
        list(found.rows)
    assert reports.count() == 2


def test_a_query_that_takes_too_long_is_ended(reports: MariaDbReports) -> None:
    endless = read_statement("deals", "SELECT BENCHMARK(100000000000, SHA2('a', 512)) AS c")
    with (
        pytest.raises(DatabaseProblem, match="didn't end within"),
        databases.answer(reports.hook, "deals", endless, None, 0.5) as found,
    ):
        list(found.rows)


def test_rows_stay_in_the_server_until_they_are_asked_for(reports: MariaDbReports) -> None:
    many = read_statement("deals", "SELECT seq, REPEAT('x', 1000) AS note FROM seq_1_to_100000")
    tracemalloc.start()
    try:
        with databases.answer(reports.hook, "deals", many, None) as found:
            assert sum(1 for _ in found.rows) == 100_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All of them are 100 MB.
    assert most < 20_000_000


def test_a_reading_that_breaks_off_does_not_fetch_the_rest(reports: MariaDbReports) -> None:
    endless = read_statement(
        "deals", "SELECT seq, REPEAT('x', 1000) AS note FROM seq_1_to_100000000"
    )
    began = time.monotonic()
    with databases.answer(reports.hook, "deals", endless, None) as found:
        assert next(found.rows)[0] == 1
    # The rest is 100 GB.
    assert time.monotonic() - began < 30


def test_what_the_server_rejects_is_told_without_the_password(reports: MariaDbReports) -> None:
    with (
        pytest.raises(DatabaseProblem, match="nothing") as told,
        databases.answer(
            reports.hook, "deals", read_statement("deals", "SELECT nothing FROM deals"), None
        ),
    ):
        pass
    assert "reads-only-of-the-tests" not in str(told.value)
