"""QuickBooks' lists for pages: kept for minutes, but never without the tax codes that lines need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.books.catalogue import ListKind
from include.database.reads.companies import ConnectedCompany, company_with_id
from include.database.setup.company_facts import keep_facts
from include.web.frame.live_lists import Lists, lists_now
from tests.sync.office import COMPANY, KEY, Office
from tests.sync.tax_office import open_abroad
from tests.web.office_pages import OfficeConnection


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A Canadian company whose sales tax is off."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    with open_abroad(tmp_path, "CA", sales_tax=False) as opened:
        yield opened


def company(office: Office) -> ConnectedCompany:
    with office.database.reading() as session:
        found = company_with_id(session, COMPANY)
    assert found is not None
    return found


def lists(office: Office, *, at_once: bool = False) -> Lists:
    """The lists as a page of the company shows them."""
    url = office.quickbooks.url
    extra = {"environment": "sandbox", "oauth_url": url, "app_url": url}
    connection = OfficeConnection(url, "sandbox-client", "sandbox-secret", extra)
    found = lists_now(office.database, company(office), lambda _: connection, at_once=at_once)
    assert found.trouble == ""
    return found


def has_codes(of: Lists) -> bool:
    return any(one.kind is ListKind.TAX_CODE for one in of.catalogue.entries)


def test_sales_tax_that_is_turned_on_is_known_once_any_page_read_the_lists(office: Office) -> None:
    assert not has_codes(lists(office, at_once=True))
    office.quickbooks.set(sales_tax=True)
    assert has_codes(lists(office, at_once=True))
    assert company(office).uses_tax_codes


def test_lists_from_before_sales_tax_was_on_are_read_again(office: Office) -> None:
    lists(office, at_once=True)
    office.quickbooks.reset_meter()
    assert not has_codes(lists(office)), "kept for ten minutes"
    assert office.quickbooks.metered()["total"] == 0

    office.quickbooks.set(sales_tax=True)
    # Another page, such as the test of the connection, has the facts read meanwhile.
    with office.gateway() as gateway:
        keep_facts(office.database, COMPANY, gateway.company())

    assert has_codes(lists(office))
