"""An office whose pages are open, and one with nothing but a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, company_with_id
from include.settings import encryption_keys
from tests.sync.conftest import office
from tests.sync.office import COMPANY, INCOME, KEY, Office
from tests.sync.opening import open_office
from tests.web.office_pages import OfficePages

__all__ = ["office"]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, no_limit: None) -> None:  # noqa: ARG001  (for every test)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    assert encryption_keys() == [KEY]


def here(office: Office) -> ConnectedCompany:
    """The office's company, as pages see it."""
    with office.database.reading() as session:
        company = company_with_id(session, COMPANY)
    assert company is not None
    return company


@pytest.fixture
def pages(office: Office) -> OfficePages:
    """The pages of a connected office with empty books and the three workflows."""
    return OfficePages(office.database, office)


@pytest.fixture
def bare_pages(sqlite_database: Database) -> OfficePages:
    """The pages where nothing is connected yet."""
    return OfficePages(sqlite_database)


@pytest.fixture(scope="module")
def nonsense_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePages]:
    """The pages of an office that many tests only look at: one deal is booked."""
    with pytest.MonkeyPatch.context() as patch, open_office(tmp_path_factory.mktemp("look")) as one:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        one.core.post("/examples/A")
        pages = OfficePages(one.database, one)
        pages.run(INCOME)
        yield pages
