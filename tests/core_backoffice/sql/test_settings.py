"""A source's queries: what is missing is said before anything is asked."""

from __future__ import annotations

from typing import Any

import pytest

from include.core_backoffice.sql.settings import read_settings
from include.core_backoffice.sql.statements import QueryRefused

ALL = {"name": "agents", "sql": "SELECT * FROM agents"}
CHANGED = {
    "name": "transactions",
    "sql": "SELECT * FROM deals WHERE changed_at >= :since",
    "watermark_column": "changed_at",
    "watermark_kind": "timestamp",
}


def settings(*queries: Any, **others: Any) -> dict[str, Any]:
    return {"conn_id": "reports", "queries": list(queries), **others}


def test_a_source_has_a_connection_a_schedule_and_queries() -> None:
    read = read_settings(settings(ALL, CHANGED, schedule="0 6 * * *"))
    assert (read.conn_id, read.schedule) == ("reports", "0 6 * * *")
    assert [one.name for one in read.queries] == ["agents", "transactions"]
    assert [one.statement.has_since for one in read.queries] == [False, True]


def test_a_query_that_was_changed_is_another_one() -> None:
    one, two = (
        read_settings(settings({**CHANGED, "sql": CHANGED["sql"] + end})).queries[0].digest
        for end in ("", " AND is_final")
    )
    assert one != two


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "no connection"),
        ({"conn_id": "reports"}, "between 1 and 10 queries"),
        (settings(), "between 1 and 10 queries"),
        (settings(*[ALL] * 11), "between 1 and 10 queries"),
        (settings("SELECT 1"), "needs a name"),
        (settings({**ALL, "name": "x" * 61}), "needs a name"),
        (settings(ALL, {**ALL, "name": "Agents"}), "Two queries are called “agents”"),
        (settings({**ALL, "sql": "DROP TABLE agents"}), "doesn't begin with SELECT"),
        (settings({**CHANGED, "sql": ALL["sql"]}), "but not :since"),
        (settings({**CHANGED, "watermark_column": ""}), "but no watermark column"),
        (settings({**CHANGED, "watermark_kind": "moon"}), "of the kind “moon”"),
    ],
)
def test_what_cant_be_used_is_said_with_what_to_do(given: dict[str, Any], why: str) -> None:
    with pytest.raises(QueryRefused, match=why):
        read_settings(given)
