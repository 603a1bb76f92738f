"""Intuit's map of a company that was moved from QuickBooks Desktop: what became of each ID.

Documented as the entity QbdtEntityIdMapping, which can only be queried:
https://developer.intuit.com/app/developer/qbdesktop/docs/develop/moving-from-quickbooks-desktop-to-quickbooks-online
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.query import Condition, Statement
from sandbox.quickbooks_online.store import Body

ENTITY = "QbdtEntityIdMapping"
_COLUMNS = {
    "qboentityid": "new_id",
    "qbdtexportableid": "old_id",
    "qboentitytype": "new_type",
    "qbdtentitytype": "old_type",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What one ID of the company file became."""

    new_id: str
    old_id: str
    new_type: str
    old_type: str


def keep(company: Company, rows: Iterable[Row]) -> None:
    """Add rows to a company's map. Inside a transaction."""
    company.store.database.executemany(
        "INSERT INTO id_map VALUES (?, ?, ?, ?, ?)",
        [(company.realm, row.new_id, row.old_id, row.new_type, row.old_type) for row in rows],
    )


def answer(company: Company, statement: Statement) -> Body:
    """The QueryResponse of a query of the map; a company that never moved has an empty one.

    Raises:
        Refusal: 4001, it names a property that there isn't.
    """
    where, values = ["realm = ?"], [company.realm]
    for condition in statement.conditions:
        part, wanted = _condition(condition)
        where.append(part)
        values += wanted
    found = f"FROM id_map WHERE {' AND '.join(where)}"
    execute = company.store.database.execute
    total = int(execute(f"SELECT COUNT(*) {found}", values).fetchone()[0])
    if statement.count:
        return {"totalCount": total}
    rows = execute(
        f"SELECT new_id, old_id, new_type, old_type {found} ORDER BY rowid LIMIT ? OFFSET ?",
        (*values, statement.most, statement.start - 1),
    ).fetchall()
    if not rows:
        return {}
    return {
        ENTITY: [_shown(Row(*row)) for row in rows],
        "startPosition": statement.start,
        "maxResults": len(rows),
    }


def _condition(condition: Condition) -> tuple[str, list[str]]:
    column = _COLUMNS.get(condition.name.lower())
    if column is None or condition.sign not in ("=", "IN"):
        raise Refusal("4001", f"QueryValidationError: property '{condition.name}' is not queryable")
    wanted = condition.value if condition.sign == "IN" else [condition.value]
    return f"{column} IN ({','.join('?' * len(wanted))})", [str(one) for one in wanted]


def _shown(row: Row) -> Body:
    return {
        "QboEntityId": row.new_id,
        "QbdtExportableId": row.old_id,
        "QboEntityType": row.new_type,
        "QbdtEntityType": row.old_type,
    }
