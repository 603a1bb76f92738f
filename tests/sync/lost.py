"""The CoreBooks database is lost: an empty one takes its place, and is rebuilt from QuickBooks and CORE."""

from __future__ import annotations

from pathlib import Path

from include.database.reads.active_setups import active_setups
from include.database.setup.companies import connect_company
from include.database.tables.companies import Company
from include.sync.rebuild.looking import Findings, look
from include.sync.rebuild.rebuilding import Rebuilder, Rebuilt
from include.workflows.category import Category, Stream
from tests.database_files import sqlite_database
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.office import COMPANY, Office


def lose(office: Office, folder: Path, *, company_id: str = COMPANY) -> None:
    """Give the office an empty database, and connect the company again."""
    with office.database.reading() as session:
        known = session.get_one(Company, COMPANY)
        values = {name: getattr(known, name) for name in _KEPT}
    office.database.close()
    folder.mkdir()
    office.database = sqlite_database(folder)
    connect_company(office.database, Company(id=company_id, **values), actor="finance ops")
    if not isinstance(office, DirectDesktopOffice) and company_id == COMPANY:
        office.reconnect()


_KEPT = (
    "name",
    "edition",
    "realm_id",
    "core_connection",
    "quickbooks_connection",
    "timezone",
    "currency",
    "country",
)


def found(office: Office, *, company_id: str = COMPANY) -> Findings:
    """What a look finds."""
    with office.gateway() as gateway, office.source() as source:
        return look(office.database, company_id, gateway, dict.fromkeys(Stream, source))


def rebuild(office: Office) -> Rebuilt:
    """Look, and apply what was found."""
    with office.gateway() as gateway, office.source() as source:
        sources = dict.fromkeys(Stream, source)
        findings = look(office.database, COMPANY, gateway, sources)
        return Rebuilder(office.database, findings, gateway, office.seal, "finance ops").apply()


def run_all(office: Office) -> None:
    """Run the workflows that are on."""
    with office.database.reading() as session:
        on = active_setups(session, COMPANY)
    for category in Category:
        if category in on:
            office.run(category)
