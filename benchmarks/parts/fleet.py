"""One company's place in the database, again and again: a fleet of companies that are alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.base import Base
from include.database.tables.companies import Automation, Company, WorkflowSetup
from include.database.tables.records import Watermark
from include.database.tables.runs import SyncRun

_TABLES: tuple[type[Base], ...] = (
    Company,
    Automation,
    WorkflowSetup,
    Watermark,
    SyncRun,
    ScheduledRun,
    CoreLook,
)
"""All that a look reads, in the order of their references."""
_IDS_APART = 100_000
_REFERENCES = ("id", "setup_id", "run_id")


def multiply_company(database: Database, company_id: str, count: int) -> list[str]:
    """Add companies to a database, each as far as the one there is, with a connection to CORE of its own.

    Args:
        database: with one company; for looks, its auto-sync is on and has looked.
        company_id: that company.
        count: how many to add.

    Returns:
        Their IDs.
    """
    ids = [f"company-{number:04}" for number in range(1, count + 1)]
    with database.reading() as session:
        rows = {table: _rows(session, table, company_id) for table in _TABLES}
    for table in _TABLES:
        copies = [_copy(row, id_, n) for n, id_ in enumerate(ids, 1) for row in rows[table]]
        if not copies:
            continue
        with database.engine.begin() as connection:
            connection.execute(insert(table.__table__), copies)  # type: ignore[arg-type]
    return ids


def _rows(session: Session, table: type[Base], company_id: str) -> list[dict[str, Any]]:
    columns = table.__table__.columns
    owner = columns["id"] if table is Company else columns["company_id"]
    found = session.execute(select(table.__table__).where(owner == company_id))
    return [dict(row._mapping) for row in found]  # noqa: SLF001  (SQLAlchemy's own name for it)


def _copy(row: dict[str, Any], company_id: str, number: int) -> dict[str, Any]:
    copy = dict(row)
    for name in _REFERENCES:
        if isinstance(copy.get(name), int):
            copy[name] += number * _IDS_APART
    if "company_id" in copy:
        copy["company_id"] = company_id
    else:
        copy |= {"id": company_id, "name": f"Company {number}", "realm_id": company_id}
        copy["core_connection"] = f"core-{number}"
    for name in ("name", "run_name", "airflow_run_id"):
        if str(copy.get(name, "")).startswith("auto__"):
            copy[name] = f"{copy[name]}-{number}"
    return copy
