"""Where a company's lists are kept: what QuickBooks Online metered once isn't read twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables import quickbooks as tables
from include.database.tables.base import Base

Body = Mapping[str, Any]
"""An entity's JSON, with its ID and SyncToken."""
Moments = tuple[dt.datetime, dt.datetime | None, dt.datetime | None]
"""When a list was read in whole, up to when QuickBooks was asked for changes of it, and when it last
wouldn't list them."""

_PORTION = 200
"""Rows of one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535."""


class DatabaseLists:
    """Satisfies `include.quickbooks.online.kept_lists.KeptStore`."""

    def __init__(self, database: Database, company_id: str) -> None:
        self._database = database
        self._company_id = company_id

    def lists(self) -> Mapping[str, Moments]:
        """The lists that are kept, by kind of entity, with their moments."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(tables.KeptList).where(tables.KeptList.company_id == self._company_id)
            )
            return {row.entity: (row.read_at, row.asked_at, row.refused_at) for row in rows}

    def bodies(self, entity: str) -> list[dict[str, Any]]:
        """The entities of a kept list."""
        with self._database.reading() as session:
            return list(
                session.scalars(
                    select(tables.KeptEntity.body)
                    .where(
                        tables.KeptEntity.company_id == self._company_id,
                        tables.KeptEntity.entity == entity,
                    )
                    .order_by(tables.KeptEntity.entity_id)
                )
            )

    def replace(self, entity: str, bodies: Iterable[Body], moments: Moments) -> None:
        """Keep a list as it was read in whole, with its moments."""
        with self._database.writing() as session:
            # First of all: another process that reads the same list waits for this one's.
            values = dict(zip(("read_at", "asked_at", "refused_at"), moments, strict=True))
            row = {"company_id": self._company_id, "entity": entity, **values}
            session.execute(
                _insert(session, tables.KeptList)
                .values(row)
                .on_conflict_do_update(index_elements=["company_id", "entity"], set_=values)
            )
            session.execute(
                delete(tables.KeptEntity).where(
                    tables.KeptEntity.company_id == self._company_id,
                    tables.KeptEntity.entity == entity,
                )
            )
            self._put(session, entity, list(bodies))

    def merge(self, changed: Mapping[str, Sequence[Body]], asked_at: dt.datetime) -> None:
        """Keep what changed of lists that are kept; an older version of an entity changes nothing."""
        with self._database.writing() as session:
            self._lock(session)
            kept = session.scalars(
                select(tables.KeptList.entity).where(
                    tables.KeptList.company_id == self._company_id,
                    tables.KeptList.entity.in_(changed),
                    tables.KeptList.asked_at.is_not(None),
                )
            ).all()
            for entity in kept:
                self._put(session, entity, changed[entity])
            session.execute(
                update(tables.KeptList)
                .where(
                    tables.KeptList.company_id == self._company_id,
                    tables.KeptList.entity.in_(kept),
                    tables.KeptList.asked_at < asked_at,
                )
                .values(asked_at=asked_at)
            )

    def forget(self, entities: Collection[str]) -> None:
        """Keep these lists no longer."""
        if not entities:
            return
        with self._database.writing() as session:
            self._lock(session)
            self._drop(session, entities)

    def _lock(self, session: Session) -> None:
        """Let one process at a time change a company's lists; SQLite has one writer anyway."""
        session.execute(
            select(tables.KeptList.entity)
            .where(tables.KeptList.company_id == self._company_id)
            .order_by(tables.KeptList.entity)
            .with_for_update()
        ).all()

    def _drop(self, session: Session, entities: Collection[str]) -> None:
        for table in (tables.KeptEntity, tables.KeptList):
            session.execute(
                delete(table).where(
                    table.company_id == self._company_id, table.entity.in_(entities)
                )
            )

    def _put(self, session: Session, entity: str, bodies: Sequence[Body]) -> None:
        values = [
            {
                "company_id": self._company_id,
                "entity": entity,
                "entity_id": str(body["Id"]),
                "version": _version(body),
                "body": dict(body),
            }
            for body in bodies
        ]
        for start in range(0, len(values), _PORTION):
            # One entity comes at most once in a statement: PostgreSQL updates no row twice.
            portion = {row["entity_id"]: row for row in values[start : start + _PORTION]}
            insert = _insert(session, tables.KeptEntity).values(list(portion.values()))
            session.execute(
                insert.on_conflict_do_update(
                    index_elements=["company_id", "entity", "entity_id"],
                    set_={"version": insert.excluded.version, "body": insert.excluded.body},
                    where=tables.KeptEntity.version <= insert.excluded.version,
                )
            )


def _insert(session: Session, table: type[Base]) -> Any:
    """An INSERT that can say what becomes of a row that is there already."""
    kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return kind.insert(table)


def _version(body: Body) -> int:
    token = str(body.get("SyncToken") or "0")
    return int(token) if token.isascii() and token.isdecimal() else 0
