"""The queries of a source as the form has them: one SELECT for each kind of record, and its watermark column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.core_backoffice.sql.settings import SqlSettings, read_settings
from include.core_backoffice.sql.statements import QueryRefused
from include.core_backoffice.sql.watermarks import WatermarkKind
from include.database.setup.schedules import is_schedule

NAMES: Mapping[str, str] = {
    "transactions": "Transactions",
    "agents": "Agents",
    "vendors": "Vendors",
    "statements": "Billing statements",
    "payments": "Payments of statements",
}
"""What queries are called, by the name of their fields; in the order in which they are asked."""
KINDS: tuple[tuple[str, str], ...] = (
    (WatermarkKind.TIMESTAMP, "Dates with a time"),
    (WatermarkKind.DATE, "Dates"),
    (WatermarkKind.NUMBER, "Numbers"),
    (WatermarkKind.TEXT, "Text that sorts by time"),
)


def query_settings(texts: Mapping[str, str]) -> dict[str, Any]:
    """A source's settings, of what was typed."""
    queries = [
        {
            "name": name,
            "sql": sql,
            "watermark_column": texts.get(f"{name}_watermark", ""),
            "watermark_kind": texts.get("watermark_kind", ""),
        }
        for name in NAMES
        if (sql := texts.get(f"{name}_sql", ""))
    ]
    return {
        "conn_id": texts.get("conn_id", ""),
        "schedule": texts.get("schedule", ""),
        "queries": queries,
    }


def query_texts(settings: Mapping[str, Any]) -> dict[str, str]:
    """What the form opens with, of a source's settings."""
    texts = {name: str(settings.get(name) or "") for name in ("conn_id", "schedule")}
    stored = settings.get("queries")
    for query in stored if isinstance(stored, list) else ():
        if isinstance(query, dict) and query.get("name") in NAMES:
            texts[f"{query['name']}_sql"] = str(query.get("sql") or "")
            texts[f"{query['name']}_watermark"] = str(query.get("watermark_column") or "")
            texts["watermark_kind"] = str(query.get("watermark_kind") or "")
    return texts


def query_rules(settings: Mapping[str, Any]) -> SqlSettings:
    """A source's settings, checked.

    Raises:
        QueryRefused: one can't be used.
    """
    read = read_settings(settings)
    if read.schedule and not is_schedule(read.schedule):
        raise QueryRefused(
            f"The schedule “{read.schedule}” can't be read. Enter five fields, such as 0 6 * * * for 6 AM every day."
        )
    return read
