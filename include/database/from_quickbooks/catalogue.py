"""A company's lists as last read: for the pages, and for when QuickBooks doesn't respond."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.documents import Document
from include.database.stored.tax_rates import rates_from_json, rates_to_json
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
                "currency": entry.currency,
                "sales_rates": rates_to_json(entry.sales_rates, entry.sales_rate_changes),
                "purchase_rates": rates_to_json(entry.purchase_rates, entry.purchase_rate_changes),
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
    return Catalogue(map(_entry, rows)), min((row.read_at for row in rows), default=None)


def tax_codes_of(session: Session, company_id: str, document: Document) -> Catalogue:
    """The tax codes of a document's lines as last read; nothing is read for one without any."""
    ids = {line.tax.id for line in document.lines if line.tax is not None}
    if not ids:
        return Catalogue(())
    rows = session.scalars(
        select(CatalogueEntry).where(
            CatalogueEntry.company_id == company_id,
            CatalogueEntry.kind == ListKind.TAX_CODE,
            CatalogueEntry.entry_id.in_(ids),
        )
    )
    return Catalogue(map(_entry, rows))


def _entry(row: CatalogueEntry) -> ListEntry:
    sales, sales_changes = rates_from_json(row.sales_rates)
    purchases, purchase_changes = rates_from_json(row.purchase_rates)
    return ListEntry(
        kind=ListKind(row.kind),
        id=row.entry_id,
        name=row.name,
        type=row.type,
        active=row.active,
        account_id=row.account_id,
        currency=row.currency,
        sales_rates=sales,
        purchase_rates=purchases,
        sales_rate_changes=sales_changes,
        purchase_rate_changes=purchase_changes,
    )
