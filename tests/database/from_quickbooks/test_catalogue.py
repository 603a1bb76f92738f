"""A company's lists as they are kept: tax codes with their rates, exactly, and by day where they changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import update

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import store_catalogue, stored_catalogue
from include.database.setup.companies import connect_company
from include.database.tables.entries import CatalogueEntry
from tests.database.setup.test_companies import willow_park

READ_AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
QUEBEC = (Decimal(5), Decimal("9.975"))
NEVER_CHANGED = ListEntry(
    ListKind.TAX_CODE, "7", "GST/QST QC", sales_rates=QUEBEC, purchase_rates=None
)
CHANGED = ListEntry(
    ListKind.TAX_CODE,
    "8",
    "HST NS",
    sales_rates=(Decimal(14),),
    purchase_rates=(Decimal(14),),
    sales_rate_changes=(
        (dt.date(2010, 7, 1), (Decimal(15),)),
        (dt.date(2025, 4, 1), (Decimal(14),)),
        (dt.date(2027, 1, 1), None),
    ),
)


@pytest.fixture(autouse=True)
def company(database: Database) -> None:
    connect_company(database, willow_park(), actor="finance ops")


def kept(database: Database, *entries: ListEntry) -> list[ListEntry]:
    with database.writing() as session:
        store_catalogue(session, "willow", Catalogue(entries), READ_AT)
    with database.reading() as session:
        found, _ = stored_catalogue(session, "willow")
    return sorted(found.entries, key=lambda entry: entry.id)


def test_rates_come_back_as_they_were_read(database: Database) -> None:
    assert kept(database, NEVER_CHANGED, CHANGED) == [NEVER_CHANGED, CHANGED]


def test_rates_that_an_earlier_version_kept_still_read(database: Database) -> None:
    kept(database, NEVER_CHANGED)
    with database.writing() as session:
        session.execute(update(CatalogueEntry).values(sales_rates=["13"], purchase_rates=[]))
    with database.reading() as session:
        found, _ = stored_catalogue(session, "willow")
    (entry,) = found.entries
    assert (entry.sales_rates, entry.purchase_rates) == ((Decimal(13),), ())
    assert entry.sales_rate_changes == ()
