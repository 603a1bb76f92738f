"""Where a company's lists are kept: what QuickBooks Online metered once isn't read twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, literal_column, select, tuple_, update
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables import quickbooks as tables
from include.database.upserts import upsert

Body = Mapping[str, Any]
"""An entity's JSON, with its ID and SyncToken."""
Moments = tuple[dt.datetime, dt.datetime | None, dt.datetime | None]
"""When a list was read in whole, up to when QuickBooks was asked for changes of it, and when it last
wouldn't list them."""

_PORTION = 500
"""Entities that one statement looks for."""


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
            upsert(session, tables.KeptList, [row])
            session.execute(
                delete(tables.KeptEntity).where(
                    tables.KeptEntity.company_id == self._company_id,
                    tables.KeptEntity.entity == entity,
                )
            )
            self._put(session, {entity: bodies})

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
            self._put(session, {entity: changed[entity] for entity in kept})
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

    def _put(self, session: Session, told: Mapping[str, Iterable[Body]]) -> None:
        """Store entities, by list; those that are stored just as they are aren't written again."""
        bodies = {
            (entity, str(body["Id"])): dict(body) for entity, some in told.items() for body in some
        }
        stored = self._stored(session, list(bodies))
        upsert(
            session,
            tables.KeptEntity,
            (
                {
                    "company_id": self._company_id,
                    "entity": entity,
                    "entity_id": entity_id,
                    "version": _version(body),
                    "body": body,
                }
                for (entity, entity_id), body in bodies.items()
                if stored.get((entity, entity_id)) != body
            ),
            only_if=tables.KeptEntity.version <= literal_column("excluded.version"),
        )

    def _stored(
        self, session: Session, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], Body]:
        """Those of the entities that are stored, by list and ID."""
        entity = tables.KeptEntity
        stored: dict[tuple[str, str], Body] = {}
        for start in range(0, len(wanted), _PORTION):
            rows = session.execute(
                select(entity.entity, entity.entity_id, entity.body).where(
                    entity.company_id == self._company_id,
                    tuple_(entity.entity, entity.entity_id).in_(wanted[start : start + _PORTION]),
                )
            )
            stored.update(((kind, entity_id), body) for kind, entity_id, body in rows)
        return stored


def _version(body: Body) -> int:
    token = str(body.get("SyncToken") or "0")
    return int(token) if token.isascii() and token.isdecimal() else 0
