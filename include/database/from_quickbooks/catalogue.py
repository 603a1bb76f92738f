"""A company's lists as last read: for the pages, and for when QuickBooks doesn't respond."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.database.tables.entries import CatalogueEntry
from include.database.upserts import upsert


def store_catalogue(
    session: Session, company_id: str, catalogue: Catalogue, read_at: dt.datetime
) -> None:
    """Save the lists as they were read; what was read or created later stays.

    Args:
        session: a writing transaction.
        company_id: the company.
        catalogue: all of its lists.
        read_at: when reading began: another run may have stored newer lists since, or created an entry.
    """
    upsert(
        session,
        CatalogueEntry,
        [
            {
                "company_id": company_id,
                "kind": entry.kind,
                "entry_id": entry.id,
                "name": entry.name,
                "type": entry.type,
                "active": entry.active,
                "account_id": entry.account_id,
                "read_at": read_at,
            }
            for entry in catalogue.entries
        ],
        only_if=CatalogueEntry.read_at <= read_at,
    )
    # Whatever was on the lists has this moment now, or a later one.
    session.execute(
        delete(CatalogueEntry).where(
            CatalogueEntry.company_id == company_id, CatalogueEntry.read_at < read_at
        )
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
