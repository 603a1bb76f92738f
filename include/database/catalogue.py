"""A company's lists as last read: for the pages, and for when QuickBooks doesn't respond."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.clock import utc_now
from include.database.tables.entries import CatalogueEntry


def store_catalogue(session: Session, company_id: str, catalogue: Catalogue) -> None:
    """Save the lists as they were just read, in a writing transaction."""
    session.execute(delete(CatalogueEntry).where(CatalogueEntry.company_id == company_id))
    now = utc_now()
    session.add_all(
        CatalogueEntry(
            company_id=company_id,
            kind=entry.kind,
            entry_id=entry.id,
            name=entry.name,
            type=entry.type,
            active=entry.active,
            account_id=entry.account_id,
            read_at=now,
        )
        for entry in catalogue.entries
    )


def stored_catalogue(session: Session, company_id: str) -> tuple[Catalogue, dt.datetime | None]:
    """The lists as last read, and when; empty and None if they never were."""
    rows = session.scalars(
        select(CatalogueEntry).where(CatalogueEntry.company_id == company_id)
    ).all()
    entries = [
        ListEntry(ListKind(row.kind), row.entry_id, row.name, row.type, row.active, row.account_id)
        for row in rows
    ]
    return Catalogue(entries), min((row.read_at for row in rows), default=None)
