"""Adding QuickBooks as an admin does, with the consent page answered as in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from httpx import Response
from sqlalchemy import select

from include.database.engine import Database
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.demo.consent import grant
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import Office
from tests.web.office_pages import ADMIN, OfficePages, words

HOME = "/settings/integrations"
BACK = "/plugin/quickbooks/corebooks/settings/integrations"
FORM = {
    "company": "willow-park",
    "timezone": "America/Chicago",
    "core": "core",
    "quickbooks": "quickbooks",
}


@pytest.fixture
def fresh(sqlite_database: Database) -> Iterator[OfficePages]:
    """The pages for an admin, where CORE and QuickBooks stand ready and nothing is connected."""
    with (
        running_core(transactions=0, agents=1, bad_records=False, billing_months=0) as core,
        running_quickbooks() as quickbooks,
    ):
        opened = OfficePages(sqlite_database, Office(core, quickbooks, sqlite_database))
        opened.sign_in(ADMIN)
        yield opened


@pytest.fixture
def admin(pages: OfficePages) -> OfficePages:
    """The pages of a connected office, for an admin."""
    pages.sign_in(ADMIN)
    return pages


def consent_address(leaving: Response) -> str:
    """Where the page that leads to QuickBooks leads to."""
    assert leaving.status_code == 200, words(leaving.text)
    found = re.search(r'<a [^>]*data-follow href="([^"]+)"', leaving.text)
    assert found is not None
    return html.unescape(found[1])


def come_back(pages: OfficePages, answer: str) -> Response:
    """Open the address that QuickBooks leads back to."""
    parts = urlsplit(answer)
    came: Response = pages.browser.get(f"{parts.path}?{parts.query}")
    return came


def refused(pages: OfficePages, answer: str) -> str:
    """Open the address that QuickBooks leads back to; what the page in Airflow's frame then shows."""
    came = come_back(pages, answer)
    assert came.status_code == 303
    parts = urlsplit(came.headers["location"])
    assert parts.path.startswith(BACK)
    assert "refused=" in parts.query
    page: Response = pages.browser.get(f"/corebooks{HOME}{parts.path[len(BACK) :]}?{parts.query}")
    assert page.status_code == 200
    return page.text


def add(pages: OfficePages, **form: str) -> str:
    """Fill the form, and agree on QuickBooks' page. Returns the address it leads back to."""
    return grant(consent_address(pages.press(f"{HOME}/add/online", {**FORM, **form})))


def companies(pages: OfficePages) -> list[Company]:
    """The database's companies."""
    with pages.database.reading() as session:
        return list(session.scalars(select(Company)))


def events(pages: OfficePages) -> list[tuple[str, str]]:
    """Who did what, by the audit trail."""
    with pages.database.reading() as session:
        rows = session.execute(select(AuditEvent.event, AuditEvent.actor).order_by(AuditEvent.id))
        return [(row.event, row.actor) for row in rows]
