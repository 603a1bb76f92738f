"""One SELECT, whatever somebody types; its value is bound, never written into it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.sql.statements import ParamStyle, QueryRefused, read_statement


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select number from deals  ;  ",
        "WITH d AS (SELECT * FROM deals) SELECT * FROM d WHERE changed_at >= :since",
        "-- all of them\nSELECT /* ; DELETE FROM deals */ 1",
        "SELECT 'a; DROP TABLE deals' AS \"delete\", note::text FROM deals",
        "SELECT 'it''s' , `update`, replace(name, '%', '') FROM deals",
        "SELECT note #>> '{office,name}', ARRAY['a'], parts[1] FROM deals",
        "SELECT [closed on], [it''s] FROM deals",
        "SELECT 1 # all of them",
        "SELECT updated_at, created, deleted FROM deals",
    ],
)
def test_one_select_is_one_select(sql: str) -> None:
    read_statement("deals", sql)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("", "doesn't begin with SELECT"),
        ("DELETE FROM deals", "doesn't begin with SELECT"),
        ("EXPLAIN SELECT 1", "doesn't begin with SELECT"),
        ("(SELECT 1)", None),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT 1; DELETE FROM deals", "more than one statement"),
        ("SELECT 1 DELETE FROM deals", "the word DELETE"),
        ("WITH gone AS (DELETE FROM deals RETURNING *) SELECT * FROM gone", "the word DELETE"),
        ("SELECT * INTO copies FROM deals", "the word INTO"),
        ("SELECT * FROM deals FOR UPDATE", "the word UPDATE"),
        ("SELECT 'a' -- '\n; DROP TABLE deals -- '", "more than one statement"),
        ("SELECT 'a\\'; DROP TABLE deals; -- '", "backslash"),
        ("SELECT $$a; b$$", "dollar signs"),
        ("SELECT $x$a$x$", "dollar signs"),
        # MySQL's comments, and SQL Server's names, can have a quote that begins no text.
        ("SELECT 1 # '\n INTO OUTFILE '/tmp/deals' -- '", "the word INTO"),
        ("SELECT [a'b] FROM deals; DROP TABLE deals --'", "more than one statement"),
        ("SELECT Q'[it's]' FROM deals", "begins with Q"),
        ("SELECT 'a", "quote without its end"),
        ('SELECT "a', "quote without its end"),
        ("SELECT ? FROM deals", "can't be sent"),
        ("SELECT \0", "can't be sent"),
        ("SELECT " + "1," * 20_000, "longer than 20,000"),
    ],
)
def test_what_isnt_one_select_is_refused_with_what_to_write(sql: str, why: str | None) -> None:
    if why is None:
        read_statement("deals", sql)
        return
    with pytest.raises(QueryRefused, match=why) as refused:
        read_statement("deals", sql)
    assert str(refused.value).startswith("The query “deals” ")


SINCE = "SELECT * FROM d WHERE name LIKE '10%:since' AND at >= :since AND at::date > :since"


@pytest.mark.parametrize(
    ("style", "sql", "parameters"),
    [
        (ParamStyle.QMARK, "'10%:since' AND at >= ? AND at::date > ?", ["x", "x"]),
        (ParamStyle.FORMAT, "'10%%:since' AND at >= %s AND at::date > %s", ["x", "x"]),
        (
            ParamStyle.PYFORMAT,
            "'10%%:since' AND at >= %(since)s AND at::date > %(since)s",
            {"since": "x"},
        ),
        (ParamStyle.NAMED, "'10%:since' AND at >= :since AND at::date > :since", {"since": "x"}),
        (ParamStyle.NUMERIC, "'10%:since' AND at >= :1 AND at::date > :1", ["x"]),
    ],
)
def test_the_value_goes_where_the_driver_takes_it_and_never_into_a_text(
    style: ParamStyle, sql: str, parameters: object
) -> None:
    bound = read_statement("deals", SINCE).bound(style, "x")
    assert bound == (f"SELECT * FROM d WHERE name LIKE {sql}", parameters)


def test_without_a_value_a_query_is_sent_as_it_was_written() -> None:
    sql = "SELECT '50%' FROM d"
    assert read_statement("deals", sql).bound(ParamStyle.PYFORMAT, "x") == (sql, None)


PIECES = st.sampled_from(
    [
        "'",
        '"',
        "`",
        ";",
        "--",
        "\n",
        "/*",
        "*/",
        "DROP TABLE d",
        "x",
        " ",
        "1",
        ",",
        "(",
        ")",
        ":since",
        "''",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_nothing_that_passes_can_change_a_database(rest: str) -> None:
    """SQLite runs one statement at a time, and says what it was."""
    try:
        statement = read_statement("deals", "SELECT 1 " + rest)
    except QueryRefused:
        return
    sql, parameters = statement.bound(ParamStyle.QMARK, "x")
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE d (x)")
    with suppress(sqlite3.Error):
        # Of two statements, what is after the first.
        database.executescript(sql.replace("?", "'x'"))
    assert parameters in (None, ["x"] * sql.count("?"))
    assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    database.close()
