"""A company's lists as last read: for the pages, and for when QuickBooks doesn't respond."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.documents import Document
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
                "sales_rates": _texts(entry.sales_rates),
                "purchase_rates": _texts(entry.purchase_rates),
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
    return ListEntry(
        kind=ListKind(row.kind),
        id=row.entry_id,
        name=row.name,
        type=row.type,
        active=row.active,
        account_id=row.account_id,
        currency=row.currency,
        sales_rates=_rates(row.sales_rates),
        purchase_rates=_rates(row.purchase_rates),
    )


def _texts(rates: tuple[Decimal, ...] | None) -> list[str] | None:
    """Rates as JSON keeps them exactly."""
    return None if rates is None else [str(rate) for rate in rates]


def _rates(texts: list[str] | None) -> tuple[Decimal, ...] | None:
    return None if texts is None else tuple(map(Decimal, texts))
